//! Runs of a sound net: the token game, with a search for the end when it goes on for long.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use super::{
    random::Random,
    run::{Run, Step},
};
use crate::net::{Marking, Net, TransitionId};

/// Markings that are looked at for a way to the end, or for a run without an activity.
const MARKINGS: usize = 50_000;
/// A transition that was fired so often is chosen as seldom as ever.
const TIRED: u32 = 6;

/// A sound net, prepared for runs.
#[derive(Clone, Debug)]
pub(super) struct Game {
    net: Net,
    /// By transition: the activity; none for a silent one.
    labels: Vec<Option<usize>>,
}

impl Game {
    pub fn new(net: Net, labels: Vec<Option<usize>>) -> Self {
        Self { net, labels }
    }

    /// A run to an end. A transition is half as likely each time that it was fired before; after many steps the shortest way to the end is
    /// taken. None when no such way was found within the limit.
    pub fn run(&self, random: &mut Random, longest: usize) -> Option<Run> {
        let mut marking = self.net.initial().clone();
        let mut fired = vec![0_u32; self.net.transition_count()];
        let mut run = Run::new();
        // Silent transitions stand between visible ones.
        let most = longest.saturating_add(self.net.transition_count()).saturating_mul(4);
        for _ in 0..most {
            if self.net.is_complete(&marking) {
                return Some(run);
            }
            let enabled: Vec<TransitionId> = self.net.enabled(&marking).collect();
            let transition = choose(random, &enabled, &fired)?;
            if let Some(count) = fired.get_mut(transition.index()) {
                *count += 1;
            }
            self.fire(transition, &mut marking, &mut run)?;
            if run.len() >= longest {
                break;
            }
        }
        for transition in self.way_out(&marking, None).ok()?? {
            self.fire(transition, &mut marking, &mut run)?;
        }
        Some(run)
    }

    fn fire(&self, transition: TransitionId, marking: &mut Marking, run: &mut Run) -> Option<()> {
        self.net.fire(marking, transition).ok()?;
        run.extend(self.label(transition).map(|activity| Step { activity, ..Step::default() }));
        Some(())
    }

    fn label(&self, transition: TransitionId) -> Option<usize> {
        self.labels.get(transition.index()).copied().flatten()
    }

    /// Whether no run is without an activity; false where the limit was reached before that was known.
    pub fn is_mandatory(&self, activity: usize) -> bool {
        matches!(self.way_out(self.net.initial(), Some(activity)), Ok(None))
    }

    /// A shortest way from a marking to the end without an activity; none where there is none.
    fn way_out(&self, from: &Marking, without: Option<usize>) -> Result<Option<Vec<TransitionId>>, LimitReached> {
        let mut came: FxHashMap<Marking, Option<(Marking, TransitionId)>> = FxHashMap::default();
        came.insert(from.clone(), None);
        let mut queue: VecDeque<Marking> = [from.clone()].into();
        while let Some(marking) = queue.pop_front() {
            if self.net.is_complete(&marking) {
                return Ok(Some(way_back(&came, marking)));
            }
            let allowed = |transition: &TransitionId| without.is_none() || self.label(*transition) != without;
            for transition in self.net.enabled(&marking).filter(allowed) {
                let mut next = marking.clone();
                if self.net.fire(&mut next, transition).is_err() || came.contains_key(&next) {
                    continue;
                }
                if came.len() >= MARKINGS {
                    return Err(LimitReached);
                }
                came.insert(next.clone(), Some((marking.clone(), transition)));
                queue.push_back(next);
            }
        }
        Ok(None)
    }
}

/// The search was given up.
struct LimitReached;

fn way_back(came: &FxHashMap<Marking, Option<(Marking, TransitionId)>>, mut at: Marking) -> Vec<TransitionId> {
    let mut way = Vec::new();
    while let Some(Some((before, transition))) = came.get(&at) {
        way.push(*transition);
        at = before.clone();
    }
    way.reverse();
    way
}

/// One of the enabled transitions, those that were fired less often the more likely.
fn choose(random: &mut Random, enabled: &[TransitionId], fired: &[u32]) -> Option<TransitionId> {
    let weight = |transition: &TransitionId| 1_u64 << (TIRED - fired.get(transition.index()).copied().unwrap_or_default().min(TIRED));
    let mut left = random.below(enabled.iter().map(weight).sum());
    for transition in enabled {
        let own = weight(transition);
        if left < own {
            return Some(*transition);
        }
        left -= own;
    }
    None
}
