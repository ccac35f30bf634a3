//! What an answer is told by: what matters of the last year, the charts, and the beds needed.

use super::asked::Asked;
use super::charts::{self, Kind, figure};
use crate::app::places::Subjects;
use crate::app::planning::known::Known;
use crate::app::planning::projections::{MeasureCode, USUAL_CERTAINTY};
use crate::domain::text::Id;
use crate::http::bed_requirements::{HouseDocument, PooledDocument, RequirementDocument};
use crate::http::projections::{PeriodDocument, ProjectionDocument, UnitDocument};
use crate::pages::chart::words::{self, Form};
use crate::pages::figures::figure::{Fact, Figure, Table};
use crate::pages::figures::unit::Unit;
use crate::pages::figures::{address, moment};
use crate::pages::frame::Frame;

/// An answer in words, charts and tables.
pub struct Told {
    pub name: String,
    /// What was changed, in a sentence.
    pub changes: String,
    pub facts: Vec<Fact>,
    pub figures: Vec<Figure>,
    /// Nothing while that is still being found.
    pub needed: Option<Needed>,
    pub assumptions: Vec<String>,
    pub data_as_of: String,
    pub seed: u64,
    pub draws: u32,
    pub paths: u32,
    /// The address that gives the same answer for good.
    pub lasting: String,
}

/// How many beds it takes.
pub struct Needed {
    /// By region and in the network.
    pub together: Table,
    /// By each house alone.
    pub alone: Table,
    /// Where one more bed helps most.
    pub one_more: Vec<String>,
    pub csv: String,
}

impl Told {
    pub fn new(
        (projection, id): (&ProjectionDocument, &Id),
        needed: Option<Needed>,
        (asked, known): (&Asked, &Known),
        (frame, places): (&Frame, &Subjects),
    ) -> Self {
        let unit = unit(projection, &asked.unit);
        let figures = unit.into_iter().flat_map(|unit| {
            Kind::ALL.map(|kind| {
                let chart = charts::chart(kind, unit, asked, frame);
                let note = kind.note(frame).to_owned();
                let figure = Figure::new(&chart, note, charts::table(kind, unit, frame));
                let drawing = asked.lasting(&format!("/{}.svg", kind.slug()), known);
                figure.with_files(csv("projections", id), drawing)
            })
        });
        Self {
            name: asked.unit.name(places, frame),
            changes: asked.say(places, frame),
            facts: unit
                .and_then(|unit| unit.periods.last())
                .map_or(Vec::new(), |last| facts(last, asked, frame)),
            figures: figures.collect(),
            needed,
            assumptions: assumptions(projection, (frame, places)),
            data_as_of: moment(known.at, frame.language),
            seed: projection.seed,
            draws: projection.draws,
            paths: projection.paths,
            lasting: asked.lasting("", known),
        }
    }
}

impl Needed {
    pub fn new(requirement: &RequirementDocument, id: &Id, (frame, places): (&Frame, &Subjects)) -> Self {
        Self {
            together: together(requirement, (frame, places)),
            alone: alone(requirement, (frame, places)),
            one_more: one_more(requirement, (frame, places)),
            csv: csv("bed-requirements", id),
        }
    }
}

/// The unit of an answer that is asked about.
pub fn unit<'a>(projection: &'a ProjectionDocument, unit: &Unit) -> Option<&'a UnitDocument> {
    let (kind, id) = match unit {
        Unit::Network(_) | Unit::Regions => ("network", None),
        Unit::Region(id) => ("networkRegion", Some(id.as_str())),
        Unit::House(id) => ("house", Some(id.as_str())),
    };
    projection
        .units
        .iter()
        .find(|unit| unit.kind == kind && (id.is_none() || unit.id.as_deref() == id))
}

fn csv(place: &str, id: &Id) -> String {
    let question = [
        ("format", "csv".to_owned()),
        ("separator", "semicolon".to_owned()),
    ];
    address(&format!("/v1/{place}/{id}"), &question)
}

/// What matters of the last year.
fn facts(last: &PeriodDocument, asked: &Asked, frame: &Frame) -> Vec<Fact> {
    let wanted = [
        (
            MeasureCode::WithoutBedShare,
            Form::Percent,
            "Zonder bed",
            "Without a bed",
        ),
        (
            MeasureCode::Lost,
            Form::Number,
            "Mensen die geen bed krijgen en niet wachten",
            "People who get no bed and do not wait",
        ),
        (
            MeasureCode::GaveUp,
            Form::Number,
            "Mensen die wachtend overlijden of afhaken",
            "People who die or give up while waiting",
        ),
        (
            MeasureCode::Occupancy,
            Form::Percent,
            "Bezettingsgraad",
            "Occupancy",
        ),
    ];
    let fact = |(measure, form, dutch, english): (MeasureCode, Form, &str, &str)| {
        let figure = figure(last, measure)?;
        let value = &figure.value;
        let [mean, low, high] = [value.mean, value.p10, value.p90].map(|value| match form {
            Form::Percent => form.write(value, 3, frame.language),
            Form::Number => form.write(value, 0, frame.language),
        });
        let interval = frame.language.pick(
            format!("80 %: {low} tot {high}."),
            format!("80 %: {low} to {high}."),
        );
        let change = figure.change.as_ref();
        let change = change.map_or_else(String::new, |change| {
            format!(" {}.", charts::difference(change, form, frame))
        });
        Some(Fact {
            name: format!("{}, {}", frame.t(dutch, english), asked.until),
            value: mean,
            detail: format!("{interval}{change}"),
        })
    };
    wanted.into_iter().filter_map(fact).collect()
}

