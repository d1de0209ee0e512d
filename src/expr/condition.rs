//! Conditions: how they are read and asked.

use std::{borrow::Cow, collections::BTreeMap, collections::HashMap, fmt, hash::BuildHasher};

use indexmap::IndexMap;
use jiff::{SignedDuration, Timestamp};

use super::{Fields, Value, engine};
use crate::{
    diagnostic::Findings,
    document::{Located, Position},
    source::FileText,
};

/// Bounds on one condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConditionLimits {
    /// Characters of its text.
    pub length: usize,
    /// Names, literals, lists and operators in it.
    pub nodes: usize,
    /// Levels of brackets and operators inside each other; operators in a row count as levels, apart from `&&` and `||`.
    /// More than 64 are never read, since the stack of a thread is finite.
    pub depth: usize,
    /// Steps of one evaluation: one for every node that is looked at, and one more for 64 characters or 16 items.
    pub steps: u32,
}

impl Default for ConditionLimits {
    fn default() -> Self {
        Self { length: 10_000, nodes: 1_000, depth: 64, steps: 100_000 }
    }
}

/// A condition that fits the declared fields, ready to be asked.
///
/// Equality looks at the text.
#[derive(Clone)]
pub struct Condition {
    pub(super) text: String,
    pub(super) tree: engine::Tree,
}

impl Condition {
    /// Reads a condition as a file says it. Time is linear in the text but for the parser of `cel`, whose look-ahead
    /// grows with nesting; the limits bound both. The parser is recursive: 64 levels take less than a megabyte of stack.
    ///
    /// # Errors
    /// Findings, each at the part of the expression that it is about when the scalar stands on one line, otherwise at
    /// the scalar: `invalid-condition`, `limit-reached`, and `missing-feature` when the library was built without
    /// the feature `expr`.
    pub fn parse(text: &Located<String>, file: &FileText, fields: &Fields, limits: ConditionLimits) -> Result<Self, Findings> {
        let tree = engine::compile(text, file, fields, limits)?;
        Ok(Self { text: text.as_str().to_owned(), tree })
    }

    /// Reads a condition that stands in no file; findings count columns in the text itself.
    ///
    /// # Errors
    /// Those of [`Condition::parse`].
    pub fn from_text(text: &str, fields: &Fields) -> Result<Self, Findings> {
        let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        let located = Located::at(text.to_owned(), Position::new(1, 1, length));
        Self::parse(&located, &FileText::new("condition", text.to_owned()), fields, ConditionLimits::default())
    }

    /// Whether the condition holds.
    ///
    /// As CEL has it, `&&` is false when one side is false and `||` true when one side is true, whatever the other
    /// side is, an error too; `all` and `exists` likewise.
    ///
    /// # Errors
    /// When the answer depends on a field that is not filled, on a value of the wrong type, on a calendar that nobody
    /// knows, on arithmetic whose result does not fit, or when the steps run out.
    pub fn holds<V: FieldValues + ?Sized>(&self, values: &V, environment: &Environment<'_>) -> Result<bool, ConditionError> {
        engine::evaluate(&self.tree, &|field| values.value(field), environment)
    }

    /// The text as it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The names of the fields that it speaks of, each once, in the order of their first use.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        engine::fields(&self.tree)
    }

    /// The names of the calendars that it speaks of, each once, in the order of their first use.
    pub fn calendars(&self) -> impl Iterator<Item = &str> {
        engine::calendars(&self.tree)
    }
}

impl fmt::Debug for Condition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Condition({:?})", self.text)
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl PartialEq for Condition {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Condition {}

impl serde::Serialize for Condition {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

/// Where the values of fields come from: maps by name, or anything that an application has.
pub trait FieldValues {
    /// The value of the field; a field without one is not filled, as if it were null.
    fn value(&self, field: &str) -> Option<Cow<'_, Value>>;
}

impl FieldValues for BTreeMap<String, Value> {
    fn value(&self, field: &str) -> Option<Cow<'_, Value>> {
        self.get(field).map(Cow::Borrowed)
    }
}

impl<S: BuildHasher> FieldValues for HashMap<String, Value, S> {
    fn value(&self, field: &str) -> Option<Cow<'_, Value>> {
        self.get(field).map(Cow::Borrowed)
    }
}

