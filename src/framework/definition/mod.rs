//! The file formats of framework definitions: what an author writes, before anything is resolved.
//!
//! These types mirror the files one to one; `docs/format.md` explains them to authors, `schemas/` holds their JSON
//! Schemas. [`crate::framework::Framework`] is what a program works with after loading.

mod element;
mod file;
mod locale;
mod words;

pub use element::{Artefact, ElementDefinition, LevelCount, Metric, Reference, RoleAssignment};
pub use file::{Defaults, FrameworkFile, InterfaceDefinition, KindDefinition, LevelDefinition, PartFile, Rights, ScaleDefinition};
pub use locale::{KindTranslation, LifecycleTranslation, LocaleFile, Translation};
pub use words::{Authority, BaseRelation, Direction, Edge, Flows, Involvement, Review, Role};

pub use crate::provenance::{SourceDefinition, Standing};

/// The `format:` line of a framework file.
pub const FRAMEWORK_FORMAT: &str = "itsm/framework/1";
/// The `format:` line of a part file.
pub const PART_FORMAT: &str = "itsm/part/1";
/// The `format:` line of a locale file.
pub const LOCALE_FORMAT: &str = "itsm/locale/1";
