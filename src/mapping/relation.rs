//! A relation as a set of possibilities: which of the five base relations may hold between two elements.

use std::{borrow::Cow, fmt, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use strum::IntoEnumIterator;

use crate::{diagnostic::nearest, framework::definition::BaseRelation};

/// A non-empty set of [`BaseRelation`]s, held in one byte.
///
/// Two elements are read as non-empty sets of obligations, so exactly one base relation holds between them (RCC5).
/// A relation says which ones are possible: one when the fact is known, all five when only a link is known.
/// Every operation takes constant time.
///
/// ```
/// use itsm::mapping::Relation;
/// let inside: Relation = "equal subset".parse()?;
/// assert_eq!(inside.converse().to_string(), "equal superset");
/// assert_eq!(inside.intersect(Relation::SUBSET), Some(Relation::SUBSET));
/// assert_eq!(inside.intersect(Relation::DISJOINT), None);
/// # Ok::<(), itsm::mapping::RelationError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Relation(
    // INVARIANT: one of the five low bits at least is set, and no other bit is.
    u8,
);

impl Relation {
    /// The same.
    pub const EQUAL: Self = Self::of(BaseRelation::Equal);
    /// The first lies strictly inside the second.
    pub const SUBSET: Self = Self::of(BaseRelation::Subset);
    /// The first strictly contains the second.
    pub const SUPERSET: Self = Self::of(BaseRelation::Superset);
    /// They share some, and each has something of its own.
    pub const OVERLAP: Self = Self::of(BaseRelation::Overlap);
    /// They share nothing.
    pub const DISJOINT: Self = Self::of(BaseRelation::Disjoint);
    /// All five: nothing is known but the link.
    pub const ANY: Self = Self(0b1_1111);

    /// The relation that has one possibility.
    #[must_use]
    pub const fn of(base: BaseRelation) -> Self {
        Self(bit(base))
    }

    /// The relation with these possibilities; none when there are none.
    #[must_use]
    pub fn from_bases(bases: impl IntoIterator<Item = BaseRelation>) -> Option<Self> {
        Self::from_bits(bases.into_iter().fold(0, |bits, base| bits | bit(base)))
    }

    /// The relation with these bits; none when no bit or an unknown one is set.
    #[must_use]
    pub const fn from_bits(bits: u8) -> Option<Self> {
        if bits == 0 || bits > Self::ANY.0 { None } else { Some(Self(bits)) }
    }

    /// The possibilities as bits: equal 1, subset 2, superset 4, overlap 8, disjoint 16.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Whether `base` is possible.
    #[must_use]
    pub const fn contains(self, base: BaseRelation) -> bool {
        self.0 & bit(base) != 0
    }

    /// The possibilities in the order equal, subset, superset, overlap, disjoint.
    pub fn iter(self) -> impl Iterator<Item = BaseRelation> {
        BaseRelation::iter().filter(move |base| self.contains(*base))
    }

    /// Whether only one base relation is possible.
    #[must_use]
    pub const fn is_single(self) -> bool {
        self.0.is_power_of_two()
    }

    /// The relation read from the other side: subset and superset change places.
    #[must_use]
    pub const fn converse(self) -> Self {
        let (subset, superset) = (Self::SUBSET.0, Self::SUPERSET.0);
        let kept = self.0 & !(subset | superset);
        Self(kept | ((self.0 & subset) << 1) | ((self.0 & superset) >> 1))
    }

    /// What both relations leave possible; none when they exclude each other.
    #[must_use]
    pub const fn intersect(self, other: Self) -> Option<Self> {
        Self::from_bits(self.0 & other.0)
    }

    /// All possibilities but one; none when that was the only one.
    #[must_use]
    pub const fn without(self, base: BaseRelation) -> Option<Self> {
        Self::from_bits(self.0 & !bit(base))
    }
}

const fn bit(base: BaseRelation) -> u8 {
    match base {
        BaseRelation::Equal => 1,
        BaseRelation::Subset => 2,
        BaseRelation::Superset => 4,
        BaseRelation::Overlap => 8,
        BaseRelation::Disjoint => 16,
    }
}

impl From<BaseRelation> for Relation {
    fn from(base: BaseRelation) -> Self {
        Self::of(base)
    }
}

impl fmt::Display for Relation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, base) in self.iter().enumerate() {
            if index > 0 {
                formatter.write_str(" ")?;
            }
            formatter.write_str(base.as_str())?;
        }
        Ok(())
    }
}

impl fmt::Debug for Relation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Relation({self})")
    }
}

/// Why a text is no relation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RelationError {
    /// The text has no words.
    #[error("a relation names one base relation or more")]
    Empty,
    /// A word is none of the five.
    #[error("`{word}` is not a base relation")]
    UnknownWord {
        /// The word, cut off after 60 characters.
        word: String,
        /// The base relation that was probably meant.
        nearest: Option<BaseRelation>,
    },
}

