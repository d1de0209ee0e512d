//! The recurrence rules that holidays use: every year on a day of a month, or on a weekday of a month (RFC 5545, section 3.3.10).

use jiff::civil::{Date, Weekday};

/// A rule that was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Recurrence {
    interval: i16,
    count: Option<usize>,
    until: Option<Date>,
    month: i8,
    on: On,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum On {
    Day(i8),
    /// The `nth` such weekday of the month, from its end when negative.
    Weekday(i8, Weekday),
}

impl Recurrence {
    /// Reads a rule of an event that begins on `start`.
    ///
    /// # Errors
    /// What is not understood.
    pub fn parse(text: &str, start: Date) -> Result<Self, String> {
        let mut rule = Self { interval: 1, count: None, until: None, month: start.month(), on: On::Day(start.day()) };
        let (mut yearly, mut month, mut day, mut weekday) = (false, None, None, None);
        for part in text.trim().split(';').filter(|part| !part.is_empty()) {
            let unknown = || format!("`{part}`");
            let (name, value) = part.split_once('=').ok_or_else(unknown)?;
            match name.to_ascii_uppercase().as_str() {
                "FREQ" => yearly = value.eq_ignore_ascii_case("YEARLY"),
                "INTERVAL" => rule.interval = value.parse().ok().filter(|years| *years > 0).ok_or_else(unknown)?,
                "COUNT" => rule.count = Some(value.parse().ok().filter(|count| *count > 0).ok_or_else(unknown)?),
                "UNTIL" => rule.until = Some(value.get(..8).and_then(date).ok_or_else(unknown)?),
                "BYMONTH" => month = Some(value.parse::<i8>().ok().filter(|month| (1..=12).contains(month)).ok_or_else(unknown)?),
                "BYMONTHDAY" => day = Some(value.parse::<i8>().ok().filter(|day| (1..=31).contains(day)).ok_or_else(unknown)?),
                "BYDAY" => weekday = Some(nth_weekday(value).ok_or_else(unknown)?),
                // The first day of the week changes nothing in a rule without weeks.
                "WKST" => {}
                _ => return Err(unknown()),
            }
        }
        if !yearly {
            return Err("it is not `FREQ=YEARLY`".to_owned());
        }
        if rule.count.is_some() && rule.until.is_some() {
            return Err("it has both `COUNT` and `UNTIL`".to_owned());
        }
        rule.month = month.unwrap_or(rule.month);
        rule.on = match (day, weekday) {
            (Some(_), Some(_)) => return Err("`BYMONTHDAY` together with `BYDAY`".to_owned()),
            (None, Some(_)) if month.is_none() => return Err("`BYDAY` without `BYMONTH`".to_owned()),
            (None, Some((nth, weekday))) => On::Weekday(nth, weekday),
            (Some(day), None) => On::Day(day),
            (None, None) => rule.on,
        };
        // RFC 5545 calls the set undefined when the first day does not fit the rule.
        if rule.in_year(start.year()) != Some(start) {
            return Err(format!("its first day {start} does not fit it"));
        }
        Ok(rule)
    }

    /// The days from `start` on, to the end of `last_year`; at most one a year.
    pub fn occurrences(self, start: Date, last_year: i16) -> Vec<Date> {
        let years = (start.year()..=last_year).step_by(usize::try_from(self.interval).unwrap_or(1));
        let days = years.filter_map(|year| self.in_year(year)).take_while(|day| self.until.is_none_or(|until| *day <= until));
        days.take(self.count.unwrap_or(usize::MAX)).collect()
    }

    /// The day in one year; none in years without it, such as 29 February.
    fn in_year(self, year: i16) -> Option<Date> {
        match self.on {
            On::Day(day) => Date::new(year, self.month, day).ok(),
            On::Weekday(nth, weekday) => Date::new(year, self.month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok(),
        }
    }
}

/// Reads `YYYYMMDD`.
pub(super) fn date(text: &str) -> Option<Date> {
    let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = |from: usize, until: usize| text.get(from..until).and_then(|part| part.parse::<i16>().ok());
    let (year, month, day) = (number(0, 4)?, number(4, 6)?, number(6, 8)?);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok().filter(|_| digits)
}

/// Reads `4TH`, `1MO`, `-1MO`.
fn nth_weekday(text: &str) -> Option<(i8, Weekday)> {
    let split = text.len().checked_sub(2)?;
    let (nth, name) = (text.get(..split)?, text.get(split..)?);
    let weekday = match name.to_ascii_uppercase().as_str() {
        "MO" => Weekday::Monday,
        "TU" => Weekday::Tuesday,
        "WE" => Weekday::Wednesday,
        "TH" => Weekday::Thursday,
        "FR" => Weekday::Friday,
        "SA" => Weekday::Saturday,
        "SU" => Weekday::Sunday,
        _ => return None,
    };
    let nth: i8 = nth.parse().ok()?;
    ((1..=5).contains(&nth.abs())).then_some((nth, weekday))
}
