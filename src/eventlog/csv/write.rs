//! Writing tables.

use std::{
    borrow::Cow,
    collections::HashMap,
    io::{self, Write},
};

use crate::eventlog::{
    attribute::Value,
    flat::{Flat, Lost},
    log::{AttributeView, EventLog},
    rows::{CASE_NAME, OF_CASE},
};

/// Writes a log as a table with a row for each event: the column `case:concept:name`, the keys of events, and the keys of cases with
/// `case:` before them, as pm4py writes logs. `delimiter` stands between cells (RFC 4180 with that sign).
///
/// The table is safe to open in a spreadsheet: a text that it would run as a formula gets an apostrophe in front, which
/// [`read`](super::read()) takes off again. Points in time are written in UTC.
///
/// A table holds texts and times of events. Other values are written as texts, and what it cannot hold at all is counted in [`Lost`].
/// Reading gives an equal log when nothing was lost, all values are texts but the `time:timestamp` of events, and the events of every case
/// are in the order of their times (or the order of rows is asked for). Time is linear; memory is one row and the names of the cases.
///
/// # Errors
/// Those of `out`.
///
/// ```
/// use itsm::eventlog::{LogBuilder, Order, ReadOptions, Table, csv, keys};
///
/// let mut builder = LogBuilder::new();
/// builder.header_mut().declare([keys::NAME]);
/// let case = builder.named_case("INC-1")?;
/// builder.set(case, "site", "Bern")?;
/// builder.named_event(case, "=assign()")?;
/// let log = builder.finish(Order::AsAdded);
///
/// let mut text = Vec::new();
/// assert!(csv::write(&log, b',', &mut text)?.is_nothing());
/// assert_eq!(String::from_utf8_lossy(&text), "case:concept:name,concept:name,case:site\nINC-1,'=assign(),Bern\n");
/// let (again, findings) = csv::read("log.csv", text.as_slice(), &Table::default(), &ReadOptions::default());
/// assert!(findings.is_empty());
/// assert_eq!(again, Some(log));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write(log: &EventLog, delimiter: u8, out: impl Write) -> io::Result<Lost> {
    let mut flat = Flat::new(log);
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).terminator(csv::Terminator::Any(b'\n')).from_writer(out);
    writer.write_field(CASE_NAME)?;
    for key in &flat.events {
        writer.write_field(defused(key).as_ref())?;
    }
    for key in &flat.cases {
        writer.write_field(format!("{OF_CASE}{key}"))?;
    }
    writer.write_record(None::<&[u8]>)?;
    let places = |keys: &[&'_ str]| -> HashMap<String, usize> { keys.iter().enumerate().map(|(place, key)| ((*key).to_owned(), place)).collect() };
    let (of_events, of_cases) = (places(&flat.events), places(&flat.cases));
    let (mut event_cells, mut case_cells) = (vec![None; flat.events.len()], vec![None; flat.cases.len()]);
    for case in log.cases() {
        if case.is_empty() {
            flat.lost.empty_cases += 1;
            continue;
        }
        let name = flat.name(case);
        lay(&mut flat, &mut case_cells, &of_cases, case.attributes());
        for event in case.events() {
            lay(&mut flat, &mut event_cells, &of_events, event.attributes());
            flat.lost.nameless_events += usize::from(event_cells.first().is_none_or(Option::is_none));
            writer.write_field(defused(&name).as_ref())?;
            for cell in event_cells.iter().chain(&case_cells) {
                match cell {
                    None => writer.write_field("")?,
                    Some(Value::Text(text) | Value::Id(text)) => writer.write_field(defused(text).as_ref())?,
                    Some(other) => writer.write_field(other.shown().as_ref())?,
                }
            }
            writer.write_record(None::<&[u8]>)?;
        }
    }
    writer.flush()?;
    Ok(flat.lost)
}

/// Puts the values of attributes to their places.
fn lay<'log>(
    flat: &mut Flat<'log>,
    cells: &mut [Option<Value<'log>>],
    places: &HashMap<String, usize>,
    attributes: impl Iterator<Item = AttributeView<'log>>,
) {
    cells.fill(None);
    for view in attributes {
        // The name of a case has no place: it stands first in every row.
        if let Some(cell) = places.get(view.key).and_then(|place| cells.get_mut(*place)) {
            *cell = flat.value(view);
        } else if !view.children.is_empty() || matches!(view.value, Value::List(_) | Value::Container) {
            flat.lost.nested += 1;
        }
    }
}

/// Whether a spreadsheet would run a cell that begins so (OWASP, "CSV Injection").
pub(super) fn is_live(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// The cell with an apostrophe in front when a spreadsheet would run it; one more where there are apostrophes already, so that taking one
/// off gives the cell again.
fn defused(text: &str) -> Cow<'_, str> {
    if is_live(text.trim_start_matches('\'')) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}
