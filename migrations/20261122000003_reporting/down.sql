DROP INDEX first_reports_by_day;
DROP TABLE reminders;
DROP TABLE house_reminder_addresses;
DROP TABLE house_reporting;
