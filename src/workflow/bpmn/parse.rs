//! From XML text to the tree: positions, and bounds on what strangers can ask for.

use std::sync::Arc;

use roxmltree::{Document, Node, NodeType};

use super::tree::{Attribute, Content, Element, Name, Tree};
use crate::{
    diagnostic::Findings,
    document::{
        Position,
        xml::{self, Places},
    },
    source::{FileText, Limits},
};

/// Deepest nesting whatever the limits say, as the tree is walked by recursion.
const DEEPEST: usize = 256;

/// Most prefixes and namespaces of which each is kept once.
const MOST_NAMES: usize = 512;

/// Reads a whole file. Linear in the text; entities and document types are refused.
pub(super) fn parse(file: &FileText, limits: Limits, findings: &mut Findings) -> Option<Tree> {
    match xml::parse(file, Limits { depth: limits.depth.min(DEEPEST), ..limits }) {
        Ok(document) => Reading { text: file.text(), places: Places::new(file), names: Vec::new() }.tree(&document),
        Err(finding) => {
            findings.push(*finding);
            None
        }
    }
}

/// A start tag up to the `>` that closes it. Quotes hide a `>`.
fn start_tag(tag: &str) -> &str {
    let mut quote = None;
    for (place, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            (None, b'>') => return tag.get(..place).unwrap_or(tag),
            _ => {}
        }
    }
    tag
}

/// How many namespaces a start tag declares.
fn declared(tag: &str) -> usize {
    let mut namespaces = 0;
    let mut rest = tag;
    while let Some((name, value)) = rest.split_once('=') {
        let name = name.trim_end();
        let start = name.rfind(|character: char| character.is_whitespace()).map_or(0, |place| place + 1);
        namespaces += usize::from(name.get(start..).is_some_and(|name| name.starts_with("xmlns")));
        let value = value.trim_start();
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''));
        rest = quote.and_then(|quote| value.get(1..)?.split_once(quote)).map_or("", |(_, behind)| behind);
    }
    namespaces
}

struct Reading<'text> {
    text: &'text str,
    places: Places<'text>,
    /// Prefixes and namespaces, each once.
    names: Vec<Arc<str>>,
}

impl Reading<'_> {
    fn tree(mut self, document: &Document<'_>) -> Option<Tree> {
        let (mut before, mut root, mut after) = (Vec::new(), None, Vec::new());
        for node in document.root().children() {
            if node.is_element() {
                root = Some(self.element(node));
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
        if self.names.len() < MOST_NAMES {
            self.names.push(Arc::clone(&new));
        }
        new
    }

    fn name(&mut self, written: &str, local: &str, namespace: Option<&str>) -> Name {
        let prefix = written.split_once(':').map_or("", |(prefix, _)| prefix);
        Name { prefix: self.shared(prefix), local: local.to_owned(), namespace: self.shared(namespace.unwrap_or_default()) }
    }

    /// The place of a text, to the end of its first line.
    fn place(&self, start: usize, length: usize) -> Position {
        let marked = self.text.get(start..start.saturating_add(length)).unwrap_or_default();
        let length = marked.split(['\n', '\r']).next().unwrap_or_default().chars().count();
        self.places.at(start, u32::try_from(length.max(1)).unwrap_or(u32::MAX))
    }

    /// An element with all that is in it. Its depth was bounded before.
    fn element(&mut self, node: Node<'_, '_>) -> Element {
        let text = self.text;
        let start = node.range().start + 1;
        let tag = text.get(start..).unwrap_or_default();
        let written = tag.split(|character: char| character.is_whitespace() || matches!(character, '>' | '/')).next().unwrap_or_default();
        let position = self.place(start, written.len());
        let name = self.name(written, node.tag_name().name(), node.tag_name().namespace());
        // The parser hands out all that holds here, what is declared here first.
        let own = declared(start_tag(tag));
        let declared: Vec<_> =
            node.namespaces().take(own).map(|known| (self.shared(known.name().unwrap_or_default()), self.shared(known.uri()))).collect();
        let attributes = node.attributes().map(|attribute| {
            let written = text.get(attribute.range_qname()).unwrap_or_default();
            let value = attribute.range_value();
            Attribute {
                name: self.name(written, attribute.name(), attribute.namespace()),
                value: attribute.value().to_owned(),
                position: Some(self.place(value.start, value.len())),
            }
        });
        let attributes = attributes.collect();
        let mut children = Vec::new();
        for child in node.children() {
            if child.is_element() {
                children.push(Content::Element(self.element(child)));
            } else {
                children.extend(self.other(child));
            }
        }
        Element { name, declared, attributes, children, position: Some(position) }
    }

    fn other(&mut self, node: Node<'_, '_>) -> Option<Content> {
        match node.node_type() {
            NodeType::Text => {
                let range = node.range();
                // The text of CDATA sections begins behind their opening.
                let opening = "<![CDATA[";
                let is_cdata = self.text.get(range.start..).is_some_and(|text| text.starts_with(opening));
                let start = range.start + if is_cdata { opening.len() } else { 0 };
                let text = node.text().unwrap_or_default();
                Some(Content::Text(text.to_owned(), Some(self.place(start, text.trim().len().max(1)))))
            }
            NodeType::Comment => Some(Content::Comment(node.text().unwrap_or_default().to_owned())),
            NodeType::PI => node.pi().map(|pi| Content::Instruction(pi.target.to_owned(), pi.value.unwrap_or_default().to_owned())),
            NodeType::Element | NodeType::Root => None,
        }
    }
}
