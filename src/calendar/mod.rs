//! Business calendars: when a service is staffed, how much of that time lies between two instants, and service-level clocks.
//!
//! [`definition`] holds what an author writes, [`check`] and [`load`] read it, [`Calendar`] answers. [`ServiceClock`] folds the
//! history of a record into consumed time, slack and deadline. Instants are UTC, durations whole seconds, never floats.

pub mod clock;
pub mod definition;

mod deadline;
mod draft;
mod duration;
mod error;
mod hours;
mod ical;
mod load;
mod model;
mod pattern;
mod timeline;
mod zone;

pub use clock::ServiceClock;
pub use deadline::Pause;
pub use duration::{BusinessDuration, DurationError};
pub use error::CalendarError;
pub use load::{check, load};
pub use model::Calendar;

/// The Rust code of the guide is run as a test.
#[cfg(doctest)]
#[doc = include_str!("../../docs/calendars.md")]
struct Guide;
