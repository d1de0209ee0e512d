//! Holidays from iCalendar files (RFC 5545): all-day events, once or every year.

mod line;
mod recurrence;

use jiff::civil::Date;
use rustc_hash::FxHashSet;

use self::{
    line::{Line, lines},
    recurrence::Recurrence,
};
use super::draft::{FIRST_YEAR, FeedHoliday, LAST_YEAR, MOST_SPECIAL_DAYS, number};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    source::{FileText, Limits},
};

/// Longest event that is taken for a holiday, in days.
const LONGEST: i64 = 366;

/// Reads the all-day events of a file, those that recur once for each time.
///
/// What is not an all-day event is left out with a warning; an all-day event whose days cannot be known is an error. Cancelled
/// events and components other than events are passed over. Time is linear in the file and in the days found.
///
/// Findings: `malformed-ical`, `unsupported-ical`, `limit-reached`.
pub(super) fn read(file: &FileText, limits: Limits, findings: &mut Findings) -> Vec<FeedHoliday> {
    let mut reader = Reader { file, findings, open: Vec::new(), event: None, holidays: Vec::new() };
    let mut number = 0_usize;
    let mut last = None;
    for line in lines(file.text()) {
        number += 1;
        if number > limits.nodes {
            let finding = Diagnostic::error(Code::LimitReached, format!("the file has more than {} lines", limits.nodes));
            reader.findings.push(finding.located(file, line.position()).help("split the file"));
            return reader.holidays;
        }
        if number == 1 && !line.is("BEGIN", "VCALENDAR") {
            reader.malformed(&line, "the file does not begin with `BEGIN:VCALENDAR`", "name an iCalendar file (RFC 5545)");
            return reader.holidays;
        }
        reader.line(&line);
        if reader.holidays.len() > MOST_SPECIAL_DAYS {
            let finding = Diagnostic::error(Code::LimitReached, format!("the file has more than {MOST_SPECIAL_DAYS} holidays"));
            reader.findings.push(finding.located(file, line.position()).help("give rules an end with `UNTIL`, or split the calendar"));
            return Vec::new();
        }
        last = Some(line);
    }
    match (last, reader.open.pop()) {
        (Some(last), Some(open)) => reader.malformed(&last, &format!("the file ends before `END:{open}`"), "fetch the file again, it was cut short"),
        (None, _) => {
            let finding = Diagnostic::error(Code::MalformedIcal, "the file is empty").in_file(file.name().clone());
            reader.findings.push(finding.help("name an iCalendar file (RFC 5545)"));
        }
        _ => {}
    }
    reader.holidays
}

/// The properties of one event that matter here.
struct Event<'text> {
    begin: Line<'text>,
    start: Option<Line<'text>>,
    end: Option<Line<'text>>,
    duration: Option<Line<'text>>,
    rule: Option<Line<'text>>,
    more_rules: bool,
    dates: Vec<Line<'text>>,
    without: Vec<Line<'text>>,
    replaces: Option<Line<'text>>,
    title: Option<String>,
    cancelled: bool,
}

struct Reader<'reader, 'text> {
    file: &'reader FileText,
    findings: &'reader mut Findings,
    /// The components that are open, the outermost first.
    open: Vec<String>,
    event: Option<Event<'text>>,
    holidays: Vec<FeedHoliday>,
}

