//! Writing XES.

use std::{
    fmt::Write as _,
    io::{self, Write},
};

use super::{scan::is_allowed, standard};
use crate::eventlog::{
    attribute::{Attribute, Value},
    log::{AttributeView, EventLog, Scope},
};

/// How much is gathered before it is written.
const BLOCK: usize = 64 * 1024;

/// What writing came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Written {
    /// How many characters XML 1.0 has no form for, such as control characters; `U+FFFD` stands in their place.
    pub replaced: usize,
}

/// Writes a log as XES (IEEE 1849-2016).
///
/// Reading what was written gives an equal log, apart from replaced characters and from keys of classifiers that hold both a blank
/// and a single quote. Points in time are written in UTC. Tabs and line breaks in values are written as references, so that they are
/// still there afterwards. Time is linear; memory is one block of text.
///
/// # Errors
/// Those of `out`.
///
/// ```
/// use itsm::eventlog::{LogBuilder, Order, ReadOptions, xes};
///
/// let mut builder = LogBuilder::new();
/// builder.header_mut().declare(["concept:name"]);
/// let case = builder.named_case("INC-1")?;
/// builder.named_event(case, "R&D assigns")?;
/// let log = builder.finish(Order::AsAdded);
///
/// let mut text = Vec::new();
/// assert_eq!(xes::write(&log, &mut text)?.replaced, 0);
/// let (again, findings) = xes::read("log.xes", text.as_slice(), &ReadOptions::default());
/// assert!(findings.is_empty());
/// assert_eq!(again, Some(log));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write(log: &EventLog, out: impl Write) -> io::Result<Written> {
    let mut writer = Writer { out, text: String::with_capacity(2 * BLOCK), depth: 1, written: Written::default() };
    writer.head(log);
    for case in log.cases() {
        writer.line("<trace>\n");
        writer.depth += 1;
        writer.views(case.attributes());
        for event in case.events() {
            writer.event(event.attributes());
            writer.flush(BLOCK)?;
        }
        writer.depth -= 1;
        writer.line("</trace>\n");
        writer.flush(BLOCK)?;
    }
    for event in log.loose_events() {
        writer.event(event.attributes());
        writer.flush(BLOCK)?;
    }
    writer.text.push_str("</log>\n");
    writer.flush(0)?;
    writer.out.flush()?;
    Ok(writer.written)
}

struct Writer<W> {
    out: W,
    text: String,
    depth: usize,
    written: Written,
}

impl<W: Write> Writer<W> {
    /// Hands on what was gathered when it is more than `most` bytes.
    fn flush(&mut self, most: usize) -> io::Result<()> {
        if self.text.len() > most {
            self.out.write_all(self.text.as_bytes())?;
            self.text.clear();
        }
        Ok(())
    }

    fn head(&mut self, log: &EventLog) {
        let header = log.header();
        let deep = |attributes: &[Attribute]| attributes.iter().any(|attribute| !attribute.children.is_empty());
        let nested = log.is_nested() || [&header.attributes, &header.case_globals, &header.event_globals].iter().any(|list| deep(list));
        let features = if nested { "nested-attributes" } else { "" };
        self.text.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        let _ = writeln!(self.text, "<log xes.version=\"1849.2016\" xes.features=\"{features}\" xmlns=\"http://www.xes-standard.org/\">");
        for extension in &header.extensions {
            self.element("extension", &[("name", &extension.name), ("prefix", &extension.prefix), ("uri", &extension.uri)]);
        }
        for (scope, globals) in [("trace", &header.case_globals), ("event", &header.event_globals)] {
            if !globals.is_empty() {
                self.line("<global scope=\"");
                let _ = writeln!(self.text, "{scope}\">");
                self.depth += 1;
                self.attributes(globals);
                self.depth -= 1;
                self.line("</global>\n");
            }
        }
        for classifier in &header.classifiers {
            let scope = if classifier.scope == Scope::Case { "trace" } else { "event" };
            self.element("classifier", &[("name", &classifier.name), ("scope", scope), ("keys", &standard::joined(classifier))]);
        }
        self.attributes(&header.attributes);
    }

    fn element(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.line("<");
        self.text.push_str(name);
        for (name, value) in attributes {
            self.quoted(name, value);
        }
        self.text.push_str("/>\n");
    }

    fn event<'log>(&mut self, attributes: impl Iterator<Item = AttributeView<'log>>) {
        self.line("<event>\n");
        self.depth += 1;
        self.views(attributes);
        self.depth -= 1;
        self.line("</event>\n");
    }

    fn views<'log>(&mut self, attributes: impl Iterator<Item = AttributeView<'log>>) {
        for attribute in attributes {
            self.attribute(attribute.key, attribute.value, attribute.children);
        }
    }

    fn attributes(&mut self, attributes: &[Attribute]) {
        for attribute in attributes {
            self.attribute(&attribute.key, attribute.value.view(), &attribute.children);
        }
    }

    /// Depth is bounded by the builder for cases and events, and by whoever made it for the head of a log.
    fn attribute(&mut self, key: &str, value: Value<'_>, children: &[Attribute]) {
        let element = value.kind().as_str();
        self.line("<");
        self.text.push_str(element);
        self.quoted("key", key);
        match value {
            Value::List(_) | Value::Container => {}
            Value::Text(text) | Value::Id(text) => self.quoted("value", text),
            other => {
                let _ = write!(self.text, " value=\"{other}\"");
            }
        }
        let items = if let Value::List(items) = value { Some(items) } else { None };
        if children.is_empty() && items.is_none_or(<[_]>::is_empty) {
            self.text.push_str("/>\n");
            return;
        }
        self.text.push_str(">\n");
        self.depth += 1;
        self.attributes(children);
        if let Some(items) = items {
            self.line("<values>\n");
            self.depth += 1;
            self.attributes(items);
            self.depth -= 1;
            self.line("</values>\n");
        }
        self.depth -= 1;
        self.line("</");
        self.text.push_str(element);
        self.text.push_str(">\n");
    }

    /// Begins a line.
    fn line(&mut self, text: &str) {
        for _ in 0..self.depth {
            self.text.push('\t');
        }
        self.text.push_str(text);
    }

    fn quoted(&mut self, name: &str, value: &str) {
        self.text.push(' ');
        self.text.push_str(name);
        self.text.push_str("=\"");
        // Every byte that needs care is below `?`, or begins U+FFFE and U+FFFF.
        if value.bytes().any(|byte| byte < b' ' || matches!(byte, b'&' | b'<' | b'>' | b'"' | 0xef)) {
            self.escape(value);
        } else {
            self.text.push_str(value);
        }
        self.text.push('"');
    }

    fn escape(&mut self, value: &str) {
        for sign in value.chars() {
            match sign {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '"' => self.text.push_str("&quot;"),
                '\t' => self.text.push_str("&#9;"),
                '\n' => self.text.push_str("&#10;"),
                '\r' => self.text.push_str("&#13;"),
                sign if is_allowed(sign) => self.text.push(sign),
                _ => {
                    self.written.replaced += 1;
                    self.text.push(char::REPLACEMENT_CHARACTER);
                }
            }
        }
    }
}
