-- Statements of what people want and see of their messages: records/preferences.py, records/inbox.py, records/digests.py
-- and records/agenda.py.

-- name: preferences
select person, language, zone, digest, muted from preferences where person = $1;

-- name: save_preferences
insert into preferences (person, language, zone, digest, muted) values ($1, $2, $3, $4, $5)
on conflict (person) do update set
    language = excluded.language, zone = excluded.zone, digest = excluded.digest, muted = excluded.muted;

-- name: save_calendar_address
insert into preferences (person, calendar_sha256, calendar_made_at) values ($1, $2, clock_timestamp())
on conflict (person) do update set
    calendar_sha256 = excluded.calendar_sha256, calendar_made_at = excluded.calendar_made_at;

-- name: person_of_calendar_address
select person from preferences where calendar_sha256 = $1;

-- name: inbox
-- The messages of a person that may be read by $2, the newest first, from behind the one queued at $4 with the key $5 on;
-- what was withdrawn was never said.
select key from messages
where
    person = $1 and state <> 'withdrawn' and coalesce(leaves_at, queued_at) <= $2
    and ($4::timestamptz is null or queued_at < $4 or queued_at = $4 and key > $5::text)
order by queued_at desc, key asc
limit $3;

-- name: inbox_times
select key, coalesce(leaves_at, queued_at) as at, state from messages where key = any($1::text []);

-- name: waiting_by_hand
-- What somebody, or the person $1, has to pass on by hand: no other way led to its receiver. At most $2, from behind the
-- one asked for at $3 with the key $4 on.
select d.message_key, d.passed_on_by, d.last_answer as why, d.queued_at
from deliveries as d
where
    d.channel = 'by_hand' and d.state = 'queued' and ($1::text is null or d.passed_on_by = $1)
    and ($3::timestamptz is null or (d.queued_at, d.message_key) > ($3, $4::text))
order by d.queued_at, d.message_key
limit $2;

-- name: errand_of
-- Whether the person $2 was asked to pass the message $1 on by hand, or has.
select exists(select from deliveries where message_key = $1 and channel = 'by_hand' and passed_on_by = $2);

-- name: told_of_journey
-- The messages of the journey $1 from behind that of entry $2 with the key $3 on, without what mail servers answered.
select
    m.key, m.seq, m.person, p.name, m.role, m.template, m.state, m.attempts, m.leaves_at, m.queued_at, m.sent_at
from messages as m
left join people as p on p.id = m.person
where m.journey_id = $1 and (m.seq, m.key) > ($2, $3::text)
order by m.seq, m.key
limit $4;

-- name: passed_on
-- A person has passed a message on by hand; who did so first stays noted.
insert into deliveries as d (message_key, channel, receiver, state, attempts, passed_on_by, sent_at)
select m.key, 'by_hand', m.person, 'sent_by_hand', 1, $2, $3 from messages as m
where m.key = $1 and m.person is not null
on conflict (message_key, channel, receiver) do update set
    state = 'sent_by_hand', attempts = 1, passed_on_by = excluded.passed_on_by, sent_at = excluded.sent_at
where d.state <> 'sent_by_hand'
returning d.message_key;

-- name: sent_by_hand
-- It has arrived, so nothing else need be tried; one that mail had brought already stays as it is.
update messages set state = 'sent_by_hand', begun_at = null, sent_at = $2
where key = $1 and state not in ('sent', 'digested', 'withdrawn', 'sent_by_hand');

-- name: deliveries_of_message
select message_key, channel, receiver, state, attempts, repeat, last_answer, passed_on_by, queued_at, sent_at
from deliveries where message_key = $1
order by channel, receiver;

-- name: people_with_digests
-- Whose digest has messages of the journey $1 that have not been sent yet.
select distinct m.person from messages as m
left join digests as d on d.key = m.digest
where m.journey_id = $1 and m.state = 'digested' and m.person is not null and coalesce(d.state, 'queued') = 'queued'
order by m.person;

-- name: open_digest
select key from digests where person = $1 and state = 'queued';

-- name: insert_digest
-- A digest is named after the first message in it; without messages there is none.
insert into digests (key, person)
select 'digest.' || min(m.key), $1 from messages as m
where m.person = $1 and m.state = 'digested' and m.digest is null
having count(*) > 0
returning key;

-- name: fill_digest
update messages set digest = $2 where person = $1 and state = 'digested' and digest is null;

-- name: in_digest
select key from messages where digest = $1 order by queued_at, key;

-- name: begin_digest
update digests set
    attempts = attempts + 1, repeat = repeat or begun_at is not null, begun_at = clock_timestamp()
where key = $1 and state = 'queued'
returning repeat;

-- name: note_digest
update digests set last_answer = $2, begun_at = case when $3 then null else begun_at end
where key = $1 and state = 'queued';

-- name: settle_digest
update digests set
    state = $2, last_answer = $3, begun_at = null,
    sent_at = case when $2 = 'sent' then clock_timestamp() else sent_at end
where key = $1 and state = 'queued'
returning key;

-- name: settle_digested
-- The messages of a digest: sent with it, or not delivered with it.
update messages set
    state = case when $2 = 'sent' then state else $2 end, last_answer = $3,
    sent_at = case when $2 = 'sent' then clock_timestamp() else sent_at end
where digest = $1 and state = 'digested';

-- name: digest
select key, person, state, attempts, repeat, last_answer, sent_at from digests where key = $1;

-- name: agenda_journeys
-- The journeys in which a person has a role now, with their turns; `as_of` is when the newest entry was made.
select
    j.journey_id, j.region_name, j.zone, j.simulated, j.status, j.turn_party, j.turn_task, j.turn_since, j.turn_due,
    j.paused_until, e.at as as_of, array_agg(distinct s.role order by s.role) as roles
from memberships as s
inner join journeys as j on j.journey_id = s.journey_id
inner join journal as e on e.journey_id = j.journey_id and e.seq = j.seq
where s.person = $1 and s.until is null
group by j.journey_id, e.at
order by j.journey_id;

-- name: agenda_sessions
-- `number` counts the days of a session, so that a day keeps its number when the session moves.
select
    d.journey_id, d.session, d.day, row_number() over (partition by d.journey_id, d.session order by d.day) as number,
    s.title, s.place, s.standing, $2 = any(s.mentors) as as_mentor
from session_days as d
inner join sessions as s on s.journey_id = d.journey_id and s.session = d.session
where d.journey_id = any($1::text [])
order by d.journey_id, d.session, d.day;

-- name: agenda_examinations
select journey_id, slot, $2 = any(examiners) as as_examiner
from examinations where journey_id = any($1::text [])
order by journey_id;

-- name: agenda_obligations
select journey_id, obligation, title, due from obligations
where journey_id = any($1::text []) and due is not null and met_on is null and not lapsed
order by journey_id, obligation;
