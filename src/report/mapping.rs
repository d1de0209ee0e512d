//! What merging and carrying over mapping sets gives, as records.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::mapping::{LeftRow, MergeRule, MergedPair};

/// A merge as `itsm map merge --format json` gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MergeRecord {
    /// How many rows the merged set has.
    pub rows: usize,
    /// How differences were settled.
    pub rule: MergeRule,
    /// The pairs on which the sets differ.
    pub differing: Vec<MergedPair>,
}

/// A migration as `itsm map migrate --format json` gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MigrationRecord {
    /// Rows that say of the new element what they said of the old one.
    pub kept: usize,
    /// Rows that say less, because the element changed.
    pub derived: usize,
    /// Rows that must be looked at by a person.
    pub left: Vec<LeftRow>,
}
