//! Paths that take every transition that can be taken.

use std::collections::BTreeSet;

use super::{PathKind, TestPath, TestPaths, route::Map, walk::Walk};
use crate::lifecycle::{TransitionId, definition::StateKind};

/// Walks on to the nearest transition that was not taken yet, and begins anew where there is none.
pub(super) fn cover(map: &Map<'_>, budget: &mut usize, result: &mut TestPaths) {
    let lifecycle = map.lifecycle;
    let mut open: BTreeSet<TransitionId> = BTreeSet::new();
    open.extend(lifecycle.transitions().filter(|(id, transition)| map.is_usable(*id) && map.is_reached(transition.from())).map(|(id, _)| id));
    // What leaves the state comes after what stays in it, and what ends the record last.
    let like = |id: TransitionId| {
        let transition = lifecycle.get_transition(id);
        let ends = |state| lifecycle.get_state(state).is_some_and(|state| state.kind() == StateKind::Terminal);
        transition.map_or(u8::MAX, |transition| if transition.to() == transition.from() { 0 } else { 1 + u8::from(ends(transition.to())) })
    };
    let mut why = "the limit of steps is reached";
    while !open.is_empty() && *budget > 0 {
        let mut walk = Walk::begin(lifecycle);
        let mut failed = false;
        while let Some(way) = map.nearest(walk.state(), |id| open.contains(&id), like).filter(|way| way.len() <= *budget && !failed) {
            for id in way {
                failed = failed || !map.usual(id).as_ref().is_ok_and(|given| walk.take(id, given));
                if !failed {
                    *budget -= 1;
                    open.remove(&id);
                }
            }
        }
        let is_stuck = walk.steps.is_empty();
        if !is_stuck {
            let name = format!("transitions {} to {}", result.paths.len() + 1, lifecycle.state_name(walk.state()));
            result.paths.push(TestPath { name, kind: PathKind::Transitions, steps: walk.steps });
        }
        if failed {
            // What was tried alone goes the same way on a path, whoever acts before: this would be a defect of the search.
            why = "a transition on the way was not taken, although it can be taken alone";
        }
        if failed || is_stuck {
            break;
        }
    }
    for id in open {
        result.leave_transition(lifecycle, id, why.to_owned());
    }
}
