//! What a check of a workflow or a net gives, for JSON.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    diagnostic::{
        Findings,
        render::{FindingsRecord, json},
    },
    net::soundness::{Method, Soundness, Verdict},
};

/// The output of `itsm workflow check`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WorkflowCheckRecord {
    /// Whether it is sound; null where that is not known: a limit was reached, or it could not be loaded.
    pub sound: Option<bool>,
    /// What the verdict rests on, or null when it was not asked for.
    pub method: Option<Method>,
    /// Markings that were looked at; 0 when none had to be.
    pub markings_explored: u64,
    /// A shortest run that shows the first problem, step by step.
    pub counterexample: Vec<String>,
    /// Everything that was found.
    #[serde(flatten)]
    pub findings: FindingsRecord,
}

/// The record of a check: the findings, and what was found out about soundness with a run that shows it.
#[must_use]
pub fn workflow_check(findings: &Findings, answer: Option<(&Soundness, Vec<String>)>) -> WorkflowCheckRecord {
    let found = answer.as_ref().map(|(found, _)| *found);
    WorkflowCheckRecord {
        sound: found.and_then(|found| match found.verdict {
            Verdict::Sound => Some(true),
            Verdict::Unsound => Some(false),
            Verdict::Undecided(_) => None,
        }),
        method: found.map(|found| found.method),
        markings_explored: found.map_or(0, |found| found.markings_explored),
        counterexample: answer.map(|(_, run)| run).unwrap_or_default(),
        findings: json(findings),
    }
}