fn count(beds: Option<u32>) -> String {
    // Where not even 999 beds would do there is no number.
    beds.map_or_else(|| "> 999".to_owned(), |beds| beds.to_string())
}

fn together(requirement: &RequirementDocument, (frame, places): (&Frame, &Subjects)) -> Table {
    let columns = [
        ("Waar", "Where"),
        ("Bedden in dit scenario", "Beds in this scenario"),
        ("Nodig: elk huis alleen", "Needed: each house alone"),
        ("Nodig: met hulp tussen huizen", "Needed: houses help each other"),
        ("Nodig: alsof één huis", "Needed: as if one house"),
    ];
    let row = |name: String, pooled: &PooledDocument| {
        let mut row = vec![name, pooled.beds_now.to_string()];
        row.extend([pooled.beds_apart, pooled.beds_helping, pooled.beds_pooled].map(count));
        row
    };
    let name = |pooled: &PooledDocument| match pooled.id.as_deref().and_then(Id::new) {
        Some(id) => Unit::Region(id).name(places, frame),
        None => frame.t("Regio niet bekend", "Region not known").to_owned(),
    };
    let regions = requirement.regions.iter();
    let mut rows: Vec<Vec<String>> = regions.map(|region| row(name(region), region)).collect();
    let network = Unit::Network(None).name(places, frame);
    rows.push(row(network, &requirement.network));
    Table {
        head: columns
            .map(|(dutch, english)| frame.t(dutch, english).to_owned())
            .to_vec(),
        rows,
    }
}

fn alone(requirement: &RequirementDocument, (frame, places): (&Frame, &Subjects)) -> Table {
    let sure = Form::Percent.say(USUAL_CERTAINTY, frame.language);
    let head = vec![
        frame.t("Huis", "House").to_owned(),
        frame
            .t("Bedden in dit scenario", "Beds in this scenario")
            .to_owned(),
        frame.t("Nodig, gemiddeld", "Needed, on average").to_owned(),
        frame.language.pick(
            format!("Nodig, met {sure} zekerheid"),
            format!("Needed, with {sure} certainty"),
        ),
    ];
    let row = |house: &HouseDocument| {
        vec![
            house_name(&house.house_id, (frame, places)),
            house.beds_now.to_string(),
            count(house.beds_expected),
            count(house.beds_certain),
        ]
    };
    Table {
        head,
        rows: requirement.houses.iter().map(row).collect(),
    }
}

fn house_name(id: &str, (frame, places): (&Frame, &Subjects)) -> String {
    let known = Id::new(id).filter(|id| places.houses.iter().any(|house| house.id == *id));
    known.map_or_else(
        || {
            frame
                .t("Nieuw huis in het scenario", "New house of the scenario")
                .to_owned()
        },
        |id| Unit::House(id).name(places, frame),
    )
}

/// The first few; more than that hardly differ.
fn one_more(requirement: &RequirementDocument, (frame, places): (&Frame, &Subjects)) -> Vec<String> {
    let first = requirement.one_more_bed.iter().take(3);
    first
        .map(|one| {
            let number = |people: f64| words::number(people, 1, frame.language);
            let name = house_name(&one.house_id, (frame, places));
            let avoided = &one.avoided;
            let [mean, low, high] = [avoided.mean, avoided.p10, avoided.p90].map(number);
            frame.language.pick(
                format!("{name}: {mean} mensen per jaar minder zonder bed in het hele netwerk (80 %: {low} tot {high})"),
                format!("{name}: {mean} fewer people a year without a bed in the whole network (80 %: {low} to {high})"),
            )
        })
        .collect()
}

fn assumptions(projection: &ProjectionDocument, (frame, places): (&Frame, &Subjects)) -> Vec<String> {
    let assumed = &projection.assumptions;
    let mut told = vec![
        frame.t(
            "Wat er niet verandert, blijft zoals in de geregistreerde dagen: hoeveel mensen vragen, hoe lang zij blijven, wie wacht, hoe vaak bedden dicht zijn. Huizen helpen elkaar binnen hun regio.",
            "What does not change remains as in the registered days: how many people ask, how long they stay, who waits, how often beds are closed. Houses help each other within their region.",
        ).to_owned(),
    ];
    if !assumed.flat_regions.is_empty() {
        told.push(frame.t(
            "Verwachte sterfte is niet voor elke regio ingevoerd: daar vragen elk jaar evenveel mensen als nu, met een marge die met de jaren groeit.",
            "Expected deaths were not entered for every region: there as many people ask each year as now, with a margin that grows with the years.",
        ).to_owned());
    }
    if !assumed.silent_houses.is_empty() {
        let names = assumed
            .silent_houses
            .iter()
            .map(|id| house_name(id, (frame, places)));
        let names = names.collect::<Vec<_>>().join(", ");
        told.push(frame.language.pick(
            format!("Deze huizen registreerden de laatste tijd niets en doen niet mee: {names}."),
            format!("These houses registered nothing lately and take no part: {names}."),
        ));
    }
    if let Some(last) = assumed.flows_until {
        let last = words::full_day(last, frame.language);
        told.push(frame.language.pick(
            format!("Opnames, vertrekken, aanvragen en wachtlijsten zijn gebruikt tot en met {last}; latere ziet deze rol niet."),
            format!("Admissions, departures, requests and waiting lists are used up to and including {last}; this role does not see later ones."),
        ));
    }
    told
}
