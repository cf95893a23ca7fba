-- migrate:up

set lock_timeout = '2s';
set statement_timeout = '30s';

-- The regions. `id` is made once from the first known name; journeys keep it, whatever becomes of name and code.
create table regions (
    id text primary key,
    kind text not null check (kind in ('kabupaten', 'kota')),
    province_code text not null check (province_code ~ '^\d\d$'),
    province text not null,
    time_zone text not null check (time_zone in ('WIB', 'WITA', 'WIT')),
    administrative boolean not null,
    source text not null check (source in ('register', 'cohort_file')),
    ended_on date
);

-- Names and codes with their validity: from valid_from (null: as far back as known) until before valid_to (null: in use).
create table region_names (
    region_id text not null references regions (id),
    position integer not null check (position >= 1),
    name text not null,
    valid_from date,
    valid_to date,
    primary key (region_id, position),
    check (valid_from <= valid_to)
);
create unique index region_names_in_use on region_names (region_id) where valid_to is null;

create table region_codes (
    region_id text not null references regions (id),
    position integer not null check (position >= 1),
    code text not null check (code ~ '^\d\d\.\d\d$'),
    valid_from date,
    valid_to date,
    primary key (region_id, position),
    check (valid_from <= valid_to),
    -- One code belongs to one region at a time. The code is given as a range because ranges need no extension here.
    constraint region_codes_one_owner exclude using gist (
        int4range(replace(code, '.', '')::integer, replace(code, '.', '')::integer, '[]') with &&,
        daterange(valid_from, valid_to) with &&
    )
);
create unique index region_codes_in_use on region_codes (region_id) where valid_to is null;
create index region_codes_by_code on region_codes (code);

-- Which region came from which, as a register told.
create table region_lineage (
    region_id text not null references regions (id),
    successor_id text not null references regions (id),
    kind text not null check (kind in ('split', 'merged')),
    on_date date not null,
    primary key (region_id, successor_id, on_date),
    check (region_id <> successor_id)
);

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
