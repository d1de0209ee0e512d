//! Records of a table from a stream, with the places of their cells.
//!
//! The bytes of the record that is looked at are kept as they stand in the file. Where a cell begins is found out when somebody asks,
//! which is when something is wrong with it; counting columns all along would take as long as reading.

use std::io::{self, Read};

use csv_core::{ReadFieldResult, ReadRecordResult};
use memchr::memchr2_iter;

use crate::{diagnostic::Code, document::Position, eventlog::rows::Issue, eventlog::strings::narrow};

/// How much is read ahead; delimiters and orders of dates are found out on the first of it.
const WINDOW: usize = 64 * 1024;
/// The longest record, in bytes.
const LONGEST: usize = 16 * 1024 * 1024;
/// The most cells of a record.
const CELLS: usize = 100_000;

/// A stream of records.
pub(super) struct Records<R> {
    input: R,
    window: Vec<u8>,
    /// How much of the window is taken.
    taken: usize,
    ended: bool,
    /// How many more bytes may be read.
    left: u64,
    most: u64,
    delimiter: u8,
    core: csv_core::Reader,
    cells: Vec<u8>,
    ends: Vec<usize>,
    count: usize,
    /// The record as it stands in the file, with line breaks before it.
    raw: Vec<u8>,
    /// The line at which `raw` begins.
    line: usize,
    /// Whether what stands before `raw` is a carriage return, so that a line feed there is no line break of its own.
    after_return: bool,
}

/// A record.
#[derive(Clone, Copy)]
pub(super) struct Record<'records> {
    text: &'records str,
    ends: &'records [usize],
}

impl<'records> Record<'records> {
    pub(super) fn len(self) -> usize {
        self.ends.len()
    }

    pub(super) fn get(self, index: usize) -> Option<&'records str> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        self.text.get(start..end)
    }

    pub(super) fn iter(self) -> impl Iterator<Item = &'records str> {
        (0..self.len()).map(move |index| self.get(index).unwrap_or_default())
    }
}

impl<R: Read> Records<R> {
    /// Reads the first of a stream, and finds out what stands between cells when it is not said.
    pub(super) fn open(input: R, delimiter: Option<u8>, most: u64) -> Result<Self, Issue> {
        let mut records = Self {
            input,
            window: Vec::with_capacity(WINDOW),
            taken: 0,
            ended: false,
            left: most,
            most,
            delimiter: b',',
            core: csv_core::Reader::new(),
            cells: vec![0; 1024],
            ends: vec![0; 64],
            count: 0,
            raw: Vec::new(),
            line: 1,
            after_return: false,
        };
        records.fill()?;
        if records.window.starts_with(&[0xff, 0xfe]) || records.window.starts_with(&[0xfe, 0xff]) {
            return Err(Issue::error(Code::NotUtf8, None, "the table is UTF-16 text", "save it as CSV UTF-8"));
        }
        if records.window.starts_with(&[0xef, 0xbb, 0xbf]) {
            records.taken = 3;
        }
        let stated = records.stated_delimiter();
        records.delimiter = delimiter.or(stated).unwrap_or_else(|| sniff(records.ahead()));
        records.core = csv_core::ReaderBuilder::new().delimiter(records.delimiter).build();
        Ok(records)
    }

    /// The delimiter that a first line such as `sep=;` says, as one well-known spreadsheet writes it; the line is left behind.
    fn stated_delimiter(&mut self) -> Option<u8> {
        let rest = self.ahead().strip_prefix(b"sep=")?;
        let (&delimiter, rest) = rest.split_first()?;
        let after = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n"))?;
        self.taken = self.window.len().saturating_sub(after.len());
        self.line = 2;
        Some(delimiter)
    }

    /// What was read and not yet looked at.
    pub(super) fn ahead(&self) -> &[u8] {
        self.window.get(self.taken..).unwrap_or_default()
    }

