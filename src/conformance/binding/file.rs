//! A binding that was read: held against a model and a log, and applied to a log.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::{
    super::align::{Model, Weights},
    definition::{BINDING_FORMAT, BindingFile},
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings, nearest},
    document::{Located, Shape, read},
    eventlog::{Activities, BuildError, Classifier, EventLog, LogBuilder, Order, keys},
    source::{FileText, Limits},
};

/// Which activity of a log is which label of a model, as a file says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Binding {
    definition: BindingFile,
}

impl From<BindingFile> for Binding {
    fn from(definition: BindingFile) -> Self {
        Self { definition }
    }
}

impl Binding {
    /// Reads a binding file. Linear.
    ///
    /// Findings: those of every definition file, and `duplicate-id` for an activity that is both bound and ignored.
    #[must_use]
    pub fn read(file: &FileText, limits: Limits) -> (Option<Self>, Findings) {
        static SHAPE: LazyLock<Shape> = LazyLock::new(Shape::of::<BindingFile>);
        let mut findings = Findings::new();
        let Some(definition) = read::<BindingFile>(file, &SHAPE, BINDING_FORMAT, limits, &mut findings) else { return (None, findings) };
        for ignored in &definition.ignore {
            if definition.activities.contains_key(ignored) {
                let finding = Diagnostic::error(Code::DuplicateId, format!("`{}` is bound to a label and ignored", **ignored));
                findings.push(finding.located_if(file, ignored.position()).help("take it out of one of the two"));
            }
        }
        findings.sort();
        (Some(Self { definition }), findings)
    }

    /// What was written.
    #[must_use]
    pub fn definition(&self) -> &BindingFile {
        &self.definition
    }

    /// The classifier that the file names.
    #[must_use]
    pub fn classifier(&self) -> Option<Classifier> {
        let keys: Vec<&str> = self.definition.classifier.iter().map(|key| key.as_str()).collect();
        (!keys.is_empty()).then(|| Classifier::new(keys))
    }

    /// The labels that an activity stands for; none when the file does not say, and then it stands for the label of the same text.
    #[must_use]
    pub fn labels(&self, activity: &str) -> Option<Vec<&str>> {
        let labels = self.definition.activities.get(&Located::new(activity.to_owned()))?;
        Some(labels.iter().map(|label| label.as_str()).collect())
    }

    /// What deviations cost, by the numbers of the activities of a log and the labels of a model. Names that are neither do not count;
    /// [`check`](Self::check) finds them.
    #[must_use]
    pub fn weights<'text>(&self, model: &Model, activities: impl IntoIterator<Item = &'text str>) -> Weights {
        let mut weights = Weights::default();
        let Some(said) = &self.definition.weights else { return weights };
        for (number, activity) in activities.into_iter().enumerate() {
            if let Some(weight) = said.extra.get(&Located::new(activity.to_owned())) {
                weights = weights.with_log(number, **weight);
            }
        }
        for (label, weight) in &said.missing {
            if let Some(label) = model.label(label) {
                weights = weights.with_model(label, **weight);
            }
        }
        weights
    }

    /// Whether the file says that some deviations cost more than others.
    #[must_use]
    pub fn has_weights(&self) -> bool {
        self.definition.weights.is_some()
    }

    /// Whether events with this activity are left out.
    #[must_use]
    pub fn ignores(&self, activity: &str) -> bool {
        self.definition.ignore.iter().any(|ignored| ignored.as_str() == activity)
    }

    /// Holds the file against the labels of a model and the activities of a log.
    ///
    /// `dangling-reference` for a label that the model does not have, and a warning of the same code for an activity that no event of
    /// the log is.
    #[must_use]
    pub fn check<'text>(
        &self,
        labels: impl IntoIterator<Item = &'text str>,
        activities: impl IntoIterator<Item = &'text str>,
        file: Option<&FileText>,
    ) -> Findings {
        let labels: FxHashSet<&str> = labels.into_iter().collect();
        let activities: FxHashSet<&str> = activities.into_iter().collect();
        let mut findings = Findings::new();
        let at = |finding: Diagnostic, name: &Located<String>| match file {
            Some(file) => finding.located_if(file, name.position()),
            None => finding,
        };
        let weights = self.definition.weights.iter();
        let missing = weights.clone().flat_map(|weights| weights.missing.keys());
        for label in self.definition.activities.values().flatten().chain(missing).filter(|label| !labels.contains(label.as_str())) {
            let finding = Diagnostic::error(Code::DanglingReference, format!("the model has no label `{}`", label.as_str()));
            let finding = match nearest(label, labels.iter().copied()) {
                Some(near) => finding.help(format!("`{near}` is the nearest")),
                None => finding,
            };
            findings.push(at(finding, label));
        }
        let extra = weights.flat_map(|weights| weights.extra.keys());
        for name in self.definition.activities.keys().chain(&self.definition.ignore).chain(extra).filter(|name| !activities.contains(name.as_str())) {
            let finding = Diagnostic::warning(Code::DanglingReference, format!("no event of the log is `{}`", name.as_str()));
            let finding = match nearest(name, activities.iter().copied()) {
                Some(near) => finding.help(format!("`{near}` is the nearest")),
                None => finding,
            };
            findings.push(at(finding, name));
        }
        findings.sort();
        findings
    }

    /// The log without the events that are ignored. Linear in it.
    ///
    /// # Errors
    /// [`BuildError`] for a log that is too large to be copied.
    pub fn without_ignored(&self, log: &EventLog, classifier: &Classifier) -> Result<EventLog, BuildError> {
        self.copied(log, classifier, false)
    }

    /// The log as rules see it: without the events that are ignored, and with the first label that an activity is bound to as its
    /// `concept:name`. Linear in the log.
    ///
    /// # Errors
    /// [`BuildError`] for a log that is too large to be copied.
    pub fn in_words_of_the_model(&self, log: &EventLog, classifier: &Classifier) -> Result<EventLog, BuildError> {
        self.copied(log, classifier, true)
    }

    fn copied(&self, log: &EventLog, classifier: &Classifier, renames: bool) -> Result<EventLog, BuildError> {
        let activities = log.activities(classifier);
        let names = self.names(&activities);
        let mut copy = LogBuilder::new();
        copy.header_mut().clone_from(log.header());
        for case in log.cases() {
            let own = copy.case()?;
            for attribute in case.attributes() {
                copy.set_nested(own, attribute.key, attribute.value, attribute.children.to_vec())?;
            }
            for event in case.events() {
                let activity = activities.of(event.index());
                let Some(Some(name)) = activity.and_then(|activity| names.get(activity.index())) else { continue };
                let to = copy.event(own)?;
                for attribute in event.attributes().filter(|attribute| !renames || attribute.key != keys::NAME) {
                    copy.set_nested(to, attribute.key, attribute.value, attribute.children.to_vec())?;
                }
                if renames {
                    copy.set(to, keys::NAME, *name)?;
                }
            }
        }
        Ok(copy.finish(Order::AsAdded))
    }

    /// For each activity the first label that it is bound to, or itself; none for those that are ignored.
    fn names<'own>(&'own self, activities: &'own Activities) -> Vec<Option<&'own str>> {
        let name = |activity: &'own str| self.labels(activity).and_then(|labels| labels.first().copied()).unwrap_or(activity);
        activities.names().map(|activity| (!self.ignores(activity)).then(|| name(activity))).collect()
    }
}
