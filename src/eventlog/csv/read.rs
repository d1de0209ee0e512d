//! Reading tables.

use std::io::Read;

use super::scan::{Record, Records};
use crate::{
    diagnostic::{Code, Diagnostic, Findings, Severity},
    document::Position,
    eventlog::{
        ReadOptions,
        attribute::Value,
        instant::DateOrder,
        log::EventLog,
        rows::{CASE_NAME, Filler, Issue, Missing, Places, Plan, Table, guess, guess_dates, guessed, lacking},
        shown,
        stream::Parts,
    },
};

/// Reads a log from a table: CSV, TSV, or whatever stands between cells. The first row names the columns.
///
/// Every cell is a text, so that `5.10` stays itself; only times become points in time. A row that cannot be read is left out with a
/// finding at its place. A cell that is missing gives no attribute. Cases stand in the order of their first rows. A column `case:KEY` is
/// about the case; of a column about cases the first row of a case counts. Columns without a name, and further ones of the same name, are
/// kept with a number.
///
/// In a table with the columns of [`write`](super::write()), an apostrophe that keeps a spreadsheet from running a cell is taken off.
///
/// Time is linear in the text. Memory is that of the log, one row of at most 16 MiB, and a hash for every value of a case;
/// `options.limits` bounds the text and the values.
///
/// Findings: `missing-column`, `guessed-columns`, `malformed-event`, `malformed-instant`, `limit-reached`, `not-utf8`,
/// `unreadable-file`. The log is absent where columns are missing.
///
/// ```
/// use itsm::eventlog::{ReadOptions, Table, csv};
///
/// let text = "number;incident_state;sys_updated_at\nINC1;New;29/2/2016 01:16\nINC1;Resolved;29/2/2016 11:29\nINC2;;1/3/2016 00:10\n";
/// let (log, findings) = csv::read("incidents.csv", text.as_bytes(), &Table::default(), &ReadOptions::default());
/// let log = log.unwrap();
/// assert_eq!((log.case_count(), log.event_count()), (1, 2));
/// let event = log.events().next().unwrap();
/// assert_eq!(event.instant().unwrap().to_string(), "2016-02-29T01:16:00Z");
///
/// let error = findings.iter().find(|finding| finding.code().to_string() == "malformed-event").unwrap();
/// assert_eq!(error.position().map(|place| (place.line(), place.column())), Some((4, 6)));
/// ```
#[must_use]
pub fn read(name: &str, input: impl Read, table: &Table, options: &ReadOptions) -> (Option<EventLog>, Findings) {
    read_with(name, input, table, options, None)
}

/// The log, or with `parts` its last part.
pub(in crate::eventlog) fn read_with(
    name: &str,
    input: impl Read,
    table: &Table,
    options: &ReadOptions,
    parts: Option<&mut Parts<'_>>,
) -> (Option<EventLog>, Findings) {
    let mut report = Report { name, findings: Findings::new() };
    let log = match Records::open(input, table.delimiter, options.limits.file_bytes) {
        Ok(mut records) => rows(&mut records, table, options, parts, &mut report),
        Err(issue) => {
            report.push(issue, Position::new(1, 1, 1));
            None
        }
    };
    report.findings.sort();
    (log, report.findings)
}

struct Report<'name> {
    name: &'name str,
    findings: Findings,
}

impl Report<'_> {
    fn push(&mut self, issue: Issue, position: Position) {
        self.findings.push(Diagnostic::new(issue.severity, issue.code, issue.message).help(issue.help).in_file(self.name).at(position));
    }

    fn in_record<R: Read>(&mut self, issue: Issue, records: &Records<R>) {
        let position = records.position(issue.column.unwrap_or_default());
        self.push(issue, position);
    }
}

fn rows<R: Read>(
    records: &mut Records<R>,
    table: &Table,
    options: &ReadOptions,
    mut parts: Option<&mut Parts<'_>>,
    report: &mut Report<'_>,
) -> Option<EventLog> {
    let (header, mut plan) = match header(records, table, report) {
        Ok(found) => found?,
        Err(issue) => {
            report.in_record(issue, records);
            return None;
        }
    };
    let options = &ReadOptions { dates: dates(records, &plan, options, report), ..options.clone() };
    if let Some(parts) = &mut parts {
        plan.keep(|key| parts.wants(key));
        parts.look(records.sample().iter().filter_map(|record| record.get(plan.case)).map(String::as_str));
    }
    let mut filler = Filler::new(options, table.order, parts);
    let own = is_own(&header);
    let missing = Missing::new(&table.missing);
    let mut issues = Vec::new();
    loop {
        let step = match records.next() {
            Ok(Some(())) if filler.is_stopped() => break,
            Ok(Some(())) => records.record().and_then(|record| {
                if let Some(issue) = shape(records, record, header.len()) {
                    issues.push(issue);
                    return Ok(());
                }
                if record.iter().all(|text| missing.is(text)) {
                    return Ok(());
                }
                let cell = |column: usize| {
                    let text = record.get(column).filter(|text| !missing.is(text))?;
                    Some(Value::Text(if own { released(text) } else { text }))
                };
                filler.row(&plan, 0..record.len(), cell, &mut issues)
            }),
            Ok(None) => break,
            Err(issue) => Err(issue),
        };
        let stop = step.err();
        for issue in issues.drain(..) {
            report.in_record(issue, records);
        }
        if let Some(issue) = stop {
            report.in_record(issue, records);
            break;
        }
    }
    if filler.has_local_times() {
        let message = "times without an offset from UTC".to_owned();
        let help = "they are read in the zone that the caller names, which is UTC where none is named".to_owned();
        report.push(Issue { severity: Severity::Note, code: Code::MalformedInstant, column: None, message, help }, Position::new(1, 1, 1));
    }
    Some(filler.finish(&plan))
}

