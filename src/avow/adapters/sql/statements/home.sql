-- Homes and their choices.
-- Format: `-- name: NAME (scope)`, one line that says what it does, then one statement.
-- Scopes: home (the first value is the home), all (every home: aggregates, pages, set-wise changes), small (tables copied everywhere), log, keys.

-- name: home.add (home)
-- A new home, with its first tag
INSERT INTO home (home_id, kind, state, version, choices, choices_until, bucket, tag) VALUES ($1, $2, 'live', 0, 0, NULL, $3, $4);

-- name: home.get (home)
-- State, choices, tag and wrapped key of one home
SELECT h.kind, h.state, h.version, h.choices, h.choices_until, h.tag, k.epoch, k.wrapped
FROM home h JOIN key k ON k.home_id = h.home_id WHERE h.home_id = $1;

-- name: home.set (home)
-- A change of state or choices; refused when somebody changed the home meanwhile
UPDATE home SET state = $2, version = version + 1, choices = $3, choices_until = $4, tag = $5 WHERE home_id = $1 AND version = $6;

-- name: home.state (home)
-- Kind and state of one home, whether or not its key still lives
SELECT kind, state FROM home WHERE home_id = $1;

-- name: home.remove (home)
-- The row of an erased home
DELETE FROM home WHERE home_id = $1;

-- name: home.of_kind (all)
-- Every home of one kind, by id, a page at a time
SELECT home_id FROM home WHERE kind = $1 AND home_id > $2 ORDER BY home_id LIMIT 500;

-- name: home.page (all)
-- Every home, by id, a page at a time
SELECT home_id, kind, state FROM home WHERE home_id > $1 ORDER BY home_id LIMIT 500;

-- name: home.erased (all)
-- Homes whose erasure was acknowledged and is not swept yet
SELECT home_id FROM home WHERE state = 'erased' LIMIT 500;

-- name: home.keyless (all)
-- Homes without a key that were never acknowledged as erased
SELECT h.home_id FROM home h LEFT JOIN key k ON k.home_id = h.home_id WHERE k.home_id IS NULL AND h.state <> 'erased' LIMIT 500;

-- name: home.audience (all)
-- How many living homes hold an item of these terms and category with these choices, not past its time
SELECT count(DISTINCT h.home_id) FROM home h JOIN item i ON i.home_id = h.home_id
WHERE i.category = $1 AND i.terms = $2 AND h.state = 'live' AND (h.choices & $3) = $4 AND (i.due_day IS NULL OR i.due_day > $5);

-- name: choice_act.add (home)
-- One act of choosing, with its evidence sealed
INSERT INTO choice_act (home_id, entry_id, purpose, turned, at, until, revision, channel, evidence) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: choice_act.all (home)
-- Every act of choosing of one home, oldest first
SELECT entry_id, purpose, turned, at, revision, channel, evidence FROM choice_act WHERE home_id = $1 ORDER BY at, entry_id;

-- name: choice_act.latest (home)
-- The last act of choosing for each purpose of one home
SELECT a.purpose, a.entry_id, a.at, a.revision, a.channel FROM choice_act a
JOIN (SELECT purpose, max(at) AS at FROM choice_act WHERE home_id = $1 GROUP BY purpose) l ON l.purpose = a.purpose AND l.at = a.at
WHERE a.home_id = $1 ORDER BY a.entry_id;

-- name: choice_act.remove (home)
-- The choosing of an erased home
DELETE FROM choice_act WHERE home_id = $1;

-- name: choice_word.all (home)
-- Further words of choices of one home
SELECT word, bits FROM choice_word WHERE home_id = $1;

-- name: choice_word.set (home)
-- One further word of choices
INSERT INTO choice_word (home_id, word, bits) VALUES ($1, $2, $3) ON CONFLICT (home_id, word) DO UPDATE SET bits = excluded.bits;

-- name: choice_word.remove (home)
-- The further words of an erased home
DELETE FROM choice_word WHERE home_id = $1;

-- name: home.agreed (all)
-- Living homes with these choices and no waiting work of one kind, by id, a page at a time
SELECT h.home_id FROM home h WHERE h.state = 'live' AND (h.choices & $1) = $1
AND NOT EXISTS (SELECT 1 FROM task t WHERE t.home_id = h.home_id AND t.kind = $2) ORDER BY h.home_id LIMIT 500;
