-- Statements about people (records/people.py): the only table with names and addresses.

-- name: people
select id, name, email, phone, sample, erased_at from people where id = any($1::text []) order by id;

-- name: save_people
-- Nobody who was erased comes back: what is returned lacks him.
insert into people (id, name, email, phone, sample)
select p.* from unnest($1::text [], $2::text [], $3::text [], $4::text [], $5::boolean []) as p
on conflict (id) do update set
    name = excluded.name, email = excluded.email, phone = excluded.phone, sample = excluded.sample
where people.erased_at is null
returning id;

-- name: add_person
-- Somebody new; nothing comes back where the id is taken, be it by somebody who was erased.
insert into people (id, name, email, phone, sample) values ($1, $2, $3, $4, $5)
on conflict (id) do nothing
returning id;

-- name: search_people
-- People whose name or id has $1 in it ('': everybody), after the id $2, with the roles that they hold now.
select
    p.id, p.name, p.sample,
    array(select r.role from programme_roles as r where r.person = p.id order by r.role) as programme_roles,
    array(
        select distinct m.role from memberships as m where m.person = p.id and m.until is null order by m.role
    ) as roles
from people as p
where
    p.erased_at is null and p.id > $2
    and ($1 = '' or strpos(lower(p.name), lower($1)) > 0 or strpos(p.id, lower($1)) > 0)
order by p.id
limit $3;

-- name: members_of_journey
-- Who has, or had, which part in the journey $1, in the order of appointment; no contact data.
select m.person, p.name, m.role, m.agency, m.since, m.until
from memberships as m
left join people as p on p.id = m.person
where m.journey_id = $1
order by m.number;

-- name: parts_of_person
-- The parts that the person $1 has now, journey by journey.
select m.journey_id, j.region_name, j.cohort, j.status, m.role, m.agency, m.since
from memberships as m
inner join journeys as j on j.journey_id = m.journey_id
where m.person = $1 and m.until is null
order by m.journey_id, m.number;

-- name: people_outside_regions
-- People who have no part in any region in one of the roles $1, those first who hold the role $2 somewhere.
select
    p.id, p.name, p.sample,
    array(select r.role from programme_roles as r where r.person = p.id order by r.role) as programme_roles,
    array(
        select distinct m.role from memberships as m where m.person = p.id and m.until is null order by m.role
    ) as roles
from people as p
where
    p.erased_at is null
    and not exists (select from memberships as m where m.person = p.id and m.role = any($1::text []))
order by
    exists (select from memberships as m where m.person = p.id and m.role = $2 and m.until is null)
    or exists (select from programme_roles as r where r.person = p.id and r.role = $2) desc,
    p.name, p.id
limit $3;

-- name: sample_people
-- Everybody who is made up, with the roles held now and, for who has a part in one region only, the name of it.
select
    p.id, p.name, p.sample,
    array(select r.role from programme_roles as r where r.person = p.id order by r.role) as programme_roles,
    array(
        select distinct m.role from memberships as m where m.person = p.id and m.until is null order by m.role
    ) as roles,
    (
        select min(j.region_name)
        from memberships as m inner join journeys as j on j.journey_id = m.journey_id
        where m.person = p.id and m.until is null
        having count(distinct j.region_id) = 1
    ) as region
from people as p
where p.sample and p.erased_at is null
order by p.id
limit $1;
