-- The codes of the warnings that whoever entered the revision confirmed, such as
-- "flows_not_stated occupied_jump"; NULL for none.
ALTER TABLE registration_revisions ADD COLUMN confirmed_warnings TEXT;

-- When the counts were entered that the revision repeats, where it only confirms warnings; NULL where it
-- states them itself.
ALTER TABLE registration_revisions ADD COLUMN counted_at TIMESTAMP;
