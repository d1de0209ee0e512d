//! Building a net, and what keeps one from being built.

use std::sync::Arc;

use super::{
    Marking, Net, PlaceArc, PlaceId, TransitionId,
    model::{Inclusive, Inner},
    rows::Rows,
};

/// Why a net cannot be built.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NetError {
    /// More places, transitions or arcs than 32 bits can number.
    #[error("the net has more than {} places, transitions or arcs", u32::MAX)]
    TooLarge,
    /// An arc, a marking or an end names a place that the net does not have.
    #[error("the net has no place number {}", .0.index())]
    UnknownPlace(PlaceId),
    /// An arc names a transition that the net does not have.
    #[error("the net has no transition number {}", .0.index())]
    UnknownTransition(TransitionId),
    /// An arc along which no token goes.
    #[error("the arc between the transition `{transition}` and the place `{place}` has the weight 0; weights begin with 1")]
    ZeroWeight {
        /// The name of the transition.
        transition: String,
        /// The name of the place.
        place: String,
    },
    /// Parallel arcs or markings that add up to more than 2^32 - 1.
    #[error("weights or tokens at the place `{place}` add up to more than {}", u32::MAX)]
    TooManyTokens {
        /// The name of the place.
        place: String,
    },
    /// An inclusive join takes single tokens.
    #[error("the inclusive join `{transition}` takes more than one token from the place `{place}`")]
    InclusiveWeight {
        /// The name of the transition.
        transition: String,
        /// The name of the place.
        place: String,
    },
    /// A net has a final marking or ends, not both.
    #[error("the net has a final marking and ends; give one of them")]
    TwoEnds,
    /// What inclusive joins need to know about paths would not fit into the memory.
    #[error("the inclusive joins have {inputs} inputs in a net of {places} places, more than can be looked at")]
    TooManyInclusiveInputs {
        /// Inputs of all inclusive joins.
        inputs: usize,
        /// Places of the net.
        places: usize,
    },
}

/// Inputs of inclusive joins times places; a bit for each is kept (32 MiB).
const MOST_REACHING: usize = 1 << 28;

/// Collects the parts of a [`Net`].
///
/// Ids come from [`NetBuilder::place`] and [`NetBuilder::transition`], in order from 0. Parallel arcs are allowed and add
/// up, and so do repeated markings of one place. Everything is checked by [`NetBuilder::build`].
#[derive(Clone, Debug, Default)]
pub struct NetBuilder {
    name: String,
    places: Vec<Box<str>>,
    transitions: Vec<Box<str>>,
    labels: Vec<Option<Box<str>>>,
    inputs: Vec<(TransitionId, PlaceArc)>,
    outputs: Vec<(TransitionId, PlaceArc)>,
    resets: Vec<(TransitionId, PlaceId)>,
    inclusive: Vec<TransitionId>,
    initial: Vec<PlaceArc>,
    final_marking: Option<Vec<PlaceArc>>,
    ends: Vec<PlaceId>,
}

impl NetBuilder {
    /// An empty net with this name.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// Adds a place. Names need not be unique.
    pub fn place(&mut self, name: impl Into<String>) -> PlaceId {
        // Ids past the end of 32 bits never get into a net, since `build` refuses it.
        let id = PlaceId::new(u32::try_from(self.places.len()).unwrap_or(u32::MAX));
        self.places.push(name.into().into_boxed_str());
        id
    }

    /// Adds a transition; `label` is the activity that shows in a log, nothing for a silent one. Names need not be unique.
    pub fn transition(&mut self, name: impl Into<String>, label: Option<String>) -> TransitionId {
        let id = TransitionId::new(u32::try_from(self.transitions.len()).unwrap_or(u32::MAX));
        self.transitions.push(name.into().into_boxed_str());
        self.labels.push(label.map(String::into_boxed_str));
        id
    }

    /// Adds an arc from a place to a transition: firing takes `weight` tokens.
    pub fn input(&mut self, transition: TransitionId, place: PlaceId, weight: u32) -> &mut Self {
        self.inputs.push((transition, PlaceArc { place, weight }));
        self
    }

    /// Adds an arc from a transition to a place: firing puts `weight` tokens.
    pub fn output(&mut self, transition: TransitionId, place: PlaceId, weight: u32) -> &mut Self {
        self.outputs.push((transition, PlaceArc { place, weight }));
        self
    }

