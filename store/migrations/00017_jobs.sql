-- The tables of River, which runs jobs, as its own migrations 1 to 8 leave them. A test compares them with what
-- River would make; the next of its migrations gets a file of its own here.

-- +goose Up
-- only postgres
CREATE TABLE river_migration (
	line       text NOT NULL,
	version    bigint NOT NULL,
	created_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT line_length CHECK (char_length(line) > 0 AND char_length(line) < 128),
	CONSTRAINT version_gte_1 CHECK (version >= 1),
	PRIMARY KEY (line, version)
);

CREATE TYPE river_job_state AS ENUM (
	'available', 'cancelled', 'completed', 'discarded', 'pending', 'retryable', 'running', 'scheduled'
);

CREATE TABLE river_job (
	id            bigserial PRIMARY KEY,
	state         river_job_state NOT NULL DEFAULT 'available',
	attempt       smallint NOT NULL DEFAULT 0,
	max_attempts  smallint NOT NULL DEFAULT 25,
	attempted_at  timestamptz,
	created_at    timestamptz NOT NULL DEFAULT now(),
	finalized_at  timestamptz,
	scheduled_at  timestamptz NOT NULL DEFAULT now(),
	priority      smallint NOT NULL DEFAULT 1,
	args          jsonb NOT NULL,
	attempted_by  text[],
	errors        jsonb[],
	kind          text NOT NULL,
	metadata      jsonb NOT NULL DEFAULT '{}',
	queue         text NOT NULL DEFAULT 'default',
	tags          varchar(255)[] NOT NULL DEFAULT '{}',
	unique_key    bytea,
	unique_states bit(8),
	CONSTRAINT finalized_or_finalized_at_null CHECK (
		(finalized_at IS NULL AND state NOT IN ('cancelled', 'completed', 'discarded')) OR
		(finalized_at IS NOT NULL AND state IN ('cancelled', 'completed', 'discarded'))
	),
	CONSTRAINT max_attempts_is_positive CHECK (max_attempts > 0),
	CONSTRAINT priority_in_range CHECK (priority >= 1 AND priority <= 4),
	CONSTRAINT queue_length CHECK (char_length(queue) > 0 AND char_length(queue) < 128),
	CONSTRAINT kind_length CHECK (char_length(kind) > 0 AND char_length(kind) < 128)
);

-- +goose StatementBegin
CREATE FUNCTION river_job_state_in_bitmask(bitmask BIT(8), state river_job_state)
RETURNS boolean
LANGUAGE SQL
IMMUTABLE
AS $$
    SELECT CASE state
        WHEN 'available' THEN get_bit(bitmask, 7)
        WHEN 'cancelled' THEN get_bit(bitmask, 6)
        WHEN 'completed' THEN get_bit(bitmask, 5)
        WHEN 'discarded' THEN get_bit(bitmask, 4)
        WHEN 'pending'   THEN get_bit(bitmask, 3)
        WHEN 'retryable' THEN get_bit(bitmask, 2)
        WHEN 'running'   THEN get_bit(bitmask, 1)
        WHEN 'scheduled' THEN get_bit(bitmask, 0)
        ELSE 0
    END = 1;
$$;
-- +goose StatementEnd

CREATE INDEX river_job_kind ON river_job (kind);
CREATE INDEX river_job_state_and_finalized_at_index ON river_job (state, finalized_at) WHERE finalized_at IS NOT NULL;
CREATE INDEX river_job_prioritized_fetching_index ON river_job (state, queue, priority, scheduled_at, id);
CREATE INDEX river_job_args_index ON river_job USING GIN (args);
CREATE INDEX river_job_metadata_index ON river_job USING GIN (metadata);
CREATE UNIQUE INDEX river_job_unique_idx ON river_job (unique_key)
	WHERE unique_key IS NOT NULL AND unique_states IS NOT NULL AND river_job_state_in_bitmask(unique_states, state);

CREATE UNLOGGED TABLE river_leader (
	elected_at timestamptz NOT NULL,
	expires_at timestamptz NOT NULL,
	leader_id  text NOT NULL,
	name       text PRIMARY KEY DEFAULT 'default',
	CONSTRAINT name_length CHECK (name = 'default'),
	CONSTRAINT leader_id_length CHECK (char_length(leader_id) > 0 AND char_length(leader_id) < 128)
);

