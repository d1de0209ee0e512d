//! Taking objects of a YAML or JSON file apart, member by member, with everything that is wrong in them.

use indexmap::IndexMap;
use serde_json::{Number, Value as Json};

use super::report::Report;
use crate::{
    diagnostic::{Code, shown},
    document::{Located, Node, Position, Value},
};

/// Members of an object that have no field, in the order of the file.
pub type Members = IndexMap<String, Json>;

/// One object of a file; members are taken out one after the other, and what is left goes along as it is.
pub(super) struct Object<'node, 'text> {
    entries: &'node [(Node<'text>, Node<'text>)],
    taken: Vec<&'static str>,
    /// Names that the format knows: those that were asked for.
    asked: Vec<&'static str>,
    /// What the object is, for messages.
    what: &'static str,
    pub(super) position: Position,
}

impl<'node, 'text> Object<'node, 'text> {
    /// The node as an object; anything else is reported.
    pub(super) fn of(node: &'node Node<'text>, what: &'static str, report: &mut Report<'_>) -> Option<Self> {
        if let Value::Mapping(entries) = &node.value {
            return Some(Self { entries, taken: Vec::new(), asked: Vec::new(), what, position: node.position });
        }
        report.error(Code::WrongType, format!("{what} must be a mapping, found {}", node.describe()), node.position, "write `key: value` pairs");
        None
    }

    /// A member, not taken.
    pub(super) fn peek(&self, name: &str) -> Option<&'node Node<'text>> {
        self.entries.iter().find(|(key, _)| key.text() == Some(name)).map(|(_, value)| value)
    }

    /// Marks a member as read.
    pub(super) fn take(&mut self, name: &'static str) -> Option<&'node Node<'text>> {
        let found = self.peek(name);
        if found.is_some() {
            self.taken.push(name);
        }
        found
    }

    /// A text or number as it was written; one that is null is left among the rest, anything else is reported as well.
    pub(super) fn text(&mut self, name: &'static str, report: &mut Report<'_>) -> Option<Located<String>> {
        self.asked.push(name);
        let node = self.peek(name)?;
        if node.is_null() {
            return None;
        }
        let Some(text) = node.text() else {
            self.wrong(name, "text", node, report);
            return None;
        };
        self.taken.push(name);
        Some(Located::at(text.to_owned(), node.position))
    }

    /// A text that must be there.
    pub(super) fn need(&mut self, name: &'static str, report: &mut Report<'_>) -> Option<Located<String>> {
        let found = self.text(name, report).filter(|text| !text.trim().is_empty());
        if found.is_none() && self.peek(name).is_none_or(|node| node.text().is_some()) {
            self.lacks(name, report);
        }
        found
    }

    /// Reports a member that is not there.
    pub(super) fn lacks(&self, name: &str, report: &mut Report<'_>) {
        let place = self.peek(name).map_or(self.position, |node| node.position);
        report.error(Code::MissingKey, format!("{} has no `{name}`", self.what), place, &format!("add `{name}`"));
    }

    /// The items of a list, or the one object that stands in its place; anything else is reported and left.
    pub(super) fn list(&mut self, name: &'static str, report: &mut Report<'_>) -> &'node [Node<'text>] {
        self.asked.push(name);
        let Some(node) = self.peek(name) else { return &[] };
        match &node.value {
            Value::Sequence(items) => {
                self.taken.push(name);
                items
            }
            Value::Mapping(_) => {
                self.taken.push(name);
                std::slice::from_ref(node)
            }
            Value::Scalar { .. } => {
                self.wrong(name, "a list", node, report);
                &[]
            }
        }
    }

    /// An object inside this one; anything else is reported and left.
    pub(super) fn object(&mut self, name: &'static str, what: &'static str, report: &mut Report<'_>) -> Option<Object<'node, 'text>> {
        self.asked.push(name);
        let node = self.peek(name)?;
        let object = Object::of(node, what, report)?;
        self.taken.push(name);
        Some(object)
    }

    fn wrong(&self, name: &str, wanted: &str, node: &Node<'_>, report: &mut Report<'_>) {
        let message = format!("`{name}` of {} must be {wanted}, found {}", self.what, node.describe());
        report.error(Code::WrongType, message, node.position, "it was kept as it is and not read");
    }

    /// What was not taken. Members that are not in `known` are reported as unknown; all are kept.
    pub(super) fn rest(self, known: &[&str], report: &mut Report<'_>) -> Members {
        let mut rest = Members::new();
        for (key, value) in self.entries {
            let Some(name) = key.text() else { continue };
            if self.taken.contains(&name) || rest.contains_key(name) {
                continue;
            }
            if !known.contains(&name) && !self.asked.contains(&name) {
                let message = format!("`{}` is not a member of {}", shown(name), self.what);
                report.warning(Code::UnknownKey, message, key.position, "it is kept as it is");
            }
            rest.insert(name.to_owned(), json(value, report.is_json()));
        }
        rest
    }
}

/// A node as JSON; recursion is bounded by the depth limit of the parser.
///
/// In YAML a plain scalar is a number only where the number prints as it was written, so that `5.10` stays itself.
pub(super) fn json(node: &Node<'_>, plain_json: bool) -> Json {
    match &node.value {
        Value::Scalar { .. } if node.is_null() => Json::Null,
        Value::Scalar { text, plain: true } => match text.as_ref() {
            "true" => Json::Bool(true),
            "false" => Json::Bool(false),
            text => number(text).filter(|number| plain_json || number.to_string() == text).map_or_else(|| text.into(), Json::Number),
        },
        Value::Scalar { text, .. } => text.as_ref().into(),
        Value::Sequence(items) => items.iter().map(|item| json(item, plain_json)).collect(),
        Value::Mapping(entries) => {
            let mut object = serde_json::Map::new();
            for (key, value) in entries {
                object.entry(key.text().unwrap_or_default()).or_insert_with(|| json(value, plain_json));
            }
            Json::Object(object)
        }
    }
}

/// A JSON number.
pub(super) fn number(text: &str) -> Option<Number> {
    let first = text.chars().next()?;
    if first == '-' || first.is_ascii_digit() { serde_json::from_str(text).ok() } else { None }
}
