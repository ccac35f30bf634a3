//! Which revisions stand: now, or at a past moment.

use super::revisions;

diesel::alias!(revisions as later: Later);

/// Runs a query on the revisions that stand now, or that stood at a past moment: entered by then, no
/// withdrawal, and no later one entered by then.
macro_rules! standing {
    ($wanted:expr, $as_of:expr, |$query:ident| $run:expr) => {
        match $as_of {
            None => {
                let $query = $wanted.filter(revisions::is_current);
                $run
            }
            Some(moment) => {
                use diesel::dsl::{exists, not};
                use $crate::store::registration::standing::later;
                let moment = moment.naive_utc();
                let replaced = later
                    .filter(later.field(revisions::house_id).eq(revisions::house_id))
                    .filter(later.field(revisions::date).eq(revisions::date))
                    .filter(later.field(revisions::revision).gt(revisions::revision))
                    .filter(later.field(revisions::recorded_at).le(moment));
                let $query = $wanted
                    .filter(revisions::recorded_at.le(moment))
                    .filter(not(revisions::is_withdrawn))
                    .filter(not(exists(replaced)));
                $run
            }
        }
    };
}
pub(super) use standing;
