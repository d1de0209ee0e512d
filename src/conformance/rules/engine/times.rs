//! Rules about instants: time limits and planned windows.

use jiff::{SignedDuration, Timestamp};

use super::{
    Sink, State,
    columns::Current,
    compile::Compiled,
    order::{FIRST, SECOND, Trace},
};
use crate::{
    calendar::{BusinessDuration, Calendar},
    conformance::rules::model::Asks,
    eventlog::{EventLog, Kind, keys},
    expr::Value,
};

/// When each event happened.
pub(super) struct Instants {
    of: Vec<Option<Timestamp>>,
    latest: Timestamp,
}

impl Instants {
    /// The instants of a log; none when no event has one.
    pub fn read(log: &EventLog) -> Option<Self> {
        let column = log.event_column(keys::TIME, Kind::Instant)?;
        let of: Vec<_> = (0..log.event_count()).map(|event| column.get(event).and_then(crate::eventlog::Value::as_instant)).collect();
        let latest = of.iter().flatten().max().copied()?;
        Some(Self { of, latest })
    }

    pub fn latest(&self) -> Timestamp {
        self.latest
    }

    pub fn at(&self, event: usize) -> Option<Timestamp> {
        self.of.get(event).copied().flatten()
    }
}

/// The last instant that is in time; none when it lies beyond what the calendar answers for.
pub(super) fn deadline(start: Timestamp, within: BusinessDuration, calendar: Option<&Calendar>) -> Option<Timestamp> {
    match (calendar, within) {
        (Some(calendar), within) => calendar.deadline(start, within, &[]).ok().flatten(),
        (None, BusinessDuration::Time(time)) => start.checked_add(time).ok(),
        // Without a calendar all hours count, and a day has 24 of them.
        (None, BusinessDuration::Days(days)) => start.checked_add(SignedDuration::from_hours(days.checked_mul(24)?)).ok(),
    }
}

/// The instant of a value of a field.
pub(super) fn instant(value: Option<&Value>, text: Option<&str>) -> Option<Timestamp> {
    match value {
        Some(Value::Instant(instant)) => Some(*instant),
        _ => text?.parse().ok(),
    }
}

impl Compiled<'_> {
    pub(super) fn instant(&self, event: usize) -> Option<Timestamp> {
        self.instants.as_ref()?.at(event)
    }

    /// Each first step, and whether the second comes in time.
    pub(super) fn time_limit(&self, asks: &Asks, start: usize, trace: Trace<'_>, sink: Sink<'_>) {
        let Some(within) = asks.within else { return };
        let mut next: Option<usize> = None;
        for (at, activity) in trace.events.iter().enumerate().rev() {
            let class = trace.class_of(*activity);
            if class & FIRST != 0 {
                let limit = self.instant(start.saturating_add(at)).and_then(|from| deadline(from, within, asks.calendar.as_ref()));
                let state = match (limit, next) {
                    (None, _) => State::Unknown,
                    (Some(limit), Some(next)) => match self.instant(start.saturating_add(next)) {
                        Some(came) if came <= limit => State::Kept,
                        Some(_) => State::Violated,
                        None => State::Unknown,
                    },
                    (Some(limit), None) if trace.open && self.as_of <= limit => State::Pending,
                    (Some(_), None) => State::Violated,
                };
                sink(Some(at), state);
            }
            if class & SECOND != 0 {
                next = Some(at);
            }
        }
    }

    /// Each step, and whether it happens between the planned instants.
    pub(super) fn window(&self, asks: &Asks, case: usize, start: usize, trace: Trace<'_>, sink: Sink<'_>) {
        let Some(mut current) = self.planned(asks, case) else { return };
        for (at, activity) in trace.events.iter().enumerate() {
            let event = start.saturating_add(at);
            current.step(event);
            if trace.class_of(*activity) & FIRST != 0 {
                let state = match (self.instant(event), window_of(&current)) {
                    (Some(happened), Some((from, until))) if from <= happened && happened <= until => State::Kept,
                    (Some(_), Some(_)) => State::Violated,
                    _ => State::Unknown,
                };
                sink(Some(at), state);
            }
        }
    }

    /// The two fields of the window, before the first event of a case.
    pub(super) fn planned(&self, asks: &Asks, case: usize) -> Option<Current<'_>> {
        let columns = vec![self.columns.get(asks.start.as_ref()?)?, self.columns.get(asks.end.as_ref()?)?];
        Some(Current::new(columns, case))
    }
}

/// The planned instants.
pub(super) fn window_of(current: &Current<'_>) -> Option<(Timestamp, Timestamp)> {
    Some((instant(current.value(0), current.text(0))?, instant(current.value(1), current.text(1))?))
}