    /// The first records that lie ahead, as far as they were read; what is no UTF-8 is replaced.
    pub(super) fn sample(&self) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new().delimiter(self.delimiter).has_headers(false).flexible(true).from_reader(self.ahead());
        let mut sample: Vec<Vec<String>> = reader
            .byte_records()
            .filter_map(Result::ok)
            .map(|record| record.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect())
            .collect();
        if !self.ended {
            sample.pop();
        }
        sample
    }

    fn fill(&mut self) -> Result<(), Issue> {
        self.window.clear();
        self.taken = 0;
        let room = u64::try_from(WINDOW).unwrap_or(u64::MAX).min(self.left.saturating_add(1));
        let read = (&mut self.input).take(room).read_to_end(&mut self.window).map_err(|error| unreadable(&error))?;
        self.ended = read < usize::try_from(room).unwrap_or(usize::MAX);
        let read = u64::try_from(read).unwrap_or(u64::MAX);
        if read > self.left {
            let message = format!("the table is longer than {} bytes", self.most);
            return Err(Issue::error(Code::LimitReached, None, message, "what stands from here on was not read"));
        }
        self.left = self.left.saturating_sub(read);
        Ok(())
    }

    /// Goes on to the next record; none at the end. Empty lines are passed over.
    pub(super) fn next(&mut self) -> Result<Option<()>, Issue> {
        self.line = self.line.saturating_add(breaks(&self.raw, self.after_return));
        self.after_return = self.raw.last().map_or(self.after_return, |last| *last == b'\r');
        self.raw.clear();
        let (mut length, mut count) = (0, 0);
        loop {
            if self.taken >= self.window.len() && !self.ended {
                self.fill()?;
            }
            let (result, read, written, ended) = self.core.read_record(
                self.window.get(self.taken..).unwrap_or_default(),
                self.cells.get_mut(length..).unwrap_or_default(),
                self.ends.get_mut(count..).unwrap_or_default(),
            );
            self.raw.extend_from_slice(self.window.get(self.taken..self.taken.saturating_add(read)).unwrap_or_default());
            self.taken = self.taken.saturating_add(read);
            length = length.saturating_add(written);
            count = count.saturating_add(ended);
            if self.raw.len() > LONGEST || count > CELLS {
                let message = format!("a row is longer than {LONGEST} bytes, or has more than {CELLS} cells");
                return Err(Issue::error(Code::LimitReached, Some(0), message, "a quote in it may not be closed; the rest was not read"));
            }
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.cells.resize(self.cells.len().saturating_mul(2), 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len().saturating_mul(2), 0),
                ReadRecordResult::Record => {
                    self.count = count;
                    return Ok(Some(()));
                }
                ReadRecordResult::End => return Ok(None),
            }
        }
    }

    /// The record; an error with its cell where it is no UTF-8.
    pub(super) fn record(&self) -> Result<Record<'_>, Issue> {
        let ends = self.ends.get(..self.count).unwrap_or_default();
        let bytes = self.cells.get(..ends.last().copied().unwrap_or_default()).unwrap_or_default();
        let text = match std::str::from_utf8(bytes) {
            Ok(text) if ends.iter().all(|end| text.is_char_boundary(*end)) => text,
            _ => {
                let bad = (0..ends.len()).find(|index| std::str::from_utf8(self.cell(*index)).is_err());
                return Err(Issue::error(Code::NotUtf8, bad, "the cell is not UTF-8 text", "save the table as UTF-8; the rest was not read"));
            }
        };
        Ok(Record { text, ends })
    }

    fn cell(&self, index: usize) -> &[u8] {
        let end = self.ends.get(index).copied().unwrap_or_default();
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        self.cells.get(start..end).unwrap_or_default()
    }

    /// Where a cell of the record begins: line and column, from 1. Linear in the record.
    pub(super) fn position(&self, index: usize) -> Position {
        let mut core = csv_core::ReaderBuilder::new().delimiter(self.delimiter).build();
        let mut scratch = [0; 1024];
        let mut at = self.raw.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let mut field = 0;
        while field < index {
            let (result, read, _) = core.read_field(self.raw.get(at..).unwrap_or_default(), &mut scratch);
            at = at.saturating_add(read);
            match result {
                ReadFieldResult::Field { record_end: false } => field = field.saturating_add(1),
                ReadFieldResult::OutputFull => {}
                ReadFieldResult::InputEmpty | ReadFieldResult::Field { record_end: true } | ReadFieldResult::End => break,
            }
        }
        let before = self.raw.get(..at.min(self.raw.len())).unwrap_or_default();
        let lines = breaks(before, self.after_return);
        let start = before.iter().rposition(|byte| matches!(byte, b'\r' | b'\n')).map_or(0, |place| place.saturating_add(1));
        let column = String::from_utf8_lossy(before.get(start..).unwrap_or_default()).chars().count();
        Position::new(narrow(self.line.saturating_add(lines)), narrow(column.saturating_add(1)), 1)
    }

    /// Whether a quote is open at the end of the record, which can only be the last one.
    pub(super) fn is_torn(&self) -> bool {
        if !self.ended || self.taken < self.window.len() {
            return false;
        }
        let (mut quoted, mut fresh) = (false, true);
        let mut bytes = self.raw.iter().peekable();
        while let Some(byte) = bytes.next() {
            if quoted {
                if *byte == b'"' && bytes.next_if(|next| **next == b'"').is_none() {
                    quoted = false;
                }
            } else {
                quoted = fresh && *byte == b'"';
                fresh = *byte == self.delimiter || matches!(byte, b'\r' | b'\n');
            }
        }
        quoted
    }
}