impl<S: BuildHasher> FieldValues for IndexMap<String, Value, S> {
    fn value(&self, field: &str) -> Option<Cow<'_, Value>> {
        self.get(field).map(Cow::Borrowed)
    }
}

/// No field is filled.
impl FieldValues for () {
    fn value(&self, _: &str) -> Option<Cow<'_, Value>> {
        None
    }
}

/// Values by a function of the name.
pub struct ByName<F>(pub F);

impl<F: Fn(&str) -> Option<Value>> FieldValues for ByName<F> {
    fn value(&self, field: &str) -> Option<Cow<'_, Value>> {
        (self.0)(field).map(Cow::Owned)
    }
}

/// Business time by the names of calendars.
pub trait Calendars {
    /// The business time from one instant to another (negative when `to` is before `from`); none when the calendar is
    /// not known or cannot say.
    fn elapsed(&self, calendar: &str, from: Timestamp, to: Timestamp) -> Option<SignedDuration>;
}

/// No calendar is known.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoCalendars;

impl Calendars for NoCalendars {
    fn elapsed(&self, _: &str, _: Timestamp, _: Timestamp) -> Option<SignedDuration> {
        None
    }
}

/// What a condition may ask beside the fields.
#[derive(Clone, Copy)]
pub struct Environment<'calendars> {
    /// What `now()` is.
    pub now: Timestamp,
    /// What `business_elapsed` asks.
    pub calendars: &'calendars (dyn Calendars + Sync),
}

impl Environment<'static> {
    /// An environment without calendars.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self { now, calendars: &NoCalendars }
    }
}

impl fmt::Debug for Environment<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Environment({})", self.now)
    }
}

/// Why a condition has no answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum ConditionError {
    /// The answer depends on a field that is not filled.
    #[error("the field `{field}` is not filled")]
    FieldNotFilled {
        /// Its name.
        field: String,
    },
    /// A value does not fit its field.
    #[error("the field `{field}` holds a {found} that does not fit its type, {expected}")]
    WrongValue {
        /// The field.
        field: String,
        /// The type it declares.
        expected: &'static str,
        /// The type of the value.
        found: &'static str,
    },
    /// A number, instant or duration does not fit its type.
    #[error("the result of `{operator}` is too large, too small or has too many digits")]
    Overflow {
        /// The operator.
        operator: &'static str,
    },
    /// A whole number was divided by zero.
    #[error("division by zero")]
    DivisionByZero,
    /// A calendar that nobody knows.
    #[error("the calendar `{calendar}` is not known or has no answer")]
    UnknownCalendar {
        /// Its name.
        calendar: String,
    },
    /// The steps ran out.
    #[error("the condition takes more than {limit} steps")]
    TooManySteps {
        /// How many there were.
        limit: u32,
    },
}

impl ConditionError {
    /// The stable code, such as `field-not-filled`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.into()
    }
}

/// Whether two conditions can both hold, for the same values at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Overlap {
    /// No values make both hold.
    Never,
    /// Some values make both hold.
    Certain,
    /// Neither is known.
    Unknown,
}

/// Whether two conditions on the same fields can both hold; one that gives an error does not hold.
///
/// Every field is tried with one value out of each region that the literals of the two conditions mark off, and as not
/// filled. Where the conditions are made of comparisons of a field with literals, `has`, `in` and the operators of
/// logic, that decides; other parts are taken as able to be true or false independently, the same part the same way
/// in both conditions. `Certain` is said only after both were evaluated to true on one set of values. Time is the
/// product of the numbers of regions, at most 20,000 combinations; `Unknown` beyond.
#[must_use]
pub fn overlap(left: &Condition, right: &Condition) -> Overlap {
    engine::overlap(&left.tree, &right.tree)
}
