//! A request for a bed: taken, put on the list, or refused; and then perhaps made elsewhere.

use chrono::NaiveDate;

use super::site::Site;
use crate::domain::stand::{ClosureReason, RefusalReason};

/// What is asked of a house.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Need {
    Bed,
    /// Care that only a house with its own nurses can give.
    NursedBed,
    Respite,
}

/// A request on its way through the network.
#[derive(Clone, Debug)]
pub(super) struct Request {
    need: Need,
    /// The houses that refused, by their place in the list.
    pub(super) refused_by: Vec<usize>,
    /// Whether a house without its own nurses can be asked.
    pub(super) nurses_needed: bool,
}

/// The number of houses one request is made to at most.
const HOUSES_ASKED: usize = 3;

impl Site<'_> {
    /// The requests of people who ask this house first; `demand` is today's factor. Those that come
    /// back were refused and are made to another house.
    pub(super) fn first_requests(&mut self, day: NaiveDate, place: usize, demand: f64) -> Vec<Request> {
        let beds = self.beds.unwrap_or(0);
        let asked = self.dice.poisson(self.nature.requests_per_day(beds) * demand);
        let mut refused = Vec::new();
        for _ in 0..asked {
            self.flows.requests += 1;
            refused.extend(self.first_request(day, place));
        }
        refused
    }

    /// A request that other houses refused before.
    pub(super) fn redirected(
        &mut self,
        day: NaiveDate,
        place: usize,
        mut request: Request,
    ) -> Option<Request> {
        self.flows.requests += 1;
        self.flows.redirected += 1;
        self.answer(day, place, &mut request).then_some(request)
    }

    fn first_request(&mut self, day: NaiveDate, place: usize) -> Option<Request> {
        let complex = if self.nature.own_nurses { 0.0 } else { 0.04 };
        let respite = 0.035;
        let drawn = self.dice.unit();
        let need = match drawn {
            ..0.03 => return self.refuse_for_good(RefusalReason::NotEligible),
            ..0.034 => return self.refuse_for_good(RefusalReason::NoFunding),
            ..0.04 => return self.refuse_for_good(RefusalReason::Other),
            ..0.045 if self.nature.own_nurses => {
                return self.refuse_for_good(RefusalReason::CareTooComplex);
            }
            ..0.11 => {
                self.passive += 1;
                return None;
            }
            drawn if drawn < 0.11 + respite => Need::Respite,
            drawn if drawn < 0.11 + respite + complex => Need::NursedBed,
            _ => Need::Bed,
        };
        let mut request = Request {
            need,
            refused_by: Vec::new(),
            nurses_needed: need == Need::NursedBed,
        };
        self.answer(day, place, &mut request).then_some(request)
    }

    /// Answers `request`; true where the person goes on to another house.
    fn answer(&mut self, day: NaiveDate, place: usize, request: &mut Request) -> bool {
        let Some((reason, moves_on)) = self.refusal(day, request.need) else {
            return false;
        };
        self.flows.refuse(reason);
        request.refused_by.push(place);
        request.refused_by.len() < HOUSES_ASKED && self.dice.chance(moves_on)
    }

    /// Takes or lists the person, or says why not and how likely they are to ask elsewhere.
    fn refusal(&mut self, day: NaiveDate, need: Need) -> Option<(RefusalReason, f64)> {
        if need == Need::NursedBed && !self.nature.own_nurses {
            return Some((RefusalReason::CareTooComplex, 0.8));
        }
        if need == Need::Respite && !self.nature.offers_respite {
            return Some((RefusalReason::RespiteNotOffered, 0.4));
        }
        if self.can_promise(day) {
            if need == Need::Respite {
                self.take_respite(day);
            } else {
                self.promise(day);
            }
            return None;
        }
        let reason = self.reason_for_no();
        let infection = reason == RefusalReason::Infection;
        let would_wait = need != Need::Respite && !infection && !self.winding_down;
        if would_wait && self.waiting <= self.beds.unwrap_or(0) && self.dice.chance(0.8) {
            self.waiting += 1;
            return None;
        }
        Some((reason, 0.55))
    }

    fn refuse_for_good(&mut self, reason: RefusalReason) -> Option<Request> {
        self.flows.refuse(reason);
        None
    }

    /// Why no bed can be promised: an infection, beds closed for want of staff, or simply none free.
    fn reason_for_no(&self) -> RefusalReason {
        if self.winding_down {
            return RefusalReason::Other;
        }
        let stopped = self.trouble.and_then(|trouble| trouble.stop());
        if stopped.is_some_and(|stop| stop.reason == ClosureReason::Infection) {
            return RefusalReason::Infection;
        }
        let staff = [ClosureReason::NoVolunteers, ClosureReason::NoNursing];
        let closed_for_staff = self.closing.iter().any(|(reason, _)| staff.contains(reason));
        let bed_unused = self.in_use() < self.beds.unwrap_or(0);
        if bed_unused && (stopped.is_some() || closed_for_staff) {
            RefusalReason::NoStaff
        } else {
            RefusalReason::NoBed
        }
    }
}
