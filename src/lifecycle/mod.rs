//! Lifecycles: the state machine of a record, loaded from a file, checked, and run.
//!
//! A [`Lifecycle`] is what a file defines, compiled to a table; an [`Instance`] is one record that lives it. What may
//! not happen is refused with a [`Refusal`], a value that says why and, when asked, what is allowed.
//!
//! ```
//! use itsm::{lifecycle::{Context, Lifecycle}, source::FileText};
//!
//! let file = FileText::new("ticket.yaml", "
//! format: itsm/lifecycle/1
//! id: ticket
//! title: Ticket
//! fields: {solution: {type: string}}
//! states:
//!   - {id: new, kind: initial}
//!   - {id: done, kind: resolved, requires: [solution]}
//!   - {id: closed, kind: terminal}
//! events: [{id: solve}, {id: reopen}, {id: close}]
//! transitions:
//!   - {from: [new], on: solve, to: done}
//!   - {from: [done], on: reopen, to: new}
//!   - {from: [done], on: close, to: closed}
//! ");
//! let ticket = Lifecycle::load(&file).unwrap();
//! let mut instance = ticket.begin();
//! let refused = instance.apply(ticket.event("solve").unwrap(), &Context::new()).unwrap_err();
//! assert_eq!(refused.to_string(), "`solve` is refused in `new`: the field `solution` is not filled");
//! let context = Context::new().with_field("solution", "Switched it off and on");
//! instance.apply(ticket.event("solve").unwrap(), &context).unwrap();
//! assert_eq!(instance.state().id(), "done");
//! ```

/// The code of the guide for authors and embedders runs as a test.
#[cfg(doctest)]
#[doc = include_str!("../../docs/lifecycles.md")]
struct Guide;

mod approval;
mod asks;
mod checking;
mod conditions;
mod context;
pub mod definition;
mod demands;
mod diff;
mod draft;
mod expand;
mod hash;
mod instance;
mod labels;
mod load;
pub mod migration;
mod model;
mod part;
mod paths;
mod picture;
mod record;
mod refusal;
mod rules;
mod table;
mod timer;
mod trail;

pub use approval::{Decision, Vote};
pub use asks::Asks;
pub use checking::Library;
pub use context::Context;
pub use diff::{
    DefinitionRecord, Impact, LifecycleDiff, LifecycleDifference, LifecyclePart, PartChange, TouchKind, TouchReason, TouchedRecord, diff,
};
pub use instance::{Applied, Instance, Snapshot, SnapshotError};
pub use labels::{Label, LabelSource, Labels};
pub use load::{check_lifecycle, lifecycle_findings};
pub use model::Lifecycle;
pub use part::{Event, EventId, State, StateId, Transition, TransitionId};
pub use paths::{Covered, Expected, ExpectedReason, Given, NotCovered, PathKind, PathLimits, PathSource, ReasonKind, TestPath, TestPaths, TestStep};
pub use record::RecordError;
pub use refusal::{Allowed, Reason, Refusal};
pub use table::Table;
pub use timer::{Due, Running, Timer, TimerError};
pub use trail::Trail;
