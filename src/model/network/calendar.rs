//! What is going to happen, by day: a ring of days, each with a list of its events.
//!
//! Putting an event in and taking a day out cost the same however many houses and events there are.

/// What happens at a house.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// Somebody asks for a bed.
    Request,
    /// The guest for whom a bed was reserved comes.
    Admission,
    Departure,
    /// A bed is usable again.
    Ready,
    /// Somebody who waited does not any more.
    GiveUp,
    /// Closed beds open.
    Reopening,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Event {
    /// Days since the origin.
    pub(super) at: f64,
    /// Names the person, and whatever is drawn for them; the number of beds of a reopening.
    pub(super) word: u64,
    /// The stay in means of the house, of a request; in days, of an admission.
    pub(super) stay: f64,
    /// The place in the group.
    pub(super) house: u32,
    pub(super) what: What,
}

#[derive(Debug)]
pub(super) struct Calendar {
    /// Of each day of the ring the first event in `events`, or [`NONE`].
    heads: Vec<u32>,
    /// Each with the place of the next one of its day.
    events: Vec<(Event, u32)>,
    /// The first unused place in `events`.
    unused: u32,
}

const NONE: u32 = u32::MAX;

/// Days in the ring, a power of two; events further ahead go round more than once.
const LARGEST_RING: usize = 1024;

impl Calendar {
    pub(super) fn new(days: u32) -> Self {
        let days = usize::try_from(days)
            .unwrap_or(LARGEST_RING)
            .clamp(1, LARGEST_RING);
        Self {
            heads: vec![NONE; days.next_power_of_two()],
            events: Vec::new(),
            unused: NONE,
        }
    }

    pub(super) fn clear(&mut self) {
        self.heads.fill(NONE);
        self.events.clear();
        self.unused = NONE;
    }

    /// Puts an event on `day`, which is after `today`.
    #[inline]
    #[expect(
        clippy::indexing_slicing,
        reason = "places come from this ring: a mask, or an earlier push"
    )]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "there are far fewer events than 2^32"
    )]
    pub(super) fn put(&mut self, event: Event, day: u32, today: u32) {
        let ring = self.heads.len() - 1;
        let slot = (today as usize + ((day - today) as usize).min(ring)) & ring;
        let next = self.heads[slot];
        if self.unused == NONE {
            self.heads[slot] = self.events.len() as u32;
            self.events.push((event, next));
        } else {
            let place = self.unused;
            self.heads[slot] = place;
            self.unused = self.events[place as usize].1;
            self.events[place as usize] = (event, next);
        }
    }

    /// Takes out the events of `today`, in no order.
    #[inline]
    #[expect(
        clippy::indexing_slicing,
        reason = "places come from this ring: a mask, or an earlier push"
    )]
    pub(super) fn take(&mut self, today: u32, events: &mut Vec<Event>) {
        let ring = self.heads.len() - 1;
        let mut place = std::mem::replace(&mut self.heads[today as usize & ring], NONE);
        while place != NONE {
            let (event, next) = self.events[place as usize];
            self.events[place as usize].1 = self.unused;
            self.unused = place;
            place = next;
            let day = day_of(event.at);
            if day > today {
                self.put(event, day, today);
            } else {
                events.push(event);
            }
        }
    }
}

/// The simulated day in which a moment lies; a moment before the origin counts as day 0.
#[inline]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, which is what is meant"
)]
pub(super) fn day_of(at: f64) -> u32 {
    at as u32
}
