//! Whether the chains of a journal hold.

use std::{
    collections::HashMap,
    io::{BufRead, Read as _},
    sync::Arc,
};

use indexmap::IndexMap;
use jiff::Timestamp;

use super::{
    Head, LONGEST, Record, Text,
    line::{Misread, parse, short},
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    digest::Digest,
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
    /// Where each ticket stands whose chain holds, in the order in which they began; keep them elsewhere to see later that
    /// nothing was cut off or written anew.
    pub heads: Vec<(String, Head)>,
    /// What is wrong: of each ticket the first break, `broken-chain`; `time-runs-backwards` as a warning; lines that are no
    /// records; `limit-reached` where the check could not look at everything.
    pub findings: Findings,
}

/// Checks records one after the other, holding one line and where each ticket stands, no more than its limits allow.
#[derive(Debug)]
pub struct Verifier {
    name: Arc<str>,
    limits: Limits,
    /// In the order in which they began. The keys come from strangers, so the hash function must not be one that they know.
    tickets: IndexMap<String, Ticket>,
    expected: HashMap<String, Expected>,
    /// How many bytes `tickets` takes, about.
    held: u64,
    full: bool,
    done: Verification,
}

/// Where a ticket stands while it is checked.
#[derive(Debug)]
struct Ticket {
    /// Its last record; of a broken one, none.
    last: Option<Last>,
}

#[derive(Debug)]
struct Last {
    head: Head,
    state: String,
    at: Timestamp,
}

/// Where a ticket is known to have stood.
#[derive(Debug)]
struct Expected {
    head: Head,
    compared: bool,
}

/// Why a record does not follow those before.
struct Break {
    message: String,
    help: String,
}

/// How many bytes a ticket takes beside its texts, about.
const TICKET_BYTES: u64 = 200;
/// How much of `Limits::file_bytes` the tickets may take, as a multiple.
const HELD: u64 = 16;

impl Verifier {
    /// A check of a journal that findings call by a name, within the limits for strangers' files.
    #[must_use]
    pub fn new(name: impl Into<Arc<str>>) -> Self {
        Self {
            name: name.into(),
            limits: Limits::default(),
            tickets: IndexMap::default(),
            expected: HashMap::default(),
            held: 0,
            full: false,
            done: Verification::default(),
        }
    }

