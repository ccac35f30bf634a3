DROP TABLE yearly_deaths;
DROP TABLE death_imports;
