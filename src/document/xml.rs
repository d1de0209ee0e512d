//! XML of strangers: bytes to text, bounds that are checked before anything is built, places of elements.

use roxmltree::{Document, Error, Node, ParsingOptions};

use super::Position;
use crate::{
    diagnostic::{Code, Diagnostic},
    source::{FileText, Limits, not_utf8},
};

/// Most attributes of one element; names are compared each with each.
const MOST_ATTRIBUTES: usize = 256;
/// Most namespaces that are looked through for all names of a document together.
const MOST_LOOKUPS: usize = 200_000_000;
/// Bytes between two places of which the character is kept.
const BLOCK: usize = 1024;

/// The text of an XML file from its bytes.
///
/// UTF-8 and UTF-16, by the byte order mark or the first characters. Bytes that are valid UTF-8 are taken as that whatever the
/// declaration says, since tools are known to declare ISO-8859-1 and to write UTF-8; others are read as ISO-8859-1 or
/// Windows-1252 when one of these is declared.
///
/// # Errors
/// `limit-reached` for a file that is too large, `not-utf8` for one in another encoding.
pub(crate) fn text(name: &str, bytes: &[u8], limits: Limits) -> Result<FileText, Box<Diagnostic>> {
    if u64::try_from(bytes.len()).is_ok_and(|size| size > limits.file_bytes) {
        let finding = Diagnostic::error(Code::LimitReached, format!("the file has more than {} bytes", limits.file_bytes));
        return Err(finding.in_file(name.to_owned()).help("split the file").boxed());
    }
    let unknown = |what: String| {
        let help = "save the file as UTF-8";
        Err(Diagnostic::error(Code::NotUtf8, what).in_file(name.to_owned()).help(help).boxed())
    };
    let utf16 = |rest: &[u8], value: fn([u8; 2]) -> u16| {
        let (pairs, odd) = rest.as_chunks::<2>();
        let text: Result<String, _> = char::decode_utf16(pairs.iter().map(|pair| value(*pair))).collect();
        text.ok().filter(|_| odd.is_empty()).map(|text| FileText::new(name, text))
    };
    let decoded = match bytes {
        [0, 0, 0xFE, 0xFF, ..] | [0xFF, 0xFE, 0, 0, ..] => return unknown("the file is in UTF-32, which is not read".to_owned()),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0, b'<', ..] => utf16(bytes, u16::from_be_bytes),
        [b'<', 0, ..] => utf16(bytes, u16::from_le_bytes),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => Some(FileText::new(name, text.to_owned())),
            Err(error) => match declared(bytes).as_deref() {
                Some("iso-8859-1" | "latin1" | "iso_8859-1" | "l1") => {
                    Some(FileText::new(name, bytes.iter().map(|byte| char::from(*byte)).collect::<String>()))
                }
                Some("windows-1252" | "cp1252") => Some(FileText::new(name, bytes.iter().map(|byte| windows(*byte)).collect::<String>())),
                Some("utf-8") | None => {
                    return Err(not_utf8(name, bytes, error.valid_up_to()).boxed());
                }
                Some(other) => return unknown(format!("the encoding `{other}` is not read")),
            },
        },
    };
    decoded.map_or_else(|| unknown("the file begins as UTF-16 and is none".to_owned()), Ok)
}

/// Whether bytes look like XML in one of the encodings that [`text`] knows.
pub(crate) fn is_likely(bytes: &[u8]) -> bool {
    matches!(bytes, [b'<', ..] | [0, b'<', ..] | [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..] | [0xEF, 0xBB, 0xBF, b'<', ..])
}

/// The encoding of the XML declaration in lower case, when there is one.
fn declared(bytes: &[u8]) -> Option<String> {
    let head: String = bytes.iter().take(200).take_while(|byte| **byte != b'>').map(|byte| char::from(*byte)).collect();
    let (_, rest) = head.strip_prefix("<?xml")?.split_once("encoding")?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    rest.split(quote).nth(1).map(str::to_ascii_lowercase)
}

