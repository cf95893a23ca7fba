-- Statements of the outbox (records/outbox.py) and of the archive's ledger (records/archive.py).

-- name: load
-- Messages with whom they go to; a person unknown here has no address.
select
    m.key, m.journey_id, m.seq, m.person, m.role, m.template, m.facts::text as facts, m.state, m.attempts,
    p.name, p.email, coalesce(p.sample, false) as sample,
    j.cohort, j.region_name, coalesce(j.simulated, false) as simulated
from messages as m
left join people as p on p.id = m.person
left join journeys as j on j.journey_id = m.journey_id
where m.key = any($1::text [])
order by m.seq, m.key;

-- name: settle
-- What became of a message. One that was sent stays sent, whoever says otherwise later.
update messages set
    state = $2, last_answer = $3, attempts = attempts + 1,
    sent_at = case when $2 = 'sent' then clock_timestamp() else sent_at end
where key = $1 and state <> 'sent';

-- name: withdraw
-- A message that waited to leave until nobody wanted it any more; there was no attempt to send it.
update messages set state = 'withdrawn', last_answer = $2 where key = $1 and state = 'queued';

-- name: note_attempt
-- An attempt that failed for now.
update messages set attempts = attempts + 1, last_answer = $2 where key = $1 and state = 'queued';

-- name: undelivered
-- The oldest messages still queued.
select key from messages where state = 'queued' order by queued_at, key limit $1;

-- name: insert_archived_run
insert into archived_runs (workflow_id, run_id, sha256, events, bytes, closed_at, object_key)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (workflow_id, run_id) do nothing;

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
