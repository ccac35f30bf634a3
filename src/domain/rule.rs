//! The rules that input can break, each as a sentence in plain words.

use chrono::NaiveDate;

use super::count::Count;
use super::language::Language;
use super::registration::Refusal;
use super::stand::Misfit;

/// Where in the input something is wrong. Names are those of the register, such as `beds_occupied`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A field of what is to be stored.
    Field(&'static str),
    /// A value by which it is asked for, such as the date.
    Parameter(&'static str),
}

/// A rule that the input breaks, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub place: Place,
    pub rule: Rule,
}

impl Fault {
    #[must_use]
    pub fn field(name: &'static str, rule: Rule) -> Self {
        Self {
            place: Place::Field(name),
            rule,
        }
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        let place = match refusal {
            Refusal::InTheFuture { .. } | Refusal::NotOpen { .. } | Refusal::TooFarBack { .. } => {
                Place::Parameter("date")
            }
            Refusal::ReasonRequired { .. } => Place::Parameter("reason"),
            Refusal::Misfit(Misfit::MoreBedsThanPhysical { .. }) => Place::Field("beds_occupied"),
            Refusal::Misfit(Misfit::MoreRedirectedThanRequests { .. }) => Place::Field("requests_redirected"),
        };
        Self {
            place,
            rule: Rule::Refused(refusal),
        }
    }
}

/// What is wrong with one field, parameter, column or row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    Required,
    /// No field, parameter or column of this name is known.
    UnknownName,
    Repeated,
    WholeNumber {
        least: i64,
        most: i64,
    },
    Number {
        least: i32,
        most: i32,
    },
    Date,
    Moment,
    Line {
        most: usize,
    },
    Id,
    TrueOrFalse,
    Text,
    Object,
    Json,
    /// A list of entity tags, or a star.
    EntityTags,
    List {
        most: usize,
    },
    OneOf(Vec<&'static str>),
    /// A point as `latitude,longitude`.
    Point,
    TimeOfDay,
    MailAddress,
    FromAfterUntil,
    /// More days than can be asked for at once.
    RangeTooLong {
        most: usize,
    },
    /// More groups and periods than one answer holds.
    TooManyPeriods {
        most: usize,
    },
    /// More rows than a file of this kind holds.
    TooManyRows {
        most: usize,
    },
    /// Nothing is known of a moment to come.
    MomentToCome,
    UnknownHouse(String),
    UnknownNetwork(String),
    UnknownRegion(String),
    UnknownMunicipality(String),
    /// The file names the house and day on this line too.
    DayTwice {
        line: u64,
    },
    /// The file says another number of beds than the house has that day.
    OtherPhysical {
        stated: u32,
        physical: u32,
    },
    /// The row has another number of cells than the header.
    Cells {
        expected: u64,
        found: u64,
    },
    NotUtf8,
    /// The file itself cannot be read on, for this reason.
    Unreadable(String),
    /// The parameter says nothing of the representation that is asked for.
    OtherForm,
    /// The key came before, with something else.
    KeyUsedOtherwise,
    /// The same request is still under way.
    UnderWay,
    /// A key for a request that is safe to repeat.
    Key {
        most: usize,
    },
    /// Closed beds and their reason go together.
    ClosureWithoutReason,
    /// The steps of the bed plan: one at least, no day twice.
    BedPlan,
    BedsKnownAfterOpening {
        first: NaiveDate,
    },
    ClosesBeforeOpening,
    /// Days are registered that the house would no longer fit.
    RegisteredOtherwise {
        date: NaiveDate,
        days: usize,
    },
    /// The deaths of the region are stated as a whole and by municipality.
    RegionTwice,
    /// A share is of a municipality, not of a region as a whole.
    ShareOfRegion,
    /// The municipality lies in several regions.
    ShareNeeded,
    /// The shares of the municipality make more than the whole of it.
    SharesOverOne {
        year: i32,
    },
    /// Others have this year.
    YearMissing {
        year: i32,
    },
    /// The 95 % band holds what it is a band of; both of its ends are stated or neither.
    Band,
    /// More deaths than none.
    NumberAboveZero {
        most: i32,
    },
    /// Three digits after the only separator: thousands or decimals.
    ThousandsOrDecimals,
    /// The rows of a municipality tell different totals of a year.
    TotalsDiffer {
        year: i32,
    },
    /// The deaths of a region more than double or halve.
    DeathsJump {
        year: i32,
    },
    /// Too many of what the answer would hold.
    TooLarge {
        most: u64,
    },
    /// A number from one to the other, as they are written.
    Between(String, String),
    /// A day to come, and not after the last year.
    NotAhead {
        last_year: i32,
    },
    /// The days of a list follow each other.
    NotInOrder,
    /// There is a house of this id.
    KnownHouse,
    /// A filter that the chosen groups cannot follow.
    FilterWithinGroup,
    /// A house is named among the others that it asks.
    ItsOwn,
    /// The year is over.
    YearPast {
        first: i32,
    },
    Refused(Refusal),
}

