//! Migration: records that live one definition go on with another, and what is lost on the way is said.
//!
//! A plan says for every state where its records go: one state to one, several to one (merge), or one to several by
//! conditions on the fields of the record (split). States that are called the same in both definitions go to each other
//! where the plan says nothing else. A [`Plan`] is checked against both definitions before a record moves; then
//! [`Plan::migrate`] moves one record and [`Plan::migrate_all`] many. Neither stores anything, so that every run is a dry
//! run until an application keeps the snapshots that come back.
//!
//! ```
//! use itsm::{lifecycle::{Context, Lifecycle, Instance, migration::Plan}, source::FileText};
//!
//! let text = |states: &str, version: &str| FileText::new("ticket.yaml", format!("
//! format: itsm/lifecycle/1
//! id: ticket
//! title: Ticket
//! version: '{version}'
//! states: [{states}, {{id: closed, kind: terminal}}]
//! events: [{{id: close}}]
//! transitions: [{{from: ['*'], on: close, to: closed}}]
//! "));
//! let old = Lifecycle::load(&text("{id: new, kind: initial}", "1")).unwrap();
//! let new = Lifecycle::load(&text("{id: open, kind: initial}", "2")).unwrap();
//! let snapshot = old.begin().snapshot();
//! assert!(Instance::restore(&new, &snapshot).is_err());      // another definition
//!
//! let plan = FileText::new("plan.yaml", "
//! format: itsm/migration/1
//! from: {lifecycle: ticket, version: '1'}
//! to: {lifecycle: ticket, version: '2'}
//! states: [{from: [new], to: open}]
//! ");
//! let plan = Plan::load(&plan, &old, &new).unwrap();
//! let moved = plan.migrate(&snapshot, &Context::new()).unwrap();
//! let record = Instance::restore(&new, &moved.after).unwrap();
//! assert_eq!((record.state().id(), record.sequence()), ("open", 1));
//! ```

pub mod definition;
mod moving;
mod plan;
mod report;

pub use moving::{Loss, Migrated, MigrationError};
pub use plan::{Plan, PlanLoss};
pub use report::{MigrationReport, Moved, NotMoved, StoredRecord};
