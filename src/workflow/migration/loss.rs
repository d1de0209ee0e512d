//! What is lost by a migration, or is not what it was.

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

/// What a plan loses or changes of every execution that it concerns.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(tag = "loss", rename_all = "kebab-case")]
pub enum PlanLoss {
    /// Several places become one, and nobody can tell afterwards at which an execution stood.
    Merged {
        /// The places.
        places: Vec<String>,
        /// What they become.
        to: String,
    },
    /// A branch that went on is over.
    Ended {
        /// The place.
        place: String,
        /// The end that it goes to.
        to: String,
    },
    /// A branch that had ended goes on.
    Reopened {
        /// The end.
        end: String,
        /// Where it goes on.
        to: String,
    },
    /// A subprocess becomes one step: where it stood inside is not kept.
    Folded {
        /// The subprocess.
        subprocess: String,
        /// The step.
        to: String,
    },
    /// The execution of another workflow that a call waits for is not waited for any more: it must be ended, or moved by a plan of
    /// its own.
    CallGivenUp {
        /// The call.
        step: String,
        /// The workflow that it called.
        calls: String,
    },
    /// The step calls a workflow now, which must be begun for the executions that stand there.
    CallToBegin {
        /// The call of the new definition.
        step: String,
        /// The workflow that it calls.
        calls: String,
    },
    /// Work is offered to another role.
    Role {
        /// The step of the new definition.
        step: String,
        /// The role that it was offered to; none for everybody.
        was: Option<String>,
        /// The role that it is offered to.
        is: Option<String>,
    },
    /// A boundary event that may happen no more.
    BoundaryEvent {
        /// The event.
        event: String,
    },
    /// Places whose tokens the plan gives up.
    Dropped {
        /// The place.
        place: String,
    },
    /// A field that the new definition does not declare: what it holds is given up.
    Field {
        /// Its name.
        field: String,
    },
}

impl fmt::Display for PlanLoss {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let role = |lane: &Option<String>| lane.as_ref().map_or_else(|| "everybody".to_owned(), |lane| format!("`{lane}`"));
        match self {
            Self::Merged { places, to } => write!(formatter, "{} become `{to}`, and which it was is not kept", listed(places)),
            Self::Ended { place, to } => write!(formatter, "a branch at `{place}` is over: `{to}` is an end"),
            Self::Reopened { end, to } => write!(formatter, "a branch that ended at `{end}` goes on at `{to}`"),
            Self::Folded { subprocess, to } => write!(formatter, "`{subprocess}` becomes the one step `{to}`, and where it stood inside is not kept"),
            Self::CallGivenUp { step, calls } => {
                write!(
                    formatter,
                    "the execution of `{calls}` that `{step}` waits for is not waited for any more; end it, or move it by a plan of its own"
                )
            }
            Self::CallToBegin { step, calls } => write!(formatter, "`{step}` calls `{calls}` now, which must be begun"),
            Self::Role { step, was, is } => write!(formatter, "`{step}` is offered to {}, and was to {}", role(is), role(was)),
            Self::BoundaryEvent { event } => write!(formatter, "`{event}` cannot happen any more"),
            Self::Dropped { place } => write!(formatter, "what stands at `{place}` is given up"),
            Self::Field { field } => write!(formatter, "the field `{field}` is not declared any more"),
        }
    }
}

/// What an execution no longer knows after a migration.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(tag = "loss", rename_all = "kebab-case")]
pub enum Loss {
    /// A token that the plan gives up, or that stood inside a subprocess that is one step now.
    Token {
        /// Where it stood.
        place: String,
    },
    /// A boundary event that had happened while the step went on; nothing of the new definition remembers it.
    Happened {
        /// The event.
        event: String,
    },
    /// What a field held that the new definition does not declare.
    Field {
        /// The field.
        field: String,
        /// What it held.
        value: String,
    },
    /// What a field held: the new definition declares the field otherwise, and the value is none for it.
    Value {
        /// The field, as it is called now.
        field: String,
        /// What it held.
        value: String,
        /// What the new definition expects.
        expected: String,
    },
}

impl fmt::Display for Loss {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Token { place } => write!(formatter, "that it stood at `{place}`"),
            Self::Happened { event } => write!(formatter, "that `{event}` happened"),
            Self::Field { field, value } => write!(formatter, "that `{field}` held `{value}`"),
            Self::Value { field, value, expected } => write!(formatter, "that `{field}` held `{value}`, which is not {expected}"),
        }
    }
}

/// A timer that is due at another time than before.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
pub struct TimerChange {
    /// The event, as it is called now; as it was called where it is gone.
    pub event: String,
    /// When it was due; null where it did not run, or nobody could say.
    #[schemars(with = "Option<String>")]
    pub before: Option<Timestamp>,
    /// When it is due; null where it does not run any more, or nobody can say.
    #[schemars(with = "Option<String>")]
    pub after: Option<Timestamp>,
}

impl fmt::Display for TimerChange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.before, self.after) {
            (Some(before), Some(after)) => write!(formatter, "`{}` is due at {after}, and was at {before}", self.event),
            (None, Some(after)) => write!(formatter, "`{}` is due at {after}", self.event),
            (Some(before), None) => write!(formatter, "`{}` was due at {before}, and is not any more", self.event),
            (None, None) => write!(formatter, "`{}` runs", self.event),
        }
    }
}

fn listed(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.join(""),
    }
}
