-- What is read. Whatever is due or overdue is asked with an explicit instant, never with the database's clock.

-- name: cohorts
-- Every cohort with how many of its journeys are where, at $1.
select
    coalesce(c.id, j.cohort) as cohort,
    c.title,
    coalesce(c.state, 'open') as state,
    c.closed_at,
    count(j.journey_id) as journeys,
    count(j.journey_id) filter (where j.ended_at is null and j.status in ('scheduled', 'open')) as under_way,
    count(j.journey_id) filter (where j.status = 'published') as published,
    count(j.journey_id) filter (where j.status = 'completed_outside') as completed_outside,
    count(j.journey_id) filter (where j.status in ('withdrawn', 'withdrawn_outside')) as withdrawn,
    count(j.journey_id) filter (
        where j.status in ('scheduled', 'open') and j.turn_due < $1 and j.paused_until is null
    ) as overdue,
    coalesce(bool_or(j.simulated), c.simulated, false) as simulated
from cohorts as c
full join journeys as j on j.cohort = c.id
group by coalesce(c.id, j.cohort), c.id
order by cohort;

-- name: cohort_ids
select id from cohorts order by id desc limit 50;

-- name: cohort_journeys
-- The journeys of cohort $1, overdue at $2 or not.
select
    j.journey_id, j.cohort, j.region_id, j.region_name, j.region_code, j.zone, j.status, j.stage,
    j.turn_party, j.turn_task, j.turn_since, j.turn_due, j.round as rounds, j.opens_at, j.ended_at,
    j.simulated, j.imported, j.catch_up, j.seq, r.substitute_for,
    coalesce(
        j.status in ('scheduled', 'open') and j.turn_due < $2 and j.paused_until is null, false
    ) as overdue,
    j.turn_first_due, j.paused_until,
    (select count(*) from problems as p where p.journey_id = j.journey_id) as problems,
    (select count(*) from chapters as ch where ch.journey_id = j.journey_id) as chapters
from journeys as j
left join cohort_regions as r on r.cohort = j.cohort and r.region_id = j.region_id
where j.cohort = $1
order by j.region_code, j.journey_id;

-- name: journey_line
-- Journey $1, overdue at $2 or not.
select
    j.journey_id, j.cohort, j.region_id, j.region_name, j.region_code, j.zone, j.status, j.stage,
    j.turn_party, j.turn_task, j.turn_since, j.turn_due, j.round as rounds, j.opens_at, j.ended_at,
    j.simulated, j.imported, j.catch_up, j.seq, r.substitute_for,
    coalesce(
        j.status in ('scheduled', 'open') and j.turn_due < $2 and j.paused_until is null, false
    ) as overdue,
    j.turn_first_due, j.paused_until,
    (select count(*) from problems as p where p.journey_id = j.journey_id) as problems,
    (select count(*) from chapters as ch where ch.journey_id = j.journey_id) as chapters
from journeys as j
left join cohort_regions as r on r.cohort = j.cohort and r.region_id = j.region_id
where j.journey_id = $1;

-- name: cohort_stage_spans
-- Every stay in a stage of the journeys of a cohort.
select s.journey_id, s.stage, s.opened, s.closed
from stage_spans as s
inner join journeys as j on j.journey_id = s.journey_id
where j.cohort = $1
order by s.journey_id, s.number;

-- name: ended_journeys
-- The journeys of a cohort that have ended, with how.
select journey_id, region_id, status from journeys
where cohort = $1 and ended_at is not null
order by journey_id;

-- name: with_deadlines
-- The journeys of the cohorts $1 (null: of all) to which anything may still fall due.
select j.journey_id from journeys as j
where
    ($1::text [] is null or j.cohort = any($1))
    and (
        j.status in ('scheduled', 'open')
        or j.status = 'published' and exists (
            select 1 from obligations as o
            where o.journey_id = j.journey_id and o.met_on is null and not o.lapsed
        )
    )
order by j.region_code, j.journey_id;

-- name: not_opened
-- The journeys that open cohorts of $1 (null: of all) have yet to open.
select r.journey_id from cohort_regions as r
inner join cohorts as c on c.id = r.cohort and c.state = 'open'
where
    ($1::text [] is null or r.cohort = any($1))
    and not exists (select 1 from journeys as j where j.journey_id = r.journey_id)
order by r.journey_id;

-- name: open_regions
-- Regions that cannot start anew: their journey is under way, or their cohort is open and they did not leave it.
select region_id, cohort from journeys where status in ('scheduled', 'open')
union
select r.region_id, r.cohort
from cohort_regions as r
inner join cohorts as c on c.id = r.cohort and c.state = 'open'
left join journeys as j on j.journey_id = r.journey_id
where j.status is null or j.status not in ('withdrawn', 'withdrawn_outside')
order by region_id, cohort;

