//! What somebody looks for, as it stands in the address of the board.

use crate::domain::code::Coded as _;
use crate::domain::house::HouseType;
use crate::domain::place::{Location, Municipality, Places};
use crate::domain::referral::{Search, When};

/// The question in the address.
#[derive(Default)]
pub(super) struct Filter {
    pub(super) search: Search,
    /// The municipality near which a bed is looked for.
    pub(super) place: Option<String>,
    /// Something in the address could not be read, and was left out.
    pub(super) is_misread: bool,
}

impl Filter {
    /// Reads the query of the address. What is empty or unknown to the board is no question; what is wrong is left
    /// out, and said to be.
    pub(super) fn read(query: &str, places: &Places) -> Self {
        let mut filter = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if !value.is_empty() && filter.take(&name, &value, places).is_none() {
                filter.is_misread = true;
            }
        }
        filter
    }

    /// Whether all houses are asked for.
    pub(super) fn is_empty(&self) -> bool {
        let search = &self.search;
        search.region.is_none() && search.house_type.is_none() && search.when.is_none()
    }

    /// Takes one part of the question; nothing where it cannot be read.
    fn take(&mut self, name: &str, value: &str, places: &Places) -> Option<()> {
        let search = &mut self.search;
        match name {
            "regio" => {
                let known = places.regions.iter().find(|region| region.id.as_str() == value);
                search.region = Some(known?.id.clone());
            }
            "soort" => search.house_type = Some(HouseType::from_code(value)?),
            "wanneer" => search.when = Some(when(value)?),
            "plaats" => {
                let (name, location) = located(places).find(|(name, _)| *name == value)?;
                search.near = Some(location);
                self.place = Some(name.to_owned());
            }
            // A chosen municipality goes before the device's position.
            "bij" => {
                let position = position(value)?;
                if self.place.is_none() {
                    search.near = Some(position);
                }
            }
            _ => {}
        }
        Some(())
    }

    /// The device's own position as it stands in the address.
    pub(super) fn position(&self) -> Option<String> {
        let near = self.search.near.filter(|_| self.place.is_none())?;
        Some(format!("{:.2},{:.2}", near.latitude(), near.longitude()))
    }

    /// The code of when a bed is looked for.
    pub(super) fn when(&self) -> Option<&'static str> {
        self.search.when.map(code)
    }

    /// The address that asks for nothing but when.
    pub(super) fn widened(&self) -> String {
        self.when()
            .map_or_else(|| "/".to_owned(), |when| format!("/?wanneer={when}"))
    }

    /// Whether more is asked than when.
    pub(super) fn is_narrowed(&self) -> bool {
        let search = &self.search;
        search.region.is_some() || search.house_type.is_some() || search.near.is_some()
    }

    /// The address of the same question for another time.
    pub(super) fn address(&self, when: Option<When>) -> String {
        let search = &self.search;
        let parts = [
            ("regio", search.region.as_ref().map(ToString::to_string)),
            ("soort", search.house_type.map(|kind| kind.code().to_owned())),
            ("wanneer", when.map(|when| code(when).to_owned())),
            ("plaats", self.place.clone()),
            ("bij", self.position()),
        ];
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in parts {
            if let Some(value) = value {
                query.append_pair(name, &value);
            }
        }
        let query = query.finish();
        if query.is_empty() {
            "/".to_owned()
        } else {
            format!("/?{query}")
        }
    }
}

/// The municipalities that lie somewhere known.
pub(super) fn located(places: &Places) -> impl Iterator<Item = (&str, Location)> {
    let place = |municipality: &Municipality| municipality.location;
    places
        .municipalities
        .iter()
        .filter_map(move |one| Some((one.name.as_str(), place(one)?)))
}

fn when(code: &str) -> Option<When> {
    match code {
        "vandaag" => Some(When::Today),
        "weekend" => Some(When::Weekend),
        _ => None,
    }
}

/// The code of a time in the address.
fn code(when: When) -> &'static str {
    match when {
        When::Today => "vandaag",
        When::Weekend => "weekend",
    }
}

/// `latitude,longitude`, kept no more exact than it needs to be.
fn position(text: &str) -> Option<Location> {
    let (latitude, longitude) = text.split_once(',')?;
    let location = Location::new(latitude.parse().ok()?, longitude.parse().ok()?)?;
    Some(location.roughly())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::place::Region;
    use crate::domain::text::{Id, Name};

    fn places() -> Places {
        let network = Id::new("net").expect("an id");
        Places {
            regions: vec![Region {
                id: Id::new("noord").expect("an id"),
                network: network.clone(),
                name: Name::new("Noord").expect("a name"),
            }],
            municipalities: vec![
                Municipality {
                    name: Name::new("Het Hogeland").expect("a name"),
                    network: network.clone(),
                    location: Location::new(53.41, 6.67),
                },
                Municipality {
                    name: Name::new("Elders").expect("a name"),
                    network,
                    location: None,
                },
            ],
        }
    }

    #[test]
    fn a_question_is_read_and_written_back() {
        let query = "regio=noord&soort=high_care_hospice&wanneer=weekend&plaats=Het+Hogeland";
        let filter = Filter::read(query, &places());
        assert!(!filter.is_misread);
        assert_eq!(filter.address(filter.search.when), format!("/?{query}"));
        assert_eq!(filter.search.near, Location::new(53.41, 6.67));
        assert_eq!(Filter::default().address(None), "/");
    }

    #[test]
    fn a_position_is_kept_to_two_decimals_and_gives_way_to_a_municipality() {
        for query in ["bij=53.21937,6.56649", "bij=53.22%2C6.57&plaats="] {
            let filter = Filter::read(query, &places());
            assert_eq!(filter.address(None), "/?bij=53.22%2C6.57", "{query}");
        }
        for query in [
            "bij=53.2,6.5&plaats=Het+Hogeland",
            "plaats=Het+Hogeland&bij=53.2,6.5",
        ] {
            let filter = Filter::read(query, &places());
            assert_eq!(filter.address(None), "/?plaats=Het+Hogeland", "{query}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_left_out_and_said_to_be() {
        for wrong in [
            "regio=zuid",
            "soort=hotel",
            "wanneer=ooit",
            "plaats=Elders",
            "plaats=Nergens",
            "bij=hier",
            "bij=91,6",
            "bij=NaN,6",
            "bij=53.2",
        ] {
            let filter = Filter::read(wrong, &places());
            assert!(filter.is_misread, "{wrong}");
            assert_eq!(filter.search, Search::default(), "{wrong}");
        }
        let harmless = Filter::read("regio=&utm_source=mail&soort=", &places());
        assert!(!harmless.is_misread);
    }
}
