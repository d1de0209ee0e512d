//! What happens to a clock.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::calendar::BusinessDuration;

/// What must be reached, and on which calendar.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Target {
    /// What the target is called, such as `resolution-high`.
    pub name: String,
    /// How much business time or how many business days.
    pub duration: BusinessDuration,
    /// The id of the calendar that counts from now on.
    pub calendar: String,
}

/// One event of a record's history. Events that say nothing about the clock can be named by a retroactive policy.
///
/// History is ordered by instant, then by sequence; an event that is there twice counts once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ClockEvent {
    /// When it happened.
    pub at: Timestamp,
    /// Its place among the events of one instant, such as the sequence number of the audit record.
    pub sequence: u64,
    /// What it is called, such as `assigned`.
    pub name: String,
    /// What it does to the clock, if anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
}

/// What an event does to the clock. An event that does not fit the clock's phase has no effect, and the reading says so.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Change {
    /// The clock starts, once.
    Start {
        /// What must be reached.
        target: Target,
    },
    /// The running clock stands still.
    Pause,
    /// The paused clock runs on.
    Resume,
    /// The clock has come to its end: resolved, cancelled, merged, switched off.
    Stop,
    /// The stopped clock runs again.
    Reopen {
        /// What becomes of what was counted before.
        policy: Policy,
    },
    /// Another target holds from now on; a clock that stands still goes on standing still.
    Retarget {
        /// What must be reached.
        target: Target,
        /// What becomes of what was counted before.
        policy: Policy,
    },
}

/// What becomes of what was counted when a target changes or a record is opened again.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Policy {
    /// It still counts, as the calendars of those times counted it.
    Carry,
    /// Nothing counts any more; counting begins anew.
    Restart,
    /// Everything since a named event counts, by the calendar that holds from now on, even if the clock had not started then.
    Retroactive {
        /// The name of the event; of several the first counts.
        event: String,
        /// Whether times in which the clock stood still are left out.
        pauses: EarlierPauses,
    },
}

/// What a retroactive policy does with earlier pauses. Times in which the clock was stopped never count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EarlierPauses {
    /// They are left out of the count.
    Keep,
    /// They are counted as if the clock had run.
    Ignore,
}
