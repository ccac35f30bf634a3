//! What is sent from a day's page: its stand, one bed's change, a withdrawal.

use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use chrono::TimeDelta;

use super::draft::{Draft, Fault, Sent};
use super::fields::{BASIS, REASON, WITHDRAWAL_REASON};
use super::view::{Page, Shown};
use super::{address_of, conflict, date_of, frame_of, house_of, shown};
use crate::app;
use crate::app::Missing;
use crate::app::house_day::{self, HouseDay, Permission};
use crate::app::record_registration::{self, Change, Expected};
use crate::domain::access::Principal;
use crate::domain::calendar::parse_date;
use crate::domain::code::Coded as _;
use crate::domain::next_stand::BedChange;
use crate::domain::registration::Said;
use crate::domain::rule::{Place, Rule};
use crate::domain::text::Reason;
use crate::domain::warning::Confirmed;
use crate::http::Web;
use crate::http::auth::CanRegister;
use crate::http::problem::{Kind, Problem};
use crate::pages::frame::{refuse, see_other};
use crate::pages::sent::field;

/// Registers a day's stand, or corrects it.
///
/// # Errors
/// A [`Problem`] where the caller may not, or the database is away. What is wrong with the form is shown in it.
pub async fn register(
    can: CanRegister,
    request: HttpRequest,
    web: Data<Web>,
    body: Bytes,
) -> Result<HttpResponse, Problem> {
    let principal = can.principal()?;
    let day = house_day::read(&web.app, &principal, house_of(&request)?, date_of(&request)?).await?;
    let sending = Sending::of(request, web, principal, day);
    let (draft, mut faults) = Draft::read(&body);
    let sent = match draft.sent() {
        Ok(sent) if faults.is_empty() => sent,
        Ok(_) => return sending.refuse(Kind::InvalidInput, draft, faults),
        Err(more) => {
            faults.extend(more);
            return sending.refuse(Kind::InvalidInput, draft, faults);
        }
    };
    sending.record(draft, sent, Meaning::Stand).await
}

/// Changes one bed of today's stand; of the last one where today has none, which it becomes.
///
/// # Errors
/// As [`register`].
pub async fn change_bed(
    can: CanRegister,
    request: HttpRequest,
    web: Data<Web>,
    body: Bytes,
) -> Result<HttpResponse, Problem> {
    let principal = can.principal()?;
    let house = house_of(&request)?;
    let today = web.app.today();
    let date = field(&body, "dag").and_then(|text| parse_date(&text));
    let change = field(&body, "wat").and_then(|code| BedChange::from_code(&code));
    // Without the revision it is a change of, it would count anew each time it is sent.
    let basis: Option<u32> = field(&body, BASIS).and_then(|text| text.parse().ok());
    // Whoever may not hears that first.
    let day = house_day::read(&web.app, &principal, house, date.unwrap_or(today)).await?;
    let (Some(date), Some(change), Some(basis)) = (date, change, basis) else {
        return Err(Problem::new(Kind::InvalidInput));
    };
    if date != today {
        // What was a tap away then may not be so now: the page says what day it is.
        return Ok(see_other(&format!(
            "/vandaag/{}?melding=nieuwe-dag",
            day.house.id
        )));
    }
    let counts = day.counts_at(basis).and_then(|counts| change.applied_to(counts));
    let Some(counts) = counts else {
        // There is no such bed to change.
        return Ok(see_other(&format!("/vandaag/{}?melding=kan-niet", day.house.id)));
    };
    let sending = Sending::of(request, web, principal, day);
    let draft = Draft::of(&counts);
    let said = Said {
        counts,
        confirmed: Confirmed::new(),
    };
    sending
        .record(
            draft,
            Sent {
                said,
                basis,
                reason: None,
            },
            Meaning::OneBed,
        )
        .await
}

/// Withdraws a day's stand, and says why.
///
/// # Errors
/// As [`register`].
pub async fn withdraw(
    can: CanRegister,
    request: HttpRequest,
    web: Data<Web>,
    body: Bytes,
) -> Result<HttpResponse, Problem> {
    let principal = can.principal()?;
    let day = house_day::read(&web.app, &principal, house_of(&request)?, date_of(&request)?).await?;
    let basis: Option<u32> = field(&body, BASIS).and_then(|text| text.parse().ok());
    let basis = basis.ok_or_else(|| Problem::new(Kind::InvalidInput))?;
    let withdrawn = format!("{}?melding=ingetrokken", address_of(&day.house.id, day.date));
    let sending = Sending::of(request, web, principal, day);
    let Some(reason) = field(&body, REASON).and_then(|text| Reason::new(&text)) else {
        let draft = sending.day.counts().map(Draft::of).unwrap_or_default();
        let fault = Fault::new(WITHDRAWAL_REASON, Rule::Line { most: 200 });
        return sending.refuse(Kind::InvalidInput, draft, vec![fault]);
    };
    let change = sending.change(basis, Some(reason));
    match record_registration::withdraw(&sending.web.app, change).await {
        Ok(()) | Err(app::Error::NotFound(Missing::Registration)) => Ok(see_other(&withdrawn)),
        // Whoever withdraws has seen what they withdraw; where nothing stands, it is withdrawn.
        Err(app::Error::PreconditionFailed) => {
            let address = address_of(&sending.day.house.id, sending.day.date);
            let changed = format!("{address}?melding=gewijzigd");
            let is_gone = sending.read_again().await?.current.is_none();
            Ok(see_other(if is_gone { &withdrawn } else { &changed }))
        }
        Err(error) => Err(error.into()),
    }
}

