//! Reading OCEL 2.0 XML: element by element, without a tree of the file in memory.

use std::{borrow::Cow, cell::OnceCell};

use jiff::Timestamp;
use quick_xml::{
    XmlVersion,
    events::{BytesStart, Event},
    reader::Reader,
};

use super::{
    draft::{Draft, Issue, Of, Place, Raw},
    model::ObjectLog,
};
use crate::{
    diagnostic::{Code, Findings, Severity},
    document::xml::Places,
    eventlog::{ReadOptions, shown},
    source::FileText,
};

/// Reads a whole text. After an error in the XML the log so far comes back with the finding.
pub(super) fn read(file: &FileText, options: &ReadOptions) -> (ObjectLog, Findings) {
    let text = file.text();
    let mut walk = Walk { draft: Draft::new(options), stack: Vec::new(), place: 0, value: String::new(), began: false, depth: options.limits.depth };
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    loop {
        walk.place = reader.buffer_position();
        let step = match reader.read_event() {
            Ok(Event::Eof) => {
                walk.end();
                break;
            }
            Ok(event) => walk.event(event),
            Err(error) => Err(syntax(reader.error_position(), &error.to_string())),
        };
        if let Err(issue) = step {
            walk.draft.issue(issue);
            break;
        }
    }
    let places = OnceCell::new();
    let name = file.name().to_string();
    walk.draft.finish(&name, &|place| {
        (name.clone(), Some(places.get_or_init(|| Places::new(file)).at(usize::try_from(place).unwrap_or_default().min(text.len()), 1)))
    })
}

/// An element that is open.
enum Frame {
    Log,
    /// A list that holds nothing of its own: types, events, objects, attributes.
    List,
    Types(Of),
    Items(Of),
    /// A type, by its number.
    Type(Of, usize),
    /// An event or an object; none where it was left out.
    Item(Of, Option<u32>),
    /// An attribute of an item: its name and from when on it holds.
    Value {
        of: Of,
        item: Option<u32>,
        name: String,
        since: Option<Timestamp>,
        place: Place,
    },
    /// What is not known; all in it is passed over.
    Skipped,
}

struct Walk<'options> {
    draft: Draft<'options>,
    /// What is open, and of lists what they stand in.
    stack: Vec<Frame>,
    /// Where the current token begins.
    place: Place,
    /// The text of the attribute that is open.
    value: String,
    began: bool,
    depth: usize,
}

fn syntax(place: Place, message: &str) -> Issue {
    let help = "open the file in a browser to see where it breaks; what stands before it was read";
    Issue::new(Severity::Error, Code::XmlSyntax, place, format!("the text is not well-formed XML: {}", shown(message)), help)
}

