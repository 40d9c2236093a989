-- Passkeys of members of staff, and what was begun and waits for its second half.

-- +goose Up
CREATE TABLE passkeys (
	id         TEXT PRIMARY KEY,
	account_id TEXT NOT NULL REFERENCES accounts (id),
	name       TEXT NOT NULL,
	credential TEXT NOT NULL UNIQUE,
	record     TEXT NOT NULL, -- encrypted
	created_at TIMESTAMPTZ NOT NULL,
	used_at    TIMESTAMPTZ
);
CREATE INDEX passkeys_account ON passkeys (account_id);

CREATE TABLE ceremonies (
	token_hash TEXT PRIMARY KEY,
	kind       TEXT NOT NULL,
	account_id TEXT REFERENCES accounts (id), -- none for signing in
	state      TEXT NOT NULL, -- encrypted
	expires_at TIMESTAMPTZ NOT NULL
);
