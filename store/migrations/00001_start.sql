-- The first schema. TIMESTAMPTZ is replaced by what the database at hand calls
-- a moment in time; everything else is the same SQL on SQLite and Postgres.
--
-- Whatever belongs to a group holds its realm too, and refers to it by both:
-- nothing can point from the family side to the other, or back.

-- +goose Up
CREATE TABLE organisations (
	id         TEXT PRIMARY KEY,
	name       TEXT NOT NULL,
	lines      TEXT NOT NULL, -- JSON
	created_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE accounts (
	id              TEXT PRIMARY KEY,
	organisation_id TEXT NOT NULL REFERENCES organisations (id),
	name            TEXT NOT NULL,
	manager         BOOLEAN NOT NULL,
	disabled_at     TIMESTAMPTZ,
	created_at      TIMESTAMPTZ NOT NULL,
	UNIQUE (id, organisation_id)
);
CREATE UNIQUE INDEX accounts_name ON accounts (organisation_id, name) WHERE disabled_at IS NULL;

CREATE TABLE groups (
	id                 TEXT PRIMARY KEY,
	organisation_id    TEXT NOT NULL REFERENCES organisations (id),
	realm              TEXT NOT NULL CHECK (realm IN ('recovery', 'family')),
	kind               TEXT NOT NULL,
	slug               TEXT NOT NULL,
	name               TEXT NOT NULL,
	who_may_attend     TEXT NOT NULL,
	camera_rule        TEXT NOT NULL,
	cross_talk         TEXT NOT NULL,
	language           TEXT NOT NULL,
	capacity           INTEGER NOT NULL,
	doors_open_minutes INTEGER NOT NULL,
	created_at         TIMESTAMPTZ NOT NULL,
	updated_at         TIMESTAMPTZ NOT NULL,
	version            INTEGER NOT NULL,
	UNIQUE (id, realm),
	UNIQUE (organisation_id, slug),
	CHECK ((kind = 'family') = (realm = 'family'))
);

CREATE TABLE staff_roles (
	group_id   TEXT NOT NULL,
	realm      TEXT NOT NULL,
	account_id TEXT NOT NULL REFERENCES accounts (id),
	role       TEXT NOT NULL CHECK (role IN ('facilitator', 'co_facilitator')),
	PRIMARY KEY (group_id, account_id),
	FOREIGN KEY (group_id, realm) REFERENCES groups (id, realm)
);
CREATE INDEX staff_roles_account ON staff_roles (account_id);

CREATE TABLE schedules (
	id               TEXT PRIMARY KEY,
	group_id         TEXT NOT NULL,
	realm            TEXT NOT NULL,
	start            TEXT NOT NULL, -- wall clock in zone
	zone             TEXT NOT NULL,
	rule             TEXT NOT NULL,
	duration_minutes INTEGER NOT NULL,
	UNIQUE (id, group_id, realm),
	FOREIGN KEY (group_id, realm) REFERENCES groups (id, realm)
);
CREATE INDEX schedules_group ON schedules (group_id);

CREATE TABLE meetings (
	id          TEXT PRIMARY KEY,
	group_id    TEXT NOT NULL,
	realm       TEXT NOT NULL,
	schedule_id TEXT, -- none for an extra meeting
	starts_at   TIMESTAMPTZ NOT NULL,
	ends_at     TIMESTAMPTZ NOT NULL,
	status      TEXT NOT NULL CHECK (status IN ('scheduled', 'ended', 'cancelled')),
	ended_at    TIMESTAMPTZ,
	UNIQUE (id, group_id, realm),
	UNIQUE (schedule_id, starts_at),
	FOREIGN KEY (group_id, realm) REFERENCES groups (id, realm),
	FOREIGN KEY (schedule_id, group_id, realm) REFERENCES schedules (id, group_id, realm)
);
CREATE INDEX meetings_group ON meetings (group_id, starts_at);
CREATE INDEX meetings_due ON meetings (ends_at) WHERE status = 'scheduled';

CREATE TABLE agreements (
	id           TEXT PRIMARY KEY,
	group_id     TEXT NOT NULL,
	realm        TEXT NOT NULL,
	version      INTEGER NOT NULL,
	clauses      TEXT NOT NULL, -- JSON
	hash         TEXT NOT NULL,
	published_at TIMESTAMPTZ NOT NULL,
	UNIQUE (group_id, version),
	UNIQUE (group_id, realm, version, hash),
	FOREIGN KEY (group_id, realm) REFERENCES groups (id, realm)
);

CREATE TABLE acceptances (
	id          TEXT PRIMARY KEY,
	group_id    TEXT NOT NULL,
	realm       TEXT NOT NULL,
	meeting_id  TEXT NOT NULL,
	version     INTEGER NOT NULL,
	hash        TEXT NOT NULL,
	pseudonym   TEXT NOT NULL, -- emptied when the meeting is over
	accepted_at TIMESTAMPTZ NOT NULL,
	FOREIGN KEY (meeting_id, group_id, realm) REFERENCES meetings (id, group_id, realm),
	FOREIGN KEY (group_id, realm, version, hash) REFERENCES agreements (group_id, realm, version, hash)
);
CREATE INDEX acceptances_meeting ON acceptances (meeting_id);

CREATE TABLE invites (
	id         TEXT PRIMARY KEY,
	group_id   TEXT NOT NULL,
	realm      TEXT NOT NULL,
	meeting_id TEXT, -- none for any meeting of the group
	kind       TEXT NOT NULL CHECK (kind IN ('personal', 'shared')),
	label      TEXT NOT NULL,
	token_hash TEXT NOT NULL UNIQUE,
	expires_at TIMESTAMPTZ,
	revoked_at TIMESTAMPTZ,
	created_by TEXT NOT NULL REFERENCES accounts (id),
	created_at TIMESTAMPTZ NOT NULL,
	FOREIGN KEY (group_id, realm) REFERENCES groups (id, realm),
	FOREIGN KEY (meeting_id, group_id, realm) REFERENCES meetings (id, group_id, realm)
);
CREATE INDEX invites_group ON invites (group_id);

CREATE TABLE sign_in_links (
	token_hash TEXT PRIMARY KEY,
	account_id TEXT NOT NULL REFERENCES accounts (id),
	meeting_id TEXT REFERENCES meetings (id), -- none for the staff page
	expires_at TIMESTAMPTZ NOT NULL,
	used_at    TIMESTAMPTZ,
	created_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE sessions (
	id         TEXT PRIMARY KEY,
	token_hash TEXT NOT NULL UNIQUE,
	account_id TEXT NOT NULL REFERENCES accounts (id),
	created_at TIMESTAMPTZ NOT NULL,
	seen_at    TIMESTAMPTZ NOT NULL,
	expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX sessions_account ON sessions (account_id);

CREATE TABLE removals (
	id           TEXT PRIMARY KEY,
	meeting_id   TEXT NOT NULL,
	group_id     TEXT NOT NULL,
	realm        TEXT NOT NULL,
	reason       TEXT NOT NULL,
	mark_invite  TEXT NOT NULL, -- the marks are emptied when the meeting is over
	mark_account TEXT NOT NULL,
	mark_device  TEXT NOT NULL,
	removed_by   TEXT NOT NULL,
	removed_at   TIMESTAMPTZ NOT NULL,
	undone_at    TIMESTAMPTZ,
	FOREIGN KEY (meeting_id, group_id, realm) REFERENCES meetings (id, group_id, realm)
);
CREATE INDEX removals_meeting ON removals (meeting_id);
