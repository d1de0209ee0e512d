//! Library files of CISO Assistant: mapping sets, read and written, and frameworks, read into our definitions.
//!
//! A library is a YAML file with `objects`, among them `requirement_mapping_set` (one) or `requirement_mapping_sets` (a
//! list) and `framework`. Rows name requirements by URN; relations are `equal`, `subset`, `superset` and `intersect`.
//! Strengths have no common scale in the files that exist (1 to 3, 50 and 90, null), so the number is kept without one.
//! Source: intuitem/ciso-assistant-community @ f990d7b1b, `tools/README.md` and `backend/library/libraries/`.
//!
//! ```
//! use itsm::{mapping::{Frameworks, Relation, ciso}, source::{FileText, Limits}};
//!
//! let file = FileText::new("mapping.yaml", "
//! urn: urn:acme:risk:library:a-to-b
//! objects:
//!   requirement_mapping_set:
//!     urn: urn:acme:risk:req_mapping_set:a-to-b
//!     source_framework_urn: urn:acme:risk:framework:a
//!     target_framework_urn: urn:acme:risk:framework:b
//!     requirement_mappings:
//!     - source_requirement_urn: urn:acme:risk:req_node:a:5.10
//!       target_requirement_urn: urn:acme:risk:req_node:b:1
//!       relationship: subset
//!       strength_of_relationship: 2
//! ");
//! let (library, findings) = ciso::read(&file, Limits::default());
//! assert!(findings.is_empty(), "{findings:?}");
//! let library = library.unwrap();
//! let sets = library.sets(&Frameworks::new().with("urn:acme:risk:framework:a", "a"));
//! let row = sets[0].rows().first().unwrap();
//! assert_eq!((row.subject.id.as_str(), row.relation), ("a:5.10", Relation::SUBSET));
//! assert_eq!(ciso::read(&FileText::new("again.yaml", library.to_yaml()), Limits::default()).0, Some(library));
//! ```

mod framework;
mod read;
mod sets;
mod yaml;

pub use framework::{framework, framework_id};
pub use read::read;

use serde_json::Value as Json;

use super::Members;
use crate::document::Located;

/// A library file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Library {
    /// The URN of the library.
    pub urn: Option<Located<String>>,
    /// All other members of the top level: names, version, provider, dependencies and the like.
    pub about: Members,
    /// Whether the file has one set under `requirement_mapping_set` rather than a list.
    pub single: bool,
    /// The mapping sets.
    pub sets: Vec<Set>,
    /// All other objects, such as `framework`, as they are.
    pub objects: Members,
}

/// A mapping set of a library.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Set {
    /// The URN of the set.
    pub urn: Option<Located<String>>,
    /// The short name.
    pub ref_id: Option<String>,
    /// The title.
    pub name: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// The URN of the framework of the sources.
    pub source_framework: Option<Located<String>>,
    /// The URN of the framework of the targets.
    pub target_framework: Option<Located<String>>,
    /// The rows.
    pub mappings: Vec<Mapping>,
    /// Members that have no field.
    pub other: Members,
}

/// A row of a mapping set.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapping {
    /// The URN of the source, as written.
    pub source: Located<String>,
    /// The URN of the target, as written.
    pub target: Located<String>,
    /// The relation, as written.
    pub relationship: Located<String>,
    /// `syntactic`, `semantic` or `functional`, or a free text.
    pub rationale: Option<String>,
    /// The strength as it stands in the file, null included.
    pub strength: Option<Json>,
    /// A remark.
    pub annotation: Option<String>,
    /// Members that have no field.
    pub other: Members,
    /// Where the row begins; counts for nothing in comparisons.
    pub place: Located<()>,
}

/// Words of `relationship`.
const RELATIONSHIPS: [&str; 5] = ["equal", "subset", "superset", "intersect", "not_related"];

/// The last part of a URN and what stands before it: `urn:a:risk:req_node:b:1` is `urn:a:risk:req_node:b:` and `1`.
///
/// The form is `urn:<packager>:risk:<object>:<framework>:<id>`; an id may hold colons.
fn parts(urn: &str) -> Option<(&str, &str, &str)> {
    let start: usize = urn.split(':').take(4).map(|part| part.len().saturating_add(1)).sum();
    let (framework, id) = urn.get(start..)?.split_once(':')?;
    if framework.is_empty() || id.is_empty() {
        return None;
    }
    let base = urn.get(..start.saturating_add(framework.len()).saturating_add(1))?;
    Some((base, framework, id))
}
