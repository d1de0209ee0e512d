//! From definition to calendar: texts become hours, days and a zone, and everything that is wrong is reported.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use rustc_hash::FxHashMap;

use super::{
    Calendar,
    definition::{CalendarFile, ExceptionDefinition, HolidayDefinition},
    hours::{Hours, Window},
    pattern::{Pattern, SpecialDay},
    timeline::Timeline,
    zone,
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    document::Located,
    source::FileText,
};

/// The years that a calendar without `valid` answers for, and beyond which none does: a bound for every search.
pub(super) const FIRST_YEAR: i16 = 1970;
pub(super) const LAST_YEAR: i16 = 2199;

/// The most days with hours of their own in one calendar, about ten times what a busy feed of all those years needs.
pub(super) const MOST_SPECIAL_DAYS: usize = 100_000;

/// A holiday from an iCalendar file, both days included, as numbers of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FeedHoliday {
    pub first: i64,
    pub last: i64,
    pub name: String,
}

/// The number of a day, 1970-01-01 being 0.
pub(super) fn number(date: Date) -> i64 {
    date.duration_since(Date::constant(1970, 1, 1)).as_hours() / 24
}

/// The day of a number; none beyond the year 9999.
pub(super) fn date(number: i64) -> Option<Date> {
    Date::constant(1970, 1, 1).checked_add(SignedDuration::from_hours(number.checked_mul(24)?)).ok()
}

/// Turns a definition into a calendar, as far as it goes; there is one only when there are no errors.
///
/// `whole` is false when the file could not be read to its end, so that nothing is called missing.
pub(super) fn compile(file: &FileText, definition: &CalendarFile, feed: &[FeedHoliday], whole: bool, findings: &mut Findings) -> Option<Calendar> {
    let mut draft = Draft { file, findings, whole, special: Vec::new(), full: false };
    draft.named(&definition.title, "title", Code::MissingTitle);
    draft.named(&definition.version, "version", Code::MissingKey);
    draft.id(&definition.id);
    let zone = draft.zone(&definition.zone);
    let (first, last) = draft.validity(definition);
    let week = definition.week.days().map(|(weekday, windows)| draft.hours(windows, weekday));
    // INVARIANT: of several entries for one day the first counts, so exceptions come before holidays.
    draft.exceptions(&definition.exceptions, first, last);
    draft.holidays(&definition.holidays, first, last);
    for holiday in feed {
        draft.add(holiday.first.max(first), holiday.last.min(last), &Hours::default(), &holiday.name);
    }
    let pattern = Pattern::new(week, draft.special);
    let zone = zone?;
    let (start, end) = (midnight(first, &zone)?, midnight(last + 1, &zone)?);
    let timeline = Timeline::new(pattern, &zone, start, end);
    if whole && timeline.open_before(timeline.end) == 0 && findings.errors() == 0 {
        let at = definition.week.position().filter(|_| *definition.week != super::definition::WeekDefinition::default());
        let finding = Diagnostic::error(Code::NeverOpen, format!("the calendar `{}` is never open", *definition.id));
        let finding = finding.help("give at least one weekday a window, such as `monday: [\"08:00-17:00\"]`");
        findings.push(match at.or(definition.id.position()) {
            Some(position) => finding.located(file, position),
            None => finding.in_file(file.name().clone()),
        });
    }
    (findings.errors() == 0).then(|| Calendar::assemble(definition, zone, timeline, (first, last)))
}

/// The first instant of a day.
fn midnight(day: i64, zone: &TimeZone) -> Option<Timestamp> {
    Some(date(day)?.to_zoned(zone.clone()).ok()?.timestamp())
}

struct Draft<'draft> {
    file: &'draft FileText,
    findings: &'draft mut Findings,
    /// Whether the file could be read to its end.
    whole: bool,
    special: Vec<SpecialDay>,
    /// Whether the bound on special days was reached.
    full: bool,
}