    /// The same check within other limits: a line of `file_bytes` (never more than [`LONGEST`]), and sixteen times as much for
    /// the names and states of all tickets.
    #[must_use]
    pub fn within(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Compares where tickets stand with where they are known to have stood: a journal that was cut off at its end, or
    /// written anew with hashes that fit, shows here. To be said before the records are shown; a record that was shown before
    /// cannot be compared any more, unless it is the last of its ticket, and that is a finding too.
    pub fn expect(&mut self, heads: &[(String, Head)]) {
        let known = heads.iter().map(|(record, head)| (record.clone(), Expected { head: *head, compared: false }));
        self.expected.extend(known);
    }

    /// Holds the next record against those before. `line` is where it stands, from 1. Linear in the record.
    pub fn record(&mut self, record: &Record, line: u64) {
        self.done.entries += 1;
        self.done.redacted += record.texts().filter(|text| matches!(text, Text::Redacted(_))).count() as u64;
        let known = self.tickets.get(&record.record);
        if known.is_some_and(|ticket| ticket.last.is_none()) || !self.has_room(record, line) {
            return;
        }
        let differs = self.differs(record);
        let last = self.tickets.get(&record.record).and_then(|ticket| ticket.last.as_ref());
        let broken = breaks(record, last).or(differs);
        let earlier = last.map(|last| last.at).filter(|at| record.at < *at);
        let now = broken.is_none().then(|| Last { head: record.head(), state: record.to.clone(), at: record.at });
        match self.tickets.get_mut(&record.record) {
            Some(ticket) => ticket.last = now,
            None => drop(self.tickets.insert(record.record.clone(), Ticket { last: now })),
        }
        if let Some(Break { message, help }) = broken {
            let help = format!("{help}; what follows in the life of this ticket cannot be trusted: compare with a copy");
            self.find(Diagnostic::error(Code::BrokenChain, message).help(help), line, 1);
        } else if let Some(earlier) = earlier {
            let message = format!("event {} of `{}` happened at {}, before the one before it", record.sequence, short(&record.record), record.at);
            let help = format!("that one says {earlier}; clocks of two machines may differ");
            self.find(Diagnostic::warning(Code::TimeRunsBackwards, message).help(help), line, 1);
        }
    }

    /// Whether what must be remembered of a record fits; says so once when it does not.
    fn has_room(&mut self, record: &Record, line: u64) -> bool {
        let bytes = |text: &str| text.len() as u64;
        let before = self.tickets.get(&record.record).map(|ticket| ticket.last.as_ref().map_or(0, |last| bytes(&last.state)));
        let after = self.held.saturating_sub(before.unwrap_or(0)).saturating_add(bytes(&record.to));
        let after = if before.is_none() { after.saturating_add(bytes(&record.record) + TICKET_BYTES) } else { after };
        let most = self.limits.file_bytes.saturating_mul(HELD);
        if after <= most {
            self.held = after;
            return true;
        }
        if !self.full {
            self.full = true;
            let message = format!("the tickets take more than {most} bytes; `{}` and what follows in others was not checked", short(&record.record));
            self.find(Diagnostic::error(Code::LimitReached, message).help("check the journal in parts, the records of a ticket in one"), line, 1);
        }
        // Of a ticket that is known, a part was not looked at: nothing may be said about where it stands.
        if let Some(ticket) = self.tickets.get_mut(&record.record) {
            ticket.last = None;
        }
        false
    }

    /// Whether a record is another than the one that is known to have stood there.
    fn differs(&mut self, record: &Record) -> Option<Break> {
        let expected = self.expected.get_mut(&record.record).filter(|expected| expected.head.sequence == record.sequence)?;
        expected.compared = true;
        (expected.head.hash != record.hash).then(|| another(&record.record, expected.head, record.hash))
    }

    /// Holds a line of a journal in JSON Lines against those before. `number` is where it stands, from 1.
    pub fn line(&mut self, line: &[u8], number: u64) {
        match parse(line) {
            Ok(record) => self.record(&record, number),
            Err(misread) => self.misread(&misread, number),
        }
    }

    /// How many bytes one line may have.
    pub(crate) fn longest(&self) -> u64 {
        self.limits.file_bytes.min(LONGEST)
    }

    /// A line that is longer: it was not read.
    pub(crate) fn too_long(&mut self, line: u64) {
        let message = format!("line {line} is longer than {} bytes, and was not read", self.longest());
        self.find(Diagnostic::error(Code::LimitReached, message), line, 1);
    }

    /// A line that is no record: nobody knows whose chain is broken there.
    pub(crate) fn misread(&mut self, misread: &Misread, line: u64) {
        let finding = Diagnostic::error(Code::BrokenChain, format!("this is no audit record: {}", misread.why));
        self.find(finding.help_if(misread.help.clone()), line, misread.column);
    }

    /// Something that concerns the journal as a whole.
    #[cfg(feature = "sqlite")]
    pub(crate) fn damaged(&mut self, why: &str) {
        let finding = Diagnostic::error(Code::BrokenChain, short(why)).in_file(Arc::clone(&self.name));
        self.done.findings.push(finding.help("compare with a copy"));
    }

    fn find(&mut self, finding: Diagnostic, line: u64, column: usize) {
        let position = Position::new(u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(1).max(1), 1);
        self.done.findings.push(finding.in_file(Arc::clone(&self.name)).at(position));
    }

    /// Checks the lines of a journal in JSON Lines, as [`verify`] does. `limits` are those of [`Verifier::within`].
    ///
    /// # Errors
    /// When the reader fails.
    pub fn lines(&mut self, mut reader: impl BufRead, limits: Limits) -> std::io::Result<()> {
        self.limits = limits;
        let most = self.longest();
        let mut line = Vec::new();
        for number in 1.. {
            line.clear();
            // Two more than the line may have: its line break.
            let read = reader.by_ref().take(most.saturating_add(2)).read_until(b'\n', &mut line)?;
            if read == 0 {
                break;
            }
            let whole = line.ends_with(b"\n");
            let text = line.trim_ascii();
            if text.len() as u64 > most || (!whole && read as u64 > most) {
                self.too_long(number);
                if !whole {
                    skip_line(&mut reader)?;
                }
            } else if !text.is_empty() {
                self.line(text, number);
            }
        }
        Ok(())
    }

    /// What was found.
    #[must_use]
    pub fn finish(mut self) -> Verification {
        let mut expected: Vec<(String, Expected)> = std::mem::take(&mut self.expected).into_iter().collect();
        expected.sort_by(|one, other| one.0.cmp(&other.0));
        for (record, expected) in expected.iter().filter(|(_, expected)| !expected.compared) {
            if let Some(Break { message, help }) = self.missing(record, expected.head) {
                self.done.findings.push(Diagnostic::error(Code::BrokenChain, message).help(help).in_file(Arc::clone(&self.name)));
            }
        }
        self.done.records = self.tickets.len();
        let heads = self.tickets.into_iter().filter_map(|(record, ticket)| Some((record, ticket.last?.head)));
        self.done.heads = heads.collect();
        self.done
    }

    /// What became of a ticket whose record was not compared.
    fn missing(&self, record: &str, expected: Head) -> Option<Break> {
        let name = short(record);
        let cut = "records were cut off; compare with a copy";
        let Some(ticket) = self.tickets.get(record) else {
            return Some(Break { message: format!("`{name}` was at event {}, and nothing is left of it", expected.sequence), help: cut.to_owned() });
        };
        // Of a broken ticket everything is said.
        let head = ticket.last.as_ref()?.head;
        let sequence = expected.sequence;
        match head.sequence {
            last if last < sequence => {
                Some(Break { message: format!("`{name}` was at event {sequence}, and its records end at {last}"), help: cut.to_owned() })
            }
            last if last == sequence => (head.hash != expected.hash).then(|| another(record, expected, head.hash)),
            _ => Some(Break {
                message: format!("event {sequence} of `{name}` was not compared with the one that is known"),
                help: "say what is expected before the records are shown".to_owned(),
            }),
        }
    }
}

/// A record that stands where another is known to have stood.
fn another(record: &str, expected: Head, found: Digest) -> Break {
    Break {
        message: format!("event {} of `{}` is another than it was: the chain up to it was written anew", expected.sequence, short(record)),
        help: format!("its hash was {}, and is {found}", expected.hash),
    }
}

/// Reads on to the end of a line without keeping it.
fn skip_line(reader: &mut impl BufRead) -> std::io::Result<()> {
    loop {
        let read = reader.fill_buf()?;
        if read.is_empty() {
            return Ok(());
        }
        let end = read.iter().position(|byte| *byte == b'\n');
        let used = end.map_or(read.len(), |place| place + 1);
        reader.consume(used);
        if end.is_some() {
            return Ok(());
        }
    }
}

/// Why a record does not follow those before, in words.
fn breaks(record: &Record, last: Option<&Last>) -> Option<Break> {
    let (name, sequence) = (short(&record.record), record.sequence);
    let expected = last.map_or(0, |last| last.head.sequence).saturating_add(1);
    if expected != sequence {
        return Some(Break {
            message: format!(
                "this is event {sequence} of `{name}`, and {expected} was expected: records were removed, added or put in another order"
            ),
            help: "the events of a ticket are numbered from 1 without gaps".to_owned(),
        });
    }
    let before = last.map(|last| last.head.hash);
    if record.previous != before {
        let text = |hash: Option<Digest>| hash.map_or_else(|| "null".to_owned(), |hash| hash.to_string());
        return Some(Break {
            message: format!("event {sequence} of `{name}` does not follow the record before it: that one was changed, or this one"),
            help: format!("`previous` is {}, and {} was expected", text(record.previous), text(before)),
        });
    }
    let content = record.content_hash();
    if content != record.hash {
        return Some(Break {
            message: format!("event {sequence} of `{name}` was changed after it was written: its hash is that of another content"),
            help: format!("`hash` is {}, and the content gives {content}", record.hash),
        });
    }
    let state = last.map(|last| last.state.as_str()).filter(|state| *state != record.from)?;
    Some(Break {
        message: format!("event {sequence} of `{name}` leaves `{}`, and the one before it came to `{}`", short(&record.from), short(state)),
        help: "the hashes fit and the story does not: whoever wrote it left an event out".to_owned(),
    })
}

/// Checks a journal in JSON Lines, holding one line at a time; blank lines are skipped. A line that is longer than
/// `limits.file_bytes` or [`LONGEST`] is a finding and is not read.
///
/// # Errors
/// When the reader fails.
pub fn verify(reader: impl BufRead, name: &str, limits: Limits) -> std::io::Result<Verification> {
    let mut verifier = Verifier::new(name);
    verifier.lines(reader, limits)?;
    Ok(verifier.finish())
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
