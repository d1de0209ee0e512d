//! What a check of an audit trail found, as a record.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    audit::{Head, Verification},
    diagnostic::render::{FindingRecord, json},
    digest::Digest,
};

/// The output of `itsm audit verify`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(title = "Verification of an audit trail")]
pub struct VerificationRecord {
    /// Whether every chain holds.
    pub holds: bool,
    /// How many audit records there are.
    pub entries: u64,
    /// How many tickets they are about.
    pub records: usize,
    /// How many texts were taken out.
    pub redacted: u64,
    /// Where each ticket stands.
    pub heads: Vec<HeadRecord>,
    /// What was found.
    pub findings: Vec<FindingRecord>,
    /// How many are errors.
    pub errors: usize,
    /// How many are warnings.
    pub warnings: usize,
}

/// Where a ticket stands: kept elsewhere, it shows later that nothing was cut off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Head of a ticket")]
pub struct HeadRecord {
    /// The number of the ticket.
    pub record: String,
    /// The number of its last event.
    pub sequence: u64,
    /// The hash of the record of that event.
    pub hash: Digest,
}

/// A verification as a record.
#[must_use]
pub fn verification_record(found: &Verification) -> VerificationRecord {
    let listed = json(&found.findings);
    VerificationRecord {
        holds: listed.errors == 0,
        entries: found.entries,
        records: found.records,
        redacted: found.redacted,
        heads: found.heads.iter().map(|(record, head)| HeadRecord { record: record.clone(), sequence: head.sequence, hash: head.hash }).collect(),
        findings: listed.findings,
        errors: listed.errors,
        warnings: listed.warnings,
    }
}

impl HeadRecord {
    /// The ticket and where it stands.
    #[must_use]
    pub fn head(&self) -> (String, Head) {
        (self.record.clone(), Head { sequence: self.sequence, hash: self.hash })
    }
}
