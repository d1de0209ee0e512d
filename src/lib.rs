//! IT service management as data: frameworks that a program can load, check, translate, extend and compare.
//!
//! The know-how of IT service management stands in frameworks: ITIL, COBIT, Microsoft's MOF, FitSM, ISO/IEC 20000-1.
//! This library ships what they are made of (ids, names, structure) as data files, each fact with its source and how
//! sure it is, and works with files of your own in the same formats. Three people, three jobs:
//!
//! **You embed ITSM in an application.** Records live by a definition, typed or loaded; what may not happen is refused with reasons.
//!
//! ```
//! use itsm::{lifecycle::Context, typed::neutral::incident::{Event, Incident}};
//!
//! let mut incident = Incident::begin()?;
//! let context = Context::new().with_field("resolution_code", "no-fault-found").with_field("resolution", "It went away");
//! incident.apply(Event::AutoResolve, &context)?;
//! let refused = incident.apply(Event::Assign, &context).unwrap_err();     // says why, and what is allowed
//! assert_eq!(refused.to_string(), "`assign` is refused in `resolved`: there is no transition on it");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Look things up, walk the tree, run graph algorithms; errors are sentences.
//!
//! ```
//! use itsm::{catalog::Catalog, framework::Wildcards, petgraph::algo::kosaraju_scc};
//!
//! let catalog = Catalog::builtin();                       // nothing is parsed until it is asked for
//! let found = catalog.resolve("itil4:incident-management")?;
//! assert_eq!(found.element().title(), "Incident management");
//! assert_eq!(catalog.names("itil4", "fr-CA")?.of(found.index()).map(|name| name.title), Some("Gestion des incidents"));
//!
//! let fitsm = catalog.framework("fitsm3")?;
//! let circles = kosaraju_scc(&fitsm.interface_graph(Wildcards::Skip));
//! assert!(circles.iter().any(|circle| circle.len() > 1)); // processes that feed each other
//!
//! let refused = catalog.resolve("itil4:incident-managment").unwrap_err();
//! assert_eq!(refused.to_string(), "there is no element `itil4:incident-managment`; did you mean `itil4:incident-management`?");
//! # Ok::<(), itsm::Error>(())
//! ```
//!
//! **You compare frameworks.** Every row says what is possible between two elements, why, who says so, and how sure it is.
//!
//! ```
//! use itsm::{catalog::Catalog, mapping::Relation};
//!
//! let crosswalk = Catalog::builtin().compare("itil4", "fitsm3")?;
//! let row = &crosswalk.rows()[0];
//! assert!(row.rationale.is_some() && row.source.is_some());
//! assert_eq!(row.relation.converse().converse(), row.relation);
//! for index in crosswalk.unmapped_object() {              // what no row reaches
//!     println!("{}", crosswalk.object().get(*index).map_or("", |element| element.title()));
//! }
//! # Ok::<(), itsm::Error>(())
//! ```
//!
//! **You write definitions**, or check those of others: all findings come in one run, each with its place and a way out.
//!
//! ```
//! use std::sync::Arc;
//! use itsm::{catalog::Catalog, diagnostic::render, source::Memory};
//!
//! let files = Memory::new().with("framework.yaml", "
//! format: itsm/framework/1
//! id: acme
//! title: Acme
//! edition: '1'
//! publisher: Acme
//! kinds: {practice: {title: Practice, role: process}}
//! elements:
//!   - {id: incidents, kind: practise, titel: Incidents}
//! ");
//! let findings = Catalog::builtin().check_source(Arc::new(files));
//! assert_eq!(findings.errors(), 3);
//! assert!(render::plain(&findings).contains("framework.yaml:9:27: error: the kind `practise` is not declared"));
//! # Ok::<(), itsm::Error>(())
//! ```
//!
//! # Where things are
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`catalog`] | everything that can be named: shipped and your own; [`Catalog::compare`](catalog::Catalog::compare), search, checks |
//! | [`framework`] | one framework: definition files, loading, languages, editions, process interfaces |
//! | [`audit`] | the audit trail of records: entries, chains of hashes, journals, checks of them |
//! | [`calendar`], [`time`] | business hours, deadlines with pauses, service-level clocks; the clock that is passed in |
//! | [`mapping`] | relations between elements, the mapping sets that state them (SSSOM, OSCAL, CISO Assistant), and what follows from them |
//! | [`decision`] | decision tables, such as the priority matrix: proved complete and monotone, then looked up |
//! | [`lifecycle`] | state machines of records: loaded, checked, run; refusals that say why |
//! | [`workflow`] | who does what in which order, as a `petgraph` graph: checked, proved sound, drawn, run; BPMN |
//! | [`eventlog`] | event logs in columns: XES, CSV, JSON Lines, OCEL, audit records; classifiers, variants, figures, pseudonyms |
//! | [`conformance`] | event logs held against models (exact alignments, online checks) and rules; evidence for requirements |
//! | [`simulation`] | logs drawn from lifecycles and sound nets, with planted deviations and a ledger of them |
//! | [`net`] | Petri nets: how tokens move, soundness, PNML and process trees |
//! | [`typed`] | the built-in lifecycles and your own as Rust types; what cannot happen does not compile |
//! | [`expr`] | fields, values and conditions on them (reading conditions: feature `expr`) |
//! | [`diagnostic`] | findings and their forms: human, plain, JSON, GitHub, SARIF |
//! | [`digest`] | SHA-256 and canonical JSON |
//! | [`document`] | YAML and JSON with positions |
//! | `store` | journals that outlive the program: SQLite (feature `sqlite`) |
//! | [`provenance`] | how sure a fact is and which publication it comes from |
//! | [`source`] | folders, embedded files, memory; limits for strangers' files |
//! | [`draw`] | pictures of graphs: SVG with a layout of its own, DOT, Mermaid |
//! | [`report`], [`schema`] | records for JSON, tables for Markdown and CSV, their JSON Schemas |
//!
//! # What to know
//!
//! - Names, ids and structure of frameworks are facts; descriptions are this project's own words, never the publishers'.
//!   `NOTICE.md` in every folder of `frameworks/` says whose is what.
//! - A fact carries its [`Standing`](framework::definition::Standing): confirmed, secondary, proposed or unconfirmed.
//! - The library is synchronous, never prints, and opens no file but through a [`Source`](source::Source). All types are
//!   `Send + Sync`: share one catalog; in async code call it from a blocking task when it first loads a framework.

pub mod audit;
pub mod behaviour;
pub mod calendar;
pub mod catalog;
pub mod conformance;
pub mod decision;
pub mod diagnostic;
pub mod difference;
pub mod digest;
pub mod document;
pub mod draw;
mod error;
pub mod eventlog;
pub mod expr;
pub mod framework;
pub mod id;
pub mod lifecycle;
pub mod locale;
pub mod mapping;
pub mod net;
pub mod provenance;
pub mod report;
pub mod schema;
pub mod simulation;
pub mod source;
#[cfg(feature = "sqlite")]
pub mod store;
pub mod time;
pub mod typed;
pub mod workflow;

pub use error::Error;
pub use jiff;
pub use petgraph;
