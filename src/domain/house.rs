//! Houses: where palliative beds are, how many, and whom to call. What changes is valid from a day.

use chrono::NaiveDate;

use super::code::coded;
use super::count::Count;
use super::period::Period;
use super::place::Location;
use super::text::{HouseId, Line, Name, RegionId};

coded! {
    /// The kind of a house.
    HouseType {
        /// Own foundation, volunteers, home-care nurses, the guest's own GP.
        BijnaThuisHuis = "bijna_thuis_huis",
        /// Own nurses day and night.
        HighCareHospice = "high_care_hospice",
        /// A unit in a nursing home.
        PalliativeUnit = "palliative_unit",
        /// A bed for a short stay paid as primary care (eerstelijnsverblijf).
        ElvPalliative = "elv_palliative",
    }
}

/// A telephone number as people write it.
pub type Phone = Line<40>;

/// A house, with its details as they hold from one day on.
#[derive(Clone, Debug, PartialEq)]
pub struct House {
    pub id: HouseId,
    pub details: HouseDetails,
    pub identifiers: Vec<Identifier>,
    pub opening: Opening,
    pub beds: BedPlan,
}

impl House {
    /// Open for guests on `date`: expected to register.
    #[must_use]
    pub fn is_open_on(&self, date: NaiveDate) -> bool {
        self.opening.includes(date)
    }

    /// The number of beds the house has on `date`, or nothing while it is not open.
    #[must_use]
    pub fn physical_on(&self, date: NaiveDate) -> Option<Count> {
        self.beds.physical_while(&self.opening, date)
    }
}

/// A house with all that was ever said of it.
#[derive(Clone, Debug, PartialEq)]
pub struct HouseHistory {
    pub id: HouseId,
    pub identifiers: Vec<Identifier>,
    pub opening: Opening,
    pub beds: BedPlan,
    /// In order of days; one at least.
    versions: Vec<HouseDetails>,
}

impl HouseHistory {
    /// The house with these versions of its details, in any order; nothing where there is none.
    #[must_use]
    pub fn new(
        id: HouseId,
        identifiers: Vec<Identifier>,
        opening: Opening,
        beds: BedPlan,
        mut versions: Vec<HouseDetails>,
    ) -> Option<Self> {
        versions.sort_by_key(|version| version.valid_from);
        (!versions.is_empty()).then_some(Self {
            id,
            identifiers,
            opening,
            beds,
            versions,
        })
    }

    /// The details as they are on `date`; before the first version, the first.
    #[must_use]
    pub fn details_on(&self, date: NaiveDate) -> Option<&HouseDetails> {
        let valid = self.versions.iter().rfind(|version| version.valid_from <= date);
        valid.or(self.versions.first())
    }

    /// The days of `period` by what was said of the house on them, in order.
    pub fn spans(&self, period: Period) -> impl Iterator<Item = (Period, &HouseDetails)> {
        // The first version holds before its own day too.
        let starts = self.versions.iter().enumerate().map(move |(place, version)| {
            if place == 0 {
                period.from
            } else {
                version.valid_from.max(period.from)
            }
        });
        let nexts = self
            .versions
            .iter()
            .skip(1)
            .map(|version| Some(version.valid_from));
        let ends = nexts.chain([None]).map(move |next| {
            let last = next.and_then(|next| next.pred_opt());
            last.map_or(period.until, |last| last.min(period.until))
        });
        starts
            .zip(ends)
            .map(|(from, until)| Period { from, until })
            .zip(&self.versions)
            .filter(|(span, _)| span.from <= span.until)
    }

    /// The house as it is on `date`.
    #[must_use]
    pub fn on(self, date: NaiveDate) -> Option<House> {
        Some(House {
            details: self.details_on(date)?.clone(),
            id: self.id,
            identifiers: self.identifiers,
            opening: self.opening,
            beds: self.beds,
        })
    }

    /// The number of beds the house has on `date`, or nothing while it is not open.
    #[must_use]
    pub fn physical_on(&self, date: NaiveDate) -> Option<Count> {
        self.beds.physical_while(&self.opening, date)
    }
}

/// What is said of a house from `valid_from` on, until a later version holds.
#[derive(Clone, Debug, PartialEq)]
pub struct HouseDetails {
    pub valid_from: NaiveDate,
    pub name: Name,
    pub house_type: HouseType,
    /// Explicit, never derived from the municipality; nothing where it is not known.
    pub region: Option<RegionId>,
    pub municipality: Name,
    pub location: Option<Location>,
    pub phone: Option<Phone>,
    pub organisation: Option<Name>,
    /// Whether the house admits on Saturday and Sunday; nothing where that is not known.
    pub admits_on_weekend: Option<bool>,
}

/// The house's name in another system.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identifier {
    pub system: Line<200>,
    pub value: Line<120>,
}

/// The days a house is open, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    pub opens_on: NaiveDate,
    pub closes_on: Option<NaiveDate>,
}

impl Opening {
    #[must_use]
    pub fn includes(&self, date: NaiveDate) -> bool {
        self.opens_on <= date && self.closes_on.is_none_or(|last| date <= last)
    }
}

/// How many physical beds a house has from which day on: at least one step, in order of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BedPlan(Vec<(NaiveDate, Count)>);

impl BedPlan {
    /// The plan of `steps` (from a day, so many beds) in any order; nothing where there is no step
    /// or a day has two.
    #[must_use]
    pub fn new(mut steps: Vec<(NaiveDate, Count)>) -> Option<Self> {
        steps.sort_by_key(|(from, _)| *from);
        let no_day_twice = steps.windows(2).all(|pair| match pair {
            [one, next] => one.0 != next.0,
            _ => true,
        });
        (!steps.is_empty() && no_day_twice).then_some(Self(steps))
    }

    #[must_use]
    pub fn steps(&self) -> &[(NaiveDate, Count)] {
        &self.0
    }

    /// The first day for which a number of beds is known.
    #[must_use]
    pub fn first_day(&self) -> Option<NaiveDate> {
        self.0.first().map(|(from, _)| *from)
    }

    /// The number of beds on `date`, or nothing before the first step.
    #[must_use]
    pub fn physical_on(&self, date: NaiveDate) -> Option<Count> {
        self.0
            .iter()
            .rev()
            .find(|(from, _)| *from <= date)
            .map(|(_, physical)| *physical)
    }

    /// The number of beds on `date`, or nothing while the house is not open.
    #[must_use]
    pub fn physical_while(&self, opening: &Opening, date: NaiveDate) -> Option<Count> {
        opening.includes(date).then(|| self.physical_on(date)).flatten()
    }
}
