//! A YAML or JSON file as a tree that knows where everything stands and keeps every scalar as it was written.
//!
//! One parse serves both checking and loading: [`parse`] makes a [`Document`], [`Document::decode`] turns it into a
//! Rust type through `serde`, and [`Document::shape`] holds it against the type's own JSON Schema and collects all
//! unknown keys, wrong types and missing fields.

mod decode;
mod lines;
mod located;
mod parse;
mod position;
mod read;
mod scalar;
mod shape;
mod vocabulary;
pub(crate) mod xml;

pub(crate) use lines::lines;
pub use located::Located;
pub use parse::parse;
pub use position::Position;
pub use read::{read, unsupported};
pub(crate) use scalar::scalar;
pub use shape::Shape;
pub(crate) use vocabulary::vocabulary;

use std::borrow::Cow;

use crate::source::FileText;

/// One value of a document and where it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node<'text> {
    /// Where the value begins.
    pub position: Position,
    /// The value.
    pub value: Value<'text>,
}

/// What a node holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'text> {
    /// A scalar as it was written: `3.10` and `no` stay text until a type asks for something else.
    Scalar {
        /// The text, quotes and escapes undone.
        text: Cow<'text, str>,
        /// Whether it was written without quotes, so that it may stand for a number, a truth value or nothing.
        plain: bool,
    },
    /// A list.
    Sequence(Vec<Node<'text>>),
    /// Keys and values in the order of the file.
    Mapping(Vec<(Node<'text>, Node<'text>)>),
}

impl<'text> Node<'text> {
    /// The same tree with texts of its own; recursion is bounded by the depth of the document.
    fn into_owned(self) -> Node<'static> {
        let value = match self.value {
            Value::Scalar { text, plain } => Value::Scalar { text: Cow::Owned(text.into_owned()), plain },
            Value::Sequence(items) => Value::Sequence(items.into_iter().map(Node::into_owned).collect()),
            Value::Mapping(entries) => Value::Mapping(entries.into_iter().map(|(key, value)| (key.into_owned(), value.into_owned())).collect()),
        };
        Node { position: self.position, value }
    }

    /// The text of a scalar.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text),
            Value::Sequence(_) | Value::Mapping(_) => None,
        }
    }

    /// Whether the node is a plain scalar that stands for nothing: empty, `~` or `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(&self.value, Value::Scalar { text, plain: true } if matches!(text.as_ref(), "" | "~" | "null" | "Null" | "NULL"))
    }

    /// The value of `key`, when this is a mapping that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node<'text>> {
        match &self.value {
            Value::Mapping(entries) => entries.iter().find(|(name, _)| name.text() == Some(key)).map(|(_, value)| value),
            Value::Scalar { .. } | Value::Sequence(_) => None,
        }
    }

    /// What the value is, in words for messages.
    #[must_use]
    pub fn describe(&self) -> &'static str {
        match &self.value {
            Value::Scalar { .. } if self.is_null() => "nothing",
            Value::Scalar { .. } => "text",
            Value::Sequence(_) => "a list",
            Value::Mapping(_) => "a mapping",
        }
    }
}

/// A parsed file.
#[derive(Clone, Debug)]
pub struct Document<'text> {
    /// The file, for names and excerpts.
    pub file: &'text FileText,
    /// The outermost value.
    pub root: Node<'text>,
}
