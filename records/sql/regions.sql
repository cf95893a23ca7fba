-- Statements of the regions (records/regions.py).

-- name: lock_regions
-- One change of the regions at a time; readers are not held up.
lock table regions in share row exclusive mode;

-- name: regions
-- Every region ($1 null) or the one with the id $1, with all its names and codes, the oldest first.
select
    r.*,
    (
        select json_agg(
            json_build_object('text', n.name, 'valid_from', n.valid_from, 'valid_to', n.valid_to)
            order by n.position
        )
        from region_names as n
        where n.region_id = r.id
    ) as names,
    (
        select json_agg(
            json_build_object('text', c.code, 'valid_from', c.valid_from, 'valid_to', c.valid_to)
            order by c.position
        )
        from region_codes as c
        where c.region_id = r.id
    ) as codes
from regions as r
where $1::text is null or r.id = $1
order by r.id;

-- name: owner_of_code
-- The region that had the code $1 on the day $2 (null: the one that has it now).
select region_id
from region_codes
where
    code = $1
    and case
        when $2::date is null then valid_to is null
        else daterange(valid_from, valid_to) @> $2::date
    end;

-- name: save_regions
insert into regions (id, kind, province_code, province, time_zone, administrative, source, ended_on)
select * from unnest(
    $1::text [], $2::text [], $3::text [], $4::text [], $5::text [], $6::boolean [], $7::text [], $8::date []
)
on conflict (id) do update set
    kind = excluded.kind,
    province_code = excluded.province_code,
    province = excluded.province,
    time_zone = excluded.time_zone,
    administrative = excluded.administrative,
    source = excluded.source,
    ended_on = excluded.ended_on;

-- name: forget_names
-- Names and codes are written anew with their whole history, so that no order of the changes meets a constraint.
delete from region_names where region_id = any($1::text []);

-- name: forget_codes
delete from region_codes where region_id = any($1::text []);

-- name: save_names
insert into region_names (region_id, position, name, valid_from, valid_to)
select * from unnest($1::text [], $2::int [], $3::text [], $4::date [], $5::date []);

-- name: save_codes
insert into region_codes (region_id, position, code, valid_from, valid_to)
select * from unnest($1::text [], $2::int [], $3::text [], $4::date [], $5::date []);

-- name: save_lineage
insert into region_lineage (region_id, successor_id, kind, on_date)
select u.*, $4::date from unnest($1::text [], $2::text [], $3::text []) as u
on conflict do nothing;

-- name: lineage
-- What came from the region $1, and what the region $1 came from; every line of descent when $1 is null.
select region_id, successor_id, kind, on_date
from region_lineage
where $1::text is null or region_id = $1 or successor_id = $1
order by on_date, region_id, successor_id;
