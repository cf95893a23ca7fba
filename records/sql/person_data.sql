-- Everything that is kept of a person, and what is done to it when he is erased (records/person_data.py). A journal
-- carries ids only and is never changed; what a `held_` statement gives leaves out secrets and their hashes.

-- name: entries_with
-- Entries in whose text the id $1 stands as a value; whether it is a person's id there, the reader finds out.
select journey_id, entry, hash from journal where strpos(entry, '"' || $1::text || '"') > 0 order by at, journey_id, seq;

-- name: held_preferences
select to_jsonb(t) as line from (
    select language, zone, digest, muted, calendar_made_at from preferences where person = $1
) as t;

-- name: held_programme_roles
select to_jsonb(t) as line from (
    select person, role, granted_by, granted_at from programme_roles
    where person = $1 or granted_by = $1
    order by granted_at, person, role
) as t;

-- name: held_memberships
select to_jsonb(t) as line from (
    select journey_id, role, agency, since, until from memberships where person = $1 order by journey_id, number
) as t;

-- name: held_bookings
select to_jsonb(t) as line from (
    select day, journey_id, session, recorded from mentor_bookings where mentor = $1 order by day
) as t;

-- name: held_messages
select to_jsonb(t) as line from (
    select
        key, journey_id, seq, role, template, facts, state, attempts, queued_at, leaves_at, sent_at, repeat, digest,
        last_answer
    from messages where person = $1
    order by queued_at, key
) as t;

-- name: held_deliveries
-- On other ways: to the person, by endpoints too, or passed on by him.
select to_jsonb(t) as line from (
    select
        d.message_key, d.channel, d.receiver, d.state, d.attempts, d.passed_on_by, d.queued_at, d.sent_at, d.last_answer
    from deliveries as d
    inner join messages as m on m.key = d.message_key
    where m.person = $1 or d.passed_on_by = $1
    order by d.queued_at, d.message_key, d.channel, d.receiver
) as t;

-- name: held_digests
select to_jsonb(t) as line from (
    select key, state, attempts, opened_at, sent_at, last_answer from digests where person = $1 order by opened_at, key
) as t;

-- name: held_tokens
select to_jsonb(t) as line from (
    select id, name, scopes, made_at, expires_at, last_used_at, revoked_at, made_by from api_tokens
    where person = $1
    order by made_at, id
) as t;

-- name: held_sign_ins
select to_jsonb(t) as line from (
    select method, made_at, expires_at from sign_ins where person = $1 order by made_at
) as t;

-- name: held_sign_in_links
select to_jsonb(t) as line from (
    select made_at, expires_at, used_at from sign_in_links where person = $1 order by made_at
) as t;

-- name: held_identities
select to_jsonb(t) as line from (
    select issuer, subject, linked_at from identities where person = $1 order by linked_at, issuer, subject
) as t;

-- name: held_commands
select to_jsonb(t) as line from (
    select key, status, begun_at from answered where person = $1 order by begun_at, key
) as t;

-- name: held_signatures
select to_jsonb(t) as line from (
    select journey_id, key, title, number, signed_pdf, signed_at from documents
    where signed_by = $1
    order by signed_at, journey_id, key
) as t;

-- name: held_letter_numbers
select to_jsonb(t) as line from (
    select journey_id, key, number, office, given_at from letter_numbers
    where signer = $1
    order by given_at, journey_id, key
) as t;

-- name: held_incidents
select to_jsonb(t) as line from (
    select journey_id, kind, detail, first_seen, last_seen, resolved_at from incidents
    where kind = 'message_not_delivered' and starts_with(detail, 'messages to ' || $1 || ' (')
    order by first_seen, id
) as t;

-- name: held_claims
select to_jsonb(t) as line from (
    select journey_id, key, person, claimed_at, until, taken_from, reason from claims
    where person = $1 or taken_from = $1
    order by claimed_at, journey_id, key
) as t;

-- name: held_substitutes
-- What he gave, and what he got.
select to_jsonb(t) as line from (
    select id, person, substitute, first_day, last_day, reason, given_at, ends_at, ended_by from substitutes
    where person = $1 or substitute = $1
    order by given_at, id
) as t;

-- name: held_saved_filters
select to_jsonb(t) as line from (
    select page, name, query, saved_at from saved_filters where person = $1 order by page, name
) as t;

-- name: held_audit
-- What he did, and what was done about him.
select to_jsonb(t) as line from (
    select id, at, person, via, action, subject, reason from audit where person = $1 or subject = $1 order by id
) as t;

-- name: held_repairs
-- What he had repaired in journeys, or confirmed.
select to_jsonb(t) as line from (
    select number, kind, reason, proposed_by, proposed_at, confirmed_by, confirmed_at, state from repairs
    where proposed_by = $1 or confirmed_by = $1 order by number
) as t;

