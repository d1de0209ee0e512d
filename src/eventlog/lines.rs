//! Lines of a stream, none longer than can be held.

use std::io::{BufRead, Read as _};

use super::rows::Issue;
use crate::diagnostic::Code;

/// The longest line, in bytes.
pub(super) const LONGEST: u64 = 4 * 1024 * 1024;

/// A stream of lines.
pub(super) struct Lines<R> {
    input: R,
    left: u64,
    most: u64,
    /// The number of the line that was read last, from 1.
    pub(super) number: u64,
    line: Vec<u8>,
}

/// What comes next.
pub(super) enum Step {
    /// A line that is not blank.
    Line,
    /// One that was passed over.
    Skipped(Issue),
    /// The end.
    End,
}

impl<R: BufRead> Lines<R> {
    /// The lines of a stream of at most `most` bytes.
    pub(super) fn new(input: R, most: u64) -> Self {
        Self { input, left: most, most, number: 0, line: Vec::new() }
    }

    /// Goes on to the next line that is not blank; an error when nothing more can be read.
    pub(super) fn next(&mut self) -> Result<Step, Issue> {
        loop {
            self.number = self.number.saturating_add(1);
            self.line.clear();
            let read = self.read()?;
            if read == 0 {
                return Ok(Step::End);
            }
            if read > LONGEST && !self.line.ends_with(b"\n") {
                while !self.line.ends_with(b"\n") {
                    self.line.clear();
                    if self.read()? == 0 {
                        break;
                    }
                }
                let message = format!("the line is longer than {LONGEST} bytes");
                return Ok(Step::Skipped(Issue::error(Code::LimitReached, None, message, "it was not read")));
            }
            if self.number == 1 && self.line.starts_with(&[0xef, 0xbb, 0xbf]) {
                self.line.drain(..3);
            }
            if !self.line.trim_ascii().is_empty() {
                return Ok(Step::Line);
            }
        }
    }

    /// The line, without blanks around it.
    pub(super) fn line(&self) -> &[u8] {
        self.line.trim_ascii()
    }

    fn read(&mut self) -> Result<u64, Issue> {
        let room = self.left.saturating_add(1).min(LONGEST.saturating_add(1));
        let read = (&mut self.input).take(room).read_until(b'\n', &mut self.line).map_err(|error| {
            Issue::error(Code::UnreadableFile, None, format!("the file cannot be read: {error}"), "what stands from here on was not read")
        })?;
        let read = u64::try_from(read).unwrap_or(u64::MAX);
        if read > self.left {
            let message = format!("the text is longer than {} bytes", self.most);
            return Err(Issue::error(Code::LimitReached, None, message, "what stands from here on was not read"));
        }
        self.left = self.left.saturating_sub(read);
        Ok(read)
    }
}
