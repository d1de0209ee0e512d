//! What an input can be: levels or whole numbers, both as whole numbers.

use super::ranges::Ranges;

/// The values of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Domain {
    /// Names, the lowest first; a name stands for its place.
    Levels(Box<[String]>),
    /// Whole numbers, both ends inside.
    Numbers { from: i64, to: i64 },
}

impl Domain {
    /// The least and the greatest number; the greatest is below the least when there is no value at all.
    pub fn ends(&self) -> (i64, i64) {
        match self {
            Self::Levels(names) => (0, i64::try_from(names.len()).unwrap_or(i64::MAX) - 1),
            Self::Numbers { from, to } => (*from, *to),
        }
    }

    /// All values.
    pub fn all(&self) -> Ranges {
        let (low, high) = self.ends();
        Ranges::of(low, high)
    }

    /// The number of a value, whether it is within the bounds or not.
    pub fn number(&self, text: &str) -> Option<i64> {
        match self {
            Self::Levels(names) => names.iter().position(|name| name == text).and_then(|place| i64::try_from(place).ok()),
            Self::Numbers { .. } => text.parse().ok(),
        }
    }

    /// The value of a number, as it is written.
    pub fn text(&self, number: i64) -> String {
        match self {
            Self::Levels(names) => usize::try_from(number).ok().and_then(|place| names.get(place)).cloned().unwrap_or_default(),
            Self::Numbers { .. } => number.to_string(),
        }
    }

    /// The names of levels, for suggestions.
    pub fn names(&self) -> &[String] {
        match self {
            Self::Levels(names) => names,
            Self::Numbers { .. } => &[],
        }
    }
}

/// The number that speaks for a range in messages: an end that somebody wrote rather than the end of all numbers.
pub(super) fn example(low: i64, high: i64) -> i64 {
    if low == i64::MIN { high.min(0) } else { low }
}
