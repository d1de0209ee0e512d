//! Findings as JSON, described by `schemas/check.schema.json`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::{Code, Diagnostic, Findings, Severity};

/// All findings of a check and their counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FindingsRecord {
    /// The findings, sorted by file and line.
    pub findings: Vec<FindingRecord>,
    /// The number of errors.
    pub errors: usize,
    /// The number of warnings.
    pub warnings: usize,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FindingRecord {
    /// The stable code, such as `duplicate-id`.
    pub code: Code,
    /// `error`, `warning` or `note`.
    pub severity: Severity,
    /// What is wrong, one line.
    pub message: String,
    /// The file, or null.
    pub file: Option<String>,
    /// The line from 1, or null.
    pub line: Option<u32>,
    /// The column from 1 in characters, or null.
    pub column: Option<u32>,
    /// What to do about it, or null.
    pub help: Option<String>,
}

impl From<&Diagnostic> for FindingRecord {
    fn from(finding: &Diagnostic) -> Self {
        Self {
            code: finding.code(),
            severity: finding.severity(),
            message: finding.message().to_owned(),
            file: finding.file().map(str::to_owned),
            line: finding.position().map(|position| position.line()),
            column: finding.position().map(|position| position.column()),
            help: finding.help_text().map(str::to_owned),
        }
    }
}

/// The findings and their counts as a record that serialises to the documented JSON.
#[must_use]
pub fn json(findings: &Findings) -> FindingsRecord {
    FindingsRecord { findings: findings.iter().map(FindingRecord::from).collect(), errors: findings.errors(), warnings: findings.warnings() }
}
