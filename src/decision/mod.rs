//! Decision tables, such as the priority matrix: written as data, proved complete, without overlaps and monotone, then
//! looked up.
//!
//! [`definition`] holds what an author writes; [`check`] and [`DecisionTable::load`] read it; [`DecisionTable::decide`] answers.
//! Every value becomes a whole number, so that all reasoning is about boxes of whole numbers, and exact.
//!
//! ```
//! use itsm::{decision::DecisionTable, source::FileText};
//!
//! let file = FileText::new("priority.yaml", "
//! format: itsm/decision/1
//! id: priority
//! title: Priority
//! inputs:
//!   - {id: impact, values: [low, high]}
//!   - {id: urgency, values: [low, high]}
//! outputs:
//!   - {id: priority, values: [later, soon, now], monotone: {rising: [impact, urgency]}}
//! matrix:
//!   rows: impact
//!   columns: urgency
//!   order: [high, low]
//!   cells:
//!     high: [now, soon]
//!     low: [soon, later]
//! ");
//! let priority = DecisionTable::load(&file).unwrap();
//! let outcome = priority.decide_named([("impact", "high"), ("urgency", "low")])?;
//! assert_eq!(outcome.value("priority"), Some("soon"));
//! # Ok::<(), itsm::decision::DecisionError>(())
//! ```

/// The code of the guide for authors and embedders runs as a test.
#[cfg(doctest)]
#[doc = include_str!("../../docs/decisions.md")]
struct Guide;

pub mod definition;

mod bits;
mod diagram;
mod domain;
mod draft;
mod load;
mod outcome;
mod ranges;
mod rules;
mod table;
mod unary;
mod walk;

pub use load::check;
pub use outcome::{DecisionError, InputProblem, Outcome};
pub use table::{DecisionTable, Input, InputKind, Output, Rule};
