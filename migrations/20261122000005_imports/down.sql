DROP TABLE keyed_imports;
