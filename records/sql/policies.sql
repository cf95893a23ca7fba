-- Policies that cohorts have.

-- name: used
select policy as name, policy_version as version, max(title) as title, array_agg(id order by id) as cohorts
from cohorts
group by policy, policy_version
order by policy, policy_version;

-- name: journey_under
-- The journey that opened last under version $2 of policy $1.
select j.journey_id from journeys as j
inner join cohorts as c on c.id = j.cohort
where c.policy = $1 and c.policy_version = $2
order by j.opens_at desc, j.journey_id desc
limit 1;
