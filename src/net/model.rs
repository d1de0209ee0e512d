//! A Petri net: places, transitions and the arcs between them, in arrays.

use std::sync::Arc;

use super::{Marking, rows::Rows};

macro_rules! index {
    ($(#[$about:meta])* $name:ident) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl $name {
            /// The one at a place in the net's list, counted from 0. Ids beyond the end of the list name nothing.
            #[must_use]
            pub const fn new(index: u32) -> Self {
                Self(index)
            }

            /// The place in the net's list, from 0.
            #[must_use]
            pub fn index(self) -> usize {
                usize::try_from(self.0).unwrap_or(usize::MAX)
            }

            /// The same as a 32-bit number.
            #[must_use]
            pub const fn number(self) -> u32 {
                self.0
            }
        }
    };
}

index! {
    /// A place of a net; valid for that net only.
    PlaceId
}
index! {
    /// A transition of a net; valid for that net only.
    TransitionId
}

/// An arc between a transition and a place, seen from the transition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceArc {
    /// The place.
    pub place: PlaceId,
    /// How many tokens go along it at once, at least 1.
    pub weight: u32,
}

/// A Petri net with weighted arcs, resets and inclusive joins, an initial marking and a notion of its end. Cheap to clone.
///
/// There are two notions of the end. A net from a file has a final marking that is to be reached exactly. A net of a
/// workflow with several end events has *ends*: it is complete when all other places are empty and at least one end is
/// marked, none of them twice.
///
/// **Firing** a transition takes tokens along its input arcs, then empties the places that it resets, then puts tokens
/// along its output arcs. An **inclusive join** takes one token from each marked input; it is enabled by the rule of
/// BPMN 2.0 (table 13.3): at least one input is marked, and every token elsewhere that can come to an unmarked input
/// without passing the join can also come to a marked one without passing it. "Can come" is about paths along arcs.
#[derive(Clone, Debug)]
pub struct Net {
    pub(super) inner: Arc<Inner>,
}

/// What a net is made of. Rows are sorted by place or transition and name nothing twice.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Inner {
    pub name: String,
    pub place_names: Box<[Box<str>]>,
    pub transition_names: Box<[Box<str>]>,
    pub labels: Box<[Option<Box<str>>]>,
    /// By transition.
    pub inputs: Rows<PlaceArc>,
    pub outputs: Rows<PlaceArc>,
    pub resets: Rows<PlaceId>,
    /// By place.
    pub consumers: Rows<TransitionId>,
    pub producers: Rows<TransitionId>,
    pub initial: Marking,
    pub final_marking: Option<Marking>,
    pub ends: Box<[PlaceId]>,
    /// By transition: what an inclusive join needs to know; empty when there is none.
    pub inclusive: Box<[Option<Inclusive>]>,
    pub has_resets: bool,
}

/// From where the inputs of an inclusive join can be reached without passing it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Inclusive {
    /// For every input, in the order of the input arcs: a bit for every place.
    reaching: Box<[Box<[u64]>]>,
}

impl Inclusive {
    pub(super) fn new(reaching: Box<[Box<[u64]>]>) -> Self {
        Self { reaching }
    }

    /// Whether input number `input` can be reached from `place`, which includes the input itself.
    fn reaches(&self, place: usize, input: usize) -> bool {
        let word = self.reaching.get(input).and_then(|row| row.get(place / 64)).copied().unwrap_or_default();
        word >> (place % 64) & 1 == 1
    }

    /// The rule of BPMN 2.0, table 13.3, on a marking that is given as a function of the place.
    ///
    /// Time: marked places times inputs.
    pub(super) fn is_enabled(&self, inputs: &[PlaceArc], places: usize, tokens: impl Fn(usize) -> u32) -> bool {
        let is_marked = |arc: &PlaceArc| tokens(arc.place.index()) > 0;
        if !inputs.iter().any(is_marked) {
            return false;
        }
        if inputs.iter().all(is_marked) {
            return true;
        }
        (0..places).filter(|place| tokens(*place) > 0).all(|place| {
            let (mut to_marked, mut to_unmarked) = (false, false);
            for (input, arc) in inputs.iter().enumerate() {
                if self.reaches(place, input) {
                    let found = if is_marked(arc) { &mut to_marked } else { &mut to_unmarked };
                    *found = true;
                }
            }
            to_marked || !to_unmarked
        })
    }
}

