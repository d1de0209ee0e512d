//! The lines of a journal in JSON Lines, one at a time.

use std::io::{self, BufRead, Read as _};

use super::Record;
use crate::source::Limits;

/// The records of a journal in JSON Lines, in order, holding one line at a time; blank lines are skipped.
///
/// The iterator ends after a line that is longer than `file_bytes` of the limits, and after the reader fails.
#[derive(Debug)]
pub struct Lines<R> {
    reader: R,
    limits: Limits,
    line: Vec<u8>,
    number: u64,
    ended: bool,
}

/// Why a line gives no record.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    /// It is none.
    #[error("line {line} is no audit record: {why}")]
    NoRecord {
        /// The line, from 1.
        line: u64,
        /// The column, from 1.
        column: usize,
        /// Why.
        why: String,
    },
    /// It is too long.
    #[error("line {line} is longer than {bytes} bytes; the rest was not read")]
    TooLong {
        /// The line, from 1.
        line: u64,
        /// How long a line may be.
        bytes: u64,
    },
    /// The reader failed.
    #[error(transparent)]
    Read(#[from] io::Error),
}

impl<R: BufRead> Lines<R> {
    /// The records that a reader gives.
    #[must_use]
    pub fn new(reader: R, limits: Limits) -> Self {
        Self { reader, limits, line: Vec::new(), number: 0, ended: false }
    }

    fn read(&mut self) -> Result<Option<Record>, LineError> {
        let most = self.limits.file_bytes;
        loop {
            self.line.clear();
            self.number += 1;
            let read = self.reader.by_ref().take(most.saturating_add(1)).read_until(b'\n', &mut self.line)?;
            if read == 0 {
                return Ok(None);
            }
            if read as u64 > most {
                return Err(LineError::TooLong { line: self.number, bytes: most });
            }
            if !self.line.trim_ascii().is_empty() {
                let no_record = |error: serde_json::Error| LineError::NoRecord { line: self.number, column: error.column(), why: error.to_string() };
                return serde_json::from_slice(&self.line).map(Some).map_err(no_record);
            }
        }
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    /// The line, from 1, and its record.
    type Item = Result<(u64, Record), LineError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let read = self.read();
        self.ended = matches!(read, Ok(None) | Err(LineError::TooLong { .. } | LineError::Read(_)));
        read.map(|record| record.map(|record| (self.number, record))).transpose()
    }
}
