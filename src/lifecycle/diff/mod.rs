//! What differs between two definitions of a lifecycle, and which records that touches.

mod compare;
mod impact;

pub use impact::{Impact, TouchKind, TouchReason, TouchedRecord};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Lifecycle;
pub use crate::difference::PartChange;
use crate::{difference::Difference, document::vocabulary};

/// What differs between two definitions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LifecycleDiff {
    /// The older definition.
    pub older: DefinitionRecord,
    /// The newer definition.
    pub newer: DefinitionRecord,
    /// Whether the two hashes are equal, which is when `behaviour` is empty.
    pub same_behaviour: bool,
    /// What behaves differently, by parts.
    pub behaviour: Vec<LifecycleDifference>,
    /// What differs without any effect on behaviour: titles, remarks, references to frameworks.
    pub words_only: Vec<LifecycleDifference>,
    /// The records that are touched, or null where none were given.
    #[serde(default)]
    pub records: Option<Vec<TouchedRecord>>,
}

/// One of the two definitions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DefinitionRecord {
    /// The reference.
    pub lifecycle: String,
    /// The version, or null.
    pub version: Option<String>,
    /// The hash of what changes behaviour.
    pub hash: String,
}

vocabulary! {
    /// The parts of a definition.
    LifecyclePart {
        /// The lifecycle as a whole.
        Lifecycle,
        /// A state.
        State,
        /// An event.
        Event,
        /// A transition, by its state and event.
        Transition,
        /// A field.
        Field,
        /// A timer.
        Timer,
        /// An approval.
        Approval,
        /// Two events that one person must not do both of.
        FourEyes,
        /// A role; only its words, as transitions and approvals say what it may do.
        Role,
        /// A list of codes; only its words, as fields say which values they take.
        Codes,
    }
}

/// One difference.
pub type LifecycleDifference = Difference<LifecyclePart>;

/// What differs from one definition to another: of an edited one, of two editions, or of a lifecycle and what extends it.
///
/// Parts are the same when they have the same id. Of several transitions of a state on an event those are held against each
/// other that are equal, then those of the same guard, then those of the same target, then in order. There is a difference in
/// behaviour exactly when the hashes differ. Time is linear in the definitions, but for transitions on one event.
#[must_use]
pub fn diff(older: &Lifecycle, newer: &Lifecycle) -> LifecycleDiff {
    let (behaviour, words_only) = compare::compare(&older.inner.statement, &newer.inner.statement);
    LifecycleDiff { older: record(older), newer: record(newer), same_behaviour: older.hash() == newer.hash(), behaviour, words_only, records: None }
}

fn record(lifecycle: &Lifecycle) -> DefinitionRecord {
    let version = lifecycle.version().map(str::to_owned);
    DefinitionRecord { lifecycle: lifecycle.reference(), version, hash: lifecycle.hash().to_owned() }
}

/// How a transition is named.
fn transition_name(state: &str, event: &str) -> String {
    format!("{state} on {event}")
}

/// How two events that one person must not do both of are named.
fn four_eyes_name(first: &str, second: &str) -> String {
    format!("{first} then {second}")
}
