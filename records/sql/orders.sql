-- The ledger of documents asked for (records/orders.py).

-- name: place_orders
-- An order that is there already stays as it is.
insert into document_orders (journey_id, key, seq, kind, about)
select $1, o.key, o.seq, o.kind, o.about
from jsonb_to_recordset($2::text::jsonb) as o (key text, seq int, kind text, about text)
on conflict (journey_id, key) do nothing;

-- name: waiting_orders
select journey_id as journey, seq, kind, about
from document_orders
where journey_id = $1 and seq between $2 and $3 and state = 'waiting';

-- name: made_for
select made from document_orders where journey_id = $1 and key = $2 and state = 'made';

-- name: note_made
-- An order that is not here, in a ledger made anew, is entered with it: what was noted first counts there too.
insert into document_orders as o (journey_id, key, seq, kind, about, state, made, made_at, attempts)
values ($1, $2, $3, $4, $5, 'made', $6::text::jsonb, clock_timestamp(), 1)
on conflict (journey_id, key) do update set
    state = 'made', made = excluded.made, made_at = excluded.made_at, attempts = o.attempts + 1, last_error = null
where o.state = 'waiting';

-- name: note_not_made
-- Says whether it still waits to be made.
insert into document_orders as o (journey_id, key, seq, kind, about, attempts, last_error)
values ($1, $2, $3, $4, $5, 1, $6)
on conflict (journey_id, key) do update set attempts = o.attempts + 1, last_error = excluded.last_error
where o.state = 'waiting'
returning true;

-- name: waiting_documents
-- Every document that is still waited for, the oldest first.
select journey_id as journey, key, seq, kind, about, attempts, last_error, ordered_at
from document_orders
where state = 'waiting'
order by ordered_at, journey_id, key
limit $1;

-- name: waiting_of_journey
-- What is still waited for in the journey $1, the oldest first.
select journey_id as journey, key, seq, kind, about, attempts, last_error, ordered_at
from document_orders
where journey_id = $1 and state = 'waiting'
order by ordered_at, key;

-- name: unsettled
-- Of journey $1 (null: of all).
select count(*)::int
from document_orders as o
left join documents as d on d.journey_id = o.journey_id and d.key = o.key
where ($1::text is null or o.journey_id = $1) and (o.state = 'waiting' or d.key is null);

-- name: resolve_document_incidents
update incidents set resolved_at = clock_timestamp()
where journey_id = $1 and kind = 'document_not_made' and detail like $2 and resolved_at is null;

-- name: seal_of
select sealed from seals where unsealed = $1;

-- name: note_seal
insert into seals (unsealed, sealed) values ($1, $2) on conflict (unsealed) do nothing;

-- name: note_report
insert into closing_reports (cohort, title, pdf, pdf_size) values ($1, $2, $3, $4) on conflict (cohort) do nothing;

-- name: closing_report
select title, pdf, pdf_size, made_at from closing_reports where cohort = $1;
