-- migrate:up

set lock_timeout = '2s';
set statement_timeout = '30s';

-- Messages that are not to leave at once wait for their hour, and are withdrawn when nobody wants them any more by then.
alter table messages add column leaves_at timestamptz;
comment on column messages.leaves_at is 'when it may leave; null: at once';

alter table messages
    drop constraint messages_state_check,
    add constraint messages_state_check
        check (state in ('queued', 'sent', 'refused', 'given_up', 'no_receiver', 'withdrawn'));

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