impl Walk<'_> {
    fn issue(&mut self, severity: Severity, code: Code, message: String, help: &str) {
        self.draft.issue(Issue::new(severity, code, self.place, message, help));
    }

    fn end(&mut self) {
        if !self.began {
            self.issue(Severity::Error, Code::XmlSyntax, "the file holds no log".to_owned(), "an OCEL file begins with `<log>`");
        } else if !self.stack.is_empty() {
            let issue = syntax(self.place, "an element is not closed at the end of the file");
            self.draft.issue(issue);
        }
    }

    fn event(&mut self, event: Event<'_>) -> Result<(), Issue> {
        match event {
            Event::Start(tag) | Event::Empty(tag) => self.open(&tag),
            Event::End(_) => self.close(),
            Event::Text(text) => {
                self.text(&text.xml10_content());
                Ok(())
            }
            Event::CData(text) => {
                self.text(&text.xml10_content());
                Ok(())
            }
            Event::GeneralRef(reference) => {
                let sign = match reference.as_ref() {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "apos" => Some('\''),
                    "quot" => Some('"'),
                    _ => reference.resolve_char_ref().ok().flatten(),
                };
                let sign = sign.ok_or_else(|| syntax(self.place, "a reference stands for nothing that can be read"))?;
                self.text(sign.encode_utf8(&mut [0; 4]));
                Ok(())
            }
            Event::DocType(_) => {
                let help = "leave out `<!DOCTYPE ...>` and write out the entities that it declares";
                Err(Issue::new(Severity::Error, Code::XmlSyntax, self.place, "the file has a document type declaration, which is not read", help))
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::Eof => Ok(()),
        }
    }

    fn text(&mut self, text: &str) {
        match self.stack.last() {
            Some(Frame::Value { .. }) => self.value.push_str(text),
            Some(Frame::Skipped) => {}
            _ if text.trim().is_empty() => {}
            _ => {
                let help = "OCEL has text in the attributes of events and objects only; it was left out";
                self.issue(Severity::Warning, Code::MisplacedElement, format!("the text `{}` stands between elements", shown(text.trim())), help);
            }
        }
    }

    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), Issue> {
        if self.stack.len() >= self.depth {
            let message = format!("elements are nested more than {} levels deep", self.depth);
            return Err(Issue::new(Severity::Error, Code::LimitReached, self.place, message, "what stands from here on was not read"));
        }
        let name = tag.local_name();
        let name = name.as_ref();
        let attributes = Attributes::of(tag).map_err(|message| syntax(self.place, &message))?;
        let frame = match (name, self.stack.last()) {
            ("log", None) if !self.began => {
                self.began = true;
                Frame::Log
            }
            ("object-types", Some(Frame::Log)) => Frame::Types(Of::Objects),
            ("event-types", Some(Frame::Log)) => Frame::Types(Of::Events),
            ("objects", Some(Frame::Log)) => Frame::Items(Of::Objects),
            ("events", Some(Frame::Log)) => Frame::Items(Of::Events),
            ("object-type", Some(Frame::Types(of @ Of::Objects))) | ("event-type", Some(Frame::Types(of @ Of::Events))) => {
                let of = *of;
                match self.named(&attributes, "name", name) {
                    Some(name) => Frame::Type(of, self.draft.declare(of, &name, self.place)?),
                    None => Frame::Skipped,
                }
            }
            ("object", Some(Frame::Items(of @ Of::Objects))) | ("event", Some(Frame::Items(of @ Of::Events))) => {
                let of = *of;
                self.item(of, name, &attributes)?
            }
            ("attributes", Some(Frame::Type(..) | Frame::Item(..))) | ("objects", Some(Frame::Item(..))) => Frame::List,
            ("attribute" | "relationship" | "relobj", Some(Frame::List)) => self.part(name, &attributes)?,
            (_, Some(Frame::Skipped)) => Frame::Skipped,
            (other, _) => {
                let message = format!("the element `{}` is not expected here", shown(other));
                self.issue(Severity::Warning, Code::MisplacedElement, message, "it was left out with all that is in it");
                Frame::Skipped
            }
        };
        self.stack.push(frame);
        Ok(())
    }

    fn named<'tag>(&mut self, attributes: &Attributes<'tag>, key: &str, element: &str) -> Option<Cow<'tag, str>> {
        let found = attributes.get(key).filter(|text| !text.is_empty());
        if found.is_none() {
            self.issue(Severity::Error, Code::MissingKey, format!("`<{element}>` has no `{key}`"), "it was left out");
        }
        found
    }

    fn item(&mut self, of: Of, element: &str, attributes: &Attributes<'_>) -> Result<Frame, Issue> {
        let (Some(id), Some(kind)) = (self.named(attributes, "id", element), self.named(attributes, "type", element)) else {
            return Ok(Frame::Item(of, None));
        };
        let time = attributes.get("time").filter(|_| of == Of::Events);
        let time = time.and_then(|time| self.draft.instant(&time, self.place));
        Ok(Frame::Item(of, self.draft.item(of, &id, &kind, time, self.place)?))
    }

    /// What stands in a list of a type or of an item.
    fn part(&mut self, element: &str, attributes: &Attributes<'_>) -> Result<Frame, Issue> {
        let owner = match self.stack.iter().rev().nth(1) {
            Some(Frame::Type(of, kind)) => (*of, Some(*kind), None),
            Some(Frame::Item(of, item)) => (*of, None, *item),
            _ => return Ok(Frame::Skipped),
        };
        match (element, owner) {
            ("attribute", (of, Some(kind), _)) => {
                if let (Some(name), Some(word)) = (self.named(attributes, "name", element), self.named(attributes, "type", element)) {
                    self.draft.declare_attribute(of, kind, &name, &word, self.place)?;
                }
            }
            ("attribute", (of, None, item)) => {
                let Some(name) = self.named(attributes, "name", element) else { return Ok(Frame::Skipped) };
                let mut since = None;
                if of == Of::Objects {
                    let time = attributes.get("time");
                    if time.is_none() {
                        let message = format!("the attribute `{}` of an object has no time", shown(&name));
                        let help = "say from when on it holds, 1970-01-01T00:00:00Z for always; it is read as always";
                        self.issue(Severity::Warning, Code::MissingKey, message, help);
                    }
                    since = time.and_then(|time| self.draft.instant(&time, self.place)).or(Some(Timestamp::UNIX_EPOCH));
                }
                self.value.clear();
                return Ok(Frame::Value { of, item, name: name.into_owned(), since, place: self.place });
            }
            (_, (of, None, item)) => {
                let Some(target) = self.named(attributes, "object-id", element) else { return Ok(Frame::Skipped) };
                let qualifier = attributes.get("qualifier").unwrap_or_default();
                if let Some(item) = item {
                    self.draft.relation(of, item, &target, &qualifier, self.place)?;
                }
            }
            _ => {}
        }
        Ok(Frame::Skipped)
    }

    fn close(&mut self) -> Result<(), Issue> {
        let Some(Frame::Value { of, item: Some(item), name, since, place }) = self.stack.pop() else { return Ok(()) };
        self.draft.value(of, item, &name, Raw::Text(&self.value), since, place)
    }
}

/// The attributes of a tag, read once.
struct Attributes<'tag>(Vec<(&'tag str, Cow<'tag, str>)>);

impl<'tag> Attributes<'tag> {
    /// The most attributes of one tag; names are compared each with each.
    const MOST: usize = 64;

    fn of(tag: &'tag BytesStart<'_>) -> Result<Self, String> {
        let mut list = Vec::new();
        let mut attributes = tag.attributes();
        for attribute in attributes.with_checks(false) {
            let attribute = attribute.map_err(|error| error.to_string())?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| error.to_string())?;
            if list.len() >= Self::MOST {
                return Err(format!("a tag has more than {} attributes", Self::MOST));
            }
            list.push((attribute.key.0, value));
        }
        Ok(Self(list))
    }

    fn get(&self, key: &str) -> Option<Cow<'tag, str>> {
        self.0.iter().find(|(name, _)| *name == key).map(|(_, value)| value.clone())
    }
}