/// What is wrong with the shape of a row.
fn shape<R: Read>(records: &Records<R>, record: Record<'_>, width: usize) -> Option<Issue> {
    if records.is_torn() {
        let help = "quotes inside a quoted cell are doubled; what stands from there on is one cell, and was left out";
        return Some(Issue::error(Code::MalformedEvent, None, "a quote is not closed", help));
    }
    if record.len() == width {
        return None;
    }
    let extra = (width..record.len()).find(|index| record.get(*index).is_some_and(|cell| !cell.trim().is_empty()));
    if record.len() > width && extra.is_none() {
        return None;
    }
    let message = format!("the row has {} cells, the first row {width}", record.len());
    let help = "a separator or a line break inside a cell needs quotes around the cell; the row was left out";
    Some(Issue::error(Code::MalformedEvent, extra, message, help))
}

/// The names of the columns, and where everything stands.
fn header<R: Read>(records: &mut Records<R>, table: &Table, report: &mut Report<'_>) -> Result<Option<(Vec<String>, Plan)>, Issue> {
    if records.next()?.is_none() {
        return Err(Issue::error(Code::MissingColumn, None, "the file has no table", "the first row names the columns"));
    }
    let mut header: Vec<String> = records.record()?.iter().map(str::to_owned).collect();
    if is_own(&header) {
        header = header.iter().map(|name| released(name).to_owned()).collect();
    }
    let columns = match (&table.columns, table.preset) {
        (Some(columns), _) => columns.clone(),
        (None, Some(preset)) => preset.columns(&header),
        (None, None) => {
            let Some(guess) = guess(&header) else {
                let listed: Vec<String> = header.iter().take(20).map(|name| format!("`{}`", shown(name))).collect();
                let message = format!("no columns look like cases and activities: {}", listed.join(", "));
                return Err(Issue::error(
                    Code::MissingColumn,
                    None,
                    message,
                    "say which column holds the case, which the activity and which the time",
                ));
            };
            if !guess.certain {
                report.in_record(guessed(&guess.columns, guess.preset), records);
            }
            guess.columns
        }
    };
    match Plan::new(&columns, &header) {
        Ok(plan) => Ok(Some((header, plan))),
        Err(missing) => {
            for column in missing {
                report.in_record(lacking(&column), records);
            }
            Ok(None)
        }
    }
}

/// How dates are read: where it is not stated, as the first rows have it.
fn dates<R: Read>(records: &Records<R>, plan: &Plan, options: &ReadOptions, report: &mut Report<'_>) -> crate::eventlog::Dates {
    let mut dates = options.dates.clone();
    let columns: Vec<usize> = match &plan.events {
        Places::Rows { time, .. } => time.iter().copied().collect(),
        Places::Times(times) => times.iter().map(|(column, _)| *column).collect(),
    };
    let sample = records.sample();
    let texts = sample.iter().flat_map(|record| columns.iter().filter_map(|column| record.get(*column))).map(String::as_str);
    if let Some(order) = guess_dates(&texts, &dates) {
        dates.order = order;
        let first = if order == DateOrder::DayFirst { "day" } else { "month" };
        let message = format!("dates are read with the {first} first, as some of the first rows can only be so");
        let help = "say the order of dates when that is not so".to_owned();
        report.in_record(Issue { severity: Severity::Note, code: Code::GuessedColumns, column: columns.first().copied(), message, help }, records);
    }
    dates
}

/// Whether the columns are those of a log as this program writes it.
fn is_own(header: &[String]) -> bool {
    header.iter().any(|column| column == CASE_NAME)
}

/// A cell without the apostrophe that keeps a spreadsheet from running it.
fn released(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| super::write::is_live(rest.trim_start_matches('\''))).unwrap_or(text)
}
