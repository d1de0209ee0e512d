//! From the tree to XML text.

use std::{borrow::Cow, io, sync::Arc};

use quick_xml::{
    Writer,
    events::{BytesDecl, BytesEnd, BytesPI, BytesStart, BytesText, Event},
};

use crate::workflow::bpmn::tree::{Content, Element, Name, Tree};

/// Writes a tree in UTF-8, and says how many characters XML cannot hold. Where there is no white space between elements they are
/// indented; elsewhere all of it stays.
pub fn print(tree: &Tree) -> (String, usize) {
    let mut printer = Printer { writer: Writer::new(Vec::new()), scope: vec![("xml".into(), XML.into()), ("".into(), "".into())], lost: 0 };
    // Writing into memory has no errors.
    drop(printer.tree(tree));
    let lost = printer.lost;
    (String::from_utf8(printer.writer.into_inner()).unwrap_or_default(), lost)
}

const XML: &str = "http://www.w3.org/XML/1998/namespace";

struct Printer {
    writer: Writer<Vec<u8>>,
    /// Prefixes and namespaces that hold here, the latest last.
    scope: Vec<(Arc<str>, Arc<str>)>,
    /// Characters that XML cannot hold.
    lost: usize,
}

impl Printer {
    fn tree(&mut self, tree: &Tree) -> io::Result<()> {
        self.writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        self.line(0)?;
        for content in &tree.before {
            self.content(content, 0)?;
            self.line(0)?;
        }
        self.element(&tree.root, 0)?;
        for content in &tree.after {
            self.line(0)?;
            self.content(content, 0)?;
        }
        self.line(0)
    }

    fn line(&mut self, depth: usize) -> io::Result<()> {
        self.writer.write_event(Event::Text(BytesText::from_escaped(format!("\n{}", "  ".repeat(depth)))))
    }

    /// Recursion is bounded by the depth of the tree.
    fn element(&mut self, element: &Element, depth: usize) -> io::Result<()> {
        let held = self.scope.len();
        self.scope.extend(element.declared.iter().cloned());
        let mut declared: Vec<(Arc<str>, Arc<str>)> = element.declared.clone();
        let name = self.name(&element.name, false, &mut declared);
        let attributes: Vec<(String, &str)> =
            element.attributes.iter().map(|attribute| (self.name(&attribute.name, true, &mut declared), attribute.value.as_str())).collect();
        let mut start = BytesStart::new(name.as_str());
        for (prefix, uri) in &declared {
            let key = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
            start.push_attribute((key.as_str(), &**uri));
        }
        for (key, value) in &attributes {
            start.push_attribute((key.as_str(), &*self.holdable(value)));
        }
        if element.children.is_empty() {
            self.writer.write_event(Event::Empty(start))?;
        } else {
            self.writer.write_event(Event::Start(start))?;
            let is_indented = !element.children.iter().any(|child| matches!(child, Content::Text(..)));
            for child in &element.children {
                if is_indented {
                    self.line(depth + 1)?;
                }
                self.content(child, depth + 1)?;
            }
            if is_indented {
                self.line(depth)?;
            }
            self.writer.write_event(Event::End(BytesEnd::new(name.as_str())))?;
        }
        self.scope.truncate(held);
        Ok(())
    }

    fn content(&mut self, content: &Content, depth: usize) -> io::Result<()> {
        match content {
            Content::Element(element) => self.element(element, depth),
            Content::Text(text, _) => {
                let text = self.holdable(text).into_owned();
                self.writer.write_event(Event::Text(BytesText::new(&text)))
            }
            Content::Comment(text) => self.writer.write_event(Event::Comment(BytesText::from_escaped(text.as_str()))),
            Content::Instruction(target, content) if content.is_empty() => self.writer.write_event(Event::PI(BytesPI::new(target.as_str()))),
            Content::Instruction(target, content) => self.writer.write_event(Event::PI(BytesPI::new(format!("{target} {content}")))),
        }
    }

    /// A name with a prefix that means its namespace here. What is not declared yet is added to `declared`.
    fn name(&mut self, name: &Name, is_attribute: bool, declared: &mut Vec<(Arc<str>, Arc<str>)>) -> String {
        if is_attribute && name.namespace.is_empty() {
            return name.local.clone();
        }
        let meaning = |prefix: &str| self.scope.iter().rev().find(|(known, _)| **known == *prefix).map(|(_, uri)| &**uri);
        let fits = |prefix: &str| meaning(prefix) == Some(&*name.namespace) && !(is_attribute && prefix.is_empty());
        let prefix = if fits(&name.prefix) {
            Arc::clone(&name.prefix)
        } else if let Some((other, _)) = self.scope.iter().rev().find(|(other, _)| fits(other)) {
            Arc::clone(other)
        } else {
            let new = free(&name.prefix, is_attribute, declared);
            self.scope.push((Arc::clone(&new), Arc::clone(&name.namespace)));
            declared.push((Arc::clone(&new), Arc::clone(&name.namespace)));
            new
        };
        Name { prefix, ..name.clone() }.written()
    }

    /// Text without what XML 1.0 cannot hold.
    fn holdable<'text>(&mut self, text: &'text str) -> Cow<'text, str> {
        let is_held = |character: char| !matches!(character, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}');
        let lost = text.chars().filter(|character| !is_held(*character)).count();
        if lost == 0 {
            return Cow::Borrowed(text);
        }
        self.lost += lost;
        Cow::Owned(text.chars().map(|character| if is_held(character) { character } else { '\u{FFFD}' }).collect())
    }
}

/// A prefix that nothing at this element declares yet.
fn free(wanted: &Arc<str>, is_attribute: bool, declared: &[(Arc<str>, Arc<str>)]) -> Arc<str> {
    let is_free = |prefix: &str| !declared.iter().any(|(known, _)| **known == *prefix);
    if is_free(wanted) && !(is_attribute && wanted.is_empty()) {
        return Arc::clone(wanted);
    }
    let mut number = 1;
    while !is_free(&format!("ns{number}")) {
        number += 1;
    }
    format!("ns{number}").into()
}
