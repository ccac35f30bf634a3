DROP INDEX corrections_by_moment;
