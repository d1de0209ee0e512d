//! What a check of a workflow or a net gives, for JSON.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    diagnostic::{
        Findings,
        render::{FindingsRecord, json},
    },
    net::soundness::Method,
    workflow::{Workflow, WorkflowSoundness},
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

/// The record of a check.
#[must_use]
pub fn workflow_check(findings: &Findings, answer: Option<(&Workflow, &WorkflowSoundness)>) -> WorkflowCheckRecord {
    WorkflowCheckRecord {
        sound: answer.and_then(|(_, answer)| answer.is_sound()),
        method: answer.map(|(_, answer)| answer.method()),
        markings_explored: answer.map_or(0, |(_, answer)| answer.found().markings_explored),
        counterexample: answer.map(|(workflow, answer)| answer.counterexample(workflow)).unwrap_or_default(),
        findings: json(findings),
    }
}
