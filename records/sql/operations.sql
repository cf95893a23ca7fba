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

-- name: standing
-- How much is not settled, and since when the oldest message waits that could have left by $1.
select
    (select count(*) from incidents where resolved_at is null) as incidents,
    (select count(*) from messages where state = 'queued') as queued,
    (select count(*) from deliveries where state = 'queued' and channel = 'by_hand') as by_hand,
    (select count(*) from document_orders where state = 'waiting') as documents,
    (select count(*) from document_orders where state = 'waiting' and last_error is not null) as documents_failed,
    (
        select min(greatest(queued_at, coalesce(leaves_at, queued_at))) from messages
        where state = 'queued' and coalesce(leaves_at, queued_at) <= $1::timestamptz
    ) as oldest_unsent;

-- name: journey_names
select journey_id, region_name, cohort from journeys where journey_id = any($1::text []);