/// The number of line breaks: a line feed, or a carriage return with or without one behind it.
fn breaks(bytes: &[u8], mut after_return: bool) -> usize {
    let mut count = 0_usize;
    let mut end = 0;
    for place in memchr2_iter(b'\r', b'\n', bytes) {
        let feed = bytes.get(place) == Some(&b'\n');
        let pair = feed && after_return && place == end;
        count = count.saturating_add(usize::from(!pair));
        after_return = !feed;
        end = place.saturating_add(1);
    }
    count
}

fn unreadable(error: &io::Error) -> Issue {
    Issue::error(Code::UnreadableFile, None, format!("the file cannot be read: {error}"), "what stands from here on was not read")
}

/// What stands between the cells of a table: of the usual signs the one that gives the first rows the same number of cells, more than
/// one; of several the one that gives most rows of one length, then the one with most cells.
fn sniff(bytes: &[u8]) -> u8 {
    let score = |delimiter: u8| {
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(bytes);
        let lengths: Vec<usize> = reader.byte_records().filter_map(Result::ok).take(20).map(|record| record.len()).collect();
        let width = lengths.first().copied().unwrap_or_default();
        let alike = lengths.iter().filter(|length| **length == width).count();
        if width > 1 { (alike, width) } else { (0, 0) }
    };
    // Of equal ones the last counts.
    [b'|', b'\t', b';', b','].into_iter().max_by_key(|delimiter| score(*delimiter)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Records, sniff};

    #[test]
    fn delimiters_are_found() {
        for (text, expected) in [
            ("a,b\n1,2\n", b','),
            ("a;b\n1,5;2\n", b';'),
            ("a\tb\n1, 2, 3\t2\n", b'\t'),
            ("a|b|c\n1|2|3\n", b'|'),
            ("a;\"b,c,d\"\n1;2\n", b';'),
            ("alone\n1\n", b','),
            ("", b','),
        ] {
            assert_eq!(sniff(text.as_bytes()), expected, "{text:?}");
        }
    }

    proptest! {
        /// Cells stand where a walk over the text, sign by sign, finds them.
        #[test]
        fn places_of_cells(text in "([a-cä\"]{0,3}[,\r\n]){0,20}[a-c\"]{0,2}") {
            let mut records = Records::open(text.as_bytes(), Some(b','), 1_000_000).ok().unwrap();
            let mut expected = twin(&text).into_iter();
            while records.next().ok().unwrap().is_some() {
                let places = expected.next().unwrap();
                let found: Vec<(u32, u32)> = (0..records.record().ok().unwrap().len()).map(|index| {
                    let position = records.position(index);
                    (position.line(), position.column())
                }).collect();
                prop_assert_eq!(found, places);
            }
            prop_assert_eq!(expected.next(), None);
        }

        #[test]
        fn no_bytes_break_it(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let Ok(mut records) = Records::open(bytes.as_slice(), None, 1_000_000) else { return Ok(()) };
            while let Ok(Some(())) = records.next() {
                let _ = (records.position(3), records.is_torn(), records.record().map(|record| record.iter().count()));
            }
        }
    }

    /// Line and column of every cell, record by record.
    fn twin(text: &str) -> Vec<Vec<(u32, u32)>> {
        let signs: Vec<char> = text.chars().collect();
        let (mut records, mut record) = (Vec::new(), Vec::new());
        let (mut line, mut column, mut at) = (1, 1, 0);
        let mut before = ' ';
        let mut step = |line: &mut u32, column: &mut u32, sign: char| {
            *column += 1;
            if sign == '\r' || sign == '\n' {
                *line += u32::from(!(sign == '\n' && before == '\r'));
                *column = 1;
            }
            before = sign;
        };
        while at < signs.len() {
            if record.is_empty() && matches!(signs[at], '\r' | '\n') {
                step(&mut line, &mut column, signs[at]);
                at += 1;
                continue;
            }
            record.push((line, column));
            let mut quoted = false;
            let mut first = true;
            loop {
                match signs.get(at) {
                    None => break,
                    Some('"') if first => quoted = true,
                    Some('"') if quoted && signs.get(at + 1) == Some(&'"') => {
                        step(&mut line, &mut column, '"');
                        at += 1;
                    }
                    Some('"') if quoted => quoted = false,
                    Some(',' | '\r' | '\n') if !quoted => break,
                    Some(_) => {}
                }
                step(&mut line, &mut column, signs[at]);
                at += 1;
                first = false;
            }
            let ends = signs.get(at) != Some(&',');
            if let Some(sign) = signs.get(at) {
                step(&mut line, &mut column, *sign);
                at += 1;
                if *sign == ',' && at == signs.len() {
                    record.push((line, column));
                }
            }
            if ends || at == signs.len() {
                records.push(std::mem::take(&mut record));
            }
        }
        records
    }
}
