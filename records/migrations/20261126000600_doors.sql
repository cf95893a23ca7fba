-- migrate:up

set lock_timeout = '2s';
set statement_timeout = '30s';

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

alter table people add column erased_at timestamptz;
comment on column people.erased_at is 'since when nothing is kept of this person but the id';

-- Lists of journeys are read a page at a time, in these orders.
create index journeys_in_order on journeys (region_code, journey_id);
create index journeys_by_turn on journeys (turn_since, journey_id);
create index journeys_by_due_in_order on journeys ((coalesce(turn_due, timestamptz 'infinity')), journey_id);
create index journeys_by_name on journeys (region_name, journey_id);
create index memberships_open_by_person on memberships (person, journey_id) where until is null;

-- So is the ledger of messages, the newest first.
create index messages_in_order on messages (queued_at, key);

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
