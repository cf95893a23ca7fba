-- What the programme's desk counts and what waits there for a decision. Nothing here reads the journal.

-- name: with_plan
-- Distinct regions that count towards the target, real and simulated apart.
select
    count(distinct region_id) filter (where not simulated) as real,
    count(distinct region_id) filter (where simulated) as simulated
from journeys
where status in ('published', 'completed_outside');

-- name: waiting
-- How much waits for a decision of the programme, and how many incidents are open.
select
    (select count(*) from problems where kind = 'extension_asked') as extensions,
    (select count(*) from problems where kind = 'reassignment_proposed') as reassignments,
    (select count(*) from journeys where turn_task = 'decide_rounds' and status = 'open') as rounds,
    (select count(*) from problems where kind = 'decision_wanted') as escalated,
    (select count(*) from incidents where resolved_at is null) as incidents;

-- name: decisions
-- What a programme manager has to decide, the longest waiting first; at most $1.
select w.journey_id, w.cohort, w.region_name, w.region_code, w.kind, w.turn_since
from (
    select j.journey_id, j.cohort, j.region_name, j.region_code, p.kind, j.turn_since
    from problems as p
    inner join journeys as j on j.journey_id = p.journey_id
    where p.kind in ('extension_asked', 'reassignment_proposed')
    union all
    select j.journey_id, j.cohort, j.region_name, j.region_code, 'rounds_used_up', j.turn_since
    from journeys as j
    where j.turn_task = 'decide_rounds' and j.status = 'open'
) as w
order by w.turn_since, w.journey_id, w.kind
limit $1;

-- name: stages_of_cohort
-- How many journeys of cohort $1 are in which status and stage, and how many of them are overdue at $2.
select
    j.status,
    j.stage,
    count(*) as journeys,
    count(*) filter (
        where j.status in ('scheduled', 'open') and j.turn_due < $2 and j.paused_until is null
    ) as overdue,
    count(*) filter (where j.paused_until is not null) as paused
from journeys as j
where j.cohort = $1
group by j.status, j.stage
order by j.status, j.stage;

-- name: provinces
select distinct province_code as code, province as name from regions order by province;

-- name: named
-- The journeys $1 by the names of their regions, in the order of their codes.
select journey_id as journey, region_name as name, region_code as code, cohort, status, simulated
from journeys where journey_id = any($1::text [])
order by region_code, journey_id;
