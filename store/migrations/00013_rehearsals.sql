-- What accounts did in rehearsals, each step for the first time.

-- +goose Up
CREATE TABLE rehearsed (
	account_id TEXT NOT NULL REFERENCES accounts (id),
	step       TEXT NOT NULL,
	done_at    TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (account_id, step)
);

-- +goose Down
DROP TABLE rehearsed;
