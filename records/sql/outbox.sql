-- Statements of the outbox (records/outbox.py) and of the archive's ledger (records/archive.py).

-- name: load
-- Messages with whom they go to, how that person wants to be told, and what their letters need besides the facts.
select
    m.key, m.journey_id, m.seq, m.person, m.role, m.template, m.facts::text as facts, m.state, m.attempts, m.queued_at,
    m.repeat,
    p.name, p.email, p.phone, coalesce(p.sample, false) as sample,
    j.cohort, j.region_name, j.zone as region_zone, coalesce(j.simulated, false) as simulated,
    w.language, w.zone, coalesce(w.digest, false) as digest, coalesce(w.muted, '{}') as muted,
    coalesce(g.title, o.title) as title,
    (
        select e.entry::jsonb #>> '{event,start,policy,programme}' from journal as e
        where e.journey_id = m.journey_id and e.seq = 1
    ) as programme
from messages as m
left join people as p on p.id = m.person
left join journeys as j on j.journey_id = m.journey_id
left join preferences as w on w.person = m.person
left join gates as g on g.journey_id = m.journey_id and g.gate = m.facts ->> 'gate'
left join obligations as o on o.journey_id = m.journey_id and o.obligation = m.facts ->> 'obligation'
where m.key = any($1::text [])
order by m.seq, m.key;

-- name: begin
-- An attempt begins. One that had begun before and has no outcome may have arrived: then this one is a repeat.
update messages set
    attempts = attempts + 1, repeat = repeat or begun_at is not null, begun_at = clock_timestamp()
where key = $1 and state = 'queued'
returning repeat;

-- name: settle
-- What became of a message. One that was sent stays sent, whoever says otherwise later.
update messages set
    state = $2, last_answer = $3, begun_at = null,
    sent_at = case when $2 in ('sent', 'sent_by_hand') then clock_timestamp() else sent_at end
where key = $1 and state not in ('sent', 'sent_by_hand');

-- name: withdraw
-- A message that waited to leave until nobody wanted it any more; there was no attempt to send it.
update messages set state = 'withdrawn', last_answer = $2 where key = $1 and state = 'queued';

-- name: set_aside
-- A message that its receiver wants in the digest, or not at all.
update messages set state = $2, last_answer = $3 where key = $1 and state = 'queued';

-- name: note_attempt
-- An attempt that failed for now; $3 says whether it is certain that the message did not arrive.
update messages set
    last_answer = $2, begun_at = case when $3 then null else begun_at end
where key = $1 and state = 'queued';

-- name: queue_again
-- The messages $1 that are in one of the states $2 are to be sent once more; one that may have arrived is a repeat.
-- Whoever was to pass them on by hand need not for now, and endpoints that were not told are told again.
with again as (
    update messages set state = 'queued', digest = null, repeat = repeat or state in ('sent', 'sent_by_hand')
    where key = any($1::text []) and state = any($2::text [])
    returning key
),

told as (
    update deliveries set state = 'queued'
    where
        message_key in (select key from again) and channel = 'webhook' and state in ('refused', 'given_up')
)

delete from deliveries
where message_key in (select key from again) and channel = 'by_hand' and state = 'queued';

-- name: undelivered
-- The oldest messages still queued.
select key from messages where state = 'queued' order by queued_at, key limit $1;

-- name: begin_delivery
-- As `begin`, for another way of the message; nothing comes back when that way is settled.
insert into deliveries as d (message_key, channel, receiver, state, attempts, begun_at)
values ($1, $2, $3, 'queued', 1, clock_timestamp())
on conflict (message_key, channel, receiver) do update set
    attempts = d.attempts + 1, repeat = d.repeat or d.begun_at is not null, begun_at = clock_timestamp()
where d.state = 'queued'
returning repeat;

-- name: settle_delivery
update deliveries set
    state = $4, last_answer = $5, begun_at = null,
    sent_at = case when $4 = 'sent' then clock_timestamp() else sent_at end
where message_key = $1 and channel = $2 and receiver = $3 and state = 'queued';

-- name: note_delivery
update deliveries set
    last_answer = $4, begun_at = case when $5 then null else begun_at end
where message_key = $1 and channel = $2 and receiver = $3 and state = 'queued';

-- name: give_up_deliveries
update deliveries set state = 'given_up', begun_at = null, last_answer = $2
where message_key = $1 and channel = 'webhook' and state = 'queued';

-- name: ask_by_hand
-- Somebody is to pass a message on: the first holder, by the order of the roles in $2, who is not its receiver.
insert into deliveries as d (message_key, channel, receiver, state, last_answer, passed_on_by)
select
    m.key, 'by_hand', m.person, 'queued', $3,
    (
        select s.person from memberships as s
        where s.journey_id = m.journey_id and s.until is null and s.person <> m.person and s.role = any($2::text [])
        order by array_position($2::text [], s.role), s.number
        limit 1
    )
from messages as m where m.key = $1 and m.person is not null
on conflict (message_key, channel, receiver) do update set last_answer = d.last_answer
returning passed_on_by;

-- name: insert_archived_run
-- A run that is noted stays as it is, unless it was brought in from a file before it had ended and this is more of it.
insert into archived_runs (workflow_id, run_id, sha256, events, bytes, closed_at, object_key)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (workflow_id, run_id) do update set
    sha256 = excluded.sha256, events = excluded.events, bytes = excluded.bytes, closed_at = excluded.closed_at,
    object_key = excluded.object_key
where archived_runs.events < excluded.events;

-- name: resolve_late_run
update incidents set resolved_at = clock_timestamp()
where journey_id = $1 and kind = 'run_not_archived' and detail = $2 and resolved_at is null;

-- name: archived_runs
-- The runs of a workflow in the order in which they ended.
select workflow_id, run_id, sha256, events, bytes, closed_at, object_key
from archived_runs where workflow_id = $1
order by closed_at, archived_at, run_id;

-- name: all_archived_runs
-- Every archived run in the order in which they ended.
select workflow_id, run_id, sha256, events, bytes, closed_at, object_key
from archived_runs
order by closed_at, archived_at, run_id;