impl PartialEq for Net {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner) || self.inner == other.inner
    }
}

impl Eq for Net {}

impl Net {
    /// The name; may be empty.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// The number of places.
    #[must_use]
    pub fn place_count(&self) -> usize {
        self.inner.place_names.len()
    }

    /// The number of transitions.
    #[must_use]
    pub fn transition_count(&self) -> usize {
        self.inner.labels.len()
    }

    /// The number of arcs, resets not counted; parallel arcs of the builder are one.
    #[must_use]
    pub fn arc_count(&self) -> usize {
        self.inner.inputs.items() + self.inner.outputs.items()
    }

    /// All places in order.
    pub fn places(&self) -> impl DoubleEndedIterator<Item = PlaceId> + use<> {
        (0..count(self.place_count())).map(PlaceId)
    }

    /// All transitions in order.
    pub fn transitions(&self) -> impl DoubleEndedIterator<Item = TransitionId> + use<> {
        (0..count(self.transition_count())).map(TransitionId)
    }

    /// The name of a place; empty for one of another net.
    #[must_use]
    pub fn place_name(&self, place: PlaceId) -> &str {
        self.inner.place_names.get(place.index()).map_or("", |name| name)
    }

    /// The name of a transition, not what it shows in a log; empty for one of another net.
    #[must_use]
    pub fn transition_name(&self, transition: TransitionId) -> &str {
        self.inner.transition_names.get(transition.index()).map_or("", |name| name)
    }

    /// The activity that shows in a log when a transition fires; nothing for a silent one.
    #[must_use]
    pub fn label(&self, transition: TransitionId) -> Option<&str> {
        self.inner.labels.get(transition.index())?.as_deref()
    }

    /// Where a transition takes tokens from, in the order of the places.
    #[must_use]
    pub fn inputs(&self, transition: TransitionId) -> &[PlaceArc] {
        self.inner.inputs.row(transition.index())
    }

    /// Where a transition puts tokens, in the order of the places.
    #[must_use]
    pub fn outputs(&self, transition: TransitionId) -> &[PlaceArc] {
        self.inner.outputs.row(transition.index())
    }

    /// The places that a transition empties, in order.
    #[must_use]
    pub fn resets(&self, transition: TransitionId) -> &[PlaceId] {
        self.inner.resets.row(transition.index())
    }

    /// Whether a transition is an inclusive join.
    #[must_use]
    pub fn is_inclusive(&self, transition: TransitionId) -> bool {
        self.inclusive(transition).is_some()
    }

    /// Whether any transition resets a place.
    #[must_use]
    pub fn has_resets(&self) -> bool {
        self.inner.has_resets
    }

    /// Whether any transition is an inclusive join.
    #[must_use]
    pub fn has_inclusive_joins(&self) -> bool {
        !self.inner.inclusive.is_empty()
    }

    /// The transitions that take tokens from a place, in order.
    #[must_use]
    pub fn consumers(&self, place: PlaceId) -> &[TransitionId] {
        self.inner.consumers.row(place.index())
    }

    /// The transitions that put tokens on a place, in order.
    #[must_use]
    pub fn producers(&self, place: PlaceId) -> &[TransitionId] {
        self.inner.producers.row(place.index())
    }

    /// Where the tokens are when it begins.
    #[must_use]
    pub fn initial(&self) -> &Marking {
        &self.inner.initial
    }

    /// Where they are when it is complete, for nets that say so by one marking.
    #[must_use]
    pub fn final_marking(&self) -> Option<&Marking> {
        self.inner.final_marking.as_ref()
    }

    /// The end places, for nets that say so by ends; empty for others. In order, none twice.
    #[must_use]
    pub fn ends(&self) -> &[PlaceId] {
        &self.inner.ends
    }

    pub(super) fn inclusive(&self, transition: TransitionId) -> Option<&Inclusive> {
        self.inner.inclusive.get(transition.index())?.as_ref()
    }
}

/// Lengths are within 32 bits because the builder sees to it.
fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
