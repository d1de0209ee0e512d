//! The format of a binding file.

use std::num::NonZeroU16;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::Located;

/// The format that this version reads and writes.
pub const BINDING_FORMAT: &str = "itsm/binding/1";

/// Which activity of a log is which label of a model.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Binding")]
pub struct BindingFile {
    /// `itsm/binding/1`.
    pub format: Located<String>,
    /// The model that it was made for, such as `neutral:lifecycle/incident`. For readers; the model is named when a log is checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<Located<String>>,
    /// The keys whose values together are the activity, such as `[concept:name, lifecycle:transition]`. Absent means the one that the
    /// command says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classifier: Vec<Located<String>>,
    /// For activities of the log the labels of the model that they stand for; several where the log says less than the model, and
    /// then rules see the first. An activity that is not here stands for the label of the same text.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub activities: IndexMap<Located<String>, Vec<Located<String>>>,
    /// Activities of the log that the model says nothing about, such as a ticket that was printed. Their events are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignore: Vec<Located<String>>,
    /// What deviations cost; 1 each where nothing else is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights: Option<WeightsDefinition>,
}

/// What deviations cost.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WeightsDefinition {
    /// For activities of the log what each of their events costs that is too much, 1 to 65,535.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub extra: IndexMap<Located<String>, Located<NonZeroU16>>,
    /// For labels of the model what each costs that is missing, 1 to 65,535.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub missing: IndexMap<Located<String>, Located<NonZeroU16>>,
}
