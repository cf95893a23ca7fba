-- What people have begun to write of reviews and approvals.

-- name: draft
select version, fields, saved_at from review_drafts where journey_id = $1 and person = $2 and work = $3;

-- name: save
-- Nothing comes back when another window saved meanwhile: $4 is the version that this one began from, 0 for none.
insert into review_drafts (journey_id, person, work, version, fields, saved_at) values ($1, $2, $3, $4 + 1, $5, $6)
on conflict (journey_id, person, work) do update
    set version = excluded.version, fields = excluded.fields, saved_at = excluded.saved_at
    where review_drafts.version = $4
returning version;

-- name: drop
delete from review_drafts where journey_id = $1 and person = $2 and work = $3;
