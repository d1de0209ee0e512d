//! What people and tools are shown: records for JSON, tables for Markdown and CSV.

mod compare;
mod element;
mod framework;
mod listing;
mod table;

pub use compare::{CrosswalkRecord, CrosswalkRowRecord, UnmappedRecord, crosswalk_record, crosswalk_table, unmapped_table};
pub use element::{ElementRecord, FrameworkRef, NamedRecord, SourceRecord, element_record};
pub use framework::{FrameworkRecord, KindRecord, framework_record};
pub use listing::{ElementRow, FrameworkRow, MappingRow, NameCoverage, element_row, framework_row};
pub use table::Table;
