//! What is asked of a simulated log, and which deviations are planted in it.

use std::{fmt, str::FromStr};

use indexmap::IndexMap;
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumIter, EnumMessage, EnumString, IntoEnumIterator as _, IntoStaticStr};

use crate::diagnostic::nearest;

/// A kind of deviation that can be planted.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
    Display,
    EnumIter,
    EnumMessage,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum PlantKind {
    /// An activity that the model does not have, at any place: one move each.
    #[strum(message = "1 to 3 activities that the model does not have")]
    Insert,
    /// An activity that every run has, and the case once, is left out: one move.
    #[strum(message = "an activity that every run has is left out")]
    Skip,
    /// An approval that was given is left out; what that costs is computed where the model is a lifecycle, and it is left out of other
    /// models only where every run has it.
    #[strum(message = "an approval is left out")]
    ApprovalSkipped,
    /// One person does two things that two must do.
    #[strum(message = "one person does what two must do")]
    FourEyes,
    /// A field that must be filled is not.
    #[strum(message = "a required field is empty")]
    MissingField,
    /// The ticket comes back to a group that it has left.
    #[strum(message = "the ticket goes back and forth between two groups")]
    PingPong,
    /// The case ends after it was due.
    #[strum(message = "the case ends after it was due")]
    Late,
    /// The last event comes after the window that was planned.
    #[strum(message = "the last event comes after the planned window")]
    OutsideWindow,
    /// The user has not confirmed.
    #[strum(message = "the user has not confirmed")]
    Unconfirmed,
    /// The priority is not the one of impact and urgency.
    #[strum(message = "the priority does not follow from impact and urgency")]
    PriorityMismatch,
}

impl PlantKind {
    /// All kinds, in the order in which they are planted.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::iter()
    }

    /// What it is, in a few words.
    #[must_use]
    pub fn summary(self) -> &'static str {
        self.get_message().unwrap_or_default()
    }
}

/// In how many of a hundred cases a kind of deviation is planted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Plant {
    /// The kind.
    pub kind: PlantKind,
    /// Of a hundred cases, chosen by lot.
    pub percent: u32,
}

/// A text that is no plant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PlantError(String);

impl FromStr for Plant {
    type Err = PlantError;

    /// Reads `KIND=PERCENT`.
    fn from_str(text: &str) -> Result<Self, PlantError> {
        let (kind, percent) = text.split_once('=').ok_or_else(|| PlantError("write KIND=PERCENT, such as insert=10".to_owned()))?;
        let percent = percent.trim().trim_end_matches('%').parse().ok().filter(|percent| *percent <= 100);
        let percent = percent.ok_or_else(|| PlantError("the percentage is a whole number from 0 to 100".to_owned()))?;
        let kind = kind.trim();
        let known = || PlantKind::iter().map(<&str>::from);
        let kind = kind.parse().map_err(|_| {
            let near = nearest(kind, known()).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            PlantError(format!("`{kind}` is none of {}{near}", known().collect::<Vec<_>>().join(", ")))
        })?;
        Ok(Self { kind, percent })
    }
}

impl fmt::Display for Plant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}={}", self.kind, self.percent)
    }
}

/// What is asked of a log. The same plan, with the same model, gives the same log on every platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// How many cases.
    pub cases: usize,
    /// No further case is begun once there are so many events.
    pub events: Option<usize>,
    /// What the random numbers begin with. A case is the same whatever number of others there is.
    pub seed: u64,
    /// Before the first case.
    pub start: Timestamp,
    /// The mean time between the beginnings of two cases; the times are exponential.
    pub arrival: SignedDuration,
    /// The mean time before an event; the times are exponential.
    pub pace: SignedDuration,
    /// Other means, by activity.
    pub durations: IndexMap<String, SignedDuration>,
    /// From the first event of a case to the instant at which it is due. A case that takes longer is shortened, unless it is planted as
    /// late.
    pub promise: SignedDuration,
    /// People in each role.
    pub people: usize,
    /// Groups that tickets are assigned to.
    pub groups: usize,
    /// In how many of a hundred steps a run of a lifecycle does what is not usual where it could: goes back, stays, or leaves out what
    /// lies between, such as a cancellation.
    pub loops: u32,
    /// From so many events on a run takes the shortest way to its end.
    pub longest: usize,
    /// Further attributes of every event, texts without a meaning, for logs of a wanted size.
    pub attributes: usize,
    /// What is planted.
    pub plants: Vec<Plant>,
}

impl Default for Plan {
    /// A hundred cases with the seed 1 from Monday, 2026-01-05, 08:00 UTC on: one an hour, four hours a step, due after 30 days; five people in
    /// a role, six groups; nothing planted.
    fn default() -> Self {
        Self {
            cases: 100,
            events: None,
            seed: 1,
            start: Timestamp::constant(1_767_600_000, 0),
            arrival: SignedDuration::from_hours(1),
            pace: SignedDuration::from_hours(4),
            durations: IndexMap::new(),
            promise: SignedDuration::from_hours(30 * 24),
            people: 5,
            groups: 6,
            loops: 8,
            longest: 60,
            attributes: 0,
            plants: Vec::new(),
        }
    }
}
