//! From XML text to the tree: positions, and bounds on what strangers can ask for.

use std::sync::Arc;

use roxmltree::{Document, Error, Node, NodeType, ParsingOptions};

use super::tree::{Attribute, Content, Element, Name, Tree};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    document::Position,
    source::{FileText, Limits},
};

/// Deepest nesting whatever the limits say, as the tree is walked by recursion.
const DEEPEST: usize = 256;

/// Most attributes of one element, and most namespaces that hold at one place: the parser compares each with all others.
const MOST_ATTRIBUTES: usize = 256;

/// Reads a whole file. Linear in the text; entities and document types are refused.
pub(super) fn parse(file: &FileText, limits: Limits, findings: &mut Findings) -> Option<Tree> {
    let text = file.text();
    if u64::try_from(text.len()).unwrap_or(u64::MAX) > limits.file_bytes {
        let message = format!("the file has {} bytes, and at most {} are read", text.len(), limits.file_bytes);
        findings.push(Diagnostic::error(Code::LimitReached, message).in_file(file.name().clone()));
        return None;
    }
    if let Some(finding) = encoding(file) {
        let stops = finding.severity() == crate::diagnostic::Severity::Error;
        findings.push(finding);
        if stops {
            return None;
        }
    }
    if let Err(finding) = guard(file) {
        findings.push(*finding);
        return None;
    }
    let options = ParsingOptions { allow_dtd: false, nodes_limit: u32::try_from(limits.nodes).unwrap_or(u32::MAX), entity_resolver: None };
    match Document::parse_with_options(text, options) {
        Ok(document) => Reading { file, places: Places::new(text), names: Vec::new(), depth: limits.depth.min(DEEPEST) }.tree(&document, findings),
        Err(error) => {
            findings.push(refused(file, &error, limits));
            None
        }
    }
}

/// What is wrong with how the text is encoded. It was decoded as UTF-8 already.
fn encoding(file: &FileText) -> Option<Diagnostic> {
    let text = file.text();
    let is_wide = text.starts_with('\u{FFFE}') || text.starts_with("\u{FFFD}\u{FFFD}") || text.chars().take(4).any(|character| character == '\0');
    if is_wide {
        let finding = Diagnostic::error(Code::XmlSyntax, "the text is not UTF-8; it looks like UTF-16");
        return Some(finding.in_file(file.name().clone()).help("save the file in the encoding UTF-8"));
    }
    let (declaration, _) = text.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>"))?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let name = value.get(1..)?.split(['"', '\'']).next()?;
    if text.is_ascii() || ["utf-8", "utf8"].contains(&name.to_ascii_lowercase().as_str()) {
        return None;
    }
    let finding = Diagnostic::warning(Code::XmlSyntax, format!("the file says that it is written in `{name}`, and it was read as UTF-8"));
    Some(finding.located(file, Position::new(1, 1, 5)).help("save it in UTF-8 and write `encoding=\"UTF-8\"` in the first line"))
}

/// Counts attributes and namespaces before the parser compares them with each other.
fn guard(file: &FileText) -> Result<(), Box<Diagnostic>> {
    let mut rest = file.text();
    // Namespaces that are declared by each element around.
    let mut around: Vec<usize> = Vec::new();
    let mut declared = 0_usize;
    while let Some((_, tag)) = rest.split_once('<') {
        let skipped = [("!--", "-->"), ("![CDATA[", "]]>"), ("?", "?>"), ("!", ">")].into_iter().find(|(start, _)| tag.starts_with(start));
        if let Some((_, end)) = skipped {
            rest = tag.split_once(end).map_or("", |(_, behind)| behind);
            continue;
        }
        if let Some(closing) = tag.strip_prefix('/') {
            declared = declared.saturating_sub(around.pop().unwrap_or(0));
            rest = closing;
            continue;
        }
        let (inside, behind) = start_tag(tag);
        let (attributes, own) = counted(inside);
        if attributes > MOST_ATTRIBUTES || declared + own > MOST_ATTRIBUTES {
            let what = if attributes > MOST_ATTRIBUTES { "attributes at one element" } else { "namespaces at one place" };
            let finding = Diagnostic::error(Code::LimitReached, format!("the file has more than {MOST_ATTRIBUTES} {what}"));
            return Err(finding.in_file(file.name().clone()).help("it is probably no model; nothing of it was read").boxed());
        }
        if !inside.ends_with('/') {
            declared += own;
            around.push(own);
        }
        rest = behind;
    }
    Ok(())
}

