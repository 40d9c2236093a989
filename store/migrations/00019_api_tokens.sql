-- Tokens by which programs use the API in the name of a manager.

-- +goose Up
CREATE TABLE api_tokens (
	id         TEXT PRIMARY KEY,
	account_id TEXT NOT NULL REFERENCES accounts (id),
	name       TEXT NOT NULL,
	scopes     TEXT NOT NULL, -- words with spaces between them
	token_hash TEXT NOT NULL UNIQUE,
	created_at TIMESTAMPTZ NOT NULL,
	expires_at TIMESTAMPTZ NOT NULL,
	used_on    TIMESTAMPTZ -- the day; none: never
);
CREATE INDEX api_tokens_account ON api_tokens (account_id);

-- +goose Down
DROP TABLE api_tokens;
