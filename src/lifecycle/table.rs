//! The dense table that lifecycles run on.

use super::{EventId, StateId, TransitionId};

/// No transition.
const NONE: u16 = u16::MAX;
/// Several transitions with different targets.
const SEVERAL: u16 = u16::MAX - 1;

/// States times events: where each event leads, in one look-up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    events: usize,
    /// The target of each cell.
    targets: Box<[u16]>,
    /// Where the transitions of each cell begin; one more than there are cells.
    starts: Box<[u32]>,
}

impl Table {
    /// The table of transitions that are sorted by state and event: `from`, `on`, `to`.
    pub(super) fn new(states: usize, events: usize, transitions: impl Iterator<Item = (usize, usize, usize)>) -> Self {
        let mut targets = vec![NONE; states.saturating_mul(events)];
        let mut starts = vec![0_u32; targets.len().saturating_add(1)];
        for (from, on, to) in transitions {
            let cell = from.saturating_mul(events).saturating_add(on);
            let to = u16::try_from(to).unwrap_or(NONE);
            if let Some(target) = targets.get_mut(cell) {
                *target = if *target == NONE || *target == to { to } else { SEVERAL };
            }
            if let Some(count) = starts.get_mut(cell.saturating_add(1)) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        Self { events, targets: targets.into(), starts: starts.into() }
    }

    /// The bare step: where an event leads from a state, guards, roles and required fields aside. None when there is no
    /// transition, or when there are several that lead to different states: [`Table::transitions`] has them. Constant
    /// time, no allocation.
    #[inline]
    #[must_use]
    pub fn step(&self, state: StateId, event: EventId) -> Option<StateId> {
        match self.targets.get(self.cell(state, event)) {
            Some(&target) if target < SEVERAL => Some(StateId(target)),
            _ => None,
        }
    }

    /// The transitions of a state on an event. Constant time.
    #[inline]
    pub fn transitions(&self, state: StateId, event: EventId) -> impl Iterator<Item = TransitionId> + use<> {
        let cell = self.cell(state, event);
        let (start, end) = match self.starts.get(cell..cell.saturating_add(2)) {
            Some([start, end]) => (*start, *end),
            _ => (0, 0),
        };
        (start..end).map(TransitionId)
    }

    #[inline]
    fn cell(&self, state: StateId, event: EventId) -> usize {
        usize::from(state.0) * self.events + usize::from(event.0)
    }
}
