//! The fields of a house's form, as texts.

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use crate::domain::calendar::write_time_of_day;
use crate::domain::code::Coded as _;
use crate::domain::count::Count;
use crate::domain::house::House;
use crate::domain::place::Location;
use crate::domain::reporting::Reporting;
use crate::pages::sent::Sent;

/// How many empty rows there are for more beds and identifiers.
const ROOM: usize = 2;

/// All that is said of a house.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fields {
    /// Only of a new house.
    pub id: String,
    pub name: String,
    pub kind: String,
    pub region: String,
    pub municipality: String,
    pub organisation: String,
    pub phone: String,
    pub weekend: String,
    pub latitude: String,
    pub longitude: String,
    pub valid_from: String,
    pub opens_on: String,
    pub closes_on: String,
    /// From a day on, so many.
    pub beds: Vec<(String, String)>,
    /// A system, and the house's name in it.
    pub identifiers: Vec<(String, String)>,
    pub reports_by: String,
    pub remind_at: Vec<String>,
}

impl Fields {
    /// What is stored. From which day the details hold is left open: that of a change is another one.
    pub(super) fn of(house: &House, reporting: &Reporting) -> Self {
        let details = &house.details;
        let text = |text: Option<String>| text.unwrap_or_default();
        let degrees = |of: fn(Location) -> f64| text(details.location.map(|point| of(point).to_string()));
        Self {
            id: String::new(),
            name: details.name.to_string(),
            kind: details.house_type.code().to_owned(),
            region: text(details.region.as_ref().map(ToString::to_string)),
            municipality: details.municipality.to_string(),
            organisation: text(details.organisation.as_ref().map(ToString::to_string)),
            phone: text(details.phone.as_ref().map(ToString::to_string)),
            weekend: match details.admits_on_weekend {
                Some(true) => "ja",
                Some(false) => "nee",
                None => "",
            }
            .to_owned(),
            latitude: degrees(Location::latitude),
            longitude: degrees(Location::longitude),
            valid_from: String::new(),
            opens_on: house.opening.opens_on.to_string(),
            closes_on: text(house.opening.closes_on.map(|last| last.to_string())),
            beds: house
                .beds
                .steps()
                .iter()
                .map(|(from, beds)| (from.to_string(), Count::get(*beds).to_string()))
                .collect(),
            identifiers: house
                .identifiers
                .iter()
                .map(|identifier| (identifier.system.to_string(), identifier.value.to_string()))
                .collect(),
            reports_by: text(reporting.reports_by().map(write_time_of_day)),
            remind_at: reporting.remind_at().iter().map(ToString::to_string).collect(),
        }
    }

    /// What was sent.
    pub(super) fn sent(sent: &Sent) -> Self {
        let pairs = |one, other| sent.many(one).into_iter().zip(sent.many(other)).collect();
        Self {
            id: sent.one("id"),
            name: sent.one("name"),
            kind: sent.one("kind"),
            region: sent.one("region"),
            municipality: sent.one("municipality"),
            organisation: sent.one("organisation"),
            phone: sent.one("phone"),
            weekend: sent.one("weekend"),
            latitude: sent.one("latitude"),
            longitude: sent.one("longitude"),
            valid_from: sent.one("valid_from"),
            opens_on: sent.one("opens_on"),
            closes_on: sent.one("closes_on"),
            beds: pairs("beds_from", "beds_number"),
            identifiers: pairs("identifier_system", "identifier_value"),
            reports_by: sent.one("reports_by"),
            remind_at: sent.many("remind_at"),
        }
    }

    /// What a form of a stored house was made from, in few characters.
    pub(super) fn basis(house: &House, reporting: &Reporting) -> String {
        let content = format!("{:?} {}", Self::of(house, reporting), house.details.valid_from);
        let hash = HEXLOWER.encode(&Sha256::digest(content));
        hash.get(..32).unwrap_or_default().to_owned()
    }

    /// Whether both say the same, empty rows and the order of rows aside.
    pub(super) fn says_the_same_as(&self, other: &Self) -> bool {
        self.clone().plain() == other.clone().plain()
    }

    fn plain(mut self) -> Self {
        self.id.clear();
        self.valid_from.clear();
        for rows in [&mut self.beds, &mut self.identifiers] {
            rows.retain(|(one, other)| !one.is_empty() || !other.is_empty());
            rows.sort();
        }
        self.remind_at.retain(|address| !address.is_empty());
        self.remind_at.sort();
        self
    }

    /// With empty rows to be filled in.
    pub(super) fn with_room(mut self) -> Self {
        for (rows, most) in [(&mut self.beds, 500), (&mut self.identifiers, 20)] {
            rows.retain(|(one, other)| !one.is_empty() || !other.is_empty());
            let room = ROOM.min(most - rows.len().min(most));
            rows.resize_with(rows.len() + room, Default::default);
        }
        self.remind_at.retain(|address| !address.is_empty());
        let addresses = self.remind_at.len();
        let room = ROOM.min(Reporting::MOST_ADDRESSES.saturating_sub(addresses));
        self.remind_at.resize_with(addresses + room, String::new);
        self
    }
}
