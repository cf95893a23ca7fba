-- migrate:up

set lock_timeout = '2s';
set statement_timeout = '30s';

-- Repairs: what operators had done to journeys that did not move by themselves. A dangerous one is done only after
-- somebody else confirmed it. `pace` is how many journeys a minute; null: one after the other.
create table repairs (
    number bigint generated always as identity primary key,
    key text not null,
    asked text not null check (asked ~ '^[0-9a-f]{64}$'),
    kind text not null,
    spec jsonb not null,
    reason text not null,
    proposed_by text not null,
    via text not null,
    proposed_at timestamptz not null default clock_timestamp(),
    state text not null check (state in ('proposed', 'running', 'stopped', 'finished', 'withdrawn')),
    dangerous boolean not null,
    confirmed_by text check (confirmed_by <> proposed_by),
    confirmed_at timestamptz,
    pace integer check (pace > 0),
    undoes bigint references repairs,
    ended_at timestamptz,
    unique (proposed_by, key),
    check (not dangerous or confirmed_by is not null or state in ('proposed', 'withdrawn'))
);
create index repairs_under_way on repairs (number) where state = 'running';
create index repairs_by_confirmer on repairs (confirmed_by);
comment on column repairs.asked is 'SHA-256 of what was asked for with the key, so that the same again is one repair';

-- One journey of a repair: what it was expected to lead to (`rehearsal`, `digest`) and what became of it. `doing_at` is
-- set before it is first done, so that a repair that may have been done is never taken for one that was not begun.
create table repair_items (
    repair bigint not null references repairs,
    place integer not null,
    journey_id text not null,
    spec jsonb,
    rehearsal jsonb not null,
    digest text not null check (digest ~ '^[0-9a-f]{64}$'),
    state text not null check (state in ('waiting', 'done', 'refused', 'failed', 'left_out')),
    result_id text,
    result_en text,
    attempts integer not null default 0,
    begun_at timestamptz,
    doing_at timestamptz,
    done_at timestamptz,
    primary key (repair, place),
    unique (repair, journey_id)
);
create index repair_items_by_journey on repair_items (journey_id, repair);
comment on column repair_items.spec is 'what is done in this journey, where it differs from the repair''s';

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
