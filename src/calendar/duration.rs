//! Business durations: business time or business days, two units that never become one another.

use std::{fmt, str::FromStr};

use jiff::{SignedDuration, fmt::temporal::SpanParser};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A length of business time (`PT8H`) or a number of business days (`P3D`), as ISO 8601 writes them.
///
/// The two are different units: `P1D` is a business day however long it is open, `PT24H` is three days of eight hours.
/// Nothing converts one into the other, and a text that mixes them is refused. Negative values are slack that is used up.
///
/// ```
/// use itsm::{calendar::BusinessDuration, jiff::SignedDuration};
///
/// assert_eq!("PT8H".parse(), Ok(BusinessDuration::Time(SignedDuration::from_hours(8))));
/// assert_eq!("P3D".parse(), Ok(BusinessDuration::Days(3)));
/// let refused = "P1DT4H".parse::<BusinessDuration>().unwrap_err();
/// assert_eq!(refused.to_string(), "`P1DT4H` mixes business days and business time; write one of them, such as `P1D` or `PT4H`");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BusinessDuration {
    /// Open time, in whole seconds.
    Time(SignedDuration),
    /// Business days: days with at least one opening.
    Days(i64),
}

impl BusinessDuration {
    /// Business time of whole hours.
    #[must_use]
    pub const fn hours(hours: i32) -> Self {
        Self::Time(SignedDuration::from_hours(hours as i64))
    }

    /// Business time of whole minutes.
    #[must_use]
    pub const fn minutes(minutes: i32) -> Self {
        Self::Time(SignedDuration::from_mins(minutes as i64))
    }

    /// Business days.
    #[must_use]
    pub const fn days(days: i32) -> Self {
        Self::Days(days as i64)
    }

    /// The number of seconds or of days.
    pub(super) fn count(self) -> i64 {
        match self {
            Self::Time(time) => time.as_secs(),
            Self::Days(days) => days,
        }
    }

    /// The same unit with another number.
    pub(super) fn with_count(self, count: i64) -> Self {
        match self {
            Self::Time(_) => Self::Time(SignedDuration::from_secs(count)),
            Self::Days(_) => Self::Days(count),
        }
    }

    /// Whether it is less than nothing.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.count() < 0
    }

    /// `percent` of a hundred of it, rounded up to whole seconds or days, so that a threshold is never early.
    #[must_use]
    pub fn percent(self, percent: u32) -> Self {
        let exact = i128::from(self.count()).saturating_mul(i128::from(percent));
        // Rounding up is rounding the negative down.
        let up = exact.saturating_neg().div_euclid(100).saturating_neg();
        self.with_count(i64::try_from(up).unwrap_or(i64::MAX))
    }
}

/// Why a text is no business duration: a sentence that says what to write.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct DurationError {
    message: String,
}

impl FromStr for BusinessDuration {
    type Err = DurationError;

    fn from_str(text: &str) -> Result<Self, DurationError> {
        let error = |message: String| DurationError { message };
        let unknown = || error(format!("`{text}` is no duration; write business time as `PT8H` or `PT1H30M`, business days as `P3D`"));
        let (negative, amount) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let amount = amount.strip_prefix('P').ok_or_else(unknown)?;
        if let Some(days) = amount.strip_suffix('D').filter(|days| !days.is_empty() && days.bytes().all(|byte| byte.is_ascii_digit())) {
            let days: i64 = days.parse().map_err(|_| error(format!("`{text}` is too long")))?;
            return Ok(Self::Days(if negative { days.saturating_neg() } else { days }));
        }
        if !amount.starts_with('T') {
            return Err(match amount.split_once('T') {
                Some((days, _)) if days.ends_with('D') => {
                    error(format!("`{text}` mixes business days and business time; write one of them, such as `P1D` or `PT4H`"))
                }
                _ if amount.ends_with(['W', 'M', 'Y']) => {
                    error(format!("`{text}` has weeks, months or years, which have no fixed number of business days; write days, such as `P5D`"))
                }
                _ => unknown(),
            });
        }
        let time = SpanParser::new().parse_duration(text).map_err(|_| unknown())?;
        if time.subsec_nanos() != 0 {
            return Err(error(format!("`{text}` has parts of a second; durations are whole seconds")));
        }
        Ok(Self::Time(time))
    }
}

impl fmt::Display for BusinessDuration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Time(time) => time.fmt(formatter),
            Self::Days(days) => write!(formatter, "{}P{}D", if *days < 0 { "-" } else { "" }, days.unsigned_abs()),
        }
    }
}

impl Serialize for BusinessDuration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for BusinessDuration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl JsonSchema for BusinessDuration {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "BusinessDuration".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "description": "Business time (`PT8H`) or business days (`P3D`), never both." })
    }
}
