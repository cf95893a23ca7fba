-- Statements of the catalogue of published plans (records/catalogue.py).

-- name: search
-- A page of the entries that match, with how many match in all. $1: what is looked for, as websearch writes it ('': every
-- entry); $2: whether its last word may be the beginning of one; $3 pillar, $4 province (code or name), $5 cohort, $6
-- adopted, $7 withdrawn ones too, $8 simulated (null: either); $9 to $12 rank, day, code and journey of the last entry of
-- the page before; $13 how many; $14 of how many, the newest, the rank is worked out; $16 kota or kabupaten.
with asked as materialized (
    select
        w.words,
        -- Only where the last thing asked for is a single word: not for nothing, nor for an excluded phrase.
        case when $2 and w.words::text like '%''' then (w.words::text || ':*')::tsquery else w.words end as beginnings
    from (select websearch_to_tsquery('pg_catalog.indonesian', $1) as words) as w
),

-- In two parts, so that the index of words serves whatever else is asked.
matching as (
    select c.journey_id
    from asked as a
    inner join catalogue as c on c.search @@ a.beginnings
    where $1 <> ''
    union all
    select c.journey_id from catalogue as c where $1 = ''
),

chosen as materialized (
    select
        c.journey_id,
        c.published_at,
        c.region_code,
        row_number() over (order by c.published_at desc, c.region_code asc, c.journey_id asc) as position
    from matching as m
    inner join catalogue as c on c.journey_id = m.journey_id
    left join regions as r on r.id = c.region_id
    where
        ($3::text is null or c.pillars @> array[$3])
        and ($4::text is null or r.province_code = $4 or lower(r.province) = lower($4))
        and ($5::text is null or c.cohort = $5)
        and ($6::boolean is null or (c.adoption_number is not null) = $6)
        and ($7::boolean or c.withdrawn_at is null)
        and ($8::boolean is null or c.simulated = $8)
        and ($16::text is null or r.kind = $16)
),

words_of as materialized (
    select c.journey_id, c.search as search
    from chosen as n
    inner join catalogue as c on c.journey_id = n.journey_id
    where $1 <> '' and n.position <= $14::integer
),

-- Whole words count more than beginnings; as a whole number, so that a page begins exactly where the last one ended.
ranked as (
    select
        w.journey_id,
        (1000000 * (ts_rank(w.search, a.words) + ts_rank(w.search, a.beginnings)))::integer as rank
    from words_of as w
    cross join asked as a
),

found as materialized (
    select n.journey_id, n.published_at, n.region_code, coalesce(k.rank, 0) as rank
    from chosen as n
    left join ranked as k on k.journey_id = n.journey_id
),

page as (
    select f.journey_id, f.rank
    from found as f
    where
        $9::integer is null
        or f.rank < $9
        or f.rank = $9 and f.published_at < $10::timestamptz
        or f.rank = $9 and f.published_at = $10 and (f.region_code, f.journey_id) > ($11::text, $12::text)
    order by f.rank desc, f.published_at desc, f.region_code asc, f.journey_id asc
    limit $13
)

select
    t.total, p.rank,
    c.journey_id, c.cohort, c.region_id, c.region_name, c.region_code, r.province_code, r.province, c.submission, c.sha256,
    c.published_at, c.edition, c.adoption_form, c.adoption_number, c.adoption_dated, c.withdrawn_at, c.withdrawal_reason,
    c.simulated, c.distinctiveness, c.pillars,
    case
        when $1 <> '' then ts_headline(
            'pg_catalog.indonesian',
            replace(concat_ws(E'\n', c.words_b, nullif(c.words_c, '')), E'\n', ' · '),
            a.beginnings,
            $15
        )
    end as snippet
from (select count(*) as total from found) as t
cross join asked as a
left join page as p on true
left join catalogue as c on c.journey_id = p.journey_id
left join regions as r on r.id = c.region_id
order by p.rank desc, c.published_at desc, c.region_code asc, c.journey_id asc;

-- name: entries
-- The entries of the journeys $1 (null: every entry), by region and day.
select
    c.journey_id, c.cohort, c.region_id, c.region_name, c.region_code, r.province_code, r.province, c.submission, c.sha256,
    c.published_at, c.edition, c.adoption_form, c.adoption_number, c.adoption_dated, c.withdrawn_at, c.withdrawal_reason,
    c.simulated, c.distinctiveness, c.pillars
from catalogue as c
left join regions as r on r.id = c.region_id
where $1::text [] is null or c.journey_id = any($1)
order by c.region_code, c.published_at, c.journey_id;

-- name: of_region
-- The published journeys of a region, those that count before those that were withdrawn, the newest first.
select journey_id from catalogue
where region_id = $1
order by (withdrawn_at is not null), published_at desc, journey_id;

-- name: choices
-- The provinces and cohorts that any entry has.
select distinct r.province, c.cohort
from catalogue as c
left join regions as r on r.id = c.region_id
order by r.province, c.cohort;

-- name: programmes
select
    p.journey_id, p.number, p.name, p.pillar, p.sub_dimension, p.rpjmd_goal, p.responsible_opd, p.first_year, p.last_year,
    p.budget::bigint as budget, p.indicator
from programmes as p
where p.journey_id = any($1::text [])
order by p.journey_id, p.number;

-- name: quick_wins
select q.journey_id, q.number, q.name, q.pillar, q.months
from quick_wins as q
where q.journey_id = any($1::text [])
order by q.journey_id, q.number;

-- name: quick_win_results
select q.journey_id, q.name, q.checked_on, q.outcome, q.note
from quick_win_results as q
where q.journey_id = any($1::text [])
order by q.journey_id, q.checked_on, q.obligation, q.name;

-- name: editions
select e.journey_id, e.number, e.sha256, e.published_at, e.changes, e.current
from editions as e
where e.journey_id = any($1::text [])
order by e.journey_id, e.number;

-- name: documents
-- The documents of the kinds $2 that belong to what was published, each with its edition; the books of an edition that is
-- not published yet are left out.
select
    d.journey_id, d.key, d.kind, d.about, d.title, d.made_at, d.pdf, d.pdf_size, d.docx, d.docx_size,
    d.original,
    max(e.number) as edition
from documents as d
inner join editions as e
    on e.journey_id = d.journey_id and (e.seq = d.seq or d.kind <> 'book' and e.seq < d.seq)
where d.journey_id = any($1::text []) and d.kind = any($2::text [])
group by d.journey_id, d.key
order by d.journey_id, edition, d.kind, d.about, d.key;

-- name: counts
-- Regions with a plan that is published and not withdrawn, and those whose plan a regulation has adopted.
select
    count(distinct region_id) as regions,
    count(distinct region_id) filter (where adoption_number is not null) as adopted,
    count(*) as entries
from catalogue
where withdrawn_at is null and simulated = $1;

-- name: counts_by_province
select r.province_code as code, r.province as name, count(distinct c.region_id) as regions
from catalogue as c
left join regions as r on r.id = c.region_id
where c.withdrawn_at is null and c.simulated = $1
group by r.province_code, r.province
order by r.province_code nulls last;

-- name: counts_by_pillar
select p.pillar, count(distinct c.region_id) as regions
from catalogue as c
cross join lateral unnest(c.pillars) as p (pillar)
where c.withdrawn_at is null and c.simulated = $1
group by p.pillar
order by p.pillar;

-- name: withdrawn
select count(distinct region_id) from catalogue where withdrawn_at is not null and simulated = $1;

-- name: provinces
select distinct province_code as code, province as name from regions order by code, name;
