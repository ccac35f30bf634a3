-- How houses report, and the reminders of those that did not. Moments are UTC.

CREATE TABLE house_reporting (
    house_id TEXT PRIMARY KEY NOT NULL REFERENCES houses (id),
    -- A time of day in Europe/Amsterdam; NULL where the installation's own holds.
    reports_by TIME,
    recorded_at TIMESTAMP NOT NULL,
    recorded_by TEXT NOT NULL
);

-- Addresses of the organisation.
CREATE TABLE house_reminder_addresses (
    house_id TEXT NOT NULL REFERENCES house_reporting (house_id),
    address TEXT NOT NULL,
    PRIMARY KEY (house_id, address)
);

-- One row for a house and day: claimed by the server that mails, before it mails. With sent_at the mail
-- is out; with retry_at it surely is not, and is tried again from then on; with neither nobody knows.
CREATE TABLE reminders (
    house_id TEXT NOT NULL REFERENCES houses (id),
    date DATE NOT NULL,
    claimed_at TIMESTAMP NOT NULL,
    attempts INTEGER NOT NULL,
    retry_at TIMESTAMP,
    sent_at TIMESTAMP,
    PRIMARY KEY (house_id, date),
    CONSTRAINT attempts_start_at_one CHECK (attempts >= 1),
    CONSTRAINT a_sent_reminder_is_not_tried_again CHECK (sent_at IS NULL OR retry_at IS NULL)
);

CREATE INDEX reminders_by_day ON reminders (date, house_id);

-- When each day was first reported: all that is asked, so that the revisions themselves need not be read.
CREATE INDEX first_reports_by_day
    ON registration_revisions (date, house_id, recorded_at, is_current, revision) WHERE revision = 1;
