-- A group whose people are elsewhere than most of the organisation says where,
-- so that they are shown crisis lines that work there. Empty: as the organisation.

-- +goose Up
ALTER TABLE groups ADD COLUMN region TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE groups DROP COLUMN region;
