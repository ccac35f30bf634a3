ALTER TABLE registration_revisions DROP COLUMN counted_at;
ALTER TABLE registration_revisions DROP COLUMN confirmed_warnings;
