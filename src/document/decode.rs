//! From tree to Rust type, through `serde`.

use std::fmt;

use serde::de::{
    self, DeserializeOwned, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess, Visitor, value::StringDeserializer,
};

use super::{Document, Node, Position, Value, located::LOCATED};
use crate::diagnostic::{Code, Diagnostic};

impl Document<'_> {
    /// Turns the tree into a value, stopping at the first thing that does not fit.
    ///
    /// Use [`Document::shape`] to collect everything that does not fit.
    ///
    /// # Errors
    /// A finding with the place of the value that does not fit.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, Box<Diagnostic>> {
        T::deserialize(Reader { node: &self.root }).map_err(|error| {
            let position = error.position.unwrap_or(self.root.position);
            Diagnostic::error(Code::WrongType, error.message).located(self.file, position).boxed()
        })
    }
}

/// Why a tree did not fit, and where.
#[derive(Debug)]
struct DecodeError {
    message: String,
    position: Option<Position>,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for DecodeError {}

impl de::Error for DecodeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { message: message.to_string(), position: None }
    }
}

impl DecodeError {
    fn at(mut self, position: Position) -> Self {
        self.position.get_or_insert(position);
        self
    }
}

#[derive(Clone, Copy)]
struct Reader<'node, 'text> {
    node: &'node Node<'text>,
}

impl<'node, 'text> Reader<'node, 'text> {
    fn scalar(self, wanted: &str) -> Result<&'node str, DecodeError> {
        self.node.text().ok_or_else(|| self.wrong(wanted))
    }

    fn wrong(self, wanted: &str) -> DecodeError {
        DecodeError { message: format!("expected {wanted}, found {}", self.node.describe()), position: Some(self.node.position) }
    }

    fn parse<T: std::str::FromStr>(self, wanted: &str) -> Result<T, DecodeError> {
        let text = self.scalar(wanted)?;
        text.parse().map_err(|_| DecodeError { message: format!("expected {wanted}, found `{text}`"), position: Some(self.node.position) })
    }

    fn entries(self) -> Result<&'node [(Node<'text>, Node<'text>)], DecodeError> {
        match &self.node.value {
            Value::Mapping(entries) => Ok(entries),
            Value::Scalar { .. } if self.node.is_null() => Ok(&[]),
            Value::Scalar { .. } | Value::Sequence(_) => Err(self.wrong("a mapping")),
        }
    }

    fn items(self) -> Result<&'node [Node<'text>], DecodeError> {
        match &self.node.value {
            Value::Sequence(items) => Ok(items),
            Value::Scalar { .. } if self.node.is_null() => Ok(&[]),
            Value::Scalar { .. } | Value::Mapping(_) => Err(self.wrong("a list")),
        }
    }
}

macro_rules! numbers {
    ($($method:ident $visit:ident $type:ty,)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
            visitor.$visit(self.parse::<$type>("a number")?).map_err(|error: DecodeError| error.at(self.node.position))
        })*
    };
}

