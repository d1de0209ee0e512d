//! Decision tables of the catalog: found by reference, loaded, checked.

use super::{
    Catalog,
    layer::RecordEntry,
    records::{Entry, Kind},
};
use crate::{
    Error,
    decision::{self, DecisionTable},
    diagnostic::Findings,
    source::{FileText, Limits, Source},
};

const KIND: Kind = Kind { long: "decision/", what: "decision table" };

impl Catalog {
    /// All decision tables, loaded, those of the user last.
    ///
    /// # Errors
    /// The findings of the first file that does not load.
    pub fn decisions(&self) -> Result<Vec<DecisionTable>, Error> {
        self.decision_entries().map(|(source, entry)| load(source, entry)).collect()
    }

    /// A decision table by `framework:decision/id`, `framework:id`, or a bare id that is unique.
    ///
    /// ```
    /// use itsm::catalog::Catalog;
    /// let priority = Catalog::builtin().decision("neutral:priority")?;
    /// let outcome = priority.decide_named([("impact", "high"), ("urgency", "low")]).unwrap();
    /// assert_eq!(outcome.value("priority"), Some("moderate"));
    /// # Ok::<(), itsm::Error>(())
    /// ```
    ///
    /// # Errors
    /// When nothing fits, with the nearest name; when several fit; or the findings of a file that does not load.
    pub fn decision(&self, reference: &str) -> Result<DecisionTable, Error> {
        let (source, entry) = KIND.find(self.decision_entries(), reference)?;
        load(source, entry)
    }

    /// Checks a decision file.
    #[must_use]
    pub fn check_decision(&self, file: &FileText) -> Findings {
        decision::check(file, Limits::default()).1
    }

    pub(super) fn decision_entries(&self) -> impl Iterator<Item = Entry<'_>> + Clone {
        self.layers.iter().flat_map(|layer| layer.decisions.iter().map(move |entry| (layer.source.as_ref(), entry)))
    }
}

fn load(source: &dyn Source, entry: &RecordEntry) -> Result<DecisionTable, Error> {
    let refused = |findings| Error::with_findings(format!("the decision table `{}`", entry.path), findings);
    let file = source.read(&entry.path).map_err(|finding| refused((*finding).into()))?;
    DecisionTable::load(&file).map_err(refused)
}
