//! Decision tables of the catalog: found by reference, loaded, checked.

use super::{Catalog, layer::RecordEntry, resolve::parts};
use crate::{
    Error,
    decision::{self, DecisionTable},
    diagnostic::{Findings, nearest},
    source::{FileText, Limits, Source},
};

/// What stands between a framework and the id of a decision table in a long reference.
const LONG: &str = "decision/";

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
        let (framework, id) = parts(reference, LONG);
        let fits = |entry: &RecordEntry| framework.is_none_or(|framework| framework == entry.framework) && entry.id == id;
        let mut found: Vec<_> = self.decision_entries().filter(|(_, entry)| fits(entry)).collect();
        // A later layer takes the place of an earlier one of the same reference.
        found.reverse();
        let mut frameworks = Vec::new();
        found.retain(|(_, entry)| {
            let new = !frameworks.contains(&&entry.framework);
            frameworks.push(&entry.framework);
            new
        });
        match found.as_slice() {
            [(source, entry)] => load(*source, entry),
            [] => Err(self.no_decision(reference)),
            several => Err(Error::ambiguous(reference, several.iter().map(|(_, entry)| long(entry)).collect())),
        }
    }

    /// Checks a decision file.
    #[must_use]
    pub fn check_decision(&self, file: &FileText) -> Findings {
        decision::check(file, Limits::default()).1
    }

    pub(super) fn decision_entries(&self) -> impl Iterator<Item = (&dyn Source, &RecordEntry)> {
        self.layers.iter().flat_map(|layer| layer.decisions.iter().map(move |entry| (layer.source.as_ref(), entry)))
    }

    fn no_decision(&self, reference: &str) -> Error {
        let known: Vec<String> = self.decision_entries().flat_map(|(_, entry)| [long(entry).replace(LONG, ""), long(entry)]).collect();
        let near = nearest(reference, known.iter().map(String::as_str)).map(str::to_owned);
        Error::not_found("decision table", reference, near.into_iter().collect())
    }
}

fn long(entry: &RecordEntry) -> String {
    if entry.framework.is_empty() { entry.id.clone() } else { format!("{}:{LONG}{}", entry.framework, entry.id) }
}

fn load(source: &dyn Source, entry: &RecordEntry) -> Result<DecisionTable, Error> {
    let refused = |findings| Error::with_findings(format!("the decision table `{}`", entry.path), findings);
    let file = source.read(&entry.path).map_err(|finding| refused((*finding).into()))?;
    DecisionTable::load(&file).map_err(refused)
}
