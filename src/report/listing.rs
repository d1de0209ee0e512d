//! Rows of lists: frameworks with their counts, elements with their places.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    conformance::rules::{Pack, Rule},
    framework::{ElementIndex, Framework, Names, definition::Role},
    id::ElementId,
    lifecycle::{Labels, Lifecycle},
    provenance::Standing,
    workflow::Workflow,
};

/// A framework in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FrameworkRow {
    /// The id.
    pub id: String,
    /// The title.
    pub title: String,
    /// The edition.
    pub edition: String,
    /// Who publishes it.
    pub publisher: String,
    /// How many elements there are of each kind.
    pub counts: IndexMap<String, usize>,
    /// How many elements have a name in the language that was asked for; absent when none was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names: Option<NameCoverage>,
}

/// How much of a framework has a name in a language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NameCoverage {
    /// The language that was asked for.
    pub language: String,
    /// The elements with a name in it, by the fallback of language tags.
    pub named: usize,
    /// All elements.
    pub elements: usize,
}

/// The row of a framework; `asked` is the language that names are counted for.
#[must_use]
pub fn framework_row(names: &Names, asked: Option<&str>) -> FrameworkRow {
    let framework = names.framework();
    let elements = framework.elements().len();
    let own = |language: &str| language.split('-').next().is_some_and(|first| first.eq_ignore_ascii_case(framework.language()));
    FrameworkRow {
        id: framework.id().to_owned(),
        title: names.title().to_owned(),
        edition: framework.edition().to_owned(),
        publisher: framework.publisher().to_owned(),
        counts: framework.counts().into_iter().map(|(kind, count)| (kind.to_owned(), count)).collect(),
        names: asked.map(|language| NameCoverage {
            language: language.to_owned(),
            named: if own(language) { elements } else { names.translated() },
            elements,
        }),
    }
}

/// An element in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ElementRow {
    /// The id with the framework's prefix.
    pub id: ElementId,
    /// The kind, in the framework's own words.
    pub kind: String,
    /// The kind in words that all frameworks share.
    pub role: Role,
    /// The title in the language that was asked for, or the nearest one.
    pub title: String,
    /// The element above, or null.
    pub parent: Option<ElementId>,
}

/// The row of an element.
#[must_use]
pub fn element_row(names: &Names, index: ElementIndex) -> Option<ElementRow> {
    let framework: &Framework = names.framework();
    let element = framework.get(index)?;
    let parent = element.parent().and_then(|parent| framework.get(parent));
    Some(ElementRow {
        id: ElementId::new(framework.id(), element.id()),
        kind: element.kind().to_owned(),
        role: element.role(),
        title: names.of(index).map_or(element.title(), |name| name.title).to_owned(),
        parent: parent.map(|parent| ElementId::new(framework.id(), parent.id())),
    })
}

/// A workflow in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WorkflowRow {
    /// The id.
    pub id: String,
    /// The framework that it belongs to.
    pub framework: Option<String>,
    /// The title.
    pub title: String,
    /// How many nodes it has: steps, events and gateways.
    pub nodes: usize,
    /// How many of them are steps: tasks, subprocesses and calls.
    pub steps: usize,
    /// How many flows it has.
    pub flows: usize,
}

/// The row of a workflow.
#[must_use]
pub fn workflow_row(workflow: &Workflow) -> WorkflowRow {
    WorkflowRow {
        id: workflow.id().to_owned(),
        framework: workflow.framework().map(str::to_owned),
        title: workflow.title().to_owned(),
        nodes: workflow.graph().node_count(),
        steps: workflow.nodes().filter(|(_, node)| node.step.is_activity()).count(),
        flows: workflow.graph().edge_count(),
    }
}

/// A pack of rules in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RulesRow {
    /// The id.
    pub id: String,
    /// The framework that it belongs to.
    pub framework: Option<String>,
    /// The title.
    pub title: String,
    /// The type of record whose history is checked.
    pub record: Option<String>,
    /// How many rules it has, those of what it extends included.
    pub rules: usize,
    /// How many requirements its rules are evidence for.
    pub requirements: usize,
    /// How sure it is that this is asked.
    pub standing: Standing,
}

/// The row of a pack of rules.
#[must_use]
pub fn rules_row(pack: &Pack) -> RulesRow {
    let evidence = pack.rules().iter().flat_map(Rule::evidence);
    let requirements: BTreeSet<&str> = evidence.map(|requirement| requirement.element.as_str()).collect();
    RulesRow {
        id: pack.id().to_owned(),
        framework: pack.framework().map(str::to_owned),
        title: pack.title().to_owned(),
        record: pack.record().map(str::to_owned),
        rules: pack.rules().len(),
        requirements: requirements.len(),
        standing: pack.standing(),
    }
}

/// A lifecycle in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LifecycleRow {
    /// The id, with the model behind a point.
    pub id: String,
    /// The framework that it belongs to, or null.
    pub framework: Option<String>,
    /// The title.
    pub title: String,
    /// The number of states.
    pub states: usize,
    /// The number of events.
    pub events: usize,
    /// The number of transitions, one a source state.
    pub transitions: usize,
}

/// The row of a lifecycle, with the title of a language.
#[must_use]
pub fn lifecycle_row_in(labels: &Labels) -> LifecycleRow {
    LifecycleRow { title: labels.title().text.to_owned(), ..lifecycle_row(labels.lifecycle()) }
}

/// The row of a lifecycle.
#[must_use]
pub fn lifecycle_row(lifecycle: &Lifecycle) -> LifecycleRow {
    LifecycleRow {
        id: lifecycle.id().to_owned(),
        framework: lifecycle.framework().map(str::to_owned),
        title: lifecycle.title().to_owned(),
        states: lifecycle.states().len(),
        events: lifecycle.events().len(),
        transitions: lifecycle.transitions().len(),
    }
}

/// A mapping set in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MappingRow {
    /// The id of the set, or null when it states none.
    pub id: Option<String>,
    /// The framework that rows are read from.
    pub subject: String,
    /// The framework that rows are read to.
    pub object: String,
    /// The number of rows.
    pub rows: usize,
    /// The title, or null.
    pub title: Option<String>,
}
