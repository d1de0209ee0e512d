//! Attributes of logs, cases and events: a key, a typed value, and attributes of the attribute itself.

use std::{borrow::Cow, fmt};

use jiff::Timestamp;
use strum::{Display, EnumIter, EnumString, IntoStaticStr};

/// The type of a value; the words are the element names of XES.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Display, EnumString, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Kind {
    /// A text.
    #[strum(serialize = "string")]
    Text,
    /// A text that names one thing and nothing else, in XES a UUID.
    Id,
    /// A whole number.
    Int,
    /// A binary floating point number.
    Float,
    /// True or false.
    #[strum(serialize = "boolean")]
    Bool,
    /// A point in time.
    #[strum(serialize = "date")]
    Instant,
    /// Attributes in an order.
    List,
    /// Attributes without an order: the children.
    Container,
}

impl Kind {
    /// The name of the XES element.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// A value as it is read from a log, or handed to a [`LogBuilder`](super::LogBuilder).
#[derive(Clone, Copy, Debug)]
pub enum Value<'log> {
    /// A text.
    Text(&'log str),
    /// A text that names one thing.
    Id(&'log str),
    /// A whole number.
    Int(i64),
    /// A floating point number; equal when all bits are.
    Float(f64),
    /// True or false.
    Bool(bool),
    /// A point in time.
    Instant(Timestamp),
    /// Attributes in an order.
    List(&'log [Attribute]),
    /// The children are the content.
    Container,
}

impl<'log> Value<'log> {
    /// Its type.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            Self::Text(_) => Kind::Text,
            Self::Id(_) => Kind::Id,
            Self::Int(_) => Kind::Int,
            Self::Float(_) => Kind::Float,
            Self::Bool(_) => Kind::Bool,
            Self::Instant(_) => Kind::Instant,
            Self::List(_) => Kind::List,
            Self::Container => Kind::Container,
        }
    }

    /// The text of a text or an id.
    #[must_use]
    pub fn as_text(self) -> Option<&'log str> {
        match self {
            Self::Text(text) | Self::Id(text) => Some(text),
            _ => None,
        }
    }

    /// The point in time.
    #[must_use]
    pub fn as_instant(self) -> Option<Timestamp> {
        if let Self::Instant(instant) = self { Some(instant) } else { None }
    }

    /// The value as people read it; allocates nothing for texts.
    #[must_use]
    pub fn shown(self) -> Cow<'log, str> {
        self.as_text().map_or_else(|| Cow::Owned(self.to_string()), Cow::Borrowed)
    }
}

/// As XES writes values: numbers and `true` plainly, floating point with as many digits as give the same number again,
/// instants in UTC; a list shows its values between brackets, a container is empty.
impl fmt::Display for Value<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) | Self::Id(text) => formatter.write_str(text),
            Self::Int(number) => number.fmt(formatter),
            Self::Float(number) if number.is_nan() => formatter.write_str("NaN"),
            Self::Float(number) if number.is_infinite() => formatter.write_str(if *number > 0.0 { "INF" } else { "-INF" }),
            // Plain digits of a very large or small number are hundreds of signs.
            Self::Float(number) if *number != 0.0 && !(1e-5..1e17).contains(&number.abs()) => write!(formatter, "{number:e}"),
            Self::Float(number) => write!(formatter, "{number:?}"),
            Self::Bool(truth) => truth.fmt(formatter),
            Self::Instant(instant) => instant.fmt(formatter),
            Self::List(items) => {
                formatter.write_str("[")?;
                for (index, item) in items.iter().enumerate() {
                    write!(formatter, "{}{}={}", if index > 0 { ", " } else { "" }, item.key, item.value.view())?;
                }
                formatter.write_str("]")
            }
            Self::Container => Ok(()),
        }
    }
}

