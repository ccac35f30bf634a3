DROP TABLE house_changes;
