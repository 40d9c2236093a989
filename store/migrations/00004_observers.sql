-- Links for people who observe.

-- +goose Up
ALTER TABLE invites ADD COLUMN observer BOOLEAN NOT NULL DEFAULT FALSE;