/// A start tag up to the `>` that closes it, and what follows. Quotes hide a `>`.
fn start_tag(tag: &str) -> (&str, &str) {
    let mut quote = None;
    for (place, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            (None, b'>') => return (tag.get(..place).unwrap_or(tag), tag.get(place + 1..).unwrap_or("")),
            _ => {}
        }
    }
    (tag, "")
}

/// The attributes of a start tag, and how many of them declare namespaces.
fn counted(tag: &str) -> (usize, usize) {
    let (mut attributes, mut namespaces) = (0, 0);
    let mut rest = tag;
    while let Some((name, value)) = rest.split_once('=') {
        attributes += 1;
        let name = name.trim_end();
        let start = name.rfind(|character: char| character.is_whitespace()).map_or(0, |place| place + 1);
        namespaces += usize::from(name.get(start..).is_some_and(|name| name.starts_with("xmlns")));
        let value = value.trim_start();
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''));
        rest = quote.and_then(|quote| value.get(1..)?.split_once(quote)).map_or("", |(_, behind)| behind);
    }
    (attributes, namespaces)
}

/// Why the parser stopped, as a finding.
fn refused(file: &FileText, error: &Error, limits: Limits) -> Diagnostic {
    let in_file = |finding: Diagnostic| finding.in_file(file.name().clone());
    match error {
        Error::NodesLimitReached | Error::AttributesLimitReached | Error::NamespacesLimitReached => {
            let message = format!("the file has more than {} elements and texts", limits.nodes);
            return in_file(Diagnostic::error(Code::LimitReached, message));
        }
        Error::DtdDetected => {
            let finding = in_file(Diagnostic::error(Code::XmlSyntax, "the file declares a document type, which is not read"));
            return finding.help("take out `<!DOCTYPE …>` and the entities that it declares; BPMN needs none");
        }
        Error::UnclosedRootNode | Error::UnexpectedEndOfStream => {
            let finding = Diagnostic::error(Code::XmlSyntax, "the file ends before its outermost element is closed");
            return in_file(finding).help("the end of the file is probably missing");
        }
        Error::NoRootNode => return in_file(Diagnostic::error(Code::XmlSyntax, "there is no XML element in the file")),
        _ => {}
    }
    let place = error.pos();
    let whole = error.to_string();
    let message = whole.replace(&format!(" at {place}"), "");
    let finding = Diagnostic::error(Code::XmlSyntax, format!("this is not well-formed XML: {message}"));
    finding.located(file, Position::new(place.row, place.col, 1))
}

/// Lines and columns of offsets that only grow; linear for all of them together.
struct Places<'text> {
    text: &'text str,
    at: usize,
    line: u32,
    column: u32,
}

impl<'text> Places<'text> {
    fn new(text: &'text str) -> Self {
        Self { text, at: 0, line: 1, column: 1 }
    }

    /// The place of an offset, `length` bytes of text long or to the end of the line.
    fn find(&mut self, offset: usize, length: usize) -> Position {
        let mut characters = self.text.get(self.at..offset).unwrap_or_default().chars().peekable();
        while let Some(character) = characters.next() {
            if character == '\n' || character == '\r' && characters.peek().is_none_or(|next| *next != '\n') {
                (self.line, self.column) = (self.line.saturating_add(1), 1);
            } else {
                self.column = self.column.saturating_add(1);
            }
        }
        self.at = self.at.max(offset);
        let marked = self.text.get(offset..offset.saturating_add(length)).unwrap_or_default();
        let length = marked.split(['\n', '\r']).next().unwrap_or_default().chars().count();
        Position::new(self.line, self.column, u32::try_from(length.max(1)).unwrap_or(u32::MAX))
    }
}

