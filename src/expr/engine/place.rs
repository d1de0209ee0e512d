//! From a place in an expression to the place in the file that says it.

use crate::{
    diagnostic::Diagnostic,
    document::{Located, Position},
    source::FileText,
};

/// A scalar and the file it stands in.
pub(super) struct Places<'file> {
    text: &'file str,
    position: Option<Position>,
    file: &'file FileText,
}

impl<'file> Places<'file> {
    pub(super) fn new(text: &'file Located<String>, file: &'file FileText) -> Self {
        Self { text, position: text.position(), file }
    }

    /// Puts a finding at the bytes `start..end` of the expression: at their line and column when the scalar stands on
    /// one line, at the scalar otherwise.
    pub(super) fn locate(&self, finding: Diagnostic, start: usize, end: usize) -> Diagnostic {
        let Some(scalar) = self.position else { return finding.in_file(self.file.name().clone()) };
        finding.located(self.file, self.exact(scalar, start, end).unwrap_or(scalar))
    }

    fn exact(&self, scalar: Position, start: usize, end: usize) -> Option<Position> {
        let columns = columns(self.text, self.file.line(scalar.line())?, scalar.column())?;
        let place = |byte: usize| self.text.get(..byte).map(|before| before.chars().count()).and_then(|index| columns.get(index).copied());
        let (start, end) = (place(start)?, place(end)?);
        Some(Position::new(scalar.line(), start, end.saturating_sub(start).max(1)))
    }
}

/// The column of every character of the scalar's value, and of its end; none when the line does not say the value in
/// one of the three flow styles of YAML 1.2 (section 7.3): plain, single quotes, double quotes.
fn columns(value: &str, line: &str, first: u32) -> Option<Vec<u32>> {
    let mut source = line.chars().skip(usize::try_from(first.checked_sub(1)?).ok()?).peekable();
    let quote = source.peek().copied().filter(|first| matches!(first, '\'' | '"'));
    let read = |source: &mut std::iter::Peekable<std::iter::Skip<std::str::Chars<'_>>>| read(source, quote);
    // A plain scalar cannot begin with a quote, so a value that does was written inside quotes or is no scalar of ours.
    let mut column = first;
    if quote.is_some() && !written_plainly(value, line, first) {
        source.next();
        column += 1;
    } else if quote.is_some() {
        return plain(value, first);
    }
    let mut columns = Vec::with_capacity(value.len() + 1);
    for character in value.chars() {
        columns.push(column);
        let (found, width) = read(&mut source)?;
        if found != character {
            return None;
        }
        column += width;
    }
    columns.push(column);
    Some(columns)
}

/// Whether the line has the value itself at that column, quotes included, to its end: a text that is no YAML.
fn written_plainly(value: &str, line: &str, first: u32) -> bool {
    let skipped = usize::try_from(first.saturating_sub(1)).unwrap_or_default();
    line.chars().skip(skipped).eq(value.chars())
}

fn plain(value: &str, first: u32) -> Option<Vec<u32>> {
    let length = u32::try_from(value.chars().count()).ok()?;
    Some((first..=first.checked_add(length)?).collect())
}

/// The next character of the value and how many characters the source writes it with.
fn read(source: &mut impl Iterator<Item = char>, quote: Option<char>) -> Option<(char, u32)> {
    let character = source.next()?;
    match (quote, character) {
        (Some('\''), '\'') => (source.next()? == '\'').then_some(('\'', 2)),
        (Some('"'), '"') => None,
        (Some('"'), '\\') => escape(source),
        _ => Some((character, 1)),
    }
}

/// An escape of a double-quoted scalar (YAML 1.2, section 5.7), those that stand for one character.
fn escape(source: &mut impl Iterator<Item = char>) -> Option<(char, u32)> {
    let name = source.next()?;
    let digits = match name {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        't' => return Some(('\t', 2)),
        'n' => return Some(('\n', 2)),
        '"' | '\\' | '/' | ' ' => return Some((name, 2)),
        _ => return None,
    };
    let mut code: u32 = 0;
    for _ in 0..digits {
        code = code.checked_mul(16)?.checked_add(source.next()?.to_digit(16)?)?;
    }
    Some((char::from_u32(code)?, digits + 2))
}
