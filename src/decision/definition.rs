//! What an author writes: the decision file.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    document::{Located, vocabulary},
    provenance::{SourceDefinition, Standing},
};

/// The `format:` line of a decision file.
pub const DECISION_FORMAT: &str = "itsm/decision/1";

/// A decision table: which values of its inputs lead to which values of its outputs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Decision table")]
pub struct DecisionFile {
    /// `itsm/decision/1`.
    pub format: Located<String>,
    /// The id, such as `priority`; within a framework its long form is `FRAMEWORK:decision/ID`.
    pub id: Located<String>,
    /// The framework or tool that it belongs to, such as `neutral` or `itop`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub framework: Option<Located<String>>,
    /// The title.
    pub title: Located<String>,
    /// The version of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// What it decides, in one or two sentences of the author's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// How sure it is that this is decided so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// The publications that facts come from, by key.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub sources: IndexMap<String, SourceDefinition>,
    /// Keys of `sources`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<Located<String>>,
    /// What is asked.
    pub inputs: Vec<InputDefinition>,
    /// What is answered.
    pub outputs: Vec<OutputDefinition>,
    /// What happens when several rules match; absent means `unique`: that never happens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hit: Option<HitPolicy>,
    /// Rules by the values of all inputs.
    #[serde(default, skip_serializing_if = "no_rules")]
    pub rules: Located<Vec<RuleDefinition>>,
    /// Rules by the values of two inputs, as a matrix; its cells come after `rules`, row by row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matrix: Option<Located<MatrixDefinition>>,
    /// The value of each output where no rule matches; absent means that rules must cover everything.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub otherwise: IndexMap<Located<String>, Located<String>>,
    /// Inputs of the same values whose values may change places without changing the outcome.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub symmetric: Vec<Located<String>>,
}

fn no_rules(rules: &Located<Vec<RuleDefinition>>) -> bool {
    rules.is_empty()
}

/// Something that is asked: one of some values, or a whole number.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "input"))]
pub struct InputDefinition {
    /// The id.
    pub id: Located<String>,
    /// The title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its values, the lowest first; absent means that it is a whole number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Located<String>>,
    /// The titles of values.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub titles: IndexMap<Located<String>, String>,
    /// The least number there is; absent means no bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Located<String>>,
    /// The greatest number there is; absent means no bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Located<String>>,
}

/// Something that is answered: one of some values.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "output"))]
pub struct OutputDefinition {
    /// The id.
    pub id: Located<String>,
    /// The title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its values, the lowest first.
    pub values: Vec<Located<String>>,
    /// The titles of values.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub titles: IndexMap<Located<String>, String>,
    /// How it moves with the inputs: claims that a check proves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub monotone: Option<MonotoneDefinition>,
}

/// How an output moves with the inputs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "claim"))]
pub struct MonotoneDefinition {
    /// Inputs of which a higher value never leads to a lower output.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rising: Vec<Located<String>>,
    /// Inputs of which a higher value never leads to a higher output.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub falling: Vec<Located<String>>,
}

/// Rules by the values of two inputs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "matrix"))]
pub struct MatrixDefinition {
    /// The input whose values stand before the rows.
    pub rows: Located<String>,
    /// The input whose values stand above the columns.
    pub columns: Located<String>,
    /// The output in the cells; may be left out when there is only one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<Located<String>>,
    /// What stands above the columns: values or tests; absent means the values of the input, the lowest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<Located<String>>,
    /// The rows by value or test: a value of the output for each column, or `-` for none.
    pub cells: IndexMap<Located<String>, Vec<Located<String>>>,
}

/// A rule: what must hold, and what is answered then.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "rule"))]
pub struct RuleDefinition {
    /// A test for each input; one that is left out may have any value.
    ///
    /// A test is a value, several with commas, a range such as `1..5`, `[1..5)` or `>= high`, `not(...)`, or `-` for any.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub when: IndexMap<Located<String>, Located<String>>,
    /// The value of each output.
    pub then: Located<IndexMap<Located<String>, Located<String>>>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

vocabulary! {
    /// What happens when several rules match.
    HitPolicy {
        /// It never happens.
        Unique,
        /// They all say the same.
        Any,
        /// The first in the file counts.
        First,
        /// The one with the highest outcome counts: by the first output, then by the next.
        Priority,
        /// All count, in the order of the file.
        Collect,
    }
}
