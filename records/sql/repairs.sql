-- Repairs and what becomes of them in each journey (records/repairs.py). Audit lines are written in the same
-- transactions, by records/sql/audit.sql.

-- name: insert
-- Nothing comes back when the same person used the key before.
insert into repairs (
    key, asked, kind, spec, reason, proposed_by, via, state, dangerous, pace, undoes
) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
on conflict (proposed_by, key) do nothing
returning number;

-- name: insert_items
insert into repair_items (repair, place, journey_id, spec, rehearsal, digest, state, result_id, result_en)
select $1, * from unnest(
    $2::integer [], $3::text [], $4::jsonb [], $5::jsonb [], $6::text [], $7::text [], $8::text [], $9::text []
);

-- name: by_key
select number, asked from repairs where proposed_by = $1 and key = $2;

-- name: find
select
    r.number, r.kind, r.spec, r.reason, r.proposed_by, r.via, r.proposed_at, r.state, r.dangerous, r.confirmed_by,
    r.confirmed_at, r.pace, r.undoes, r.ended_at,
    (select u.number from repairs as u where u.undoes = r.number order by u.number desc limit 1) as undone_by,
    coalesce((
        select jsonb_object_agg(c.state, c.items) from (
            select i.state, count(*) as items from repair_items as i where i.repair = r.number group by i.state
        ) as c
    ), '{}') as counts
from repairs as r
where r.number = $1;

-- name: page
-- The newest first: states $1, journey $2 (null: any), before the number $3 (null: from the newest), at most $4.
select
    r.number, r.kind, r.spec, r.reason, r.proposed_by, r.via, r.proposed_at, r.state, r.dangerous, r.confirmed_by,
    r.confirmed_at, r.pace, r.undoes, r.ended_at,
    (select u.number from repairs as u where u.undoes = r.number order by u.number desc limit 1) as undone_by,
    coalesce((
        select jsonb_object_agg(c.state, c.items) from (
            select i.state, count(*) as items from repair_items as i where i.repair = r.number group by i.state
        ) as c
    ), '{}') as counts
from repairs as r
where
    ($1::text [] is null or r.state = any($1))
    and ($2::text is null or exists (
        select 1 from repair_items as i where i.repair = r.number and i.journey_id = $2
    ))
    and ($3::bigint is null or r.number < $3)
order by r.number desc
limit $4;

-- name: items
-- Of repair $1, in states $2 (null: any), after the place $3, at most $4.
select
    i.repair, i.place, i.journey_id as journey, coalesce(i.spec, r.spec) as spec, i.rehearsal, i.digest, i.state,
    i.result_id, i.result_en, i.attempts, i.begun_at, i.doing_at, i.done_at, j.region_code, j.region_name
from repair_items as i
inner join repairs as r on r.number = i.repair
left join journeys as j on j.journey_id = i.journey_id
where i.repair = $1 and ($2::text [] is null or i.state = any($2)) and i.place > $3
order by i.place
limit $4;

-- name: under_way
select number from repairs where state = 'running' order by number;

-- name: change
-- Into state $3, where it is in one of the states $2; its number comes back.
update repairs
set state = $3::text, ended_at = case when $3 in ('finished', 'withdrawn') then clock_timestamp() end
where number = $1 and state = any($2::text [])
returning number;

-- name: confirm
-- Only by somebody else than who proposed it; its number comes back.
update repairs
set state = 'running', confirmed_by = $2, confirmed_at = clock_timestamp()
where number = $1 and state = 'proposed' and proposed_by <> $2
returning number;

-- name: see_anew
-- What item $2 of a repair that nobody has confirmed yet would lead to now.
update repair_items as i
set rehearsal = $3, digest = $4, state = $5, result_id = $6, result_en = $7
from repairs as r
where r.number = i.repair and r.state = 'proposed' and i.repair = $1 and i.place = $2;

-- name: leave_out
-- What is not done of repair $1 is not done any more; what may have been done ($4, $5) says so.
update repair_items
set
    state = 'left_out',
    result_id = case when doing_at is null then $2 else $4::text end,
    result_en = case when doing_at is null then $3 else $5::text end
where repair = $1 and state in ('waiting', 'failed');

-- name: wait_again
update repair_items set state = 'waiting' where repair = $1 and state = 'failed';

-- name: next
-- What comes next: what was tried least, and when the last one was begun.
select
    i.place, (select max(o.begun_at) from repair_items as o where o.repair = $1) as last_begun,
    clock_timestamp() as now
from repair_items as i
where i.repair = $1 and i.state = 'waiting'
order by i.attempts, i.place
limit 1;

-- name: begin
-- A try of item $2; nothing comes back when the repair was stopped, or the item is settled.
update repair_items as i
set attempts = i.attempts + 1, begun_at = clock_timestamp()
from repairs as r
where r.number = i.repair and r.state = 'running' and i.repair = $1 and i.place = $2 and i.state = 'waiting'
returning i.attempts;

-- name: doing
-- From now on item $2 may have been done. Nothing comes back when that is known already.
update repair_items set doing_at = clock_timestamp() where repair = $1 and place = $2 and doing_at is null
returning doing_at;

-- name: settle
update repair_items
set state = $3::text, result_id = $4, result_en = $5, done_at = case when $3 = 'done' then clock_timestamp() end
where repair = $1 and place = $2 and state = 'waiting';

-- name: found_otherwise
-- What item $2 would lead to now, which is not what was agreed to.
update repair_items
set state = 'left_out', rehearsal = $3, digest = $4, result_id = $5, result_en = $6
where repair = $1 and place = $2 and state = 'waiting';

-- name: end
-- Once nothing waits: stopped where something failed, so that it can be tried again.
update repairs as r
set
    state = case when f.failed then 'stopped' else 'finished' end,
    ended_at = case when not f.failed then clock_timestamp() end
from (
    select
        coalesce(bool_or(i.state = 'failed'), false) as failed, coalesce(bool_or(i.state = 'waiting'), false) as waiting
    from repair_items as i where i.repair = $1
) as f
where r.number = $1 and r.state = 'running' and not f.waiting
returning r.state;
