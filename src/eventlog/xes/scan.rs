//! XML tags from a stream, with their places: what a log needs of XML 1.0, and nothing more.
//!
//! A general reader of XML takes longer over a log than decompressing it and everything else together. This one looks at a window
//! of the stream, hands out tags whose texts lie in the window, and knows lines and columns without counting them all along.
//! Namespaces are left in the names. Nothing that a document type declares is read, so that no entity can grow.

use std::{
    borrow::Cow,
    io::{self, Read},
};

use memchr::{memchr, memchr_iter, memchr2, memmem};

use crate::{diagnostic::Code, document::Position, eventlog::strings::narrow};

/// The size of the window; it grows for longer tags only.
const WINDOW: usize = 128 * 1024;
/// The longest tag, comment or declaration, in bytes.
const LONGEST: usize = 16 * 1024 * 1024;
/// The most attributes of one tag.
const ATTRIBUTES: usize = 64;

/// Why the stream cannot be read further, or what is wrong at a place in it.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) code: Code,
    pub(super) message: String,
    pub(super) help: &'static str,
    /// Bytes behind the beginning of the token.
    pub(super) offset: usize,
}

impl Problem {
    fn syntax(offset: usize, message: impl Into<String>, help: &'static str) -> Self {
        Self { code: Code::XmlSyntax, message: message.into(), help, offset }
    }
}

/// A part of the document.
#[derive(Debug)]
pub(super) enum Token<'window> {
    /// A tag that opens an element, or is all of one.
    Open(Tag<'window>),
    /// A tag that closes the element that was opened last.
    Close,
    /// Text that is not blank.
    Text,
    /// The end of the stream; all elements are closed.
    End,
}

/// A tag that opens an element.
#[derive(Debug)]
pub(super) struct Tag<'window> {
    text: &'window str,
    name: usize,
    attributes: &'window [Span],
    /// Whether the element has no content.
    pub(super) empty: bool,
}

/// Where name and value of an attribute stand in their tag.
#[derive(Clone, Copy, Debug)]
struct Span {
    name: (usize, usize),
    value: (usize, usize),
}

impl<'window> Tag<'window> {
    /// The name of the element, its prefix included.
    pub(super) fn name(&self) -> &'window str {
        self.text.get(1..self.name).unwrap_or_default()
    }

    /// The attributes in order, their values as they stand there.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&'window str, Raw<'window>)> {
        let text = self.text;
        self.attributes.iter().filter_map(move |span| {
            let name = text.get(span.name.0..span.name.1)?;
            Some((name, Raw { text: text.get(span.value.0..span.value.1)?, offset: span.value.0 }))
        })
    }
}

/// The value of an attribute as it stands in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Raw<'window> {
    text: &'window str,
    /// Bytes behind the beginning of the tag.
    pub(super) offset: usize,
}

impl<'window> Raw<'window> {
    /// The value that is meant: references resolved, line breaks and tabs as blanks (XML 1.0, section 3.3.3).
    pub(super) fn value(self) -> Result<Cow<'window, str>, Problem> {
        let special = |byte: u8| byte == b'&' || byte < b' ';
        if !self.text.bytes().any(special) {
            return Ok(Cow::Borrowed(self.text));
        }
        let mut value = String::with_capacity(self.text.len());
        let mut rest = self.text;
        while let Some(at) = rest.bytes().position(special) {
            value.push_str(rest.get(..at).unwrap_or_default());
            let after = rest.get(at..).unwrap_or_default();
            rest = if let Some(reference) = after.strip_prefix('&') {
                let offset = self.offset + self.text.len() - after.len();
                let known = reference.split_once(';').and_then(|(name, rest)| Some((resolve(name)?, rest)));
                let Some((sign, rest)) = known else {
                    let name: String = reference.chars().take(20).take_while(|sign| *sign != ';' && !sign.is_whitespace()).collect();
                    let message = format!("`&{name};` stands for nothing that can be read");
                    return Err(Problem::syntax(offset, message, "known are &amp; &lt; &gt; &apos; &quot; and numbers; a lone & is written &amp;"));
                };
                value.push(sign);
                rest
            } else {
                let blank = after.strip_prefix("\r\n").or_else(|| after.strip_prefix(['\n', '\r', '\t']));
                let Some(rest) = blank else {
                    let offset = self.offset + self.text.len() - after.len();
                    return Err(Problem::syntax(offset, "a control character stands in a value", "XML 1.0 has no such characters; leave them out"));
                };
                value.push(' ');
                rest
            };
        }
        value.push_str(rest);
        Ok(Cow::Owned(value))
    }
}

