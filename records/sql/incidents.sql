-- Incidents as operators see to them (records/incidents.py).

-- name: open
-- Everything that is not resolved, the oldest first.
select id, journey_id, kind, detail, occurrences, first_seen, last_seen, resolved_at
from incidents where resolved_at is null
order by first_seen, id;

-- name: page
-- What is not resolved, of kind $1 and journey $2 (null: any), after the incident $3, at most $4.
select id, journey_id, kind, detail, occurrences, first_seen, last_seen, resolved_at
from incidents
where
    resolved_at is null
    and ($1::text is null or kind = $1)
    and ($2::text is null or journey_id = $2)
    and id > $3
order by id
limit $4;

-- name: find
select id, journey_id, kind, detail, occurrences, first_seen, last_seen, resolved_at from incidents where id = $1;

-- name: resolve
update incidents set resolved_at = clock_timestamp() where id = $1 and resolved_at is null
returning id;

-- name: over
-- What is open of journey $1 and kind $2, and whose detail begins with $3.
with resolved as (
    update incidents set resolved_at = clock_timestamp()
    where journey_id = $1 and kind = $2 and starts_with(detail, $3) and resolved_at is null
    returning id
)
select count(*) from resolved;
