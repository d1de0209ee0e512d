//! Markings packed into words: every place has the same power of two of bits.

use super::super::{Marking, Net, PlaceArc, PlaceId, TransitionId};

/// How the tokens of a place lie in the words of a packed marking.
#[derive(Clone, Copy, Debug)]
pub(super) struct Packing {
    /// The logarithm of the number of bits of a place, 0 to 5.
    shift: u32,
    places: usize,
}

/// Where a place is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    word: usize,
    shift: u32,
}

/// An arc to a packed place.
#[derive(Clone, Copy, Debug)]
struct PackedArc {
    slot: Slot,
    weight: u64,
}

/// A transition whose places are found in packed markings.
#[derive(Clone, Debug)]
pub(super) struct PackedTransition {
    inputs: Box<[PackedArc]>,
    outputs: Box<[PackedArc]>,
    resets: Box<[Slot]>,
    is_inclusive: bool,
}

/// A place would have more tokens than its bits can hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct TooNarrow;

impl Packing {
    /// The narrowest packing that holds `tokens` on every place.
    pub(super) fn new(places: usize, tokens: u32) -> Self {
        let bits = u32::BITS - tokens.leading_zeros();
        Self { shift: bits.max(1).next_power_of_two().trailing_zeros(), places }
    }

    /// The next wider one; nothing beyond 32 bits.
    pub(super) fn wider(self) -> Option<Self> {
        (self.shift < 5).then_some(Self { shift: self.shift + 1, ..self })
    }

    /// Words of one marking, at least one.
    pub(super) fn words(self) -> usize {
        self.places.div_ceil(64 >> self.shift).max(1)
    }

    fn mask(self) -> u64 {
        (1_u64 << (1_u32 << self.shift)) - 1
    }

    pub(super) fn slot(self, place: usize) -> Slot {
        let per_word = 64_usize >> self.shift;
        let within = u32::try_from(place % per_word).unwrap_or_default();
        Slot { word: place / per_word, shift: within << self.shift }
    }

    fn field(self, words: &[u64], slot: Slot) -> u64 {
        words.get(slot.word).map_or(0, |word| word >> slot.shift & self.mask())
    }

    /// The tokens on a place.
    pub(super) fn get(self, words: &[u64], place: usize) -> u32 {
        u32::try_from(self.field(words, self.slot(place))).unwrap_or(u32::MAX)
    }

    pub(super) fn pack(self, marking: &Marking) -> Result<Vec<u64>, TooNarrow> {
        let mut words = vec![0; self.words()];
        for (place, tokens) in marking.marked() {
            if u64::from(tokens) > self.mask() {
                return Err(TooNarrow);
            }
            let slot = self.slot(place.index());
            if let Some(word) = words.get_mut(slot.word) {
                *word |= u64::from(tokens) << slot.shift;
            }
        }
        Ok(words)
    }

    pub(super) fn unpack(self, words: &[u64]) -> Marking {
        Marking::from((0..self.places).map(|place| self.get(words, place)).collect::<Vec<_>>())
    }

    /// All bits of a set of places.
    pub(super) fn bits(self, places: impl Iterator<Item = PlaceId>) -> Vec<u64> {
        let mut words = vec![0; self.words()];
        for place in places {
            let slot = self.slot(place.index());
            if let Some(word) = words.get_mut(slot.word) {
                *word |= self.mask() << slot.shift;
            }
        }
        words
    }

    /// The number of all tokens.
    pub(super) fn sum(self, words: &[u64]) -> u64 {
        if self.shift == 0 {
            return words.iter().map(|word| u64::from(word.count_ones())).sum();
        }
        words.iter().flat_map(|word| self.fields(*word)).sum()
    }

    fn fields(self, word: u64) -> impl Iterator<Item = u64> {
        (0..64_u32 >> self.shift).map(move |index| word >> (index << self.shift) & self.mask())
    }

    /// Whether `small` has on no place more tokens than `large`.
    pub(super) fn is_covered(self, small: &[u64], large: &[u64]) -> bool {
        small.iter().zip(large).all(|(small, large)| {
            small == large
                || if self.shift == 0 {
                    small & !large == 0
                } else {
                    self.fields(*small).zip(self.fields(*large)).all(|(small, large)| small <= large)
                }
        })
    }

    /// A place outside `without` (bits) on which `large` has more tokens than `small`, the first one.
    pub(super) fn grown(self, small: &[u64], large: &[u64], without: &[u64]) -> Option<PlaceId> {
        let has_grown = |place: &usize| self.get(small, *place) < self.get(large, *place) && self.get(without, *place) == 0;
        (0..self.places).find(has_grown).and_then(|place| u32::try_from(place).ok()).map(PlaceId::new)
    }

    pub(super) fn transition(self, net: &Net, transition: TransitionId) -> PackedTransition {
        let arcs = |arcs: &[PlaceArc]| {
            arcs.iter().map(|arc| PackedArc { slot: self.slot(arc.place.index()), weight: u64::from(arc.weight) }).collect::<Box<[_]>>()
        };
        PackedTransition {
            inputs: arcs(net.inputs(transition)),
            outputs: arcs(net.outputs(transition)),
            resets: net.resets(transition).iter().map(|place| self.slot(place.index())).collect(),
            is_inclusive: net.is_inclusive(transition),
        }
    }

    /// Whether a transition can fire.
    pub(super) fn is_enabled(self, net: &Net, transition: TransitionId, packed: &PackedTransition, words: &[u64]) -> bool {
        if packed.is_inclusive
            && let Some(join) = net.inclusive(transition)
        {
            return join.is_enabled(net.inputs(transition), self.places, |place| self.get(words, place));
        }
        packed.inputs.iter().all(|arc| self.field(words, arc.slot) >= arc.weight)
    }

    /// Fires an enabled transition.
    pub(super) fn fire(self, packed: &PackedTransition, words: &mut [u64]) -> Result<(), TooNarrow> {
        for arc in &packed.inputs {
            // INVARIANT: enabled, so nothing goes below zero but the empty inputs of an inclusive join, which stay empty.
            let taken = self.field(words, arc.slot).min(arc.weight);
            if let Some(word) = words.get_mut(arc.slot.word) {
                *word -= taken << arc.slot.shift;
            }
        }
        for slot in &packed.resets {
            if let Some(word) = words.get_mut(slot.word) {
                *word &= !(self.mask() << slot.shift);
            }
        }
        for arc in &packed.outputs {
            if self.mask() - self.field(words, arc.slot) < arc.weight {
                return Err(TooNarrow);
            }
            if let Some(word) = words.get_mut(arc.slot.word) {
                *word += arc.weight << arc.slot.shift;
            }
        }
        Ok(())
    }
}
