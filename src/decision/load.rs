//! From a file to a decision table, with all findings in one run.

use std::sync::LazyLock;

use super::{
    DecisionTable,
    definition::{DECISION_FORMAT, DecisionFile},
    diagram::Diagram,
    draft::Draft,
    rules,
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    document::{Shape, read},
    source::{FileText, Limits},
};

/// Checks a decision file: everything that is wrong with it, in one run. The table comes back when no finding is an error.
///
/// Names are resolved, then all regions of the inputs are looked at, which proves what is claimed of them. That takes time
/// linear in the distinct regions, which are bounded; quadratic in the rules for those that overlap.
///
/// Findings: those of [`document::read`](crate::document::read()), `id-pattern-mismatch`, `duplicate-id`, `undeclared-name`,
/// `undeclared-source`, `missing-key`, `missing-title`, `malformed-test`, `cell-count-mismatch`, `limit-reached`,
/// `incomplete-table`, `overlapping-rules`, `unused-rule`, `unused-name`, `not-monotone`, `not-symmetric`.
#[must_use]
pub fn check(file: &FileText, limits: Limits) -> (Option<DecisionTable>, Findings) {
    static SHAPE: LazyLock<Shape> = LazyLock::new(Shape::of::<DecisionFile>);
    let mut findings = Findings::new();
    let definition: Option<DecisionFile> = read(file, &SHAPE, DECISION_FORMAT, limits, &mut findings);
    let whole = !findings.iter().any(|finding| matches!(finding.code(), Code::YamlSyntax | Code::LimitReached));
    let table = definition.and_then(|definition| compile(file, &definition, whole, &mut findings));
    findings.sort();
    (table.filter(|_| findings.errors() == 0), findings)
}

impl DecisionTable {
    /// Loads the table of a file.
    ///
    /// # Errors
    /// All findings of [`check`], when one is an error.
    pub fn load(file: &FileText) -> Result<Self, Findings> {
        let (table, findings) = check(file, Limits::default());
        table.ok_or(findings)
    }

    /// Makes a table of a definition that a program built.
    ///
    /// # Errors
    /// The findings of [`check`], without places, when one is an error.
    pub fn new(definition: &DecisionFile) -> Result<Self, Findings> {
        let file = FileText::new(format!("decision {}", *definition.id), "");
        let mut findings = Findings::new();
        let table = compile(&file, definition, true, &mut findings);
        table.filter(|_| findings.errors() == 0).ok_or(findings)
    }
}

fn compile(file: &FileText, definition: &DecisionFile, whole: bool, findings: &mut Findings) -> Option<DecisionTable> {
    let draft = Draft::of(file, definition, whole, findings)?;
    // What was left out by the reader may be what a rule misses.
    let sure = findings.errors() == 0;
    rules::overlapping_rules::check(&draft, findings);
    let Some((diagram, regions)) = Diagram::of(&draft) else {
        let help = "split the table into several, one of which decides what the next one asks";
        let finding = Diagnostic::error(Code::LimitReached, "the table has too many regions to look at, so nothing is proved of it").help(help);
        findings.push(draft.at(finding, draft.body()));
        return None;
    };
    rules::regions(&draft, &diagram, &regions, whole, sure, findings);
    (findings.errors() == 0).then(|| DecisionTable::compile(&draft, diagram, &regions))
}
