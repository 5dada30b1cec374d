-- Entries and the log made of them.

-- name: entry.add (home)
-- The entry of one act, in the act's own transaction
INSERT INTO entry (home_id, entry_id, at, visible_at, position, leaf) VALUES ($1, $2, $3, $4, NULL, $5);

-- name: entry.trail (home)
-- What happened to one home, newest first, a page at a time
SELECT entry_id, at, position, leaf FROM entry WHERE home_id = $1 AND visible_at <= $2 AND entry_id < $3 ORDER BY entry_id DESC LIMIT $4;

-- name: entry.get (home)
-- One entry of one home
SELECT entry_id, at, position, leaf FROM entry WHERE home_id = $1 AND entry_id = $2;

-- name: entry.waiting (all)
-- Entries that the sequencer has not placed yet, oldest first
SELECT home_id, entry_id, leaf FROM entry WHERE position IS NULL ORDER BY entry_id LIMIT 1000;

-- name: entry.placed (home)
-- The position that the sequencer gave to an entry
UPDATE entry SET position = $3 WHERE home_id = $1 AND entry_id = $2;

-- name: entry.since (all)
-- Entries of all homes from a moment on, oldest first, a page at a time
SELECT entry_id, at, position, leaf FROM entry WHERE entry_id > $1 AND at >= $2 ORDER BY entry_id LIMIT 1000;

-- name: entry.unplaced (home)
-- How many entries of one home still wait for the sequencer
SELECT count(*) FROM entry WHERE home_id = $1 AND position IS NULL;

-- name: entry.remove (home)
-- The listing of an erased home; the log keeps the leaves
DELETE FROM entry WHERE home_id = $1 AND position IS NOT NULL;

-- name: entry.last (all)
-- The moment of the newest entry
SELECT max(at) FROM entry;

-- name: log.state (log)
-- Size, frontier and checkpoint of the log
SELECT size, frontier, checkpoint FROM log_state WHERE id = 0;

-- name: log.begin (log)
-- An empty log
INSERT INTO log_state (id, size, frontier, checkpoint) VALUES (0, 0, $1, $2);

-- name: log.advance (log)
-- A longer log; changes nothing when another sequencer was first
UPDATE log_state SET size = $2, frontier = $3, checkpoint = $4 WHERE id = 0 AND size = $1;

-- name: log.tile (log)
-- One tile of hashes
SELECT hashes FROM log_tile WHERE level = $1 AND n = $2;

-- name: log.tile_set (log)
-- A tile of hashes, new or longer
INSERT INTO log_tile (level, n, hashes) VALUES ($1, $2, $3) ON CONFLICT (level, n) DO UPDATE SET hashes = excluded.hashes;

-- name: log.bundle (log)
-- One bundle of leaves
SELECT leaves FROM log_bundle WHERE n = $1;

-- name: log.bundle_set (log)
-- A bundle of leaves, new or longer
INSERT INTO log_bundle (n, leaves) VALUES ($1, $2) ON CONFLICT (n) DO UPDATE SET leaves = excluded.leaves;
