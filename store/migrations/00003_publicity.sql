-- What strangers may know of a group, and where organisations and groups stand
-- in public addresses.

-- +goose Up
ALTER TABLE organisations ADD COLUMN slug TEXT NOT NULL DEFAULT '';
UPDATE organisations SET slug = lower(id);
CREATE UNIQUE INDEX organisations_slug ON organisations (slug);

ALTER TABLE groups ADD COLUMN access TEXT NOT NULL DEFAULT 'closed';
ALTER TABLE groups ADD COLUMN court_notice TEXT NOT NULL DEFAULT '';
ALTER TABLE groups ADD COLUMN visibility TEXT NOT NULL DEFAULT 'private' CHECK (visibility IN ('public', 'unlisted', 'private'));
ALTER TABLE groups ADD COLUMN open_door BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE groups ADD COLUMN types TEXT NOT NULL DEFAULT '';
ALTER TABLE groups ADD COLUMN place_area TEXT NOT NULL DEFAULT '';
ALTER TABLE groups ADD COLUMN place_address TEXT NOT NULL DEFAULT '';
ALTER TABLE groups ADD COLUMN place_venue TEXT NOT NULL DEFAULT '';
ALTER TABLE groups ADD COLUMN place_notes TEXT NOT NULL DEFAULT '';
ALTER TABLE groups ADD COLUMN phone TEXT NOT NULL DEFAULT '';
