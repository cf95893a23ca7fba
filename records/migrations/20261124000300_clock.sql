-- migrate:up

set lock_timeout = '2s';
set statement_timeout = '30s';

-- What is known of time: pauses, dates that moved, the plan at the opening, extensions, and to whom time is charged.
-- Run `bimtek records rebuild` afterwards: journeys that see no act keep their old rows until then.
alter table journeys
    add column turn_first_due timestamptz,
    add column paused_until date;

create table planned_dates (
    journey_id text not null,
    name text not null,
    day date not null,
    primary key (journey_id, name)
);

create table extensions (
    journey_id text not null,
    number integer not null,
    stage text not null,
    task text not null,
    working_days integer not null,
    seq integer not null,
    primary key (journey_id, number)
);

create table stops (
    journey_id text not null,
    number integer not null,
    first date not null,
    last date not null,
    cause text not null,
    primary key (journey_id, number)
);

-- All time since the opening, each stretch charged to one party; `until` is null for the last one while it lasts.
create table stretches (
    journey_id text not null,
    number integer not null,
    stage text not null,
    party text not null,
    task text not null,
    since timestamptz not null,
    until timestamptz,
    due timestamptz,
    outstanding text[] not null,
    primary key (journey_id, number)
);

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
