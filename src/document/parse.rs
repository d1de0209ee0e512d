//! From text to tree: YAML 1.2 (and so JSON) by the events of `saphyr-parser`, within limits.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};
use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::{Document, Node, Position, Value};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    source::{FileText, Limits},
};

/// Reads a YAML or JSON file into a tree.
///
/// The tree comes back whenever anything could be read: after a syntax error it holds what stood before the error, so
/// that the findings of that part are reported in the same run. Time and memory are linear in the text, aliases
/// counted as often as they are used, and bounded by `limits`.
///
/// Findings: `yaml-syntax`, `duplicate-key`, `limit-reached`.
#[must_use]
pub fn parse(file: &FileText, limits: Limits) -> (Option<Document<'_>>, Findings) {
    let (root, findings) = match json_escapes(file.text()) {
        Cow::Borrowed(text) => build(file, text, limits),
        Cow::Owned(text) => {
            let (root, findings) = build(file, &text, limits);
            (root.map(Node::into_owned), findings)
        }
    };
    (root.map(|root| Document { file, root }), findings)
}

fn build<'text>(file: &FileText, text: &'text str, limits: Limits) -> (Option<Node<'text>>, Findings) {
    let mut builder = Builder { file, limits, nodes: 0, open: Vec::new(), root: None, anchors: FxHashMap::default(), findings: Findings::new() };
    builder.run(text);
    (builder.root, builder.findings)
}

/// JSON writes characters beyond the basic plane as two escapes (RFC 8259, section 7), YAML as one of eight digits: the
/// pairs of a JSON text are rewritten. Columns behind such a pair on the same line shift by two.
fn json_escapes(text: &str) -> Cow<'_, str> {
    let looks_like_json = text.trim_start().starts_with(['{', '[']);
    if !looks_like_json || !(text.contains("\\ud") || text.contains("\\uD")) {
        return Cow::Borrowed(text);
    }
    let mut rewritten = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        rewritten.push_str(before);
        let unit = |text: &str| text.strip_prefix('u').and_then(|text| text.get(..4)).and_then(|digits| u16::from_str_radix(digits, 16).ok());
        let pair = unit(after).zip(after.get(5..).and_then(|second| second.strip_prefix('\\')).and_then(unit));
        let character = pair.and_then(|(high, low)| char::decode_utf16([high, low]).next()?.ok()).filter(|character| u32::from(*character) > 0xffff);
        if let (Some(character), Some(behind)) = (character, after.get(11..)) {
            rewritten.push_str(&format!("\\U{:08X}", u32::from(character)));
            rest = behind;
        } else {
            // The escaped character goes along, so that an escaped back slash does not begin an escape.
            rewritten.push('\\');
            let mut characters = after.chars();
            rewritten.extend(characters.next());
            rest = characters.as_str();
        }
    }
    rewritten.push_str(rest);
    Cow::Owned(rewritten)
}

/// A list or mapping that is not closed yet.
struct Open<'text> {
    position: Position,
    anchor: usize,
    content: Content<'text>,
}

