-- Incidents as operators see to them (records/incidents.py).

-- name: open
-- Everything that is not resolved, the oldest first.
select
    id, journey_id, kind, detail, occurrences, first_seen, last_seen, resolved_at, acknowledged_at, acknowledged_by,
    rounds, told_at
from incidents where resolved_at is null
order by first_seen, id;

-- name: page
-- What is not resolved, of kind $1 and journey $2 (null: any), after the incident $3, at most $4.
select
    id, journey_id, kind, detail, occurrences, first_seen, last_seen, resolved_at, acknowledged_at, acknowledged_by,
    rounds, told_at
from incidents
where
    resolved_at is null
    and ($1::text is null or kind = $1)
    and ($2::text is null or journey_id = $2)
    and id > $3
order by id
limit $4;

-- name: find
select
    id, journey_id, kind, detail, occurrences, first_seen, last_seen, resolved_at, acknowledged_at, acknowledged_by,
    rounds, told_at
from incidents where id = $1;

-- name: resolve
update incidents set resolved_at = clock_timestamp() where id = $1 and resolved_at is null
returning id;

-- name: acknowledge
-- Somebody has seen it and sees to it. Who did so first stays noted; what is resolved needs nobody.
update incidents set acknowledged_at = $3, acknowledged_by = $2
where id = $1 and resolved_at is null and acknowledged_at is null
returning id;

-- name: over
-- What is open of journey $1 and kind $2, and whose detail begins with $3.
with resolved as (
    update incidents set resolved_at = clock_timestamp()
    where journey_id = $1 and kind = $2 and starts_with(detail, $3) and resolved_at is null
    returning id
)
select count(*) from resolved;

-- name: to_tell
-- Of what operators are to be told (but for kinds $1): what nobody has acknowledged or resolved, and of which they have not been told
-- since $2; nor, since $3, of the same kind of the same journey: what comes and goes is not told each time.
select
    i.id, i.journey_id, i.kind, i.detail, i.occurrences, i.first_seen, i.last_seen, i.resolved_at, i.acknowledged_at,
    i.acknowledged_by, i.rounds, i.told_at
from incidents as i
where
    i.resolved_at is null and i.acknowledged_at is null and coalesce(i.told_at, '-infinity') <= $2
    and i.kind <> all($1::text [])
    and not exists(
        select from incidents as before
        where
            before.journey_id = i.journey_id and before.kind = i.kind and before.id <> i.id
            and before.resolved_at is not null and before.told_at > $3
    )
order by i.id
for update;

-- name: told
-- A round of the incidents $1 begins at $2.
update incidents set rounds = rounds + 1, told_at = $2 where id = any($1::bigint []);

-- name: queue_notices
-- A message that is there already, whatever became of it, stays as it is.
insert into messages (key, journey_id, seq, person, role, template, facts, queued_at, leaves_at, state)
select
    m.key, m.journey_id, 0, m.person, 'operator', 'incident', m.facts, m.queued_at, m.leaves_at, 'queued'
from jsonb_to_recordset($1::text::jsonb) as m (
    key text, journey_id text, person text, facts jsonb, queued_at timestamptz, leaves_at timestamptz
)
on conflict (key) do nothing;

-- name: notices
-- What operators are still to be told and may be told by $1; `wanted` until every incident it is about has been
-- acknowledged or resolved.
select
    m.key,
    exists(
        select from incidents as i
        where
            i.resolved_at is null and i.acknowledged_at is null
            and i.id = any(string_to_array(m.facts ->> 'incidents', ' ')::bigint [])
    ) as wanted
from messages as m
where m.template = 'incident' and m.state = 'queued' and coalesce(m.leaves_at, m.queued_at) <= $1
order by m.queued_at, m.key
limit $2;

-- name: reachable_again
-- What an operator could not be told because no address of his was known is queued again once one is.
with again as (
    update messages as m set state = 'queued'
    from people as p
    where m.template = 'incident' and m.state = 'no_receiver' and p.id = m.person and p.email is not null
    returning m.person
)
select distinct person from again;

-- name: told_of
-- Who was told of the incident $1, when, and what became of it; the newest first.
select key, person, state, queued_at, leaves_at, sent_at from messages
where template = 'incident' and string_to_array(facts ->> 'incidents', ' ') @> array[$1::text]
order by queued_at desc, key
limit 50;

-- name: operators
-- The operators of the programme, with where they are and whether an address of theirs is known.
select r.person, w.zone, p.email is not null as reachable
from programme_roles as r
inner join people as p on p.id = r.person and p.erased_at is null
left join preferences as w on w.person = r.person
where r.role = 'operator'
order by r.person;

-- name: overdue
-- The open journeys after $2 whose turn was due by $1, and those of simulations, whose own time may be later; at most $3.
select journey_id from journeys
where
    status = 'open' and ended_at is null and paused_until is null and turn_due is not null
    and (turn_due < $1 or simulated) and journey_id > $2
order by journey_id
limit $3;

-- name: nobody_told
select key, person, role, template, queued_at from messages
where journey_id = $1 and state in ('refused', 'given_up', 'no_receiver')
order by queued_at desc
limit 20;

-- name: open_journeys
select count(*) from journeys where status in ('scheduled', 'open') and ended_at is null;
