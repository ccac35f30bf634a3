//! A house as it is sent.

use chrono::NaiveDate;
use serde_json::Value;
use utoipa::ToSchema;

use super::document::{BedsDocument, HouseTypeCode, IdentifierDocument, LocationDocument};
use crate::app::houses::Described;
use crate::domain::count::Count;
use crate::domain::house::{BedPlan, House, HouseDetails, HouseType, Identifier, Opening, Phone};
use crate::domain::place::Location;
use crate::domain::reporting::Reporting;
use crate::domain::rule::Rule;
use crate::domain::text::{HouseId, Id, Line, Name};
use crate::http::input::{Code, FromJson, List, Members};
use crate::http::problem::InputError;

/// Een huis om vast te leggen. Wat is weggelaten is niet bekend.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(
    dead_code,
    reason = "describes the body for the published document; it is read by Body"
)]
pub struct HouseBody {
    /// Vanaf wanneer naam, soort, regio en adresgegevens gelden; zonder waarde vanaf de opening van een
    /// nieuw huis, en anders vanaf vandaag.
    #[schema(example = "2012-03-01")]
    valid_from: Option<NaiveDate>,
    #[schema(example = "Voorbeeldhuis De Linde")]
    name: String,
    #[schema(value_type = HouseTypeCode)]
    r#type: String,
    #[schema(example = "groningen_centraal")]
    network_region: Option<String>,
    #[schema(example = "Groningen")]
    municipality: String,
    location: Option<LocationDocument>,
    #[schema(example = "+44 1632 960101")]
    phone: Option<String>,
    #[schema(example = "Stichting Voorbeeldhuis De Linde")]
    organisation: Option<String>,
    #[schema(example = true)]
    admits_on_weekend: Option<bool>,
    #[schema(max_items = 20)]
    identifiers: Option<Vec<IdentifierDocument>>,
    /// De eerste dag; zonder waarde de eerste dag waarvoor een aantal bedden bekend is.
    #[schema(example = "2012-03-01")]
    opens_on: Option<NaiveDate>,
    closes_on: Option<NaiveDate>,
    #[schema(min_items = 1, max_items = 500)]
    beds: Vec<BedsDocument>,
}

/// A house as it was sent; its id is in the path.
pub(super) struct Body {
    details: HouseDetails,
    states_valid_from: bool,
    identifiers: Vec<Identifier>,
    opening: Opening,
    beds: BedPlan,
}

impl Body {
    pub(super) fn describe(self, id: HouseId) -> Described {
        Described {
            house: House {
                id,
                details: self.details,
                identifiers: self.identifiers,
                opening: self.opening,
                beds: self.beds,
            },
            states_valid_from: self.states_valid_from,
            reporting: None,
        }
    }
}

impl FromJson for Body {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let mut members = Members::open(value, pointer, faults)?;
        let body = read_members(&mut members);
        members.close();
        body
    }
}

impl FromJson for Described {
    /// A house with its id, as it stands in a file.
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let mut members = Members::open(value, pointer, faults)?;
        let id = members.required::<HouseId>("houseId");
        let body = read_members(&mut members);
        let reporting = members.optional::<Reporting>("reporting");
        members.close();
        let (id, body) = id.zip(body)?;
        Some(Self {
            reporting,
            ..body.describe(id)
        })
    }
}

fn read_members(members: &mut Members) -> Option<Body> {
    let valid_from = members.optional::<NaiveDate>("validFrom");
    let name = members.required::<Name>("name");
    let house_type = members.required::<Code<HouseType>>("type");
    let region = members.optional::<Id>("networkRegion");
    let municipality = members.required::<Name>("municipality");
    let location = members.optional::<Location>("location");
    let phone = members.optional::<Phone>("phone");
    let organisation = members.optional::<Name>("organisation");
    let admits_on_weekend = members.optional::<bool>("admitsOnWeekend");
    let identifiers = members.optional::<List<Identifier, 20>>("identifiers");
    let opens_on = members.optional::<NaiveDate>("opensOn");
    let closes_on = members.optional::<NaiveDate>("closesOn");
    let steps = members.required::<List<(NaiveDate, Count), 500>>("beds");
    let beds = steps.and_then(|List(steps)| {
        let is_empty = steps.is_empty();
        let plan = BedPlan::new(steps);
        if plan.is_none() && is_empty {
            members.refuse("beds", Rule::BedPlan);
        } else if plan.is_none() {
            members.clash("beds", Rule::BedPlan);
        }
        plan
    })?;
    let opens_on = opens_on.or_else(|| beds.first_day())?;
    let mut identifiers = identifiers.map_or_else(Vec::new, |List(items)| items);
    identifiers.sort();
    identifiers.dedup();
    Some(Body {
        states_valid_from: valid_from.is_some(),
        details: HouseDetails {
            valid_from: valid_from.unwrap_or(opens_on),
            name: name?,
            house_type: house_type?.0,
            region,
            municipality: municipality?,
            location,
            phone,
            organisation,
            admits_on_weekend,
        },
        identifiers,
        opening: Opening { opens_on, closes_on },
        beds,
    })
}

impl FromJson for Location {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let mut members = Members::open(value, pointer, faults)?;
        let latitude = members.required::<Degrees<90>>("latitude");
        let longitude = members.required::<Degrees<180>>("longitude");
        members.close();
        Self::new(latitude?.0, longitude?.0)
    }
}

/// An angle of `-MOST` to `MOST` degrees.
struct Degrees<const MOST: i32>(f64);

impl<const MOST: i32> FromJson for Degrees<MOST> {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let degrees = value.as_f64().filter(|degrees| degrees.abs() <= f64::from(MOST));
        if degrees.is_none() {
            let rule = Rule::Number {
                least: -MOST,
                most: MOST,
            };
            faults.push(InputError::pointer(pointer, rule));
        }
        degrees.map(Self)
    }
}

impl FromJson for Identifier {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let mut members = Members::open(value, pointer, faults)?;
        let system = members.required::<Line<200>>("system");
        let value = members.required::<Line<120>>("value");
        members.close();
        Some(Self {
            system: system?,
            value: value?,
        })
    }
}

impl FromJson for (NaiveDate, Count) {
    fn from_json(value: &Value, pointer: &str, faults: &mut Vec<InputError>) -> Option<Self> {
        let mut members = Members::open(value, pointer, faults)?;
        let from = members.required::<NaiveDate>("from");
        let physical = members.required::<Count>("physical");
        members.close();
        Some((from?, physical?))
    }
}
