-- What people wish changed in a group's agreements. Nothing leads to who wrote
-- it: no person, no meeting, and of the time only the day.

-- +goose Up
CREATE TABLE proposals (
	id          TEXT PRIMARY KEY,
	group_id    TEXT NOT NULL,
	realm       TEXT NOT NULL,
	text        TEXT NOT NULL, -- encrypted
	proposed_on TIMESTAMPTZ NOT NULL,
	FOREIGN KEY (group_id, realm) REFERENCES groups (id, realm)
);
CREATE INDEX proposals_group ON proposals (group_id);
