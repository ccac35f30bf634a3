ALTER TABLE house_changes DROP COLUMN sealed;
ALTER TABLE house_changes DROP COLUMN head;
ALTER TABLE registration_revisions DROP COLUMN hash;
ALTER TABLE registration_revisions DROP COLUMN entry_number;
