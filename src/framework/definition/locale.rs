//! A locale file: a framework's titles in another language.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Defaults, SourceDefinition, Standing};
use crate::document::Located;

/// `locale/<language>.yaml`: titles and terms in another language, laid over the framework's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Framework locale")]
pub struct LocaleFile {
    /// `itsm/locale/1`.
    pub format: Located<String>,
    /// The framework that is translated.
    pub framework: Located<String>,
    /// The language, a BCP 47 tag such as `pt-BR`.
    pub language: Located<String>,
    /// The publications that the names come from, by key.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub sources: IndexMap<String, SourceDefinition>,
    /// What entries take when they do not say it themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub defaults: Option<Defaults>,
    /// The framework's title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The kinds, by their id.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub kinds: IndexMap<Located<String>, KindTranslation>,
    /// The elements, by their id.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub elements: IndexMap<Located<String>, Translation>,
    /// The lifecycles, by their id; a model stands behind a point.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub lifecycles: IndexMap<Located<String>, LifecycleTranslation>,
}

/// A lifecycle in another language: what is left out is taken over from the lifecycle that it is made from, where the title
/// there is the same.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "translation"))]
pub struct LifecycleTranslation {
    /// The title; a model often has one of its own only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The summary in this language, in the author's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// The titles of states, by their id.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub states: IndexMap<Located<String>, String>,
    /// The titles of events, by their id.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub events: IndexMap<Located<String>, String>,
    /// How sure the titles are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// Keys of `sources`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<Located<String>>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A kind in another language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "kind"))]
pub struct KindTranslation {
    /// The word with its capital.
    pub title: String,
}

/// An element in another language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "translation"))]
pub struct Translation {
    /// The title.
    pub title: String,
    /// Other forms: older ones, those of tools, abbreviations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// The purpose in this language, in the author's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// How sure the title is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// Keys of `sources`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<Located<String>>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
