//! States and events as enums: what all of them have in common.

use std::{fmt, str::FromStr};

use serde::{Deserializer, de};

use crate::diagnostic::nearest;

/// A state or an event of a typed lifecycle: a small enum in the order of the lifecycle's table.
///
/// Text forms (serde, `Display`, `FromStr`, strum) are the ids of the definition.
pub trait Name: Copy + Eq + fmt::Debug + FromStr<Err = UnknownName> + Send + Sync + 'static {
    /// What it names, `state` or `event`.
    const WHAT: &'static str;
    /// All of them, in the order of the table.
    const ALL: &'static [Self];
    /// The first of the table.
    const FIRST: Self;

    /// The id in the definition.
    fn id(self) -> &'static str;

    /// The place in the table.
    fn place(self) -> u16;

    /// The one at a place of the table.
    #[must_use]
    fn at(place: usize) -> Option<Self> {
        Self::ALL.get(place).copied()
    }
}

/// A text that is the id of no state or event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName {
    what: &'static str,
    text: String,
    near: Option<&'static str>,
}

impl fmt::Display for UnknownName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "there is no {} `{}`", self.what, self.text)?;
        self.near.map_or(Ok(()), |near| write!(formatter, "; did you mean `{near}`?"))
    }
}

impl std::error::Error for UnknownName {}

/// The name of an id. Linear in the names.
pub(super) fn parse<N: Name>(text: &str) -> Result<N, UnknownName> {
    let found = N::ALL.iter().find(|name| name.id() == text);
    let near = || nearest(text, N::ALL.iter().map(|name| name.id()));
    found.copied().ok_or_else(|| UnknownName { what: N::WHAT, text: text.to_owned(), near: near() })
}

/// Reads a name by its id.
pub(super) fn deserialize<'de, N: Name, D: Deserializer<'de>>(deserializer: D) -> Result<N, D::Error> {
    struct Visitor<N>(std::marker::PhantomData<N>);

    impl<N: Name> de::Visitor<'_> for Visitor<N> {
        type Value = N;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(formatter, "the id of a {}", N::WHAT)
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<N, E> {
            parse(text).map_err(E::custom)
        }
    }

    deserializer.deserialize_str(Visitor(std::marker::PhantomData))
}
