-- The latest corrections are looked for by when they were entered; most days have one revision and none.
CREATE INDEX corrections_by_moment ON registration_revisions (recorded_at) WHERE revision > 1;
