//! The clock that is passed in: the library never asks the machine for the time by itself.

use jiff::{SignedDuration, Timestamp};

/// Tells what time it is. Everything that needs the present instant is handed one.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "the one place that asks the machine")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that stands still until it is moved, for tests and for looking at a past state.
///
/// ```
/// use itsm::{jiff::SignedDuration, time::{Clock, FixedClock}};
///
/// let mut clock = FixedClock::new("2026-03-02T09:00:00Z".parse()?);
/// clock.advance(SignedDuration::from_mins(5));
/// assert_eq!(clock.now().to_string(), "2026-03-02T09:05:00Z");
/// # Ok::<(), itsm::jiff::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FixedClock {
    now: Timestamp,
}

impl FixedClock {
    /// A clock that shows `now`.
    #[must_use]
    pub const fn new(now: Timestamp) -> Self {
        Self { now }
    }

    /// Sets the clock.
    pub fn set(&mut self, now: Timestamp) {
        self.now = now;
    }

    /// Moves the clock by an exact time, backward when it is negative; it stops at the ends of what an instant can say.
    pub fn advance(&mut self, by: SignedDuration) {
        let end = if by.is_negative() { Timestamp::MIN } else { Timestamp::MAX };
        self.now = self.now.checked_add(by).unwrap_or(end);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        self.now
    }
}
