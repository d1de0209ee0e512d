//! Conformance rules: what the history of a record must look like, and which requirement says so.
//!
//! A [`Pack`] is loaded from a file (`rules/*.yaml`), read from a Declare model ([`decl`]), or built by a program from the same
//! [`RulesFile`](definition::RulesFile). [`Pack::compile`] makes it ready for an [`EventLog`](crate::eventlog::EventLog), [`Compiled::run`]
//! counts, [`Compiled::deviations`] says what is wrong in words. [`apply_waivers`] and [`Baseline`] tell apart what is accepted or known.
//!
//! ```
//! use itsm::{conformance::rules::{Options, Pack}, eventlog::{LogBuilder, Order}, source::FileText};
//!
//! let pack = Pack::load(&FileText::new("change.yaml", "
//! format: itsm/rules/1
//! id: change
//! title: Changes
//! rules:
//!   - {id: approved-first, template: precedence, first: [approve], second: [start]}
//! ")).unwrap();
//! let mut log = LogBuilder::new();
//! for (name, trace) in [("CHG-1", ["approve", "start"]), ("CHG-2", ["start", "approve"])] {
//!     let case = log.named_case(name)?;
//!     for activity in trace {
//!         log.named_event(case, activity)?;
//!     }
//! }
//! let log = log.finish(Order::AsAdded);
//!
//! let compiled = pack.compile(&log, &Options::default());
//! let result = compiled.run();
//! assert_eq!((result.rules[0].satisfied, result.rules[0].violated), (1, 1));
//! let deviations = compiled.deviations(100);
//! assert_eq!(deviations.list[0].sentence, "Case CHG-2: 'start' without 'approve' before it");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod baseline;
mod checking;
pub mod decl;
pub mod definition;
mod draft;
mod engine;
mod load;
mod model;
mod parameters;
mod resolve;
mod result;
mod waiver;

pub use baseline::{BASELINE_FORMAT, Baseline, Compared};
pub use checking::Library;
pub use engine::{Compiled, Options, StreamRules};
pub use load::check_rules;
pub use model::{Pack, Requirement, Rule};
pub use result::{CaseVerdict, Deviation, Deviations, RuleResult, RulesResult};
pub use waiver::{Waived, Waiver, apply_waivers, read_waivers};

/// The guide, so that what it shows is tested.
#[cfg(all(doctest, feature = "expr"))]
#[doc = include_str!("../../../docs/rules.md")]
struct Guide;
