-- What running rooms write down of themselves, so that a meeting goes on after
-- the server was killed. Deleted when the meeting is over.

-- +goose Up
CREATE TABLE live_rooms (
	meeting_id TEXT PRIMARY KEY REFERENCES meetings (id),
	secret     TEXT NOT NULL, -- encrypted
	kept_at    TIMESTAMPTZ NOT NULL,
	state      TEXT NOT NULL -- JSON of package room, encrypted
);

CREATE TABLE live_people (
	meeting_id TEXT NOT NULL REFERENCES live_rooms (meeting_id),
	person     TEXT NOT NULL,
	session    TEXT NOT NULL, -- empty for who is gone
	token_hash TEXT NOT NULL,
	state      TEXT NOT NULL, -- JSON of package room, encrypted
	PRIMARY KEY (meeting_id, person)
);
CREATE UNIQUE INDEX live_people_token ON live_people (token_hash) WHERE token_hash <> '';
