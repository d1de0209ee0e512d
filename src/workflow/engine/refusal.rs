//! Why a step was not taken.

use crate::expr::{ConditionError, ValueError};

/// Why a step was not taken. The execution is as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExecutionRefusal {
    /// The workflow has no such node.
    #[error("the workflow has no node `{0}`")]
    NoSuchNode(String),
    /// The step does not go on, or the event is not waited for.
    #[error("`{node}` is not waited for; {}", listed(.waiting))]
    NotWaiting {
        /// The node.
        node: String,
        /// What can be done or can happen now.
        waiting: Vec<String>,
    },
    /// Somebody else must do it.
    #[error("`{node}` is for `{lane}`, and the actor does not have that role")]
    Role {
        /// The step.
        node: String,
        /// The role.
        lane: String,
    },
    /// No condition holds.
    #[error("no way out of `{gateway}` is open")]
    NoWay {
        /// The gateway.
        gateway: String,
    },
    /// Several conditions hold where one way is taken.
    #[error("several ways out of `{gateway}` are open: {}", .ways.join(", "))]
    SeveralWays {
        /// The gateway.
        gateway: String,
        /// Where they lead.
        ways: Vec<String>,
    },
    /// Somebody must say which way is taken.
    #[error("`{gateway}` does not say by itself which way is taken; choose among {}", .ways.join(", "))]
    Undecided {
        /// The gateway.
        gateway: String,
        /// Where the ways lead.
        ways: Vec<String>,
    },
    /// What was chosen is no way out.
    #[error("`{chosen}` is no way out of `{gateway}`")]
    NoSuchWay {
        /// The gateway.
        gateway: String,
        /// What was chosen.
        chosen: String,
    },
    /// A condition has no answer.
    #[error("the condition of the way from `{gateway}` to `{to}` has no answer: {why}")]
    Unknown {
        /// The gateway.
        gateway: String,
        /// Where the way leads.
        to: String,
        /// Why.
        why: ConditionError,
    },
    /// A value does not fit its field, or there is no such field.
    #[error("the field `{field}` cannot hold that: {why}")]
    Field {
        /// The field.
        field: String,
        /// Why.
        why: ValueError,
    },
    /// There is no such field.
    #[error("the workflow has no field `{0}`")]
    NoSuchField(String),
    /// The workflow has several starts.
    #[error("the workflow has several starts; say which one happens: {}", .0.join(", "))]
    SeveralStarts(Vec<String>),
    /// Gateways lead to each other without end.
    #[error("gateways lead to each other without end around `{node}`")]
    Endless {
        /// One of the nodes.
        node: String,
    },
    /// Everything is over.
    #[error("the workflow has ended")]
    Ended,
}

fn listed(nodes: &[String]) -> String {
    if nodes.is_empty() { "nothing is".to_owned() } else { format!("what is: {}", nodes.join(", ")) }
}
