//! Reading a calendar from its files, with all findings in one run.

use std::sync::LazyLock;

use super::{
    Calendar,
    definition::{CALENDAR_FORMAT, CalendarFile, HolidayFileDefinition},
    draft::{FeedHoliday, compile},
    ical,
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings, nearest},
    document::{Located, Shape, read},
    source::{FileText, Limits, Source, join},
};

/// Loads the calendar file at `path` of `source`, with the iCalendar files that it names. Time is linear in the files and in
/// the holidays that they give rise to.
///
/// ```
/// use itsm::{calendar, source::{Limits, Memory}};
///
/// let files = Memory::new().with("office.yaml", "
/// format: itsm/calendar/1
/// id: office
/// title: Office hours
/// version: '1'
/// zone: Europe/Berlin
/// week: {monday: ['09:00-17:00'], tuesday: ['09:00-17:00']}
/// ");
/// let office = calendar::load(&files, "office.yaml", Limits::default()).unwrap();
/// let elapsed = office.elapsed("2026-03-02T15:00:00Z".parse()?, "2026-03-03T09:00:00Z".parse()?)?;
/// assert_eq!(elapsed.to_string(), "PT2H");                // Berlin is one hour ahead: 16:00 to 17:00, 09:00 to 10:00
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// All findings of [`check`], when one of them is an error.
pub fn load(source: &dyn Source, path: &str, limits: Limits) -> Result<Calendar, Findings> {
    let (calendar, findings) = check(source, path, limits);
    calendar.ok_or(findings)
}

/// Checks a calendar file and the iCalendar files that it names: everything that is wrong, in one run. The calendar comes
/// back when there is no error.
///
/// Findings: those of [`document::read`](crate::document::read()), `id-pattern-mismatch`, `unknown-zone`, `malformed-hours`,
/// `overlapping-hours`, `closes-before-midnight`, `malformed-date`, `repeated-day`, `outside-validity`, `never-open`,
/// `part-not-found`, `malformed-ical`, `unsupported-ical`, `unknown-value`, `limit-reached`.
#[must_use]
pub fn check(source: &dyn Source, path: &str, limits: Limits) -> (Option<Calendar>, Findings) {
    static SHAPE: LazyLock<Shape> = LazyLock::new(Shape::of::<CalendarFile>);
    let mut findings = Findings::new();
    let file = match source.read(path) {
        Ok(file) => file,
        Err(finding) => return (None, (*finding).into()),
    };
    let definition: Option<CalendarFile> = read(&file, &SHAPE, CALENDAR_FORMAT, limits, &mut findings);
    let whole = !findings.iter().any(|finding| matches!(finding.code(), Code::YamlSyntax | Code::LimitReached));
    let calendar = definition.and_then(|definition| {
        let mut feed = Vec::new();
        for listed in &definition.holiday_files {
            if let Some(holidays) = beside(source, path, &file, &listed.file, &mut findings) {
                feed.extend(taken(&file, listed, ical::read(&holidays, limits, &mut findings), &mut findings));
            }
        }
        compile(&file, &definition, &feed, whole, &mut findings)
    });
    findings.sort();
    (calendar.filter(|_| findings.errors() == 0), findings)
}

impl Calendar {
    /// Makes a calendar of a definition that a program built; `holiday_files` must be empty, as there is nowhere to read from.
    ///
    /// # Errors
    /// The findings, without places.
    pub fn new(definition: &CalendarFile) -> Result<Self, Findings> {
        let file = FileText::new(format!("calendar {}", *definition.id), "");
        let mut findings = Findings::new();
        if let Some(listed) = definition.holiday_files.first() {
            let message = format!("there is nowhere to read `{}` from", *listed.file);
            findings.push(Diagnostic::error(Code::PartNotFound, message).in_file(file.name().clone()).help("use `calendar::load` with a source"));
        }
        compile(&file, definition, &[], true, &mut findings).ok_or(findings)
    }
}

/// Reads a file that is named relative to the calendar file.
fn beside(source: &dyn Source, path: &str, file: &FileText, name: &Located<String>, findings: &mut Findings) -> Option<FileText> {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let named = |finding: Diagnostic| place(finding, file, name);
    let Some(wanted) = join(folder, name) else {
        let finding = Diagnostic::error(Code::PartNotFound, format!("the path `{}` leaves the folder of the calendar", **name));
        findings.push(named(finding.help("name a file in the same folder or below it, with `/` between the parts")));
        return None;
    };
    if !source.exists(&wanted) {
        let listed = source.list().unwrap_or_default();
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let help = nearest(name, listed.iter().filter_map(|path| path.strip_prefix(&prefix)))
            .map_or_else(|| "add the file or take its entry out".to_owned(), |near| format!("did you mean `{near}`?"));
        findings.push(named(Diagnostic::error(Code::PartNotFound, format!("there is no file `{}` beside this one", **name)).help(help)));
        return None;
    }
    source.read(&wanted).map_err(|finding| findings.push(*finding)).ok()
}

/// The holidays of a feed without those that the calendar does not keep.
fn taken(file: &FileText, listed: &HolidayFileDefinition, holidays: Vec<FeedHoliday>, findings: &mut Findings) -> Vec<FeedHoliday> {
    for title in &listed.without {
        if !holidays.iter().any(|holiday| holiday.name == **title) {
            let help = nearest(title, holidays.iter().map(|holiday| holiday.name.as_str()))
                .map_or_else(|| "take the title out".to_owned(), |near| format!("did you mean `{near}`?"));
            let finding = Diagnostic::error(Code::UnknownValue, format!("no all-day event of `{}` is called `{}`", *listed.file, **title));
            findings.push(place(finding.help(help), file, title));
        }
    }
    let unwanted = |holiday: &FeedHoliday| listed.without.iter().any(|title| **title == holiday.name);
    holidays.into_iter().filter(|holiday| !unwanted(holiday)).collect()
}

fn place(finding: Diagnostic, file: &FileText, at: &Located<String>) -> Diagnostic {
    match at.position() {
        Some(position) => finding.located(file, position),
        None => finding.in_file(file.name().clone()),
    }
}
