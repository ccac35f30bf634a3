-- How many revisions have been entered for each house. Counted in the transaction that enters them, so
-- whoever has read a house's days at the same number has them all.
CREATE TABLE house_changes (
    house_id TEXT PRIMARY KEY NOT NULL REFERENCES houses (id),
    number BIGINT NOT NULL
);

INSERT INTO house_changes (house_id, number)
SELECT house_id, COUNT(*) FROM registration_revisions GROUP BY house_id;