fn resolve(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "apos" => Some('\''),
        "quot" => Some('"'),
        _ => {
            let digits = name.strip_prefix('#')?;
            let number = match digits.strip_prefix('x') {
                Some(digits) if digits.len() <= 8 => u32::from_str_radix(digits, 16),
                None if digits.len() <= 10 => digits.parse(),
                _ => return None,
            };
            char::from_u32(number.ok()?).filter(|sign| is_allowed(*sign))
        }
    }
}

/// Whether XML 1.0 has the character (section 2.2).
pub(super) fn is_allowed(sign: char) -> bool {
    matches!(sign, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Hands out the tags of a stream.
pub(super) struct Scanner<R> {
    input: R,
    buffer: Vec<u8>,
    /// How much of the buffer holds bytes of the stream.
    filled: usize,
    /// Where the current token begins, and where the next one does.
    start: usize,
    next: usize,
    /// A place up to which lines were counted, and its line and column.
    counted: usize,
    line: u32,
    column: u32,
    attributes: Vec<Span>,
    /// Names of the elements that are open, end to end, and where each begins.
    names: Vec<u8>,
    open: Vec<usize>,
    /// Whether the root element was closed.
    closed: bool,
    /// Bytes that were read, and how many may be.
    total: u64,
    most: u64,
    depth: usize,
}

/// What came of reading a tag.
enum Tried {
    Read {
        name: usize,
        length: usize,
        empty: bool,
    },
    /// The tag goes on behind the window.
    Cut,
    Wrong(Problem),
}

impl<R: Read> Scanner<R> {
    /// At most `most` bytes are read, and elements stand in each other at most `depth` deep.
    pub(super) fn new(input: R, most: u64, depth: usize) -> Self {
        Self {
            input,
            buffer: vec![0; WINDOW],
            filled: 0,
            start: 0,
            next: 0,
            counted: 0,
            line: 1,
            column: 1,
            attributes: Vec::new(),
            names: Vec::new(),
            open: Vec::new(),
            closed: false,
            total: 0,
            most,
            depth,
        }
    }

    /// Where a byte of the current token stands. Places may be asked for in ascending order only; each byte is counted once.
    pub(super) fn position(&mut self, offset: usize) -> Position {
        self.count_to(self.start.saturating_add(offset).min(self.filled));
        Position::new(self.line, self.column, 1)
    }

    fn count_to(&mut self, end: usize) {
        let Some(bytes) = self.buffer.get(self.counted..end) else { return };
        let mut last = None;
        for at in memchr_iter(b'\n', bytes) {
            self.line = self.line.saturating_add(1);
            last = Some(at);
        }
        let tail = match last {
            Some(at) => {
                self.column = 1;
                bytes.get(at + 1..).unwrap_or_default()
            }
            None => bytes,
        };
        // A byte order mark is not seen.
        let mark = usize::from(self.total_before() == 0 && tail.starts_with(b"\xef\xbb\xbf"));
        let signs = tail.iter().filter(|byte| **byte & 0xc0 != 0x80).count();
        self.column = self.column.saturating_add(narrow(signs.saturating_sub(mark)));
        self.counted = end;
    }

    /// The bytes of the stream before what was not counted yet.
    fn total_before(&self) -> u64 {
        self.total - u64::try_from(self.filled - self.counted).unwrap_or_default()
    }

    /// Reads on; false at the end of the stream.
    fn more(&mut self) -> Result<bool, Problem> {
        if self.start > 0 {
            self.count_to(self.start);
            self.buffer.copy_within(self.start..self.filled, 0);
            self.filled -= self.start;
            self.next -= self.start;
            self.counted -= self.start;
            self.start = 0;
        }
        if self.filled == self.buffer.len() {
            if self.filled >= LONGEST {
                let message = format!("a part of the file is longer than {LONGEST} bytes");
                return Err(Problem { code: Code::LimitReached, message, help: "what stands from here on was not read", offset: 0 });
            }
            self.buffer.resize(self.filled * 2, 0);
        }
        // The window is filled up, so that a long tag is looked at again only when twice as much of it is there.
        let before = self.filled;
        loop {
            let Some(free) = self.buffer.get_mut(self.filled..).filter(|free| !free.is_empty()) else { return Ok(true) };
            match self.input.read(free) {
                Ok(0) => return Ok(self.filled > before),
                Ok(count) => {
                    self.filled += count;
                    self.total = self.total.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
                    if self.total > self.most {
                        let message = format!("the log is longer than {} bytes", self.most);
                        return Err(Problem { code: Code::LimitReached, message, help: "what stands behind this place was not read", offset: 0 });
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    let message = format!("the file cannot be read further: {error}");
                    return Err(Problem { code: Code::UnreadableFile, message, help: "it may be cut off or damaged; copy it again", offset: 0 });
                }
            }
        }
    }

    /// The next tag.
    pub(super) fn token(&mut self) -> Result<Token<'_>, Problem> {
        loop {
            self.start = self.next;
            match self.buffer.get(self.start..self.filled).and_then(<[u8]>::first) {
                None => {
                    if !self.more()? {
                        return if self.open.is_empty() {
                            Ok(Token::End)
                        } else {
                            let name = self.innermost();
                            Err(Problem::syntax(0, format!("the file ends inside `{name}`"), "it may be cut off; copy it again"))
                        };
                    }
                }
                Some(b'<') => match self.peek()? {
                    b'/' => return self.close(),
                    b'?' => self.skip(b"?>", "a processing instruction")?,
                    b'!' => self.declaration()?,
                    _ => return self.open(),
                },
                Some(_) => {
                    if self.text()? {
                        return Ok(Token::Text);
                    }
                }
            }
        }
    }

    /// The byte behind `<`.
    fn peek(&mut self) -> Result<u8, Problem> {
        loop {
            if let Some(byte) = self.buffer.get(self.start..self.filled).and_then(|bytes| bytes.get(1)) {
                return Ok(*byte);
            }
            if !self.more()? {
                return Err(ended("a tag"));
            }
        }
    }

    /// Leaves text behind, up to the next tag or the end of the window; whether it says something.
    fn text(&mut self) -> Result<bool, Problem> {
        let bytes = self.buffer.get(self.start..self.filled).unwrap_or_default();
        let bytes = bytes.get(..memchr(b'<', bytes).unwrap_or(bytes.len())).unwrap_or_default();
        self.next = self.start + bytes.len();
        let bytes = if self.total_before() == 0 { bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes) } else { bytes };
        let said = bytes.iter().position(|byte| !byte.is_ascii_whitespace());
        if let (Some(at), true) = (said, self.open.is_empty()) {
            let help = "an XES log is an XML document with the element `log`";
            return Err(Problem::syntax(at, "text stands outside the root element", help));
        }
        Ok(said.is_some())
    }

    /// Leaves behind what ends with `end`.
    fn skip(&mut self, end: &[u8], what: &str) -> Result<(), Problem> {
        let mut searched = 2;
        loop {
            let bytes = self.buffer.get(self.start..self.filled).unwrap_or_default();
            if let Some(at) = memmem::find(bytes.get(searched..).unwrap_or_default(), end) {
                self.next = self.start + searched + at + end.len();
                return Ok(());
            }
            searched = bytes.len().saturating_sub(end.len()).max(2);
            if !self.more()? {
                return Err(ended(what));
            }
        }
    }

    /// Comments, character data, the document type.
    fn declaration(&mut self) -> Result<(), Problem> {
        loop {
            let bytes = self.buffer.get(self.start..self.filled).unwrap_or_default();
            if bytes.starts_with(b"<!--") {
                return self.skip(b"-->", "a comment");
            }
            if bytes.starts_with(b"<![CDATA[") {
                return self.skip(b"]]>", "character data");
            }
            if bytes.starts_with(b"<!DOCTYPE") {
                return self.document_type();
            }
            let known = [&b"<!--"[..], b"<![CDATA[", b"<!DOCTYPE"].iter().any(|known| known.starts_with(bytes));
            if !known {
                return Err(Problem::syntax(0, "`<!` begins no comment, no character data and no document type", "write `<!--` for a comment"));
            }
            if !self.more()? {
                return Err(ended("a declaration"));
            }
        }
    }

    /// Leaves a document type behind without reading what it declares.
    fn document_type(&mut self) -> Result<(), Problem> {
        let (mut at, mut brackets, mut quote) = (0_usize, 0_usize, None);
        loop {
            let bytes = self.buffer.get(self.start..self.filled).unwrap_or_default();
            for (index, byte) in bytes.iter().enumerate().skip(at) {
                match (quote, byte) {
                    (Some(open), byte) if open == *byte => quote = None,
                    (None, b'"' | b'\'') => quote = Some(*byte),
                    (None, b'[') => brackets += 1,
                    (None, b']') => brackets = brackets.saturating_sub(1),
                    (None, b'>') if brackets == 0 => {
                        self.next = self.start + index + 1;
                        return Ok(());
                    }
                    _ => {}
                }
            }
            at = bytes.len();
            if !self.more()? {
                return Err(ended("the document type"));
            }
        }
    }

    fn open(&mut self) -> Result<Token<'_>, Problem> {
        let (name, length, empty) = loop {
            let bytes = self.buffer.get(self.start..self.filled).unwrap_or_default();
            match tag(bytes, &mut self.attributes) {
                Tried::Read { name, length, empty } => break (name, length, empty),
                Tried::Wrong(problem) => return Err(problem),
                Tried::Cut => {
                    if !self.more()? {
                        return Err(ended("a tag"));
                    }
                }
            }
        };
        if self.closed {
            return Err(Problem::syntax(0, "there is a second root element", "an XML document has one; leave out what stands behind it"));
        }
        if !empty {
            if self.open.len() >= self.depth {
                let message = format!("elements are nested deeper than {} levels", self.depth);
                return Err(Problem { code: Code::LimitReached, message, help: "what stands from here on was not read", offset: 0 });
            }
            self.open.push(self.names.len());
            self.names.extend_from_slice(self.buffer.get(self.start + 1..self.start + name).unwrap_or_default());
        }
        self.closed = empty && self.open.is_empty();
        self.next = self.start + length;
        let bytes = self.buffer.get(self.start..self.next).unwrap_or_default();
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Token::Open(Tag { text, name, attributes: &self.attributes, empty })),
            Err(error) => Err(Problem {
                code: Code::NotUtf8,
                message: "the log is not UTF-8 text".to_owned(),
                help: "save the file as UTF-8",
                offset: error.valid_up_to(),
            }),
        }
    }

    fn close(&mut self) -> Result<Token<'_>, Problem> {
        let mut searched = 2;
        let length = loop {
            let bytes = self.buffer.get(self.start..self.filled).unwrap_or_default();
            if let Some(at) = memchr(b'>', bytes.get(searched..).unwrap_or_default()) {
                break searched + at;
            }
            searched = bytes.len().max(2);
            if !self.more()? {
                return Err(ended("a tag"));
            }
        };
        self.next = self.start + length + 1;
        let name = self.buffer.get(self.start + 2..self.start + length).unwrap_or_default().trim_ascii_end();
        let begins = self.open.last().copied();
        let fits = begins.is_some_and(|begins| self.names.get(begins..) == Some(name));
        if !fits {
            let name: String = String::from_utf8_lossy(name).chars().take(40).collect();
            let message = match begins {
                Some(_) => format!("`</{name}>` closes `{}`", self.innermost()),
                None => format!("`</{name}>` closes nothing"),
            };
            return Err(Problem::syntax(0, message, "every element is closed by its own name, the last one opened first"));
        }
        self.names.truncate(begins.unwrap_or_default());
        self.open.pop();
        self.closed = self.open.is_empty();
        Ok(Token::Close)
    }

    /// The name of the innermost open element.
    fn innermost(&self) -> String {
        let name = self.open.last().and_then(|begins| self.names.get(*begins..)).unwrap_or_default();
        String::from_utf8_lossy(name).chars().take(40).collect()
    }
}

