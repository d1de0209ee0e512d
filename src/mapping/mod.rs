//! Mappings between frameworks: what lies how to what, who says so, and how sure it is.
//!
//! A [`MappingSet`] is a list of [`Row`]s between two frameworks. Each row says with a [`Relation`] which of the five
//! ways two elements may lie to each other. [`sssom::read`] reads sets from SSSOM/TSV files.
//!
//! ```
//! use itsm::{mapping::{Relation, sssom}, source::{FileText, Limits}};
//!
//! let file = FileText::new("example.sssom.tsv", "\
//! #mapping_set_id: https://example.org/sets/one
//! #license: https://creativecommons.org/publicdomain/zero/1.0/
//! #curie_map:
//! ##  itil4: 'urn:itsm:itil4:'
//! ##  fitsm3: 'urn:itsm:fitsm3:'
//! subject_id\tpredicate_id\tobject_id\tmapping_justification
//! itil4:incident-management\tskos:broadMatch\tfitsm3:PR9\tsemapv:ManualMappingCuration
//! ");
//! let (set, findings) = sssom::read(&file, Limits::default());
//! assert!(findings.is_empty(), "{findings:?}");
//! let set = set.unwrap();
//! let row = set.find("itil4:incident-management", "fitsm3:PR9").next().unwrap();
//! assert_eq!(row.relation, Relation::SUBSET);
//! assert_eq!(set.inverted().next().unwrap().relation(), Relation::SUPERSET);
//! ```

mod agreement;
pub mod ciso;
pub mod columns;
mod compose;
mod composition;
mod diff;
mod evidence;
mod format;
mod frameworks;
mod group;
mod invert;
mod lint;
mod merge;
mod migrate;
mod network;
pub mod oscal;
mod pairs;
pub mod predicate;
mod provenance;
mod reading;
mod relation;
mod report;
mod row;
mod set;
pub mod sssom;
pub mod vocabulary;

pub use agreement::{Agreement, Dispute, agree};
pub use compose::{ASSUMPTION, ComposedRow, Composition, compose};
pub use diff::{MappingChange, MappingDifference, diff};
pub use evidence::{RationaleKind, Strength, StrengthValue};
pub use format::{MappingFormat, Reading, read, read_text};
pub use frameworks::Frameworks;
pub use group::Group;
pub use lint::lint;
pub(crate) use lint::lint_rest;
pub use merge::{Merge, MergeError, MergeOptions, MergeRule, MergedPair, Said, merge};
pub use migrate::{LeftReason, LeftRow, Migration, Side, migrate};
pub use network::{Closure, ClosureLimits, Conclusion, Contradiction, Network, NodeId, Premise, PremiseId};
pub use provenance::{PREMISES, Provenance};
pub use reading::Members;
pub use relation::{Relation, RelationError};
pub use row::{Origin, Row, Slots, Term, TermKind};
pub use set::{Inverted, MappingSet};