struct Reading<'text> {
    file: &'text FileText,
    places: Places<'text>,
    /// Prefixes and namespaces, each once.
    names: Vec<Arc<str>>,
    depth: usize,
}

impl Reading<'_> {
    fn tree(mut self, document: &Document<'_>, findings: &mut Findings) -> Option<Tree> {
        let (mut before, mut root, mut after) = (Vec::new(), None, Vec::new());
        for node in document.root().children() {
            if node.is_element() {
                root = self.element(node, 1, findings);
            } else if let Some(content) = self.other(node) {
                if root.is_some() { &mut after } else { &mut before }.push(content);
            }
        }
        root.map(|root| Tree { before, root, after })
    }

    /// The one text for all names that are the same.
    fn shared(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.names.iter().find(|known| ***known == *name) {
            return Arc::clone(known);
        }
        let new: Arc<str> = name.into();
        // Few namespaces are used; one text for each place is no harm where a file has many.
        if self.names.len() < 2 * MOST_ATTRIBUTES {
            self.names.push(Arc::clone(&new));
        }
        new
    }

    fn name(&mut self, written: &str, local: &str, namespace: Option<&str>) -> Name {
        let prefix = written.split_once(':').map_or("", |(prefix, _)| prefix);
        Name { prefix: self.shared(prefix), local: local.to_owned(), namespace: self.shared(namespace.unwrap_or_default()) }
    }

    /// An element with all that is in it; none when it is nested too deep, which is reported once.
    fn element(&mut self, node: Node<'_, '_>, depth: usize, findings: &mut Findings) -> Option<Element> {
        let text = self.places.text;
        let start = node.range().start + 1;
        let tag = text.get(start..).unwrap_or_default();
        let written = tag.split(|character: char| character.is_whitespace() || matches!(character, '>' | '/')).next().unwrap_or_default();
        let position = self.places.find(start, written.len());
        if depth > self.depth {
            if !findings.iter().any(|finding| finding.code() == Code::LimitReached) {
                let message = format!("elements are nested more than {} levels deep", self.depth);
                findings.push(Diagnostic::error(Code::LimitReached, message).located(self.file, position));
            }
            return None;
        }
        let name = self.name(written, node.tag_name().name(), node.tag_name().namespace());
        // The parser hands out all that holds here, what is declared here first.
        let own = counted(start_tag(tag).0).1;
        let declared: Vec<_> =
            node.namespaces().take(own).map(|known| (self.shared(known.name().unwrap_or_default()), self.shared(known.uri()))).collect();
        let attributes = node.attributes().map(|attribute| {
            let written = text.get(attribute.range_qname()).unwrap_or_default();
            let value = attribute.range_value();
            Attribute {
                name: self.name(written, attribute.name(), attribute.namespace()),
                value: attribute.value().to_owned(),
                position: Some(self.places.find(value.start, value.len())),
            }
        });
        let attributes = attributes.collect();
        let mut children = Vec::new();
        for child in node.children() {
            if child.is_element() {
                children.extend(self.element(child, depth + 1, findings).map(Content::Element));
            } else {
                children.extend(self.other(child));
            }
        }
        Some(Element { name, declared, attributes, children, position: Some(position) })
    }

    fn other(&mut self, node: Node<'_, '_>) -> Option<Content> {
        match node.node_type() {
            NodeType::Text => {
                let range = node.range();
                // The text of CDATA sections begins behind their opening.
                let opening = "<![CDATA[";
                let is_cdata = self.places.text.get(range.start..).is_some_and(|text| text.starts_with(opening));
                let start = range.start + if is_cdata { opening.len() } else { 0 };
                let text = node.text().unwrap_or_default();
                Some(Content::Text(text.to_owned(), Some(self.places.find(start, text.trim().len().max(1)))))
            }
            NodeType::Comment => Some(Content::Comment(node.text().unwrap_or_default().to_owned())),
            NodeType::PI => node.pi().map(|pi| Content::Instruction(pi.target.to_owned(), pi.value.unwrap_or_default().to_owned())),
            NodeType::Element | NodeType::Root => None,
        }
    }
}
