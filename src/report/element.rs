//! One element with everything that is known of it.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    catalog::Found,
    framework::{
        Names,
        definition::{Artefact, Edge, LevelCount, Metric, Reference, Role, RoleAssignment, Standing},
    },
    id::ElementId,
};

/// An element as `itsm show --format json` gives it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ElementRecord {
    /// The id with the framework's prefix.
    pub id: ElementId,
    /// The framework.
    pub framework: FrameworkRef,
    /// The kind, in the framework's own words.
    pub kind: String,
    /// The kind in words that all frameworks share.
    pub role: Role,
    /// The title in the language that was asked for, or the nearest one.
    pub title: String,
    /// The language of the title.
    pub language: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// What the element is for.
    pub purpose: Option<String>,
    /// How sure the element is.
    pub standing: Standing,
    /// The publications that it comes from.
    pub source: Vec<SourceRecord>,
    /// A remark.
    pub note: Option<String>,
    /// The element above, or null.
    pub parent: Option<NamedRecord>,
    /// What the element is to the one above.
    pub edge: Edge,
    /// The elements below, in order.
    pub children: Vec<NamedRecord>,
    /// Whether those are all the parts there are.
    pub exhaustive: bool,
    /// What comes in.
    pub inputs: Vec<String>,
    /// What goes out.
    pub outputs: Vec<String>,
    /// Ordered steps below the level of elements.
    pub steps: Vec<String>,
    /// Who takes part.
    pub roles: Vec<RoleAssignment>,
    /// Documents, records and tools.
    pub artefacts: Vec<Artefact>,
    /// What is measured.
    pub metrics: Vec<Metric>,
    /// Levels on named scales.
    pub levels: Vec<LevelCount>,
    /// How many activities the source counts.
    pub activity_count: Option<u32>,
    /// Short facts by name.
    pub facts: IndexMap<String, String>,
    /// Other elements that this one points to.
    pub references: Vec<Reference>,
    /// The element of the older framework that this one comes from.
    pub from: Option<ElementId>,
}

/// A framework in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FrameworkRef {
    /// The id.
    pub id: String,
    /// The title.
    pub title: String,
    /// The edition.
    pub edition: String,
    /// Who publishes it.
    pub publisher: String,
    /// The sentence that its licence asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribution: Option<String>,
}

/// An element in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NamedRecord {
    /// The id with the framework's prefix.
    pub id: ElementId,
    /// The kind.
    pub kind: String,
    /// The title.
    pub title: String,
}

/// A publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SourceRecord {
    /// The key in the framework file.
    pub key: String,
    /// The title, or null when the key is not declared.
    pub title: Option<String>,
    /// The publisher.
    pub publisher: Option<String>,
    /// The date.
    pub date: Option<String>,
}

/// Everything about an element, its names in the language of `names`.
#[must_use]
pub fn element_record(found: &Found, names: &Names) -> ElementRecord {
    let framework = found.framework();
    let element = found.element();
    let definition = element.definition();
    let named = |index| {
        framework.get(index).map(|element| NamedRecord {
            id: ElementId::new(framework.id(), element.id()),
            kind: element.kind().to_owned(),
            title: names.of(index).map_or(element.title(), |name| name.title).to_owned(),
        })
    };
    let source = |key: &str| {
        let known = framework.sources().get(key);
        SourceRecord {
            key: key.to_owned(),
            title: known.map(|source| source.title.clone()),
            publisher: known.and_then(|source| source.publisher.clone()),
            date: known.and_then(|source| source.date.clone()),
        }
    };
    let name = names.of(found.index());
    let translation = names.translation(found.index()).map(|(_, translation)| translation);
    let mut aliases = translation.map(|translation| translation.aliases.clone()).unwrap_or_default();
    aliases.extend(definition.aliases.iter().cloned());
    ElementRecord {
        id: found.id(),
        framework: FrameworkRef {
            id: framework.id().to_owned(),
            title: framework.title().to_owned(),
            edition: framework.edition().to_owned(),
            publisher: framework.publisher().to_owned(),
            attribution: framework.rights().attribution.clone(),
        },
        kind: element.kind().to_owned(),
        role: element.role(),
        title: name.map_or(element.title(), |name| name.title).to_owned(),
        language: name.map_or(framework.language(), |name| name.language).to_owned(),
        aliases,
        purpose: translation.and_then(|translation| translation.purpose.clone()).or_else(|| definition.purpose.clone()),
        standing: element.standing(),
        source: definition.source.iter().map(|key| source(key)).collect(),
        note: definition.note.clone(),
        parent: element.parent().and_then(named),
        edge: element.edge(),
        children: element.children().iter().filter_map(|child| named(*child)).collect(),
        exhaustive: definition.exhaustive,
        inputs: definition.inputs.iter().map(|item| item.to_string()).collect(),
        outputs: definition.outputs.iter().map(|item| item.to_string()).collect(),
        steps: definition.steps.clone(),
        roles: definition.roles.clone(),
        artefacts: definition.artefacts.clone(),
        metrics: definition.metrics.clone(),
        levels: definition.levels.clone(),
        activity_count: definition.activity_count.as_ref().map(|count| **count),
        facts: definition.facts.clone(),
        references: definition.references.clone(),
        from: definition.from.as_ref().and_then(|from| framework.based_on().map(|older| ElementId::new(older, from.as_str()))),
    }
}
