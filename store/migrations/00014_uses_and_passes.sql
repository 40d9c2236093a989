-- Invites that hold for so many people, passes that spare the door, and what creates were answered.

-- +goose Up
ALTER TABLE invites ADD COLUMN max_uses INTEGER NOT NULL DEFAULT 0; -- 0 for any number
ALTER TABLE invites ADD COLUMN uses INTEGER NOT NULL DEFAULT 0;

CREATE TABLE invite_uses ( -- of invites with max_uses, until the meeting is over
	invite_id  TEXT NOT NULL REFERENCES invites (id) ON DELETE CASCADE,
	meeting_id TEXT NOT NULL REFERENCES meetings (id),
	device     TEXT NOT NULL,
	PRIMARY KEY (invite_id, meeting_id, device)
);
CREATE INDEX invite_uses_meeting ON invite_uses (meeting_id);

ALTER TABLE groups ADD COLUMN passes BOOLEAN NOT NULL DEFAULT FALSE;

CREATE TABLE passes (
	id         TEXT PRIMARY KEY,
	group_id   TEXT NOT NULL,
	realm      TEXT NOT NULL,
	token_hash TEXT NOT NULL UNIQUE,
	issued_on  TEXT NOT NULL, -- a day: nobody should be found by the minute
	used_on    TEXT NOT NULL, -- a day, or empty
	expires_at TIMESTAMPTZ NOT NULL,
	FOREIGN KEY (group_id, realm) REFERENCES groups (id, realm)
);
CREATE INDEX passes_group ON passes (group_id);

ALTER TABLE removals ADD COLUMN mark_pass TEXT NOT NULL DEFAULT '';

CREATE TABLE repeats ( -- of creates with an idempotency key, for a day
	key_hash     TEXT PRIMARY KEY, -- of who asked, for what, and their key
	request_hash TEXT NOT NULL,
	done         BOOLEAN NOT NULL,
	answer       TEXT NOT NULL, -- encrypted; empty until it is done
	begun_at     TIMESTAMPTZ NOT NULL
);
CREATE INDEX repeats_begun ON repeats (begun_at);
