-- The schema that all migrations together give: read it here, change it by a new migration and here in one change.
-- A test compares the two. dbmate's own table of applied migrations is left out.


-- The journal: what happened, in order, for ever. `entry` is the canonical text of the entry; `hash` is its SHA-256, so
-- anybody can check a line with: select encode(sha256(convert_to(entry, 'UTF8')), 'hex') = hash from journal.
create table journal (
    journey_id text not null,
    seq integer not null check (seq >= 1),
    at timestamptz not null,
    effective timestamptz not null,
    kind text not null,
    actor_person text,
    actor_role text,
    command_id text,
    previous text not null check (previous ~ '^[0-9a-f]{64}$'),
    hash text not null check (hash ~ '^[0-9a-f]{64}$'),
    entry text not null,
    recorded_at timestamptz not null default clock_timestamp(),
    primary key (journey_id, seq)
);

comment on column journal.at is 'the workflow''s time';
comment on column journal.recorded_at is 'the database''s time; never used to decide what is due';

-- A line of the journal is written once. Only a repair from the histories sets bimtek.repair, for its own transaction.
create function refuse_journal_change() returns trigger
language plpgsql
as $$
begin
    if coalesce(current_setting('bimtek.repair', true), '') <> 'on' then
        raise exception 'the journal is append-only' using errcode = 'restrict_violation';
    end if;
    return coalesce(new, old);
end
$$;

create trigger journal_is_append_only
    before update or delete on journal
    for each row execute function refuse_journal_change();

-- A journey's state after entry `seq`, so that recording and reading need no full replay; a cache, rebuilt at will.
-- `model` is the shape of the state: a snapshot of another shape is not used.
create table snapshots (
    journey_id text primary key,
    seq integer not null,
    head text not null,
    model text not null,
    state text not null
);

-- Read tables: rows are a pure function of a journey's entries (domain/projection.py).
create table journeys (
    journey_id text primary key,
    cohort text not null,
    region_id text not null,
    region_name text not null,
    region_code text not null,
    zone text not null,
    policy text not null,
    policy_version integer not null,
    status text not null,
    stage text not null,
    turn_party text not null,
    turn_task text not null,
    turn_since timestamptz not null,
    turn_due timestamptz,
    turn_steps text[] not null,
    round integer not null,
    revising boolean not null,
    rounds_used_up boolean not null,
    opens_at timestamptz not null,
    ended_at timestamptz,
    catch_up boolean not null,
    simulated boolean not null,
    imported boolean not null,
    carried_from text,
    withdrawal_reason text,
    seq integer not null,
    head text not null,
    turn_first_due timestamptz,
    paused_until date
);
create index journeys_by_cohort on journeys (cohort, region_code);
create index journeys_by_region on journeys (region_id);
create index journeys_by_due on journeys (turn_due) where ended_at is null;
-- Lists of journeys are read a page at a time, in these orders.
create index journeys_in_order on journeys (region_code, journey_id);
create index journeys_by_turn on journeys (turn_since, journey_id);
create index journeys_by_due_in_order on journeys ((coalesce(turn_due, timestamptz 'infinity')), journey_id);
create index journeys_by_name on journeys (region_name, journey_id);

create table stage_spans (
    journey_id text not null,
    number integer not null,
    stage text not null,
    opened timestamptz not null,
    closed timestamptz,
    primary key (journey_id, number)
);

create table gates (
    journey_id text not null,
    gate text not null,
    title text not null,
    standing text not null check (standing in ('missing', 'provisional', 'passed')),
    overdue boolean not null,
    passed_on date,
    evidence text,
    reason text,
    due_on date,
    seq integer,
    primary key (journey_id, gate)
);

create table obligations (
    journey_id text not null,
    obligation text not null,
    title text not null,
    due timestamptz,
    met_on date,
    evidence text,
    overdue boolean not null,
    lapsed boolean not null,
    primary key (journey_id, obligation)
);

create table sessions (
    journey_id text not null,
    session integer not null,
    title text not null,
    standing text not null
        check (standing in ('unplanned', 'proposed', 'confirmed', 'held', 'handed_in', 'complete')),
    place text,
    mentors text[] not null,
    proposed_by text,
    attendance integer,
    attendance_list text,
    minutes text,
    output text,
    chapters_handed_in integer not null,
    commented_by text[] not null,
    primary key (journey_id, session)
);

create table session_days (
    journey_id text not null,
    session integer not null,
    day date not null,
    held boolean not null,
    primary key (journey_id, session, day)
);
create index session_days_by_day on session_days (day);

