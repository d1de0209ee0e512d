//! Logs in JSON Lines: an object a line, one for each event.

use std::io::{self, BufRead, Write};

use memchr::memmem;
use rustc_hash::FxHashMap;
use serde_json::Value as Json;

use super::{
    ReadOptions,
    attribute::{AttributeValue, Value},
    flat::{Flat, Lost},
    lines::{Lines, Step},
    log::{AttributeView, EventLog},
    rows::{CASE_NAME, Columns, Events, Filler, Issue, Missing, OF_CASE, Places, Plan, Table, guess, guess_dates, guessed, lacking},
    shown,
    stream::Parts,
    strings::narrow,
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings, Severity},
    document::Position,
};

/// How many lines, and how many bytes of lines, are looked at before it is decided what the keys hold.
const SAMPLE: (usize, usize) = (200, 1024 * 1024);

/// The longest key whose object is taken apart: what is in it has keys that begin with this one.
const DEEPEST_KEY: usize = 256;
/// The most different keys.
const KEYS: usize = 100_000;

/// A line, read.
struct Row {
    number: u64,
    line: Vec<u8>,
    /// Values with the number of their key, in the order of these numbers. There is no slot for a key that the line does not have: lines of
    /// strangers may all have different ones.
    values: Vec<(usize, AttributeValue)>,
}

impl Row {
    fn get(&self, column: usize) -> Option<Value<'_>> {
        let at = self.values.binary_search_by_key(&column, |(number, _)| *number).ok()?;
        self.values.get(at).map(|(_, value)| value.view())
    }
}

/// Keys by numbers, in the order in which they first occur.
#[derive(Default)]
struct Names {
    list: Vec<String>,
    /// The keys come from strangers, so the hash function must not be one that they know.
    numbers: std::collections::HashMap<String, usize>,
}

impl Names {
    fn number(&mut self, name: &str) -> usize {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        self.list.push(name.to_owned());
        let number = self.list.len().saturating_sub(1);
        self.numbers.insert(name.to_owned(), number);
        number
    }
}

/// Reads a log from JSON Lines: each line an object, which is an event (or a case, see [`Columns`]).
///
/// What the keys hold is said by `table` as for tables, or guessed by the first lines. Texts, numbers and truths keep their type; whole
/// numbers beyond 64 bits are texts. The keys of an object inside an object have a point between them, `outer.inner`; a list is kept as its
/// text. `null`, and texts that are missing by `table`, give no attribute. A line that cannot be read is left out, with a finding.
///
/// Time is linear in the text; memory is that of the log, one line of at most 4 MiB, and the first lines.
///
/// Findings: `missing-column`, `guessed-columns`, `malformed-event`, `malformed-instant`, `limit-reached`, `unreadable-file`.
///
/// ```
/// use itsm::eventlog::{ReadOptions, Table, Value, jsonl};
///
/// let text = r#"{"ticket": 7, "event": "assign", "time": "2026-03-02T09:00:00Z", "user": {"name": "ann"}, "cost": 3}"#;
/// let table = Table { columns: Some("case=ticket,activity=event,time=time".parse()?), ..Table::default() };
/// let (log, findings) = jsonl::read("log.jsonl", text.as_bytes(), &table, &ReadOptions::default());
/// assert!(findings.is_empty());
/// let log = log.unwrap();
/// let event = log.events().next().unwrap();
/// assert_eq!((event.get("cost"), event.get("user.name")), (Some(Value::Int(3)), Some(Value::Text("ann"))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn read(name: &str, input: impl BufRead, table: &Table, options: &ReadOptions) -> (Option<EventLog>, Findings) {
    read_with(name, input, table, options, None)
}

/// The log, or with `parts` its last part.
pub(super) fn read_with(
    name: &str,
    input: impl BufRead,
    table: &Table,
    options: &ReadOptions,
    parts: Option<&mut Parts<'_>>,
) -> (Option<EventLog>, Findings) {
    let mut reader =
        Reader { name, lines: Lines::new(input, options.limits.file_bytes), names: Names::default(), findings: Findings::new(), ended: false };
    let log = reader.log(table, options, parts);
    reader.findings.sort();
    (log, reader.findings)
}

struct Reader<'name, R> {
    name: &'name str,
    lines: Lines<R>,
    names: Names,
    findings: Findings,
    ended: bool,
}