/// How long after a change of one bed the same again is taken for a repeated sending. Unit: minutes.
const REPEATED_WITHIN: i64 = 2;

/// What is said by what was sent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// So it is: who says the same says nothing else.
    Stand,
    /// One bed more or less: two who say the same may mean two guests.
    OneBed,
}

/// Something that was sent for a day.
pub(super) struct Sending {
    pub request: HttpRequest,
    pub web: Data<Web>,
    pub principal: Principal,
    pub day: HouseDay,
    /// How long it waited on the device it was entered on.
    pub waited: Option<TimeDelta>,
}

/// How long something can have waited: the longest that anybody may correct a day by themselves is far less.
const LONGEST_WAIT: TimeDelta = TimeDelta::days(366);

/// How long what is sent waited on a device that had no connection, as the address says in seconds.
fn waited(request: &HttpRequest) -> Option<TimeDelta> {
    let text = field(request.query_string().as_bytes(), WAITED)?;
    let waited = TimeDelta::try_seconds(i64::from(text.parse::<u32>().ok()?))?;
    Some(waited.min(LONGEST_WAIT))
}

const WAITED: &str = "gewacht";

impl Sending {
    fn of(request: HttpRequest, web: Data<Web>, principal: Principal, day: HouseDay) -> Self {
        Self {
            waited: waited(&request),
            request,
            web,
            principal,
            day,
        }
    }

    async fn record(self, draft: Draft, sent: Sent, meaning: Meaning) -> Result<HttpResponse, Problem> {
        let Sent {
            mut said,
            basis,
            reason,
        } = sent;
        if self.day.counts() == Some(&said.counts) {
            // What was confirmed of these counts stays so.
            let current = self.day.current.as_ref();
            said.confirmed.extend(
                current
                    .into_iter()
                    .flat_map(|current| &current.registration.entry.confirmed),
            );
        } else if self.day.permission == Permission::WithReason && reason.is_none() {
            return self.refuse(
                Kind::InvalidInput,
                draft,
                vec![Fault::new(REASON, Rule::Required)],
            );
        }
        let counts = said.counts.clone();
        match record_registration::record(&self.web.app, self.change(basis, reason), said).await {
            Ok((_, checked)) => Ok(self.received(checked.registration.entry.revision)),
            Err(app::Error::PreconditionFailed) => {
                let day = self.read_again().await?;
                if day.counts() == Some(&counts) {
                    return Ok(if meaning == Meaning::Stand || self.is_repeat(&day, basis) {
                        self.received(day.revision())
                    } else {
                        see_other(&format!("/vandaag/{}?melding=al-gemeld", day.house.id))
                    });
                }
                conflict::answer(&Self { day, ..self }, &draft)
            }
            Err(app::Error::Conflict(faults)) => {
                let faults = faults.into_iter().map(|fault| {
                    let (Place::Field(name) | Place::Parameter(name)) = fault.place;
                    Fault::new(name, fault.rule)
                });
                let faults = faults.collect();
                self.refuse(Kind::Conflict, draft, faults)
            }
            Err(app::Error::TooFarBack(refusal)) => {
                let fault = Fault::new("date", Rule::Refused(refusal));
                self.refuse(Kind::TooFarBack, draft, vec![fault])
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Whether the revision that stands is the one this very sending made, when its answer was lost on the way.
    fn is_repeat(&self, standing: &HouseDay, basis: u32) -> bool {
        standing.current.as_ref().is_some_and(|current| {
            let entry = &current.registration.entry;
            entry.revision == basis.saturating_add(1)
                && entry.token_id.as_ref() == Some(&self.principal.token_id)
                && self.web.app.now() - entry.recorded_at < TimeDelta::minutes(REPEATED_WITHIN)
        })
    }

    fn change(&self, basis: u32, reason: Option<Reason>) -> Change {
        Change {
            principal: self.principal.clone(),
            house_id: self.day.house.id.clone(),
            date: self.day.date,
            reason,
            expected: if basis == 0 {
                Expected::Nothing
            } else {
                Expected::Revision(vec![basis])
            },
            waited: self.waited,
        }
    }

    async fn read_again(&self) -> Result<HouseDay, Problem> {
        let house = self.day.house.id.clone();
        Ok(house_day::read(&self.web.app, &self.principal, house, self.day.date).await?)
    }

    fn received(&self, revision: u32) -> HttpResponse {
        let address = address_of(&self.day.house.id, self.day.date);
        see_other(&format!("{address}?ontvangen={revision}"))
    }

    /// The form as it was sent, with what is wrong.
    fn refuse(self, kind: Kind, draft: Draft, faults: Vec<Fault>) -> Result<HttpResponse, Problem> {
        let frame = frame_of(&self.request, self.principal.clone(), &self.day);
        let page = Page::new(
            frame,
            Shown {
                draft: Some(draft),
                faults,
                ..shown(&self.web, &self.day)
            },
        );
        refuse(kind, &page.frame, &page)
    }
}
