-- Imports that came with an Idempotency-Key: what each did, so that the same request sent again gets the same
-- answer and does nothing. A row is written in the transaction of its import and kept for a day.
CREATE TABLE keyed_imports (
    token_id TEXT NOT NULL REFERENCES tokens (id),
    -- SHA-256 of the key, in hexadecimal.
    key_hash TEXT NOT NULL,
    -- SHA-256 of what was sent with it, in hexadecimal.
    fingerprint TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    days_created INTEGER NOT NULL,
    days_corrected INTEGER NOT NULL,
    days_unchanged INTEGER NOT NULL,
    PRIMARY KEY (token_id, key_hash)
);

CREATE INDEX keyed_imports_by_age ON keyed_imports (created_at);
