//! The workflow format: what stands in `workflows/*.yaml`, type by type.

mod file;
mod words;

pub use file::*;
pub use words::{NodeKind, Repetition, TaskKind, TriggerKind};

pub use crate::expr::FieldType;

/// The `format:` line of a workflow file.
pub const WORKFLOW_FORMAT: &str = "itsm/workflow/1";
