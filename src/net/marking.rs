//! Where the tokens of a net are, and how transitions move them.

use std::fmt;

use super::{Net, PlaceId, TransitionId};

/// The number of tokens on every place of a net.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Marking {
    tokens: Box<[u32]>,
}

impl Marking {
    /// No tokens, for a net with this many places.
    #[must_use]
    pub fn empty(places: usize) -> Self {
        Self { tokens: vec![0; places].into() }
    }

    /// The number of tokens on a place; none on a place that the net does not have.
    #[must_use]
    pub fn get(&self, place: PlaceId) -> u32 {
        self.tokens.get(place.index()).copied().unwrap_or_default()
    }

    /// Puts this many tokens on a place instead of those that are there; nothing happens for a place of another net.
    pub fn set(&mut self, place: PlaceId, tokens: u32) {
        if let Some(slot) = self.tokens.get_mut(place.index()) {
            *slot = tokens;
        }
    }

    /// The number of tokens on every place, in order.
    #[must_use]
    pub fn tokens(&self) -> &[u32] {
        &self.tokens
    }

    /// The places with tokens, in order, and how many.
    pub fn marked(&self) -> impl Iterator<Item = (PlaceId, u32)> {
        (0_u32..).map(PlaceId::new).zip(self.tokens.iter().copied()).filter(|(_, tokens)| *tokens > 0)
    }

    /// Whether no place has a token.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tokens.iter().all(|tokens| *tokens == 0)
    }

    /// Whether every place has at least as many tokens as in the other marking.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        self.tokens.iter().zip(&other.tokens).all(|(own, other)| own >= other)
    }
}

impl From<Vec<u32>> for Marking {
    fn from(tokens: Vec<u32>) -> Self {
        Self { tokens: tokens.into() }
    }
}

impl fmt::Debug for Marking {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_map().entries(self.marked().map(|(place, tokens)| (place.index(), tokens))).finish()
    }
}

/// Why a transition did not fire. The marking is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FireError {
    /// The transition is not enabled, or the net does not have it.
    #[error("the transition {} is not enabled", .0.index())]
    NotEnabled(TransitionId),
    /// A place would have more than 2^32 - 1 tokens.
    #[error("the place {} would have more than {} tokens", .0.index(), u32::MAX)]
    TooManyTokens(PlaceId),
}

impl Net {
    /// Whether a transition can fire; never for a transition of another net.
    ///
    /// Linear in its inputs; for inclusive joins, marked places times inputs.
    #[must_use]
    pub fn is_enabled(&self, marking: &Marking, transition: TransitionId) -> bool {
        let inputs = self.inputs(transition);
        match self.inclusive(transition) {
            None => transition.index() < self.transition_count() && inputs.iter().all(|arc| marking.get(arc.place) >= arc.weight),
            Some(join) => {
                let tokens = |place: usize| marking.tokens.get(place).copied().unwrap_or_default();
                join.is_enabled(inputs, self.place_count(), tokens)
            }
        }
    }

    /// The transitions that can fire, in order.
    pub fn enabled<'net>(&'net self, marking: &'net Marking) -> impl Iterator<Item = TransitionId> + 'net {
        self.transitions().filter(|transition| self.is_enabled(marking, *transition))
    }

    /// Fires a transition: takes tokens, empties the places that it resets, puts tokens.
    ///
    /// # Errors
    /// It is not enabled, or a place would overflow; the marking is then unchanged.
    pub fn fire(&self, marking: &mut Marking, transition: TransitionId) -> Result<(), FireError> {
        if !self.is_enabled(marking, transition) {
            return Err(FireError::NotEnabled(transition));
        }
        let is_inclusive = self.is_inclusive(transition);
        for arc in self.outputs(transition) {
            let kept = if self.resets(transition).binary_search(&arc.place).is_ok() {
                0
            } else {
                let inputs = self.inputs(transition);
                let input = inputs.binary_search_by_key(&arc.place, |arc| arc.place).ok().and_then(|index| inputs.get(index));
                // An inclusive join has weights of 1 and takes nothing from an empty place.
                marking.get(arc.place).saturating_sub(input.map_or(0, |arc| arc.weight))
            };
            if kept.checked_add(arc.weight).is_none() {
                return Err(FireError::TooManyTokens(arc.place));
            }
        }
        for arc in self.inputs(transition) {
            if let Some(tokens) = marking.tokens.get_mut(arc.place.index()) {
                // INVARIANT: enabled, so nothing goes below zero but the empty inputs of an inclusive join, which stay empty.
                debug_assert!(is_inclusive || *tokens >= arc.weight);
                *tokens = tokens.saturating_sub(arc.weight);
            }
        }
        for place in self.resets(transition) {
            marking.set(*place, 0);
        }
        for arc in self.outputs(transition) {
            if let Some(tokens) = marking.tokens.get_mut(arc.place.index()) {
                *tokens = tokens.saturating_add(arc.weight);
            }
        }
        Ok(())
    }

    /// Whether a marking is the end, by the notion that the net has; never when it has none.
    #[must_use]
    pub fn is_complete(&self, marking: &Marking) -> bool {
        if let Some(end) = self.final_marking() {
            return end == marking;
        }
        let ends = self.ends();
        let mut ended = false;
        for (place, tokens) in marking.marked() {
            if tokens > 1 || ends.binary_search(&place).is_err() {
                return false;
            }
            ended = true;
        }
        ended
    }

    /// Whether a marking shows improper completion: the final marking and something left over, or an end marked twice.
    #[must_use]
    pub fn is_improper(&self, marking: &Marking) -> bool {
        match self.final_marking() {
            Some(end) => end != marking && marking.covers(end),
            None => self.ends().iter().any(|end| marking.get(*end) > 1),
        }
    }
}
