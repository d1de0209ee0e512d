//! The dense table that lifecycles run on.

use super::{EventId, StateId, TransitionId};

/// No transition.
const NONE: u16 = u16::MAX;
/// Several transitions with different targets.
const SEVERAL: u16 = u16::MAX - 1;

/// States times events: where each event leads, in one look-up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The rows are as long as a power of two, so that a shift finds them: a multiplication would stand in the way from
    /// one state to the next.
    shift: u32,
    /// The target of each cell.
    targets: Box<[u16]>,
    /// The one transition of each cell that asks for nothing.
    plain: Box<[Option<Plain>]>,
    /// Where the transitions of each cell begin; one more than there are cells.
    starts: Box<[u32]>,
}

/// The only transition of a state on an event: it asks for nothing, and nothing is to be remembered of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Plain {
    pub to: StateId,
    pub transition: TransitionId,
}

/// What the table must know of a transition.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub from: usize,
    pub on: usize,
    pub to: usize,
    /// Whether nothing is asked and nothing to be remembered.
    pub plain: bool,
}

impl Table {
    /// The table of transitions that are sorted by state and event.
    pub(super) fn new(states: usize, events: usize, entries: impl Iterator<Item = Entry>) -> Self {
        let shift = events.max(1).next_power_of_two().trailing_zeros();
        let cells = states << shift;
        let mut targets = vec![NONE; cells];
        let mut plain = vec![None; cells];
        let mut starts = vec![0_u32; cells + 1];
        for (place, entry) in (0_u32..).zip(entries) {
            let cell = (entry.from << shift) | entry.on;
            let to = u16::try_from(entry.to).unwrap_or(NONE);
            let (Some(target), Some(plain), Some(count)) = (targets.get_mut(cell), plain.get_mut(cell), starts.get_mut(cell + 1)) else { continue };
            *plain = (entry.plain && *count == 0).then_some(Plain { to: StateId(to), transition: TransitionId(place) });
            *target = if *target == NONE || *target == to { to } else { SEVERAL };
            *count += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        Self { shift, targets: targets.into(), plain: plain.into(), starts: starts.into() }
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
        let (start, end) = match self.starts.get(cell..cell + 2) {
            Some([start, end]) => (*start, *end),
            _ => (0, 0),
        };
        (start..end).map(TransitionId)
    }

    /// The transition that can be taken without a question.
    #[inline]
    pub(super) fn plain(&self, state: StateId, event: EventId) -> Option<Plain> {
        self.plain.get(self.cell(state, event)).copied().flatten()
    }

    #[inline]
    fn cell(&self, state: StateId, event: EventId) -> usize {
        (usize::from(state.0) << self.shift) | usize::from(event.0)
    }
}
