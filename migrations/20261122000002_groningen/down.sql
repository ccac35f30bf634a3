DELETE FROM municipalities WHERE network_id = 'groningen';
DELETE FROM regions WHERE network_id = 'groningen';
DELETE FROM networks WHERE id = 'groningen';
