-- The key store.

-- name: key.add (keys)
-- The wrapped key of a new home
INSERT INTO key (home_id, epoch, wrapped) VALUES ($1, $2, $3);

-- name: key.get (keys)
-- The wrapped key of one home
SELECT epoch, wrapped FROM key WHERE home_id = $1;

-- name: key.remove (keys)
-- The end of everything a home holds
DELETE FROM key WHERE home_id = $1;

-- name: key.orphans (keys)
-- Keys whose home was never written
SELECT k.home_id FROM key k LEFT JOIN home h ON h.home_id = k.home_id WHERE h.home_id IS NULL LIMIT 500;

-- name: key.of_epoch (keys)
-- Keys wrapped under an older epoch, for re-wrapping
SELECT home_id, epoch, wrapped FROM key WHERE epoch < $1 LIMIT 1000;

-- name: key.rewrap (keys)
-- The same key under a newer epoch
UPDATE key SET epoch = $2, wrapped = $3 WHERE home_id = $1 AND epoch = $4;

-- name: secret.get (keys)
-- A named secret of the installation
SELECT epoch, wrapped FROM secret WHERE name = $1;

-- name: secret.set (keys)
-- A named secret of the installation, new or under a newer epoch
INSERT INTO secret (name, epoch, wrapped) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE SET epoch = excluded.epoch, wrapped = excluded.wrapped;

-- name: secret.all (keys)
-- Every named secret, for re-wrapping
SELECT name, epoch, wrapped FROM secret;

-- name: identifier.claim (keys)
-- A unique look-up claimed for a home; nothing comes back when another holds it
INSERT INTO identifier (digest, kind, generation, home_id, claimed_at, verified_at) VALUES ($1, $2, 1, $3, $4, $5)
ON CONFLICT (digest) DO NOTHING RETURNING home_id;

-- name: identifier.get (keys)
-- The home behind a look-up
SELECT home_id, claimed_at, verified_at FROM identifier WHERE digest = $1;

-- name: identifier.verify (keys)
-- Proof of control of a look-up
UPDATE identifier SET verified_at = $2 WHERE digest = $1;

-- name: identifier.release (keys)
-- One look-up of a home given up
DELETE FROM identifier WHERE digest = $1 AND home_id = $2;

-- name: identifier.remove (keys)
-- Every look-up of an erased home
DELETE FROM identifier WHERE home_id = $1;

-- name: identifier.orphans (keys)
-- Look-ups claimed long ago for a home that was never written
SELECT i.digest, i.home_id FROM identifier i LEFT JOIN home h ON h.home_id = i.home_id WHERE h.home_id IS NULL AND i.claimed_at < $1 LIMIT 500;

-- name: session.add (keys)
-- A new session, known by the digest of its token
INSERT INTO session (digest, home_id, kind, created, idle_until, absolute_until) VALUES ($1, $2, $3, $4, $5, $6);

-- name: session.get (keys)
-- The session behind a token
SELECT home_id, kind, created, idle_until, absolute_until FROM session WHERE digest = $1;

-- name: session.touch (keys)
-- A session that is still in use
UPDATE session SET idle_until = $2 WHERE digest = $1;

-- name: session.list (keys)
-- Every session of one home, newest first
SELECT digest, kind, created, idle_until, absolute_until FROM session WHERE home_id = $1 ORDER BY created DESC;

-- name: session.remove (keys)
-- One session
DELETE FROM session WHERE digest = $1;

-- name: session.remove_all (keys)
-- Every session of one home
DELETE FROM session WHERE home_id = $1;

-- name: session.expired (keys)
-- Sessions whose time is over
DELETE FROM session WHERE idle_until <= $1 OR absolute_until <= $1;

-- name: pending.add (keys)
-- An unconfirmed act, sealed under its own token
INSERT INTO pending (digest, kind, expires, sealed) VALUES ($1, $2, $3, $4);

-- name: pending.get (keys)
-- An unconfirmed act
SELECT kind, expires, sealed FROM pending WHERE digest = $1;

-- name: pending.remove (keys)
-- An unconfirmed act that was done or given up
DELETE FROM pending WHERE digest = $1;

-- name: pending.expired (keys)
-- Unconfirmed acts whose time is over
DELETE FROM pending WHERE expires <= $1;