impl RelationError {
    /// What to write instead.
    #[must_use]
    pub fn help(&self) -> String {
        let words = "the base relations are `equal`, `subset`, `superset`, `overlap` and `disjoint`, with blanks between several";
        match self {
            Self::UnknownWord { nearest: Some(base), .. } => format!("did you mean `{base}`? {words}"),
            Self::UnknownWord { nearest: None, .. } | Self::Empty => words.to_owned(),
        }
    }
}

impl FromStr for Relation {
    type Err = RelationError;

    /// Reads the form that `Display` writes; the order of the words does not matter.
    fn from_str(text: &str) -> Result<Self, RelationError> {
        let mut bits = 0;
        for word in text.split_whitespace() {
            let base = BaseRelation::from_str(word).map_err(|_| RelationError::UnknownWord {
                word: word.chars().take(60).collect(),
                nearest: nearest(word, BaseRelation::iter().map(BaseRelation::as_str)).and_then(|name| name.parse().ok()),
            })?;
            bits |= bit(base);
        }
        Self::from_bits(bits).ok_or(RelationError::Empty)
    }
}

impl Serialize for Relation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Relation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bases = Vec::<BaseRelation>::deserialize(deserializer)?;
        Self::from_bases(bases).ok_or_else(|| de::Error::custom(RelationError::Empty))
    }
}

impl JsonSchema for Relation {
    fn schema_name() -> Cow<'static, str> {
        "Relation".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The base relations that are possible; one is certain, all five say only that there is a link.",
            "type": "array",
            "items": generator.subschema_for::<BaseRelation>(),
            "minItems": 1,
            "uniqueItems": true
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every() -> impl Iterator<Item = Relation> {
        (1..32).map(|bits| Relation::from_bits(bits).unwrap())
    }

    /// The base relation between two non-empty subsets of a small universe, straight from its definition.
    fn between(first: u8, second: u8) -> BaseRelation {
        match (first & second, first & !second, second & !first) {
            (_, 0, 0) => BaseRelation::Equal,
            (_, 0, _) => BaseRelation::Subset,
            (_, _, 0) => BaseRelation::Superset,
            (0, _, _) => BaseRelation::Disjoint,
            _ => BaseRelation::Overlap,
        }
    }

    #[test]
    fn bits_outside_the_five_are_refused() {
        assert_eq!((0..=u8::MAX).filter_map(Relation::from_bits).count(), 31);
        assert_eq!(Relation::from_bases([]), None);
    }

    #[test]
    fn converse_is_an_involution_and_agrees_with_brute_force() {
        for relation in every() {
            assert_eq!(relation.converse().converse(), relation);
            let one_by_one = Relation::from_bases(relation.iter().flat_map(|base| Relation::of(base).converse().iter().collect::<Vec<_>>()));
            assert_eq!(one_by_one, Some(relation.converse()));
        }
        let mut seen = 0;
        for first in 1..16 {
            for second in 1..16 {
                let base = between(first, second);
                seen |= Relation::of(base).bits();
                assert_eq!(Relation::of(base).converse(), Relation::of(between(second, first)));
            }
        }
        assert_eq!(seen, Relation::ANY.bits(), "four elements show all five relations");
    }

    #[test]
    fn sets_behave_as_sets() {
        for left in every() {
            assert_eq!(Relation::from_bases(left.iter()), Some(left));
            assert_eq!(left.is_single(), left.iter().count() == 1);
            for right in every() {
                let both = Relation::from_bases(left.iter().filter(|base| right.contains(*base)));
                assert_eq!(left.intersect(right), both);
                assert_eq!(left.intersect(right).map(Relation::converse), left.converse().intersect(right.converse()));
            }
            for base in BaseRelation::iter() {
                assert_eq!(left.without(base), Relation::from_bases(left.iter().filter(|other| *other != base)));
            }
        }
    }

    #[test]
    fn text_and_json_come_back() {
        for relation in every() {
            assert_eq!(relation.to_string().parse(), Ok(relation));
            let json = serde_json::to_string(&relation).unwrap();
            assert_eq!(serde_json::from_str::<Relation>(&json).unwrap(), relation);
        }
        assert_eq!(Relation::ANY.to_string(), "equal subset superset overlap disjoint");
        assert_eq!("  overlap   equal ".parse(), Ok(Relation::from_bits(9).unwrap()));
        assert_eq!(serde_json::to_string(&Relation::from_bits(3).unwrap()).unwrap(), r#"["equal","subset"]"#);
    }

    #[test]
    fn bad_text_is_explained() {
        let error = "equal superst".parse::<Relation>().unwrap_err();
        assert_eq!(error.to_string(), "`superst` is not a base relation");
        assert!(error.help().starts_with("did you mean `superset`?"), "{}", error.help());
        assert_eq!(" ".parse::<Relation>(), Err(RelationError::Empty));
        assert!(serde_json::from_str::<Relation>("[]").is_err());
        assert!(serde_json::from_str::<Relation>(r#"["same"]"#).is_err());
    }
}
