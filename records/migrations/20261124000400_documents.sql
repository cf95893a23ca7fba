-- migrate:up

set lock_timeout = '2s';
set statement_timeout = '30s';

-- Documents, uploaded books, editions, what became of quick wins; the catalogue can be searched.
-- Run `bimtek records rebuild` afterwards: journeys that see no act keep their old rows until then.
alter table catalogue
    add column region_code text not null default '',
    add column edition integer not null default 1,
    add column withdrawn_at timestamptz,
    add column withdrawal_reason text,
    add column distinctiveness text,
    add column pillars text[] not null default '{}',
    add column words_a text not null default '',
    add column words_b text not null default '',
    add column words_c text not null default '';
alter table catalogue
    alter column region_code drop default,
    alter column edition drop default,
    alter column pillars drop default,
    alter column words_a drop default,
    alter column words_b drop default,
    alter column words_c drop default;

-- What a search finds: the region's name before quick wins and programmes, these before the kekhasan daerah.
create function catalogue_search(a text, b text, c text) returns tsvector
language sql immutable parallel safe
return setweight(to_tsvector('pg_catalog.indonesian', a), 'A')
    || setweight(to_tsvector('pg_catalog.indonesian', b), 'B')
    || setweight(to_tsvector('pg_catalog.indonesian', c), 'C');

alter table catalogue
    add column search tsvector generated always as (catalogue_search(words_a, words_b, words_c)) stored;
create index catalogue_by_words on catalogue using gin (search);
create index catalogue_by_pillar on catalogue using gin (pillars);

create table documents (
    journey_id text not null,
    key text not null,
    kind text not null,
    about text not null,
    seq integer not null,
    made_at timestamptz not null,
    title text not null,
    pdf text not null,
    pdf_size bigint not null,
    docx text,
    docx_size bigint,
    unsealed text,
    original text,
    signed_pdf text,
    signed_pdf_size bigint,
    number text,
    signed_by text,
    signed_at timestamptz,
    primary key (journey_id, key)
);
create index documents_by_pdf on documents (pdf);
create index documents_by_docx on documents (docx);
create index documents_by_unsealed on documents (unsealed);
create index documents_by_original on documents (original);
create index documents_by_signed_pdf on documents (signed_pdf);

create table uploads (
    journey_id text not null,
    number integer not null,
    book text not null,
    sha256 text not null,
    size bigint not null,
    title text not null,
    chapters text[] not null,
    primary key (journey_id, number)
);

create table editions (
    journey_id text not null,
    number integer not null,
    sha256 text not null,
    seq integer not null,
    published_at timestamptz not null,
    changes text,
    current boolean not null,
    primary key (journey_id, number)
);

create table quick_win_results (
    journey_id text not null,
    obligation text not null,
    name text not null,
    checked_on date not null,
    outcome text not null,
    note text,
    primary key (journey_id, obligation, name)
);

-- Documents asked for: written with the entries that ask for them, then what became of each.
create table document_orders (
    journey_id text not null,
    key text not null,
    seq integer not null,
    kind text not null,
    about text not null,
    state text not null default 'waiting' check (state in ('waiting', 'made')),
    attempts integer not null default 0,
    last_error text,
    made jsonb,
    ordered_at timestamptz not null default clock_timestamp(),
    made_at timestamptz,
    primary key (journey_id, key)
);
create index document_orders_waiting on document_orders (ordered_at) where state = 'waiting';

-- A file is sealed once: the same unsealed bytes give the sealed file that is here already.
create table seals (
    unsealed text primary key check (unsealed ~ '^[0-9a-f]{64}$'),
    sealed text not null check (sealed ~ '^[0-9a-f]{64}$'),
    sealed_at timestamptz not null default clock_timestamp()
);

-- Numbers of letters, counted a pattern and a year, those of demonstrations by themselves. A row is written once the
-- letter is signed, so that a signature that fails takes no number; what was signed is given again to a repeat.
create table letter_numbers (
    pattern text not null,
    simulated boolean not null,
    year integer not null,
    serial integer not null check (serial > 0),
    journey_id text not null,
    key text not null,
    number text not null,
    signer text not null,
    office text not null,
    given_at timestamptz not null,
    signed text not null check (signed ~ '^[0-9a-f]{64}$'),
    signed_size bigint not null,
    primary key (pattern, simulated, year, serial),
    unique (journey_id, key)
);

-- A cohort's closing report, made once it is closed.
create table closing_reports (
    cohort text primary key,
    title text not null,
    pdf text not null,
    pdf_size bigint not null,
    made_at timestamptz not null default clock_timestamp()
);

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
