//! Lifecycles of the catalog: found by reference, loaded with what they extend, checked against the frameworks.

use super::{Catalog, layer::RecordEntry, resolve::parts};
use crate::{
    Error,
    calendar::Calendar,
    diagnostic::{Findings, nearest},
    framework::Element,
    id::ElementId,
    lifecycle::{Library, Lifecycle, lifecycle_findings},
    source::{FileText, Limits, Source},
};

/// What stands between a framework and the id of a lifecycle in a long reference.
const LONG: &str = "lifecycle/";

impl Catalog {
    /// All lifecycles with their models, loaded, those of the user last.
    ///
    /// # Errors
    /// The findings of the first file that does not load.
    pub fn lifecycles(&self) -> Result<Vec<Lifecycle>, Error> {
        let mut all = Vec::new();
        for (source, entry) in self.lifecycle_entries() {
            all.extend(self.load_lifecycles(source, entry)?);
        }
        Ok(all)
    }

    /// A lifecycle by `framework:lifecycle/id`, `framework:id`, or a bare id that is unique; a model stands behind a point.
    ///
    /// ```
    /// use itsm::catalog::Catalog;
    /// let incident = Catalog::builtin().lifecycle("neutral:incident")?;
    /// assert_eq!(incident.reference(), "neutral:lifecycle/incident");
    /// # Ok::<(), itsm::Error>(())
    /// ```
    ///
    /// # Errors
    /// When nothing fits, with the nearest names; when several fit; or the findings of a file that does not load.
    pub fn lifecycle(&self, reference: &str) -> Result<Lifecycle, Error> {
        let (framework, id) = parts(reference, LONG);
        // An id may hold a point of its own, so the models are looked for behind the longest id that there is.
        let fits = |entry: &RecordEntry| {
            framework.is_none_or(|framework| framework == entry.framework)
                && (entry.id == id || id.strip_prefix(entry.id.as_str()).is_some_and(|rest| rest.starts_with('.')))
        };
        let mut found = Vec::new();
        for (source, entry) in self.lifecycle_entries().filter(|(_, entry)| fits(entry)) {
            found.extend(self.load_lifecycles(source, entry)?.into_iter().filter(|lifecycle| lifecycle.id() == id));
        }
        // A later layer takes the place of an earlier one of the same reference.
        found.reverse();
        found.dedup_by_key(|lifecycle| lifecycle.reference());
        match found.len() {
            1 => found.pop().ok_or_else(|| self.no_lifecycle(reference)),
            0 => Err(self.no_lifecycle(reference)),
            _ => Err(Error::ambiguous(reference, found.iter().map(Lifecycle::reference).collect())),
        }
    }

    /// Checks a lifecycle file against everything in this catalog.
    #[must_use]
    pub fn check_lifecycle(&self, file: &FileText) -> Findings {
        lifecycle_findings(file, self, Limits::default())
    }

    /// Checks a lifecycle of this catalog by its reference.
    ///
    /// # Errors
    /// When there is no such lifecycle.
    pub fn check_lifecycle_named(&self, reference: &str) -> Result<Findings, Error> {
        let (_, id) = parts(reference, LONG);
        // A model is checked with its lifecycle.
        let base = Library::lifecycle(self, reference).or_else(|| {
            let (longer, _) = id.rsplit_once('.')?;
            Library::lifecycle(self, &reference.replace(id, longer))
        });
        base.map(|file| self.check_lifecycle(&file)).ok_or_else(|| self.no_lifecycle(reference))
    }

    /// The lifecycles of a file, loaded with what they extend in this catalog.
    ///
    /// # Errors
    /// All findings, when one is an error.
    pub fn load_lifecycle_file(&self, file: &FileText) -> Result<Vec<Lifecycle>, Error> {
        Lifecycle::load_all(file, self, Limits::default())
            .map_err(|findings| Error::with_findings(format!("the lifecycle `{}`", file.name()), findings))
    }

    fn load_lifecycles(&self, source: &dyn Source, entry: &RecordEntry) -> Result<Vec<Lifecycle>, Error> {
        let refused = |findings| Error::with_findings(format!("the lifecycle `{}`", entry.path), findings);
        let file = source.read(&entry.path).map_err(|finding| refused((*finding).into()))?;
        self.load_lifecycle_file(&file)
    }

    pub(super) fn lifecycle_entries(&self) -> impl Iterator<Item = (&dyn Source, &RecordEntry)> {
        self.layers.iter().flat_map(|layer| layer.lifecycles.iter().map(move |entry| (layer.source.as_ref(), entry)))
    }

    fn no_lifecycle(&self, reference: &str) -> Error {
        let known = Library::lifecycles(self);
        let short: Vec<String> = known.iter().map(|known| known.replace(LONG, "")).collect();
        let models = self.models_of(reference);
        let near = nearest(reference, models.iter().chain(&known).chain(&short).map(String::as_str)).map(str::to_owned);
        Error::not_found("lifecycle", reference, near.into_iter().collect())
    }
}

impl Catalog {
    /// The short references of the models beside one that does not exist.
    fn models_of(&self, reference: &str) -> Vec<String> {
        let Some((base, _)) = reference.rsplit_once('.') else { return Vec::new() };
        let loaded = Library::lifecycle(self, base).and_then(|file| self.load_lifecycle_file(&file).ok()).unwrap_or_default();
        loaded.iter().map(|lifecycle| lifecycle.reference().replace(LONG, "")).collect()
    }
}

impl Library for Catalog {
    fn lifecycle(&self, reference: &str) -> Option<FileText> {
        let (framework, id) = parts(reference, LONG);
        let fits = |entry: &&RecordEntry| framework.is_none_or(|framework| framework == entry.framework) && entry.id == id;
        let (source, entry) = self.lifecycle_entries().filter(|(_, entry)| fits(entry)).last()?;
        source.read(&entry.path).ok()
    }

    fn lifecycles(&self) -> Vec<String> {
        self.lifecycle_entries().map(|(_, entry)| format!("{}:{LONG}{}", entry.framework, entry.id)).collect()
    }

    fn has_element(&self, reference: &str) -> Option<bool> {
        let id: ElementId = reference.parse().ok()?;
        let framework = self.framework(id.framework()).ok()?;
        // What an overlay hides is there all the same.
        Some(framework.element(id.element()).is_some() || self.hides(id.framework(), id.element()))
    }

    fn near_element(&self, reference: &str) -> Option<String> {
        let id: ElementId = reference.parse().ok()?;
        let framework = self.framework(id.framework()).ok()?;
        nearest(id.element(), framework.elements().iter().map(Element::id)).map(|near| format!("{}:{near}", id.framework()))
    }
    fn calendar(&self, id: &str) -> Option<Calendar> {
        Self::calendar(self, id).ok()
    }

    fn calendars(&self) -> Option<Vec<String>> {
        Some(self.calendar_ids())
    }
}
