//! Where transitions that can be taken lead, and the shortest ways.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use super::{
    super::{EventId, Lifecycle, StateId, TransitionId},
    Given, all_states, leaving,
};

/// The transitions that can be taken, and the states that records can come to.
pub(super) struct Map<'lifecycle> {
    pub lifecycle: &'lifecycle Lifecycle,
    /// For each transition the circumstances in which it is taken, or why none are known.
    usual: Vec<Result<Given, String>>,
    /// For each state the shortest way from the initial one; none where there is no way.
    ways: FxHashMap<StateId, Vec<TransitionId>>,
}

static UNKNOWN: Result<Given, String> = Err(String::new());

impl<'lifecycle> Map<'lifecycle> {
    pub(super) fn with(lifecycle: &'lifecycle Lifecycle, usual: Vec<Result<Given, String>>) -> Self {
        let mut map = Self { lifecycle, usual, ways: FxHashMap::default() };
        let ways = map.ways_from((lifecycle.initial(), false), None);
        map.ways = all_states(lifecycle).filter_map(|state| Some((state, ways.to((state, false))?))).collect();
        map
    }

    /// The circumstances in which a transition is taken, or why none are known.
    pub(super) fn usual(&self, id: TransitionId) -> &Result<Given, String> {
        self.usual.get(id.place()).unwrap_or(&UNKNOWN)
    }

    pub(super) fn is_usable(&self, id: TransitionId) -> bool {
        self.usual(id).is_ok()
    }

    pub(super) fn is_reached(&self, state: StateId) -> bool {
        self.ways.contains_key(&state)
    }

    /// The shortest way from the initial state.
    pub(super) fn way(&self, state: StateId) -> Option<&[TransitionId]> {
        self.ways.get(&state).map(Vec::as_slice)
    }

    /// The shortest way from the initial state on which an event happens.
    pub(super) fn way_after(&self, state: StateId, event: EventId) -> Option<Vec<TransitionId>> {
        self.ways_from((self.lifecycle.initial(), false), Some(event)).to((state, true))
    }

    /// The shortest way from a state that ends with a transition that is asked for; of several that leave the same state,
    /// the one that is liked best.
    pub(super) fn nearest(
        &self,
        from: StateId,
        wanted: impl Fn(TransitionId) -> bool,
        like: impl Fn(TransitionId) -> u8,
    ) -> Option<Vec<TransitionId>> {
        let ways = self.ways_from((from, false), None);
        ways.order.iter().find_map(|place| {
            let last = leaving(self.lifecycle, place.0).filter(|id| self.is_usable(*id) && wanted(*id)).min_by_key(|id| like(*id))?;
            let mut way = ways.to(*place)?;
            way.push(last);
            Some(way)
        })
    }

    /// Breadth-first search over states, each before and after an event happened. Linear in states and transitions.
    fn ways_from(&self, start: Place, event: Option<EventId>) -> Ways {
        let mut ways = Ways { start, order: vec![start], came_by: FxHashMap::default() };
        let mut open = VecDeque::from([start]);
        while let Some(place) = open.pop_front() {
            for id in leaving(self.lifecycle, place.0).filter(|id| self.is_usable(*id)) {
                let Some(transition) = self.lifecycle.get_transition(id) else { continue };
                let next = (transition.to(), place.1 || Some(transition.on()) == event);
                if next != start && !ways.came_by.contains_key(&next) {
                    ways.came_by.insert(next, (place, id));
                    ways.order.push(next);
                    open.push_back(next);
                }
            }
        }
        ways
    }
}

/// A state, and whether the event of the search has happened.
type Place = (StateId, bool);

struct Ways {
    start: Place,
    /// The places in the order of their distance.
    order: Vec<Place>,
    came_by: FxHashMap<Place, (Place, TransitionId)>,
}

impl Ways {
    fn to(&self, place: Place) -> Option<Vec<TransitionId>> {
        let mut way = Vec::new();
        let mut at = place;
        while at != self.start {
            let (before, id) = self.came_by.get(&at)?;
            way.push(*id);
            at = *before;
        }
        way.reverse();
        Some(way)
    }
}
