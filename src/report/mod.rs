//! What people and tools are shown: records for JSON, tables for Markdown and CSV.

mod audit;
mod compare;
mod conform;
mod coverage;
mod decision;
mod element;
mod framework;
mod listing;
mod log;
mod mapping;
mod table;
mod workflow;

pub use audit::{HeadRecord, VerificationRecord, verification_record};
pub use compare::{
    ChainRecord, CrosswalkRecord, CrosswalkRowRecord, DerivationRecord, ExplanationRecord, PremiseRecord, UnmappedRecord, crosswalk_matrix,
    crosswalk_record, crosswalk_table, explanation_record, unmapped_table,
};
pub use conform::{
    Aligned, CheckedRule, CheckedThing, ConformRecord, Conformity, ModelDeviation, ProjectionReasonRecord, ProjectionRecord, TouchedElement,
    VariantRecord,
};
pub use coverage::{CoverageRecord, ElementCoverageRecord, coverage_record, coverage_table};
pub use decision::{
    DecisionRecord, DecisionRow, DecisionTableRecord, RuleRecord, decision_record, decision_row, decision_table, decision_table_record,
};
pub use element::{ElementRecord, FrameworkRef, NamedRecord, SourceRecord, element_record};
pub use framework::{FrameworkRecord, KindRecord, framework_record};
pub use listing::{
    ElementRow, FrameworkRow, LifecycleRow, MappingRow, NameCoverage, RulesRow, WorkflowRow, element_row, framework_row, lifecycle_row,
    lifecycle_row_in, rules_row, workflow_row,
};
pub use log::{LogStatsRecord, log_stats_record};
pub use mapping::{MergeRecord, MigrationRecord};
pub use table::Table;
pub use workflow::{WorkflowCheckRecord, workflow_check};
