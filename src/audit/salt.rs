//! Random bytes that keep personal texts from being found out by trying.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::digest::{hex, hex_in, unhex};

/// Sixteen random bytes, written as 32 hexadecimal digits in lower case.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Salt([u8; 16]);

impl Salt {
    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl From<[u8; 16]> for Salt {
    fn from(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for Salt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Salt({})", hex(&self.0))
    }
}

impl Serialize for Salt {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut text = [0; 32];
        serializer.serialize_str(hex_in(&self.0, &mut text))
    }
}

impl<'de> Deserialize<'de> for Salt {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        unhex(&text).map(Self).ok_or_else(|| de::Error::custom("a salt has 32 hexadecimal digits in lower case"))
    }
}

impl JsonSchema for Salt {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Salt".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": "^[0-9a-f]{32}$", "description": "Random bytes in hexadecimal digits."})
    }
}

/// Where salts come from.
#[derive(Debug, Default)]
pub enum Salts {
    /// The random numbers of the operating system.
    #[default]
    System,
    /// Numbers that follow each other, for tests and for benches only: whoever knows them can try texts.
    Counting(u128),
}

impl Salts {
    /// The next one.
    ///
    /// # Errors
    /// When the operating system gives no random numbers.
    pub fn next_salt(&mut self) -> Result<Salt, String> {
        match self {
            Self::System => {
                let mut bytes = [0; 16];
                fill(&mut bytes)?;
                Ok(Salt(bytes))
            }
            Self::Counting(number) => {
                *number = number.wrapping_add(1);
                Ok(Salt(number.to_be_bytes()))
            }
        }
    }
}

/// The salts of one append, drawn several at once: a call of the operating system takes as long as a hash. It lives no
/// longer than the append, so that a program that forks never has the same salts twice.
pub(crate) struct Draw<'salts> {
    salts: &'salts mut Salts,
    bytes: Vec<u8>,
    used: usize,
}

/// How many salts are drawn at once, at most.
const AT_ONCE: usize = 64;

impl<'salts> Draw<'salts> {
    /// The salts of an append of some entries.
    pub(crate) fn new(salts: &'salts mut Salts, entries: usize) -> Self {
        // Two to an entry: mostly an actor and a reason.
        let salts_at_once = entries.saturating_mul(2).clamp(1, AT_ONCE);
        let bytes = vec![0; salts_at_once * 16];
        Self { salts, used: bytes.len(), bytes }
    }

    /// The next one, as [`Salts::next_salt`].
    pub(crate) fn next_salt(&mut self) -> Result<Salt, String> {
        if !matches!(self.salts, Salts::System) {
            return self.salts.next_salt();
        }
        if self.used >= self.bytes.len() {
            fill(&mut self.bytes)?;
            self.used = 0;
        }
        let salt = self.bytes.get(self.used..).and_then(|rest| rest.first_chunk::<16>());
        self.used += 16;
        salt.map(|salt| Salt(*salt)).ok_or_else(|| "there are no random numbers left".to_owned())
    }
}

/// Fills with random numbers of the operating system.
fn fill(bytes: &mut [u8]) -> Result<(), String> {
    getrandom::fill(bytes).map_err(|error| format!("the operating system gives no random numbers: {error}"))
}