-- name: held_stored_files
select to_jsonb(t) as line from (
    select sha256, stored_at from stored_files where person = $1 order by stored_at, sha256
) as t;

-- name: held_drafts
-- What he has begun to write of reviews and approvals.
select to_jsonb(t) as line from (
    select journey_id, work, fields, saved_at from review_drafts where person = $1 order by saved_at, journey_id, work
) as t;

-- name: lock_person
select id, name, email, phone, sample, erased_at from people where id = $1 for update;

-- name: open_parts
-- The parts of the person $1 in journeys in which something is still to happen.
select m.journey_id, m.role from memberships as m
inner join journeys as j on j.journey_id = m.journey_id
where
    m.person = $1 and m.until is null
    and (
        j.status in ('scheduled', 'open')
        or j.status = 'published' and exists (
            select from obligations as o where o.journey_id = j.journey_id and o.met_on is null and not o.lapsed
        )
    )
order by m.journey_id, m.role;

-- name: documents_that_stay
-- What the person $1 signed, and what was made in journeys while he had a part in them: it may name him, and is archive.
select d.journey_id, d.key, d.kind, d.title, d.made_at, coalesce(d.signed_by = $1, false) as signed from documents as d
where
    d.signed_by = $1
    or exists (
        select from memberships as m
        where
            m.journey_id = d.journey_id and m.person = $1 and m.since <= d.made_at::date
            and (m.until is null or m.until >= d.made_at::date)
    )
order by d.made_at, d.journey_id, d.key;

-- name: erase_people
update people set name = $2, email = null, phone = null, erased_at = $3 where id = $1 and erased_at is null;

-- name: erase_preferences
-- The address of the calendar ends with them.
delete from preferences where person = $1;

-- name: erase_sign_ins
delete from sign_ins where person = $1;

-- name: erase_sign_in_links
delete from sign_in_links where person = $1;

-- name: erase_identities
delete from identities where person = $1;

-- name: erase_programme_roles
delete from programme_roles where person = $1;

-- name: erase_tokens
-- The row stays, so that what was made with a token can still be followed; it says nothing any more.
update api_tokens set revoked_at = coalesce(revoked_at, $3), name = $2
where person = $1 and (revoked_at is null or name <> $2);

-- name: erase_queued_messages
-- Nothing more is said to him.
update messages set state = 'withdrawn', last_answer = $2, begun_at = null
where person = $1 and (state = 'queued' or state = 'digested' and digest is null);

-- name: erase_answers
-- What a mail server answered often repeats the address it was asked about.
update messages set last_answer = $2 where person = $1 and last_answer is not null and last_answer <> $2;

-- name: erase_queued_deliveries
update deliveries as d set state = 'given_up', begun_at = null
from messages as m
where m.key = d.message_key and m.person = $1 and d.state = 'queued';

-- name: erase_delivery_answers
update deliveries as d set last_answer = $2
from messages as m
where m.key = d.message_key and m.person = $1 and d.last_answer is not null and d.last_answer <> $2;

-- name: erase_errands
-- Messages to others that he was to pass on wait for somebody else.
update deliveries set passed_on_by = null where passed_on_by = $1 and channel = 'by_hand' and state = 'queued';

-- name: erase_queued_digests
update digests set state = 'no_receiver', begun_at = null where person = $1 and state = 'queued';

-- name: erase_digest_answers
update digests set last_answer = $2 where person = $1 and last_answer is not null and last_answer <> $2;

-- name: erase_incidents
-- They repeat the answers of mail servers; nothing is left to be done about them.
update incidents set
    detail = 'messages to ' || $1 || ' are not delivered: ' || $2, resolved_at = coalesce(resolved_at, $3)
where kind = 'message_not_delivered' and starts_with(detail, 'messages to ' || $1 || ' (');

-- name: erase_stored_files
delete from stored_files where person = $1;

-- name: erase_drafts
delete from review_drafts where person = $1;

-- name: erase_commands
delete from answered where person = $1;

-- name: erase_repeated_answers
-- Other people's commands whose kept answers show his address or number, $1; they would go within a week anyway.
delete from answered where strpos(answer::text, $1) > 0;

-- name: erase_claims
delete from claims where person = $1 or taken_from = $1;

-- name: erase_substitutes
-- Who stood in for whom stays, for the journals name both; it ends, and says no more why.
update substitutes set
    reason = $2, ends_at = greatest(starts_at, least(ends_at, $3)), ended_by = coalesce(ended_by, $1)
where (person = $1 or substitute = $1) and (reason <> $2 or ends_at > $3);

-- name: erase_saved_filters
delete from saved_filters where person = $1;
