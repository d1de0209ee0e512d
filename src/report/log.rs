//! Figures of an event log, as a record.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    diagnostic::{
        Findings,
        render::{FindingsRecord, json},
    },
    eventlog::LogStats,
};

/// Figures as `itsm log stats --format json` gives them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LogStatsRecord {
    /// The file.
    pub file: String,
    /// The figures; null where the log was refused.
    pub stats: Option<LogStats>,
    /// What was found while it was read.
    #[serde(flatten)]
    pub findings: FindingsRecord,
}

/// The record of a log that was read.
#[must_use]
pub fn log_stats_record(file: &str, stats: Option<LogStats>, findings: &Findings) -> LogStatsRecord {
    LogStatsRecord { file: file.to_owned(), stats, findings: json(findings) }
}
