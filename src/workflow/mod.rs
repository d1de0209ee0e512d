//! Workflows: who does what in which order, as a `petgraph` graph that is checked before it runs.
//!
//! A [`Workflow`] is loaded from a file (`workflows/*.yaml`) or built by a program from the same
//! [`WorkflowFile`](definition::WorkflowFile); both ways all findings come at once. Its [`graph`](Workflow::graph) is a
//! plain `petgraph` graph, so every algorithm of that crate works on it.
//!
//! ```
//! use itsm::{petgraph::algo::dijkstra, source::FileText, workflow::Workflow};
//!
//! let file = FileText::new("intake.yaml", "\
//! format: itsm/workflow/1
//! id: intake
//! title: Intake
//! nodes:
//!   - {id: call, kind: start}
//!   - {id: record, kind: task, title: Record the contact}
//!   - {id: done, kind: end}
//! flows:
//!   - {from: call, to: record}
//!   - {from: record, to: done}
//! ");
//! let workflow = Workflow::load(&file)?;
//! let steps = dijkstra(workflow.graph(), workflow.node_index("call").unwrap(), None, |_| 1);
//! assert_eq!(steps[&workflow.node_index("done").unwrap()], 2);
//! # Ok::<(), itsm::diagnostic::Findings>(())
//! ```

pub mod bpmn;
mod builder;
mod checking;
pub mod definition;
pub mod diff;
mod draft;
pub mod engine;
mod load;
pub mod migration;
mod model;
mod net;
mod picture;
mod rules;
mod soundness;
mod translate;
mod write;

pub use builder::WorkflowBuilder;
pub use checking::Library;
pub use load::check_workflow;
pub use model::{Answer, Fired, Flow, FlowIndex, Graph, Lane, Node, NodeIndex, Record, Schedule, Step, Trigger, When, Workflow};
pub use net::{Move, MoveKind, Place, WorkflowNet};
pub use soundness::WorkflowSoundness;
pub use translate::TranslationError;

/// The guide, so that what it shows is tested.
#[cfg(all(doctest, feature = "expr"))]
#[doc = include_str!("../../docs/workflows.md")]
struct Guide;
