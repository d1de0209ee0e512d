//! Values of fields, and how files and JSON write them.

use std::{borrow::Cow, fmt};

use jiff::{SignedDuration, Timestamp};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{Decimal, FieldType};

/// The value of a field.
///
/// In JSON and YAML a value is written plainly: `true`, `3`, texts, lists, `null`; decimals, instants and durations as
/// texts (`"12.5"`, `"2026-01-31T09:00:00Z"`, `"PT8H"`), so that no digit is lost. Such a text comes back as
/// [`Value::Text`]; [`Field::accept`](super::Field::accept) gives it the type that the field declares.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Value {
    /// Not filled.
    #[default]
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A decimal number, exact.
    Decimal(Decimal),
    /// A text, and the word of an enum.
    Text(String),
    /// A point in time.
    Instant(Timestamp),
    /// A length of time.
    Duration(SignedDuration),
    /// Values of one type, none of them null.
    List(Vec<Value>),
}

/// A text or value that is not one of the type that was expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{found} is not {expected}{}", help.as_deref().map(|help| format!("; {help}")).unwrap_or_default())]
pub struct ValueError {
    /// What was found, in backticks.
    pub found: String,
    /// What was expected, with its article.
    pub expected: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// Longest text that a message quotes.
const LONGEST_QUOTE: usize = 60;

/// A text in backticks, cut when it is long.
pub(super) fn quoted(text: &str) -> String {
    let mut characters = text.chars();
    let mut start: String = characters.by_ref().take(LONGEST_QUOTE).collect();
    if characters.next().is_some() {
        start.push('…');
    }
    format!("`{start}`")
}

impl ValueError {
    pub(super) fn new(found: &str, expected: impl Into<String>, help: Option<String>) -> Self {
        Self { found: quoted(found), expected: expected.into(), help }
    }
}

impl Value {
    /// Reads a text as a value of a type; enums and lists are texts here, see [`Field::parse`](super::Field::parse).
    ///
    /// # Errors
    /// When the text is not one of that type; the error says how it is written.
    pub fn parse(text: &str, kind: FieldType) -> Result<Self, ValueError> {
        let wrong = |help: &str| ValueError::new(text, kind.described(), (!help.is_empty()).then(|| help.to_owned()));
        match kind {
            FieldType::Bool => text.parse().map(Self::Bool).map_err(|_| wrong("write `true` or `false`")),
            FieldType::Int => text.parse().map(Self::Int).map_err(|_| wrong("")),
            FieldType::Decimal => text.parse().map(Self::Decimal).map_err(|_| wrong("write it like `12.5`")),
            FieldType::Instant => text.parse().map(Self::Instant).map_err(|_| wrong("write it like `2026-01-31T09:00:00Z`, with an offset")),
            FieldType::Duration => {
                text.parse().map(Self::Duration).map_err(|_| wrong("write it like `PT8H30M`; days, months and years have no fixed length"))
            }
            FieldType::String | FieldType::Enum | FieldType::List => Ok(Self::Text(text.to_owned())),
        }
    }

    /// Whether there is a value; an empty text or list is one.
    #[must_use]
    pub fn is_filled(&self) -> bool {
        !matches!(self, Self::Null)
    }

    /// The name of the type, for messages.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Decimal(_) => "decimal",
            Self::Text(_) => "string",
            Self::Instant(_) => "instant",
            Self::Duration(_) => "duration",
            Self::List(_) => "list",
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => formatter.write_str("null"),
            Self::Bool(value) => value.fmt(formatter),
            Self::Int(value) => value.fmt(formatter),
            Self::Decimal(value) => value.fmt(formatter),
            Self::Text(value) => value.fmt(formatter),
            Self::Instant(value) => value.fmt(formatter),
            Self::Duration(value) => value.fmt(formatter),
            Self::List(items) => {
                for (place, item) in items.iter().enumerate() {
                    let before = if place == 0 { "" } else { ", " };
                    write!(formatter, "{before}{item}")?;
                }
                Ok(())
            }
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<Decimal> for Value {
    fn from(value: Decimal) -> Self {
        Self::Decimal(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<Timestamp> for Value {
    fn from(value: Timestamp) -> Self {
        Self::Instant(value)
    }
}

impl From<SignedDuration> for Value {
    fn from(value: SignedDuration) -> Self {
        Self::Duration(value)
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Int(value) => serializer.serialize_i64(*value),
            Self::Text(value) => serializer.serialize_str(value),
            Self::Decimal(_) | Self::Instant(_) | Self::Duration(_) => serializer.collect_str(self),
            Self::List(items) => items.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Visitor)
    }
}

struct Visitor;

impl<'de> de::Visitor<'de> for Visitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("true, false, a number, a text, a list or null")
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Int(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        i64::try_from(value).map(Value::Int).map_err(|_| E::custom(format_args!("the whole number {value} is too large")))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        // A binary number keeps 15 decimal digits for sure; its shortest form with no more digits is what was written.
        let text = value.to_string();
        let digits = text.trim_start_matches(['-', '0', '.']).bytes().filter(u8::is_ascii_digit).count();
        let number = (digits <= 15).then(|| text.parse().ok()).flatten();
        number.map(Value::Decimal).ok_or_else(|| E::custom(format_args!("the number {value} may have lost digits; write it as a text in quotes")))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<Value, E> {
        Ok(Value::Text(value))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        Value::deserialize(deserializer)
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, mut parts: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = parts.next_element()? {
            items.push(item);
        }
        Ok(Value::List(items))
    }
}

impl JsonSchema for Value {
    fn schema_name() -> Cow<'static, str> {
        "Value".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The value of a field; decimals, instants and durations are written as texts.",
            "type": ["boolean", "number", "string", "array", "null"],
        })
    }
}
