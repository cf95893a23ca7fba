-- Marks of texts, by which passages that several regions have are found (api/similar.py).

-- name: others
-- The texts of other regions that journey $1 is compared with: the newest submission of each, real or simulated as it is.
with newest as (
    select distinct on (s.journey_id)
        s.journey_id, s.versions
    from submissions as s
    order by s.journey_id, s.submission desc
)

select
    j.journey_id, j.region_id, j.region_name, j.cohort, c.title, c.sha256,
    exists(select from catalogue as k where k.journey_id = j.journey_id and k.withdrawn_at is null) as published
from newest as n
inner join journeys as j on j.journey_id = n.journey_id
inner join journeys as own on own.journey_id = $1
inner join chapter_versions as c
    on c.journey_id = n.journey_id and c.book || '/' || c.chapter || '@' || c.version = any(n.versions)
where j.region_id <> own.region_id and j.simulated = own.simulated
order by j.region_code, c.book, c.chapter;

-- name: marked
select sha256 from marked_texts where sha256 = any($1::text[]);

-- name: note_marked
insert into marked_texts (sha256) values ($1) on conflict do nothing;

-- name: note_marks
insert into text_marks (sha256, print, word)
select $1, m.print, m.word from unnest($2::bigint[], $3::integer[]) as m (print, word)
on conflict do nothing;

-- name: common
-- Where the marks $1 stand in the texts $2; a mark that is in more than $3 of them is left out, and so is what comes
-- after $4 places.
with found as (
    select m.print, m.sha256, m.word from text_marks as m
    where m.print = any($1::bigint[]) and m.sha256 = any($2::text[])
), telling as (
    select print from found group by print having count(distinct sha256) <= $3
)

select f.print, f.sha256, f.word from found as f
inner join telling as t on t.print = f.print
order by f.sha256, f.word
limit $4;
