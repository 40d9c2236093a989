-- What is counted: of meetings by their rooms, and of outreach by those who did
-- it. Numbers, with nothing that leads to a person.

-- +goose Up
CREATE TABLE tallies (
	meeting_id TEXT PRIMARY KEY REFERENCES meetings (id),
	came       INTEGER NOT NULL CHECK (came >= 0),
	newcomers  INTEGER NOT NULL CHECK (newcomers >= 0),
	most       INTEGER NOT NULL CHECK (most >= 0),
	leads      INTEGER NOT NULL CHECK (leads >= 0),
	open_ms    BIGINT NOT NULL CHECK (open_ms >= 0),
	present_ms BIGINT NOT NULL CHECK (present_ms >= 0)
);

CREATE TABLE outreach (
	id       TEXT PRIMARY KEY,
	group_id TEXT NOT NULL,
	realm    TEXT NOT NULL,
	done_on  TIMESTAMPTZ NOT NULL, -- midnight UTC of the day
	due      INTEGER NOT NULL CHECK (due > 0),
	reached  INTEGER NOT NULL CHECK (reached >= 0),
	missed   INTEGER NOT NULL CHECK (missed >= 0),
	stopped  INTEGER NOT NULL CHECK (stopped >= 0),
	CHECK (reached + missed + stopped <= due),
	FOREIGN KEY (group_id, realm) REFERENCES groups (id, realm)
);
CREATE INDEX outreach_group ON outreach (group_id, done_on);

-- +goose Down
DROP TABLE outreach;
DROP TABLE tallies;
