-- Tasks, requests, disclosures, and the small tables.

-- name: task.add (home)
-- Work to be done later, in the unit that causes it
INSERT INTO task (home_id, task_id, kind, due, claimed_until, attempts, state, payload) VALUES ($1, $2, $3, $4, 0, 0, 'open', $5);

-- name: task.due (all)
-- Open work whose time has come and that nobody is doing
SELECT home_id, task_id, kind, payload, attempts FROM task WHERE state = 'open' AND due <= $1 AND claimed_until < $2 ORDER BY due LIMIT 100;

-- name: task.claim (home)
-- Work taken by one worker for a while
UPDATE task SET claimed_until = $4, attempts = attempts + 1 WHERE home_id = $1 AND task_id = $2 AND claimed_until < $3 AND state = 'open';

-- name: task.later (home)
-- Work that failed and is tried again
UPDATE task SET due = $3, claimed_until = 0 WHERE home_id = $1 AND task_id = $2;

-- name: task.fail (home)
-- Work given up
UPDATE task SET state = 'failed', claimed_until = 0 WHERE home_id = $1 AND task_id = $2;

-- name: task.done (home)
-- Work that is done leaves no row
DELETE FROM task WHERE home_id = $1 AND task_id = $2;

-- name: task.all (home)
-- Work that waits in one home
SELECT task_id, kind, due, attempts, state, payload FROM task WHERE home_id = $1;

-- name: task.remove_kind (home)
-- Work of one kind that is no longer wanted
DELETE FROM task WHERE home_id = $1 AND kind = $2;

-- name: task.remove_all (home)
-- The work of an erased home
DELETE FROM task WHERE home_id = $1;

-- name: task.failed (all)
-- How much work was given up, by kind
SELECT kind, count(*) FROM task WHERE state = 'failed' GROUP BY kind;

-- name: request.add (home)
-- A person's request, by whatever channel
INSERT INTO request (home_id, request_id, kind, channel, state, received, due_day, changed, details) VALUES ($1, $2, $3, $4, 'open', $5, $6, $5, $7);

-- name: request.queue (all)
-- Requests that are not closed, most urgent first
SELECT home_id, request_id, kind, channel, state, received, due_day FROM request WHERE state <> 'closed' ORDER BY due_day, received LIMIT 500;

-- name: request.find (all)
-- The home of one request
SELECT home_id FROM request WHERE request_id = $1;

-- name: request.get (home)
-- One request with its sealed details
SELECT kind, channel, state, received, due_day, changed, details FROM request WHERE home_id = $1 AND request_id = $2;

-- name: request.of_home (home)
-- Every request of one person
SELECT request_id, kind, channel, state, received, due_day, changed, details FROM request WHERE home_id = $1 ORDER BY received;

-- name: request.set (home)
-- A request answered or closed
UPDATE request SET state = $3, changed = $4, details = $5 WHERE home_id = $1 AND request_id = $2;

-- name: request.past (all)
-- Requests closed before a moment
DELETE FROM request WHERE state = 'closed' AND changed <= $1;

-- name: request.remove_all (home)
-- The requests of an erased home
DELETE FROM request WHERE home_id = $1;

-- name: disclosure.note (home)
-- A recipient that has received a category and must hear of corrections and deletion
INSERT INTO disclosure (home_id, recipient, category, purpose, first_at, last_at) VALUES ($1, $2, $3, $4, $5, $5)
ON CONFLICT (home_id, recipient, category, purpose) DO UPDATE SET last_at = excluded.last_at;

-- name: disclosure.all (home)
-- Who has received what about one person
SELECT recipient, category, purpose, first_at, last_at FROM disclosure WHERE home_id = $1 ORDER BY last_at DESC;

-- name: disclosure.remove_all (home)
-- The disclosures of an erased home
DELETE FROM disclosure WHERE home_id = $1;

-- name: control.get (small)
-- Revision in force, clock and schema of the installation
SELECT revision, clock_offset, last_tick, schema_number FROM control WHERE id = 0;

-- name: control.begin (small)
-- The one row of a new installation
INSERT INTO control (id, revision, clock_offset, last_tick, schema_number) VALUES (0, 0, 0, $1, $2);

-- name: control.revision (small)
-- The revision in force
UPDATE control SET revision = $1 WHERE id = 0;

-- name: control.tick (small)
-- The clock has been seen at this moment
UPDATE control SET last_tick = $1, clock_offset = $2 WHERE id = 0;

-- name: lexicon.all (small)
-- Every durable number
SELECT kind, number, name FROM lexicon;

-- name: lexicon.add (small)
-- A durable number from the statement's lock file
INSERT INTO lexicon (kind, number, name) VALUES ($1, $2, $3);