create table chapters (
    journey_id text not null,
    book text not null,
    chapter text not null,
    version integer not null,
    sha256 text not null,
    size bigint not null,
    primary key (journey_id, book, chapter)
);

create table chapter_versions (
    journey_id text not null,
    book text not null,
    chapter text not null,
    version integer not null,
    sha256 text not null,
    size bigint not null,
    title text not null,
    primary key (journey_id, book, chapter, version)
);

create table programmes (
    journey_id text not null,
    number integer not null,
    name text not null,
    pillar text not null,
    sub_dimension text not null,
    rpjmd_goal text not null,
    responsible_opd text not null,
    first_year integer not null,
    last_year integer not null,
    budget numeric not null,
    indicator text not null,
    primary key (journey_id, number)
);
comment on column programmes.budget is 'whole rupiah over all years';

create table quick_wins (
    journey_id text not null,
    number integer not null,
    name text not null,
    pillar text not null,
    months integer not null,
    primary key (journey_id, number)
);

create table submissions (
    journey_id text not null,
    submission integer not null,
    at timestamptz not null,
    sha256 text not null,
    versions text[] not null,
    primary key (journey_id, submission)
);

create table rounds (
    journey_id text not null,
    round integer not null,
    submission integer not null,
    accepted boolean,
    primary key (journey_id, round)
);

create table verdicts (
    journey_id text not null,
    round integer not null,
    mentor text not null,
    verdict text not null,
    at timestamptz not null,
    comments integer not null,
    primary key (journey_id, round, mentor)
);

create table verdict_scores (
    journey_id text not null,
    round integer not null,
    mentor text not null,
    pillar text not null,
    score integer not null,
    primary key (journey_id, round, mentor, pillar)
);

create table comments (
    journey_id text not null,
    number integer not null,
    origin text not null,
    author text,
    comment text not null,
    book text not null,
    chapter text not null,
    text text not null,
    primary key (journey_id, number)
);

create table open_comments (
    journey_id text not null,
    number integer not null,
    comment text not null,
    book text not null,
    chapter text not null,
    text text not null,
    answer text,
    primary key (journey_id, number)
);

create table commitments (
    journey_id text primary key,
    signed_on date not null,
    head text not null,
    capacity text not null,
    signatories text[] not null,
    scan text not null,
    seq integer not null
);

create table examinations (
    journey_id text primary key,
    slot timestamptz not null,
    examiners text[] not null,
    slides text,
    video text
);

create table judgements (
    journey_id text not null,
    number integer not null,
    step text not null,
    agency text,
    outcome text not null,
    at timestamptz not null,
    "by" text,
    notes text,
    corrections integer not null,
    void boolean not null,
    primary key (journey_id, number)
);

create table memberships (
    journey_id text not null,
    number integer not null,
    person text not null,
    role text not null,
    agency text,
    since date not null,
    until date,
    primary key (journey_id, number)
);
create index memberships_by_person on memberships (person);
create index memberships_open_by_person on memberships (person, journey_id) where until is null;

create table interests (
    journey_id text not null,
    number integer not null,
    mentor text not null,
    conflict boolean not null,
    statement text not null,
    primary key (journey_id, number)
);

create table contests (
    journey_id text not null,
    number integer not null,
    seq integer not null,
    person text not null,
    reason text not null,
    upheld boolean,
    primary key (journey_id, number)
);

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

create table problems (
    journey_id text not null,
    kind text not null,
    subject text not null,
    primary key (journey_id, kind, subject)
);

-- What a search finds: the region's name before quick wins and programmes, these before the kekhasan daerah.
create function catalogue_search(a text, b text, c text) returns tsvector
language sql immutable parallel safe
return setweight(to_tsvector('pg_catalog.indonesian', a), 'A')
    || setweight(to_tsvector('pg_catalog.indonesian', b), 'B')
    || setweight(to_tsvector('pg_catalog.indonesian', c), 'C');

create table catalogue (
    journey_id text primary key,
    cohort text not null,
    region_id text not null,
    region_name text not null,
    submission integer not null,
    sha256 text not null,
    published_at timestamptz not null,
    adoption_form text,
    adoption_number text,
    adoption_dated date,
    simulated boolean not null,
    region_code text not null,
    edition integer not null,
    withdrawn_at timestamptz,
    withdrawal_reason text,
    distinctiveness text,
    pillars text[] not null,
    words_a text not null,
    words_b text not null,
    words_c text not null,
    search tsvector generated always as (catalogue_search(words_a, words_b, words_c)) stored
);
create index catalogue_by_region on catalogue (region_id);

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

