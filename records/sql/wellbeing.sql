-- How the records are (records/wellbeing.py).

-- name: clock
select clock_timestamp();

-- name: migrations
select version from schema_migrations;

-- name: unsent
-- The oldest message that should have left by $1, since when, and how many there are.
select min(greatest(queued_at, coalesce(leaves_at, queued_at))) as since, count(*) as messages
from messages
where state = 'queued' and coalesce(leaves_at, queued_at) <= $1;

-- name: unmade
select min(ordered_at) as since, count(*) as documents from document_orders where state = 'waiting';

-- name: open_incidents
select count(*) from incidents where resolved_at is null;
