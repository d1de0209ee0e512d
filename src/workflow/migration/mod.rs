//! Migration: executions of one definition go on with another, and what is lost on the way is said.
//!
//! A plan says for every place where an execution can stand (a step that goes on, an event that is waited for, a join that
//! waits for other branches, an end that was reached) where its token goes. Nodes that are called the same in both
//! definitions go to each other where the plan says nothing else. A [`Plan`] is checked against both definitions before an
//! execution moves; then [`Plan::migrate`] moves one and [`Plan::migrate_all`] many. Of every marking that results it is
//! asked whether an end can still be reached. Nothing is stored, so that every run is a dry run until an application keeps
//! the snapshots that come back.
//!
//! ```
//! use itsm::{source::FileText, workflow::{Workflow, engine::{Context, Execution, Program}, migration::Plan}};
//!
//! let text = |step: &str, version: &str| FileText::new("work.yaml", format!("
//! format: itsm/workflow/1
//! id: work
//! title: Work
//! version: '{version}'
//! nodes: [{{id: call, kind: start}}, {{id: {step}, kind: task}}, {{id: done, kind: end}}]
//! flows: [{{from: call, to: {step}}}, {{from: {step}, to: done}}]
//! "));
//! let old = Workflow::load(&text("fix", "1")).unwrap();
//! let new = Workflow::load(&text("repair", "2")).unwrap();
//! let mut run = Execution::new(&Program::new(&old)?);
//! run.start(&Context::new())?;
//!
//! let plan = FileText::new("plan.yaml", "
//! format: itsm/workflow-migration/1
//! from: {workflow: work, version: '1'}
//! to: {workflow: work, version: '2'}
//! steps: [{from: [fix], to: repair}]
//! ");
//! let plan = Plan::load(&plan, &old, &new).unwrap();
//! let moved = plan.migrate(&run.snapshot(), &Context::new())?;
//! let mut run = Execution::restore(plan.after(), &moved.after)?;
//! assert!(run.complete("repair", &Context::new())?.ended);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod builder;
pub mod definition;
mod ending;
mod loss;
mod losses;
mod moving;
mod places;
mod plan;
mod report;

pub use ending::CanEnd;
pub use loss::{Loss, PlanLoss, TimerChange};
pub use moving::{Migrated, MigrationError};
pub use plan::Plan;
pub use report::{FiredEvent, MigrationReport, Moved, NotMoved, StoredExecution};
