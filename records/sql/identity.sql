-- Who is who: sign-ins, tokens, roles in the whole programme. Of secrets only hashes are kept.

-- name: sign_in
select person, method, made_at, expires_at from sign_ins where sha256 = $1 and expires_at > $2;

-- name: save_sign_in
insert into sign_ins (sha256, person, method, made_at, expires_at) values ($1, $2, $3, $4, $5);

-- name: end_sign_in
delete from sign_ins where sha256 = $1;

-- name: end_sign_ins
with ended as (delete from sign_ins where person = $1 returning expires_at)

select count(*) from ended where expires_at > $2;

-- name: forget_old_sign_ins
delete from sign_ins where expires_at <= $1;

-- name: save_link
insert into sign_in_links (sha256, person, made_at, expires_at) values ($1, $2, $3, $4);

-- name: link
-- Sample people only: nobody else signs in with a link.
select l.person, p.name, l.used_at, l.expires_at from sign_in_links as l
inner join people as p on p.id = l.person
where l.sha256 = $1 and p.sample and p.erased_at is null;

-- name: use_link
update sign_in_links set used_at = $2
where
    sha256 = $1 and used_at is null and expires_at > $2
    and exists(select from people where id = sign_in_links.person and sample and erased_at is null)
returning person;

-- name: forget_old_links
delete from sign_in_links where expires_at <= $1;

-- name: person_of_account
select i.person from identities as i
inner join people as p on p.id = i.person
where i.issuer = $1 and i.subject = $2 and p.erased_at is null;

-- name: people_with_email
-- Two are as good as many: it has to be one.
select id from people where lower(email) = lower($1) and erased_at is null order by id limit 2;

-- name: link_account
insert into identities (issuer, subject, person) values ($1, $2, $3)
on conflict do nothing;

-- name: person_known
select exists(select from people where id = $1 and erased_at is null);

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

-- name: programme_role
select person, role, granted_by, granted_at from programme_roles where person = $1 and role = $2;

-- name: all_programme_roles
select person, role, granted_by, granted_at from programme_roles order by person, role;

-- name: hats
-- As whom the person $2 may act in the journey $1 at $3: himself, then those for whom he stands in, but for $4.
select distinct m.person, m.role, m.person <> $2 as stands_in from memberships as m
where
    m.journey_id = $1 and m.until is null
    and (
        m.person = $2
        or m.role <> all($4::text []) and exists(
            select from substitutes as s
            where s.substitute = $2 and s.person = m.person and s.starts_at <= $3 and s.ends_at > $3
        )
    )
order by stands_in, m.person, m.role;

-- name: journey_known
select exists(select from journeys where journey_id = $1);

-- name: save_token
insert into api_tokens (id, person, name, sha256, scopes, made_at, expires_at, made_by)
values ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: tokens_of
-- Those that may be used, and those that ended since $2.
select id, name, scopes, made_at, expires_at, last_used_at, revoked_at, made_by from api_tokens
where person = $1 and least(expires_at, revoked_at) > $2
order by made_at desc, id
limit $3;

-- name: live_tokens
select count(*) from api_tokens where person = $1 and revoked_at is null and expires_at > $2;

-- name: revoke_token
-- What was made with it ends with it.
with recursive ended as (
    select id from api_tokens where person = $1 and id = $2
    union
    select t.id from api_tokens as t
    inner join ended as e on e.id = t.made_by
    where t.person = $1
)

update api_tokens as t set revoked_at = coalesce(t.revoked_at, $3)
from ended as e where t.id = e.id
returning t.id;
