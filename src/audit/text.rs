//! Texts that may be personal, and what is left of them when they are taken out.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de};

use super::Salt;
use crate::digest::Digest;

/// A text that may be personal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Text {
    /// One that is not.
    Plain(String),
    /// One that can be taken out later.
    Personal(PersonalText),
    /// One that was taken out.
    Redacted(RedactedText),
}

/// A personal text with its salt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PersonalText {
    /// Random bytes, so that nobody finds out a text that was taken out by trying likely ones.
    pub salt: Salt,
    /// The text.
    pub value: String,
}

/// What is left of a personal text that was taken out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RedactedText {
    /// The SHA-256 of the salt and the text.
    pub redacted: Digest,
}

impl Text {
    /// The text, where it was not taken out.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        match self {
            Self::Plain(value) => Some(value),
            Self::Personal(personal) => Some(&personal.value),
            Self::Redacted(_) => None,
        }
    }

    /// What stands for a personal text in the hash; a text that is not personal stands for itself.
    pub(super) fn sealed(&self) -> Option<RedactedText> {
        match self {
            Self::Plain(_) => None,
            Self::Personal(personal) => Some(personal.redacted()),
            Self::Redacted(redacted) => Some(redacted.clone()),
        }
    }

    /// Takes it out when it is personal; true when there was something to take out.
    pub(super) fn redact(&mut self) -> bool {
        let Self::Personal(personal) = self else { return false };
        *self = Self::Redacted(personal.redacted());
        true
    }
}

impl PersonalText {
    /// What is left when it is taken out.
    fn redacted(&self) -> RedactedText {
        RedactedText { redacted: Digest::of_pieces([self.salt.bytes().as_slice(), self.value.as_bytes()]) }
    }
}

/// What a text may be, for the messages of the parser.
const FORMS: &str = "a text, {\"salt\", \"value\"} or {\"redacted\"}";

impl<'de> Deserialize<'de> for Text {
    /// Written by hand: the derived one of an untagged enum holds whatever comes in memory first, and says of what does not
    /// fit only that it does not.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> de::Visitor<'de> for TextVisitor {
    type Value = Text;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(FORMS)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Text, E> {
        Ok(Text::Plain(text.to_owned()))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Text, E> {
        Ok(Text::Plain(text))
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Text, A::Error> {
        let (mut salt, mut value, mut redacted): (Option<Salt>, Option<String>, Option<Digest>) = (None, None, None);
        while let Some(key) = map.next_key::<Key>()? {
            match key {
                Key::Salt => once(&mut salt, map.next_value()?, "salt")?,
                Key::Value => once(&mut value, map.next_value()?, "value")?,
                Key::Redacted => once(&mut redacted, map.next_value()?, "redacted")?,
            }
        }
        match (salt, value, redacted) {
            (Some(salt), Some(value), None) => Ok(Text::Personal(PersonalText { salt, value })),
            (None, None, Some(redacted)) => Ok(Text::Redacted(RedactedText { redacted })),
            _ => Err(de::Error::custom(format_args!("a text is {FORMS}"))),
        }
    }
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum Key {
    Salt,
    Value,
    Redacted,
}

fn once<T, E: de::Error>(slot: &mut Option<T>, value: T, name: &'static str) -> Result<(), E> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(E::duplicate_field(name)),
    }
}
