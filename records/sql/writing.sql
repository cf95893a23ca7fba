-- Files and texts that journeys name.

-- name: names_file
-- Whether an entry of journey $1 names the file $2.
select exists(select from journal where journey_id = $1 and position($2::text in entry) > 0);

-- name: dossier_file
-- Whether $2 belongs to what is judged of journey $1: its books, the chapters that were submitted, what was presented.
select
    exists(
        select from documents
        where journey_id = $1 and kind = 'book' and $2 in (pdf, docx, original)
    )
    or exists(select from uploads where journey_id = $1 and sha256 = $2)
    or exists(select from examinations where journey_id = $1 and $2 in (slides, video))
    or exists(
        select from chapter_versions as c
        where
            c.journey_id = $1 and c.sha256 = $2
            and exists(
                select from submissions as s
                where
                    s.journey_id = $1
                    and c.book || '/' || c.chapter || '@' || c.version = any(s.versions)
            )
    );
