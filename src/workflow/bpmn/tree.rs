//! An XML tree that owns its text, knows where everything stood, and can be changed: what is kept of a BPMN file.
//!
//! Prefixes are kept as written, since values such as `tns:Order` refer to them. CDATA sections are text.

use std::sync::Arc;

use super::{BPMN, ITSM};
use crate::document::{Located, Position};

/// A qualified name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// Empty for none.
    pub prefix: Arc<str>,
    pub local: String,
    /// Empty for none.
    pub namespace: Arc<str>,
}

impl Name {
    pub fn is(&self, namespace: &str, local: &str) -> bool {
        self.local == local && *self.namespace == *namespace
    }

    /// As it is written in a file.
    pub fn written(&self) -> String {
        if self.prefix.is_empty() { self.local.clone() } else { format!("{}:{}", self.prefix, self.local) }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attribute {
    pub name: Name,
    pub value: String,
    /// Of the value.
    pub position: Option<Position>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Element(Element),
    Text(String, Option<Position>),
    Comment(String),
    /// Target and content.
    Instruction(String, String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Element {
    pub name: Name,
    /// Namespaces that are declared here: prefix, empty for the default one, and URI.
    pub declared: Vec<(Arc<str>, Arc<str>)>,
    pub attributes: Vec<Attribute>,
    pub children: Vec<Content>,
    /// Of the name in the start tag.
    pub position: Option<Position>,
}

/// A whole file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tree {
    /// Comments and processing instructions before and behind the root.
    pub before: Vec<Content>,
    pub root: Element,
    pub after: Vec<Content>,
}

impl Element {
    /// An element of BPMN with nothing in it; `prefix` is the one that the file has for BPMN.
    pub fn new(prefix: &Arc<str>, local: &str) -> Self {
        Self::of(prefix, BPMN, local)
    }

    pub fn of(prefix: &Arc<str>, namespace: &str, local: &str) -> Self {
        let name = Name { prefix: Arc::clone(prefix), local: local.to_owned(), namespace: namespace.into() };
        Self { name, declared: Vec::new(), attributes: Vec::new(), children: Vec::new(), position: None }
    }

    /// An element of our own.
    pub fn own(local: &str) -> Self {
        Self::of(&"itsm".into(), ITSM, local)
    }

    pub fn is(&self, local: &str) -> bool {
        self.name.is(BPMN, local)
    }

    pub fn is_bpmn(&self) -> bool {
        *self.name.namespace == *BPMN
    }

    fn find(&self, namespace: &str, local: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name.is(namespace, local))
    }

    /// The value of an attribute without a namespace.
    pub fn attribute(&self, local: &str) -> Option<&str> {
        self.find("", local).map(|attribute| attribute.value.as_str())
    }

    /// The same with its place.
    pub fn located(&self, local: &str) -> Option<Located<String>> {
        self.find("", local).map(located)
    }

    /// The value of an attribute of our own.
    pub fn extra(&self, local: &str) -> Option<Located<String>> {
        self.find(ITSM, local).map(located)
    }

    /// Whether an attribute says `true`, as XML Schema writes it.
    pub fn says(&self, local: &str) -> bool {
        matches!(self.attribute(local).map(str::trim), Some("true" | "1"))
    }

    /// Sets or takes out an attribute without a namespace.
    pub fn set(&mut self, local: &str, value: Option<&str>) {
        self.put(Name { prefix: "".into(), local: local.to_owned(), namespace: "".into() }, value);
    }

    /// Sets or takes out an attribute of our own.
    pub fn set_extra(&mut self, local: &str, value: Option<&str>) {
        self.put(Name { prefix: "itsm".into(), local: local.to_owned(), namespace: ITSM.into() }, value);
    }

    /// With an attribute.
    pub fn with(mut self, local: &str, value: &str) -> Self {
        self.set(local, Some(value));
        self
    }

    /// With an attribute, where there is a value.
    pub fn with_if(mut self, local: &str, value: Option<&str>) -> Self {
        self.set(local, value);
        self
    }

    /// With a child behind the others.
    pub fn and(mut self, child: Self) -> Self {
        self.push(child);
        self
    }

    /// With text behind what is there.
    pub fn and_text(mut self, text: &str) -> Self {
        self.children.push(Content::Text(text.to_owned(), None));
        self
    }

    fn put(&mut self, name: Name, value: Option<&str>) {
        let same = |attribute: &Attribute| attribute.name.is(&name.namespace, &name.local);
        match (value, self.attributes.iter().position(same)) {
            (None, Some(place)) => drop(self.attributes.remove(place)),
            (None, None) => {}
            (Some(value), Some(place)) => {
                self.attributes.get_mut(place).into_iter().for_each(|attribute| value.clone_into(&mut attribute.value));
            }
            (Some(value), None) => self.attributes.push(Attribute { name, value: value.to_owned(), position: None }),
        }
    }

    /// The elements within, in their order.
    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|child| match child {
            Content::Element(element) => Some(element),
            _ => None,
        })
    }

