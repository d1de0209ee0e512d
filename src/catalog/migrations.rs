//! Migration plans, with the two definitions that they name.

use std::sync::Arc;

use super::Catalog;
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    document::Located,
    lifecycle::{
        Lifecycle,
        migration::{Plan, definition::SideDefinition},
    },
    source::{FileText, Limits, Source, join},
    workflow::{
        Workflow,
        migration::{self, definition::WorkflowSideDefinition},
    },
};

impl Catalog {
    /// Checks the migration plan at `path` of a source, with the definitions that it names: those beside it and those of this
    /// catalog. The plan comes back when nothing is wrong with it.
    ///
    /// Findings: those of [`Plan::check`], and those of definitions that do not load.
    #[must_use]
    pub fn check_migration(&self, source: &dyn Source, path: &str) -> (Option<Plan>, Findings) {
        let file = match source.read(path) {
            Ok(file) => file,
            Err(finding) => return (None, (*finding).into()),
        };
        let mut findings = Findings::new();
        let Some((from, to)) = Plan::sides(&file, Limits::default(), &mut findings) else { return (None, findings) };
        let sides = [&from, &to].map(|side| self.side(source, path, &file, side, &mut findings));
        let [Some(before), Some(after)] = sides else {
            findings.sort();
            return (None, findings);
        };
        // Everything that reading the file finds is found again.
        Plan::check(&file, &before, &after, Limits::default())
    }

    /// The definition that a side of a plan names.
    fn side(&self, source: &dyn Source, path: &str, file: &FileText, side: &SideDefinition, findings: &mut Findings) -> Option<Lifecycle> {
        // A name that is missing has its finding already.
        if side.lifecycle.is_empty() {
            return None;
        }
        let Some(beside) = &side.file else {
            return match self.lifecycle(&side.lifecycle) {
                Ok(found) => Some(found),
                Err(error) => {
                    findings.push(place(Diagnostic::error(Code::UnknownLifecycle, error.to_string()), file, &side.lifecycle));
                    None
                }
            };
        };
        let definition = definition(source, path, file, beside, findings)?;
        let loaded = Lifecycle::load_all(&definition, self, Limits::default()).map_err(|found| findings.append(found)).ok()?;
        let id = side.lifecycle.rsplit([':', '/']).next().unwrap_or_default();
        // When no model is called so, the plan says what it finds instead.
        loaded.iter().find(|lifecycle| lifecycle.id() == id).or(loaded.first()).cloned()
    }
}

impl Catalog {
    /// Checks the migration plan of a workflow at `path` of a source, with the definitions that it names: those beside it and those
    /// of this catalog. The plan comes back when nothing is wrong with it.
    ///
    /// Findings: those of [`migration::Plan::check`], and those of definitions that do not load.
    #[must_use]
    pub fn check_workflow_migration(&self, source: &dyn Source, path: &str) -> (Option<migration::Plan>, Findings) {
        let file = match source.read(path) {
            Ok(file) => file,
            Err(finding) => return (None, (*finding).into()),
        };
        let mut findings = Findings::new();
        let Some((from, to)) = migration::Plan::sides(&file, Limits::default(), &mut findings) else { return (None, findings) };
        let sides = [&from, &to].map(|side| self.workflow_side(source, path, &file, side, &mut findings));
        let [Some(before), Some(after)] = sides else {
            findings.sort();
            return (None, findings);
        };
        // Everything that reading the file finds is found again.
        migration::Plan::check(&file, &before, &after, Limits::default())
    }

    /// The definition that a side of a plan names.
    fn workflow_side(
        &self,
        source: &dyn Source,
        path: &str,
        file: &FileText,
        side: &WorkflowSideDefinition,
        findings: &mut Findings,
    ) -> Option<Workflow> {
        // A name that is missing has its finding already.
        if side.workflow.is_empty() {
            return None;
        }
        let Some(beside) = &side.file else {
            let unknown = |error: crate::Error| place(Diagnostic::error(Code::UnknownWorkflow, error.to_string()), file, &side.workflow);
            return self.workflow(&side.workflow).map_err(|error| findings.push(unknown(error))).ok();
        };
        let definition = definition(source, path, file, beside, findings)?;
        let (workflow, found) = crate::workflow::check_workflow(&definition, self, Limits::default());
        if workflow.is_none() {
            findings.append(found);
        }
        workflow
    }
}

/// The file beside a plan.
fn definition(source: &dyn Source, path: &str, file: &FileText, beside: &Located<String>, findings: &mut Findings) -> Option<FileText> {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let Some(wanted) = join(folder, beside).filter(|wanted| source.exists(wanted)) else {
        let message = format!("there is no file `{}` beside this one", **beside);
        findings.push(place(Diagnostic::error(Code::PartNotFound, message).help("name a file in the same folder or below it"), file, beside));
        return None;
    };
    source.read(&wanted).map_err(|finding| findings.push(*finding)).ok()
}

fn place(finding: Diagnostic, file: &FileText, at: &Located<String>) -> Diagnostic {
    match at.position() {
        Some(position) => finding.located(file, position),
        None => finding.in_file(Arc::clone(file.name())),
    }
}
