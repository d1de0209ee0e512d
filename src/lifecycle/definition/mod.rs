//! The lifecycle format: what stands in `lifecycles/*.yaml`, type by type.

mod file;
mod words;

pub use file::*;
pub use words::{EventKind, QuorumRule, StateKind};

pub use crate::expr::FieldType;

/// The `format:` line of a lifecycle file.
pub const LIFECYCLE_FORMAT: &str = "itsm/lifecycle/1";