impl<'text> Reader<'_, 'text> {
    fn malformed(&mut self, line: &Line<'_>, message: &str, help: &str) {
        self.findings.push(Diagnostic::error(Code::MalformedIcal, message).located(self.file, line.position()).help(help));
    }

    fn unsupported(&mut self, line: &Line<'_>, message: &str, help: &str) {
        self.findings.push(Diagnostic::error(Code::UnsupportedIcal, message).located(self.file, line.position()).help(help));
    }

    fn line(&mut self, line: &Line<'text>) {
        match line.name().as_str() {
            "BEGIN" => {
                let component = line.value().trim().to_ascii_uppercase();
                if component == "VEVENT" {
                    self.event = Some(Event::new(line.clone()));
                }
                self.open.push(component);
            }
            "END" => {
                let component = line.value().trim().to_ascii_uppercase();
                if self.open.last() != Some(&component) {
                    let message = match self.open.last() {
                        Some(open) => format!("`END:{component}` where `END:{open}` should stand"),
                        None => format!("`END:{component}` without `BEGIN:{component}`"),
                    };
                    self.malformed(line, &message, "fetch the file again, or mend the pair of lines");
                    return;
                }
                self.open.pop();
                if component == "VEVENT"
                    && let Some(event) = self.event.take()
                {
                    self.event(&event);
                }
            }
            "" => {
                let help = "a line is a name, a colon and a value; long lines go on behind a blank";
                self.malformed(line, "this is no line of an iCalendar file", help);
            }
            name if self.open.last().is_some_and(|open| open == "VEVENT") => {
                if let Some(event) = &mut self.event {
                    event.property(name, line);
                }
            }
            _ => {}
        }
    }

    fn event(&mut self, event: &Event<'text>) {
        if event.cancelled {
            return;
        }
        let title = event.title.clone().unwrap_or_else(|| "(no title)".to_owned());
        let Some(start) = &event.start else {
            self.malformed(&event.begin, &format!("the event `{title}` has no `DTSTART`"), "give the day as `DTSTART;VALUE=DATE:20261225`");
            return;
        };
        if start.value().contains('T') {
            let finding = Diagnostic::warning(Code::UnsupportedIcal, format!("the event `{title}` has a time of day, so it is no holiday"));
            self.findings.push(finding.located(self.file, start.position()).help("holidays are all-day events, `DTSTART;VALUE=DATE:20261225`"));
            return;
        }
        if let Some(replaces) = &event.replaces {
            self.unsupported(
                replaces,
                &format!("the event `{title}` replaces one of a series"),
                "leave the day out of the series with `EXDATE` and give the event by itself",
            );
            return;
        }
        let Some(first) = self.date(start) else { return };
        let Some(days) = self.length(event, first, &title) else { return };
        let mut starts = match &event.rule {
            _ if event.more_rules => {
                self.unsupported(&event.begin, &format!("the event `{title}` has several rules"), "give each rule an event of its own");
                return;
            }
            Some(rule) => match Recurrence::parse(rule.value(), first) {
                Ok(recurrence) => recurrence.occurrences(first, LAST_YEAR),
                Err(reason) => {
                    let help = "rules may say every year on a day of a month (`FREQ=YEARLY`) or on a weekday of a month (`FREQ=YEARLY;BYMONTH=11;BYDAY=4TH`), \
                                with `INTERVAL`, `COUNT` or `UNTIL`; list other days one by one";
                    self.unsupported(rule, &format!("the event `{title}` recurs by a rule that is not read here: {reason}"), help);
                    return;
                }
            },
            None => vec![first],
        };
        let more = self.dates(&event.dates);
        let without: FxHashSet<Date> = self.dates(&event.without).into_iter().collect();
        starts.extend(more);
        starts.retain(|day| !without.contains(day));
        starts.sort_unstable();
        starts.dedup();
        let known = starts.into_iter().filter(|day| (FIRST_YEAR..=LAST_YEAR).contains(&day.year())).map(number);
        self.holidays.extend(known.map(|day| FeedHoliday { first: day, last: day + days - 1, name: title.clone() }));
    }

    /// The days that an event lasts: `DTEND` is the day after the last one.
    fn length(&mut self, event: &Event<'text>, first: Date, title: &str) -> Option<i64> {
        let (line, days) = match (&event.end, &event.duration) {
            (Some(end), _) => (end, number(self.date(end)?) - number(first)),
            (None, Some(duration)) => {
                let Some(days) = whole_days(duration.value()) else {
                    let message = format!("the event `{title}` does not last whole days");
                    self.malformed(duration, &message, "give `DURATION:P1D`, or `DTEND` as the day after the last one");
                    return None;
                };
                (duration, days)
            }
            (None, None) => return Some(1),
        };
        if days == 0 {
            // Some programs write the last day itself; RFC 5545, section 3.6.1 wants the day after it.
            let finding =
                Diagnostic::warning(Code::MalformedIcal, format!("the event `{title}` ends on the day on which it begins; it is taken as one day"));
            self.findings.push(finding.located(self.file, line.position()).help("`DTEND` is the day after the last one"));
            return Some(1);
        }
        if !(1..=LONGEST).contains(&days) {
            let (message, help) = if days < 0 {
                (format!("the event `{title}` ends before it begins"), "`DTEND` is the day after the last one".to_owned())
            } else {
                (format!("the event `{title}` lasts {days} days"), format!("holidays last at most {LONGEST} days"))
            };
            self.malformed(line, &message, &help);
            return None;
        }
        Some(days)
    }

    fn date(&mut self, line: &Line<'_>) -> Option<Date> {
        let date = recurrence::date(line.value().trim());
        if date.is_none() {
            self.malformed(line, &format!("`{}` is no date", line.value()), "write year, month and day, such as `20261225`");
        }
        date
    }

    fn dates(&mut self, lines: &[Line<'_>]) -> Vec<Date> {
        let mut dates = Vec::new();
        for line in lines {
            for text in line.value().split(',') {
                match recurrence::date(text.trim()) {
                    Some(date) => dates.push(date),
                    None => self.malformed(line, &format!("`{text}` is no date"), "write year, month and day, such as `20261225`"),
                }
            }
        }
        dates
    }
}