    /// Makes a transition empty a place when it fires, after it has taken its tokens and before it puts any.
    pub fn reset(&mut self, transition: TransitionId, place: PlaceId) -> &mut Self {
        self.resets.push((transition, place));
        self
    }

    /// Makes a transition an inclusive join; see [`Net`] for its rule.
    pub fn inclusive(&mut self, transition: TransitionId) -> &mut Self {
        self.inclusive.push(transition);
        self
    }

    /// Puts tokens on a place of the initial marking.
    pub fn initial(&mut self, place: PlaceId, tokens: u32) -> &mut Self {
        self.initial.push(PlaceArc { place, weight: tokens });
        self
    }

    /// Puts tokens on a place of the final marking, which is to be reached exactly.
    pub fn final_(&mut self, place: PlaceId, tokens: u32) -> &mut Self {
        self.final_marking.get_or_insert_default().push(PlaceArc { place, weight: tokens });
        self
    }

    /// Adds end places: complete is a marking in which at least one of them has a token, none has two, and all other
    /// places are empty.
    pub fn ends(&mut self, places: impl IntoIterator<Item = PlaceId>) -> &mut Self {
        self.ends.extend(places);
        self
    }

    /// The finished net.
    ///
    /// Time is linear in its size, up to sorting; inclusive joins add a walk through the net for each of their inputs.
    ///
    /// # Errors
    /// See [`NetError`].
    pub fn build(self) -> Result<Net, NetError> {
        let fits = |count: usize| u32::try_from(count).is_ok_and(|count| count < u32::MAX);
        if !fits(self.places.len()) || !fits(self.transitions.len()) {
            return Err(NetError::TooLarge);
        }
        if self.final_marking.is_some() && !self.ends.is_empty() {
            return Err(NetError::TwoEnds);
        }
        let inputs = self.arcs(&self.inputs)?;
        let outputs = self.arcs(&self.outputs)?;
        let mut resets = vec![Vec::new(); self.transitions.len()];
        for (transition, place) in &self.resets {
            self.check_place(*place)?;
            resets.get_mut(transition.index()).ok_or(NetError::UnknownTransition(*transition))?.push(*place);
        }
        for row in &mut resets {
            row.sort_unstable();
            row.dedup();
        }
        let mut ends = self.ends.clone();
        ends.iter().try_for_each(|place| self.check_place(*place))?;
        ends.sort_unstable();
        ends.dedup();
        let rows = |arcs: &[Vec<PlaceArc>]| Rows::new(arcs.iter().cloned()).ok_or(NetError::TooLarge);
        let inner = Inner {
            initial: self.marking(&self.initial)?,
            final_marking: self.final_marking.as_ref().map(|marked| self.marking(marked)).transpose()?,
            inclusive: self.joins(&inputs, &outputs)?,
            consumers: by_place(&inputs, self.places.len()).ok_or(NetError::TooLarge)?,
            producers: by_place(&outputs, self.places.len()).ok_or(NetError::TooLarge)?,
            inputs: rows(&inputs)?,
            outputs: rows(&outputs)?,
            has_resets: !self.resets.is_empty(),
            resets: Rows::new(resets).ok_or(NetError::TooLarge)?,
            ends: ends.into(),
            name: self.name,
            place_names: self.places.into(),
            transition_names: self.transitions.into(),
            labels: self.labels.into(),
        };
        Ok(Net { inner: Arc::new(inner) })
    }

    fn check_place(&self, place: PlaceId) -> Result<(), NetError> {
        if place.index() < self.places.len() { Ok(()) } else { Err(NetError::UnknownPlace(place)) }
    }

    fn place_name(&self, place: PlaceId) -> String {
        self.places.get(place.index()).map(|name| name.to_string()).unwrap_or_default()
    }

    fn transition_name(&self, transition: TransitionId) -> String {
        self.transitions.get(transition.index()).map(|name| name.to_string()).unwrap_or_default()
    }

