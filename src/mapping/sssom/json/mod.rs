//! SSSOM/JSON: a set as one object whose `mappings` are objects.
//!
//! The specification leaves the form open; two are in use. sssom-py writes CURIEs and a JSON-LD `@context` that says what
//! their prefixes stand for, sssom-java writes full IRIs. [`read`] takes both, even mixed; [`write()`] writes either.
//!
//! ```
//! use itsm::{mapping::sssom::{Writing, json::{self, Ids}}, source::{FileText, Limits}};
//!
//! let text = r#"{
//!   "mapping_set_id": "https://example.org/sets/one",
//!   "license": "https://creativecommons.org/publicdomain/zero/1.0/",
//!   "mappings": [{
//!     "subject_id": "urn:itsm:itil4:incident-management",
//!     "predicate_id": "http://www.w3.org/2004/02/skos/core#broadMatch",
//!     "object_id": "urn:itsm:fitsm3:PR9",
//!     "mapping_justification": "https://w3id.org/semapv/vocab/ManualMappingCuration",
//!     "author_label": ["A", "B|C"]
//!   }]
//! }"#;
//! let (set, findings) = json::read(&FileText::new("one.sssom.json", text), Limits::default());
//! assert!(findings.is_empty(), "{findings:?}");
//! let set = set.unwrap();
//! let row = set.find("itil4:incident-management", "fitsm3:PR9").next().unwrap();
//! assert_eq!((row.predicate.as_str(), row.slot("author_label")), ("skos:broadMatch", Some("A|B\\|C")));
//! let written = json::write(&set, Ids::Short, &Writing::default()).unwrap();
//! assert!(written.text.contains("\"itil4\": \"urn:itsm:itil4:\""));
//! ```

mod read;
mod write;

pub use read::read;
pub use write::{Ids, write};