impl<R: BufRead> Reader<'_, R> {
    fn push(&mut self, issue: Issue, line: u64, column: usize) {
        let position = Position::new(u32::try_from(line).unwrap_or(u32::MAX), narrow(column.max(1)), 1);
        self.findings.push(Diagnostic::new(issue.severity, issue.code, issue.message).help(issue.help).in_file(self.name).at(position));
    }

    /// The next line that is an object.
    fn row(&mut self) -> Option<Row> {
        while !self.ended {
            match self.lines.next() {
                Ok(Step::Line) => {}
                Ok(Step::Skipped(issue)) => {
                    self.push(issue, self.lines.number, 1);
                    continue;
                }
                Ok(Step::End) => break,
                Err(issue) => {
                    self.push(issue, self.lines.number, 1);
                    break;
                }
            }
            let number = self.lines.number;
            match serde_json::from_slice::<Json>(self.lines.line()) {
                Ok(Json::Object(object)) => {
                    let mut values = Vec::new();
                    for (key, value) in object {
                        flatten(&key, value, &mut self.names, &mut values);
                    }
                    if self.names.list.len() > KEYS {
                        let message = format!("the lines have more than {KEYS} different keys");
                        self.push(Issue::error(Code::LimitReached, None, message, "what stands from here on was not read"), number, 1);
                        break;
                    }
                    // Of a key that is written twice, once as it is and once taken apart, the last counts.
                    values.sort_by_key(|(number, _)| *number);
                    values.reverse();
                    values.dedup_by_key(|(number, _)| *number);
                    values.reverse();
                    return Some(Row { number, line: self.lines.line().to_vec(), values });
                }
                Ok(_) => self.push(Issue::error(Code::MalformedEvent, None, "the line is no JSON object", "the line was left out"), number, 1),
                Err(error) => {
                    let message = format!("the line is no JSON: {}", shown(&error.to_string()));
                    self.push(Issue::error(Code::MalformedEvent, None, message, "the line was left out"), number, error.column());
                }
            }
        }
        self.ended = true;
        None
    }

    fn log(&mut self, table: &Table, options: &ReadOptions, mut parts: Option<&mut Parts<'_>>) -> Option<EventLog> {
        let (mut first, mut bytes) = (Vec::new(), 0_usize);
        while first.len() < SAMPLE.0 && bytes < SAMPLE.1 {
            let Some(row) = self.row() else { break };
            bytes = bytes.saturating_add(row.line.len());
            first.push(row);
        }
        let mut plan = self.plan(table)?;
        let options = &ReadOptions { dates: self.dates(&plan, &first, options), ..options.clone() };
        if let Some(parts) = &mut parts {
            plan.keep(|key| parts.wants(key));
            parts.look(first.iter().filter_map(|row| row.get(plan.case)).map(Value::shown));
        }
        let mut filler = Filler::new(options, table.order, parts);
        let missing = Missing::new(&table.missing);
        let mut issues = Vec::new();
        let mut first = first.into_iter();
        while let Some(row) = first.next().or_else(|| self.row()) {
            for name in self.names.list.iter().skip(plan.roles.len()) {
                plan.add(name, filler.wants(name));
            }
            let get = |column: usize| {
                let value = row.get(column)?;
                value.as_text().is_none_or(|text| !missing.is(text)).then_some(value)
            };
            let stop = filler.row(&plan, row.values.iter().map(|(column, _)| *column), get, &mut issues).err();
            let ends = stop.is_some();
            for issue in issues.drain(..).chain(stop) {
                let place = self.place(&row, issue.column);
                self.push(issue, row.number, place);
            }
            if ends || filler.is_stopped() {
                break;
            }
        }
        if filler.has_local_times() {
            let message = "times without an offset from UTC".to_owned();
            let help = "they are read in the zone that the caller names, which is UTC where none is named".to_owned();
            self.push(Issue { severity: Severity::Note, code: Code::MalformedInstant, column: None, message, help }, 1, 1);
        }
        Some(filler.finish(&plan))
    }

    /// Where everything stands, by the keys of the first lines.
    fn plan(&mut self, table: &Table) -> Option<Plan> {
        let columns = match (&table.columns, table.preset) {
            (Some(columns), _) => columns.clone(),
            (None, Some(preset)) => preset.columns(&self.names.list),
            (None, None) => {
                let Some(guess) = guess(&self.names.list) else {
                    let listed: Vec<String> = self.names.list.iter().take(20).map(|name| format!("`{}`", shown(name))).collect();
                    let message = format!("no keys look like cases and activities: {}", listed.join(", "));
                    let help = "say which key holds the case, which the activity and which the time";
                    self.push(Issue::error(Code::MissingColumn, None, message, help), 1, 1);
                    return None;
                };
                if !guess.certain {
                    self.push(guessed(&guess.columns, guess.preset), 1, 1);
                }
                guess.columns
            }
        };
        self.expect(&columns);
        match Plan::new(&columns, &self.names.list) {
            Ok(plan) => Some(plan),
            Err(missing) => {
                for column in missing {
                    self.push(lacking(&column), 1, 1);
                }
                None
            }
        }
    }

    /// Takes the keys for known that lines need not have: all but case, activity and time.
    fn expect(&mut self, columns: &Columns) {
        let keys = columns.keys.iter().map(|(column, _)| column).chain(&columns.of_case);
        let times = if let Events::Times(times) = &columns.events { times.as_slice() } else { &[] };
        for column in keys.chain(times.iter().map(|(column, _)| column)) {
            self.names.number(column);
        }
    }

    /// How dates are read: where it is not stated, as the first lines have it.
    fn dates(&mut self, plan: &Plan, first: &[Row], options: &ReadOptions) -> super::Dates {
        let mut dates = options.dates.clone();
        let columns: Vec<usize> = match &plan.events {
            Places::Rows { time, .. } => time.iter().copied().collect(),
            Places::Times(times) => times.iter().map(|(column, _)| *column).collect(),
        };
        let texts = first.iter().flat_map(|row| columns.iter().filter_map(|column| row.get(*column)?.as_text()));
        if let Some(order) = guess_dates(&texts, &dates) {
            dates.order = order;
            let message = format!("dates are read {order}, as some of the first lines can only be so");
            let help = "say the order of dates when that is not so".to_owned();
            self.push(Issue { severity: Severity::Note, code: Code::GuessedColumns, column: None, message, help }, 1, 1);
        }
        dates
    }

    /// The column at which a key stands in its line, from 1; the first where it is not found.
    fn place(&self, row: &Row, column: Option<usize>) -> usize {
        let name = column.and_then(|column| self.names.list.get(column));
        let quoted = name.and_then(|name| serde_json::to_string(name.rsplit('.').next().unwrap_or(name)).ok());
        let at = quoted.and_then(|quoted| memmem::find(&row.line, quoted.as_bytes())).unwrap_or_default();
        String::from_utf8_lossy(row.line.get(..at).unwrap_or_default()).chars().count().saturating_add(1)
    }
}