fn ended(what: &str) -> Problem {
    Problem::syntax(0, format!("the file ends inside {what}"), "it may be cut off; copy it again")
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// The first place from `from` on whose byte passes a test.
fn find(bytes: &[u8], from: usize, test: impl Fn(u8) -> bool) -> Option<usize> {
    bytes.get(from..)?.iter().position(|byte| test(*byte)).map(|at| from + at)
}

/// Reads the tag that the bytes begin with.
fn tag(bytes: &[u8], attributes: &mut Vec<Span>) -> Tried {
    attributes.clear();
    let wrong = |at: usize, message: &str, help: &'static str| Tried::Wrong(Problem::syntax(at, message, help));
    let ends_name = |byte: u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'/' | b'>' | b'=' | b'<' | b'"' | b'\'');
    let Some(name) = find(bytes, 1, ends_name) else { return Tried::Cut };
    if name == 1 || bytes.get(1).is_some_and(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.')) {
        return wrong(0, "`<` begins no tag", "write `&lt;` where the sign itself is meant");
    }
    let mut at = name;
    loop {
        let before = at;
        let Some(next) = find(bytes, at, |byte| !is_blank(byte)) else { return Tried::Cut };
        at = next;
        match bytes.get(at) {
            Some(b'>') => return Tried::Read { name, length: at + 1, empty: false },
            Some(b'/') => {
                return match bytes.get(at + 1) {
                    Some(b'>') => Tried::Read { name, length: at + 2, empty: true },
                    Some(_) => wrong(at, "`/` stands inside a tag", "values stand in quotes"),
                    None => Tried::Cut,
                };
            }
            _ if before == at => return wrong(at, "a blank is missing before an attribute", "write `name=\"value\" name=\"value\"`"),
            _ => {}
        }
        let Some(end) = find(bytes, at, ends_name) else { return Tried::Cut };
        let key = (at, end);
        // Nearly always `="`.
        let Some(equals) = find(bytes, end, |byte| !is_blank(byte)) else { return Tried::Cut };
        if bytes.get(equals) != Some(&b'=') || end == at {
            return wrong(at, "an attribute has no value", "write `name=\"value\"`");
        }
        let Some(opens) = find(bytes, equals + 1, |byte| !is_blank(byte)) else { return Tried::Cut };
        let Some(quote @ (b'"' | b'\'')) = bytes.get(opens).copied() else {
            return wrong(opens, "a value stands without quotes", "write `name=\"value\"`");
        };
        let value = opens + 1;
        let Some(length) = bytes.get(value..).and_then(|rest| memchr2(quote, b'<', rest)) else { return Tried::Cut };
        if bytes.get(value + length) == Some(&b'<') {
            return wrong(value + length, "`<` stands in a value", "write `&lt;`, and close every quote");
        }
        if attributes.len() >= ATTRIBUTES {
            let message = format!("a tag has more than {ATTRIBUTES} attributes");
            return Tried::Wrong(Problem { code: Code::LimitReached, message, help: "what stands from here on was not read", offset: 0 });
        }
        let text = |span: (usize, usize)| bytes.get(span.0..span.1);
        if attributes.iter().any(|other| text(other.name) == text(key)) {
            return wrong(at, "an attribute stands twice in a tag", "leave one out");
        }
        attributes.push(Span { name: key, value: (value, value + length) });
        at = value + length + 1;
    }
}
