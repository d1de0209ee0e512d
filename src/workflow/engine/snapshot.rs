//! An execution as it is put away and taken up again.

use std::sync::Arc;

use indexmap::IndexMap;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{drive::State, execution::Execution, program::Program, since::Since};
use crate::{
    expr::Value,
    net::{Marking, PlaceId},
};

/// An execution as it is put away: names, no numbers of a program that is running.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExecutionSnapshot {
    /// The reference of the workflow.
    pub workflow: String,
    /// The version of the definition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The hash of the definition.
    pub hash: String,
    /// How many steps it has taken.
    pub sequence: u64,
    /// Where the tokens are.
    pub marked: Vec<MarkedPlace>,
    /// The data.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub data: IndexMap<String, Value>,
    /// When it took its last step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub at: Option<Timestamp>,
}

/// A place with tokens, by its name in the net.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MarkedPlace {
    /// The name, such as `active assess`.
    pub place: String,
    /// How many tokens.
    pub tokens: u32,
    /// Since when each is there, where that is remembered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<Option<String>>")]
    pub since: Vec<Option<Timestamp>>,
}

/// Why a snapshot was not taken up.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RestoreError {
    /// It is one of another workflow.
    #[error("the snapshot is one of `{found}`, not of `{expected}`")]
    OtherWorkflow {
        /// Whose it is.
        found: String,
        /// Whose it should be.
        expected: String,
    },
    /// The definition was changed since.
    #[error("the definition of `{workflow}` was changed since the snapshot was taken ({found}, now {expected}); load the definition it was taken of")]
    OtherDefinition {
        /// The workflow.
        workflow: String,
        /// The hash in the snapshot.
        found: String,
        /// The hash of the definition.
        expected: String,
    },
    /// A place that the net does not have, or more tokens than times.
    #[error("the snapshot has tokens on `{0}`, which the workflow does not have, or has it twice")]
    NoSuchPlace(String),
}

impl Execution {
    /// The execution as it is put away. Linear in the places with tokens.
    #[must_use]
    pub fn snapshot(&self) -> ExecutionSnapshot {
        let net = self.net().net();
        let marked = self.state.marking.marked().map(|(place, tokens)| MarkedPlace {
            place: net.place_name(place).to_owned(),
            tokens,
            since: self.state.since.of(place).collect(),
        });
        let workflow = self.workflow();
        ExecutionSnapshot {
            workflow: workflow.reference(),
            version: workflow.version().map(str::to_owned),
            hash: workflow.hash().to_owned(),
            sequence: self.sequence,
            marked: marked.collect(),
            data: self.state.data.as_ref().clone(),
            at: self.state.at,
        }
    }

    /// Takes an execution up again. Nothing happens by it. Time is the product of places and marked places.
    ///
    /// # Errors
    /// When the snapshot is one of another workflow or of another definition of it.
    pub fn restore(program: &Program, snapshot: &ExecutionSnapshot) -> Result<Self, RestoreError> {
        let workflow = program.workflow();
        if snapshot.workflow != workflow.reference() {
            return Err(RestoreError::OtherWorkflow { found: snapshot.workflow.clone(), expected: workflow.reference() });
        }
        if snapshot.hash != workflow.hash() {
            let (found, expected) = (snapshot.hash.clone(), workflow.hash().to_owned());
            return Err(RestoreError::OtherDefinition { workflow: workflow.reference(), found, expected });
        }
        let net = program.net().net();
        let mut marking = Marking::empty(net.place_count());
        let mut since = Since::default();
        for marked in &snapshot.marked {
            let place = net.places().find(|place: &PlaceId| net.place_name(*place) == marked.place);
            let place = place.filter(|place| marking.get(*place) == 0).ok_or_else(|| RestoreError::NoSuchPlace(marked.place.clone()))?;
            marking.set(place, marked.tokens);
            // What is remembered elsewhere, or of more tokens than there are, means nothing.
            let tokens = if program.inner.is_lasting(place) { usize::try_from(marked.tokens).unwrap_or(usize::MAX) } else { 0 };
            marked.since.iter().take(tokens).for_each(|time| since.push(place, *time));
        }
        let mut execution = Self::new(program);
        execution.state = State { marking, since, data: Arc::new(snapshot.data.clone()), at: snapshot.at };
        execution.sequence = snapshot.sequence;
        Ok(execution)
    }
}