CREATE TABLE river_queue (
	name       text PRIMARY KEY NOT NULL,
	created_at timestamptz NOT NULL DEFAULT now(),
	metadata   jsonb NOT NULL DEFAULT '{}',
	paused_at  timestamptz,
	updated_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE river_notification (
	id         bigserial PRIMARY KEY,
	created_at timestamptz NOT NULL DEFAULT now(),
	payload    text NOT NULL,
	topic      text NOT NULL,
	CONSTRAINT topic_length CHECK (length(topic) > 0 AND length(topic) < 128)
);
-- end only

-- only sqlite3
CREATE TABLE river_migration (
	line       text NOT NULL,
	version    integer NOT NULL,
	created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
	CONSTRAINT line_length CHECK (length(line) > 0 AND length(line) < 128),
	CONSTRAINT version_gte_1 CHECK (version >= 1),
	PRIMARY KEY (line, version)
);

CREATE TABLE river_job (
	id            integer PRIMARY KEY AUTOINCREMENT,
	args          blob NOT NULL DEFAULT (jsonb('{}')),
	attempt       integer NOT NULL DEFAULT 0,
	attempted_at  timestamp,
	attempted_by  blob,
	created_at    timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
	errors        blob,
	finalized_at  timestamp,
	kind          text NOT NULL,
	max_attempts  integer NOT NULL DEFAULT 25,
	metadata      blob NOT NULL DEFAULT (jsonb('{}')),
	priority      integer NOT NULL DEFAULT 1,
	queue         text NOT NULL DEFAULT 'default',
	state         text NOT NULL DEFAULT 'available',
	scheduled_at  timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
	tags          blob NOT NULL DEFAULT (jsonb('[]')),
	unique_key    blob,
	unique_states integer,
	CONSTRAINT finalized_or_finalized_at_null CHECK (
		(finalized_at IS NULL AND state NOT IN ('cancelled', 'completed', 'discarded')) OR
		(finalized_at IS NOT NULL AND state IN ('cancelled', 'completed', 'discarded'))
	),
	CONSTRAINT priority_in_range CHECK (priority >= 1 AND priority <= 4),
	CONSTRAINT queue_length CHECK (length(queue) > 0 AND length(queue) < 128),
	CONSTRAINT kind_length CHECK (length(kind) > 0 AND length(kind) < 128),
	CONSTRAINT state_valid CHECK (state IN ('available', 'cancelled', 'completed', 'discarded', 'pending', 'retryable', 'running', 'scheduled'))
);
CREATE INDEX river_job_kind ON river_job (kind);
CREATE INDEX river_job_state_and_finalized_at_index ON river_job (state, finalized_at) WHERE finalized_at IS NOT NULL;
CREATE INDEX river_job_prioritized_fetching_index ON river_job (state, queue, priority, scheduled_at, id);
CREATE UNIQUE INDEX river_job_unique_idx ON river_job (unique_key)
	WHERE unique_key IS NOT NULL
		AND unique_states IS NOT NULL
		AND CASE state
			WHEN 'available' THEN unique_states & (1 << 0)
			WHEN 'cancelled' THEN unique_states & (1 << 1)
			WHEN 'completed' THEN unique_states & (1 << 2)
			WHEN 'discarded' THEN unique_states & (1 << 3)
			WHEN 'pending'   THEN unique_states & (1 << 4)
			WHEN 'retryable' THEN unique_states & (1 << 5)
			WHEN 'running'   THEN unique_states & (1 << 6)
			WHEN 'scheduled' THEN unique_states & (1 << 7)
			ELSE 0
		END >= 1;

CREATE TABLE river_leader (
	elected_at timestamp NOT NULL,
	expires_at timestamp NOT NULL,
	leader_id  text NOT NULL,
	name       text PRIMARY KEY NOT NULL DEFAULT 'default' CHECK (name = 'default'),
	CONSTRAINT name_length CHECK (length(name) > 0 AND length(name) < 128),
	CONSTRAINT leader_id_length CHECK (length(leader_id) > 0 AND length(leader_id) < 128)
);

CREATE TABLE river_queue (
	name       text PRIMARY KEY NOT NULL,
	created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
	metadata   blob NOT NULL DEFAULT (jsonb('{}')),
	paused_at  timestamp,
	updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE river_notification (
	id         integer PRIMARY KEY AUTOINCREMENT,
	created_at timestamp NOT NULL DEFAULT (datetime('now', 'subsec')),
	payload    text NOT NULL,
	topic      text NOT NULL,
	CONSTRAINT topic_length CHECK (length(topic) > 0 AND length(topic) < 128)
);
-- end only

CREATE INDEX river_notification_created_at_idx ON river_notification (created_at);
CREATE INDEX river_notification_topic_id_idx ON river_notification (topic, id);

INSERT INTO river_migration (line, version) VALUES
	('main', 1), ('main', 2), ('main', 3), ('main', 4), ('main', 5), ('main', 6), ('main', 7), ('main', 8);

