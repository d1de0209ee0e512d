//! The table of a file as cells that know where they stand.
//!
//! `csv_core` (the machine inside `csv`) splits the text by RFC 4180, field by field; the bytes it takes for each field
//! give the field's place, which `csv` itself does not tell.

use csv_core::{ReadFieldResult, Reader, ReaderBuilder};

use super::Start;
use crate::document::Position;

/// A cell of the table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cell {
    /// The text, quotes undone.
    pub(super) text: String,
    /// Where the cell begins, its opening quote included.
    pub(super) position: Position,
    /// Whether its quotes do not pair: not closed, or followed by something.
    pub(super) torn: bool,
}

/// Reads a table record by record, in time linear in the text.
pub(super) struct Table<'text> {
    text: &'text str,
    delimiter: u8,
    reader: Reader,
    offset: usize,
    line: u32,
    column: u32,
    buffer: Vec<u8>,
}

impl<'text> Table<'text> {
    /// The table from `start` on; none when nothing but line breaks is left.
    pub(super) fn new(text: &'text str, start: Start, delimiter: u8) -> Option<Self> {
        let reader = ReaderBuilder::new().delimiter(delimiter).build();
        let mut table = Self { text, delimiter, reader, offset: start.offset, line: start.line, column: 1, buffer: vec![0; 256] };
        table.skip_breaks();
        (table.offset < text.len()).then_some(table)
    }

    /// The cells of the next record that is not an empty line.
    pub(super) fn next_record(&mut self) -> Option<Vec<Cell>> {
        self.skip_breaks();
        if self.offset >= self.text.len() {
            return None;
        }
        let mut cells = Vec::new();
        loop {
            let (cell, last) = self.cell();
            cells.push(cell);
            if last {
                return Some(cells);
            }
        }
    }

    /// The next cell, and whether the record ends with it.
    fn cell(&mut self) -> (Cell, bool) {
        let mut taken = 0;
        let mut filled = 0;
        let last = loop {
            let input = self.text.as_bytes().get(self.offset.saturating_add(taken)..).unwrap_or_default();
            let room = self.buffer.get_mut(filled..).unwrap_or_default();
            let (result, read, written) = self.reader.read_field(input, room);
            taken += read;
            filled += written;
            match result {
                // All is read; the next turn passes nothing, which ends the field.
                ReadFieldResult::InputEmpty => {}
                ReadFieldResult::OutputFull => {
                    let size = self.buffer.len().saturating_mul(2).max(256);
                    self.buffer.resize(size, 0);
                }
                ReadFieldResult::Field { record_end } => break record_end,
                ReadFieldResult::End => break true,
            }
        };
        let end = self.offset.saturating_add(taken);
        let raw = self.text.get(self.offset..end).unwrap_or_default();
        let inner = if last { raw.strip_suffix(['\n', '\r']) } else { raw.strip_suffix(char::from(self.delimiter)) }.unwrap_or(raw);
        let length = inner.lines().next().map_or(1, |line| line.chars().count().max(1));
        let position = Position::new(self.line, self.column, u32::try_from(length).unwrap_or(u32::MAX));
        let torn = inner.starts_with('"') && !(inner.len() > 1 && inner.ends_with('"') && inner.matches('"').count() % 2 == 0);
        let text = String::from_utf8_lossy(self.buffer.get(..filled).unwrap_or_default()).into_owned();
        self.advance(end);
        (Cell { text, position, torn }, last)
    }

    fn skip_breaks(&mut self) {
        let rest = self.text.get(self.offset..).unwrap_or_default();
        let breaks = rest.len() - rest.trim_start_matches(['\n', '\r']).len();
        self.advance(self.offset.saturating_add(breaks));
    }

    /// Moves on to byte `end`, counting lines and columns.
    fn advance(&mut self, end: usize) {
        for sign in self.text.get(self.offset..end).unwrap_or_default().chars() {
            if sign == '\n' {
                self.line = self.line.saturating_add(1);
                self.column = 1;
            } else {
                self.column = self.column.saturating_add(1);
            }
        }
        self.offset = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cells(text: &str) -> Vec<Vec<(String, u32, u32)>> {
        records(text)
            .iter()
            .map(|record| record.iter().map(|cell| (cell.text.clone(), cell.position.line(), cell.position.column())).collect())
            .collect()
    }

    fn records(text: &str) -> Vec<Vec<Cell>> {
        let mut found = Vec::new();
        if let Some(mut table) = Table::new(text, Start { offset: 0, line: 1 }, b'\t') {
            while let Some(record) = table.next_record() {
                found.push(record);
            }
        }
        found
    }

    fn cell(text: &str, line: u32, column: u32) -> (String, u32, u32) {
        (text.to_owned(), line, column)
    }

    #[test]
    fn cells_know_their_places() {
        assert_eq!(cells("a\tbc\td\n\n\né\tf\n"), [vec![cell("a", 1, 1), cell("bc", 1, 3), cell("d", 1, 6)], vec![cell("é", 4, 1), cell("f", 4, 3)]]);
        assert_eq!(cells("a\tb\r\n\r\nc\td"), [[cell("a", 1, 1), cell("b", 1, 3)], [cell("c", 3, 1), cell("d", 3, 3)]]);
        assert_eq!(cells("\"a\n\"\"b\"\tc\nd\te"), [[cell("a\n\"b", 1, 1), cell("c", 2, 6)], [cell("d", 3, 1), cell("e", 3, 3)]]);
        assert_eq!(cells("a\t"), [[cell("a", 1, 1), cell("", 1, 3)]]);
        assert_eq!(cells("\t\n"), [[cell("", 1, 1), cell("", 1, 2)]]);
        assert!(cells("\r\n\n").is_empty());
    }

    #[test]
    fn quotes_that_do_not_pair_are_seen() {
        let torn = |text: &str| records(text).iter().flatten().any(|cell| cell.torn);
        for text in ["\"a", "a\t\"b\tc\n", "\"a\"b\tc", "\""] {
            assert!(torn(text), "{text}");
        }
        for text in ["\"a\"", "\"\"", "\"\"\"\"", "a\"b", "\"a\tb\"\r\n"] {
            assert!(!torn(text), "{text}");
        }
    }

    proptest! {
        /// The same cells as the `csv` crate, whatever the text.
        #[test]
        fn agrees_with_csv(text in "[a\"\t\n\ré ]{0,40}") {
            let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').has_headers(false).flexible(true).from_reader(text.as_bytes());
            let wanted: Vec<Vec<String>> = reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect();
            let found: Vec<Vec<String>> = records(&text).iter().map(|record| record.iter().map(|cell| cell.text.clone()).collect()).collect();
            prop_assert_eq!(found, wanted);
        }
    }
}
