-- Places on the web that a programme points its people to.

-- +goose Up
ALTER TABLE organisations ADD COLUMN resources TEXT NOT NULL DEFAULT '[]';

-- +goose Down
ALTER TABLE organisations DROP COLUMN resources;
