//! What a table answers, and why it does not.

use std::fmt;

use super::{DecisionTable, Rule, bits::Bits, definition::HitPolicy, draft::Draft};

/// What holds in a region.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Decided {
    /// The rules that decide.
    pub rules: Vec<usize>,
    /// The value of each output, for each of these rules, or once where no rule matches and `otherwise` counts.
    pub gives: Vec<Vec<Option<u16>>>,
}

impl Decided {
    /// The one outcome, or the first of several.
    pub fn first(&self) -> Option<&Vec<Option<u16>>> {
        self.gives.first()
    }
}

/// What the rules that match in a region lead to; none when there are none and nothing is said for that, or when it is not
/// known because a test could not be read.
pub(super) fn decided(draft: &Draft<'_>, matching: &Bits) -> Option<Decided> {
    let rules: Vec<usize> = matching.iter().collect();
    let found: Vec<_> = rules.iter().filter_map(|place| Some((*place, draft.rules.get(*place)?))).collect();
    let compared = draft.hit == HitPolicy::Priority;
    if found.iter().any(|(_, rule)| !rule.sure || (compared && rule.gives.contains(&None))) {
        return None;
    }
    let of = |place: usize, gives: &[Option<u16>]| Decided { rules: vec![place], gives: vec![gives.to_vec()] };
    match draft.hit {
        HitPolicy::Collect => Some(Decided { rules, gives: found.iter().map(|(_, rule)| rule.gives.clone()).collect() }),
        // The earlier of two with the same outcome counts.
        HitPolicy::Priority => found.iter().rev().max_by_key(|(_, rule)| &rule.gives).map(|(place, rule)| of(*place, &rule.gives)),
        HitPolicy::Unique | HitPolicy::Any | HitPolicy::First => found.first().map(|(place, rule)| of(*place, &rule.gives)),
    }
    .filter(|decided| !decided.rules.is_empty())
    .or_else(|| draft.otherwise.as_ref().map(|gives| Decided { rules: Vec::new(), gives: vec![gives.clone()] }))
    .or_else(|| (draft.hit == HitPolicy::Collect).then(Decided::default))
}

/// What a table answers.
#[derive(Clone, Copy, Debug)]
pub struct Outcome<'table> {
    pub(super) table: &'table DecisionTable,
    pub(super) rules: &'table [u32],
    /// The values of the outputs, one after the other, for each rule.
    pub(super) gives: &'table [u16],
}

impl<'table> Outcome<'table> {
    /// The value of an output; of several rules that count, that of the first. None for an output that is not there, and
    /// where a table that collects has no rule that matches.
    #[must_use]
    pub fn value(&self, output: &str) -> Option<&'table str> {
        let place = self.table.outputs().iter().position(|known| known.id() == output)?;
        self.table.outputs().get(place)?.name(*self.gives.get(place)?)
    }

    /// The outputs with their values, for each rule that counts; once where no rule matches and `otherwise` does.
    pub fn answers(&self) -> impl Iterator<Item = Vec<(&'table str, &'table str)>> {
        let outputs = self.table.outputs();
        let named = move |gives: &[u16]| outputs.iter().zip(gives).filter_map(|(output, value)| Some((output.id(), output.name(*value)?))).collect();
        self.gives.chunks(outputs.len().max(1)).map(named)
    }

    /// The places of the values among those of their outputs, the lowest being 0: what [`Outcome::answers`] says, in numbers,
    /// one rule after the other.
    #[must_use]
    pub fn ranks(&self) -> &'table [u16] {
        self.gives
    }

    /// The rules that count, in the order of the file; none where `otherwise` does.
    pub fn rules(&self) -> impl Iterator<Item = &'table Rule> {
        let table = self.table;
        self.rules.iter().filter_map(move |place| table.rules().get(usize::try_from(*place).ok()?))
    }

    /// Whether no rule matches, so that what the table says for that counts.
    #[must_use]
    pub fn is_otherwise(&self) -> bool {
        self.rules.is_empty() && !self.gives.is_empty()
    }
}

/// Why a table does not answer: everything that is wrong with what it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionError {
    pub(super) table: String,
    pub(super) problems: Vec<InputProblem>,
}

impl DecisionError {
    /// What is wrong.
    #[must_use]
    pub fn problems(&self) -> &[InputProblem] {
        &self.problems
    }
}

impl fmt::Display for DecisionError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}` cannot decide", self.table)?;
        for (place, problem) in self.problems.iter().enumerate() {
            write!(formatter, "{} {problem}", if place == 0 { ":" } else { ";" })?;
        }
        Ok(())
    }
}

impl std::error::Error for DecisionError {}

/// What is wrong with an input that was given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InputProblem {
    /// An input was not given.
    #[error("the input `{input}` is missing{}", if .values.is_empty() { String::new() } else { format!("; it is one of {}", .values.join(", ")) })]
    Missing {
        /// The input.
        input: String,
        /// Its values; none for a number.
        values: Vec<String>,
    },
    /// An input was given that the table does not have.
    #[error("there is no input `{input}`{}", suggestion(.near.as_ref()))]
    Unknown {
        /// What was given.
        input: String,
        /// The nearest name of an input.
        near: Option<String>,
    },
    /// An input was given twice.
    #[error("the input `{input}` is given twice")]
    Repeated {
        /// The input.
        input: String,
    },
    /// A value that the input does not have.
    #[error("the input `{input}` has no value `{value}`{}", near.as_ref().map_or_else(|| format!("; it is one of {}", .values.join(", ")), |near| format!("; did you mean `{near}`?")))]
    UnknownValue {
        /// The input.
        input: String,
        /// What was given.
        value: String,
        /// The nearest value.
        near: Option<String>,
        /// All of them.
        values: Vec<String>,
    },
    /// Something else than a whole number.
    #[error("the input `{input}` is a whole number, not `{value}`")]
    NotANumber {
        /// The input.
        input: String,
        /// What was given.
        value: String,
    },
    /// A number beyond the bounds, or a place beyond the values.
    #[error("the input `{input}` lies between {from} and {to}, not at {value}")]
    OutOfBounds {
        /// The input.
        input: String,
        /// What was given.
        value: i64,
        /// The least number.
        from: i64,
        /// The greatest number.
        to: i64,
    },
    /// Another number of values than there are inputs.
    #[error("there are {inputs} inputs, and {values} values were given")]
    Count {
        /// The inputs.
        inputs: usize,
        /// The values.
        values: usize,
    },
}

fn suggestion(near: Option<&String>) -> String {
    near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}
