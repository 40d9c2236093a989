-- The calendar that a member of staff has of their own groups, under an
-- address that only they know.

-- +goose Up
CREATE TABLE calendar_feeds (
	account_id TEXT PRIMARY KEY REFERENCES accounts (id),
	token_hash TEXT NOT NULL UNIQUE,
	names      BOOLEAN NOT NULL,
	created_at TIMESTAMPTZ NOT NULL
);
