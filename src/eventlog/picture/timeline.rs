//! How many cases begin when.

use std::collections::BTreeMap;

use jiff::{Timestamp, tz::TimeZone};

use super::{GAP, HEADING, MARGIN, Sheet, WIDTH, grouped, seen};
use crate::eventlog::EventLog;

/// Bars at most.
const MOST: i64 = 84;
const HEIGHT: f64 = 120.0;
/// Room for numbers to the left.
const LEFT: f64 = 48.0;

/// The time that one bar stands for.
#[derive(Clone, Copy)]
enum Unit {
    Hours,
    Days,
    Weeks,
    Months,
    /// So many years.
    Years(i64),
}

impl Unit {
    /// The number of the unit that an instant lies in, in UTC; weeks begin on Monday.
    fn of(self, instant: Timestamp) -> i64 {
        let seconds = instant.as_second();
        let date = instant.to_zoned(TimeZone::UTC).date();
        match self {
            Self::Hours => seconds.div_euclid(3_600),
            Self::Days => seconds.div_euclid(86_400),
            // 1970-01-01 was a Thursday.
            Self::Weeks => (seconds.div_euclid(86_400) + 3).div_euclid(7),
            Self::Months => i64::from(date.year()) * 12 + i64::from(date.month()) - 1,
            Self::Years(count) => i64::from(date.year()).div_euclid(count),
        }
    }

    /// When a unit begins, as people write it.
    fn label(self, number: i64) -> String {
        let day = |days: i64| {
            let instant = days.checked_mul(86_400).and_then(|seconds| Timestamp::from_second(seconds).ok());
            instant.map(|instant| instant.to_zoned(TimeZone::UTC).date().to_string()).unwrap_or_default()
        };
        match self {
            Self::Hours => format!("{} {:02}:00", day(number.div_euclid(24)), number.rem_euclid(24)),
            Self::Days => day(number),
            Self::Weeks => day(number * 7 - 3),
            Self::Months => format!("{:04}-{:02}", number.div_euclid(12), number.rem_euclid(12) + 1),
            Self::Years(count) => (number * count).to_string(),
        }
    }

    fn name(self) -> String {
        match self {
            Self::Hours => "hour".to_owned(),
            Self::Days => "day".to_owned(),
            Self::Weeks => "week".to_owned(),
            Self::Months => "month".to_owned(),
            Self::Years(1) => "year".to_owned(),
            Self::Years(count) => format!("{count} years"),
        }
    }

    /// The smallest unit of which there are not too many between two instants.
    fn between(first: Timestamp, last: Timestamp) -> Self {
        let fits = |unit: &Self| unit.of(last) - unit.of(first) < MOST;
        let years = Self::Years(1).of(last) - Self::Years(1).of(first) + 2;
        [Self::Hours, Self::Days, Self::Weeks, Self::Months, Self::Years(1)].into_iter().find(fits).unwrap_or(Self::Years(years / MOST + 1))
    }
}

/// The panel; nothing where no event has a time.
pub fn draw(sheet: &mut Sheet, log: &EventLog) {
    let begins: Vec<Timestamp> = log.cases().filter_map(|case| case.events().filter_map(|event| event.instant()).min()).collect();
    let (Some(first), Some(last)) = (begins.iter().min(), begins.iter().max()) else { return };
    let unit = Unit::between(*first, *last);
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    for begin in &begins {
        *counts.entry(unit.of(*begin)).or_default() += 1;
    }
    let most = counts.values().max().copied().unwrap_or_default();
    let (from, to) = (unit.of(*first), unit.of(*last));
    sheet.heading(MARGIN, &format!("Cases begun by {}", unit.name()));
    sheet.y += HEADING;
    let (left, room) = (MARGIN + LEFT, WIDTH - 2.0 * MARGIN - LEFT);
    // Half of an odd number has no line.
    let half = most.is_multiple_of(2).then_some((0.5, most / 2));
    for (part, count) in [Some((0.0, most)), half, Some((1.0, 0))].into_iter().flatten() {
        let y = sheet.y + HEIGHT * part;
        sheet.line("grid", (left, y), (WIDTH - MARGIN, y));
        sheet.text("note end", (left - 8.0, y + 4.0), &grouped(count));
    }
    let bars = to - from + 1;
    let wide = room / float(bars);
    for (number, count) in &counts {
        let height = seen(*count, most, HEIGHT);
        let x = left + float(number - from) * wide;
        let tooltip = format!("{}: {}", unit.label(*number), grouped(*count));
        sheet.bar("bar", (x + wide * 0.08, sheet.y + HEIGHT - height), (wide * 0.84, height), &tooltip);
    }
    sheet.y += HEIGHT + 16.0;
    // As many labels as do not touch each other.
    let each = (bars * 110).div_euclid(whole(room).max(1)) + 1;
    for number in (0..bars).filter(|number| number % each == 0) {
        let x = left + (float(number) + 0.5) * wide;
        let class = if number == 0 && wide < 110.0 { "note" } else { "note middle" };
        let x = if number == 0 && wide < 110.0 { left } else { x.min(WIDTH - MARGIN - 40.0) };
        sheet.text(class, (x, sheet.y), &unit.label(from + number));
    }
    sheet.y += GAP;
}

#[allow(clippy::cast_precision_loss, clippy::as_conversions, reason = "places in a picture")]
fn float(number: i64) -> f64 {
    number as f64
}

#[allow(clippy::cast_possible_truncation, clippy::as_conversions, reason = "places in a picture")]
fn whole(number: f64) -> i64 {
    number as i64
}
