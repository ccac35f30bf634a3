-- Long computations: asked of one server, done by any. Moments are UTC.

CREATE TABLE computations (
    id TEXT PRIMARY KEY NOT NULL,
    -- Such as "projection".
    kind TEXT NOT NULL,
    -- As the API reads and writes it.
    question TEXT NOT NULL,
    -- SHA-256 of the model's version, what it is told and the question, in hexadecimal: the same key has the
    -- same answer.
    key_hash TEXT NOT NULL,
    -- SHA-256 of what the model is told, in hexadecimal.
    input_hash TEXT NOT NULL,
    -- What was registered by then is what the model is told.
    known_at TIMESTAMP NOT NULL,
    state TEXT NOT NULL,
    done BIGINT NOT NULL,
    whole BIGINT NOT NULL,
    asked_at TIMESTAMP NOT NULL,
    asked_by TEXT NOT NULL,
    -- The server that works on it, when it last said so, and how many have begun it.
    server TEXT,
    heard_at TIMESTAMP,
    attempts INTEGER NOT NULL,
    finished_at TIMESTAMP,
    -- The answer where it is done; why not where it failed.
    result TEXT,
    CONSTRAINT a_computation_is_in_a_known_state CHECK (
        state IN ('queued', 'running', 'done', 'failed', 'cancelled')
    ),
    CONSTRAINT who_works_is_named CHECK (state <> 'running' OR (server IS NOT NULL AND heard_at IS NOT NULL)),
    CONSTRAINT what_is_done_has_a_result CHECK (state <> 'done' OR (result IS NOT NULL AND finished_at IS NOT NULL))
);

-- Whoever asks what was asked before gets the same computation.
CREATE UNIQUE INDEX one_computation_a_key ON computations (key_hash) WHERE state IN ('queued', 'running', 'done');
CREATE INDEX computations_by_age ON computations (asked_at, id);
