-- The ledger of forecasts: what was told, to be held against what came. Append-only but for what is too old.
-- Moments are UTC.

CREATE TABLE forecasts (
    unit_kind TEXT NOT NULL,
    -- The house, region or network.
    unit_id TEXT NOT NULL,
    -- The last day that was known.
    origin DATE NOT NULL,
    model_version TEXT NOT NULL,
    -- Whether it was made after the care day of the origin ended, so that the day was known as a whole. Only those are
    -- scored; one that was told earlier stands beside it.
    is_whole_day BOOLEAN NOT NULL,
    -- SHA-256 of what the model was told, in hexadecimal.
    input_hash TEXT NOT NULL,
    known_at TIMESTAMP NOT NULL,
    -- In hexadecimal, for it has 64 bits.
    seed TEXT NOT NULL,
    paths INTEGER NOT NULL,
    method TEXT NOT NULL,
    -- The houses of the unit, in order, such as "de-linde het-baken".
    houses TEXT NOT NULL,
    -- For each day from the origin on the chances of 0, 1, 2 ... occupied beds, in parts of 100,000:
    -- "1200 98800;2400 97600".
    masses TEXT NOT NULL,
    -- For each of these days the chance that no bed is free, in the same parts: "98800;97600".
    all_full TEXT NOT NULL,
    -- Of those that could stand here the first does, whatever was registered since.
    PRIMARY KEY (unit_kind, unit_id, origin, model_version, is_whole_day),
    CONSTRAINT a_unit_is_of_a_known_kind CHECK (unit_kind IN ('house', 'networkRegion', 'network'))
);

CREATE INDEX forecasts_by_origin ON forecasts (origin, unit_kind, unit_id);

-- The forecast that a server makes each day, so that the score rests on every day: claimed by one before it is made.
CREATE TABLE daily_forecasts (
    origin DATE NOT NULL,
    model_version TEXT NOT NULL,
    claimed_at TIMESTAMP NOT NULL,
    made_at TIMESTAMP,
    PRIMARY KEY (origin, model_version)
);
