//! Mapping collections of OSCAL 1.2.0 to 1.2.2 (JSON): read, checked, written, and turned into mapping sets.
//!
//! A collection says for itself, for each mapping (a pair of resources) and for each map how the mapping was made; the
//! lower scope counts ([`Settings::over`]). A map relates several sources to several targets: such maps become groups of
//! a [`MappingSet`](super::MappingSet), and only the single pairs that follow for certain become rows. Gap summaries
//! become rows without a counterpart; what is merely not mapped says nothing.
//!
//! The published JSON Schema holds no value lists (they are constraints of the metaschema), so they are checked here.
//! `confidence-score` and `coverage` changed their shape with 1.2.1. Files of the prototype before 1.2 are read with a
//! warning and written as 1.2.2. Source: usnistgov/OSCAL v1.2.0 to v1.2.2, `oscal_mapping-common_metaschema.xml`.
//!
//! ```
//! use itsm::{mapping::{Frameworks, Relation, oscal}, source::{FileText, Limits}};
//!
//! let text = r#"{"mapping-collection": {
//!   "uuid": "a0000000-0000-4000-8000-000000000001",
//!   "metadata": {"title": "A to B", "last-modified": "2026-01-01T00:00:00Z", "version": "1", "oscal-version": "1.2.2"},
//!   "provenance": {"method": "human", "matching-rationale": "semantic", "status": "draft", "mapping-description": "By hand."},
//!   "mappings": [{
//!     "uuid": "a0000000-0000-4000-8000-000000000002",
//!     "source-resource": {"type": "catalog", "href": "a.json"}, "target-resource": {"type": "catalog", "href": "b.json"},
//!     "maps": [{"uuid": "a0000000-0000-4000-8000-000000000003", "relationship": "superset-of",
//!       "sources": [{"type": "control", "id-ref": "a-1"}],
//!       "targets": [{"type": "control", "id-ref": "b-1"}, {"type": "control", "id-ref": "b-2"}]}]}]}}"#;
//! let (collection, findings) = oscal::read(&FileText::new("a.json", text), Limits::default());
//! assert!(findings.is_empty(), "{findings:?}");
//! let collection = collection.unwrap();
//! let (sets, _) = collection.sets(&Frameworks::new().with("a.json", "a").with("b.json", "b"), Limits::default());
//! assert_eq!(sets[0].groups().len(), 1);
//! assert_eq!(sets[0].find("a:a-1", "b:b-2").next().unwrap().relation, Relation::SUPERSET);
//! assert_eq!(oscal::read(&FileText::new("b.json", collection.to_json()), Limits::default()).0, Some(collection));
//! ```

mod model;
mod parts;
mod read;
mod sets;
mod write;

pub use model::{Collection, Confidence, Coverage, Gap, Item, Map, Mapping, Resource, Selection, Settings};
pub use read::read;
pub use sets::About;

/// The namespace of OSCAL's own words.
pub const NAMESPACE: &str = "http://csrc.nist.gov/ns/oscal";

/// The version that is written when a file does not say a readable one.
pub const VERSION: &str = "1.2.2";

/// How numbers are written in a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// Before 1.2: a prototype.
    Prototype,
    /// 1.2.0: `STRVALUE`.
    First,
    /// 1.2.1 and later.
    Current,
}

impl Shape {
    /// The shape of a version such as `1.2.1`, and whether the version is one that is known.
    fn of(version: &str) -> Option<(Self, bool)> {
        let mut numbers = version.trim().splitn(3, '.').map(|part| part.split(['-', '+']).next().unwrap_or(part).parse::<u32>().ok());
        let (major, minor, patch) = (numbers.next()??, numbers.next()??, numbers.next().unwrap_or(Some(0))?);
        Some(match (major, minor, patch) {
            (0, ..) | (1, 0 | 1, _) => (Self::Prototype, true),
            (1, 2, 0) => (Self::First, true),
            (1, 2, 1 | 2) => (Self::Current, true),
            _ => (Self::Current, false),
        })
    }
}
