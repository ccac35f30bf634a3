-- Browsers that are signed in: each by a token, and no longer than that token is valid.
CREATE TABLE sessions (
    id TEXT PRIMARY KEY NOT NULL,
    -- SHA-256 of the secret, in hexadecimal.
    secret_hash TEXT NOT NULL,
    token_id TEXT NOT NULL REFERENCES tokens (id),
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL
);

CREATE INDEX sessions_by_end ON sessions (expires_at);
