-- Files and texts that journeys name.

-- name: named_files
-- Those of the files $2 that an entry of journey $1, or a version of one of its chapters, names: as a document, for
-- what a person wrote may hold any hash; in a chapter as a picture is named, which is looked at when it is saved.
select f.sha256 from unnest($2::text []) as f (sha256)
where
    exists(
        select from journal where journey_id = $1 and position('"sha256":"' || f.sha256 || '"' in entry) > 0
    )
    or exists(
        select from chapter_versions as c
        inner join contents as t on t.sha256 = c.sha256
        where c.journey_id = $1 and position(convert_to('sha256:' || f.sha256, 'UTF8') in t.bytes) > 0
    );

-- name: dossier_file
-- Whether $2 belongs to what is judged of journey $1: its books, the chapters that were submitted, their pictures and
-- the files they came in, what was presented.
with submitted as (
    select
        c.sha256, c.book, c.chapter, c.version, s.submission
    from submissions as s
    inner join chapter_versions as c
        on
            c.journey_id = s.journey_id
            and c.book || '/' || c.chapter || '@' || c.version = any(s.versions)
    where s.journey_id = $1
)

select
    exists(
        select from documents
        where journey_id = $1 and kind = 'book' and $2 in (pdf, docx, original)
    )
    or exists(select from examinations where journey_id = $1 and $2 in (slides, video))
    or exists(select from submitted where sha256 = $2)
    or exists(
        select from uploads as u
        inner join submissions as s on s.journey_id = u.journey_id
        where
            u.journey_id = $1 and u.sha256 = $2
            and u.chapters <@ array(
                select m.chapter || '@' || m.version from submitted as m
                where m.submission = s.submission and m.book = u.book
            )
    )
    or exists(
        select from submitted as m
        inner join contents as t on t.sha256 = m.sha256
        where position(convert_to('sha256:' || $2::text, 'UTF8') in t.bytes) > 0
    );

-- name: chapter_saves
-- Whose act each version of each chapter of journey $1 was, and when; versions that came along from elsewhere have none.
select
    e.entry -> 'event' -> 'name' ->> 'book' as book,
    e.entry -> 'event' -> 'name' ->> 'chapter' as chapter,
    (e.entry -> 'event' ->> 'version')::int as version,
    coalesce(e.entry -> 'on_behalf' ->> 'person', j.actor_person) as person,
    j.effective as at
from journal as j
cross join lateral (select j.entry::jsonb as entry) as e
where j.journey_id = $1 and j.kind = 'chapter_saved'
order by j.seq;

-- name: note_stored
insert into stored_files (person, sha256) select $1, unnest($2::text []) on conflict do nothing;

-- name: stored_of
select sha256 from stored_files where person = $1 and sha256 = any($2::text []);
