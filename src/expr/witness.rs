//! Witnesses: values under which conditions hold, or do not.

use std::fmt;

use indexmap::IndexMap;
use jiff::Timestamp;

use super::{Calendars, Condition, NoCalendars, Value, engine};

/// What a condition is to come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Truth {
    /// It holds.
    True,
    /// It has an answer, and does not hold.
    False,
    /// It does not hold, or has no answer.
    NotTrue,
}

impl Truth {
    /// Whether an answer is the one that was wished for; none stands for an error.
    #[must_use]
    pub fn is(self, answer: Option<bool>) -> bool {
        match self {
            Self::True => answer == Some(true),
            Self::False => answer == Some(false),
            Self::NotTrue => answer != Some(true),
        }
    }
}

/// Where a witness is looked for.
#[derive(Clone, Copy)]
pub struct WitnessSearch<'search> {
    /// The instant that `now()` and instants are tried at and around.
    pub now: Timestamp,
    /// What `business_elapsed` asks.
    pub calendars: &'search (dyn Calendars + Sync),
    /// Whether a field may have a value; null stands for a field that is not filled.
    pub admits: &'search dyn Fn(&str, &Value) -> bool,
}

impl WitnessSearch<'static> {
    /// A search without calendars that admits every value.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self { now, calendars: &NoCalendars, admits: &|_, _| true }
    }
}

impl fmt::Debug for WitnessSearch<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "WitnessSearch({})", self.now)
    }
}

/// Values under which conditions come to what was wished for. Fields that it leaves out are not filled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Witness {
    /// The fields that are filled.
    pub values: IndexMap<String, Value>,
    /// What `now()` is, where a condition asks for it.
    pub now: Option<Timestamp>,
}

/// Values under which every condition comes to what is wished for it, all at the same time.
///
/// Every field is tried with one value out of each region that the literals mark off, as [`overlap`](super::overlap) does,
/// and with some more that calculations, texts and times may want; a field that is not needed is left out. What comes
/// back was evaluated. None says that nothing was found, not that there is nothing: a condition may want a value that no
/// literal hints at, and the search ends after 100,000 evaluations of parts. Conditions on different fields do not
/// multiply each other.
///
/// Source of the search: backjumping with conflict sets, P. Prosser, "Hybrid algorithms for the constraint satisfaction
/// problem", Computational Intelligence 9(3), 1993.
#[must_use]
pub fn witness(wishes: &[(&Condition, Truth)], search: &WitnessSearch<'_>) -> Option<Witness> {
    let wishes: Vec<_> = wishes.iter().map(|(condition, truth)| (&condition.tree, *truth)).collect();
    engine::witness(&wishes, search)
}
