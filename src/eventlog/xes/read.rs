//! Reading XES, event by event.

use std::{borrow::Cow, io::Read};

use rustc_hash::FxHashSet;

use super::{
    frame::{Frame, Once, Part, Pending, boolean, kind},
    scan::{Problem, Scanner, Tag, Token},
    standard,
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings, Severity},
    eventlog::{
        ReadOptions,
        attribute::{Attribute, AttributeValue, Kind, Value},
        builder::{LogBuilder, Order, Target},
        keys,
        log::{EventLog, Extension, NamedClassifier, Scope},
        shown,
        stream::{Grouping, Parts},
    },
};

/// What a nested attribute, or a new column, counts as much as: so many plain values take as much memory.
const HEAVY: usize = 16;

/// Reads a log in XES (IEEE 1849-2016, and what is written under version 1.0 and 2.0).
///
/// Events keep the order of the file. Points in time keep their instant, not the offset that they were written with. What a log
/// declares to be global is not filled in where it is missing. A `time:timestamp` that is a string is read as a point in time where
/// it says one. After an error in the XML the log so far comes back with the finding.
///
/// Time is linear in the text. Memory is that of the log, a window of 128 KiB, and up to 16 MiB for the longest tag;
/// `options.limits` bounds the text, the depth and the values.
///
/// Findings: `xml-syntax`, `misplaced-element`, `missing-key`, `unknown-key`, `unknown-value`, `wrong-type`, `malformed-instant`,
/// `duplicate-key`, `limit-reached`, `not-utf8`, `unreadable-file`.
///
/// ```
/// use itsm::eventlog::{ReadOptions, Value, xes};
///
/// let text = r#"<log xes.version="1849.2016" xes.features="">
///   <trace>
///     <string key="concept:name" value="INC-1"/>
///     <event><string key="concept:name" value="assign"/><date key="time:timestamp" value="2026-03-02T09:00:00+01:00"/></event>
///   </trace>
/// </log>"#;
/// let (log, findings) = xes::read("log.xes", text.as_bytes(), &ReadOptions::default());
/// assert!(findings.is_empty());
/// let log = log.unwrap();
/// assert_eq!(log.events().next().unwrap().instant().unwrap().to_string(), "2026-03-02T08:00:00Z");
/// ```
#[must_use]
pub fn read(name: &str, input: impl Read, options: &ReadOptions) -> (Option<EventLog>, Findings) {
    read_with(name, input, options, None)
}

/// The log, or with `parts` its last part.
pub(in crate::eventlog) fn read_with(
    name: &str,
    input: impl Read,
    options: &ReadOptions,
    mut parts: Option<&mut Parts<'_>>,
) -> (Option<EventLog>, Findings) {
    if let Some(parts) = &mut parts {
        // A trace stands in one place.
        parts.grouping = Grouping::Grouped;
    }
    let mut scanner = Scanner::new(input, options.limits.file_bytes, options.limits.depth);
    let mut state = State::new(options, parts);
    let mut findings = Findings::new();
    loop {
        let step = match scanner.token() {
            Ok(Token::Open(tag)) => state.open(&tag),
            Ok(Token::Close) => state.close(),
            Ok(Token::Text) => {
                state.text();
                Ok(())
            }
            Ok(Token::End) => {
                if !state.began {
                    let problem = Problem {
                        code: Code::XmlSyntax,
                        message: "the file holds no log".to_owned(),
                        help: "an XES file begins with `<log>`",
                        offset: 0,
                    };
                    state.issues.push((Severity::Error, problem));
                }
                state.flush(&mut scanner, name, &mut findings);
                break;
            }
            Err(problem) => Err(problem),
        };
        let failed = step.err();
        let ends = failed.is_some();
        state.issues.extend(failed.map(|problem| (Severity::Error, problem)));
        if !state.issues.is_empty() {
            state.flush(&mut scanner, name, &mut findings);
        }
        if ends || state.parts.as_ref().is_some_and(|parts| parts.is_stopped) {
            break;
        }
    }
    findings.sort();
    (state.began.then(|| state.builder.finish(Order::AsAdded)), findings)
}

struct State<'options, 'sink> {
    options: &'options ReadOptions,
    parts: Option<&'options mut Parts<'sink>>,
    builder: LogBuilder,
    began: bool,
    stack: Vec<Frame>,
    part: Part,
    /// Whether the case that is open has an event already.
    with_events: bool,
    issues: Vec<(Severity, Problem)>,
    said: FxHashSet<Once>,
    nodes: usize,
    columns: usize,
    foreign: FxHashSet<String>,
}

