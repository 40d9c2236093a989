-- Invites of people who are to become members of staff.

-- +goose Up
CREATE TABLE staff_invites (
	id              TEXT PRIMARY KEY,
	organisation_id TEXT NOT NULL REFERENCES organisations (id),
	group_id        TEXT, -- none for a manager
	realm           TEXT,
	role            TEXT NOT NULL CHECK (role IN ('manager', 'facilitator', 'co_facilitator')),
	email           TEXT, -- encrypted; none where the link was not mailed, and once the invite is over
	by_mail         BOOLEAN NOT NULL,
	token_hash      TEXT NOT NULL UNIQUE,
	expires_at      TIMESTAMPTZ NOT NULL,
	revoked_at      TIMESTAMPTZ,
	used_at         TIMESTAMPTZ,
	created_by      TEXT NOT NULL REFERENCES accounts (id),
	created_at      TIMESTAMPTZ NOT NULL,
	CHECK ((role = 'manager') = (group_id IS NULL)),
	FOREIGN KEY (group_id, realm) REFERENCES groups (id, realm)
);
CREATE INDEX staff_invites_organisation ON staff_invites (organisation_id);
