//! The model that a log is held against: a reference of the catalog, or a file of any kind that is known.

use itsm::{
    Error,
    catalog::Catalog,
    conformance::{
        align::{LifecycleLabels, Model, ModelError},
        binding::ModelName,
    },
    digest::Digest,
    lifecycle::{Lifecycle, Transition},
    net::Net,
    report::CheckedThing,
    source::FileText,
    workflow::Workflow,
};

use super::{
    super::{
        definition_file::{is_file, read},
        output::Failure,
        workflow::nets::{self, Kind},
    },
    Shows,
};
use crate::cli::workflow::bpmn;

/// A model with its names.
pub struct Loaded {
    pub model: Model,
    pub checked: CheckedThing,
    /// What its labels are called, for proposals.
    pub names: Vec<ModelName>,
    /// The elements of frameworks that its steps perform, by label.
    pub performs: Vec<Vec<String>>,
}

impl Loaded {
    /// Finds a model by a reference or in a file.
    pub fn find(text: &str, shows: Shows, catalog: &Catalog) -> Result<Self, Failure> {
        if is_file(text) {
            return Self::in_file(text, shows, catalog);
        }
        // A lifecycle and a workflow may have one id; the long form says which is meant.
        match (catalog.lifecycle(text), catalog.workflow(text)) {
            (Ok(lifecycle), Ok(workflow)) => {
                let message = format!("`{text}` is a lifecycle and a workflow; write {} or {}", lifecycle.reference(), workflow.reference());
                Err(Failure::Usage(message))
            }
            (Ok(lifecycle), Err(_)) => Ok(Self::of_lifecycle(&lifecycle, shows, catalog)),
            (Err(_), Ok(workflow)) => {
                let hash = Digest::of(catalog.workflow_file(text)?.text().as_bytes());
                Self::of_workflow(&workflow, Some(hash))
            }
            (Err(error), Err(_)) if text.contains("lifecycle/") || error.findings().is_some() => Err(error.into()),
            (Err(_), Err(error)) if text.contains("workflow/") || error.findings().is_some() => Err(error.into()),
            (Err(lifecycle), Err(workflow)) => Err(Failure::Usage(format!("there is no model `{text}`: {lifecycle}; {workflow}"))),
        }
    }

    fn in_file(text: &str, shows: Shows, catalog: &Catalog) -> Result<Self, Failure> {
        let file = read(text)?;
        let hash = Some(Digest::of(file.text().as_bytes()));
        match Kind::of(&file) {
            Kind::Workflow if file.text().contains(itsm::lifecycle::definition::LIFECYCLE_FORMAT) => {
                let lifecycles = catalog.load_lifecycle_file(&file)?;
                // The models of a file follow the lifecycle that they change.
                let Some(lifecycle) = lifecycles.first() else { return Err(none(&file)) };
                Ok(Self::of_lifecycle(lifecycle, shows, catalog).named(text, hash))
            }
            Kind::Workflow => Self::of_workflow(&catalog.load_workflow_file(&file)?, hash).map(|loaded| loaded.named(text, hash)),
            Kind::Bpmn => Self::of_workflow(&bpmn::only(&file, catalog)?, hash).map(|loaded| loaded.named(text, hash)),
            kind => Self::of_net(&nets::only(&file, kind)?.net, text, hash),
        }
    }

    fn named(mut self, name: &str, hash: Option<Digest>) -> Self {
        self.checked = CheckedThing { name: name.to_owned(), sha256: hash, ..self.checked };
        self
    }

    fn of_lifecycle(lifecycle: &Lifecycle, shows: Shows, catalog: &Catalog) -> Self {
        let labels = match shows {
            Shows::Events => LifecycleLabels::Events,
            Shows::States => LifecycleLabels::States,
            Shows::AllStates => LifecycleLabels::StatesFromInitial,
        };
        let model = Model::from_lifecycle(lifecycle, labels);
        let mut languages = vec!["en".to_owned()];
        languages.extend(lifecycle.framework().map(|framework| catalog.languages(framework)).unwrap_or_default());
        let titles: Vec<_> = languages.iter().filter_map(|language| catalog.lifecycle_labels(lifecycle, language).ok()).collect();
        let mut names = Vec::new();
        for label in model.labels() {
            let called = titles.iter().filter_map(|titles| match labels {
                LifecycleLabels::Events => titles.event(lifecycle.event(label)?).map(|title| title.text.to_owned()),
                _ => titles.state(lifecycle.state(label)?).map(|title| title.text.to_owned()),
            });
            names.push(ModelName::new(label, called.collect::<Vec<_>>()));
        }
        let checked = CheckedThing {
            name: lifecycle.reference(),
            version: lifecycle.version().map(str::to_owned),
            // The hash of a definition is a SHA-256 of what changes behaviour.
            sha256: lifecycle.hash().parse().ok(),
        };
        let performs = |label: &str| {
            let is_labelled = |transition: &Transition| match labels {
                LifecycleLabels::Events => lifecycle.event(label) == Some(transition.on()),
                _ => lifecycle.state(label) == Some(transition.to()),
            };
            lifecycle
                .transitions()
                .filter(|(_, transition)| is_labelled(transition))
                .flat_map(|(_, transition)| transition.performs().to_vec())
                .collect()
        };
        let performs = model.labels().map(performs).collect();
        Self { model, checked, names, performs }
    }

    fn of_workflow(workflow: &Workflow, hash: Option<Digest>) -> Result<Self, Failure> {
        let model = Model::from_workflow(workflow).map_err(|error| unusable(&workflow.reference(), &error))?;
        let node = |label: &str| workflow.nodes().find(|(_, node)| node.id == label).map(|(_, node)| node);
        let names = model.labels().map(|label| ModelName::new(label, node(label).map(|node| node.title.clone()))).collect();
        let performs = model.labels().map(|label| node(label).map(|node| node.performs.clone()).unwrap_or_default()).collect();
        let checked = CheckedThing { name: workflow.reference(), version: workflow.definition().version.clone(), sha256: hash };
        Ok(Self { model, checked, names, performs })
    }

    fn of_net(net: &Net, name: &str, hash: Option<Digest>) -> Result<Self, Failure> {
        let model = Model::from_net(net).map_err(|error| unusable(name, &error))?;
        let names = model.labels().map(|label| ModelName::new(label, Vec::<String>::new())).collect();
        Ok(Self { model, checked: CheckedThing { name: name.to_owned(), version: None, sha256: hash }, names, performs: Vec::new() })
    }
}

fn unusable(name: &str, error: &ModelError) -> Failure {
    Failure::Usage(format!("no log can be held against `{name}`: {error}"))
}

fn none(file: &FileText) -> Failure {
    Failure::Failed(Error::with_findings(file.name().to_string(), itsm::diagnostic::Findings::new()))
}
