-- Who asked to be reminded, with what they agreed to; and other programs that are told of meetings.

-- +goose Up
CREATE TABLE reminders (
	id           TEXT PRIMARY KEY,
	group_id     TEXT NOT NULL,
	realm        TEXT NOT NULL,
	meeting_id   TEXT NOT NULL, -- empty: every meeting of the group
	who          TEXT NOT NULL, -- by what the same person is known in this group; of no use without the key
	sealed       TEXT NOT NULL, -- encrypted: the address, and the token that its letters hold
	token_hash   TEXT NOT NULL UNIQUE,
	language     TEXT NOT NULL,
	minutes      INTEGER NOT NULL CHECK (minutes > 0), -- before the start
	wording      INTEGER NOT NULL CHECK (wording > 0), -- version of what was agreed to
	asked_at     TIMESTAMPTZ NOT NULL,
	confirmed_at TIMESTAMPTZ,
	expires_at   TIMESTAMPTZ, -- unless it is confirmed
	UNIQUE (group_id, meeting_id, who),
	FOREIGN KEY (group_id, realm) REFERENCES groups (id, realm)
);

-- What somebody was told of one meeting.
CREATE TABLE reminders_told (
	reminder_id TEXT NOT NULL REFERENCES reminders (id) ON DELETE CASCADE,
	meeting_id  TEXT NOT NULL,
	reminded    BOOLEAN NOT NULL,
	changed     BOOLEAN NOT NULL, -- whether somebody knows it as the last two columns say
	starts_at   TIMESTAMPTZ NOT NULL,
	off         BOOLEAN NOT NULL,
	PRIMARY KEY (reminder_id, meeting_id)
);
CREATE INDEX reminders_told_meeting ON reminders_told (meeting_id);

CREATE TABLE webhooks (
	id              TEXT PRIMARY KEY,
	organisation_id TEXT NOT NULL REFERENCES organisations (id),
	realm           TEXT NOT NULL, -- of the groups it is told of
	sealed          TEXT NOT NULL, -- encrypted: the address, and the secret
	created_by      TEXT NOT NULL REFERENCES accounts (id),
	created_at      TIMESTAMPTZ NOT NULL
);
CREATE INDEX webhooks_organisation ON webhooks (organisation_id);

CREATE TABLE webhook_deliveries (
	id         TEXT PRIMARY KEY,
	webhook_id TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
	event      TEXT NOT NULL,
	subject    TEXT NOT NULL, -- the meeting; of a test, its own id
	body       TEXT NOT NULL,
	made_at    TIMESTAMPTZ NOT NULL,
	status     TEXT NOT NULL CHECK (status IN ('waiting', 'delivered', 'failed')),
	attempts   INTEGER NOT NULL,
	code       INTEGER NOT NULL, -- of the last answer; 0 for none
	why        TEXT NOT NULL,
	tried_at   TIMESTAMPTZ,
	UNIQUE (webhook_id, event, subject)
);
CREATE INDEX webhook_deliveries_made ON webhook_deliveries (made_at);
