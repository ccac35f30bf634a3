//! A house's form, read into a house.

use chrono::NaiveDate;

use super::fields::Fields;
use super::id_at;
use crate::app::houses::Described;
use crate::domain::calendar::{parse_date, parse_time_of_day};
use crate::domain::code::Coded as _;
use crate::domain::count::Count;
use crate::domain::house::{BedPlan, House, HouseDetails, HouseType, Identifier, Opening, Phone};
use crate::domain::place::Location;
use crate::domain::reporting::{MailAddress, Reporting};
use crate::domain::rule::Rule;
use crate::domain::text::{Id, Line, Name};
use crate::pages::network::form::Flaws;

const NAME: Rule = Rule::Line { most: 120 };

/// The house that the form describes, by its `id` or, where it is new, by that of the form. Nothing where the form is
/// faulty; all that is wrong with it is then in `flaws`.
pub(super) fn read(fields: &Fields, id: Option<&Id>, flaws: &mut Flaws) -> Option<Described> {
    let id = match id {
        Some(id) => Some(id.clone()),
        None => new_id(fields, flaws),
    };
    let details = details(fields, flaws);
    let opens_on = flaws.optional("opens_on", &fields.opens_on, Rule::Date, parse_date);
    let closes_on = flaws.optional("closes_on", &fields.closes_on, Rule::Date, parse_date);
    let beds = beds(fields, flaws);
    let identifiers = identifiers(fields, flaws);
    let reporting = reporting(fields, flaws);
    if !flaws.is_empty() {
        return None;
    }
    let beds = beds?;
    let opens_on = opens_on.or_else(|| beds.first_day())?;
    let (valid_from, details) = details?;
    Some(Described {
        states_valid_from: valid_from.is_some(),
        house: House {
            id: id?,
            details: HouseDetails {
                valid_from: valid_from.unwrap_or(opens_on),
                ..details
            },
            identifiers,
            opening: Opening { opens_on, closes_on },
            beds,
        },
        reporting,
    })
}

/// The word that stands for the form of a new house is no id.
fn new_id(fields: &Fields, flaws: &mut Flaws) -> Option<Id> {
    let id = flaws.required("id", &fields.id, Rule::Id, Id::new)?;
    if id.as_str() == "nieuw" {
        flaws.refuse("id", Rule::KnownHouse);
        return None;
    }
    Some(id)
}

fn details(fields: &Fields, flaws: &mut Flaws) -> Option<(Option<NaiveDate>, HouseDetails)> {
    let name = flaws.required("name", &fields.name, NAME, Name::new);
    let kinds = Rule::OneOf(HouseType::ALL.iter().map(|kind| kind.code()).collect());
    let house_type = flaws.required("kind", &fields.kind, kinds, HouseType::from_code);
    let region = flaws.optional("region", &fields.region, Rule::Id, Id::new);
    let municipality = flaws.required("municipality", &fields.municipality, NAME, Name::new);
    let organisation = flaws.optional("organisation", &fields.organisation, NAME, Name::new);
    let phone = flaws.optional("phone", &fields.phone, Rule::Line { most: 40 }, Phone::new);
    let weekend = Rule::OneOf(vec!["ja", "nee"]);
    let admits_on_weekend = flaws.optional("weekend", &fields.weekend, weekend, |text| match text {
        "ja" => Some(true),
        "nee" => Some(false),
        _ => None,
    });
    let location = location(fields, flaws);
    let valid_from = flaws.optional("valid_from", &fields.valid_from, Rule::Date, parse_date);
    Some((
        valid_from,
        HouseDetails {
            valid_from: NaiveDate::MIN,
            name: name?,
            house_type: house_type?,
            region,
            municipality: municipality?,
            location,
            phone,
            organisation,
            admits_on_weekend,
        },
    ))
}

/// Both numbers or none.
fn location(fields: &Fields, flaws: &mut Flaws) -> Option<Location> {
    if fields.latitude.is_empty() && fields.longitude.is_empty() {
        return None;
    }
    let mut degrees = |field, text: &str, most: i32| {
        let rule = Rule::Number { least: -most, most };
        flaws.required(field, text, rule, |text| {
            let number: f64 = text.replace(',', ".").parse().ok()?;
            (number.abs() <= f64::from(most)).then_some(number)
        })
    };
    let latitude = degrees("latitude", &fields.latitude, 90);
    let longitude = degrees("longitude", &fields.longitude, 180);
    Location::new(latitude?, longitude?)
}

fn beds(fields: &Fields, flaws: &mut Flaws) -> Option<BedPlan> {
    let mut steps = Vec::new();
    for (place, (from, number)) in fields.beds.iter().enumerate() {
        if from.is_empty() && number.is_empty() {
            continue;
        }
        let from = flaws.required(&id_at("beds-from", place), from, Rule::Date, parse_date);
        let count = |text: &str| Count::new(text.parse().ok()?);
        let number = flaws.required(&id_at("beds-number", place), number, Rule::count(), count);
        // A row that is faulty has been told of; the plan is not told of too.
        steps.push((from.unwrap_or(NaiveDate::MIN), number.unwrap_or_default()));
    }
    let is_whole = steps.iter().all(|(from, _)| *from != NaiveDate::MIN);
    let plan = BedPlan::new(steps);
    if plan.is_none() && is_whole {
        flaws.refuse("beds", Rule::BedPlan);
    }
    plan
}

fn identifiers(fields: &Fields, flaws: &mut Flaws) -> Vec<Identifier> {
    let mut identifiers = Vec::new();
    for (place, (system, value)) in fields.identifiers.iter().enumerate() {
        if system.is_empty() && value.is_empty() {
            continue;
        }
        let rule = Rule::Line { most: 200 };
        let system = flaws.required(&id_at("identifier-system", place), system, rule, Line::new);
        let value = flaws.required(&id_at("identifier-value", place), value, NAME, Line::new);
        identifiers.extend(
            system
                .zip(value)
                .map(|(system, value)| Identifier { system, value }),
        );
    }
    identifiers.sort();
    identifiers.dedup();
    identifiers
}

fn reporting(fields: &Fields, flaws: &mut Flaws) -> Option<Reporting> {
    let reports_by = flaws.optional(
        "reports_by",
        &fields.reports_by,
        Rule::TimeOfDay,
        parse_time_of_day,
    );
    let mut addresses = Vec::new();
    for (place, text) in fields.remind_at.iter().enumerate() {
        let field = id_at("remind-at", place);
        addresses.extend(flaws.optional(&field, text, Rule::MailAddress, MailAddress::new));
    }
    let reporting = Reporting::new(reports_by, addresses);
    if reporting.is_none() {
        let most = Reporting::MOST_ADDRESSES;
        flaws.refuse("remind-at-0", Rule::List { most });
    }
    reporting
}