impl<'options, 'sink> State<'options, 'sink> {
    fn new(options: &'options ReadOptions, parts: Option<&'options mut Parts<'sink>>) -> Self {
        Self {
            options,
            parts,
            builder: LogBuilder::new(),
            began: false,
            stack: Vec::new(),
            part: Part::Extensions,
            with_events: false,
            issues: Vec::new(),
            said: FxHashSet::default(),
            nodes: 0,
            columns: 0,
            foreign: FxHashSet::default(),
        }
    }

    /// Gives the issues of a token their places.
    fn flush<R: Read>(&mut self, scanner: &mut Scanner<R>, name: &str, findings: &mut Findings) {
        self.issues.sort_by_key(|(_, problem)| problem.offset);
        for (severity, problem) in self.issues.drain(..) {
            let position = scanner.position(problem.offset);
            findings.push(Diagnostic::new(severity, problem.code, problem.message).help(problem.help).in_file(name).at(position));
        }
    }

    fn issue(&mut self, severity: Severity, code: Code, offset: usize, message: impl Into<String>, help: &'static str) {
        self.issues.push((severity, Problem { code, message: message.into(), help, offset }));
    }

    fn once(&mut self, what: Once, severity: Severity, code: Code, message: &str, help: &'static str) {
        if self.said.insert(what) {
            self.issue(severity, code, 0, message, help);
        }
    }

    fn text(&mut self) {
        let message = "text stands between elements";
        self.once(Once::Text, Severity::Warning, Code::MisplacedElement, message, "XES keeps values in `value=\"...\"`; text is not read");
    }

    /// Counts what takes memory.
    fn count(&mut self, nodes: usize) -> Result<(), Problem> {
        self.nodes = self.nodes.saturating_add(nodes);
        if self.nodes <= self.options.limits.nodes {
            return Ok(());
        }
        let message = format!("the log holds more than {} values", self.options.limits.nodes);
        Err(Problem { code: Code::LimitReached, message, help: "what stands from here on was not read", offset: 0 })
    }

    fn open(&mut self, tag: &Tag<'_>) -> Result<(), Problem> {
        let name = tag.name();
        let name = name.rsplit_once(':').map_or(name, |(_, name)| name);
        let frame = match (name, self.stack.last()) {
            (_, None) => self.root(name, tag)?,
            ("event", Some(Frame::Case(case))) => {
                let case = *case;
                self.with_events = true;
                self.count(1)?;
                self.surplus(tag, "event", &[]);
                Frame::Event(self.builder.event(case).map_err(full)?)
            }
            ("event", Some(Frame::Log)) => {
                self.ordered(Part::LooseEvents, "event");
                self.count(1)?;
                self.surplus(tag, "event", &[]);
                Frame::Event(self.builder.loose_event().map_err(full)?)
            }
            ("trace", Some(Frame::Log)) => {
                self.ordered(Part::Cases, "trace");
                self.count(1)?;
                self.surplus(tag, "trace", &[]);
                self.with_events = false;
                Frame::Case(self.builder.case().map_err(full)?)
            }
            ("values", Some(Frame::Attribute(Pending { value: AttributeValue::List(_), .. }))) => {
                // What stood before is about the list, not in it.
                if let Some(Frame::Attribute(Pending { value: AttributeValue::List(items), children, with_values, .. })) = self.stack.last_mut() {
                    children.append(items);
                    *with_values = true;
                }
                Frame::Values(Vec::new())
            }
            ("extension", Some(Frame::Log)) => self.extension(tag),
            ("global", Some(Frame::Log)) => self.global(tag),
            ("classifier", Some(Frame::Log)) => self.classifier(tag),
            (_, Some(Frame::Skipped)) => Frame::Skipped,
            (name, Some(_)) => match kind(name) {
                Some(kind) => return self.attribute(kind, tag),
                None => self.misplaced(name),
            },
        };
        if tag.empty {
            return self.leave(frame);
        }
        self.stack.push(frame);
        Ok(())
    }

    fn close(&mut self) -> Result<(), Problem> {
        match self.stack.pop() {
            Some(frame) => self.leave(frame),
            None => Ok(()),
        }
    }

