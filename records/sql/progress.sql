-- Statements of the programme's progress (records/progress.py).

-- name: counts
-- How many regions of each cohort are where; those that have yet to begin stand in no stage.
select
    coalesce(j.cohort, r.cohort) as cohort, c.title, coalesce(j.simulated, c.simulated, false) as simulated,
    coalesce(j.status, 'scheduled') as status, j.stage, count(*) as regions
from journeys as j
full join cohort_regions as r on r.journey_id = j.journey_id
left join cohorts as c on c.id = coalesce(j.cohort, r.cohort)
group by 1, 2, 3, 4, 5
order by 1, 3, 4, 5;

-- name: regions
-- The regions of cohort $1 that have begun, by their codes.
select
    j.region_id, j.region_name, j.region_code, g.province, j.simulated, j.status, j.stage,
    exists(select from catalogue as k where k.journey_id = j.journey_id) as published
from journeys as j
left join regions as g on g.id = j.region_id
where j.cohort = $1
order by j.region_code, j.journey_id;