impl Rule {
    /// The rule for counts.
    #[must_use]
    pub fn count() -> Self {
        Self::WholeNumber {
            least: 0,
            most: i64::from(Count::MAX),
        }
    }

    /// The rule as a sentence.
    #[must_use]
    pub fn say(&self, language: Language) -> String {
        match language {
            Language::Dutch => self.in_dutch(),
            Language::English => self.in_english(),
        }
    }

    fn in_dutch(&self) -> String {
        match self {
            Self::Required => "Dit is verplicht.".to_owned(),
            Self::UnknownName => "Deze naam is niet bekend.".to_owned(),
            Self::Repeated => "Dit staat er meer dan eens.".to_owned(),
            Self::WholeNumber { least, most } => format!("Dit moet een geheel getal van {least} tot en met {most} zijn."),
            Self::Number { least, most } => format!("Dit moet een getal van {least} tot en met {most} zijn."),
            Self::Date => "Dit moet een bestaande dag zijn, geschreven als JJJJ-MM-DD.".to_owned(),
            Self::Moment => {
                "Dit moet een moment zijn volgens RFC 3339, zoals 2026-11-23T08:00:00Z.".to_owned()
            }
            Self::Line { most } => format!("Dit moet een regel tekst van 1 tot en met {most} tekens zijn."),
            Self::Id => "Dit moet een id zijn: letters, cijfers, punt, streepje en liggend streepje, hoogstens 64, te beginnen met een letter of cijfer.".to_owned(),
            Self::TrueOrFalse => "Dit moet true of false zijn.".to_owned(),
            Self::Text => "Dit moet tekst zijn.".to_owned(),
            Self::Object => "Dit moet een JSON-object zijn.".to_owned(),
            Self::EntityTags => "Dit moet een lijst van ETags tussen aanhalingstekens zijn, of een ster.".to_owned(),
            Self::Json => "Dit is geen leesbare JSON in UTF-8.".to_owned(),
            Self::List { most } => format!("Dit moet een lijst van hoogstens {most} zijn."),
            Self::OneOf(codes) => format!("Dit moet een van deze zijn: {}.", codes.join(", ")),
            Self::Point => "Dit moet een punt zijn, geschreven als breedte,lengte in graden, zoals 53.22,6.57.".to_owned(),
            Self::TimeOfDay => "Dit moet een tijd zijn, geschreven als UU:MM, zoals 10:00.".to_owned(),
            Self::MailAddress => "Dit moet een e-mailadres zijn, zoals registratie@huis.example.".to_owned(),
            Self::RangeTooLong { most } => format!("Dit is een te lange tijd: hoogstens {most} dagen."),
            Self::TooManyRows { most } => format!("Dit geeft meer dan {most} regels; vraag een kortere tijd, of pagina's."),
            Self::TooManyPeriods { most } => format!("Groepen en perioden samen geven meer dan {most} uitkomsten; vraag een kortere tijd of langere perioden."),
            Self::MomentToCome => "Dit moment moet nog komen.".to_owned(),
            Self::FromAfterUntil => "De eerste dag ligt na de laatste.".to_owned(),
            Self::UnknownHouse(id) => format!("Het huis {id} is niet bekend."),
            Self::UnknownNetwork(id) => format!("Het netwerk {id} is niet bekend; neem het op onder networks."),
            Self::UnknownRegion(id) => format!("De netwerkregio {id} is niet bekend; importeer haar onder regions."),
            Self::UnknownMunicipality(name) => format!("De gemeente {name} is niet bekend; importeer haar onder municipalities."),
            Self::DayTwice { line } => format!("Dit huis en deze dag staan ook op regel {line}."),
            Self::OtherPhysical { stated, physical } => format!("Hier staan {stated} bedden, maar het huis heeft er die dag {physical}."),
            Self::Cells { expected, found } => format!("De rij heeft {found} cellen, maar de kop heeft er {expected}."),
            Self::NotUtf8 => "Dit is geen UTF-8: sla het bestand op als CSV UTF-8.".to_owned(),
            Self::Unreadable(reason) => format!("Het bestand is niet verder te lezen: {reason}."),
            Self::OtherForm => "Dit hoort niet bij de vorm waar om is gevraagd.".to_owned(),
            Self::KeyUsedOtherwise => "Deze sleutel is al gebruikt voor iets anders; kies een nieuwe.".to_owned(),
            Self::UnderWay => "Hetzelfde verzoek is nog onderweg; wacht op het antwoord of probeer het later opnieuw.".to_owned(),
            Self::Key { most } => format!("Dit moet een sleutel van 1 tot en met {most} leesbare ASCII-tekens zijn, met of zonder aanhalingstekens."),
            Self::ClosureWithoutReason => "Gesloten bedden en hun reden horen bij elkaar: vul beide in, of geen van beide.".to_owned(),
            Self::BedPlan => "Geef minstens een aantal bedden, en per dag hoogstens een.".to_owned(),
            Self::BedsKnownAfterOpening { first } => format!("Het aantal bedden is pas vanaf {first} bekend, na de opening."),
            Self::ClosesBeforeOpening => "Het huis sluit voordat het opent.".to_owned(),
            Self::RegisteredOtherwise { date, days } => format!("Er zijn {days} dagen geregistreerd die hier niet in passen, {date} het eerst."),
            Self::RegionTwice => "Deze regio staat er in haar geheel en per gemeente: dat telt dubbel.".to_owned(),
            Self::ShareOfRegion => "Een aandeel hoort bij een gemeente; van een regio als geheel telt alles.".to_owned(),
            Self::ShareNeeded => "Deze gemeente ligt in meer dan een regio: geef van elke regio het aandeel.".to_owned(),
            Self::SharesOverOne { year } => format!("De aandelen van deze gemeente zijn in {year} samen meer dan 1."),
            Self::YearMissing { year } => format!("Hier ontbreekt {year}; elke regio en gemeente moet dezelfde jaren hebben, zonder gat."),
            Self::Band => "De ondergrens mag niet boven en de bovengrens niet onder het aantal liggen; vul beide in, of geen van beide.".to_owned(),
            Self::NumberAboveZero { most } => format!("Dit moet een getal boven 0 zijn, hoogstens {most}."),
            Self::ThousandsOrDecimals => "Drie cijfers na een punt of komma kunnen duizendtallen of decimalen zijn; schrijf 1012 of 1,0.".to_owned(),
            Self::TotalsDiffer { year } => format!("Dit aantal wijkt af van dat op een andere rij van deze gemeente in {year}; vul op elke rij het aantal van de hele gemeente in."),
            Self::DeathsJump { year } => format!("De sterfte van deze regio is in {year} minder dan de helft of meer dan het dubbele van die van het jaar ervoor."),
            Self::TooLarge { most } => format!("Dit is te veel werk voor een vraag: samen hoogstens {most}."),
            Self::Between(least, most) => format!("Dit moet een getal van {least} tot en met {most} zijn."),
            Self::NotAhead { last_year } => format!("Dit moet een dag zijn die nog komt, uiterlijk in {last_year}."),
            Self::NotInOrder => "De dagen moeten op volgorde staan, elk een keer.".to_owned(),
            Self::FilterWithinGroup => {
                "Een filter op huizen of soorten gaat samen met house; op regio's met house of networkRegion.".to_owned()
            }
            Self::KnownHouse => "Er is al een huis met dit id.".to_owned(),
            Self::ItsOwn => "Een huis kan niet naar zichzelf verwijzen.".to_owned(),
            Self::YearPast { first } => format!("Dit jaar is voorbij; het eerste dat kan is {first}."),
            Self::Refused(refusal) => refusal_in_dutch(refusal),
        }
    }

