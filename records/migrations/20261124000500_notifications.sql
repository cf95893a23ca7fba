-- migrate:up

set lock_timeout = '2s';
set statement_timeout = '30s';

-- A message that was begun and never answered may have arrived: the next attempt knows it, and the ledger says so.
alter table messages
    add column begun_at timestamptz,
    add column repeat boolean not null default false,
    add column digest text,
    drop constraint messages_state_check,
    add constraint messages_state_check check (
        state in (
            'queued', 'sent', 'refused', 'given_up', 'no_receiver', 'withdrawn', 'sent_by_hand', 'digested', 'muted'
        )
    );
comment on column messages.begun_at is 'since when an attempt is under way whose outcome is not known';
comment on column messages.repeat is 'whether it was sent again after an attempt whose outcome is not known';
comment on column messages.digest is 'the digest that it went into; null while it waits for one';
create index messages_by_person on messages (person, queued_at);

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

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
