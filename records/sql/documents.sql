-- Statements about documents that were made (records/documents.py).

-- name: documents_by_hash
-- The documents of which a file with the hash $1 is one: newest first. What a book's edition is, and whether it still
-- counts, is said with it; an edition is there once it is published.
select
    d.journey_id, d.key, d.kind, d.about, d.title, d.made_at, d.pdf,
    j.region_name, j.cohort, j.zone, j.simulated,
    e.sha256 as books, e.number as edition, e.current, e.published_at,
    c.withdrawn_at, c.withdrawal_reason,
    case $1
        when d.pdf then 'pdf'
        when d.original then 'original'
        when d.docx then 'docx'
        when d.signed_pdf then 'signed'
        else 'unsealed'
    end as form,
    d.number, d.signed_at, coalesce(p.name, d.signed_by) as signed_by
from documents as d
inner join journeys as j on j.journey_id = d.journey_id
left join editions as e on e.journey_id = d.journey_id and e.seq = d.seq and d.kind = 'book'
left join catalogue as c on c.journey_id = d.journey_id
left join people as p on p.id = d.signed_by
where d.pdf = $1 or d.docx = $1 or d.unsealed = $1 or d.original = $1 or d.signed_pdf = $1
order by d.made_at desc, d.journey_id asc, d.key asc;

-- name: books_by_code
-- The books that a QR code leads to: of the published edition with the books' hash $1, the book $2.
select
    d.journey_id, d.key, d.kind, d.about, d.title, d.made_at, d.pdf,
    j.region_name, j.cohort, j.zone, j.simulated,
    e.sha256 as books, e.number as edition, e.current, e.published_at,
    c.withdrawn_at, c.withdrawal_reason,
    'pdf' as form
from editions as e
inner join documents as d on d.journey_id = e.journey_id and d.seq = e.seq and d.kind = 'book' and d.about = $2
inner join journeys as j on j.journey_id = e.journey_id
left join catalogue as c on c.journey_id = e.journey_id
where e.sha256 = $1
order by e.published_at desc, d.journey_id asc;

-- name: documents_of_journey
-- Every document of the journey $1.
select
    d.key, d.seq, d.kind, d.about, d.title, d.made_at, d.pdf, d.pdf_size, d.docx, d.docx_size, d.unsealed, d.original,
    d.signed_pdf, d.signed_pdf_size, d.number, d.signed_at, coalesce(p.name, d.signed_by) as signed_by
from documents as d
left join people as p on p.id = d.signed_by
where d.journey_id = $1;
