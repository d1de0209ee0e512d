//! Packs of rules of the catalog: found by reference, loaded with what they extend, checked against the frameworks.

use super::{
    Catalog,
    layer::RecordEntry,
    records::{Entry, Kind},
};
use crate::{
    Error,
    calendar::Calendar,
    conformance::rules::{Library, Pack, check_rules},
    decision::DecisionTable,
    diagnostic::Findings,
    lifecycle,
    source::{FileText, Limits, Source},
};

const KIND: Kind = Kind { long: "rule/", what: "pack of rules" };

impl Catalog {
    /// All packs of rules, loaded, those of the user last.
    ///
    /// # Errors
    /// The findings of the first file that does not load.
    pub fn rule_packs(&self) -> Result<Vec<Pack>, Error> {
        self.rules_entries().map(|(source, entry)| self.load_rules(source, entry)).collect()
    }

    /// A pack of rules by `framework:rule/id`, `framework:id`, or a bare id that is unique.
    ///
    /// ```
    /// use itsm::catalog::Catalog;
    /// let change = Catalog::builtin().rule_pack("itil4:change")?;
    /// assert_eq!(change.reference(), "itil4:rule/change");
    /// assert!(change.rules().iter().any(|rule| !rule.evidence().is_empty()));
    /// # Ok::<(), itsm::Error>(())
    /// ```
    ///
    /// # Errors
    /// When nothing fits, with the nearest name; when several fit; or the findings of a file that does not load.
    pub fn rule_pack(&self, reference: &str) -> Result<Pack, Error> {
        let (source, entry) = KIND.find(self.rules_entries(), reference)?;
        self.load_rules(source, entry)
    }

    /// Checks a file of rules against everything in this catalog.
    #[must_use]
    pub fn check_rules(&self, file: &FileText) -> Findings {
        check_rules(file, self, Limits::default()).1
    }

    /// The rules of a file, checked against everything in this catalog.
    ///
    /// # Errors
    /// All findings, when one is an error.
    pub fn load_rules_file(&self, file: &FileText) -> Result<Pack, Error> {
        let (pack, findings) = check_rules(file, self, Limits::default());
        pack.ok_or_else(|| Error::with_findings(format!("the rules `{}`", file.name()), findings))
    }

    fn load_rules(&self, source: &dyn Source, entry: &RecordEntry) -> Result<Pack, Error> {
        let refused = |findings| Error::with_findings(format!("the rules `{}`", entry.path), findings);
        let file = source.read(&entry.path).map_err(|finding| refused((*finding).into()))?;
        self.load_rules_file(&file)
    }

    pub(super) fn rules_entries(&self) -> impl Iterator<Item = Entry<'_>> + Clone {
        self.layers.iter().flat_map(|layer| layer.rules.iter().map(move |entry| (layer.source.as_ref(), entry)))
    }
}

impl Library for Catalog {
    fn rules(&self, reference: &str) -> Option<FileText> {
        let (source, entry) = KIND.find(self.rules_entries(), reference).ok()?;
        source.read(&entry.path).ok()
    }

    fn all_rules(&self) -> Vec<String> {
        self.rules_entries().map(|(_, entry)| KIND.long_reference(entry)).collect()
    }

    fn has_element(&self, reference: &str) -> Option<bool> {
        lifecycle::Library::has_element(self, reference)
    }

    fn near_element(&self, reference: &str) -> Option<String> {
        lifecycle::Library::near_element(self, reference)
    }

    fn calendar(&self, id: &str) -> Option<Calendar> {
        Self::calendar(self, id).ok()
    }

    fn calendars(&self) -> Option<Vec<String>> {
        Some(self.calendar_ids())
    }

    fn decision(&self, reference: &str) -> Option<DecisionTable> {
        Self::decision(self, reference).ok()
    }

    fn decisions(&self) -> Option<Vec<String>> {
        let entry =
            |(_, entry): Entry<'_>| if entry.framework.is_empty() { entry.id.clone() } else { format!("{}:decision/{}", entry.framework, entry.id) };
        Some(self.decision_entries().map(entry).collect())
    }
}
