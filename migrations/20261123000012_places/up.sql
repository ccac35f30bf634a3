-- Where a municipality lies, so that houses can be sorted by how far they are from it: the middle of its main town,
-- to two decimals (about a kilometre), not of its area.
ALTER TABLE municipalities ADD COLUMN latitude DOUBLE PRECISION
    CONSTRAINT municipalities_latitude_is_on_earth CHECK (latitude BETWEEN -90 AND 90);
ALTER TABLE municipalities ADD COLUMN longitude DOUBLE PRECISION
    CONSTRAINT municipalities_longitude_is_on_earth CHECK (longitude BETWEEN -180 AND 180);

-- The towns' coordinates are rounded from those of GeoNames (geonames.org, CC BY 4.0).
-- Delfzijl.
UPDATE municipalities SET latitude = 53.33, longitude = 6.92 WHERE name = 'Eemsdelta';
-- Groningen.
UPDATE municipalities SET latitude = 53.22, longitude = 6.57 WHERE name = 'Groningen';
-- Uithuizen.
UPDATE municipalities SET latitude = 53.41, longitude = 6.67 WHERE name = 'Het Hogeland';
-- Hoogezand.
UPDATE municipalities SET latitude = 53.16, longitude = 6.76 WHERE name = 'Midden-Groningen';
-- Winschoten.
UPDATE municipalities SET latitude = 53.14, longitude = 7.03 WHERE name = 'Oldambt';
-- Oude Pekela.
UPDATE municipalities SET latitude = 53.10, longitude = 7.01 WHERE name = 'Pekela';
-- Stadskanaal.
UPDATE municipalities SET latitude = 52.99, longitude = 6.95 WHERE name = 'Stadskanaal';
-- Veendam.
UPDATE municipalities SET latitude = 53.11, longitude = 6.88 WHERE name = 'Veendam';
-- Leek.
UPDATE municipalities SET latitude = 53.16, longitude = 6.38 WHERE name = 'Westerkwartier';
-- Sellingen.
UPDATE municipalities SET latitude = 52.95, longitude = 7.15 WHERE name = 'Westerwolde';