-- Messages to send: queued with the entries that ask for them, then the ledger of what became of each.
create table messages (
    key text primary key,
    journey_id text not null,
    seq integer not null,
    person text,
    role text not null,
    template text not null,
    facts jsonb not null,
    state text not null check (
        state in (
            'queued', 'sent', 'refused', 'given_up', 'no_receiver', 'withdrawn', 'sent_by_hand', 'digested', 'muted'
        )
    ),
    attempts integer not null default 0,
    queued_at timestamptz not null default clock_timestamp(),
    sent_at timestamptz,
    last_answer text,
    leaves_at timestamptz,
    begun_at timestamptz,
    repeat boolean not null default false,
    digest text
);
comment on column messages.leaves_at is 'when it may leave; null: at once';
comment on column messages.begun_at is 'since when an attempt is under way whose outcome is not known';
comment on column messages.repeat is 'whether it was sent again after an attempt whose outcome is not known';
comment on column messages.digest is 'the digest that it went into; null while it waits for one';
create index messages_by_journey on messages (journey_id, seq);
create index messages_not_settled on messages (queued_at) where state = 'queued';
create index messages_by_person on messages (person, queued_at);
create index messages_in_order on messages (queued_at, key);
create index messages_of_incidents on messages (queued_at) where template = 'incident';

-- The same message on its other ways: an endpoint that is told of it, a person who is to pass it on by hand.
create table deliveries (
    message_key text not null references messages (key),
    channel text not null check (channel in ('webhook', 'by_hand')),
    receiver text not null,
    state text not null check (state in ('queued', 'sent', 'refused', 'given_up', 'sent_by_hand')),
    attempts integer not null default 0,
    begun_at timestamptz,
    repeat boolean not null default false,
    last_answer text,
    passed_on_by text,
    queued_at timestamptz not null default clock_timestamp(),
    sent_at timestamptz,
    primary key (message_key, channel, receiver)
);
comment on column deliveries.passed_on_by is 'by hand: who is to pass it on, then who did';
create index deliveries_not_settled on deliveries (channel, queued_at) where state = 'queued';
create index deliveries_by_hand on deliveries (passed_on_by, queued_at) where channel = 'by_hand' and state = 'queued';

-- One mail a day for those who want it so; its messages carry its key.
create table digests (
    key text primary key,
    person text not null,
    state text not null default 'queued'
        check (state in ('queued', 'sent', 'refused', 'given_up', 'no_receiver')),
    attempts integer not null default 0,
    begun_at timestamptz,
    repeat boolean not null default false,
    last_answer text,
    opened_at timestamptz not null default clock_timestamp(),
    sent_at timestamptz
);
create unique index digests_open on digests (person) where state = 'queued';

-- How a person wants to be told. A calendar's secret address is kept only as its hash.
create table preferences (
    person text primary key,
    language text check (language in ('id', 'en')),
    zone text check (zone in ('WIB', 'WITA', 'WIT')),
    digest boolean not null default false,
    muted text[] not null default '{}',
    calendar_sha256 text unique check (calendar_sha256 ~ '^[0-9a-f]{64}$'),
    calendar_made_at timestamptz
);

-- Personal data: here and nowhere else. `sample` marks made-up people.
create table people (
    id text primary key,
    name text not null,
    email text,
    phone text,
    sample boolean not null default false,
    erased_at timestamptz
);
comment on column people.erased_at is 'since when nothing is kept of this person but the id';

-- Texts and files by the SHA-256 of their bytes.
create table contents (
    sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
    size bigint not null check (size >= 0),
    media_type text not null,
    bytes bytea not null,
    stored_at timestamptz not null default clock_timestamp()
);

-- Who is where on which day. A claim is made before a session is proposed (`recorded` false); recording confirms it.
create table mentor_bookings (
    mentor text not null,
    day date not null,
    journey_id text not null,
    session integer not null,
    recorded boolean not null default false,
    claimed_at timestamptz not null default clock_timestamp(),
    primary key (mentor, day)
);
create index mentor_bookings_by_journey on mentor_bookings (journey_id);

create table cohorts (
    id text primary key,
    title text not null,
    policy text not null,
    policy_version integer not null,
    simulated boolean not null default false,
    state text not null check (state in ('open', 'closed')),
    closed_at timestamptz,
    summary jsonb
);

create table cohort_regions (
    cohort text not null references cohorts (id),
    region_id text not null,
    journey_id text not null,
    substitute_for text,
    primary key (cohort, region_id)
);