/// A byte of Windows-1252, as the WHATWG encoding standard has it.
fn windows(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—',
        '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
    ];
    byte.checked_sub(0x80).and_then(|high| HIGH.get(usize::from(high))).copied().unwrap_or(char::from(byte))
}

/// Reads a document without a document type declaration.
///
/// Size, depth, elements and attributes are bounded before the tree is built; time and memory are linear.
///
/// # Errors
/// `xml-syntax` for text that is not well-formed or has a document type declaration, `limit-reached`.
pub(crate) fn parse(file: &FileText, limits: Limits) -> Result<Document<'_>, Box<Diagnostic>> {
    scan(file, limits)?;
    let options = ParsingOptions { allow_dtd: false, nodes_limit: u32::try_from(limits.nodes).unwrap_or(u32::MAX), ..ParsingOptions::default() };
    Document::parse_with_options(file.text(), options).map_err(|error| {
        let place = error.pos();
        if matches!(error, Error::NodesLimitReached) {
            return too_much(file, None, &format!("the file has more than {} elements and texts", limits.nodes)).boxed();
        }
        // The text of the error ends with its place, which the finding has of its own.
        let text = error.to_string();
        let text = text.split(" at ").next().unwrap_or_default();
        let finding = Diagnostic::error(Code::XmlSyntax, format!("the text is not well-formed XML: {}", text.replace('\'', "`")));
        let finding = match error {
            Error::NoRootNode | Error::UnclosedRootNode => finding.in_file(file.name().clone()),
            _ => finding.located(file, Position::new(place.row, place.col, 1)),
        };
        finding.help("open the file in a browser to see where it breaks, or export it again").boxed()
    })
}

fn too_much(file: &FileText, place: Option<Position>, message: &str) -> Diagnostic {
    Diagnostic::error(Code::LimitReached, message).located_if(file, place).help("split the file, or leave out what is generated")
}

/// Looks at the tags before a parser does: their depth, their attributes, the namespaces that would be looked through. What is not
/// well-formed is left to the parser.
fn scan(file: &FileText, limits: Limits) -> Result<(), Box<Diagnostic>> {
    let text = file.text();
    if u64::try_from(text.len()).is_ok_and(|size| size > limits.file_bytes) {
        return Err(too_much(file, None, &format!("the file has more than {} bytes", limits.file_bytes)).boxed());
    }
    let place = |rest: &str| Some(Places::new(file).at(text.len().saturating_sub(rest.len()), 1));
    // Namespaces that are in scope in each open element.
    let mut scopes: Vec<usize> = Vec::new();
    let mut lookups = 0_usize;
    let mut rest = text;
    while let Some((_, tag)) = rest.split_once('<') {
        let (skipped, end) = match tag {
            _ if tag.starts_with("!--") => (tag.get(3..), "-->"),
            _ if tag.starts_with("![CDATA[") => (tag.get(8..), "]]>"),
            _ if tag.starts_with('?') => (tag.get(1..), "?>"),
            _ if tag.starts_with('!') => {
                let message = "the file has a document type declaration, which is not read";
                let finding = Diagnostic::error(Code::XmlSyntax, message).located_if(file, place(tag));
                return Err(finding.help("leave out `<!DOCTYPE ...>` and write out the entities that it declares").boxed());
            }
            _ => (None, ""),
        };
        if let Some(skipped) = skipped {
            let Some((_, after)) = skipped.split_once(end) else { return Ok(()) };
            rest = after;
            continue;
        }
        let Some(Tag { attributes, namespaces, is_empty, after }) = Tag::read(tag) else { return Ok(()) };
        rest = after;
        if tag.starts_with('/') {
            scopes.pop();
            continue;
        }
        if attributes > MOST_ATTRIBUTES {
            return Err(too_much(file, place(tag), &format!("an element has more than {MOST_ATTRIBUTES} attributes")).boxed());
        }
        let in_scope = scopes.last().copied().unwrap_or_default() + namespaces;
        lookups = lookups.saturating_add(in_scope * (1 + attributes));
        if lookups > MOST_LOOKUPS {
            return Err(too_much(file, place(tag), "the file declares too many namespaces").boxed());
        }
        if !is_empty {
            scopes.push(in_scope);
            if scopes.len() > limits.depth {
                return Err(too_much(file, place(tag), &format!("elements are nested more than {} levels deep", limits.depth)).boxed());
            }
        }
    }
    Ok(())
}

