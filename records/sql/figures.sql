-- What is counted for those who watch an installation (records/figures.py).

-- name: journeys
select cohort, stage, status, simulated, count(*) as journeys from journeys
group by cohort, stage, status, simulated order by 1, 2, 3, 4;

-- name: overdue
select cohort, turn_party, count(*) as journeys from journeys
where status = 'open' and turn_due < $1 and paused_until is null
group by cohort, turn_party order by 1, 2;

-- name: incidents
select kind, count(*) as incidents from incidents where resolved_at is null group by kind order by kind;

-- name: messages
select state, count(*) as messages from messages group by state order by state;
