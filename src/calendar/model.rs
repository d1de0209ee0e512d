//! The calendar: what it answers about instants.

use std::{fmt, sync::Arc};

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};

use super::{
    BusinessDuration, CalendarError,
    definition::CalendarFile,
    draft::{date, number},
    hours::DAY,
    timeline::{Timeline, seconds},
};

/// A business calendar, ready to answer. Cloning is cheap.
///
/// **What is open.** An instant is open when the wall clock of the zone shows, at that instant, a time inside a window of that
/// day; windows are half-open, `[opens, closes)`. So on days when clocks are changed a window has the length that really
/// passes: one that begins in the hour left out in spring begins with the first time that exists, one in the hour that comes
/// twice in autumn is open both times.
///
/// **What is answered.** Durations are whole seconds; parts of a second of instants are dropped. Questions beyond the days that
/// the calendar is valid for are refused, as its holidays are not known there.
#[derive(Clone)]
pub struct Calendar {
    inner: Arc<Inner>,
}

struct Inner {
    id: String,
    title: String,
    version: String,
    zone: TimeZone,
    zone_name: String,
    timeline: Timeline,
    /// The first and last day, as numbers.
    valid: (i64, i64),
}

impl fmt::Debug for Calendar {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Calendar({} {}, {})", self.id(), self.version(), self.zone_name())
    }
}

impl Calendar {
    pub(super) fn assemble(definition: &CalendarFile, zone: TimeZone, timeline: Timeline, valid: (i64, i64)) -> Self {
        let zone_name = zone.iana_name().unwrap_or(&definition.zone).to_owned();
        let (id, title, version) = (definition.id.to_string(), definition.title.to_string(), definition.version.to_string());
        Self { inner: Arc::new(Inner { id, title, version, zone, zone_name, timeline, valid }) }
    }

