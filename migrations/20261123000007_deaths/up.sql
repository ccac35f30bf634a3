-- Yearly deaths by region, as the population forecasts tell them. Append-only: each import is a version, and the
-- last one counts. Moments are UTC.

CREATE TABLE death_imports (
    number INTEGER PRIMARY KEY NOT NULL,
    imported_at TIMESTAMP NOT NULL,
    imported_by TEXT NOT NULL,
    CONSTRAINT death_imports_start_at_one CHECK (number >= 1)
);

CREATE TABLE yearly_deaths (
    import_number INTEGER NOT NULL REFERENCES death_imports (number),
    -- The line of the file, from 1 on.
    line INTEGER NOT NULL,
    year INTEGER NOT NULL,
    region_id TEXT NOT NULL REFERENCES regions (id),
    -- NULL where the row is of the region as a whole.
    municipality TEXT REFERENCES municipalities (name),
    -- Which part of the deaths counts to the region.
    share DOUBLE PRECISION NOT NULL,
    -- Of the municipality as a whole, or of the region.
    deaths DOUBLE PRECISION NOT NULL,
    -- The 95 % band, where it is stated.
    low DOUBLE PRECISION,
    high DOUBLE PRECISION,
    PRIMARY KEY (import_number, line),
    CONSTRAINT deaths_are_no_less_than_none CHECK (deaths >= 0),
    CONSTRAINT a_share_is_a_part CHECK (share >= 0 AND share <= 1),
    CONSTRAINT a_band_holds_its_middle CHECK (
        (low IS NULL) = (high IS NULL) AND (low IS NULL OR (low >= 0 AND low <= deaths AND deaths <= high))
    )
);
