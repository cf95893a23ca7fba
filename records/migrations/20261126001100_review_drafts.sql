-- migrate:up

set lock_timeout = '2s';
set statement_timeout = '30s';

-- What somebody has begun to write: a verdict, comments on a hand-in, an answer to an approval step. `version` counts up,
-- so that an older window does not overwrite a newer one.
create table review_drafts (
    journey_id text not null,
    person text not null,
    work text not null,
    version integer not null,
    fields jsonb not null,
    saved_at timestamptz not null,
    primary key (journey_id, person, work)
);
create index review_drafts_by_person on review_drafts (person);

-- The texts whose passages have been marked for comparing (api/similar.py), and the marks: `word` is where one begins.
create table marked_texts (
    sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$')
);

create table text_marks (
    sha256 text not null,
    print bigint not null,
    word integer not null,
    primary key (sha256, word)
);
create index text_marks_by_print on text_marks (print);

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
