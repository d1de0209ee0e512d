//! An execution that comes from elsewhere: its tokens were put where they stand by somebody else.

use std::{collections::VecDeque, sync::Arc};

use indexmap::IndexMap;
use jiff::Timestamp;

use super::{
    context::Context,
    drive::{Drive, State},
    execution::{Execution, Progress},
    program::Program,
    refusal::ExecutionRefusal as Refusal,
    since::Since,
};
use crate::{
    expr::Value,
    net::{Marking, PlaceId},
};

/// Tokens of one place whose times are told apart; more than a snapshot of a real execution has.
const MOST_TOKENS: usize = 65_536;

/// What is taken over.
pub(in crate::workflow) struct Taken {
    pub marking: Marking,
    /// By place: since when each token is there, the oldest first, as far as that is known.
    pub since: Vec<Vec<Option<Timestamp>>>,
    pub data: IndexMap<String, Value>,
    pub at: Option<Timestamp>,
    /// How many steps were taken before; taking over is one more.
    pub sequence: u64,
}

impl Execution {
    /// Since when tokens are on a place, the oldest first.
    pub(in crate::workflow) fn since(&self, place: PlaceId) -> impl Iterator<Item = Option<Timestamp>> {
        self.state.since.of(place)
    }

    /// An execution with its tokens where they are put, after everything that follows by itself.
    pub(in crate::workflow) fn take_over(program: &Program, taken: Taken, context: &Context) -> Result<(Self, Progress), Refusal> {
        let mut execution = Self::new(program);
        let Taken { marking, since: known, data, at, sequence } = taken;
        let mut since = Since::default();
        for (place, tokens) in marking.marked().filter(|(place, _)| program.inner.is_lasting(*place)) {
            let tokens = usize::try_from(tokens).unwrap_or(MOST_TOKENS).min(MOST_TOKENS);
            let times = known.get(place.index()).into_iter().flatten().copied();
            // Of a token that waited for others nobody knows more than the last step.
            times.chain(std::iter::repeat(at)).take(tokens).for_each(|time| since.push(place, time));
        }
        let mut queue: VecDeque<PlaceId> = marking.marked().map(|(place, _)| place).collect();
        let mut state = State { marking, since, data: Arc::new(data), at };
        let mut fired = Vec::new();
        Drive { program: &program.inner, state: &mut state, context, fired: &mut fired, queue: &mut queue }.settle()?;
        execution.state = state;
        execution.sequence = sequence.saturating_add(1);
        let progress = execution.progress(fired);
        Ok((execution, progress))
    }
}
