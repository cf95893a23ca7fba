-- The newest entries of all journals, as streams of changes read them (records/changes.py). A place in them is a
-- transaction and a position. Entries are `settled` once no earlier transaction can add any before them; as they are
-- read in the order of places, those that are settled come first, and only up to the first other one may be given.

-- name: now
-- The place after everything that is settled.
select pg_snapshot_xmin(pg_current_snapshot())::text as xact;

-- name: since
-- After the place ($1, $2), at most $3: of everybody.
select
    c.xact::text as xact, c.position, c.journey_id as journey, j.cohort, j.region_code, c.seq, c.kind, c.at,
    c.xact < pg_snapshot_xmin(pg_current_snapshot()) as settled
from changes as c
left join journeys as j on j.journey_id = c.journey_id
where (c.xact, c.position) > ($1::text::xid8, $2::bigint)
order by c.xact, c.position
limit $3;

-- name: between
-- After the place ($1, $2), up to ($3, $4), at most $5: of person $6 (null: of everybody), who has these roles at $9,
-- his own and, but for $10, those of people for whom he stands in; of one journey or cohort where given.
select
    c.xact::text as xact, c.position, c.journey_id as journey, j.cohort, j.region_code, c.seq, c.kind, c.at,
    array(
        select distinct m.role from memberships as m
        where
            m.journey_id = c.journey_id and m.until is null
            and (
                m.person = $6::text
                or m.role <> all($10::text []) and exists(
                    select from substitutes as s
                    where
                        s.substitute = $6::text and s.person = m.person
                        and s.starts_at <= $9::timestamptz and s.ends_at > $9::timestamptz
                )
            )
        order by m.role
    ) as roles
from changes as c
left join journeys as j on j.journey_id = c.journey_id
where
    (c.xact, c.position) > ($1::text::xid8, $2::bigint)
    and (c.xact, c.position) <= ($3::text::xid8, $4::bigint)
    and (
        $6::text is null
        or c.journey_id in (
            select m.journey_id from memberships as m where m.person = $6::text and m.until is null
            union all
            select m.journey_id from substitutes as s
            inner join memberships as m on m.person = s.person and m.until is null and m.role <> all($10::text [])
            where
                s.substitute = $6::text and s.starts_at <= $9::timestamptz and s.ends_at > $9::timestamptz
        )
    )
    and ($7::text is null or c.journey_id = $7::text)
    and ($8::text is null or j.cohort = $8::text)
order by c.xact, c.position
limit $5;

-- name: members
-- Who has which role in these journeys at $2, those included in which he stands in for somebody, but for $3.
select m.journey_id, m.person, m.role from memberships as m
where m.journey_id = any($1::text []) and m.until is null
union
select m.journey_id, s.substitute, m.role from memberships as m
inner join substitutes as s on s.person = m.person and s.starts_at <= $2::timestamptz and s.ends_at > $2::timestamptz
where m.journey_id = any($1::text []) and m.until is null and m.role <> all($3::text [])
order by journey_id, person, role;

-- name: is_kept
-- Whether everything after the place ($1, $2) is still here. It is not when the place lies before the oldest change and
-- that one was recorded before $3, for then others may have been cleared away before it; or when it is a place of
-- another database, of which this one is a copy or an older state.
select
    $1::text::xid8 <= pg_snapshot_xmax(pg_current_snapshot())
    and coalesce(
        (
            select c.recorded_at >= $3 or ($1::text::xid8, $2::bigint) >= (c.xact, c.position)
            from changes as c
            order by c.xact, c.position
            limit 1
        ),
        true
    );

-- name: clear_away
-- What was recorded before $1, but for the newest of it, which tells from where on everything is here; and what a copy
-- brought along of another database, whose transactions are numbered by themselves.
delete from changes as c
where
    (c.xact, c.position) < (
        select o.xact, o.position from changes as o
        where o.recorded_at < $1
        order by o.xact desc, o.position desc
        limit 1
    )
    or c.xact >= pg_snapshot_xmax(pg_current_snapshot());
