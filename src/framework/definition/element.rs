//! An element as an author writes it.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{BaseRelation, Direction, Edge, Involvement, Standing};
use crate::document::Located;

/// One element of a framework: a practice, a process, a requirement, a clause, a term.
///
/// In an overlay (`extends`) an element that exists is overridden field by field; in a new edition (`based_on`) an
/// element with `from` takes over what it does not say itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "element"))]
pub struct ElementDefinition {
    /// The id within the framework, the framework's own where it has one.
    pub id: Located<String>,
    /// One of the framework's kinds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Located<String>>,
    /// The title in the framework's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Located<String>>,
    /// The element of another file that this one hangs below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Located<String>>,
    /// The element of the older framework that this one comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Located<String>>,
    /// How this element lies to the one it comes from; absent means not known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edition_relation: Vec<BaseRelation>,
    /// What the element is to its parent, when it is not what the parent's kind says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edge: Option<Edge>,
    /// Whether the children are all the parts there are.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub exhaustive: bool,
    /// Abbreviations, earlier names and other spellings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// What the element is for, in the author's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// How sure the element is; absent takes the default of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// Keys of `sources`; absent takes the default of the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<Located<String>>,
    /// A remark on provenance or disputes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What comes in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<Located<String>>,
    /// What goes out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outputs: Vec<Located<String>>,
    /// Ordered steps below the level of elements.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<String>,
    /// Who takes part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<RoleAssignment>,
    /// Documents, records and tools.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub artefacts: Vec<Artefact>,
    /// What is measured.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub metrics: Vec<Metric>,
    /// Levels on named scales.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<LevelCount>,
    /// How many activities the source counts, where their wording is not carried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity_count: Option<Located<u32>>,
    /// Short facts that the framework states, by name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub facts: IndexMap<String, String>,
    /// Other elements that this one points to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Reference>,
    /// Children, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elements: Vec<ElementDefinition>,
}

/// A role that takes part in an element.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "role"))]
pub struct RoleAssignment {
    /// The role's title.
    pub title: String,
    /// How it takes part; `not-stated` when the source gives no letter.
    #[serde(default = "not_stated")]
    pub involvement: Involvement,
    /// The element that describes the role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub element: Option<Located<String>>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

fn not_stated() -> Involvement {
    Involvement::NotStated
}

/// A document, record or tool that belongs to an element.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "artefact"))]
pub struct Artefact {
    /// Its title.
    pub title: String,
    /// The element that describes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub element: Option<Located<String>>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Something that is measured about an element.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "metric"))]
pub struct Metric {
    /// Its title.
    pub title: String,
    /// Its unit, such as `percent` or `duration`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Which way it should go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// How it is computed, in words and names of fields.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formula: Option<String>,
    /// How sure it is; absent takes the element's standing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// Keys of `sources`; absent takes the element's sources.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<Located<String>>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A level on a scale, and how many of the element's activities carry it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "level"))]
pub struct LevelCount {
    /// One of the framework's scales.
    pub scale: Located<String>,
    /// One of the scale's levels.
    pub level: Located<String>,
    /// How many activities carry the level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
}

/// A pointer to another element.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "reference"))]
pub struct Reference {
    /// The id of an element of this framework, or `framework:id` for one of another.
    pub to: Located<String>,
    /// What the pointer means, a free word such as `primary`.
    pub relation: String,
    /// How sure it is; absent takes the element's standing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// Keys of `sources`; absent takes the element's sources.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<Located<String>>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