enum Content<'text> {
    Sequence(Vec<Node<'text>>),
    Mapping { entries: Vec<(Node<'text>, Node<'text>)>, key: Option<Node<'text>>, seen: FxHashSet<String> },
}

struct Builder<'file, 'text> {
    file: &'file FileText,
    limits: Limits,
    nodes: usize,
    open: Vec<Open<'text>>,
    root: Option<Node<'text>>,
    anchors: FxHashMap<usize, (Node<'text>, usize)>,
    findings: Findings,
}

impl<'text> Builder<'_, 'text> {
    fn run(&mut self, text: &'text str) {
        let mut parser = Parser::new_from_str(text);
        let mut documents = 0;
        while let Some(next) = parser.next_event() {
            let (event, span) = match next {
                Ok(event) => event,
                Err(error) => {
                    let position = self.inside(position(&Span::empty(*error.marker()), 1));
                    let finding = Diagnostic::error(Code::YamlSyntax, format!("this is not well-formed YAML: {}", error.info()))
                        .located(self.file, position)
                        .help("what stands after this place was not read; mend it and check again");
                    self.findings.push(finding);
                    break;
                }
            };
            match event {
                Event::DocumentStart(_) => {
                    documents += 1;
                    if documents > 1 {
                        self.refuse(
                            Code::YamlSyntax,
                            "the file holds more than one document".to_owned(),
                            position(&span, 3),
                            "keep one document a file",
                        );
                        break;
                    }
                }
                Event::StreamEnd => break,
                event => {
                    if !self.take(event, &span) {
                        break;
                    }
                }
            }
        }
        while !self.open.is_empty() {
            self.close();
        }
    }

    /// The place itself, or the last character of the text when the parser stood behind it.
    fn inside(&self, place: Position) -> Position {
        let text = self.file.text();
        let lines = u32::try_from(text.lines().count()).unwrap_or(u32::MAX).max(1);
        if place.line() <= lines {
            return place;
        }
        let last = text.lines().next_back().map_or(0, |line| line.chars().count());
        Position::new(lines, u32::try_from(last).unwrap_or(u32::MAX).max(1), 1)
    }

    /// Takes one event in; false when a limit ends the reading.
    fn take(&mut self, event: Event<'text>, span: &Span) -> bool {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let plain = style == ScalarStyle::Plain;
                let place = position(span, scalar_length(&text, span));
                let node = Node { position: place, value: Value::Scalar { text, plain } };
                self.remember(anchor, &node, 1);
                self.grow(1, place) && self.add(node)
            }
            Event::SequenceStart(anchor, _) => self.begin(anchor, Content::Sequence(Vec::new()), span),
            Event::MappingStart(anchor, _) => {
                let content = Content::Mapping { entries: Vec::new(), key: None, seen: FxHashSet::default() };
                self.begin(anchor, content, span)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                self.close();
                true
            }
            Event::Alias(anchor) => {
                let place = position(span, 1);
                let Some((node, size)) = self.anchors.get(&anchor) else {
                    self.refuse(Code::YamlSyntax, "an alias stands inside the value that it names".to_owned(), place, "write the value out");
                    return self.add(Node { position: place, value: Value::Scalar { text: Cow::Borrowed(""), plain: true } });
                };
                // INVARIANT: the size is counted before the clone, so an alias bomb costs nothing.
                let size = *size;
                let node = if self.nodes.saturating_add(size) > self.limits.nodes { None } else { Some(node.clone()) };
                match node {
                    Some(node) => self.grow(size, place) && self.add(Node { position: place, value: node.value }),
                    None => self.grow(size, place),
                }
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => true,
        }
    }

    fn begin(&mut self, anchor: usize, content: Content<'text>, span: &Span) -> bool {
        let place = position(span, 1);
        if self.open.len() >= self.limits.depth {
            let message = format!("lists and mappings are nested deeper than {} levels", self.limits.depth);
            self.refuse(Code::LimitReached, message, place, "what stands after this place was not read");
            return false;
        }
        self.open.push(Open { position: place, anchor, content });
        self.grow(1, place)
    }

    fn close(&mut self) {
        let Some(open) = self.open.pop() else { return };
        let value = match open.content {
            Content::Sequence(items) => Value::Sequence(items),
            Content::Mapping { mut entries, key, .. } => {
                if let Some(key) = key {
                    let value = Node { position: key.position, value: Value::Scalar { text: Cow::Borrowed(""), plain: true } };
                    entries.push((key, value));
                }
                Value::Mapping(entries)
            }
        };
        let node = Node { position: open.position, value };
        if open.anchor > 0 {
            let size = size(&node);
            self.remember(open.anchor, &node, size);
        }
        self.add(node);
    }

    fn remember(&mut self, anchor: usize, node: &Node<'text>, size: usize) {
        if anchor > 0 && self.nodes.saturating_add(size) <= self.limits.nodes {
            self.anchors.insert(anchor, (node.clone(), size));
            self.nodes = self.nodes.saturating_add(size);
        }
    }

    fn grow(&mut self, by: usize, place: Position) -> bool {
        self.nodes = self.nodes.saturating_add(by);
        if self.nodes > self.limits.nodes {
            let message = format!("the file holds more than {} values", self.limits.nodes);
            self.refuse(Code::LimitReached, message, place, "what stands after this place was not read; aliases count as often as they are used");
            return false;
        }
        true
    }

    fn add(&mut self, node: Node<'text>) -> bool {
        let Some(open) = self.open.last_mut() else {
            self.root.get_or_insert(node);
            return true;
        };
        match &mut open.content {
            Content::Sequence(items) => items.push(node),
            Content::Mapping { entries, key, seen } => {
                if let Some(name) = key.take() {
                    entries.push((name, node));
                } else {
                    let place = node.position;
                    let wrong = match node.text() {
                        None => Some((Code::YamlSyntax, "a key is a list or a mapping".to_owned(), "write the key as text")),
                        Some(text) if seen.insert(text.to_owned()) => None,
                        Some(text) => Some((
                            Code::DuplicateKey,
                            format!("the key `{text}` stands twice in this mapping"),
                            "keep one of them; the first one counts",
                        )),
                    };
                    *key = Some(node);
                    if let Some((code, message, help)) = wrong {
                        self.refuse(code, message, place, help);
                    }
                }
            }
        }
        true
    }

    fn refuse(&mut self, code: Code, message: String, place: Position, help: &str) {
        self.findings.push(Diagnostic::error(code, message).located(self.file, place).help(help));
    }
}

/// Characters to underline: what stands on the first line of the scalar.
fn scalar_length(text: &str, span: &Span) -> u32 {
    let width = if span.start.line() == span.end.line() {
        span.end.col().saturating_sub(span.start.col())
    } else {
        text.lines().next().map_or(1, |line| line.chars().count())
    };
    u32::try_from(width).unwrap_or(u32::MAX).max(1)
}

fn position(span: &Span, length: u32) -> Position {
    let line = u32::try_from(span.start.line()).unwrap_or(u32::MAX);
    let column = u32::try_from(span.start.col().saturating_add(1)).unwrap_or(u32::MAX);
    Position::new(line.max(1), column, length)
}

/// The number of values in a tree; recursion is bounded by the depth limit.
fn size(node: &Node<'_>) -> usize {
    match &node.value {
        Value::Scalar { .. } => 1,
        Value::Sequence(items) => items.iter().map(size).fold(1, usize::saturating_add),
        Value::Mapping(entries) => entries.iter().map(|(key, value)| size(key).saturating_add(size(value))).fold(1, usize::saturating_add),
    }
}
