-- Ways of members of staff to sign in. What is encrypted is so under the key that
-- Unlock was given; key_in_use says which one that is.

-- +goose Up
CREATE TABLE key_in_use (
	one    INTEGER PRIMARY KEY CHECK (one = 1),
	key_id TEXT NOT NULL
);

ALTER TABLE accounts ADD COLUMN email TEXT;      -- encrypted
ALTER TABLE accounts ADD COLUMN email_hash TEXT; -- keyed, to find it by
CREATE UNIQUE INDEX accounts_email ON accounts (email_hash);
