//! When a target is reached: business time or business days, counted over the stretches in which a clock runs.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{BusinessDuration, Calendar, CalendarError, model::instant};

/// A time in which a clock stands still, `[from, until)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Pause {
    /// When it begins.
    pub from: Timestamp,
    /// When it ends; none while it lasts.
    pub until: Option<Timestamp>,
}

/// A time in which a clock runs on a calendar.
#[derive(Clone, Debug)]
pub(super) struct Stretch {
    pub calendar: Calendar,
    pub from: Timestamp,
    /// None while it lasts.
    pub until: Option<Timestamp>,
}

impl Calendar {
    /// When `target` is reached by a clock that starts at `start` and stands still in the pauses: the earliest instant by which
    /// that much business time has passed, or that many business days have ended. None when a pause that still lasts comes
    /// first.
    ///
    /// A pause costs the business time that lies in it, not its length; pauses may overlap and come in any order. A business
    /// day is counted when the clock runs at its end; the day of `start` is not counted. Time is that of sorting the pauses, and
    /// for business days linear in the days.
    ///
    /// # Errors
    /// Any [`CalendarError`].
    pub fn deadline(&self, start: Timestamp, target: BusinessDuration, pauses: &[Pause]) -> Result<Option<Timestamp>, CalendarError> {
        reach(&self.running(start, pauses)?, start, target)
    }

    /// The stretches from `start` on that no pause covers.
    fn running(&self, start: Timestamp, pauses: &[Pause]) -> Result<Vec<Stretch>, CalendarError> {
        let mut sorted = pauses.to_vec();
        sorted.sort_unstable();
        let mut stretches = Vec::with_capacity(sorted.len().saturating_add(1));
        let mut from = start;
        for pause in sorted {
            if let Some(until) = pause.until.filter(|until| *until < pause.from) {
                return Err(CalendarError::BackwardPause { from: pause.from, until });
            }
            if pause.until.is_some_and(|until| until <= from) {
                continue;
            }
            if from <= pause.from {
                stretches.push(Stretch { calendar: self.clone(), from, until: Some(pause.from) });
            }
            match pause.until {
                Some(until) => from = until,
                None => return Ok(stretches),
            }
        }
        stretches.push(Stretch { calendar: self.clone(), from, until: None });
        Ok(stretches)
    }
}

impl Stretch {
    /// How much of the unit of `like` passes in the stretch, which is taken to end at `as_of` while it lasts.
    fn count(&self, anchor: Timestamp, as_of: Timestamp, like: BusinessDuration) -> Result<i64, CalendarError> {
        let until = self.until.unwrap_or(as_of);
        match like {
            BusinessDuration::Time(_) => self.calendar.elapsed(self.from, until).map(|time| time.as_secs()),
            BusinessDuration::Days(_) => {
                let (from, until) = (self.calendar.inside(self.from)?, self.calendar.inside(until)?);
                let first = self.first_day(anchor)?;
                let counted = self.calendar.closings(from, until).filter(|(day, _)| *day > first).count();
                Ok(i64::try_from(counted).unwrap_or(i64::MAX))
            }
        }
    }

    /// The day that is not counted, because counting began on it.
    fn first_day(&self, anchor: Timestamp) -> Result<i64, CalendarError> {
        self.calendar.inside(anchor).map(|anchor| self.calendar.day(anchor))
    }

    /// When `left` of it has passed, in a stretch that holds that much.
    fn reach(&self, anchor: Timestamp, left: BusinessDuration) -> Result<Timestamp, CalendarError> {
        match left {
            BusinessDuration::Time(time) => self.calendar.add(self.from, time),
            BusinessDuration::Days(days) => {
                let (from, end) = (self.calendar.inside(self.from)?, self.calendar.timeline().end);
                let first = self.first_day(anchor)?;
                let Some(before) = days.checked_sub(1).and_then(|before| usize::try_from(before).ok()) else { return Ok(instant(from)) };
                let mut counted = self.calendar.closings(from, end).filter(|(day, _)| *day > first);
                counted.nth(before).map(|(_, closing)| instant(closing)).ok_or_else(|| self.calendar.not_reached(left, end))
            }
        }
    }
}

/// How much has been counted by `as_of` since `anchor`, in the unit of `like`.
pub(super) fn counted(stretches: &[Stretch], anchor: Timestamp, as_of: Timestamp, like: BusinessDuration) -> Result<BusinessDuration, CalendarError> {
    let mut sum: i64 = 0;
    for stretch in stretches {
        sum = sum.saturating_add(stretch.count(anchor, as_of, like)?);
    }
    Ok(like.with_count(sum))
}

/// The earliest instant in the stretches by which `target` is counted since `anchor`; none when they end before.
pub(super) fn reach(stretches: &[Stretch], anchor: Timestamp, target: BusinessDuration) -> Result<Option<Timestamp>, CalendarError> {
    if target.is_negative() {
        return Err(CalendarError::NegativeTarget { duration: target });
    }
    let mut left = target;
    for stretch in stretches {
        let Some(until) = stretch.until else { return stretch.reach(anchor, left).map(Some) };
        let passed = stretch.count(anchor, until, target)?;
        if left.count() <= passed {
            return stretch.reach(anchor, left).map(Some);
        }
        left = left.with_count(left.count() - passed);
    }
    Ok(None)
}