impl Draft<'_> {
    fn push(&mut self, finding: Diagnostic, at: &Located<String>, help: impl Into<String>) {
        let finding = finding.help(help);
        self.findings.push(match at.position() {
            Some(position) => finding.located(self.file, position),
            None => finding.in_file(self.file.name().clone()),
        });
    }

    /// Whether a key is not there at all, which has its finding already if the file was read to its end; what stands in for
    /// it is empty.
    fn missing(&self, key: &str, text: &str) -> bool {
        let message = format!("the file has no `{key}`");
        text.is_empty() && (!self.whole || self.findings.iter().any(|finding| finding.message() == message))
    }

    fn named(&mut self, text: &Located<String>, key: &str, code: Code) {
        if text.trim().is_empty() && !self.missing(key, text) {
            self.push(Diagnostic::error(code, format!("the calendar's `{key}` is empty")), text, format!("write `{key}: ...`"));
        }
    }

    fn id(&mut self, id: &Located<String>) {
        let fits = id.split('-').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()));
        if !fits && !self.missing("id", id) {
            let finding = Diagnostic::error(Code::IdPatternMismatch, format!("the calendar id `{}` is not made of a-z, 0-9 and `-`", **id));
            self.push(finding, id, "use lower-case letters, digits and single hyphens, such as `berlin-office`");
        }
    }

    fn zone(&mut self, name: &Located<String>) -> Option<TimeZone> {
        let found = zone::find(name);
        if found.is_none() && !self.missing("zone", name) {
            self.push(Diagnostic::error(Code::UnknownZone, format!("there is no zone `{}`", **name)), name, zone::suggestion(name));
        }
        found
    }

    fn validity(&mut self, definition: &CalendarFile) -> (i64, i64) {
        let bounds = (number(Date::constant(FIRST_YEAR, 1, 1)), number(Date::constant(LAST_YEAR, 12, 31)));
        let Some(valid) = &definition.valid else { return bounds };
        let first = valid.from.as_ref().and_then(|from| self.date(from)).unwrap_or(bounds.0);
        let last = valid.until.as_ref().and_then(|until| self.date(until)).unwrap_or(bounds.1);
        if first <= last {
            return (first, last);
        }
        if let Some(until) = &valid.until {
            let finding = Diagnostic::error(Code::MalformedDate, format!("the calendar ends on {}, before it begins", **until));
            self.push(finding, until, "`from` is the first day and `until` the last");
        }
        bounds
    }

    /// Reads `YYYY-MM-DD` within the years that calendars know.
    fn date(&mut self, text: &Located<String>) -> Option<i64> {
        let dashes = text.len() == 10 && text.bytes().enumerate().all(|(place, byte)| matches!(place, 4 | 7) == (byte == b'-'));
        let Some(date) = text.parse::<Date>().ok().filter(|_| dashes) else {
            self.push(
                Diagnostic::error(Code::MalformedDate, format!("`{}` is no date", **text)),
                text,
                "write year, month and day, such as `2026-12-25`",
            );
            return None;
        };
        if !(FIRST_YEAR..=LAST_YEAR).contains(&date.year()) {
            let finding = Diagnostic::error(Code::MalformedDate, format!("{date} is beyond what calendars know"));
            self.push(finding, text, format!("give a day of the years {FIRST_YEAR} to {LAST_YEAR}"));
            return None;
        }
        Some(number(date))
    }

    fn hours(&mut self, texts: &[Located<String>], of: &str) -> Hours {
        let mut windows: Vec<(Window, &str)> = Vec::new();
        for text in texts {
            match Window::parse(text) {
                Ok(window) => {
                    let overlapped = windows.iter().find(|(other, _)| window.opens < other.closes && other.opens < window.closes);
                    if let Some((_, other)) = overlapped {
                        let finding = Diagnostic::error(Code::OverlappingHours, format!("`{}` overlaps `{other}` on {of}", **text));
                        self.push(finding, text, "join the two windows into one, or mend a time; windows may touch");
                    } else if window.closes == 86_340 {
                        let finding = Diagnostic::warning(Code::ClosesBeforeMidnight, format!("`{}` ends one minute before the day does", **text));
                        self.push(finding, text, "write `24:00` for the end of the day, as windows end just before their closing time");
                    }
                    windows.push((window, text));
                }
                Err(error) => self.push(Diagnostic::error(Code::MalformedHours, error.message), text, error.help),
            }
        }
        Hours::new(windows.into_iter().map(|(window, _)| window).collect())
    }

    fn exceptions(&mut self, exceptions: &[ExceptionDefinition], first: i64, last: i64) {
        let mut seen: FxHashMap<i64, &str> = FxHashMap::default();
        for exception in exceptions {
            let hours = self.hours(&exception.hours, &exception.date);
            if exception.hours.is_empty() {
                let finding = Diagnostic::error(Code::MalformedHours, format!("the exception `{}` has no hours", *exception.name));
                self.push(finding, &exception.name, "give its hours, or list the day under `holidays`");
            }
            let Some(day) = self.date(&exception.date) else { continue };
            if let Some(other) = seen.insert(day, &exception.name) {
                let finding = Diagnostic::error(Code::RepeatedDay, format!("{} is an exception already: `{other}`", *exception.date));
                self.push(finding, &exception.date, "put all hours of the day into one entry");
            }
            self.within(day, day, first, last, &exception.date);
            self.add(day, day, &hours, &exception.name);
        }
    }

    fn holidays(&mut self, holidays: &[HolidayDefinition], first: i64, last: i64) {
        // Ranges are compared with what was listed before them; the number of entries is bounded by the file.
        let mut seen: FxHashMap<i64, &str> = FxHashMap::default();
        for holiday in holidays {
            let Some((from, until, at)) = self.span(holiday) else { continue };
            self.within(from, until, first, last, at);
            let (from, until) = (from.max(first), until.min(last));
            self.add(from, until, &Hours::default(), &holiday.name);
            if self.full {
                return;
            }
            let twice = (from..=until).find_map(|day| Some((day, *seen.get(&day)?)));
            if let Some((day, other)) = twice {
                let day = date(day).map(|date| date.to_string()).unwrap_or_default();
                let finding = Diagnostic::warning(Code::RepeatedDay, format!("{day} is a holiday already: `{other}`"));
                self.push(finding, at, "take one of the two out");
            }
            seen.extend((from..=until).map(|day| (day, holiday.name.as_str())));
        }
    }

    /// The first and last day of a holiday, and where they are said.
    fn span<'holiday>(&mut self, holiday: &'holiday HolidayDefinition) -> Option<(i64, i64, &'holiday Located<String>)> {
        match (&holiday.date, &holiday.from, &holiday.until) {
            (Some(date), None, None) => self.date(date).map(|day| (day, day, date)),
            (None, Some(from), Some(until)) => {
                let (first, last) = (self.date(from), self.date(until));
                let (first, last) = (first?, last?);
                if first > last {
                    let finding = Diagnostic::error(Code::MalformedDate, format!("`{}` ends before it begins", *holiday.name));
                    self.push(finding, until, "`from` is the first day and `until` the last");
                    return None;
                }
                Some((first, last, from))
            }
            (Some(date), ..) => {
                let finding = Diagnostic::error(Code::MalformedDate, format!("`{}` has a `date` and a range", *holiday.name));
                self.push(finding, date, "give either `date`, or `from` and `until`");
                None
            }
            (None, from, until) => {
                let what = if from.is_some() {
                    "`until`"
                } else if until.is_some() {
                    "`from`"
                } else {
                    "`date`"
                };
                let finding = Diagnostic::error(Code::MissingKey, format!("the holiday `{}` has no {what}", *holiday.name));
                self.push(finding, &holiday.name, "give `date: YYYY-MM-DD`, or `from` and `until`");
                None
            }
        }
    }

    fn within(&mut self, from: i64, until: i64, first: i64, last: i64, at: &Located<String>) {
        if from < first || last < until {
            let finding = Diagnostic::warning(Code::OutsideValidity, format!("`{}` reaches beyond the days that the calendar is valid for", **at));
            self.push(finding, at, "mend the date, or widen `valid`");
        }
    }

    fn add(&mut self, from: i64, until: i64, hours: &Hours, name: &str) {
        for day in from..=until {
            if self.special.len() >= MOST_SPECIAL_DAYS {
                if !self.full {
                    self.full = true;
                    let message = format!("the calendar has more than {MOST_SPECIAL_DAYS} holidays and exceptions");
                    self.findings.push(
                        Diagnostic::error(Code::LimitReached, message)
                            .in_file(self.file.name().clone())
                            .help("narrow `valid`, or split the calendar"),
                    );
                }
                return;
            }
            self.special.push(SpecialDay { day, hours: hours.clone(), name: name.to_owned() });
        }
    }
}
