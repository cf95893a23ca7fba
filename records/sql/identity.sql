-- Who is who: sign-ins, tokens, roles in the whole programme. Of secrets only hashes are kept.

-- name: person_of_sign_in
select person from sign_ins where sha256 = $1 and expires_at > $2;

-- name: token
select id, person, scopes, expires_at, revoked_at, last_used_at from api_tokens where sha256 = $1;

-- name: token_used
-- Noted at most once a minute, so that a busy program does not write a row for every request.
update api_tokens set last_used_at = $2
where id = $1 and (last_used_at is null or last_used_at < $2::timestamptz - interval '1 minute');

-- name: programme_roles
select role from programme_roles where person = $1 order by role;

-- name: grant_programme_role
insert into programme_roles (person, role, granted_by) values ($1, $2, $3) on conflict do nothing;

-- name: revoke_programme_role
delete from programme_roles where person = $1 and role = $2 returning role;

-- name: all_programme_roles
select person, role, granted_by, granted_at from programme_roles order by person, role;

-- name: roles_in_journey
-- The roles that a person holds in a journey now.
select distinct role from memberships where journey_id = $1 and person = $2 and until is null order by role;

-- name: journey_known
select exists(select from journeys where journey_id = $1);

-- name: save_token
insert into api_tokens (id, person, name, sha256, scopes, made_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7);

-- name: tokens_of
select id, name, scopes, made_at, expires_at, last_used_at, revoked_at from api_tokens
where person = $1
order by made_at desc, id;

-- name: revoke_token
update api_tokens set revoked_at = coalesce(revoked_at, $3) where person = $1 and id = $2 returning id;
