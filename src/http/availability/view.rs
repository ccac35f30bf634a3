//! The board as ready bytes, swapped as a whole whenever the board changes.

use std::cmp::Ordering;
use std::sync::{Arc, OnceLock};

use arc_swap::ArcSwapOption;
use chrono::{DateTime, Utc};

use super::document::HouseAvailabilityDocument;
use crate::domain::availability::{Availability, Freshness, HouseAvailability};
use crate::domain::calendar::write_moment;
use crate::domain::place::Location;
use crate::domain::text::HouseId;
use crate::http::face::Face;
use crate::http::negotiate::{GEO_JSON, JSON};

/// What is shown now. Clones show the same.
#[derive(Clone, Default)]
pub struct View(Arc<ArcSwapOption<Rendered>>);

impl View {
    /// Shows another state of the board from now on.
    pub fn show(&self, availability: &Availability) {
        self.0.store(Some(Arc::new(Rendered::new(availability))));
    }

    /// What is shown; nothing before the first state.
    #[must_use]
    pub fn current(&self) -> Option<Arc<Rendered>> {
        self.0.load_full()
    }
}

/// One state of the board.
pub struct Rendered {
    as_of: DateTime<Utc>,
    houses: Vec<RenderedHouse>,
    json: Face,
    /// Made when somebody first asks for it.
    geo_json: OnceLock<Face>,
}

struct RenderedHouse {
    offer: HouseAvailability,
    /// The house as JSON up to and including `"distanceKm":`, its last member.
    head: String,
    /// The house alone; made when somebody first asks for it.
    face: OnceLock<Face>,
}

impl Rendered {
    pub(super) fn new(availability: &Availability) -> Self {
        let houses: Vec<RenderedHouse> = availability
            .houses
            .iter()
            .filter_map(RenderedHouse::new)
            .collect();
        let as_of = availability.as_of;
        Self {
            json: Face::new(JSON.media_type, write_all(as_of, &houses, false)),
            geo_json: OnceLock::new(),
            as_of,
            houses,
        }
    }

    /// All houses as JSON.
    #[must_use]
    pub fn json(&self) -> &Face {
        &self.json
    }

    /// All houses as `GeoJSON`.
    #[must_use]
    pub fn geo_json(&self) -> &Face {
        let make = || Face::new(GEO_JSON.media_type, write_all(self.as_of, &self.houses, true));
        self.geo_json.get_or_init(make)
    }

    /// One house.
    #[must_use]
    pub fn house(&self, id: &HouseId) -> Option<&Face> {
        // In order of their ids, as the board is.
        let place = self.houses.binary_search_by(|house| house.offer.house.id.cmp(id));
        let house = self.houses.get(place.ok()?)?;
        let make = || {
            let as_of = write_moment(self.as_of);
            let text = format!(
                "{{\"asOf\":\"{as_of}\",{}null}}",
                house.head.trim_start_matches('{')
            );
            Face::new(JSON.media_type, text.into_bytes())
        };
        Some(house.face.get_or_init(make))
    }

    /// The houses that are wanted, put together from ready parts; the nearest first where a point is given.
    /// How many houses are expected and reported is said of all that are `in_scope`: a house that has not
    /// reported does not drop out of the count because it cannot be wanted.
    #[must_use]
    pub fn assemble(
        &self,
        geo_json: bool,
        near: Option<Location>,
        in_scope: impl Fn(&HouseAvailability) -> bool,
        wanted: impl Fn(&HouseAvailability) -> bool,
    ) -> Vec<u8> {
        let distance = |house: &RenderedHouse| {
            near.zip(house.offer.house.details.location)
                .map(|(from, to)| from.distance_km(to))
        };
        let scope: Vec<&RenderedHouse> = self
            .houses
            .iter()
            .filter(|house| in_scope(&house.offer))
            .collect();
        let mut chosen: Vec<_> = scope
            .iter()
            .copied()
            .filter(|house| wanted(&house.offer))
            .map(|house| (house, distance(house)))
            .collect();
        if near.is_some() {
            // Stable, so that houses without a location stay last and in order of their ids.
            chosen.sort_by(|(_, one), (_, other)| match (one, other) {
                (Some(one), Some(other)) => one.total_cmp(other),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => Ordering::Equal,
            });
        }
        write(self.as_of, Basis::of(&scope), &chosen, geo_json)
    }
}

impl RenderedHouse {
    fn new(offer: &HouseAvailability) -> Option<Self> {
        let whole = serde_json::to_string(&HouseAvailabilityDocument::from(offer)).ok()?;
        Some(Self {
            offer: offer.clone(),
            head: whole.strip_suffix("null}")?.to_owned(),
            face: OnceLock::new(),
        })
    }
}

/// Of how many open houses how many have a count that is fresh or stale.
#[derive(Clone, Copy)]
struct Basis {
    expected: usize,
    reported: usize,
}

impl Basis {
    fn of(houses: &[&RenderedHouse]) -> Self {
        let is_known = |house: &&&RenderedHouse| house.offer.freshness != Freshness::Unknown;
        Self {
            expected: houses.len(),
            reported: houses.iter().filter(is_known).count(),
        }
    }
}

/// The answer for all houses.
fn write_all(as_of: DateTime<Utc>, houses: &[RenderedHouse], geo_json: bool) -> Vec<u8> {
    let basis = Basis::of(&houses.iter().collect::<Vec<_>>());
    let everything: Vec<_> = houses.iter().map(|house| (house, None)).collect();
    write(as_of, basis, &everything, geo_json)
}

/// The answer for these houses, each with its distance where one is known.
fn write(
    as_of: DateTime<Utc>,
    basis: Basis,
    houses: &[(&RenderedHouse, Option<f64>)],
    geo_json: bool,
) -> Vec<u8> {
    let Basis { expected, reported } = basis;
    let beds_free: u32 = houses.iter().filter_map(|(house, _)| house.offer.beds_free).sum();
    let opening = if geo_json {
        "{\"type\":\"FeatureCollection\","
    } else {
        "{"
    };
    let list = if geo_json { "features" } else { "houses" };
    let mut text = format!(
        "{opening}\"asOf\":\"{}\",\"housesExpected\":{expected},\"housesReported\":{reported},\"bedsFree\":{beds_free},\"{list}\":[",
        write_moment(as_of),
    );
    for (index, (house, distance)) in houses.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        if geo_json {
            text.push_str(&feature_opening(&house.offer));
        }
        text.push_str(&house.head);
        match distance {
            Some(distance) => text.extend([format!("{distance:.1}").as_str(), "}"]),
            None => text.push_str("null}"),
        }
        if geo_json {
            text.push('}');
        }
    }
    text.push_str("]}");
    text.into_bytes()
}

/// A `GeoJSON` feature up to its properties (RFC 7946; longitude comes first).
fn feature_opening(offer: &HouseAvailability) -> String {
    let geometry = match offer.house.details.location {
        Some(location) => format!(
            "{{\"type\":\"Point\",\"coordinates\":[{},{}]}}",
            location.longitude(),
            location.latitude()
        ),
        None => "null".to_owned(),
    };
    // An id holds nothing that JSON would escape.
    format!(
        "{{\"type\":\"Feature\",\"id\":\"{}\",\"geometry\":{geometry},\"properties\":",
        offer.house.id
    )
}
