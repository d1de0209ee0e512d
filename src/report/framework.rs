//! One framework with its vocabulary, rights and sources.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::NamedRecord;
use crate::{
    framework::{
        Names,
        definition::{Rights, Role, ScaleDefinition, SourceDefinition},
    },
    id::ElementId,
};

/// A framework as `itsm show FRAMEWORK --format json` gives it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FrameworkRecord {
    /// The id.
    pub id: String,
    /// The title in the language that was asked for, or the framework's own.
    pub title: String,
    /// The edition.
    pub edition: String,
    /// Who publishes it.
    pub publisher: String,
    /// When it was published.
    pub published: Option<String>,
    /// The language of its own titles.
    pub language: String,
    /// What it is.
    pub summary: Option<String>,
    /// The framework that it was made from.
    pub based_on: Option<String>,
    /// Whose names and wording it is made of.
    pub rights: Rights,
    /// Its kinds with their titles, roles and numbers of elements.
    pub kinds: IndexMap<String, KindRecord>,
    /// Its scales.
    pub scales: IndexMap<String, ScaleDefinition>,
    /// The publications that its facts come from.
    pub sources: IndexMap<String, SourceDefinition>,
    /// The languages that there are names in.
    pub locales: Vec<String>,
    /// The number of hand-overs between its elements.
    pub interfaces: usize,
    /// The elements at the top of its tree.
    pub roots: Vec<NamedRecord>,
}

/// A kind of a framework.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KindRecord {
    /// The title.
    pub title: String,
    /// The same in words that all frameworks share.
    pub role: Role,
    /// The number of elements.
    pub elements: usize,
}

/// Everything about a framework but its elements, in the language of the names.
#[must_use]
pub fn framework_record(names: &Names) -> FrameworkRecord {
    let framework = names.framework();
    let counts = framework.counts();
    let kind =
        |id: &String, role| KindRecord { title: names.kind(id).to_owned(), role, elements: counts.get(id.as_str()).copied().unwrap_or_default() };
    let root = |index| {
        let element = framework.get(index)?;
        Some(NamedRecord {
            id: ElementId::new(framework.id(), element.id()),
            kind: element.kind().to_owned(),
            title: names.of(index).map_or(element.title(), |name| name.title).to_owned(),
        })
    };
    FrameworkRecord {
        id: framework.id().to_owned(),
        title: names.title().to_owned(),
        edition: framework.edition().to_owned(),
        publisher: framework.publisher().to_owned(),
        published: framework.published().map(str::to_owned),
        language: framework.language().to_owned(),
        summary: framework.summary().map(str::to_owned),
        based_on: framework.based_on().map(str::to_owned),
        rights: framework.rights().clone(),
        kinds: framework.kinds().iter().map(|(id, declared)| (id.clone(), kind(id, declared.role))).collect(),
        scales: framework.scales().clone(),
        sources: framework.sources().clone(),
        locales: framework.locales().to_vec(),
        interfaces: framework.interfaces().len(),
        roots: framework.roots().iter().filter_map(|index| root(*index)).collect(),
    }
}