    pub fn elements_mut(&mut self) -> impl Iterator<Item = &mut Self> {
        self.children.iter_mut().filter_map(|child| match child {
            Content::Element(element) => Some(element),
            _ => None,
        })
    }

    /// The elements of BPMN within that have this name.
    pub fn all<'tree>(&'tree self, local: &'tree str) -> impl Iterator<Item = &'tree Self> {
        self.elements().filter(move |element| element.is(local))
    }

    /// The first element of BPMN within that has this name.
    pub fn child(&self, local: &str) -> Option<&Self> {
        self.elements().find(|element| element.is(local))
    }

    pub fn child_mut(&mut self, local: &str) -> Option<&mut Self> {
        self.elements_mut().find(|element| element.is(local))
    }

    /// Our own elements of this name among the extension elements.
    pub fn extensions<'tree>(&'tree self, local: &'tree str) -> impl Iterator<Item = &'tree Self> {
        self.all("extensionElements").flat_map(Self::elements).filter(move |element| element.name.is(ITSM, local))
    }

    /// All text within, that of elements within too, as it stands. Recursion is bounded by the depth of the tree.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.gather(&mut text);
        text
    }

    fn gather(&self, text: &mut String) {
        for child in &self.children {
            match child {
                Content::Text(piece, _) => text.push_str(piece),
                Content::Element(element) => element.gather(text),
                Content::Comment(_) | Content::Instruction(..) => {}
            }
        }
    }

    /// The text without white space around it, and where it begins.
    pub fn trimmed(&self) -> Located<String> {
        let text = self.text();
        let trimmed = text.trim();
        let first = self.children.iter().find_map(|child| match child {
            Content::Text(piece, Some(position)) if !piece.trim().is_empty() => Some(within(piece, *position)),
            _ => None,
        });
        match first.or(self.position) {
            Some(position) => Located::at(trimmed.to_owned(), position),
            None => Located::new(trimmed.to_owned()),
        }
    }

    /// The text as it stands, and where it begins.
    pub fn verbatim(&self) -> Located<String> {
        let position = self.children.iter().find_map(|child| if let Content::Text(_, position) = child { *position } else { None });
        match position.or(self.position) {
            Some(position) => Located::at(self.text(), position),
            None => Located::new(self.text()),
        }
    }

    /// Puts an element in where the schema wants it: behind the last one whose rank is not above its own. White space between the
    /// elements goes, so that all of them are indented anew.
    pub fn insert(&mut self, child: Self) {
        self.tidy();
        let own = rank(&child.name);
        let place = self.children.iter().rposition(|other| matches!(other, Content::Element(element) if rank(&element.name) <= own));
        self.children.insert(place.map_or(0, |place| place + 1), Content::Element(child));
    }

    /// Puts an element in before all others of its rank.
    pub fn insert_in_front(&mut self, child: Self) {
        self.tidy();
        let own = rank(&child.name);
        let place = self.children.iter().rposition(|other| matches!(other, Content::Element(element) if rank(&element.name) < own));
        self.children.insert(place.map_or(0, |place| place + 1), Content::Element(child));
    }

    /// Puts an element behind all others.
    pub fn push(&mut self, child: Self) {
        self.children.push(Content::Element(child));
    }

    /// Puts the elements in order; what stands between them comes first.
    pub fn sort_by_key<K: Ord>(&mut self, key: impl Fn(&Self) -> K) {
        self.children.sort_by_key(|child| if let Content::Element(element) = child { Some(key(element)) } else { None });
    }

    /// Keeps the elements that `keep` says.
    pub fn retain(&mut self, mut keep: impl FnMut(&Self) -> bool) {
        let before = self.elements().count();
        self.children.retain(|child| if let Content::Element(element) = child { keep(element) } else { true });
        if self.elements().count() != before {
            self.tidy();
        }
    }

    /// Takes out white space between elements.
    pub fn tidy(&mut self) {
        if self.elements().next().is_some() && self.children.iter().all(|child| !matches!(child, Content::Text(text, _) if !text.trim().is_empty())) {
            self.children.retain(|child| !matches!(child, Content::Text(..)));
        }
    }

    /// Changes the extension elements, which are made where there are none and go when nothing is left.
    pub fn edit_extensions(&mut self, edit: impl FnOnce(&mut Self)) {
        let place = self.children.iter().position(|child| matches!(child, Content::Element(element) if element.is("extensionElements")));
        let mut element = match place.map(|place| self.children.remove(place)) {
            Some(Content::Element(element)) => element,
            _ => Self::new(&self.name.prefix, "extensionElements"),
        };
        edit(&mut element);
        if !element.children.is_empty() {
            self.insert(element);
        }
    }
}