impl<'de> Deserializer<'de> for Reader<'_, '_> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match &self.node.value {
            Value::Sequence(_) => self.deserialize_seq(visitor),
            Value::Mapping(_) => self.deserialize_map(visitor),
            Value::Scalar { text, plain } => {
                let visited = match text.as_ref() {
                    _ if self.node.is_null() => visitor.visit_unit(),
                    "true" if *plain => visitor.visit_bool(true),
                    "false" if *plain => visitor.visit_bool(false),
                    text if *plain && text.parse::<i64>().is_ok() => visitor.visit_i64(text.parse().unwrap_or_default()),
                    text => visitor.visit_str(text),
                };
                visited.map_err(|error: DecodeError| error.at(self.node.position))
            }
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_bool(self.parse("`true` or `false`")?)
    }

    numbers! {
        deserialize_i8 visit_i8 i8,
        deserialize_i16 visit_i16 i16,
        deserialize_i32 visit_i32 i32,
        deserialize_i64 visit_i64 i64,
        deserialize_u8 visit_u8 u8,
        deserialize_u16 visit_u16 u16,
        deserialize_u32 visit_u32 u32,
        deserialize_u64 visit_u64 u64,
        deserialize_f32 visit_f32 f32,
        deserialize_f64 visit_f64 f64,
        deserialize_char visit_char char,
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        if self.node.is_null() {
            return Err(self.wrong("text"));
        }
        visitor.visit_str(self.scalar("text")?).map_err(|error: DecodeError| error.at(self.node.position))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_str(self.scalar("a key")?).map_err(|error: DecodeError| error.at(self.node.position))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        if self.node.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        if self.node.is_null() { visitor.visit_unit() } else { Err(self.wrong("nothing")) }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, DecodeError> {
        if name == LOCATED { visitor.visit_seq(LocatedParts { reader: self, part: 0 }) } else { visitor.visit_newtype_struct(self) }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_seq(Items { items: self.items()?.iter() }).map_err(|error| error.at(self.node.position))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(self, _: &'static str, _: usize, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_map(Entries { entries: self.entries()?.iter(), value: None }).map_err(|error| error.at(self.node.position))
    }

    fn deserialize_struct<V: Visitor<'de>>(self, _: &'static str, _: &'static [&'static str], visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(self, _: &'static str, _: &'static [&'static str], visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_enum(Word { reader: self }).map_err(|error| error.at(self.node.position))
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, _: V) -> Result<V::Value, DecodeError> {
        Err(self.wrong("text"))
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, _: V) -> Result<V::Value, DecodeError> {
        Err(self.wrong("text"))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_unit()
    }
}

struct Items<'node, 'text> {
    items: std::slice::Iter<'node, Node<'text>>,
}

impl<'de> SeqAccess<'de> for Items<'_, '_> {
    type Error = DecodeError;

    fn next_element_seed<T: de::DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, DecodeError> {
        self.items.next().map(|node| seed.deserialize(Reader { node })).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

struct Entries<'node, 'text> {
    entries: std::slice::Iter<'node, (Node<'text>, Node<'text>)>,
    value: Option<&'node Node<'text>>,
}

impl<'de> MapAccess<'de> for Entries<'_, '_> {
    type Error = DecodeError;

    fn next_key_seed<K: de::DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, DecodeError> {
        let Some((key, value)) = self.entries.next() else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(Reader { node: key }).map(Some)
    }

    fn next_value_seed<V: de::DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, DecodeError> {
        let node = self.value.take().ok_or_else(|| de::Error::custom("a value was asked for before its key"))?;
        seed.deserialize(Reader { node })
    }
}

/// The four parts of a [`super::Located`]: line, column, length, value.
struct LocatedParts<'node, 'text> {
    reader: Reader<'node, 'text>,
    part: u8,
}

impl<'de> SeqAccess<'de> for LocatedParts<'_, '_> {
    type Error = DecodeError;

    fn next_element_seed<T: de::DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, DecodeError> {
        let position = self.reader.node.position;
        self.part = self.part.saturating_add(1);
        match self.part {
            1 => seed.deserialize(position.line().into_deserializer()).map(Some),
            2 => seed.deserialize(position.column().into_deserializer()).map(Some),
            3 => seed.deserialize(position.length().into_deserializer()).map(Some),
            4 => seed.deserialize(self.reader).map(Some),
            _ => Ok(None),
        }
    }
}

/// A word of a closed vocabulary.
struct Word<'node, 'text> {
    reader: Reader<'node, 'text>,
}

impl<'de> EnumAccess<'de> for Word<'_, '_> {
    type Error = DecodeError;
    type Variant = UnitOnly;

    fn variant_seed<V: de::DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, UnitOnly), DecodeError> {
        let text = self.reader.scalar("a word")?.to_owned();
        let word: StringDeserializer<DecodeError> = text.into_deserializer();
        seed.deserialize(word).map(|variant| (variant, UnitOnly)).map_err(|error| error.at(self.reader.node.position))
    }
}

/// Variants without content: file formats use no others.
struct UnitOnly;

impl<'de> VariantAccess<'de> for UnitOnly {
    type Error = DecodeError;

    fn unit_variant(self) -> Result<(), DecodeError> {
        Ok(())
    }

    fn newtype_variant_seed<T: de::DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, DecodeError> {
        Err(de::Error::custom("expected a word alone"))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, DecodeError> {
        Err(de::Error::custom("expected a word alone"))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, DecodeError> {
        Err(de::Error::custom("expected a word alone"))
    }
}
