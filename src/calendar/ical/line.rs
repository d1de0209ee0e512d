//! Content lines of iCalendar files: unfolded, with the line that each one begins on (RFC 5545, section 3.1).

use std::borrow::Cow;

use crate::document::Position;

/// One content line: `NAME;PARAMETER=VALUE:VALUE`.
#[derive(Clone, Debug)]
pub(super) struct Line<'text> {
    number: u32,
    text: Cow<'text, str>,
}

impl Line<'_> {
    pub fn position(&self) -> Position {
        Position::new(self.number, 1, u32::try_from(self.text.chars().count()).unwrap_or(u32::MAX).max(1))
    }

    /// The name in capitals; empty when there is none.
    pub fn name(&self) -> String {
        let end = self.text.find([':', ';']).unwrap_or(0);
        let name = self.text.get(..end).unwrap_or_default();
        let fits = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if fits { name.to_ascii_uppercase() } else { String::new() }
    }

    /// What stands behind the first colon outside quotes.
    pub fn value(&self) -> &str {
        let mut quoted = false;
        let colon = self.text.char_indices().find(|(_, character)| {
            quoted ^= *character == '"';
            *character == ':' && !quoted
        });
        colon.and_then(|(at, _)| self.text.get(at + 1..)).unwrap_or_default()
    }

    pub fn is(&self, name: &str, value: &str) -> bool {
        self.name() == name && self.value().trim().eq_ignore_ascii_case(value)
    }
}

/// The content lines of a text; blank lines are passed over.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut physical = (1..).zip(text.lines()).peekable();
    std::iter::from_fn(move || {
        let (number, first) = physical.find(|(_, line)| !line.trim().is_empty())?;
        let mut text = Cow::Borrowed(first);
        while let Some((_, more)) = physical.next_if(|(_, line)| line.starts_with([' ', '\t'])) {
            text.to_mut().push_str(more.get(1..).unwrap_or_default());
        }
        Some(Line { number, text })
    })
}
