-- Which journeys an act for many is meant for, and where it was done before.

-- name: selected
-- The journeys of cohort $1 with one of the statuses $2, in the order of their regions' codes; then, where given: stages
-- $3 (empty: any), party $4, task $5, overdue $6 as of $7, a person $8 and a role $9 held now.
select j.journey_id
from journeys as j
where
    j.cohort = $1
    and j.status = any($2::text [])
    and ($3::text [] = '{}' or j.stage = any($3::text []))
    and ($4::text is null or j.turn_party = $4)
    and ($5::text is null or j.turn_task = $5)
    and (
        $6::boolean is null
        or coalesce(j.status in ('scheduled', 'open') and j.turn_due < $7 and j.paused_until is null, false) = $6
    )
    and (
        ($8::text is null and $9::text is null)
        or exists (
            select from memberships as m
            where
                m.journey_id = j.journey_id
                and m.until is null
                and ($8::text is null or m.person = $8)
                and ($9::text is null or m.role = $9)
        )
    )
order by j.region_code, j.journey_id;

-- name: known
-- Which of the journeys $1 are recorded.
select journey_id from journeys where journey_id = any($1::text []);

-- name: cohort_known
-- Whether there is a cohort $1, started here or imported.
select
    exists (select from cohorts where id = $1) or exists (select from journeys where cohort = $1) as known;

-- name: done
-- The last entry of each pair of journey $1 and command $2 that is in the journal.
select
    e.journey_id,
    max(e.seq) as seq
from unnest($1::text [], $2::text []) as wanted (journey_id, command_id)
inner join journal as e on e.journey_id = wanted.journey_id and e.command_id = wanted.command_id
group by e.journey_id;
