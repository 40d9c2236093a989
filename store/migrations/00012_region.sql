-- Where the people of an organisation are, so that they are shown crisis lines
-- that work there. Empty: not known, or in many places.

-- +goose Up
ALTER TABLE organisations ADD COLUMN region TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE organisations DROP COLUMN region;
