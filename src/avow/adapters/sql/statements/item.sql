-- Items: sealed values.

-- name: item.add (home)
-- A new sealed value under the terms it was collected by
INSERT INTO item (home_id, item_id, owner_id, category, terms, version, at, confirmed_day, due_day, step, hidden, sealed)
VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8, 0, false, $9);

-- name: item.of_category (home)
-- Everything one decision about one category needs: home, key and items, in one look
SELECT h.state, h.version, h.choices, h.choices_until, h.tag, k.epoch, k.wrapped,
       i.item_id, i.owner_id, i.category, i.terms, i.version, i.due_day, i.sealed, i.at
FROM home h JOIN key k ON k.home_id = h.home_id LEFT JOIN item i ON i.home_id = h.home_id AND i.category = $2
WHERE h.home_id = $1;

-- name: item.all (home)
-- Every item of one home, oldest first
SELECT item_id, owner_id, category, terms, version, at, confirmed_day, due_day, sealed FROM item WHERE home_id = $1 ORDER BY at, item_id;

-- name: item.get (home)
-- One item of one home
SELECT item_id, owner_id, category, terms, version, at, confirmed_day, due_day, sealed FROM item WHERE home_id = $1 AND item_id = $2;

-- name: item.correct (home)
-- A corrected value: version goes up, terms stay
UPDATE item SET version = $3, confirmed_day = $4, sealed = $5 WHERE home_id = $1 AND item_id = $2 AND version = $3 - 1;

-- name: item.confirm (home)
-- A value that its person has confirmed today
UPDATE item SET confirmed_day = $3 WHERE home_id = $1 AND item_id = $2;

-- name: item.due (home)
-- A new last day for one item
UPDATE item SET due_day = $3 WHERE home_id = $1 AND item_id = $2;

-- name: item.remove (home)
-- One item of one home
DELETE FROM item WHERE home_id = $1 AND item_id = $2;

-- name: item.remove_all (home)
-- Every item of an erased home
DELETE FROM item WHERE home_id = $1;

-- name: item.past_due (all)
-- Items whose last day has come, for the sweep
SELECT home_id, item_id, category FROM item WHERE due_day IS NOT NULL AND due_day <= $1 ORDER BY home_id LIMIT 500;

-- name: item.undated (all)
-- Items with the terms that a new revision limits, a page at a time
SELECT home_id, item_id, at, due_day FROM item WHERE terms = $1 AND category = $2 AND home_id > $3 ORDER BY home_id LIMIT 500;

-- name: item.count (home)
-- How many items one home holds
SELECT count(*) FROM item WHERE home_id = $1;
