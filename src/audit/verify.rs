//! Whether the chains of a journal hold.

use std::{
    io::{self, BufRead},
    sync::Arc,
};

use jiff::Timestamp;
use rustc_hash::FxHashMap;

use super::{Head, LineError, Lines, Record, Text};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    document::Position,
    source::Limits,
};

/// What a check of a journal found.
#[derive(Clone, Debug, Default)]
pub struct Verification {
    /// How many records there are.
    pub entries: u64,
    /// How many tickets they are about.
    pub records: usize,
    /// How many texts were taken out.
    pub redacted: u64,
    /// Where each ticket stands, in the order in which they began; keep them elsewhere to see later that nothing was cut off.
    pub heads: Vec<(String, Head)>,
    /// What is wrong: of each ticket the first break, `broken-chain`; `time-runs-backwards` as a warning; lines that are no
    /// records.
    pub findings: Findings,
}

/// Checks records one after the other, holding no more than one line a ticket.
#[derive(Debug)]
pub struct Verifier {
    name: Arc<str>,
    tickets: FxHashMap<String, Ticket>,
    order: Vec<String>,
    done: Verification,
}

#[derive(Debug)]
struct Ticket {
    head: Head,
    state: String,
    at: Timestamp,
    /// After the first break nothing more is said.
    broken: bool,
}

impl Verifier {
    /// A check of a journal that findings call by a name.
    #[must_use]
    pub fn new(name: impl Into<Arc<str>>) -> Self {
        Self { name: name.into(), tickets: FxHashMap::default(), order: Vec::new(), done: Verification::default() }
    }

    /// Holds the next record against those before. `line` is where it stands, from 1. Linear in the record.
    pub fn record(&mut self, record: &Record, line: u64) {
        self.done.entries += 1;
        let changes = record.changes.iter().flat_map(|change| [change.old.as_ref(), change.new.as_ref()]);
        let texts = [record.actor.as_ref(), record.reason.as_ref()].into_iter().chain(changes).flatten();
        self.done.redacted += texts.filter(|text| matches!(text, Text::Redacted(_))).count() as u64;
        let known = self.tickets.get(&record.record);
        if known.is_some_and(|ticket| ticket.broken) {
            return;
        }
        let broken = breaks(record, known);
        if let Some(known) = known.filter(|known| broken.is_none() && record.at < known.at) {
            let message = format!("event {} of `{}` happened at {}, before the one before it", record.sequence, record.record, record.at);
            let help = format!("that one says {}; clocks of two machines may differ", known.at);
            self.find(Diagnostic::warning(Code::TimeRunsBackwards, message).help(help), line);
        }
        let next = Ticket { head: record.head(), state: record.to.clone(), at: record.at, broken: broken.is_some() };
        if self.tickets.insert(record.record.clone(), next).is_none() {
            self.order.push(record.record.clone());
        }
        if let Some(message) = broken {
            let finding = Diagnostic::error(Code::BrokenChain, message);
            self.find(finding.help("what follows in the life of this ticket cannot be trusted; compare with a copy"), line);
        }
    }

    fn find(&mut self, finding: Diagnostic, line: u64) {
        self.find_at(finding, line, 1);
    }

    fn find_at(&mut self, finding: Diagnostic, line: u64, column: usize) {
        let position = Position::new(u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(1).max(1), 1);
        self.done.findings.push(finding.in_file(Arc::clone(&self.name)).at(position));
    }

    /// Compares where tickets stand with where they are known to have stood: a journal that was cut off at its end shows here.
    pub fn expect(&mut self, heads: &[(String, Head)]) {
        for (record, expected) in heads {
            let message = match self.tickets.get(record) {
                None => format!("`{record}` was at event {}, and nothing is left of it", expected.sequence),
                Some(ticket) if ticket.head.sequence < expected.sequence => {
                    format!("`{record}` was at event {}, and its records end at {}", expected.sequence, ticket.head.sequence)
                }
                Some(ticket) if ticket.head.sequence == expected.sequence && ticket.head.hash != expected.hash => {
                    format!("event {} of `{record}` is another than it was", expected.sequence)
                }
                Some(_) => continue,
            };
            self.done.findings.push(Diagnostic::error(Code::BrokenChain, message).in_file(Arc::clone(&self.name)));
        }
    }

    /// What was found.
    #[must_use]
    pub fn finish(mut self) -> Verification {
        self.done.records = self.tickets.len();
        let tickets = &self.tickets;
        self.done.heads = self.order.into_iter().filter_map(|record| tickets.get(&record).map(|ticket| (record.clone(), ticket.head))).collect();
        self.done
    }
}

/// Why a record does not follow those before, in words.
fn breaks(record: &Record, known: Option<&Ticket>) -> Option<String> {
    let (name, sequence) = (&record.record, record.sequence);
    let last = known.map_or(0, |ticket| ticket.head.sequence);
    if last.checked_add(1) != Some(sequence) {
        return Some(format!(
            "this is event {sequence} of `{name}`, and {} was expected: records were removed, added or put in another order",
            last.saturating_add(1)
        ));
    }
    if record.previous != known.map(|ticket| ticket.head.hash) {
        return Some(format!("event {sequence} of `{name}` does not follow the record before it: that one was changed, or this one"));
    }
    if record.content_hash() != record.hash {
        return Some(format!("event {sequence} of `{name}` was changed after it was written: its hash is that of another content"));
    }
    match known {
        Some(ticket) if ticket.state != record.from => {
            Some(format!("event {sequence} of `{name}` leaves `{}`, and the one before it came to `{}`", record.from, ticket.state))
        }
        _ => None,
    }
}

/// Checks a journal in JSON Lines, holding one line at a time; blank lines are skipped. A line that is longer than
/// `limits.file_bytes` is a finding and ends the check.
///
/// # Errors
/// When the reader fails.
pub fn verify(reader: impl BufRead, name: &str, limits: Limits) -> io::Result<Verification> {
    let mut verifier = Verifier::new(name);
    verifier.lines(reader, limits)?;
    Ok(verifier.finish())
}

impl Verifier {
    /// Checks the lines of a journal in JSON Lines, as [`verify`] does.
    ///
    /// # Errors
    /// When the reader fails.
    pub fn lines(&mut self, reader: impl BufRead, limits: Limits) -> io::Result<()> {
        for line in Lines::new(reader, limits) {
            match line {
                Ok((number, record)) => self.record(&record, number),
                Err(LineError::NoRecord { line, column, why }) => {
                    let finding = Diagnostic::error(Code::BrokenChain, format!("this is no audit record: {why}"));
                    self.find_at(finding, line, column);
                }
                Err(error @ LineError::TooLong { line, .. }) => self.find(Diagnostic::error(Code::LimitReached, error.to_string()), line),
                Err(LineError::Read(error)) => return Err(error),
            }
        }
        Ok(())
    }
}

/// Checks records that a program has; lines in findings are their places, from 1.
#[must_use]
pub fn verify_records<'records>(records: impl IntoIterator<Item = &'records Record>) -> Verification {
    let mut verifier = Verifier::new("journal");
    for (line, record) in (1..).zip(records) {
        verifier.record(record, line);
    }
    verifier.finish()
}
