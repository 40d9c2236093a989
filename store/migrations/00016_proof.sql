-- Proof of attendance. While a meeting runs, and a day after it, for how long
-- each participant was there, found by the hash of a token that only they have.
-- Of receipts and letters no more than hashes, and what only the code on a
-- letter opens: no name, no minutes.

-- +goose Up
ALTER TABLE groups ADD COLUMN proof BOOLEAN NOT NULL DEFAULT TRUE;

CREATE TABLE attendances (
	holder     TEXT PRIMARY KEY,   -- hash of the record token
	whose      TEXT NOT NULL,      -- the same for one person who left and came back
	meeting_id TEXT NOT NULL REFERENCES meetings (id),
	since      TIMESTAMPTZ,        -- while they are inside
	total_ms   BIGINT NOT NULL     -- of the times before
);
CREATE INDEX attendances_meeting ON attendances (meeting_id);

CREATE TABLE receipts (
	hash        TEXT PRIMARY KEY,
	meeting_id  TEXT NOT NULL,
	group_id    TEXT NOT NULL,
	realm       TEXT NOT NULL,
	whose       TEXT NOT NULL,     -- of the attendance; emptied with it
	made_at     TIMESTAMPTZ NOT NULL,
	revoked_at  TIMESTAMPTZ,
	code        TEXT UNIQUE,       -- hash of the code of the letter; none before there is one
	facts       TEXT NOT NULL,     -- sealed with the code
	name        TEXT NOT NULL,     -- hash, keyed with the code
	lettered_at TIMESTAMPTZ,
	FOREIGN KEY (meeting_id, group_id, realm) REFERENCES meetings (id, group_id, realm)
);
CREATE INDEX receipts_whose ON receipts (whose) WHERE whose <> '';
CREATE INDEX receipts_meeting ON receipts (meeting_id);
CREATE INDEX receipts_made ON receipts (made_at);

CREATE TABLE receipt_keys (
	id      TEXT PRIMARY KEY,
	public  TEXT NOT NULL,         -- encrypted, so that nobody can add one from outside
	made_at TIMESTAMPTZ NOT NULL
);

-- +goose Down
DROP TABLE receipt_keys;
DROP TABLE receipts;
DROP TABLE attendances;
ALTER TABLE groups DROP COLUMN proof;
