-- What those who lead did to whom, and what was said against it. Entries of the
-- audit are added and never changed; they are deleted only when they are old
-- (moderation.AuditKept, which is a day longer than what is refused here).

-- +goose Up
ALTER TABLE removals ADD COLUMN person TEXT NOT NULL DEFAULT ''; -- by the id in that meeting

CREATE TABLE deeds (
	id         TEXT PRIMARY KEY,
	meeting_id TEXT NOT NULL,
	group_id   TEXT NOT NULL,
	realm      TEXT NOT NULL,
	done_at    TIMESTAMPTZ NOT NULL,
	done_by    TEXT NOT NULL, -- account
	role       TEXT NOT NULL,
	what       TEXT NOT NULL,
	lifted     BOOLEAN NOT NULL,
	person     TEXT NOT NULL, -- by the id in that meeting; empty for the room
	holder     TEXT NOT NULL, -- hash of a token that only the person has
	reason     TEXT NOT NULL,
	removal_id TEXT NOT NULL,
	FOREIGN KEY (meeting_id, group_id, realm) REFERENCES meetings (id, group_id, realm)
);
CREATE INDEX deeds_group ON deeds (group_id, id);
CREATE INDEX deeds_holder ON deeds (holder) WHERE holder <> '';
CREATE INDEX deeds_removal ON deeds (removal_id) WHERE removal_id <> '';
CREATE INDEX deeds_done ON deeds (done_at);

CREATE TABLE appeals (
	removal_id TEXT PRIMARY KEY REFERENCES removals (id),
	meeting_id TEXT NOT NULL,
	group_id   TEXT NOT NULL,
	realm      TEXT NOT NULL,
	text       TEXT NOT NULL, -- encrypted; emptied in time
	made_at    TIMESTAMPTZ NOT NULL,
	decision   TEXT NOT NULL CHECK (decision IN ('', 'upheld', 'lifted')),
	decided_by TEXT NOT NULL,
	decided_at TIMESTAMPTZ,
	FOREIGN KEY (meeting_id, group_id, realm) REFERENCES meetings (id, group_id, realm)
);
CREATE INDEX appeals_group ON appeals (group_id);
CREATE INDEX removals_group ON removals (group_id, id);

-- only sqlite3
-- +goose StatementBegin
CREATE TRIGGER deeds_stay BEFORE UPDATE ON deeds
BEGIN
	SELECT RAISE(ABORT, 'deeds are never changed');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER deeds_are_kept BEFORE DELETE ON deeds
WHEN OLD.done_at > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-365 days')
BEGIN
	SELECT RAISE(ABORT, 'deeds are kept for a year');
END;
-- +goose StatementEnd
-- end only

-- only postgres
-- +goose StatementBegin
CREATE FUNCTION deeds_stay() RETURNS trigger AS $$
BEGIN
	RAISE EXCEPTION 'deeds are never changed';
END
$$ LANGUAGE plpgsql;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION deeds_are_kept() RETURNS trigger AS $$
BEGIN
	IF OLD.done_at > now() - interval '365 days' THEN
		RAISE EXCEPTION 'deeds are kept for a year';
	END IF;
	RETURN OLD;
END
$$ LANGUAGE plpgsql;
-- +goose StatementEnd
CREATE TRIGGER deeds_stay BEFORE UPDATE ON deeds FOR EACH ROW EXECUTE FUNCTION deeds_stay();
CREATE TRIGGER deeds_are_kept BEFORE DELETE ON deeds FOR EACH ROW EXECUTE FUNCTION deeds_are_kept();
CREATE TRIGGER deeds_are_not_emptied BEFORE TRUNCATE ON deeds FOR EACH STATEMENT EXECUTE FUNCTION deeds_stay();
-- end only
