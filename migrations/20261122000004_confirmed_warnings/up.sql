-- The codes of the warnings that whoever entered the revision confirmed, such as
-- "flows_not_stated occupied_jump"; NULL for none.
ALTER TABLE registration_revisions ADD COLUMN confirmed_warnings TEXT;
