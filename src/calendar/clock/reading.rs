//! What a clock shows.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Target;
use crate::calendar::BusinessDuration;

/// What a clock is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// It has not started.
    NotStarted,
    /// It counts.
    Running,
    /// It stands still and may go on.
    Paused,
    /// It has come to its end.
    Stopped,
}

/// A stretch of history in one phase, `[from, until)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// When it begins.
    pub from: Timestamp,
    /// When it ends; none while it lasts.
    pub until: Option<Timestamp>,
    /// What the clock does meanwhile.
    pub phase: Phase,
}

/// The state of a clock as of an instant. A reading names the calendar and its version: it is true for these, and stays so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The instant that the reading is for; later events are not looked at.
    pub as_of: Timestamp,
    /// What the clock is doing.
    pub phase: Phase,
    /// What must be reached; none before the start.
    pub target: Option<Target>,
    /// The version of the target's calendar.
    pub calendar_version: Option<String>,
    /// What has been counted, in the unit of the target.
    pub consumed: Option<BusinessDuration>,
    /// What is left, negative when it is used up and more.
    pub slack: Option<BusinessDuration>,
    /// When the target is reached if nothing else happens, which may be in the past; none unless the clock runs.
    pub deadline: Option<Timestamp>,
    /// When the target was reached, if that has happened: a fact that a later pause or stop does not undo.
    pub reached: Option<Timestamp>,
    /// Whether the clock ran on after the target was reached. Stopping at the deadline itself is in time.
    pub breached: bool,
    /// What the clock did, from the first event on.
    pub spans: Vec<Span>,
    /// The sequence numbers of events that did not fit the phase, such as a resume without a pause.
    pub without_effect: Vec<u64>,
}
