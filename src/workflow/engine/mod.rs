//! Running a workflow: the tokens of its net, moved by what people and clocks do.
//!
//! An [`Execution`] holds where the tokens are, the data, and since when each step goes on. Every call is one step of it:
//! something from outside happens, then everything that follows by itself, in an order that depends on nothing else. A call that is
//! refused changes nothing. Nothing is carried out: what is to be done comes back as [`Progress`].

mod context;
mod drive;
mod execution;
mod program;
mod refusal;
mod since;
mod snapshot;
mod takeover;
mod timer;
mod trail;

pub use context::Context;
pub use execution::{Execution, Offer, Progress};
pub use program::Program;
pub use refusal::ExecutionRefusal;
pub use snapshot::{ExecutionSnapshot, MarkedPlace, RestoreError};
pub(in crate::workflow) use takeover::Taken;
pub use timer::DueTimer;
