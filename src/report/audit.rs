//! What a check of an audit trail found, as a record.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    audit::{Head, Verification},
    diagnostic::render::{FindingsRecord, json},
};

/// A check as `itsm audit verify --format json` gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct VerificationRecord {
    /// The file.
    pub file: String,
    /// How many records there are.
    pub entries: u64,
    /// How many tickets they are about.
    pub records: usize,
    /// How many texts were taken out.
    pub redacted: u64,
    /// Where each ticket stands whose chain holds, in the order in which they began.
    pub heads: Vec<HeadRecord>,
    /// What is wrong.
    #[serde(flatten)]
    pub findings: FindingsRecord,
}

/// Where a ticket stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HeadRecord {
    /// The number of the ticket.
    pub record: String,
    /// Its last event and the hash of that record.
    #[serde(flatten)]
    pub head: Head,
}

/// The record of a check.
#[must_use]
pub fn verification_record(file: &str, found: &Verification) -> VerificationRecord {
    let heads = found.heads.iter().map(|(record, head)| HeadRecord { record: record.clone(), head: *head });
    VerificationRecord {
        file: file.to_owned(),
        entries: found.entries,
        records: found.records,
        redacted: found.redacted,
        heads: heads.collect(),
        findings: json(&found.findings),
    }
}