-- name: regions_with_plan
-- Distinct regions that count towards the target; what was simulated counts only among itself.
select count(distinct region_id) from journeys
where status in ('published', 'completed_outside') and simulated = $1;

-- name: journeys_of_region
select journey_id, cohort, status, seq from journeys where region_id = $1 order by opens_at, journey_id;

-- name: journal_rows
select seq, at, effective, kind, actor_person, actor_role, command_id, previous, hash, entry, recorded_at
from journal where journey_id = $1
order by seq;

-- name: journal_page
-- The entries of the journal of $1 after number $2, at most $3 of them (null: all).
select entry, hash, recorded_at from journal where journey_id = $1 and seq > $2
order by seq
limit $3;

-- name: journal_stretch
-- The entries $2 to $3 of the journal of $1, with all that were written at the same instants as these two.
select e.entry, e.hash, e.recorded_at from journal as e
where
    e.journey_id = $1
    and e.seq >= coalesce((
        select min(s.seq) from journal as s
        where
            s.journey_id = $1
            and s.at = (select f.at from journal as f where f.journey_id = $1 and f.seq = $2)
    ), $2)
    and e.seq <= coalesce((
        select max(s.seq) from journal as s
        where
            s.journey_id = $1
            and s.at = (select l.at from journal as l where l.journey_id = $1 and l.seq = $3)
    ), $3)
order by e.seq;

-- name: journal_instants
select at from journal where journey_id = $1 order by seq;

-- name: journal_actors
select distinct actor_person from journal where journey_id = $1 and actor_person is not null;

-- name: entries_of_kinds
-- The entries of the kinds $2 in the journal of $1.
select entry, hash, recorded_at from journal where journey_id = $1 and kind = any($2::text[]) order by seq;

-- name: known_journeys
select journey_id from journal group by journey_id
union
select journey_id from cohort_regions;

-- name: head
select seq from journal where journey_id = $1 order by seq desc limit 1;

-- name: messages_of_journey
select
    key, seq, person, role, template, facts::text as facts, leaves_at, state, attempts, queued_at, sent_at, last_answer
from messages where journey_id = $1
order by seq, key;

-- name: message_counts
select state, count(*) as messages from messages group by state order by state;

-- name: put_content
insert into contents (sha256, size, media_type, bytes) values ($1, $2, $3, $4) on conflict (sha256) do nothing;

-- name: known_contents
select sha256 from contents where sha256 = any($1::text []);

-- name: get_content
select media_type, bytes from contents where sha256 = $1;

-- name: save_cohort
insert into cohorts (id, title, policy, policy_version, simulated, state, closed_at, summary)
values ($1, $2, $3, $4, $5, $6, $7, $8::text::jsonb)
on conflict (id) do update set
    title = excluded.title, policy = excluded.policy, policy_version = excluded.policy_version,
    simulated = excluded.simulated, state = excluded.state, closed_at = excluded.closed_at,
    summary = excluded.summary;

-- name: save_cohort_regions
insert into cohort_regions (cohort, region_id, journey_id, substitute_for)
select $1, r.* from unnest($2::text [], $3::text [], $4::text []) as r
on conflict (cohort, region_id) do update set
    journey_id = excluded.journey_id, substitute_for = excluded.substitute_for;

-- name: cohort
select id, title, policy, policy_version, simulated, state, closed_at, summary::text as summary
from cohorts where id = $1;

-- name: allow_repair
-- For this transaction only: the journal may be mended from the histories.
select set_config('bimtek.repair', 'on', true);

-- name: delete_entries_from
delete from journal where journey_id = $1 and seq >= $2;

-- name: clock_counts
-- How often what happened about time in the journeys of cohort $1: kind, the ladder's action or what was decided.
select
    e.kind,
    coalesce(
        e.entry::jsonb #>> '{event,action}', e.entry::jsonb #>> '{event,choice}', e.entry::jsonb #>> '{event,approve}', ''
    ) as variant,
    coalesce(e.entry::jsonb #>> '{event,to}', '') as to_role,
    count(*) as times
from journal as e
inner join journeys as j on j.journey_id = e.journey_id
where
    j.cohort = $1
    and e.kind in (
        'ladder_step_taken', 'journey_paused', 'journey_resumed', 'extension_asked', 'extension_decided',
        'time_granted', 'reminded',
        'reassignment_decided', 'calendar_changed', 'due_moved'
    )
group by e.kind, variant, to_role
order by e.kind, variant, to_role;