    fn in_english(&self) -> String {
        match self {
            Self::Required => "This is required.".to_owned(),
            Self::UnknownName => "No such name is known.".to_owned(),
            Self::Repeated => "This is stated more than once.".to_owned(),
            Self::WholeNumber { least, most } => format!("This must be a whole number from {least} to {most}."),
            Self::Number { least, most } => format!("This must be a number from {least} to {most}."),
            Self::Date => "This must be a real day, written as YYYY-MM-DD.".to_owned(),
            Self::Moment => "This must be a moment by RFC 3339, such as 2026-11-23T08:00:00Z.".to_owned(),
            Self::Line { most } => format!("This must be one line of text of 1 to {most} characters."),
            Self::Id => "This must be an id: letters, digits, dot, dash and underscore, 64 at most, starting with a letter or digit.".to_owned(),
            Self::TrueOrFalse => "This must be true or false.".to_owned(),
            Self::Text => "This must be text.".to_owned(),
            Self::Object => "This must be a JSON object.".to_owned(),
            Self::EntityTags => "This must be a list of quoted ETags, or a star.".to_owned(),
            Self::Json => "This is no readable JSON in UTF-8.".to_owned(),
            Self::List { most } => format!("This must be a list of {most} at most."),
            Self::OneOf(codes) => format!("This must be one of: {}.", codes.join(", ")),
            Self::Point => "This must be a point, written as latitude,longitude in degrees, such as 53.22,6.57.".to_owned(),
            Self::TimeOfDay => "This must be a time of day, written as HH:MM, such as 10:00.".to_owned(),
            Self::MailAddress => "This must be a mail address, such as registration@house.example.".to_owned(),
            Self::RangeTooLong { most } => format!("This is too long a time: {most} days at most."),
            Self::TooManyRows { most } => format!("This makes more than {most} rows; ask for a shorter time, or for pages."),
            Self::TooManyPeriods { most } => format!("Groups and periods together make more than {most} results; ask for a shorter time or longer periods."),
            Self::MomentToCome => "This moment is still to come.".to_owned(),
            Self::FromAfterUntil => "The first day lies after the last.".to_owned(),
            Self::UnknownHouse(id) => format!("The house {id} is not known."),
            Self::UnknownNetwork(id) => format!("The network {id} is not known; list it under networks."),
            Self::UnknownRegion(id) => format!("The network region {id} is not known; import it under regions."),
            Self::UnknownMunicipality(name) => format!("The municipality {name} is not known; import it under municipalities."),
            Self::DayTwice { line } => format!("This house and day stand on line {line} too."),
            Self::OtherPhysical { stated, physical } => format!("This says {stated} beds, but the house has {physical} that day."),
            Self::Cells { expected, found } => format!("The row has {found} cells, but the header has {expected}."),
            Self::NotUtf8 => "This is not UTF-8: save the file as CSV UTF-8.".to_owned(),
            Self::Unreadable(reason) => format!("The file cannot be read on: {reason}."),
            Self::OtherForm => "This does not belong to the representation that is asked for.".to_owned(),
            Self::KeyUsedOtherwise => "This key was used for something else; choose a new one.".to_owned(),
            Self::UnderWay => "The same request is still under way; wait for its answer or try again later.".to_owned(),
            Self::Key { most } => format!("This must be a key of 1 to {most} visible ASCII characters, with or without quotes."),
            Self::ClosureWithoutReason => "Closed beds and their reason belong together: state both or neither.".to_owned(),
            Self::BedPlan => "State at least one number of beds, and at most one for each day.".to_owned(),
            Self::BedsKnownAfterOpening { first } => format!("The number of beds is known from {first} only, after the opening."),
            Self::ClosesBeforeOpening => "The house closes before it opens.".to_owned(),
            Self::RegisteredOtherwise { date, days } => format!("There are {days} registered days that would not fit this, {date} the first."),
            Self::RegionTwice => "This region is stated as a whole and by municipality, which counts double.".to_owned(),
            Self::ShareOfRegion => "A share is of a municipality; of a region as a whole everything counts.".to_owned(),
            Self::ShareNeeded => "This municipality lies in several regions: state the share of each.".to_owned(),
            Self::SharesOverOne { year } => format!("The shares of this municipality add up to more than 1 in {year}."),
            Self::YearMissing { year } => format!("{year} is missing; every region and municipality needs the same years, without a gap."),
            Self::Band => "The lower end may not be above nor the upper end below the number; state both or neither.".to_owned(),
            Self::NumberAboveZero { most } => format!("This must be a number above 0, {most} at most."),
            Self::ThousandsOrDecimals => "Three digits after a point or comma may be thousands or decimals: write 1012 or 1.0.".to_owned(),
            Self::TotalsDiffer { year } => format!("This number differs from that in another row of this municipality in {year}: state that of the whole municipality in each."),
            Self::DeathsJump { year } => format!("The deaths of this region in {year} are less than half or more than twice those of the year before."),
            Self::TooLarge { most } => format!("This is too much work for one question: {most} at most in all."),
            Self::Between(least, most) => format!("This must be a number from {least} to {most}."),
            Self::NotAhead { last_year } => format!("This must be a day to come, in {last_year} at the latest."),
            Self::NotInOrder => "The days must be in order, each once.".to_owned(),
            Self::FilterWithinGroup => {
                "A filter on houses or types goes with house; one on regions with house or networkRegion.".to_owned()
            }
            Self::KnownHouse => "There is a house of this id already.".to_owned(),
            Self::ItsOwn => "A house cannot refer to itself.".to_owned(),
            Self::YearPast { first } => format!("This year is over; the first that can be asked for is {first}."),
            Self::Refused(refusal) => refusal_in_english(refusal),
        }
    }
}

