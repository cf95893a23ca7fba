-- migrate:up

set lock_timeout = '2s';
set statement_timeout = '30s';

-- When what is past its time was removed, and how many rows of each class (records/retention.py).
create table retention_runs (
    ran_at timestamptz primary key,
    removed jsonb not null
);

-- What is past its time is looked for by its age.
create index sign_ins_by_end on sign_ins (expires_at);
create index incidents_by_resolving on incidents (resolved_at) where resolved_at is not null;

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
