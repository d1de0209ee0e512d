//! Reading points in time as exports write them.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::{Offset, TimeZone},
};
use strum::{Display, EnumIter, EnumString, IntoStaticStr};

/// Which number of a date such as `03/04/2026` is the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Display, EnumString, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum DateOrder {
    /// The file does not tell: such dates are refused, all others are read.
    #[default]
    Unstated,
    /// The first one, as in most of the world.
    DayFirst,
    /// The second one, as in the United States.
    MonthFirst,
}

/// How points in time are read.
///
/// Known forms: `2026-03-02T09:00:00.5+01:00` (RFC 3339), the same with a blank for `T`, with `/` or `.` in the date, without seconds,
/// without a time (then it is midnight); `02.03.2026 09:00`, which is day first; `2/3/2026 9:00 AM` where the order is stated;
/// `02-Mar-26 9:00 PM`, `02 Mar 2026`, with English names of months. Years of two digits are 2000 to 2099, and stand only last and
/// beside a name or a stated order. Behind the time `Z`, `UTC`, `GMT` or an offset.
#[derive(Clone, Debug, PartialEq)]
pub struct Dates {
    /// Which number of a date is the day.
    pub order: DateOrder,
    /// The zone of times that do not say theirs. A time that a change of the clock skips is moved forward by what was skipped, one that
    /// comes twice is the first of both.
    pub zone: TimeZone,
}

impl Default for Dates {
    fn default() -> Self {
        Self { order: DateOrder::Unstated, zone: TimeZone::UTC }
    }
}

/// A point in time that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Read {
    pub(super) instant: Timestamp,
    /// Whether the text said its offset from UTC.
    pub(super) offset: bool,
}

impl Dates {
    /// The point in time that a text says; none where it is in no known form. Takes some 50 ns.
    ///
    /// ```
    /// use itsm::eventlog::{DateOrder, Dates};
    /// use itsm::jiff::tz::TimeZone;
    ///
    /// let dates = Dates { order: DateOrder::DayFirst, zone: TimeZone::get("Europe/Berlin")? };
    /// assert_eq!(dates.read("03/04/2026 09:00").unwrap().to_string(), "2026-04-03T07:00:00Z");
    /// assert_eq!(dates.read("2026-04-03 09:00:00+00:00").unwrap().to_string(), "2026-04-03T09:00:00Z");
    /// assert_eq!(Dates::default().read("03/04/2026 09:00"), None);   // the third of April or the fourth of March?
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn read(&self, text: &str) -> Option<Timestamp> {
        self.parse(text).map(|read| read.instant)
    }

    pub(super) fn parse(&self, text: &str) -> Option<Read> {
        let text = text.trim();
        let mut cursor = Cursor { rest: text.as_bytes() };
        if let Some((civil, offset)) = cursor.instant(self.order) {
            let instant = match offset {
                Some(offset) => offset.to_timestamp(civil).ok()?,
                None => self.zone.to_timestamp(civil).ok()?,
            };
            return Some(Read { instant, offset: offset.is_some() });
        }
        // Years before 1 and after 9999, leap seconds.
        if text.starts_with(['-', '+']) || text.contains(":60") {
            return text.parse().ok().map(|instant| Read { instant, offset: true });
        }
        None
    }

    /// Whether a text is a date whose day could be its month.
    pub(super) fn is_ambiguous(&self, text: &str) -> bool {
        let reads = |order: DateOrder| Cursor { rest: text.trim().as_bytes() }.instant(order).is_some();
        self.order == DateOrder::Unstated && !reads(DateOrder::Unstated) && (reads(DateOrder::DayFirst) || reads(DateOrder::MonthFirst))
    }
}

/// A walk through the bytes of a text.
struct Cursor<'text> {
    rest: &'text [u8],
}

/// A number and how many digits it has.
#[derive(Clone, Copy)]
struct Digits {
    number: i16,
    count: usize,
}