fn located(attribute: &Attribute) -> Located<String> {
    match attribute.position {
        Some(position) => Located::at(attribute.value.clone(), position),
        None => Located::new(attribute.value.clone()),
    }
}

/// The place of the first character that is not white space.
fn within(text: &str, from: Position) -> Position {
    let (mut line, mut column) = (from.line(), from.column());
    for character in text.chars().take_while(|character| character.is_whitespace()) {
        if character == '\n' {
            (line, column) = (line.saturating_add(1), 1);
        } else {
            column = column.saturating_add(1);
        }
    }
    let length = text.trim().lines().next().map_or(1, |line| line.chars().count());
    Position::new(line, column, u32::try_from(length).unwrap_or(u32::MAX))
}

/// Where the schema of BPMN 2.0 wants an element among its siblings.
fn rank(name: &Name) -> u8 {
    if *name.namespace != *BPMN {
        // Diagrams stand behind everything of the model.
        return 40;
    }
    match name.local.as_str() {
        "documentation" => 0,
        "extensionElements" => 1,
        "auditing" | "import" => 2,
        "monitoring" | "extension" => 3,
        "categoryValueRef" | "eventDefinitionRef" => 4,
        "participant" => 5,
        "messageFlow" => 6,
        "incoming" => 7,
        "outgoing" => 8,
        "ioSpecification" | "dataOutput" | "dataInput" => 9,
        "property" => 10,
        "dataInputAssociation" | "dataOutputAssociation" | "inputSet" | "outputSet" => 11,
        "resourceRole" | "performer" | "humanPerformer" | "potentialOwner" => 12,
        "standardLoopCharacteristics" | "multiInstanceLoopCharacteristics" => 13,
        local if local.ends_with("EventDefinition") => 14,
        "conditionExpression" | "script" => 15,
        "laneSet" => 16,
        "message" | "signal" | "error" | "escalation" => 17,
        "association" | "group" | "textAnnotation" => 30,
        "relationship" => 41,
        _ => 20,
    }
}
