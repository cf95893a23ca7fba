-- What was answered to commands that no journey keeps. `status` is null while a command is under way.

-- name: forget_old
delete from answered where begun_at < $1;

-- name: begin
-- Begin a command, or take over the same one that was begun before $5 and never answered; no row when neither can be.
insert into answered (person, key, digest, begun_at) values ($1, $2, $3, $4)
on conflict (person, key) do update set begun_at = excluded.begun_at
where answered.status is null and answered.digest = excluded.digest and answered.begun_at < $5
returning key;

-- name: found
select digest, status, answer::text as answer from answered where person = $1 and key = $2;

-- name: keep
update answered set status = $4, answer = $5::text::jsonb
where person = $1 and key = $2 and digest = $3 and status is null;

-- name: let_go
-- Whoever sends it again need not wait: its outcome is not known.
update answered set begun_at = $4 where person = $1 and key = $2 and digest = $3 and status is null;

-- name: forget
-- It was refused: nothing was done, and the key may be used for something else.
delete from answered where person = $1 and key = $2 and digest = $3 and status is null;
