-- What becomes of single dates of a schedule, days on which an organisation
-- does not meet, and who leads which meeting.

-- +goose Up
ALTER TABLE schedules ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0; -- counts changes of what it plans
ALTER TABLE schedules ADD COLUMN changed_at TIMESTAMPTZ; -- none: not since it was made

ALTER TABLE meetings ADD COLUMN moved_from TIMESTAMPTZ; -- where the schedule had it; none unless moved
ALTER TABLE meetings ADD COLUMN cause TEXT NOT NULL DEFAULT ''; -- why it is cancelled
UPDATE meetings SET cause = 'schedule' WHERE status = 'cancelled';

CREATE TABLE date_changes (
	group_id TEXT NOT NULL,
	realm    TEXT NOT NULL,
	date     TEXT NOT NULL, -- of the schedule, in its zone
	kind     TEXT NOT NULL CHECK (kind IN ('off', 'moved', 'held')),
	moved_to TEXT NOT NULL, -- wall clock
	PRIMARY KEY (group_id, date),
	FOREIGN KEY (group_id, realm) REFERENCES groups (id, realm)
);

CREATE TABLE holidays (
	organisation_id TEXT NOT NULL REFERENCES organisations (id),
	date            TEXT NOT NULL,
	name            TEXT NOT NULL,
	PRIMARY KEY (organisation_id, date)
);

CREATE TABLE shifts (
	meeting_id TEXT NOT NULL,
	group_id   TEXT NOT NULL,
	realm      TEXT NOT NULL,
	account_id TEXT NOT NULL REFERENCES accounts (id),
	PRIMARY KEY (meeting_id, account_id),
	FOREIGN KEY (meeting_id, group_id, realm) REFERENCES meetings (id, group_id, realm)
);
CREATE INDEX shifts_account ON shifts (account_id);
