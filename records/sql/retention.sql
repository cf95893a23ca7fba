-- What is past its time, class by class (records/retention.py): the rows of a table by their `ctid`, all that was over
-- before $1. Ages are told by the database's own clock: what a simulated journey calls its end may lie years ahead.

-- name: deliveries
select d.ctid
from deliveries as d
inner join messages as m on m.key = d.message_key
left join journeys as j on j.journey_id = m.journey_id
where
    m.queued_at < $1 and (j.journey_id is null or j.ended_at is not null)
    and m.state <> 'queued' and d.state <> 'queued'

-- name: messages
-- Of a journey that goes on every message stays; so does one that waits to be sent, or to be passed on. What operators
-- were told of no single journey has none.
select m.ctid
from messages as m
left join journeys as j on j.journey_id = m.journey_id
where
    m.queued_at < $1 and (j.journey_id is null or j.ended_at is not null) and m.state <> 'queued'
    and not exists(select from deliveries as d where d.message_key = m.key)

-- name: digests
select g.ctid
from digests as g
where
    g.opened_at < $1 and g.state <> 'queued'
    and not exists(select from messages as m where m.digest = g.key)

-- name: review_drafts
select d.ctid
from review_drafts as d
inner join journeys as j on j.journey_id = d.journey_id
where d.saved_at < $1 and j.ended_at is not null

-- name: incidents
select i.ctid from incidents as i where i.resolved_at < $1

-- name: claims
select c.ctid from claims as c where c.until < $1

-- name: mentor_bookings
-- Days claimed for an act that never came. Those that a journal records are part of it.
select b.ctid from mentor_bookings as b where not b.recorded and b.claimed_at < $1

-- name: sign_ins
select s.ctid from sign_ins as s where s.expires_at < $1

-- name: sign_in_links
select l.ctid from sign_in_links as l where l.expires_at < $1

-- name: api_tokens
select t.ctid from api_tokens as t where least(t.expires_at, t.revoked_at) < $1

-- name: answered
select a.ctid from answered as a where a.begun_at < $1

-- name: changes
-- The newest of what was recorded before stays: it tells from where on everything is here.
select c.ctid
from changes as c
where
    (c.xact, c.position) < (
        select o.xact, o.position from changes as o
        where o.recorded_at < $1
        order by o.xact desc, o.position desc
        limit 1
    )

-- name: retention_runs
select r.ctid from retention_runs as r where r.ran_at < $1

-- name: last_run
select ran_at, removed::text as removed from retention_runs order by ran_at desc limit 1

-- name: save_run
insert into retention_runs (ran_at, removed) values ($1, $2::text::jsonb)
on conflict (ran_at) do update set removed = excluded.removed

-- name: tables
select table_name from information_schema.tables
where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'schema_migrations'
order by table_name
