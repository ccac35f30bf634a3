//! Networks, regions, municipalities and points on the map. All of them are data.

use super::text::{Name, NetworkId, RegionId};

/// A network of houses, such as the palliative network of a province.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    pub id: NetworkId,
    pub name: Name,
}

/// A network region. A house names its region; it is never derived from the municipality.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    pub id: RegionId,
    pub network: NetworkId,
    pub name: Name,
}

/// A municipality of a network's area.
#[derive(Clone, Debug, PartialEq)]
pub struct Municipality {
    pub name: Name,
    pub network: NetworkId,
    /// Its main town, from which distances are measured; nothing where that is not known.
    pub location: Option<Location>,
}

/// The regions and municipalities by which houses are looked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Places {
    /// In order of their ids.
    pub regions: Vec<Region>,
    /// In order of their names.
    pub municipalities: Vec<Municipality>,
}

/// A point on the earth, in degrees (WGS 84).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Location {
    latitude: f64,
    longitude: f64,
}

impl Location {
    /// Latitude -90 to 90, longitude -180 to 180; nothing outside that.
    #[must_use]
    pub fn new(latitude: f64, longitude: f64) -> Option<Self> {
        ((-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude))
            .then_some(Self { latitude, longitude })
    }

    #[must_use]
    pub fn latitude(self) -> f64 {
        self.latitude
    }

    #[must_use]
    pub fn longitude(self) -> f64 {
        self.longitude
    }

    /// The same point to two decimals, which is about a kilometre: enough to sort houses by, too little to say where
    /// somebody lives.
    #[must_use]
    pub fn roughly(self) -> Self {
        let round = |degrees: f64| (degrees * 100.0).round() / 100.0;
        Self {
            latitude: round(self.latitude),
            longitude: round(self.longitude),
        }
    }

    /// The distance as the crow flies, in kilometres: haversine formula on a sphere of the mean
    /// earth radius 6371.0088 km (IUGG), wrong by 0.5 % at most.
    #[must_use]
    pub fn distance_km(self, other: Self) -> f64 {
        let half_chord = |from: f64, to: f64| ((to - from).to_radians() / 2.0).sin().powi(2);
        let latitudes = self.latitude.to_radians().cos() * other.latitude.to_radians().cos();
        let a = half_chord(self.latitude, other.latitude)
            + latitudes * half_chord(self.longitude, other.longitude);
        2.0 * 6371.0088 * a.sqrt().min(1.0).asin()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groningen_to_stadskanaal_is_36_kilometres() {
        let groningen = Location::new(53.2194, 6.5665).expect("a place");
        let stadskanaal = Location::new(52.9895, 6.9504).expect("a place");
        let distance = groningen.distance_km(stadskanaal);
        assert!((distance - 36.2).abs() < 0.3, "{distance}");
        assert!(groningen.distance_km(groningen) < 1e-9);
    }

    #[test]
    fn a_rough_location_has_two_decimals_and_stays_near() {
        let exact = Location::new(53.219_37, -6.566_49).expect("a place");
        let rough = exact.roughly();
        assert_eq!(Some(rough), Location::new(53.22, -6.57));
        assert!(exact.distance_km(rough) < 0.8);
    }

    #[test]
    fn a_location_lies_on_the_earth() {
        for (latitude, longitude) in [(90.1, 0.0), (0.0, -180.1), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
            assert!(Location::new(latitude, longitude).is_none());
        }
    }
}
