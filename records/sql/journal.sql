-- Statements of the recording (records/journal.py); all of one batch run in one transaction.

-- name: lock_journey
-- One recording of a journey at a time, whoever sends it. A statement of its own, so that what is read next is fresh.
select pg_advisory_xact_lock(hashtextextended($1, 0));

-- name: entries_since
-- What is recorded from entry $2 on.
select seq, hash from journal where journey_id = $1 and seq >= $2 order by seq;

-- name: insert_entries
-- Into the journal, and into what streams of changes are read from.
with written as (
    insert into journal (
        journey_id, seq, at, effective, kind, actor_person, actor_role, command_id, previous, hash, entry
    )
    select $1, e.*
    from unnest(
        $2::int [], $3::timestamptz [], $4::timestamptz [], $5::text [], $6::text [], $7::text [], $8::text [],
        $9::text [], $10::text [], $11::text []
    ) as e
    returning journey_id, seq, kind, at
)
insert into changes (journey_id, seq, kind, at)
select journey_id, seq, kind, at from written order by seq;

-- name: snapshot
-- The state after an entry that is still in the journal with the same hash; $2 is the shape of the state.
select s.seq, s.head, s.state
from snapshots as s
inner join journal as j on j.journey_id = s.journey_id and j.seq = s.seq and j.hash = s.head
where s.journey_id = $1 and s.model = $2;

-- name: save_snapshot
insert into snapshots (journey_id, seq, head, model, state) values ($1, $2, $3, $4, $5)
on conflict (journey_id) do update set
    seq = excluded.seq, head = excluded.head, model = excluded.model, state = excluded.state;

-- name: entries_after
-- The entries from $2 + 1 up to the newest.
select entry, hash from journal where journey_id = $1 and seq > $2 order by seq;

-- name: entries_until
-- The entries up to $2.
select entry, hash from journal where journey_id = $1 and seq <= $2 order by seq;

-- name: queue_messages
-- A message that is there already, whatever became of it, stays as it is.
insert into messages (key, journey_id, seq, person, role, template, facts, leaves_at, state)
select
    m.key, $1, m.seq, m.person, m.role, m.template, m.facts, m.leaves_at,
    case when m.person is null then 'no_receiver' else 'queued' end
from jsonb_to_recordset($2::text::jsonb) as m (
    key text, seq int, person text, role text, template text, facts jsonb, leaves_at timestamptz
)
on conflict (key) do nothing;

-- name: announce
select pg_notify('journal', $1);

-- name: release_bookings
-- Days this journey no longer needs. Claims not recorded yet belong to an act on its way and stay.
delete from mentor_bookings as b
where
    b.journey_id = $1 and b.recorded
    and not exists (
        select from unnest($2::text [], $3::date []) as wanted (mentor, day)
        where wanted.mentor = b.mentor and wanted.day = b.day
    );

-- name: record_bookings
-- Takes the days that are free, ours, or under a claim that was never followed by its act; answers with those it took.
insert into mentor_bookings as b (mentor, day, journey_id, session, recorded)
select wanted.mentor, wanted.day, $1, wanted.session, true
from unnest($2::text [], $3::date [], $4::int []) as wanted (mentor, day, session)
on conflict (mentor, day) do update set
    journey_id = excluded.journey_id, session = excluded.session, recorded = true
where b.journey_id = excluded.journey_id or (not b.recorded and b.claimed_at < clock_timestamp() - $5::interval)
returning b.mentor, b.day;

-- name: claim_bookings
-- Like record_bookings, for an act that is about to be sent; a booking recorded for this journey stays as it is.
insert into mentor_bookings as b (mentor, day, journey_id, session)
select wanted.mentor, wanted.day, $1, $4
from unnest($2::text [], $3::date []) as wanted (mentor, day)
on conflict (mentor, day) do update set
    journey_id = excluded.journey_id,
    session = case when b.recorded then b.session else excluded.session end,
    claimed_at = excluded.claimed_at
where b.journey_id = excluded.journey_id or (not b.recorded and b.claimed_at < clock_timestamp() - $5::interval)
returning b.mentor, b.day;

-- name: bookings_on
select b.mentor, b.day, b.journey_id
from mentor_bookings as b
inner join unnest($1::text [], $2::date []) as wanted (mentor, day) on wanted.mentor = b.mentor and wanted.day = b.day
order by b.day, b.mentor;

-- name: claims_without_act
-- The days of mentors that the journey $1 holds although no act has followed, and since when.
select session, mentor, day, claimed_at
from mentor_bookings
where journey_id = $1 and not recorded
order by session, day, mentor;

-- name: release_stuck_claims
-- Claims of a session ($2; null: of any) that no act has followed within $3.
delete from mentor_bookings
where
    journey_id = $1 and not recorded and ($2::integer is null or session = $2)
    and claimed_at < clock_timestamp() - $3::interval
returning mentor;

-- name: release_claims
-- Claims of a session whose act was refused.
delete from mentor_bookings where journey_id = $1 and session = $2 and not recorded;

-- name: report_incident
-- The same incident seen again is counted, not repeated.
insert into incidents (journey_id, kind, detail) values ($1, $2, $3)
on conflict (journey_id, kind, md5(detail)) where resolved_at is null
do update set occurrences = incidents.occurrences + 1, last_seen = clock_timestamp();

-- name: snapshots_of
-- The states of the journeys $1 after entries that are still in the journal with the same hash, of the shape $2.
select s.journey_id, s.state
from snapshots as s
inner join journal as j on j.journey_id = s.journey_id and j.seq = s.seq and j.hash = s.head
where s.journey_id = any($1::text []) and s.model = $2;

-- name: entries_after_of
-- The entries of each journey $1 after its number $2, in order.
select e.journey_id, e.entry, e.hash
from unnest($1::text [], $2::integer []) as wanted (journey_id, seq)
inner join journal as e on e.journey_id = wanted.journey_id and e.seq > wanted.seq
order by e.journey_id, e.seq;
