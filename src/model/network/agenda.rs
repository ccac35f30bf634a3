//! What is still to come on the day being played, and on the days after it.

use super::calendar::{Calendar, Event, day_of};

#[derive(Debug)]
pub(super) struct Agenda {
    /// Days that are played.
    days: u32,
    day: u32,
    /// The events of the day that are still to come, the next one last.
    today: Vec<Event>,
    later: Calendar,
}

impl Agenda {
    pub(super) fn new(days: u32) -> Self {
        Self {
            days,
            day: 0,
            today: Vec::new(),
            later: Calendar::new(days),
        }
    }

    pub(super) fn clear(&mut self) {
        self.day = 0;
        self.today.clear();
        self.later.clear();
    }

    pub(super) fn day(&self) -> u32 {
        self.day
    }

    pub(super) fn is_over(&self) -> bool {
        self.day >= self.days
    }

    /// Something of the day being played, before [`Self::open_day`] puts the day in order.
    #[inline]
    pub(super) fn add_today(&mut self, event: Event) {
        self.today.push(event);
    }

    /// Something that follows from what just happened, or from how the day begins.
    #[inline]
    pub(super) fn add(&mut self, event: Event) {
        let day = day_of(event.at);
        if day >= self.days {
            return;
        }
        if day > self.day {
            self.later.put(event, day, self.day);
        } else {
            let place = self.today.iter().rposition(|other| other.at > event.at);
            self.today.insert(place.map_or(0, |place| place + 1), event);
        }
    }

    /// Puts the events of the day in order.
    pub(super) fn open_day(&mut self) {
        self.later.take(self.day, &mut self.today);
        // Mostly there are few, for which the general method is slow.
        if self.today.len() <= FEW {
            sort_few(&mut self.today);
        } else {
            self.today
                .sort_unstable_by(|one, other| other.at.total_cmp(&one.at));
        }
    }

    /// The next event of the day.
    #[inline]
    pub(super) fn next(&mut self) -> Option<Event> {
        self.today.pop()
    }

    pub(super) fn close_day(&mut self) {
        self.day += 1;
    }
}

const FEW: usize = 12;

/// The latest first, by insertion.
#[inline]
fn sort_few(events: &mut [Event]) {
    for end in 1..events.len() {
        let mut place = end;
        while let Some([before, after]) = place
            .checked_sub(1)
            .and_then(|start| events.get_mut(start..=place))
        {
            if before.at >= after.at {
                break;
            }
            std::mem::swap(before, after);
            place -= 1;
        }
    }
}
