-- migrate:up

set lock_timeout = '2s';
set statement_timeout = '30s';

-- Who has seen an incident, and in how many rounds the operators have been told of it, last when.
alter table incidents
add column acknowledged_at timestamptz,
add column acknowledged_by text,
add column rounds integer not null default 0,
add column told_at timestamptz;
comment on column incidents.rounds is 'in how many rounds operators were told of it';
-- What the database refused had the name of its error as its kind.
update incidents set kind = 'database_refuses', detail = kind || ': ' || detail where kind like '%Error';
create index messages_of_incidents on messages (queued_at) where template = 'incident';

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