    /// Ends an element.
    fn leave(&mut self, frame: Frame) -> Result<(), Problem> {
        match frame {
            Frame::Attribute(pending) => self.attach(&pending.key, &pending.value, pending.children),
            Frame::Values(items) => {
                if let Some(Frame::Attribute(Pending { value: AttributeValue::List(list), .. })) = self.stack.last_mut() {
                    list.extend(items);
                }
                Ok(())
            }
            Frame::Case(_) => {
                self.part();
                Ok(())
            }
            Frame::Event(_) if matches!(self.stack.last(), Some(Frame::Log)) => {
                self.part();
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Hands over a part, when it is time. All parts have the head of the log.
    fn part(&mut self) {
        if self.parts.as_ref().is_some_and(|parts| parts.is_full(self.builder.events().max(self.builder.cases()))) {
            let mut builder = std::mem::take(&mut self.builder);
            self.builder.header_mut().clone_from(builder.header_mut());
            (self.nodes, self.columns) = (0, 0);
            if let Some(parts) = &mut self.parts {
                parts.hand_over(builder.finish(Order::AsAdded));
            }
        }
    }

    fn root(&mut self, name: &str, tag: &Tag<'_>) -> Result<Frame, Problem> {
        if name != "log" {
            let message = format!("the file begins with `{}` instead of `log`", shown(tag.name()));
            return Err(Problem { code: Code::MisplacedElement, message, help: "an XES file begins with `<log>`", offset: 0 });
        }
        self.began = true;
        Ok(Frame::Log)
    }

    fn misplaced(&mut self, name: &str) -> Frame {
        let place = match self.stack.last() {
            Some(Frame::Log) => "log",
            Some(Frame::Case(_)) => "trace",
            Some(Frame::Event(_)) => "event",
            Some(Frame::Global(_)) => "global",
            _ => "attribute",
        };
        let message = format!("`{}` has no place in `{place}`", shown(name));
        self.issue(Severity::Warning, Code::MisplacedElement, 0, message, "it is not read, with all that stands in it");
        Frame::Skipped
    }

    /// Says that a part of the log comes after one that it should come before.
    fn ordered(&mut self, part: Part, name: &str) {
        if part < self.part {
            let message = format!("`{name}` stands behind parts of the log that it comes before");
            let help = "the order is: extensions, globals, classifiers, attributes, traces, events; it is read all the same";
            #[allow(clippy::as_conversions, reason = "a number for every part")]
            self.once(Once::LogOrder(part as u8), Severity::Note, Code::MisplacedElement, &message, help);
        }
        self.part = self.part.max(part);
    }

    /// Reports XML attributes that an element does not have.
    fn surplus(&mut self, tag: &Tag<'_>, element: &str, known: &[&str]) {
        for (name, raw) in tag.attributes() {
            if !known.contains(&name) && !name.starts_with("xmlns") && !name.contains(':') {
                let message = format!("`{element}` has no attribute `{}`", shown(name));
                self.issue(Severity::Warning, Code::UnknownKey, raw.offset, message, "it is not read");
            }
        }
    }

    /// The value of an XML attribute.
    fn word<'tag>(&mut self, tag: &Tag<'tag>, name: &str) -> Option<Cow<'tag, str>> {
        let (_, raw) = tag.attributes().find(|(found, _)| *found == name)?;
        raw.value().map_err(|problem| self.issues.push((Severity::Error, problem))).ok()
    }

    /// The value of an XML attribute that must be there.
    fn need<'tag>(&mut self, tag: &Tag<'tag>, element: &str, name: &str) -> Option<Cow<'tag, str>> {
        let found = self.word(tag, name);
        if found.is_none() {
            self.lacks(element, name);
        }
        found
    }

    fn lacks(&mut self, element: &str, name: &str) {
        if self.issues.is_empty() {
            let message = format!("`{element}` has no `{name}`");
            self.issue(Severity::Error, Code::MissingKey, 0, message, "the element is not read");
        }
    }

    fn extension(&mut self, tag: &Tag<'_>) -> Frame {
        self.ordered(Part::Extensions, "extension");
        self.surplus(tag, "extension", &["name", "prefix", "uri"]);
        let parts = [self.need(tag, "extension", "name"), self.need(tag, "extension", "prefix"), self.need(tag, "extension", "uri")];
        if let [Some(name), Some(prefix), Some(uri)] = parts {
            let extension = Extension { name: name.into_owned(), prefix: prefix.into_owned(), uri: uri.into_owned() };
            self.builder.header_mut().extensions.push(extension);
        }
        Frame::Skipped
    }

    /// The scope of a global or a classifier; events where none is stated.
    fn scope(&mut self, tag: &Tag<'_>, element: &str) -> Option<Scope> {
        match self.word(tag, "scope").as_deref() {
            None | Some("event") => Some(Scope::Event),
            Some("trace") => Some(Scope::Case),
            Some(other) => {
                let message = format!("`{}` is no scope of `{element}`", shown(other));
                self.issue(Severity::Error, Code::UnknownValue, 0, message, "the scopes are `trace` and `event`; the element is not read");
                None
            }
        }
    }

    fn global(&mut self, tag: &Tag<'_>) -> Frame {
        self.ordered(Part::Globals, "global");
        self.surplus(tag, "global", &["scope"]);
        self.scope(tag, "global").map_or(Frame::Skipped, Frame::Global)
    }

    fn classifier(&mut self, tag: &Tag<'_>) -> Frame {
        self.ordered(Part::Classifiers, "classifier");
        self.surplus(tag, "classifier", &["name", "scope", "keys"]);
        let (name, keys) = (self.need(tag, "classifier", "name"), self.need(tag, "classifier", "keys"));
        if let (Some(name), Some(keys), Some(scope)) = (name, keys, self.scope(tag, "classifier")) {
            let header = self.builder.header_mut();
            let globals = if scope == Scope::Event { &header.event_globals } else { &header.case_globals };
            let keys = standard::classifier_keys(&keys, globals);
            header.classifiers.push(NamedClassifier { name: name.into_owned(), scope, keys });
        }
        Frame::Skipped
    }

    fn attribute(&mut self, kind: Kind, tag: &Tag<'_>) -> Result<(), Problem> {
        let (mut key, mut value, mut count) = (None, None, 0_usize);
        for (name, raw) in tag.attributes() {
            count += 1;
            match name {
                "key" => key = Some(raw),
                "value" => value = Some(raw),
                _ => {}
            }
        }
        let nested = matches!(kind, Kind::List | Kind::Container);
        if count > 2 || (nested && count > 1) {
            self.surplus(tag, kind.as_str(), if nested { &["key"] } else { &["key", "value"] });
        }
        let Some(raw_key) = key else {
            self.lacks(kind.as_str(), "key");
            self.abandon(tag);
            return Ok(());
        };
        let key = match raw_key.value() {
            Ok(key) => key,
            Err(problem) => {
                self.issues.push((Severity::Error, problem));
                self.abandon(tag);
                return Ok(());
            }
        };
        let (text, offset) = match value {
            None if nested => (Cow::Borrowed(""), 0),
            None => {
                self.lacks(kind.as_str(), "value");
                self.abandon(tag);
                return Ok(());
            }
            Some(raw) => match raw.value() {
                Ok(text) => (text, raw.offset),
                Err(problem) => {
                    self.issues.push((Severity::Error, problem));
                    self.abandon(tag);
                    return Ok(());
                }
            },
        };
        let value = self.value(kind, &key, &text, offset);
        if tag.empty {
            return self.attach_value(&key, value, Vec::new(), raw_key.offset);
        }
        self.stack.push(Frame::Attribute(Pending { key: key.into_owned(), value: value.into(), children: Vec::new(), with_values: false }));
        Ok(())
    }

    /// Goes past an element that cannot be read.
    fn abandon(&mut self, tag: &Tag<'_>) {
        if !tag.empty {
            self.stack.push(Frame::Skipped);
        }
    }

    /// The value that a text says; one of another type stays a text, with a finding.
    fn value<'text>(&mut self, kind: Kind, key: &str, text: &'text str, offset: usize) -> Value<'text> {
        let read = match kind {
            Kind::Text if key == keys::TIME && matches!(self.stack.last(), Some(Frame::Event(_))) => return self.text_time(text),
            Kind::Text => return Value::Text(text),
            Kind::Id => return Value::Id(text),
            Kind::List => return Value::List(&[]),
            Kind::Container => return Value::Container,
            Kind::Int => text.trim().parse().ok().map(Value::Int),
            Kind::Float => text.trim().parse().ok().map(Value::Float),
            Kind::Bool => boolean(text.trim()).map(Value::Bool),
            Kind::Instant => {
                let read = self.options.dates.parse(text);
                if read.is_some_and(|read| !read.offset) {
                    let message = "times without an offset from UTC";
                    let help = "they are read in the zone that the caller names, which is UTC where none is named";
                    self.once(Once::NoOffset, Severity::Note, Code::MalformedInstant, message, help);
                }
                read.map(|read| Value::Instant(read.instant))
            }
        };
        read.unwrap_or_else(|| {
            let (code, help) = match kind {
                Kind::Instant => (Code::MalformedInstant, "write it as 2026-03-02T09:00:00+01:00; it is kept as a string"),
                _ => (Code::WrongType, "it is kept as a string"),
            };
            let message = format!("`{}` is no `{kind}`", shown(text));
            self.issue(Severity::Error, code, offset, message, help);
            Value::Text(text)
        })
    }

    /// The time of an event that is written as a string.
    fn text_time<'text>(&mut self, text: &'text str) -> Value<'text> {
        let message = "`time:timestamp` is a string where XES has a date";
        let help = "it is read as a point in time where it says one; events where it does not have no time";
        self.once(Once::TextTime, Severity::Warning, Code::WrongType, message, help);
        self.options.dates.read(text).map_or(Value::Text(text), Value::Instant)
    }

    fn attach(&mut self, key: &str, value: &AttributeValue, children: Vec<Attribute>) -> Result<(), Problem> {
        self.attach_value(key, value.view(), children, 0)
    }

    /// Gives an attribute to the element that it stands in.
    fn attach_value(&mut self, key: &str, value: Value<'_>, children: Vec<Attribute>, offset: usize) -> Result<(), Problem> {
        let target: Target = match self.stack.last_mut() {
            Some(Frame::Event(event)) => (*event).into(),
            Some(Frame::Case(case)) => {
                let case = *case;
                if self.with_events {
                    let message = "an attribute of a trace stands behind its events";
                    self.once(Once::CaseOrder, Severity::Note, Code::MisplacedElement, message, "attributes come first; it is read all the same");
                }
                case.into()
            }
            _ => return self.attach_nested(Attribute { key: key.to_owned(), value: value.into(), children }),
        };
        if !matches!(key, keys::NAME | keys::TIME) && self.parts.as_ref().is_some_and(|parts| !parts.wants(key)) {
            return Ok(());
        }
        let heavy = !children.is_empty() || value.kind() == Kind::List;
        let replaced = self.builder.set_nested(target, key, value, children).map_err(full)?;
        if replaced {
            let message = format!("the key `{}` stands twice in one element", shown(key));
            self.issue(Severity::Warning, Code::DuplicateKey, offset, message, "the last one counts");
        }
        let columns = self.builder.columns();
        if columns > self.columns {
            self.columns = columns;
            self.foreign_key(key, offset);
            return self.count(HEAVY);
        }
        self.count(if heavy { HEAVY } else { 1 })
    }

    /// Gives an attribute to the log, a default or another attribute.
    fn attach_nested(&mut self, attribute: Attribute) -> Result<(), Problem> {
        self.count(HEAVY)?;
        self.foreign_key(&attribute.key, 0);
        match self.stack.last_mut() {
            Some(Frame::Log) => {
                self.ordered(Part::Attributes, "an attribute");
                self.builder.header_mut().attributes.push(attribute);
            }
            Some(Frame::Global(Scope::Case)) => self.builder.header_mut().case_globals.push(attribute),
            Some(Frame::Global(Scope::Event)) => self.builder.header_mut().event_globals.push(attribute),
            Some(Frame::Attribute(pending)) => match &mut pending.value {
                // Before the standard of 2016 the values of a list stood in it directly.
                AttributeValue::List(items) if !pending.with_values => items.push(attribute),
                AttributeValue::List(_) => {
                    pending.children.push(attribute);
                    let message = "an attribute of a list stands behind its values";
                    self.issue(
                        Severity::Warning,
                        Code::MisplacedElement,
                        0,
                        message,
                        "it is read as one about the list; move it into `values` or before",
                    );
                }
                _ => pending.children.push(attribute),
            },
            Some(Frame::Values(items)) => items.push(attribute),
            Some(Frame::Skipped | Frame::Case(_) | Frame::Event(_)) | None => {}
        }
        Ok(())
    }

    /// Reports, once, a key that a standard extension does not have.
    fn foreign_key(&mut self, key: &str, offset: usize) {
        if self.foreign.contains(key) {
            return;
        }
        if let Some(known) = standard::unknown_key(key, &self.builder.header_mut().extensions) {
            self.foreign.insert(key.to_owned());
            let message = format!("the extension has no key `{}`; it has {known}", shown(key));
            self.issue(Severity::Warning, Code::UnknownKey, offset, message, "choose a key without the prefix of a standard extension; it is kept");
        }
    }
}

fn full(error: crate::eventlog::builder::BuildError) -> Problem {
    Problem { code: Code::LimitReached, message: error.to_string(), help: "what stands from here on was not read", offset: 0 }
}