-- What somebody has to look at: forks, gaps, bookings taken twice, runs not archived.
create table incidents (
    id bigint generated always as identity primary key,
    journey_id text not null,
    kind text not null,
    detail text not null,
    occurrences integer not null default 1,
    first_seen timestamptz not null default clock_timestamp(),
    last_seen timestamptz not null default clock_timestamp(),
    resolved_at timestamptz,
    acknowledged_at timestamptz,
    acknowledged_by text,
    rounds integer not null default 0,
    told_at timestamptz
);
comment on column incidents.rounds is 'in how many rounds operators were told of it';
create unique index incidents_open on incidents (journey_id, kind, md5(detail)) where resolved_at is null;

-- Every ended run of a workflow, and where its history is kept.
create table archived_runs (
    workflow_id text not null,
    run_id text not null,
    sha256 text not null,
    events integer not null,
    bytes bigint not null,
    closed_at timestamptz not null,
    object_key text not null,
    archived_at timestamptz not null default clock_timestamp(),
    primary key (workflow_id, run_id)
);


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


-- Roles in the whole programme, besides those in journeys: who may start cohorts, see all journeys, operate.
create table programme_roles (
    person text not null,
    role text not null check (
        role in ('programme_manager', 'director', 'operator', 'ministry_officer', 'mentor_lead')
    ),
    granted_by text not null,
    granted_at timestamptz not null default clock_timestamp(),
    primary key (person, role)
);

-- Which account of an OpenID provider is which person.
create table identities (
    issuer text not null,
    subject text not null,
    person text not null,
    linked_at timestamptz not null default clock_timestamp(),
    primary key (issuer, subject)
);

-- Who is signed in with a browser. Of the cookie only a hash is kept.
create table sign_ins (
    sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
    person text not null,
    method text not null check (method in ('oidc', 'link')),
    made_at timestamptz not null default clock_timestamp(),
    expires_at timestamptz not null
);
create index sign_ins_by_person on sign_ins (person);

-- Links that sign somebody in, once.
create table sign_in_links (
    sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
    person text not null,
    made_at timestamptz not null default clock_timestamp(),
    expires_at timestamptz not null,
    used_at timestamptz
);

-- Tokens with which people let programs act for them. Of the secret only a hash is kept.
create table api_tokens (
    id text primary key,
    person text not null,
    name text not null,
    sha256 text not null unique check (sha256 ~ '^[0-9a-f]{64}$'),
    scopes text[] not null,
    made_at timestamptz not null default clock_timestamp(),
    expires_at timestamptz not null,
    last_used_at timestamptz,
    revoked_at timestamptz,
    made_by text
);
create index api_tokens_by_person on api_tokens (person);
comment on column api_tokens.made_by is 'the token that this one was made with; null when its person made it';

-- Who read whose personal data, and what operators did, and why. Never changed.
create table audit (
    id bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    person text not null,
    via text not null,
    action text not null,
    subject text not null,
    reason text not null
);
create index audit_by_subject on audit (subject, id);
create index audit_by_person on audit (person, id);

create function refuse_audit_change() returns trigger
language plpgsql
as $$
begin
    raise exception 'the audit is append-only' using errcode = 'restrict_violation';
end
$$;

create trigger audit_is_append_only
    before update or delete or truncate on audit
    for each statement execute function refuse_audit_change();

-- What was answered to a command that no journey keeps, so that the same again is done once.
create table answered (
    person text not null,
    key text not null,
    digest text not null check (digest ~ '^[0-9a-f]{64}$'),
    status integer,
    answer jsonb,
    begun_at timestamptz not null default clock_timestamp(),
    primary key (person, key)
);
create index answered_by_age on answered (begun_at);
comment on column answered.status is 'null while the command is under way';

-- The newest entries of all journals in the order in which they became visible: what streams of changes are read from.
-- `xact` tells which entries may still be joined by earlier ones: those of transactions that have not ended.
create table changes (
    position bigint generated always as identity primary key,
    xact xid8 not null default pg_current_xact_id(),
    journey_id text not null,
    seq integer not null,
    kind text not null,
    at timestamptz not null,
    recorded_at timestamptz not null default clock_timestamp()
);
create index changes_in_order on changes (xact, position);
create index changes_by_age on changes (recorded_at);

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

-- When what is past its time was removed, and how many rows of each class (records/retention.py).
create table retention_runs (
    ran_at timestamptz primary key,
    removed jsonb not null
);

-- What is past its time is looked for by its age.
create index sign_ins_by_end on sign_ins (expires_at);
create index incidents_by_resolving on incidents (resolved_at) where resolved_at is not null;

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

-- Who stored which file or text. A hash alone names nothing: only who stored it, or sees it in a journey that names it,
-- may name it there.
create table stored_files (
    person text not null,
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    stored_at timestamptz not null default clock_timestamp(),
    primary key (person, sha256)
);
