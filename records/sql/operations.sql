-- What operators look through a page at a time (records/operations.py).

-- name: messages
-- The ledger, the newest first: states $1 and journey $2 (null: any), $3 only what waits to be passed on by hand, before
-- the place ($4, $5) (null: from the newest), at most $6.
select
    m.key, m.journey_id as journey, m.seq, m.person, m.role, m.template, m.state, m.attempts, m.queued_at, m.leaves_at,
    m.sent_at, m.last_answer, d.state as by_hand, d.passed_on_by
from messages as m
left join deliveries as d on d.message_key = m.key and d.channel = 'by_hand' and d.receiver = m.person
where
    ($1::text [] is null or m.state = any($1))
    and ($2::text is null or m.journey_id = $2)
    and (not $3::boolean or d.state = 'queued')
    and ($4::timestamptz is null or (m.queued_at, m.key) < ($4, $5::text))
order by m.queued_at desc, m.key desc
limit $6;

-- name: message
select
    m.key, m.journey_id as journey, m.seq, m.person, m.role, m.template, m.state, m.attempts, m.queued_at, m.leaves_at,
    m.sent_at, m.last_answer, d.state as by_hand, d.passed_on_by
from messages as m
left join deliveries as d on d.message_key = m.key and d.channel = 'by_hand' and d.receiver = m.person
where m.key = $1;

-- name: documents
-- What is not made yet, the oldest first: of journey $1 (null: any), $2 only what failed, after the place ($3, $4, $5)
-- (null: from the oldest), at most $6.
select journey_id as journey, key, seq, kind, about, attempts, last_error, ordered_at
from document_orders
where
    state = 'waiting'
    and ($1::text is null or journey_id = $1)
    and (not $2::boolean or last_error is not null)
    and ($3::timestamptz is null or (ordered_at, journey_id, key) > ($3, $4::text, $5::text))
order by ordered_at, journey_id, key
limit $6;
