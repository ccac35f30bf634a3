//! Who comes into a house: the guests of today's stand, those admitted, and those who wait.

use super::agenda::Agenda;
use super::calendar::{Event, What};
use super::house::{Running, START, Waiting};
use super::site::House;
use super::stream::Stream;

/// The steps of the day, and on the day from which the house is known its stand.
#[cold]
pub(super) fn change(house: &mut Running, plan: &House, place: u32, day: u32, agenda: &mut Agenda) {
    house.take_steps(&plan.steps, day);
    let now = f64::from(day);
    if !house.is_awake {
        house.is_awake = true;
        settle(house, plan, place, now, agenda);
    }
    admit_waiting(house, place, now, agenda);
}

/// Takes the house's stand, with what is left of stays, reservations and closures drawn.
fn settle(house: &mut Running, plan: &House, place: u32, now: f64, agenda: &mut Agenda) {
    let state = plan.state;
    let mut stream = house.key.part(START).stream();
    let begin = Event {
        at: now,
        word: 0,
        stay: 0.0,
        house: place,
        what: What::Departure,
    };
    house.occupied = state.occupied.min(MOST_PEOPLE);
    for _ in 0..house.occupied {
        let left = house.stay_days * house.sampler.remainder(&mut stream);
        agenda.add(Event {
            at: now + left,
            word: stream.word(),
            ..begin
        });
    }
    house.reserved = state.reserved.min(MOST_PEOPLE);
    for _ in 0..house.reserved {
        let left = house.delay_days * stream.exponential();
        agenda.add(Event {
            at: now + left,
            stay: house.stay_days * house.sampler.stay(&mut stream),
            word: stream.word(),
            what: What::Admission,
            ..begin
        });
    }
    house.in_turnover = state.in_turnover.min(MOST_PEOPLE);
    for _ in 0..house.in_turnover {
        agenda.add(Event {
            at: now + house.turnover_days * stream.exponential(),
            what: What::Ready,
            ..begin
        });
    }
    if state.closed > 0 {
        house.closed = state.closed;
        agenda.add(Event {
            at: now + house.closures.mean_days * stream.exponential(),
            word: u64::from(state.closed),
            what: What::Reopening,
            ..begin
        });
    }
    for _ in 0..state.waiting.min(MOST_PEOPLE) {
        let stay = house.sampler.stay(&mut stream);
        let word = stream.word();
        wait(house, Event { word, stay, ..begin }, agenda);
    }
}

/// Gives the person of a request a bed: at once, or reserved until they come.
#[inline]
pub(super) fn admit(house: &mut Running, request: Event, agenda: &mut Agenda) {
    let stay = house.stay_days * request.stay;
    if house.delay_days > 0.0 {
        house.reserved += 1;
        let delay = house.delay_days * Stream::of(request.word ^ DELAY).exponential();
        agenda.add(Event {
            at: request.at + delay,
            stay,
            what: What::Admission,
            ..request
        });
    } else {
        house.occupied += 1;
        agenda.add(Event {
            at: request.at + stay,
            what: What::Departure,
            ..request
        });
    }
}

pub(super) fn wait(house: &mut Running, request: Event, agenda: &mut Agenda) {
    house.waiting.push_back(Waiting {
        word: request.word,
        stay: request.stay,
    });
    let patience = house.patience_days * Stream::of(request.word ^ PATIENCE).exponential();
    agenda.add(Event {
        at: request.at + patience,
        what: What::GiveUp,
        ..request
    });
}

/// Gives free beds to those who wait, in the order in which they came.
#[inline]
pub(super) fn admit_waiting(house: &mut Running, place: u32, now: f64, agenda: &mut Agenda) {
    while !house.waiting.is_empty() && house.free() > 0 {
        let Some(Waiting { word, stay }) = house.waiting.pop_front() else {
            return;
        };
        house.counts.admitted_from_waiting += 1;
        let request = Event {
            at: now,
            word,
            stay,
            house: place,
            what: What::Request,
        };
        admit(house, request, agenda);
    }
}

/// More people than this in one state of a house are cut off: it bounds the work.
const MOST_PEOPLE: u32 = 100_000;

/// What a person's word is mixed with, for what is drawn only if it comes to that.
const DELAY: u64 = 0x1405_7b7e_f767_814f;
const PATIENCE: u64 = 0x2545_f491_4f6c_dd1d;