impl PartialEq for Value<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(one), Self::Text(two)) | (Self::Id(one), Self::Id(two)) => one == two,
            (Self::Int(one), Self::Int(two)) => one == two,
            (Self::Float(one), Self::Float(two)) => one.to_bits() == two.to_bits(),
            (Self::Bool(one), Self::Bool(two)) => one == two,
            (Self::Instant(one), Self::Instant(two)) => one == two,
            (Self::List(one), Self::List(two)) => one == two,
            (Self::Container, Self::Container) => true,
            _ => false,
        }
    }
}

impl Eq for Value<'_> {}

impl<'text> From<&'text str> for Value<'text> {
    fn from(text: &'text str) -> Self {
        Self::Text(text)
    }
}

impl<'text> From<&'text String> for Value<'text> {
    fn from(text: &'text String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<f64> for Value<'_> {
    fn from(number: f64) -> Self {
        Self::Float(number)
    }
}

impl From<bool> for Value<'_> {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<Timestamp> for Value<'_> {
    fn from(instant: Timestamp) -> Self {
        Self::Instant(instant)
    }
}

/// A value that owns what it holds.
#[derive(Clone, Debug)]
pub enum AttributeValue {
    /// A text.
    Text(String),
    /// A text that names one thing.
    Id(String),
    /// A whole number.
    Int(i64),
    /// A floating point number; equal when all bits are.
    Float(f64),
    /// True or false.
    Bool(bool),
    /// A point in time.
    Instant(Timestamp),
    /// Attributes in an order.
    List(Vec<Attribute>),
    /// The children are the content.
    Container,
}

impl AttributeValue {
    /// The value, borrowed.
    #[must_use]
    pub fn view(&self) -> Value<'_> {
        match self {
            Self::Text(text) => Value::Text(text),
            Self::Id(text) => Value::Id(text),
            Self::Int(number) => Value::Int(*number),
            Self::Float(number) => Value::Float(*number),
            Self::Bool(truth) => Value::Bool(*truth),
            Self::Instant(instant) => Value::Instant(*instant),
            Self::List(items) => Value::List(items),
            Self::Container => Value::Container,
        }
    }
}

impl PartialEq for AttributeValue {
    fn eq(&self, other: &Self) -> bool {
        self.view() == other.view()
    }
}

impl Eq for AttributeValue {}

impl From<Value<'_>> for AttributeValue {
    fn from(value: Value<'_>) -> Self {
        match value {
            Value::Text(text) => Self::Text(text.to_owned()),
            Value::Id(text) => Self::Id(text.to_owned()),
            Value::Int(number) => Self::Int(number),
            Value::Float(number) => Self::Float(number),
            Value::Bool(truth) => Self::Bool(truth),
            Value::Instant(instant) => Self::Instant(instant),
            Value::List(items) => Self::List(items.to_vec()),
            Value::Container => Self::Container,
        }
    }
}

/// An attribute that owns what it holds: one of the log itself, a default, or one inside another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its key, such as `concept:name`.
    pub key: String,
    /// Its value.
    pub value: AttributeValue,
    /// Attributes of the attribute; the content of a container.
    pub children: Vec<Self>,
}

impl Attribute {
    /// An attribute without children.
    #[must_use]
    pub fn new<'text>(key: impl Into<String>, value: impl Into<Value<'text>>) -> Self {
        Self { key: key.into(), value: value.into().into(), children: Vec::new() }
    }

    /// The same with children.
    #[must_use]
    pub fn with_children(mut self, children: Vec<Self>) -> Self {
        self.children = children;
        self
    }

    /// The number of attributes in the tree, this one included, when it is at most `depth` levels deep. Linear.
    pub(super) fn measure(&self, depth: usize) -> Option<usize> {
        let below = depth.checked_sub(1)?;
        let items = if let AttributeValue::List(items) = &self.value { items.as_slice() } else { &[] };
        self.children.iter().chain(items).try_fold(1_usize, |sum, child| Some(sum.saturating_add(child.measure(below)?)))
    }
}
