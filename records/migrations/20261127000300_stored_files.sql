-- migrate:up

set lock_timeout = '2s';
set statement_timeout = '30s';

-- Who stored which file or text. A hash alone names nothing: only who stored it, or sees it in a journey that names it,
-- may name it there.
create table stored_files (
    person text not null,
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    stored_at timestamptz not null default clock_timestamp(),
    primary key (person, sha256)
);

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
