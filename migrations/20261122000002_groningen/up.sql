-- The first network: the province of Groningen, its three network regions and its ten municipalities.
-- A house names its region itself: Midden-Groningen lies in all three, Het Hogeland in two.

INSERT INTO networks (id, name) VALUES ('groningen', 'Netwerk Palliatieve Zorg Groningen');

INSERT INTO regions (id, network_id, name) VALUES
    ('groningen_centraal', 'groningen', 'Groningen Centraal'),
    ('zuidoost_groningen', 'groningen', 'Zuidoost-Groningen'),
    ('noord_groningen', 'groningen', 'Noord-Groningen');

INSERT INTO municipalities (name, network_id) VALUES
    ('Eemsdelta', 'groningen'),
    ('Groningen', 'groningen'),
    ('Het Hogeland', 'groningen'),
    ('Midden-Groningen', 'groningen'),
    ('Oldambt', 'groningen'),
    ('Pekela', 'groningen'),
    ('Stadskanaal', 'groningen'),
    ('Veendam', 'groningen'),
    ('Westerkwartier', 'groningen'),
    ('Westerwolde', 'groningen');
