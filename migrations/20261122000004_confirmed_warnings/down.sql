ALTER TABLE registration_revisions DROP COLUMN confirmed_warnings;
