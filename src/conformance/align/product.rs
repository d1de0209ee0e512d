//! Machines that run side by side as one machine: a state is a state of each.

use rustc_hash::FxHashMap;

use super::{
    structure::{Edge, Step, Structure},
    wide,
};

/// The machine without blocks that has the same runs; nothing when it would have more than `most` states.
pub(super) fn flat(structure: Structure, most: u32) -> Option<Structure> {
    let mut states = structure.states;
    let mut edges = Vec::new();
    for edge in structure.edges {
        let Step::Block(parts) = edge.step else {
            edges.push(edge);
            continue;
        };
        let parts: Vec<Structure> = parts.into_iter().map(|part| flat(part, most)).collect::<Option<_>>()?;
        let whole = product(&parts, most)?;
        let offset = states;
        states = states.checked_add(whole.states).filter(|states| *states <= most)?;
        edges.push(Edge { from: edge.from, to: whole.entry + offset, step: Step::Silent });
        edges.extend(whole.exits.iter().map(|exit| Edge { from: *exit + offset, to: edge.to, step: Step::Silent }));
        edges.extend(whole.edges.into_iter().map(|edge| Edge { from: edge.from + offset, to: edge.to + offset, step: edge.step }));
    }
    Some(Structure { states, entry: structure.entry, exits: structure.exits, edges })
}

/// The product of machines without blocks; nothing when it would have more than `most` states. A state is an exit when it is one of
/// each.
pub(super) fn product(parts: &[Structure], most: u32) -> Option<Structure> {
    let mut out: Vec<Vec<Vec<&Edge>>> = Vec::new();
    for part in parts {
        let mut rows = vec![Vec::new(); wide(part.states)];
        for edge in &part.edges {
            if let Some(row) = rows.get_mut(wide(edge.from)) {
                row.push(edge);
            }
        }
        out.push(rows);
    }
    let entry: Vec<u32> = parts.iter().map(|part| part.entry).collect();
    let mut numbers: FxHashMap<Vec<u32>, u32> = FxHashMap::default();
    let mut open = vec![entry.clone()];
    numbers.insert(entry, 0);
    let (mut edges, mut exits) = (Vec::new(), Vec::new());
    while let Some(state) = open.pop() {
        let from = numbers.get(&state).copied()?;
        if state.iter().zip(parts).all(|(own, part)| part.exits.contains(own)) {
            exits.push(from);
        }
        for (at, (own, rows)) in state.iter().zip(&out).enumerate() {
            for edge in rows.get(wide(*own)).into_iter().flatten() {
                let mut next = state.clone();
                if let Some(slot) = next.get_mut(at) {
                    *slot = edge.to;
                }
                let count = super::narrow(numbers.len());
                let to = *numbers.entry(next.clone()).or_insert(count);
                if to == count {
                    if count >= most {
                        return None;
                    }
                    open.push(next);
                }
                edges.push(Edge { from, to, step: edge.step.clone() });
            }
        }
    }
    Some(Structure { states: super::narrow(numbers.len()), entry: 0, exits, edges })
}
