DROP TABLE computations;
