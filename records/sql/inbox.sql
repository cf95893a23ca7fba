-- What waits for a person (records/task_list.py), who works on it (records/claims.py), who stands in for whom
-- (records/substitutes.py), and the filters that people keep (records/saved_filters.py).

-- name: tasks
-- A page of what waits for the people $1, the one who asks first, the earliest due first; $2 is how many, $3 now. Each
-- person's tasks are read in the order of their index and no further than the page. The words in braces are put in by
-- records/task_list.py: only the conditions that were asked for.
select
    t.*, j.cohort, j.region_name, j.stage, j.simulated, j.turn_party, j.turn_task, j.paused_until,
    e.at as entry_at, c.person as claimed_by, p.name as claimed_by_name, c.claimed_at, c.taken_from, c.reason,
    coalesce(t.due, timestamptz 'infinity')::text as place
from unnest($1::text []) with ordinality as who (id, position)
cross join lateral (
    select t.*
    from tasks as t
    inner join journeys as j on j.journey_id = t.journey_id
    where t.person = who.id and (who.position = 1 or t.call <> 'letter') {conditions}
    order by coalesce(t.due, timestamptz 'infinity'), t.journey_id, t.key
    limit $2
) as t
inner join journeys as j on j.journey_id = t.journey_id
left join journal as e on e.journey_id = j.journey_id and e.seq = j.seq
left join claims as c on
    c.journey_id = t.journey_id and c.key = t.key and c.since is not distinct from t.since and c.until > $3
left join people as p on p.id = c.person
order by coalesce(t.due, timestamptz 'infinity'), t.journey_id, t.key, t.person
limit $2;

-- name: task_stage
and j.stage = {value};

-- name: task_cohort
and j.cohort = {value};

-- name: task_party
and j.turn_party = {value};

-- name: task_q
and position(lower({value}) in lower(j.region_name)) > 0;

-- name: task_overdue
-- A clock that runs ahead, as in a simulation, is that of the journey's newest entry.
and coalesce(t.due, timestamptz 'infinity') < greatest(
    {value}::timestamptz, (select e.at from journal as e where e.journey_id = j.journey_id and e.seq = j.seq)
);

-- name: task_after
and (coalesce(t.due, timestamptz 'infinity'), t.journey_id, t.key, t.person)
    > ({due}::text::timestamptz, {journey}::text, {key}::text, {person}::text);

-- name: task_counts
-- How much waits for the people $1, and how much of it is overdue at $2; counted to at most $3 each, so that it costs
-- the same however much there is.
select count(*) as waiting, count(*) filter (where found.late) as overdue
from unnest($1::text []) with ordinality as who (id, position)
cross join lateral (
    select coalesce(t.due < greatest($2, case when j.simulated then e.at end), false) as late
    from tasks as t
    inner join journeys as j on j.journey_id = t.journey_id
    left join journal as e on e.journey_id = j.journey_id and e.seq = j.seq
    where t.person = who.id and (who.position = 1 or t.call <> 'letter')
    order by coalesce(t.due, timestamptz 'infinity'), t.journey_id, t.key
    limit $3
) as found;

-- name: tasks_of_people
-- The tasks of the people $1 in the journey $2, with the one who asks first.
select t.key, t.since, t.due, t.shared, t.person
from tasks as t
where t.journey_id = $2 and t.person = any($1::text [])
order by array_position($1::text [], t.person), t.key;

-- name: claims_of_journey
select c.key, c.person, p.name, c.claimed_at, c.until, c.taken_from, c.reason
from claims as c
inner join lateral (
    select t.since from tasks as t where t.journey_id = c.journey_id and t.key = c.key limit 1
) as t on t.since is not distinct from c.since
left join people as p on p.id = c.person
where c.journey_id = $1 and c.until > $2
order by c.key;

-- name: claim
-- Claim the task $2 of the journey $1; nothing is returned where somebody else has it and no reason ($7) is given.
insert into claims as c (journey_id, key, person, since, claimed_at, until)
values ($1, $2, $3, $4, $5, $6)
on conflict (journey_id, key) do update set
    person = excluded.person, since = excluded.since, until = excluded.until,
    claimed_at = case
        when c.person = excluded.person and c.since is not distinct from excluded.since and c.until > $5
            then c.claimed_at
        else excluded.claimed_at
    end,
    taken_from = case
        when c.since is distinct from excluded.since or c.until <= $5 then null
        when c.person = excluded.person then c.taken_from
        else c.person
    end,
    reason = case
        when c.since is distinct from excluded.since or c.until <= $5 then null
        when c.person = excluded.person then c.reason
        else $7::text
    end
where
    c.person = excluded.person or $7::text is not null or c.until <= $5 or c.since is distinct from excluded.since
returning person;

-- name: release
delete from claims where journey_id = $1 and key = $2 and person = $3 returning key;

-- name: lock_people
-- Two who give at once wait for each other, and so does an erasing.
select id from people where id = any($1::text []) and erased_at is null order by id for update;

-- name: overlapping
-- Whoever stands in for $1 between $2 and $3 already.
select id, person, substitute, first_day, last_day, zone, reason, starts_at, ends_at, given_at, ended_by
from substitutes
where person = $1 and starts_at < $3 and ends_at > $2 and starts_at < ends_at
order by starts_at
limit 1;

-- name: save_substitute
insert into substitutes (
    id, person, substitute, first_day, last_day, zone, reason, starts_at, ends_at, given_at
)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: substitutes_of
-- What the person $1 gave and got, the latest first, as far as it ended after $2.
select
    s.id, s.person, s.substitute, s.first_day, s.last_day, s.zone, s.reason, s.starts_at, s.ends_at, s.given_at,
    s.ended_by, p.name as person_name, q.name as substitute_name
from substitutes as s
left join people as p on p.id = s.person
left join people as q on q.id = s.substitute
where (s.person = $1 or s.substitute = $1) and s.ends_at > $2
order by s.starts_at desc, s.id
limit $3;

-- name: end_substitute
-- Either of the two ends it; what has ended already stays as it is.
update substitutes set ends_at = greatest($3::timestamptz, starts_at), ended_by = $2
where id = $1 and (person = $2 or substitute = $2) and ends_at > $3
returning id;

-- name: stood_in_for
select s.person, p.name from substitutes as s
left join people as p on p.id = s.person
where s.substitute = $1 and s.starts_at <= $2 and s.ends_at > $2
order by s.person;

-- name: colleagues
-- Whom the person $1 may think of as a substitute: who has a part in some of the journeys in which he has one, or a role
-- in the whole programme where he has one too.
with mine as (
    select journey_id from memberships where person = $1 and until is null order by journey_id limit 12
),

known as (
    select m.person from memberships as m
    inner join mine on mine.journey_id = m.journey_id
    where m.until is null
    union
    select r.person from programme_roles as r
    where exists(select from programme_roles as own where own.person = $1)
)

select p.id, p.name from known
inner join people as p on p.id = known.person
where p.id <> $1 and p.erased_at is null
order by p.name, p.id
limit 200;

-- name: filters_of
select name, query from saved_filters where person = $1 and page = $2 order by name;

-- name: save_filter
-- At most $6 for a page; one of the same name is replaced.
insert into saved_filters (person, page, name, query, saved_at)
select $1, $2, $3, $4, $5
where
    (select count(*) from saved_filters where person = $1 and page = $2) < $6
    or exists(select from saved_filters where person = $1 and page = $2 and name = $3)
on conflict (person, page, name) do update set query = excluded.query, saved_at = excluded.saved_at
returning name;

-- name: drop_filter
delete from saved_filters where person = $1 and page = $2 and name = $3;
