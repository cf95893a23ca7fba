-- What drills on a local stack do to the records of simulated journeys (api/drills).

-- name: real_journeys
select count(*) from journeys where not simulated;

-- name: simulated_journey
-- The open simulated journey $1, or (null) the first of them.
select journey_id from journeys
where simulated and status = 'open' and ended_at is null and ($1::text is null or journey_id = $1)
order by journey_id
limit 1;

-- name: refuse_entries
-- A function that refuses every row as the setting of its trigger says: an error code, and a text.
create or replace function refuse_for_drill() returns trigger language plpgsql as $$
begin
    raise exception '%', tg_argv[1] using errcode = tg_argv[0];
end
$$;

-- name: take_gate
-- Takes a row of the read tables away.
delete from gates where (journey_id, gate) = (
    select g.journey_id, g.gate from gates as g where g.journey_id = $1 order by g.gate limit 1
)
returning gate;

-- name: take_address
update people set email = null where id = $1 and sample
returning id;

-- name: sample_addresses
-- The addresses of the sample operators.
select p.id, p.email from people as p
inner join programme_roles as r on r.person = p.id and r.role = 'operator'
where p.sample and p.email is not null;

-- name: member_with_address
select m.person, p.email, m.role from memberships as m
inner join people as p on p.id = m.person
where m.journey_id = $1 and m.until is null and p.sample and p.email is not null
order by m.number
limit 1;

-- name: give_address
update people set email = $2 where id = $1 and email is null;

-- name: queue_message
insert into messages (key, journey_id, seq, person, role, template, facts, state)
values ($1, $2, 1, $3, $4, $5, '{}', 'queued')
on conflict (key) do nothing;

-- name: other_journey
select journey_id from journeys where simulated and journey_id <> $1 order by journey_id limit 1;

-- name: book_elsewhere
insert into mentor_bookings (mentor, day, journey_id, session, recorded) values ($1, $2, $3, 1, true)
on conflict (mentor, day) do nothing;

-- name: release_mentor
delete from mentor_bookings where mentor = $1;

-- name: forget_document
delete from document_orders where journey_id = $1 and key = $2 and state = 'waiting';

-- name: made_for_nobody
insert into document_orders (journey_id, key, seq, kind, about, state, made)
values ($1, $2, 1, 'kickoff_invitation', '', 'made', $3)
on conflict do nothing;

-- name: forget_made_for_nobody
delete from document_orders where journey_id = $1;