fn refusal_in_dutch(refusal: &Refusal) -> String {
    match refusal {
        Refusal::InTheFuture { today } => format!("Deze dag is nog niet begonnen; vandaag is het {today}."),
        Refusal::NotOpen {
            opens_on,
            closes_on: None,
        } => format!("Het huis is op deze dag niet open; het opent op {opens_on}."),
        Refusal::NotOpen {
            opens_on,
            closes_on: Some(closes_on),
        } => format!("Het huis is op deze dag niet open, maar van {opens_on} tot en met {closes_on}."),
        Refusal::TooFarBack { earliest } => {
            format!("Een huis kan dagen vanaf {earliest} wijzigen; vraag de coördinator om deze dag.")
        }
        Refusal::ReasonRequired { earliest } => {
            format!("Een dag voor {earliest} wijzigen kan alleen met een reden.")
        }
        Refusal::Misfit(Misfit::MoreBedsThanPhysical { stated, physical }) => format!(
            "Bezet, respijt, gereserveerd, in gereedmaken en gesloten zijn samen {stated} bedden, maar het huis heeft er die dag {physical}."
        ),
        Refusal::Misfit(Misfit::MoreRedirectedThanRequests { redirected, requests }) => format!(
            "Er zijn {redirected} doorverwezen aanvragen opgegeven, maar in het geheel {requests} aanvragen."
        ),
    }
}

fn refusal_in_english(refusal: &Refusal) -> String {
    match refusal {
        Refusal::InTheFuture { today } => format!("This day has not begun; today is {today}."),
        Refusal::NotOpen {
            opens_on,
            closes_on: None,
        } => format!("The house is not open on this day; it opens on {opens_on}."),
        Refusal::NotOpen {
            opens_on,
            closes_on: Some(closes_on),
        } => format!("The house is not open on this day, but from {opens_on} to {closes_on}."),
        Refusal::TooFarBack { earliest } => {
            format!("A house can change days from {earliest} on; ask the coordinator for this day.")
        }
        Refusal::ReasonRequired { earliest } => {
            format!("Changing a day before {earliest} takes a reason.")
        }
        Refusal::Misfit(Misfit::MoreBedsThanPhysical { stated, physical }) => format!(
            "Occupied, respite, reserved, in turnover and closed are together {stated} beds, but the house has {physical} that day."
        ),
        Refusal::Misfit(Misfit::MoreRedirectedThanRequests { redirected, requests }) => {
            format!("There are {redirected} redirected requests stated, but {requests} requests in all.")
        }
    }
}
