//! Siphons of free-choice nets: sets of places that, once empty, stay empty.

/// An ordinary net as lists of neighbours.
#[derive(Clone, Debug)]
pub(super) struct Sides {
    /// By transition.
    pub inputs: Vec<Vec<usize>>,
    pub outputs: Vec<Vec<usize>>,
    /// By place.
    pub producers: Vec<Vec<usize>>,
    pub consumers: Vec<Vec<usize>>,
}

impl Sides {
    pub(super) fn new(places: usize, inputs: Vec<Vec<usize>>, outputs: Vec<Vec<usize>>) -> Self {
        let turned = |lists: &[Vec<usize>]| {
            let mut by_place = vec![Vec::new(); places];
            for (transition, list) in lists.iter().enumerate() {
                for place in list {
                    if let Some(row) = by_place.get_mut(*place) {
                        row.push(transition);
                    }
                }
            }
            by_place
        };
        Self { producers: turned(&outputs), consumers: turned(&inputs), inputs, outputs }
    }

    /// The net with places and transitions exchanged and arcs turned round. Free-choice nets stay so, and well-formed ones
    /// well-formed (Desel and Esparza 1995, duality theorem).
    pub(super) fn dual(&self) -> Self {
        Self { inputs: self.consumers.clone(), outputs: self.producers.clone(), producers: self.outputs.clone(), consumers: self.inputs.clone() }
    }
}

fn row(lists: &[Vec<usize>], index: usize) -> &[usize] {
    lists.get(index).map_or(&[], Vec::as_slice)
}

/// Whether S-components cover a free-choice net; when not, it is not well-formed.
///
/// For each place that is not covered yet, one minimal siphon through it is made. Where the net is well-formed, that is an
/// S-component (Desel and Esparza 1995, chapter 5), so one that is not ends it. Time: places times arcs.
pub(super) fn components_cover(net: &Sides) -> bool {
    let mut covered = vec![false; net.producers.len()];
    for place in 0..net.producers.len() {
        if covered.get(place) == Some(&true) {
            continue;
        }
        let Some(siphon) = minimal_siphon(net, place) else { return false };
        if !is_component(net, &siphon) {
            return false;
        }
        for (covered, is_in) in covered.iter_mut().zip(siphon) {
            *covered |= is_in;
        }
    }
    true
}

/// A minimal siphon that holds `target`, of a strongly connected free-choice net; nothing when the net is not strongly connected.
///
/// A walk forwards from the target gives every transition the input through which it was come to first; all transitions of
/// a cluster have the same. The walk backwards along these inputs closes the set: it holds for every producer an input, one
/// place a cluster, and hangs together, which makes it minimal (Kemper and Bause 1992).
fn minimal_siphon(net: &Sides, target: usize) -> Option<Vec<bool>> {
    let mut through: Vec<Option<usize>> = vec![None; net.inputs.len()];
    let mut seen = vec![false; net.producers.len()];
    let mut queue = std::collections::VecDeque::from([target]);
    *seen.get_mut(target)? = true;
    while let Some(place) = queue.pop_front() {
        for transition in row(&net.consumers, place) {
            let slot = through.get_mut(*transition)?;
            if slot.is_some() {
                continue;
            }
            *slot = Some(place);
            for next in row(&net.outputs, *transition) {
                if !std::mem::replace(seen.get_mut(*next)?, true) {
                    queue.push_back(*next);
                }
            }
        }
    }
    let mut siphon = vec![false; net.producers.len()];
    *siphon.get_mut(target)? = true;
    let mut walk = vec![target];
    while let Some(place) = walk.pop() {
        for transition in row(&net.producers, place) {
            let before = (*through.get(*transition)?)?;
            if !std::mem::replace(siphon.get_mut(before)?, true) {
                walk.push(before);
            }
        }
    }
    Some(siphon)
}

/// Whether every transition that touches the set takes one token from it and puts one back.
fn is_component(net: &Sides, set: &[bool]) -> bool {
    let held = |places: &[usize]| places.iter().filter(|place| set.get(**place) == Some(&true)).count();
    net.inputs.iter().zip(&net.outputs).all(|(inputs, outputs)| matches!((held(inputs), held(outputs)), (0, 0) | (1, 1)))
}

/// Whether there is a siphon without the place `marked`: takes that place away, and then every place that a transition without an
/// input among the rest feeds; what remains is the largest such siphon. Linear.
pub(super) fn is_unmarked_siphon_left(net: &Sides, marked: usize) -> bool {
    let mut held: Vec<usize> = net.inputs.iter().map(Vec::len).collect();
    let mut is_left = vec![true; net.producers.len()];
    let mut walk = vec![marked];
    let mut count = net.producers.len();
    let mut feeding: Vec<usize> = held.iter().enumerate().filter(|(_, held)| **held == 0).map(|(transition, _)| transition).collect();
    loop {
        while let Some(place) = walk.pop() {
            let Some(left) = is_left.get_mut(place) else { continue };
            if !std::mem::replace(left, false) {
                continue;
            }
            count -= 1;
            for transition in row(&net.consumers, place) {
                if let Some(held) = held.get_mut(*transition) {
                    *held -= 1;
                    if *held == 0 {
                        feeding.push(*transition);
                    }
                }
            }
        }
        match feeding.pop() {
            Some(transition) => walk.extend_from_slice(row(&net.outputs, transition)),
            None => return count > 0,
        }
    }
}
