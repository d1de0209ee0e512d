//! Whether a run can be repeated for ever, adding tokens each time.

use super::super::{Marking, Net, PlaceId, TransitionId};

/// Whether `run`, which leads from `small` to a marking that covers it, can be repeated without end, adding tokens each time.
///
/// In nets without inclusive joins that is always so (more tokens never disable anything) as long as a place that has grown is
/// not reset in the run, which the caller has seen to. An inclusive join looks at which places are marked. So the run is
/// repeated twice: when both times the same places are marked at every step, and all have at least as many tokens the second
/// time, every further repetition differs from the one before by no more than that, on places that are marked anyway, and goes
/// the same way.
/// Gives a place on which they grow: `grown`, the caller's, where nothing depends on which places are marked.
pub(super) fn growing(net: &Net, small: &Marking, run: &[TransitionId], grown: PlaceId) -> Option<PlaceId> {
    if !net.has_inclusive_joins() {
        return Some(grown);
    }
    let first = markings(net, small, run)?;
    let second = markings(net, first.last()?, run)?;
    let third = markings(net, second.last()?, run)?;
    let same = |one: &Marking, other: &Marking| one.marked().map(|(place, _)| place).eq(other.marked().map(|(place, _)| place));
    if !second.iter().zip(&third).all(|(one, other)| other.covers(one) && same(one, other)) {
        return None;
    }
    let (before, end) = (second.last()?, third.last()?);
    net.places().find(|place| end.get(*place) > before.get(*place))
}

/// The markings along a run, the first one included; nothing when it cannot be gone.
fn markings(net: &Net, start: &Marking, run: &[TransitionId]) -> Option<Vec<Marking>> {
    let mut all = vec![start.clone()];
    for transition in run {
        let mut next = all.last()?.clone();
        net.fire(&mut next, *transition).ok()?;
        all.push(next);
    }
    Some(all)
}
