//! The formats of rules: what stands in `rules/*.yaml` and in files of waivers, type by type.

mod file;
mod waivers;
mod words;

pub use file::*;
pub use waivers::{WaiverDefinition, WaiversFile};
pub use words::{Evidence, RuleSeverity, Template};

pub use crate::expr::FieldType;

/// The `format:` line of a file of rules.
pub const RULES_FORMAT: &str = "itsm/rules/1";
/// The `format:` line of a file of waivers.
pub const WAIVERS_FORMAT: &str = "itsm/waivers/1";
