-- Who came in, who was refused, whose access changed, and who took data out; never what was in it. Rows are only
-- ever added; those of more than two years ago are forgotten.
CREATE TABLE audit_events (
    -- A UUID of the seventh version: in the order in which they were made.
    id TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    outcome TEXT NOT NULL,
    -- The first and the last moment of as many events alike as `number` says.
    occurred_at TIMESTAMP NOT NULL,
    last_occurred_at TIMESTAMP NOT NULL,
    number INTEGER NOT NULL CONSTRAINT audit_events_number CHECK (number > 0),
    -- By whom, where that is known: a token and its name then, or a name alone.
    token_id TEXT,
    name TEXT,
    -- The address from where, shortened to /24 or /48: a whole address is personal data.
    address_range TEXT,
    -- The method and the template of the route, without what was asked.
    method TEXT,
    route TEXT,
    -- The token that was handed out or revoked.
    subject_id TEXT
);

CREATE INDEX audit_events_by_moment ON audit_events (occurred_at, id);
