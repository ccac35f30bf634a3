-- Plain SQL that SQLite and PostgreSQL both know. Moments are UTC; days are care days in Europe/Amsterdam.

CREATE TABLE networks (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL
);

CREATE TABLE regions (
    id TEXT PRIMARY KEY NOT NULL,
    network_id TEXT NOT NULL REFERENCES networks (id),
    name TEXT NOT NULL
);

CREATE TABLE municipalities (
    name TEXT PRIMARY KEY NOT NULL,
    network_id TEXT NOT NULL REFERENCES networks (id)
);

CREATE TABLE houses (
    id TEXT PRIMARY KEY NOT NULL,
    opens_on DATE NOT NULL,
    closes_on DATE,
    CONSTRAINT houses_close_after_opening CHECK (closes_on IS NULL OR closes_on >= opens_on)
);

-- What is said of a house holds from valid_from until the next version.
CREATE TABLE house_versions (
    house_id TEXT NOT NULL REFERENCES houses (id),
    valid_from DATE NOT NULL,
    name TEXT NOT NULL,
    house_type TEXT NOT NULL,
    region_id TEXT REFERENCES regions (id),
    municipality TEXT NOT NULL REFERENCES municipalities (name),
    latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION,
    phone TEXT,
    organisation TEXT,
    admits_on_weekend BOOLEAN,
    recorded_at TIMESTAMP NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (house_id, valid_from),
    CONSTRAINT house_versions_location_is_whole CHECK ((latitude IS NULL) = (longitude IS NULL))
);

CREATE TABLE house_beds (
    house_id TEXT NOT NULL REFERENCES houses (id),
    valid_from DATE NOT NULL,
    beds_physical INTEGER NOT NULL,
    PRIMARY KEY (house_id, valid_from),
    CONSTRAINT house_beds_are_counts CHECK (beds_physical BETWEEN 0 AND 999)
);

CREATE TABLE house_identifiers (
    house_id TEXT NOT NULL REFERENCES houses (id),
    system TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (house_id, system, value)
);

-- Append-only: a row is never deleted, and of a row only is_current ever changes. A day's current
-- stand is its row with is_current; a withdrawn day has none, and its last row says is_withdrawn.
CREATE TABLE registration_revisions (
    house_id TEXT NOT NULL REFERENCES houses (id),
    date DATE NOT NULL,
    revision INTEGER NOT NULL,
    is_current BOOLEAN NOT NULL,
    is_withdrawn BOOLEAN NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    recorded_by TEXT NOT NULL,
    -- The token it was entered with; NULL where a command did.
    token_id TEXT,
    reason TEXT,
    beds_physical INTEGER NOT NULL,
    beds_occupied INTEGER NOT NULL,
    beds_respite INTEGER,
    beds_reserved INTEGER,
    beds_in_turnover INTEGER,
    beds_closed INTEGER,
    beds_free INTEGER NOT NULL,
    -- Counts by reason, such as "holiday=1 no_nursing=2"; empty for none, NULL for not stated.
    closures TEXT,
    stop_reason TEXT,
    stop_expected_until DATE,
    admits_from TIMESTAMP,
    admissions INTEGER,
    deaths INTEGER,
    discharges INTEGER,
    requests INTEGER,
    requests_redirected INTEGER,
    refusals TEXT,
    withdrawals INTEGER,
    died_before_admission INTEGER,
    waiting_list_active INTEGER,
    waiting_list_passive INTEGER,
    PRIMARY KEY (house_id, date, revision),
    CONSTRAINT revisions_start_at_one CHECK (revision >= 1),
    CONSTRAINT a_withdrawn_day_has_no_current_stand CHECK (NOT (is_current AND is_withdrawn)),
    CONSTRAINT each_bed_is_in_one_state CHECK (
        beds_physical = beds_occupied + COALESCE(beds_respite, 0) + COALESCE(beds_reserved, 0)
            + COALESCE(beds_in_turnover, 0) + COALESCE(beds_closed, 0) + beds_free
    ),
    CONSTRAINT beds_are_counts CHECK (
        beds_physical BETWEEN 0 AND 999 AND beds_occupied >= 0 AND beds_free >= 0
        AND (beds_respite IS NULL OR beds_respite >= 0)
        AND (beds_reserved IS NULL OR beds_reserved >= 0)
        AND (beds_in_turnover IS NULL OR beds_in_turnover >= 0)
        AND (beds_closed IS NULL OR beds_closed >= 0)
    ),
    CONSTRAINT closures_and_closed_beds_go_together CHECK ((beds_closed IS NULL) = (closures IS NULL)),
    CONSTRAINT an_expected_end_needs_a_stop CHECK (stop_expected_until IS NULL OR stop_reason IS NOT NULL),
    CONSTRAINT flows_are_counts CHECK (
        (admissions IS NULL OR admissions BETWEEN 0 AND 999)
        AND (deaths IS NULL OR deaths BETWEEN 0 AND 999)
        AND (discharges IS NULL OR discharges BETWEEN 0 AND 999)
        AND (requests IS NULL OR requests BETWEEN 0 AND 999)
        AND (requests_redirected IS NULL OR requests_redirected BETWEEN 0 AND 999)
        AND (requests IS NULL OR requests_redirected IS NULL OR requests_redirected <= requests)
        AND (withdrawals IS NULL OR withdrawals BETWEEN 0 AND 999)
        AND (died_before_admission IS NULL OR died_before_admission BETWEEN 0 AND 999)
        AND (waiting_list_active IS NULL OR waiting_list_active BETWEEN 0 AND 999)
        AND (waiting_list_passive IS NULL OR waiting_list_passive BETWEEN 0 AND 999)
    )
);

CREATE UNIQUE INDEX one_current_stand_a_day ON registration_revisions (house_id, date) WHERE is_current;
CREATE INDEX current_stands_by_day ON registration_revisions (date, house_id) WHERE is_current;

CREATE TABLE tokens (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    -- SHA-256 of the secret, in hexadecimal.
    secret_hash TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    revoked_at TIMESTAMP,
    last_used_at TIMESTAMP
);

CREATE TABLE token_houses (
    token_id TEXT NOT NULL REFERENCES tokens (id),
    house_id TEXT NOT NULL REFERENCES houses (id),
    PRIMARY KEY (token_id, house_id)
);
