//! Soundness of free-choice nets from their structure alone.

use super::{
    super::{Net, PlaceArc, PlaceId},
    rank::rank,
    siphon::{Sides, components_cover, is_unmarked_siphon_left},
    structure,
};

/// Most steps that the theory may take, places times arcs; beyond that, search is as good.
const MOST_STEPS: usize = 400_000_000;
/// Largest matrix whose rank is computed.
const MOST_CELLS: usize = 4_000_000;

/// Whether a free-choice workflow net is sound; nothing when the net is not free-choice, has weights, resets, inclusive joins or
/// several ends, is no workflow net, or is too large.
///
/// A net is free-choice (extended, as in Desel and Esparza 1995) when places with a common consumer have all consumers in common.
/// It is sound when the net whose end leads back to its start is live and bounded. By the rank theorem, such a net is live and
/// bounded for some marking exactly if it has a positive S-invariant and a positive T-invariant and the rank of its incidence
/// matrix is the number of its clusters less one; and it is so for the marking of the start exactly if no siphon lacks it. Both
/// invariants are there when components cover the net: every minimal siphon of a well-formed net is an S-component, and one
/// through a given place is found in linear time (Kemper and Bause 1992); T-components are S-components of the net with places and
/// transitions exchanged and arcs turned round.
///
/// Time: places and transitions times arcs, and the elimination of a matrix of places by transitions. Exact: numbers that
/// do not fit end the attempt.
#[must_use]
pub fn free_choice(net: &Net) -> Option<bool> {
    let is_plain = !net.has_resets() && !net.has_inclusive_joins() && structure::defects(net).is_empty();
    if !is_plain || net.ends().len() > 1 || net.transition_count() == 0 || !is_free_choice(net) {
        return None;
    }
    let nodes = net.place_count().checked_add(net.transition_count())?;
    if nodes.saturating_mul(net.arc_count()) > MOST_STEPS || net.place_count().saturating_mul(net.transition_count()) > MOST_CELLS {
        return None;
    }
    let source = net.places().find(|place| net.producers(*place).is_empty())?;
    let closed = closed(net, source)?;
    if !components_cover(&closed) || !components_cover(&closed.dual()) {
        return Some(false);
    }
    let is_well_formed = rank(&closed)? + 1 == clusters(&closed);
    Some(is_well_formed && !is_unmarked_siphon_left(&closed, source.index()))
}

/// Whether all weights are 1 and places with a common consumer have all consumers in common.
fn is_free_choice(net: &Net) -> bool {
    let is_single = |arc: &PlaceArc| arc.weight == 1;
    net.transitions().all(|transition| {
        let inputs = net.inputs(transition);
        let first = inputs.first().map(|arc| net.consumers(arc.place));
        net.outputs(transition).iter().all(is_single) && inputs.iter().all(|arc| is_single(arc) && Some(net.consumers(arc.place)) == first)
    })
}

/// The net with one more transition, from its end to its source.
fn closed(net: &Net, source: PlaceId) -> Option<Sides> {
    let sink = net.places().find(|place| net.consumers(*place).is_empty())?;
    let places = |arcs: &[PlaceArc]| arcs.iter().map(|arc| arc.place.index()).collect::<Vec<_>>();
    let mut inputs: Vec<Vec<usize>> = net.transitions().map(|transition| places(net.inputs(transition))).collect();
    let mut outputs: Vec<Vec<usize>> = net.transitions().map(|transition| places(net.outputs(transition))).collect();
    inputs.push(vec![sink.index()]);
    outputs.push(vec![source.index()]);
    Some(Sides::new(net.place_count(), inputs, outputs))
}

/// The number of clusters: places and transitions that hang together by arcs from places to transitions.
fn clusters(net: &Sides) -> usize {
    let places = net.consumers.len();
    let mut groups = petgraph::unionfind::UnionFind::<usize>::new(places + net.inputs.len());
    let mut count = places + net.inputs.len();
    for (transition, inputs) in net.inputs.iter().enumerate() {
        count -= inputs.iter().filter(|place| groups.union(**place, places + transition)).count();
    }
    count
}
