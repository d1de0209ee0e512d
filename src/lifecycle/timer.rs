//! Events that come by themselves, and when.

use jiff::{SignedDuration, Timestamp};

use super::{EventId, Instance, StateId};
use crate::calendar::{BusinessDuration, CalendarError, Pause};

/// An event that comes by itself after a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timer {
    pub(super) id: String,
    pub(super) states: Box<[StateId]>,
    pub(super) after: BusinessDuration,
    pub(super) clock: Option<String>,
    pub(super) calendar: Option<String>,
    pub(super) fires: EventId,
}

/// A clock that an application runs for a record, such as its time to resolve: since when, and when it stood still.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// When it was started.
    pub since: Timestamp,
    /// When it stood still.
    pub pauses: Vec<Pause>,
}

impl Running {
    /// A clock that was never paused.
    #[must_use]
    pub fn since(instant: Timestamp) -> Self {
        Self { since: instant, pauses: Vec::new() }
    }
}

/// A timer of the state that a record is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due<'timer> {
    /// The timer.
    pub timer: &'timer Timer,
    /// When its event is due, in the past where it should have happened; none while its clock stands still.
    pub at: Result<Option<Timestamp>, TimerError>,
}

/// Why nobody can say when a timer is due.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimerError {
    /// No context said when the record came to its state.
    #[error("nobody said when the record came to its state; begin with `begin_at` and give contexts their instant with `at`")]
    NoInstant,
    /// The clock does not run.
    #[error("the clock `{0}` does not run")]
    NoClock(String),
    /// A calendar that nobody knows.
    #[error("there is no calendar `{0}`; load the lifecycle by a catalog that has it, or add it with `with_calendar`")]
    NoCalendar(String),
    /// The calendar has no answer.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
}

impl Timer {
    /// The id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The states in which it runs.
    #[must_use]
    pub fn states(&self) -> &[StateId] {
        &self.states
    }

    /// How long. With a calendar these are open hours or business days, without one hours or days of 24 hours.
    #[must_use]
    pub fn after(&self) -> BusinessDuration {
        self.after
    }

    /// What it is measured by; none for the time since the state was entered.
    #[must_use]
    pub fn clock(&self) -> Option<&str> {
        self.clock.as_deref()
    }

    /// The calendar whose open hours count.
    #[must_use]
    pub fn calendar(&self) -> Option<&str> {
        self.calendar.as_deref()
    }

    /// The event that it brings about.
    #[must_use]
    pub fn fires(&self) -> EventId {
        self.fires
    }
}

impl Instance {
    /// The timers of the state that the record is in, and when each is due, in the order of the file.
    ///
    /// A timer that names a clock is measured by what `clocks` says of it. One without measures since the state was
    /// entered, and when its event happens without leaving the state, since then: a reminder comes again and again. Nothing
    /// happens by asking; an application waits until the earliest instant, and applies the event then.
    #[must_use]
    pub fn due(&self, clocks: impl Fn(&str) -> Option<Running>) -> Vec<Due<'_>> {
        let state = self.state_id();
        let here = self.lifecycle().timers().iter().filter(|timer| timer.states.contains(&state));
        here.map(|timer| Due { timer, at: self.due_at(timer, &clocks) }).collect()
    }

    fn due_at(&self, timer: &Timer, clocks: &dyn Fn(&str) -> Option<Running>) -> Result<Option<Timestamp>, TimerError> {
        let running = match &timer.clock {
            Some(clock) => clocks(clock).ok_or_else(|| TimerError::NoClock(clock.clone()))?,
            None => self.fired(timer.fires).or(self.entered()).map(Running::since).ok_or(TimerError::NoInstant)?,
        };
        match &timer.calendar {
            Some(name) => {
                let calendar = self.lifecycle().calendar(name).ok_or_else(|| TimerError::NoCalendar(name.clone()))?;
                Ok(calendar.deadline(running.since, timer.after, &running.pauses)?)
            }
            None => always(&running, timer.after),
        }
    }
}

/// The hours of a day that no calendar cuts.
const HOURS: i64 = 24;

/// When `after` has passed on a clock that counts all hours. Time is that of sorting the pauses.
fn always(running: &Running, after: BusinessDuration) -> Result<Option<Timestamp>, TimerError> {
    let mut left = match after {
        BusinessDuration::Time(time) => time,
        BusinessDuration::Days(days) => SignedDuration::try_from_hours(days.saturating_mul(HOURS)).unwrap_or(SignedDuration::MAX),
    };
    let mut pauses = running.pauses.clone();
    pauses.sort_unstable();
    let mut from = running.since;
    for pause in pauses {
        if let Some(until) = pause.until.filter(|until| *until < pause.from) {
            return Err(CalendarError::BackwardPause { from: pause.from, until }.into());
        }
        if pause.until.is_some_and(|until| until <= from) {
            continue;
        }
        let ran = pause.from.duration_since(from).max(SignedDuration::ZERO);
        if left <= ran {
            break;
        }
        left -= ran;
        match pause.until {
            Some(until) => from = until,
            None => return Ok(None),
        }
    }
    // Beyond the last instant there is: the end of time.
    Ok(Some(from.checked_add(left).unwrap_or(Timestamp::MAX)))
}
