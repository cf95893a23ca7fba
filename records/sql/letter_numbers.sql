-- The register of letter numbers (records/letter_numbers.py).

-- name: wait_briefly
set local lock_timeout = '15s';

-- name: lock_series
-- One letter of a series at a time; the year is left out, for a letter may move to the next one.
select pg_advisory_xact_lock(hashtextextended('letter ' || $2::boolean || ' ' || $1::text, 0));

-- name: numbered_letter
select journey_id as journey, key, year, serial, number, signer, office, given_at, signed, signed_size
from letter_numbers
where journey_id = $1 and key = $2;

-- name: next_serial
-- After the highest of the register, and of the numbers that signed letters bear ($4 finds the serial in them).
select
    greatest(
        (
            select coalesce(max(n.serial), 0)
            from letter_numbers as n
            where n.pattern = $1 and n.simulated = $2 and n.year = $3
        ),
        (
            select coalesce(max(substring(d.number from $4)::integer), 0)
            from documents as d
            inner join journeys as j on j.journey_id = d.journey_id
            where d.number is not null and j.simulated = $2
        )
    ) + 1;

-- name: serial_taken
-- Whether a serial ($5) is that of another letter than the one of $6 and $7.
select
    exists (
        select 1 from letter_numbers as n
        where
            n.pattern = $1 and n.simulated = $2 and n.year = $3 and n.serial = $5
            and (n.journey_id, n.key) <> ($6, $7)
    )
    or exists (
        select 1
        from documents as d
        inner join journeys as j on j.journey_id = d.journey_id
        where
            d.number is not null and j.simulated = $2 and substring(d.number from $4)::integer = $5
            and (d.journey_id, d.key) <> ($6, $7)
    );

-- name: note_number
insert into letter_numbers (
    pattern, simulated, year, serial, journey_id, key, number, signer, office, given_at, signed, signed_size
)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
on conflict (journey_id, key) do update
set
    year = excluded.year, serial = excluded.serial, number = excluded.number, signer = excluded.signer,
    office = excluded.office, given_at = excluded.given_at, signed = excluded.signed,
    signed_size = excluded.signed_size;
