//! The framework file and its parts.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Edge, ElementDefinition, Flows, Role, SourceDefinition, Standing};
use crate::document::Located;

/// `framework.yaml`: what the framework is, its vocabulary, its sources and its elements.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Framework definition")]
pub struct FrameworkFile {
    /// `itsm/framework/1`.
    pub format: Located<String>,
    /// The prefix of every id, such as `itil4`; an overlay may leave it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Located<String>>,
    /// The title in the framework's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The edition, such as `2018`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// Who publishes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// The language of titles, a BCP 47 tag such as `en`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Located<String>>,
    /// What it is, in one or two sentences of the author's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// The framework that this file changes in place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extends: Option<Located<String>>,
    /// The framework that this one was made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub based_on: Option<Located<String>>,
    /// Whose names and wording these are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rights: Option<Rights>,
    /// A regular expression that every element id fits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_pattern: Option<Located<String>>,
    /// Whether every input must come from inside the framework; absent means `closed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flows: Option<Flows>,
    /// What the elements of this file take when they do not say it themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub defaults: Option<Defaults>,
    /// The framework's own vocabulary of element kinds.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub kinds: IndexMap<String, KindDefinition>,
    /// Named scales of levels.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub scales: IndexMap<String, ScaleDefinition>,
    /// The publications that facts come from, by key.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub sources: IndexMap<String, SourceDefinition>,
    /// Further element files, relative to this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Located<String>>,
    /// Languages with a file `locale/<language>.yaml`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub locales: Vec<Located<String>>,
    /// The elements, a tree of any depth.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elements: Vec<ElementDefinition>,
    /// Who hands what to whom.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub interfaces: Vec<InterfaceDefinition>,
    /// In an overlay: elements of the extended framework that are taken out, with all below them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hide: Vec<Located<String>>,
}

/// A part file: further elements of a framework.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Framework part")]
pub struct PartFile {
    /// `itsm/part/1`.
    pub format: Located<String>,
    /// The framework that the part belongs to.
    pub framework: Located<String>,
    /// What the elements of this file take when they do not say it themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub defaults: Option<Defaults>,
    /// The elements.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elements: Vec<ElementDefinition>,
    /// Who hands what to whom.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub interfaces: Vec<InterfaceDefinition>,
}

/// Whose names and wording a framework is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "rights"))]
pub struct Rights {
    /// Who holds the rights in the framework.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// An SPDX licence expression, where the framework has a licence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// The sentence that the licence asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribution: Option<String>,
    /// What is a fact and what is whose wording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What the elements of a file take when they do not say it themselves.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "defaults"))]
pub struct Defaults {
    /// How sure the elements are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// Keys of `sources`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<Located<String>>,
}

/// A kind of element in the framework's own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "kind"))]
pub struct KindDefinition {
    /// The word with its capital, such as `Practice`.
    pub title: String,
    /// The same in words that all frameworks share.
    pub role: Role,
    /// What children are to an element of this kind; absent means `part`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub children: Option<Edge>,
}

/// A named scale of levels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "scale"))]
pub struct ScaleDefinition {
    /// The scale's title.
    pub title: String,
    /// Its levels, lowest first.
    #[serde(default)]
    pub levels: Vec<LevelDefinition>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A level of a scale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "level"))]
pub struct LevelDefinition {
    /// The level as the framework writes it, such as `2`.
    pub level: String,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// How sure the name is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// A remark in the author's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A hand-over from one process to another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "interface"))]
pub struct InterfaceDefinition {
    /// The id of the giver; `*` stands for any process.
    pub from: Located<String>,
    /// The id of the receiver; `*` stands for any process.
    pub to: Located<String>,
    /// What is handed over.
    pub item: String,
    /// How sure it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// Keys of `sources`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<Located<String>>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
