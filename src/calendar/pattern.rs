//! Hours on the wall clock alone, as if no clock were ever put forward or back.
//!
//! Times are *local seconds*: what the wall clock shows, counted from 1970-01-01 00:00 on that same clock.

use super::hours::{DAY, Hours};

/// A day with hours of its own: a holiday (none) or an exception.
#[derive(Clone, Debug)]
pub(super) struct SpecialDay {
    /// The number of the day, 1970-01-01 being 0.
    pub day: i64,
    pub hours: Hours,
    pub name: String,
}

/// A week that repeats, and the days that differ from it.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    /// Monday first.
    week: [Hours; 7],
    /// Open seconds of a week before each weekday.
    before: [i64; 7],
    /// Open seconds of a whole week.
    whole: i64,
    /// Sorted by day, each day once.
    special: Vec<SpecialDay>,
    /// By how much the special days before each one differ from their weekdays, and after the last one all of them.
    shifts: Vec<i64>,
}

/// 1970-01-01 was a Thursday: days counted from the Monday before it.
fn from_monday(day: i64) -> i64 {
    day.saturating_add(3)
}

impl Pattern {
    /// Of several special days with one number the first counts.
    pub fn new(week: [Hours; 7], mut special: Vec<SpecialDay>) -> Self {
        special.sort_by_key(|special| special.day);
        special.dedup_by_key(|special| special.day);
        let mut before = [0; 7];
        let mut whole = 0;
        for (place, hours) in before.iter_mut().zip(&week) {
            *place = whole;
            whole += hours.total();
        }
        let mut pattern = Self { week, before, whole, special, shifts: Vec::new() };
        let mut shift = 0;
        let mut shifts = vec![0];
        for special in &pattern.special {
            shift += special.hours.total() - pattern.weekday(special.day).total();
            shifts.push(shift);
        }
        pattern.shifts = shifts;
        pattern
    }

    fn weekday(&self, day: i64) -> &Hours {
        let place = usize::try_from(from_monday(day).rem_euclid(7)).unwrap_or_default();
        // INVARIANT: a remainder by seven is a place in the week.
        self.week.get(place).unwrap_or(&self.week[0])
    }

    /// The special day with this number.
    pub fn special(&self, day: i64) -> Option<&SpecialDay> {
        self.special.binary_search_by_key(&day, |special| special.day).ok().and_then(|place| self.special.get(place))
    }

    /// The hours of a day.
    pub fn hours(&self, day: i64) -> &Hours {
        self.special(day).map_or_else(|| self.weekday(day), |special| &special.hours)
    }

    /// Open seconds from a fixed Monday to `local` (negative before it): whole weeks, whole days, special days, and the
    /// part of the last day. Time is logarithmic in the number of special days.
    pub fn open_before(&self, local: i64) -> i64 {
        let (day, second) = (local.div_euclid(DAY), local.rem_euclid(DAY));
        let days = from_monday(day);
        let weekdays = usize::try_from(days.rem_euclid(7)).ok().and_then(|place| self.before.get(place)).copied().unwrap_or_default();
        let place = self.special.partition_point(|special| special.day < day);
        let shift = self.shifts.get(place).copied().unwrap_or_default();
        let today = self.special.get(place).filter(|special| special.day == day).map_or_else(|| self.weekday(day), |special| &special.hours);
        days.div_euclid(7) * self.whole + weekdays + shift + today.open_before(second)
    }

    /// Whether the wall clock shows a time inside a window.
    pub fn is_open(&self, local: i64) -> bool {
        self.hours(local.div_euclid(DAY)).contain(local.rem_euclid(DAY))
    }
}