impl Cursor<'_> {
    fn instant(&mut self, order: DateOrder) -> Option<(DateTime, Option<Offset>)> {
        let date = self.date(order)?;
        if self.rest.is_empty() {
            return Some((date.to_datetime(Time::midnight()), None));
        }
        let _ = self.take(b',');
        if !(self.take(b'T') || self.take(b't') || self.blanks()) {
            return None;
        }
        self.blanks();
        let time = self.time()?;
        self.blanks();
        let offset = self.offset()?;
        self.rest.is_empty().then(|| (date.to_datetime(time), offset))
    }

    fn date(&mut self, order: DateOrder) -> Option<Date> {
        let first = self.digits(4)?;
        let sign = self.sign()?;
        if first.count == 4 {
            let month = self.digits(2)?.number;
            self.take(sign).then_some(())?;
            let day = self.digits(2)?.number;
            return date(first.number, month, day);
        }
        if first.count > 2 {
            return None;
        }
        let (second, named) = match self.digits(2) {
            Some(digits) => (digits.number, false),
            None => (self.month()?, true),
        };
        self.take(sign).then_some(())?;
        let year = self.digits(4)?;
        let year = match year.count {
            4 => year.number,
            2 if named || order != DateOrder::Unstated => year.number.checked_add(2000)?,
            _ => return None,
        };
        match order {
            _ if named || sign == b'.' => date(year, second, first.number),
            DateOrder::DayFirst => date(year, second, first.number),
            DateOrder::MonthFirst => date(year, first.number, second),
            DateOrder::Unstated => None,
        }
    }

    fn time(&mut self) -> Option<Time> {
        let mut hour = self.digits(2)?.number;
        self.take(b':').then_some(())?;
        let minute = self.two()?;
        let second = if self.take(b':') { self.two()? } else { 0 };
        let nanosecond = if self.take(b'.') || self.take(b',') { self.fraction()? } else { 0 };
        let before = self.rest;
        self.blanks();
        if let Some(afternoon) = self.half() {
            if !(1..=12).contains(&hour) {
                return None;
            }
            hour = hour % 12 + if afternoon { 12 } else { 0 };
        } else {
            self.rest = before;
        }
        Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, i8::try_from(second).ok()?, nanosecond).ok()
    }

    /// Whether the second half of the day is named; none when no half is.
    fn half(&mut self) -> Option<bool> {
        let (word, rest) = self.rest.split_at_checked(2)?;
        let afternoon = match word.to_ascii_uppercase().as_slice() {
            b"AM" => false,
            b"PM" => true,
            _ => return None,
        };
        self.rest = rest;
        Some(afternoon)
    }

    /// The offset; inside there is none when the text ends here.
    #[allow(clippy::option_option, reason = "no offset is not a wrong offset")]
    fn offset(&mut self) -> Option<Option<Offset>> {
        if self.rest.is_empty() {
            return Some(None);
        }
        for name in [&b"Z"[..], b"z", b"UTC", b"GMT"] {
            if self.rest == name {
                self.rest = &[];
                return Some(Some(Offset::UTC));
            }
        }
        let sign = if self.take(b'+') {
            1
        } else if self.take(b'-') {
            -1
        } else {
            return None;
        };
        let hours = i32::from(self.two()?);
        let minutes = if self.take(b':') || !self.rest.is_empty() { i32::from(self.two()?) } else { 0 };
        if minutes > 59 {
            return None;
        }
        Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok().map(Some)
    }

    fn fraction(&mut self) -> Option<i32> {
        let mut scale = 100_000_000;
        let mut sum = 0_i32;
        let mut any = false;
        while let Some((digit @ b'0'..=b'9', rest)) = self.rest.split_first() {
            sum += i32::from(digit - b'0') * scale;
            // Digits beyond nanoseconds add nothing.
            scale /= 10;
            any = true;
            self.rest = rest;
        }
        any.then_some(sum)
    }

    /// Up to `most` digits.
    fn digits(&mut self, most: usize) -> Option<Digits> {
        let mut digits = Digits { number: 0, count: 0 };
        while let Some((digit @ b'0'..=b'9', rest)) = self.rest.split_first() {
            if digits.count == most {
                return None;
            }
            digits = Digits { number: digits.number * 10 + i16::from(digit - b'0'), count: digits.count + 1 };
            self.rest = rest;
        }
        (digits.count > 0).then_some(digits)
    }

    /// Two digits.
    fn two(&mut self) -> Option<i16> {
        let &[ten @ b'0'..=b'9', one @ b'0'..=b'9', ref rest @ ..] = self.rest else { return None };
        self.rest = rest;
        Some(i16::from(ten - b'0') * 10 + i16::from(one - b'0'))
    }

    /// The sign between the parts of a date.
    fn sign(&mut self) -> Option<u8> {
        let (sign @ (b'-' | b'/' | b'.' | b' '), rest) = self.rest.split_first()? else { return None };
        self.rest = rest;
        Some(*sign)
    }

    /// The English name of a month, whole or its first three letters.
    fn month(&mut self) -> Option<i16> {
        const NAMES: [&[u8]; 12] =
            [b"january", b"february", b"march", b"april", b"may", b"june", b"july", b"august", b"september", b"october", b"november", b"december"];
        let length = self.rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).take(10).count();
        let (word, rest) = self.rest.split_at_checked(length)?;
        let word = word.to_ascii_lowercase();
        let index = NAMES.iter().position(|name| *name == word.as_slice() || (word.len() == 3 && name.starts_with(&word)))?;
        self.rest = rest;
        i16::try_from(index + 1).ok()
    }

    fn take(&mut self, sign: u8) -> bool {
        let rest = self.rest.strip_prefix(&[sign]);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Leaves blanks behind; whether there was one.
    fn blanks(&mut self) -> bool {
        let count = self.rest.iter().take_while(|byte| **byte == b' ').count();
        self.rest = self.rest.get(count..).unwrap_or_default();
        count > 0
    }
}

fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, tz::TimeZone};
    use proptest::prelude::*;

    use super::{DateOrder, Dates};

    fn read(order: DateOrder, text: &str) -> Option<String> {
        Dates { order, zone: TimeZone::UTC }.read(text).map(|instant| instant.to_string())
    }

    #[test]
    fn forms_of_exports() {
        for (text, expected) in [
            ("2010-12-30T14:32:00.000+01:00", "2010-12-30T13:32:00Z"),
            ("2010-12-30 14:32:00+0100", "2010-12-30T13:32:00Z"),
            ("2010-12-30 14:32:00 +01", "2010-12-30T13:32:00Z"),
            ("2011-12-06 13:41:31.788000+01:00", "2011-12-06T12:41:31.788Z"),
            ("2019/11/03 01:11:19.000", "2019-11-03T01:11:19Z"),
            ("2024-05-06 07:08:09 UTC", "2024-05-06T07:08:09Z"),
            ("2024-05-06T07:08Z", "2024-05-06T07:08:00Z"),
            ("2024-05-06", "2024-05-06T00:00:00Z"),
            ("06.05.2024 07:08", "2024-05-06T07:08:00Z"),
            ("17/Mar/24 3:05 PM", "2024-03-17T15:05:00Z"),
            ("17-Mar-2024 12:05 am", "2024-03-17T00:05:00Z"),
            ("1 January 2024, 10:00", "2024-01-01T10:00:00Z"),
            ("2024-05-06T07:08:09.1234567891", "2024-05-06T07:08:09.123456789Z"),
            ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
        ] {
            assert_eq!(read(DateOrder::Unstated, text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(read(DateOrder::DayFirst, "3/4/2024 5:06").as_deref(), Some("2024-04-03T05:06:00Z"));
        assert_eq!(read(DateOrder::MonthFirst, "3/4/24 5:06 PM").as_deref(), Some("2024-03-04T17:06:00Z"));
    }

    #[test]
    fn what_is_no_instant() {
        for text in [
            "",
            "?",
            "2002-0530T09:30:10Z",
            "2024-13-01",
            "2024-02-30",
            "2024-05-06T25:00",
            "2024-05-06T07:08:09Zx",
            "3/4/2024",
            "13:00 PM",
            "2024-05-06 13:00 PM",
            "-",
        ] {
            assert_eq!(read(DateOrder::Unstated, text), None, "{text}");
        }
        let dates = Dates::default();
        assert!(dates.is_ambiguous("3/4/2024 5:06") && !dates.is_ambiguous("2024-05-06") && !dates.is_ambiguous("x"));
    }

    #[test]
    fn times_around_a_change_of_the_clock() {
        let dates = Dates { order: DateOrder::Unstated, zone: TimeZone::get("Europe/Berlin").unwrap() };
        let shown = |text: &str| dates.read(text).unwrap().to_string();
        assert_eq!(shown("2026-03-29 02:30:00"), "2026-03-29T01:30:00Z");
        assert_eq!(shown("2026-10-25 02:30:00"), "2026-10-25T00:30:00Z");
    }

    proptest! {
        /// What is printed is read as the same instant.
        #[test]
        fn printed_instants_are_read(seconds in -377_705_023_201_i64..=253_402_207_200, nanosecond in 0_i32..1_000_000_000) {
            let instant = Timestamp::new(seconds, nanosecond).unwrap();
            prop_assert_eq!(Dates::default().read(&instant.to_string()), Some(instant));
        }

        #[test]
        fn no_text_breaks_it(text in ".{0,40}") {
            let _ = Dates::default().read(&text);
        }

        #[test]
        fn nothing_like_a_date_breaks_it(text in "[0-9TZ:.+/ -]{0,30}") {
            for order in [DateOrder::Unstated, DateOrder::DayFirst, DateOrder::MonthFirst] {
                let _ = Dates { order, zone: TimeZone::UTC }.read(&text);
            }
        }
    }
}
