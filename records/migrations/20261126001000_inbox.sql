-- migrate:up

set lock_timeout = '2s';
set statement_timeout = '30s';

-- What waits for whom: one row for each person asked (domain/tasks.py). `days_off` are the days that do not count where
-- he works, from `since` on, so that the working days left can be counted without the journey's state.
create table tasks (
    journey_id text not null,
    key text not null,
    person text not null,
    role text not null,
    call text not null,
    about text not null,
    since timestamptz,
    due timestamptz,
    leads boolean not null,
    shared boolean not null,
    zone text not null,
    days_off text[] not null,
    primary key (journey_id, key, person)
);
create index tasks_in_order on tasks (person, (coalesce(due, timestamptz 'infinity')), journey_id, key);

-- Who works on a task that several could do. It holds while the task is the same (`since`), at most until `until`, and
-- keeps nobody from acting.
create table claims (
    journey_id text not null,
    key text not null,
    person text not null,
    since timestamptz,
    claimed_at timestamptz not null,
    until timestamptz not null,
    taken_from text,
    reason text,
    primary key (journey_id, key)
);
create index claims_by_person on claims (person);

-- Who acts for whom, and when. Days are those of `zone`; `ends_at` is the end of the last day, or when it was ended.
create table substitutes (
    id text primary key,
    person text not null,
    substitute text not null check (substitute <> person),
    first_day date not null,
    last_day date not null check (last_day >= first_day),
    zone text not null check (zone in ('WIB', 'WITA', 'WIT')),
    reason text not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    given_at timestamptz not null,
    ended_by text
);
create index substitutes_by_person on substitutes (person, ends_at);
create index substitutes_by_substitute on substitutes (substitute, ends_at);

-- Filters of lists that a person keeps: `query` as it stands in the address of the page.
create table saved_filters (
    person text not null,
    page text not null,
    name text not null,
    query text not null,
    saved_at timestamptz not null,
    primary key (person, page, name)
);

-- What a person has to pass on by hand is looked up each time his inbox is shown.
create index deliveries_by_hand on deliveries (passed_on_by, queued_at) where channel = 'by_hand' and state = 'queued';

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
