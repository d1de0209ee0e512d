//! Real time: the wall clock's pattern seen through the zone's offsets.
//!
//! An instant is open when the wall clock at that instant shows a time inside a window. Between two changes of the
//! zone's offset, wall clock and real time run alike, so open time up to an instant is a sum over such segments. Times that
//! the wall clock leaves out in spring never come, those that it shows twice in autumn count twice.

use jiff::{Timestamp, tz::TimeZone};

use super::{hours::DAY, pattern::Pattern};

/// A stretch of real time, in Unix seconds, with one offset; it ends where the next one starts.
#[derive(Clone, Copy, Debug)]
struct Segment {
    start: i64,
    /// Wall clock minus UTC, in seconds.
    offset: i64,
    /// What the pattern's count must be raised by to give open seconds since the start of the timeline.
    base: i64,
}

/// The open time of a calendar between two bounds.
#[derive(Clone, Debug)]
pub(super) struct Timeline {
    pattern: Pattern,
    /// Never empty, sorted.
    segments: Vec<Segment>,
    /// Bounds, `[start, end)`.
    pub start: i64,
    pub end: i64,
}

impl Timeline {
    /// Lays the pattern along real time. Time is linear in the changes of the zone's offset between the bounds.
    pub fn new(pattern: Pattern, zone: &TimeZone, start: Timestamp, end: Timestamp) -> Self {
        let (first, last) = (seconds(start), seconds(end));
        let mut timeline = Self { pattern, segments: Vec::new(), start: first, end: last };
        let mut open = 0;
        let changes = zone.following(start).map(|change| (seconds(change.timestamp()), change.offset()));
        let all = std::iter::once((first, zone.to_offset(start))).chain(changes.take_while(|(at, _)| *at < last));
        for (at, offset) in all {
            let offset = i64::from(offset.seconds());
            if let Some(before) = timeline.segments.last() {
                if before.offset == offset {
                    continue;
                }
                open = timeline.pattern.open_before(at + before.offset) + before.base;
            }
            timeline.segments.push(Segment { start: at, offset, base: open - timeline.pattern.open_before(at + offset) });
        }
        timeline
    }

    pub fn pattern(&self) -> &Pattern {
        &self.pattern
    }

    fn segment(&self, at: i64) -> Segment {
        let after = self.segments.partition_point(|segment| segment.start <= at);
        // INVARIANT: there is a first segment, and it starts at the lower bound.
        let nowhere = Segment { start: self.start, offset: 0, base: 0 };
        self.segments.get(after.saturating_sub(1)).copied().unwrap_or(nowhere)
    }

    /// What the wall clock shows, in local seconds.
    pub fn local(&self, at: i64) -> i64 {
        at + self.segment(at).offset
    }

    pub fn is_open(&self, at: i64) -> bool {
        self.pattern.is_open(self.local(at))
    }

    /// Open seconds from the lower bound to `at`: never falls, and rises by at most one a second. Time is logarithmic.
    pub fn open_before(&self, at: i64) -> i64 {
        let segment = self.segment(at);
        self.pattern.open_before(at + segment.offset) + segment.base
    }

    /// The earliest instant by which `open` seconds are counted, when there is one. Time is the square of a logarithm.
    pub fn earliest(&self, open: i64) -> Option<i64> {
        (self.open_before(self.end) >= open).then(|| bisect(self.start, self.end, |at| self.open_before(at) >= open))
    }

    /// The latest instant, upper bound included, by which no more than `open` seconds are counted.
    pub fn latest(&self, open: i64) -> i64 {
        // The first instant with more is one second later, as an open second counts once it is over.
        bisect(self.start, self.end + 1, |at| at > self.end || self.open_before(at) > open) - 1
    }

    /// The latest instant, upper bound included, up to which everything from `at` on is open.
    pub fn open_until(&self, at: i64) -> i64 {
        let open = self.open_before(at);
        bisect(at, self.end + 1, |later| later > self.end || self.open_before(later) - open < later - at) - 1
    }

    /// When the last opening of a day of the wall clock ends; none for a day without an opening, or one that the zone skips.
    pub fn closing(&self, day: i64) -> Option<i64> {
        if self.pattern.hours(day).total() == 0 {
            return None;
        }
        let midnight = (day + 1) * DAY;
        // No wall clock is two days off, so the last segment with a time before midnight is among those that start until then.
        let after = self.segments.partition_point(|segment| segment.start <= midnight + 2 * DAY);
        let candidates = self.segments.get(..after)?;
        let place = candidates.iter().rposition(|segment| segment.start + segment.offset < midnight)?;
        let next = self.segments.get(place + 1).map_or(self.end, |segment| segment.start);
        let day_end = next.min(midnight - self.segments.get(place)?.offset);
        let (open, lowest) = (self.open_before(day_end), self.start.max(day_end - 4 * DAY));
        if self.open_before(lowest) >= open {
            return None;
        }
        let closing = bisect(lowest, day_end, |at| self.open_before(at) >= open);
        (self.local(closing - 1).div_euclid(DAY) == day).then_some(closing)
    }
}

/// The least number in `from..=until` that fits, when those that fit come after those that do not and `until` fits.
fn bisect(from: i64, until: i64, fits: impl Fn(i64) -> bool) -> i64 {
    let (mut low, mut high) = (from, until);
    while low < high {
        let middle = low + (high - low) / 2;
        if fits(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// Unix seconds, rounded down.
pub(super) fn seconds(instant: Timestamp) -> i64 {
    instant.as_second() - i64::from(instant.subsec_nanosecond() < 0)
}