impl<'text> Event<'text> {
    fn new(begin: Line<'text>) -> Self {
        Self {
            begin,
            start: None,
            end: None,
            duration: None,
            rule: None,
            more_rules: false,
            dates: Vec::new(),
            without: Vec::new(),
            replaces: None,
            title: None,
            cancelled: false,
        }
    }

    fn property(&mut self, name: &str, line: &Line<'text>) {
        match name {
            "DTSTART" => self.start = Some(line.clone()),
            "DTEND" => self.end = Some(line.clone()),
            "DURATION" => self.duration = Some(line.clone()),
            "RRULE" => self.more_rules = self.rule.replace(line.clone()).is_some() || self.more_rules,
            // RFC 2445 had rules of exception; what they take away cannot be guessed.
            "EXRULE" => self.more_rules = true,
            "RDATE" => self.dates.push(line.clone()),
            "EXDATE" => self.without.push(line.clone()),
            "RECURRENCE-ID" => self.replaces = Some(line.clone()),
            "SUMMARY" => self.title = Some(unescape(line.value()).trim().to_owned()),
            "STATUS" => self.cancelled = line.value().trim().eq_ignore_ascii_case("CANCELLED"),
            _ => {}
        }
    }
}

/// Days of `P1D`, `P2W` (RFC 5545, section 3.3.6); nothing for durations with a time.
fn whole_days(text: &str) -> Option<i64> {
    let amount = text.trim().trim_start_matches('+').strip_prefix('P')?;
    let (number, unit) = amount.strip_suffix('D').map(|days| (days, 1)).or_else(|| amount.strip_suffix('W').map(|weeks| (weeks, 7)))?;
    number.parse::<u16>().ok().map(|number| i64::from(number) * unit)
}

/// Undoes the escapes of a text (RFC 5545, section 3.3.11).
fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (character, character == '\\') {
            (_, true) => match characters.next() {
                Some('n' | 'N') => plain.push(' '),
                Some(other) => plain.push(other),
                None => {}
            },
            (other, false) => plain.push(other),
        }
    }
    plain
}