/// What the scan needs to know of a tag.
struct Tag<'text> {
    attributes: usize,
    namespaces: usize,
    is_empty: bool,
    after: &'text str,
}

impl<'text> Tag<'text> {
    /// Reads up to the end of a tag; `>` inside quotes does not end it.
    fn read(text: &'text str) -> Option<Self> {
        let (mut attributes, mut namespaces) = (0, 0);
        let mut rest = text;
        loop {
            let at = rest.find(['>', '"', '\''])?;
            let (before, from) = rest.split_at_checked(at)?;
            let after = from.get(1..)?;
            let quote = from.chars().next()?;
            if quote == '>' {
                return Some(Self { attributes, namespaces, is_empty: before.ends_with('/'), after });
            }
            attributes += 1;
            namespaces += usize::from(before.trim_start().starts_with("xmlns") || (attributes == 1 && before.contains("xmlns")));
            rest = after.split_once(quote)?.1;
        }
    }
}

/// Finds line and column of a place in a text that may be one long line.
pub(crate) struct Places<'file> {
    text: &'file str,
    /// Where each line begins.
    lines: Vec<usize>,
    /// The number of characters before each block.
    blocks: Vec<usize>,
}

impl<'file> Places<'file> {
    /// Goes through the text once.
    pub(crate) fn new(file: &'file FileText) -> Self {
        let text = file.text();
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        let lines = std::iter::once(0).chain(breaks).collect();
        let mut blocks = Vec::with_capacity(text.len() / BLOCK + 1);
        let mut count = 0;
        for block in text.as_bytes().chunks(BLOCK) {
            blocks.push(count);
            count += characters(block);
        }
        Self { text, lines, blocks }
    }

    /// The place of a byte, with this many characters to underline.
    pub(crate) fn at(&self, byte: usize, length: u32) -> Position {
        let line = self.lines.partition_point(|start| *start <= byte);
        let start = line.checked_sub(1).and_then(|line| self.lines.get(line)).copied().unwrap_or_default();
        // Most lines are short; a text on one line of its own goes by blocks.
        let inside = if byte.saturating_sub(start) <= BLOCK {
            characters(self.text.as_bytes().get(start..byte).unwrap_or_default())
        } else {
            self.before(byte).saturating_sub(self.before(start))
        };
        let column = inside + 1;
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Position::new(number(line), number(column), length)
    }

    /// The place of an element: its name.
    pub(crate) fn of(&self, node: Node<'_, '_>) -> Position {
        let length = u32::try_from(node.tag_name().name().len()).unwrap_or(1);
        self.at(node.range().start + 1, length.max(1))
    }

    /// The number of characters before a byte.
    fn before(&self, byte: usize) -> usize {
        let block = byte / BLOCK;
        let rest = self.text.as_bytes().get(block * BLOCK..byte).unwrap_or_default();
        self.blocks.get(block).copied().unwrap_or_default() + characters(rest)
    }
}

/// Characters that begin in these bytes of UTF-8.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

/// The elements below one.
pub(crate) fn children<'node, 'text: 'node>(node: Node<'node, 'text>) -> impl Iterator<Item = Node<'node, 'text>> {
    node.children().filter(Node::is_element)
}

/// The first element below one with this name, whatever its namespace.
pub(crate) fn child<'node, 'text: 'node>(node: Node<'node, 'text>, name: &str) -> Option<Node<'node, 'text>> {
    children(node).find(|child| child.tag_name().name() == name)
}

/// All text directly in an element, without blanks around it.
pub(crate) fn inner_text(node: Node<'_, '_>) -> String {
    node.children().filter(Node::is_text).filter_map(|text| text.text()).collect::<String>().trim().to_owned()
}
