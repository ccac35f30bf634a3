-- Every revision is sealed in the transaction that enters it: its place in the chain of its house, from 1 on, and
-- SHA-256, in hexadecimal, over the hash before it and all its columns but is_current. What was entered before this
-- migration has neither until the program seals it, right after the migrations. docs/decisions/0012 has the rules.
ALTER TABLE registration_revisions ADD COLUMN entry_number BIGINT;
ALTER TABLE registration_revisions ADD COLUMN hash TEXT;

-- The hash of the last revision of the house; NULL until its chain is sealed.
ALTER TABLE house_changes ADD COLUMN head TEXT;

-- How many revisions the chain holds. A server of an older version, which counts and does not seal, is refused.
ALTER TABLE house_changes ADD COLUMN sealed BIGINT NOT NULL DEFAULT 0
    CONSTRAINT every_revision_is_sealed CHECK (head IS NULL OR sealed = number);
