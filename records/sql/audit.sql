-- The audit of reads of personal data and of what operators do.

-- name: note
insert into audit (person, via, action, subject, reason) values ($1, $2, $3, $4, $5);

-- name: lines
select id, at, person, via, action, subject, reason from audit
where
    ($1::text is null or subject = $1) and ($2::text is null or person = $2) and ($3::bigint is null or id < $3)
order by id desc
limit $4;