    /// Arcs by transition, sorted by place, parallel ones added up.
    fn arcs(&self, arcs: &[(TransitionId, PlaceArc)]) -> Result<Vec<Vec<PlaceArc>>, NetError> {
        let mut rows: Vec<Vec<PlaceArc>> = vec![Vec::new(); self.transitions.len()];
        for (transition, arc) in arcs {
            self.check_place(arc.place)?;
            let row = rows.get_mut(transition.index()).ok_or(NetError::UnknownTransition(*transition))?;
            if arc.weight == 0 {
                return Err(NetError::ZeroWeight { transition: self.transition_name(*transition), place: self.place_name(arc.place) });
            }
            row.push(*arc);
        }
        for row in &mut rows {
            self.merge(row)?;
        }
        Ok(rows)
    }

    /// Sorts by place and adds up what names the same one.
    fn merge(&self, row: &mut Vec<PlaceArc>) -> Result<(), NetError> {
        row.sort_unstable();
        let mut too_many = None;
        row.dedup_by(|next, kept| {
            let same = next.place == kept.place;
            if same {
                match kept.weight.checked_add(next.weight) {
                    Some(sum) => kept.weight = sum,
                    None => too_many = Some(kept.place),
                }
            }
            same
        });
        match too_many {
            Some(place) => Err(NetError::TooManyTokens { place: self.place_name(place) }),
            None => Ok(()),
        }
    }

    fn marking(&self, marked: &[PlaceArc]) -> Result<Marking, NetError> {
        let mut row = marked.to_vec();
        row.iter().try_for_each(|arc| self.check_place(arc.place))?;
        self.merge(&mut row)?;
        let mut marking = Marking::empty(self.places.len());
        for arc in row {
            marking.set(arc.place, arc.weight);
        }
        Ok(marking)
    }

    fn joins(&self, inputs: &[Vec<PlaceArc>], outputs: &[Vec<PlaceArc>]) -> Result<Box<[Option<Inclusive>]>, NetError> {
        if self.inclusive.is_empty() {
            return Ok(Box::default());
        }
        let mut joins = self.inclusive.clone();
        joins.sort_unstable();
        joins.dedup();
        let places = self.places.len();
        let count: usize = joins.iter().filter_map(|join| inputs.get(join.index())).map(Vec::len).sum();
        if count.saturating_mul(places) > MOST_REACHING {
            return Err(NetError::TooManyInclusiveInputs { inputs: count, places });
        }
        let producers = by_place(outputs, places).ok_or(NetError::TooLarge)?;
        let mut all: Vec<Option<Inclusive>> = (0..self.transitions.len()).map(|_| None).collect();
        for join in joins {
            let (Some(row), Some(slot)) = (inputs.get(join.index()), all.get_mut(join.index())) else {
                return Err(NetError::UnknownTransition(join));
            };
            if let Some(arc) = row.iter().find(|arc| arc.weight > 1) {
                return Err(NetError::InclusiveWeight { transition: self.transition_name(join), place: self.place_name(arc.place) });
            }
            let reaching = row.iter().map(|arc| reaching(arc.place, join, inputs, &producers, places));
            *slot = Some(Inclusive::new(reaching.collect()));
        }
        Ok(all.into())
    }
}

/// The transitions that touch each place.
fn by_place(arcs: &[Vec<PlaceArc>], places: usize) -> Option<Rows<TransitionId>> {
    let mut rows = vec![Vec::new(); places];
    for (transition, row) in (0_u32..).map(TransitionId::new).zip(arcs) {
        for arc in row {
            if let Some(row) = rows.get_mut(arc.place.index()) {
                row.push(transition);
            }
        }
    }
    Rows::new(rows)
}

/// The places from which `target` can be reached without passing `join`, as bits: a walk backwards.
fn reaching(target: PlaceId, join: TransitionId, inputs: &[Vec<PlaceArc>], producers: &Rows<TransitionId>, places: usize) -> Box<[u64]> {
    let mut bits = vec![0_u64; places.div_ceil(64)];
    let mut add = |place: PlaceId| {
        let (word, bit) = (place.index() / 64, 1 << (place.index() % 64));
        let Some(word) = bits.get_mut(word) else { return false };
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    };
    add(target);
    let mut walk = vec![target];
    while let Some(place) = walk.pop() {
        for producer in producers.row(place.index()).iter().filter(|producer| **producer != join) {
            for arc in inputs.get(producer.index()).into_iter().flatten() {
                if add(arc.place) {
                    walk.push(arc.place);
                }
            }
        }
    }
    bits.into()
}
