-- Lists of journeys, a page at a time. The words in braces are put in by records/journey_list.py from its own tables:
-- what is sorted by and in which direction, whose journeys, and the conditions that were asked for, no others, so that
-- the database can plan for each.

-- name: page
-- $1 person, $2 as of, $3 how many, $4 now, $5 the roles in which nobody stands in for another; then what the
-- conditions need.
select
    j.journey_id, j.cohort, j.region_id, j.region_name, j.region_code, j.zone, j.status, j.stage,
    j.turn_party, j.turn_task, j.turn_since, j.turn_due, j.round as rounds, j.opens_at, j.ended_at,
    j.simulated, j.imported, j.catch_up, j.seq, r.substitute_for,
    coalesce(
        j.status in ('scheduled', 'open') and j.turn_due < $2 and j.paused_until is null, false
    ) as overdue,
    j.turn_first_due, j.paused_until,
    (select count(*) from problems as p where p.journey_id = j.journey_id) as problems,
    (select count(*) from chapters as ch where ch.journey_id = j.journey_id) as chapters,
    array(
        select distinct m.role from memberships as m
        where
            m.journey_id = j.journey_id and m.until is null
            and (
                m.person = $1
                or m.role <> all($5::text []) and exists(
                    select from substitutes as s
                    where s.substitute = $1 and s.person = m.person and s.starts_at <= $4 and s.ends_at > $4
                )
            )
        order by m.role
    ) as my_roles,
    ({sort})::text as place
from journeys as j
left join cohort_regions as r on r.cohort = j.cohort and r.region_id = j.region_id
where {conditions}
order by {sort} {direction}, j.journey_id {direction}
limit $3;

-- name: mine
-- His own, and those of people for whom he stands in now.
j.journey_id in (
    select m.journey_id from memberships as m where m.person = $1 and m.until is null
    union all
    select m.journey_id from substitutes as s
    inner join memberships as m on m.person = s.person and m.until is null and m.role <> all($5::text [])
    where s.substitute = $1 and s.starts_at <= $4 and s.ends_at > $4
);

-- name: overdue
-- As the index by due date has it, so that the few that are overdue are found without looking at all others.
j.status in ('scheduled', 'open')
    and coalesce(j.turn_due, timestamptz 'infinity') < $2
    and j.paused_until is null;

-- name: not_overdue
not coalesce(j.status in ('scheduled', 'open') and j.turn_due < $2 and j.paused_until is null, false);

-- name: cohort
j.cohort = {value};

-- name: status
j.status = any({value}::text []);

-- name: stage
j.stage = any({value}::text []);

-- name: party
j.turn_party = {value};

-- name: task
j.turn_task = {value};

-- name: region
{value} in (j.region_code, j.region_id);

-- name: province
starts_with(j.region_code, {value} || '.');

-- name: q
position(lower({value}) in lower(j.region_name)) > 0;

-- name: simulated
j.simulated = {value};

-- name: after
({sort}, j.journey_id) {beyond} ({value}::text::{type}, {journey}::text);

-- name: asked_of_agency
-- The journeys in which $1 speaks for an agency, with what it has answered and what still counts; first what waits for
-- its answer.
select
    j.journey_id, j.cohort, j.region_name, j.status, j.stage, m.agency,
    case when j.turn_party = 'approvers' then j.turn_due end as due, a.outcome
from memberships as m
inner join journeys as j on j.journey_id = m.journey_id
left join lateral (
    select g.outcome from judgements as g
    where g.journey_id = j.journey_id and g.agency = m.agency and not g.void
    order by g.number desc
    limit 1
) as a on true
where m.person = $1 and m.role = 'agency' and m.until is null and m.agency is not null
order by
    (a.outcome is null and j.status = 'open' and j.stage = 'approval') desc,
    j.turn_due nulls last, j.journey_id;