    /// The id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.inner.id
    }

    /// The title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.inner.title
    }

    /// The version of the rules; whoever stores a result stores id and version beside it.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.inner.version
    }

    /// The IANA name of the zone.
    #[must_use]
    pub fn zone_name(&self) -> &str {
        &self.inner.zone_name
    }

    /// The zone.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.inner.zone
    }

    /// The first and the last day that the calendar answers for.
    #[must_use]
    pub fn valid(&self) -> (Date, Date) {
        let (first, last) = self.inner.valid;
        (date(first).unwrap_or(Date::MIN), date(last).unwrap_or(Date::MAX))
    }

    /// The name of the holiday or exception on a day.
    #[must_use]
    pub fn special_day(&self, day: Date) -> Option<&str> {
        self.timeline().pattern().special(number(day)).map(|special| special.name.as_str())
    }

    /// Whether `instant` lies in an opening. Time is logarithmic.
    ///
    /// # Errors
    /// [`CalendarError::OutsideValidity`].
    pub fn is_open(&self, instant: Timestamp) -> Result<bool, CalendarError> {
        Ok(self.timeline().is_open(self.before_end(instant)?))
    }

    /// The business time from `from` to `until`, negative when `until` comes first.
    ///
    /// `elapsed(a, b) + elapsed(b, c)` is `elapsed(a, c)`. Time is logarithmic in the special days and the changes of the
    /// zone's offset, whatever lies between the instants.
    ///
    /// # Errors
    /// [`CalendarError::OutsideValidity`].
    pub fn elapsed(&self, from: Timestamp, until: Timestamp) -> Result<SignedDuration, CalendarError> {
        let (from, until) = (self.inside(from)?, self.inside(until)?);
        Ok(SignedDuration::from_secs(self.timeline().open_before(until) - self.timeline().open_before(from)))
    }

    /// The earliest instant by which `time` of business time has passed since `start`: `start` itself for nothing, and the
    /// closing of a day rather than the opening of the next. With a negative time the latest instant from which as much passes
    /// until `start`: the opening of a day rather than the closing of the one before.
    ///
    /// Time is the square of a logarithm. Parts of a second of `time` are dropped.
    ///
    /// # Errors
    /// [`CalendarError::OutsideValidity`], [`CalendarError::NotReached`].
    pub fn add(&self, start: Timestamp, time: SignedDuration) -> Result<Timestamp, CalendarError> {
        let from = self.inside(start)?;
        let wanted = self.timeline().open_before(from).saturating_add(time.as_secs());
        let reached = match time.as_secs() {
            0 => Some(from),
            1.. => self.timeline().earliest(wanted),
            _ => (wanted >= 0).then(|| self.timeline().latest(wanted)),
        };
        let bound = if time.is_negative() { self.timeline().start } else { self.timeline().end };
        reached.map(instant).ok_or_else(|| self.not_reached(BusinessDuration::Time(time), bound))
    }

    /// The number of business days that end after `from` and not after `until`, negative when `until` comes first.
    ///
    /// A business day is a day of the wall clock with at least one opening, and it ends with its last opening. Time is linear
    /// in the days between the instants.
    ///
    /// # Errors
    /// [`CalendarError::OutsideValidity`].
    pub fn business_days(&self, from: Timestamp, until: Timestamp) -> Result<i64, CalendarError> {
        let (from, until) = (self.inside(from)?, self.inside(until)?);
        let count = |from, until| i64::try_from(self.closings(from, until).count()).unwrap_or(i64::MAX);
        Ok(if from <= until { count(from, until) } else { -count(until, from) })
    }

    /// The end of the `days`th business day after the day of `start`: the day on which a period starts is not counted, whether
    /// or not it is a business day. `start` itself for no days or less.
    ///
    /// Time is linear in the days that are passed.
    ///
    /// # Errors
    /// [`CalendarError::OutsideValidity`], [`CalendarError::NotReached`].
    pub fn add_business_days(&self, start: Timestamp, days: u32) -> Result<Timestamp, CalendarError> {
        let from = self.inside(start)?;
        let Some(before) = days.checked_sub(1) else { return Ok(instant(from)) };
        let first = self.day(from);
        let mut counted = self.closings(from, self.timeline().end).filter(|(day, _)| *day > first);
        let end = usize::try_from(before).ok().and_then(|before| counted.nth(before));
        let not_reached = || self.not_reached(BusinessDuration::Days(i64::from(days)), self.timeline().end);
        end.map(|(_, closing)| instant(closing)).ok_or_else(not_reached)
    }

    /// The first open instant at or after `from`. Time is the square of a logarithm.
    ///
    /// # Errors
    /// [`CalendarError::OutsideValidity`], [`CalendarError::NoOpening`] with the bound of the search.
    pub fn next_opening(&self, from: Timestamp) -> Result<Timestamp, CalendarError> {
        let opening = self.opening(self.inside(from)?)?;
        Ok(if opening == seconds(from) { from } else { instant(opening) })
    }

    /// The end of the opening that `from` lies in, or else of the next one; openings that touch, also over midnight, are one.
    ///
    /// Time is the square of a logarithm.
    ///
    /// # Errors
    /// [`CalendarError::OutsideValidity`], [`CalendarError::NoOpening`] and [`CalendarError::NoClosing`] with the bound of the
    /// search.
    pub fn next_closing(&self, from: Timestamp) -> Result<Timestamp, CalendarError> {
        let closing = self.timeline().open_until(self.opening(self.inside(from)?)?);
        if closing < self.timeline().end {
            return Ok(instant(closing));
        }
        Err(CalendarError::NoClosing { calendar: self.id().to_owned(), searched_until: instant(closing) })
    }

    fn opening(&self, from: i64) -> Result<i64, CalendarError> {
        let opening = self.timeline().latest(self.timeline().open_before(from));
        if opening < self.timeline().end {
            return Ok(opening);
        }
        Err(CalendarError::NoOpening { calendar: self.id().to_owned(), searched_until: instant(opening) })
    }

    /// The business days that end after `from` and not after `until`: number of the day and end.
    pub(super) fn closings(&self, from: i64, until: i64) -> impl Iterator<Item = (i64, i64)> {
        // A clock that is put back over midnight shows the end of a day again after the next one has begun, hence a day more.
        let days = self.day(from) - 1..=self.day(until);
        let closings = days.filter_map(|day| Some((day, self.timeline().closing(day)?)));
        closings.filter(move |(_, closing)| from < *closing && *closing <= until)
    }

    pub(super) fn timeline(&self) -> &Timeline {
        &self.inner.timeline
    }

    /// The day that the wall clock shows, as a number.
    pub(super) fn day(&self, at: i64) -> i64 {
        self.timeline().local(at).div_euclid(DAY)
    }

    /// The seconds of an instant that the calendar answers for, its end included.
    pub(super) fn inside(&self, instant: Timestamp) -> Result<i64, CalendarError> {
        let at = seconds(instant);
        if (self.timeline().start..=self.timeline().end).contains(&at) { Ok(at) } else { Err(self.outside(instant)) }
    }

    fn before_end(&self, instant: Timestamp) -> Result<i64, CalendarError> {
        self.inside(instant).and_then(|at| if at < self.timeline().end { Ok(at) } else { Err(self.outside(instant)) })
    }

    fn outside(&self, asked: Timestamp) -> CalendarError {
        let (from, until) = (instant(self.timeline().start), instant(self.timeline().end));
        CalendarError::OutsideValidity { calendar: self.id().to_owned(), instant: asked, from, until }
    }

    pub(super) fn not_reached(&self, duration: BusinessDuration, bound: i64) -> CalendarError {
        CalendarError::NotReached { calendar: self.id().to_owned(), duration, searched_until: instant(bound) }
    }
}

/// The instant of Unix seconds.
pub(super) fn instant(seconds: i64) -> Timestamp {
    // INVARIANT: the bounds of every calendar lie within the years that an instant can say.
    Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX)
}
