//! Service-level clocks: consumed time, slack and deadline as a fold over the history of a record.

mod event;
mod reading;
mod replay;

pub use event::{Change, ClockEvent, EarlierPauses, Policy, Target};
pub use reading::{Phase, Reading, Span};
pub use replay::{ClockError, ServiceClock};
