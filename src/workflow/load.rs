//! From a file, or from what a program built, to a workflow.

use std::sync::LazyLock;

use super::{
    Library, Workflow,
    definition::{WORKFLOW_FORMAT, WorkflowFile},
    draft::Draft,
    rules,
};
use crate::{
    diagnostic::{Code, Findings},
    document::{Shape, read},
    source::{FileText, Limits},
};

impl Workflow {
    /// Loads the workflow of a file that stands alone: elements, calendars and called workflows are not looked up.
    ///
    /// # Errors
    /// All findings of [`check_workflow`], when one is an error.
    pub fn load(file: &FileText) -> Result<Self, Findings> {
        let (workflow, findings) = check_workflow(file, &(), Limits::default());
        workflow.ok_or(findings)
    }

    /// Makes a workflow of what a program built or a reader of another format read.
    ///
    /// `file` is what positions in the definition point into, where there is one. The workflow comes back when no finding is
    /// an error. Time is that of [`check_workflow`].
    #[must_use]
    pub fn check(definition: &WorkflowFile, file: Option<&FileText>, library: &dyn Library) -> (Option<Self>, Findings) {
        checked(definition, file, library, true)
    }
}

/// Checks a workflow file: everything that is wrong with it, in one run. Whether it is sound is asked of the workflow.
///
/// The workflow comes back when no finding is an error. Linear in the file, but for the conditions of one gateway, which are
/// held against each other.
#[must_use]
pub fn check_workflow(file: &FileText, library: &dyn Library, limits: Limits) -> (Option<Workflow>, Findings) {
    static SHAPE: LazyLock<Shape> = LazyLock::new(Shape::of::<WorkflowFile>);
    let mut findings = Findings::new();
    let Some(definition) = read::<WorkflowFile>(file, &SHAPE, WORKFLOW_FORMAT, limits, &mut findings) else { return (None, findings) };
    // What is missing may stand in the part that could not be read.
    let whole = !findings.iter().any(|finding| matches!(finding.code(), Code::YamlSyntax | Code::LimitReached));
    let (workflow, found) = checked(&definition, Some(file), library, whole);
    findings.append(found);
    findings.sort();
    let workflow = workflow.filter(|_| findings.errors() == 0);
    (workflow, findings)
}

fn checked(definition: &WorkflowFile, file: Option<&FileText>, library: &dyn Library, whole: bool) -> (Option<Workflow>, Findings) {
    let mut findings = Findings::new();
    let draft = Draft::new(file, definition, library, &mut findings);
    findings.append(rules::all(&draft, whole));
    findings.sort();
    let workflow = (findings.errors() == 0).then(|| Workflow::compile(&draft));
    (workflow, findings)
}