/// Puts a value, or the values in it, to the numbers of their keys. The depth is bounded by the parser of JSON.
fn flatten(key: &str, value: Json, names: &mut Names, values: &mut Vec<(usize, AttributeValue)>) {
    let value = match value {
        Json::Null => return,
        Json::Object(object) if !object.is_empty() && key.len() <= DEEPEST_KEY => {
            for (inner, value) in object {
                flatten(&format!("{key}.{inner}"), value, names, values);
            }
            return;
        }
        Json::Bool(truth) => AttributeValue::Bool(truth),
        Json::String(text) => AttributeValue::Text(text),
        Json::Number(number) => match (number.as_i64(), number.is_u64(), number.as_f64()) {
            (Some(number), _, _) => AttributeValue::Int(number),
            (None, false, Some(number)) => AttributeValue::Float(number),
            _ => AttributeValue::Text(number.to_string()),
        },
        other => AttributeValue::Text(other.to_string()),
    };
    values.push((names.number(key), value));
}

/// Writes a log as JSON Lines: an object for each event, with the key `case:concept:name`, the keys of the event, and the keys of the case
/// with `case:` before them.
///
/// Numbers and truths keep their type; points in time are texts in UTC, and numbers that JSON has no form for are texts. What lines cannot
/// hold is counted in [`Lost`], as for tables. Reading gives an equal log when nothing was lost, the only points in time are
/// `time:timestamp` of events, no text is an id, and events are in the order of their times; the last digit of a floating point number
/// may differ. Time is linear.
///
/// # Errors
/// Those of `out`.
pub fn write(log: &EventLog, out: impl Write) -> io::Result<Lost> {
    let mut out = io::BufWriter::new(out);
    let mut flat = Flat::new(log);
    let quoted = |key: &str| serde_json::to_string(key).unwrap_or_default();
    let event_keys: FxHashMap<&str, String> = flat.events.iter().map(|key| (*key, quoted(key))).collect();
    let case_keys: FxHashMap<&str, String> = flat.cases.iter().map(|key| (*key, quoted(&format!("{OF_CASE}{key}")))).collect();
    for case in log.cases() {
        if case.is_empty() {
            flat.lost.empty_cases += 1;
            continue;
        }
        let start = format!("{{{}:{}", quoted(CASE_NAME), quoted(&flat.name(case)));
        let mut tail = Vec::new();
        members(&mut flat, &case_keys, case.attributes(), &mut tail)?;
        for event in case.events() {
            flat.lost.nameless_events += usize::from(event.name().is_none());
            out.write_all(start.as_bytes())?;
            members(&mut flat, &event_keys, event.attributes(), &mut out)?;
            out.write_all(&tail)?;
            out.write_all(b"}\n")?;
        }
    }
    out.flush()?;
    Ok(flat.lost)
}

/// Writes attributes with a comma before each.
fn members<'log>(
    flat: &mut Flat<'log>,
    keys: &FxHashMap<&str, String>,
    attributes: impl Iterator<Item = AttributeView<'log>>,
    out: &mut impl Write,
) -> io::Result<()> {
    for view in attributes {
        // The name of a case has no key of its own here: it stands first in every line.
        let (Some(key), Some(value)) = (keys.get(view.key), flat.value(view)) else { continue };
        write!(out, ",{key}:")?;
        match value {
            Value::Bool(_) | Value::Int(_) => write!(out, "{value}")?,
            Value::Float(number) if number.is_finite() => write!(out, "{value}")?,
            Value::Text(text) | Value::Id(text) => serde_json::to_writer(&mut *out, text)?,
            other => serde_json::to_writer(&mut *out, &other.to_string())?,
        }
    }
    Ok(())
}
