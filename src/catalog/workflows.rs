//! Workflows of the catalog: found by reference, loaded, checked against the frameworks.

use super::{
    Catalog,
    layer::RecordEntry,
    records::{Entry, Kind},
};
use crate::{
    Error,
    behaviour::follow,
    calendar::Calendar,
    diagnostic::Findings,
    lifecycle,
    net::soundness,
    source::{FileText, Limits, Source},
    workflow::{Library, Workflow, WorkflowSoundness, check_workflow},
};

const KIND: Kind = Kind { long: "workflow/", what: "workflow" };

impl Catalog {
    /// All workflows, loaded, those of the user last.
    ///
    /// # Errors
    /// The findings of the first file that does not load.
    pub fn workflows(&self) -> Result<Vec<Workflow>, Error> {
        self.workflow_entries().map(|(source, entry)| self.load_workflow(source, entry)).collect()
    }

    /// A workflow by `framework:workflow/id`, `framework:id`, or a bare id that is unique.
    ///
    /// # Errors
    /// When nothing fits, with the nearest name; when several fit; or the findings of a file that does not load.
    pub fn workflow(&self, reference: &str) -> Result<Workflow, Error> {
        let (source, entry) = KIND.find(self.workflow_entries(), reference)?;
        self.load_workflow(source, entry)
    }

    /// Checks a workflow file against everything in this catalog, whether it is sound, and whether the records
    /// that it drives can follow.
    #[must_use]
    pub fn check_workflow(&self, file: &FileText) -> Findings {
        self.examine_workflow(file, soundness::Limits::default()).1
    }

    /// The same, with the workflow and the answer on its soundness, where it can be loaded and has one.
    #[must_use]
    pub fn examine_workflow(&self, file: &FileText, limits: soundness::Limits) -> (Option<(Workflow, Option<WorkflowSoundness>)>, Findings) {
        let (workflow, mut findings) = check_workflow(file, self, Limits::default());
        let Some(workflow) = workflow else { return (None, findings) };
        let answer = match workflow.soundness(limits) {
            Ok(answer) => Some(answer),
            Err(error) => {
                findings.extend(workflow.no_net(&error, Some(file)));
                None
            }
        };
        if let Some(answer) = &answer {
            findings.append(answer.findings(&workflow, Some(file)));
            let misfits = follow(&workflow, answer.net(), &|reference| self.lifecycle(reference).ok(), limits);
            findings.extend(misfits.iter().map(|misfit| misfit.finding(&workflow, Some(file))));
        }
        findings.sort();
        (Some((workflow, answer)), findings)
    }

    /// The file of a workflow of this catalog.
    ///
    /// # Errors
    /// When there is no such workflow, or its file cannot be read.
    pub fn workflow_file(&self, reference: &str) -> Result<FileText, Error> {
        let (source, entry) = KIND.find(self.workflow_entries(), reference)?;
        source.read(&entry.path).map_err(|finding| Error::with_findings(reference, (*finding).into()))
    }

    /// The workflow of a file, checked against everything in this catalog.
    ///
    /// # Errors
    /// All findings, when one is an error.
    pub fn load_workflow_file(&self, file: &FileText) -> Result<Workflow, Error> {
        let (workflow, findings) = check_workflow(file, self, Limits::default());
        workflow.ok_or_else(|| Error::with_findings(format!("the workflow `{}`", file.name()), findings))
    }

    fn load_workflow(&self, source: &dyn Source, entry: &RecordEntry) -> Result<Workflow, Error> {
        let refused = |findings| Error::with_findings(format!("the workflow `{}`", entry.path), findings);
        let file = source.read(&entry.path).map_err(|finding| refused((*finding).into()))?;
        self.load_workflow_file(&file)
    }

    pub(super) fn workflow_entries(&self) -> impl Iterator<Item = Entry<'_>> + Clone {
        self.layers.iter().flat_map(|layer| layer.workflows.iter().map(move |entry| (layer.source.as_ref(), entry)))
    }
}

impl Library for Catalog {
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

    fn workflows(&self) -> Option<Vec<String>> {
        Some(self.workflow_entries().map(|(_, entry)| KIND.long_reference(entry)).collect())
    }
}
