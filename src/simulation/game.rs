//! Runs of a sound net: the token game, with a search for the end when it goes on for long.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use super::{
    random::Random,
    run::{Run, Step},
};
use crate::net::{Marking, Net, PlaceId, TransitionId};

/// Markings that are looked at for a way to the end.
const MARKINGS: usize = 50_000;
/// Markings that are looked at for a run without an activity.
const WITHOUT: usize = 5_000;
/// How often a way to the end is looked for before it is given up.
const TRIES: usize = 8;
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
        // All parts of the net may have their turn.
        let longest = longest.max(2 * self.labels.iter().flatten().count());
        // Silent transitions stand between visible ones.
        let most = longest.saturating_add(self.net.transition_count()).saturating_mul(4);
        for _ in 0..TRIES {
            let begun = run.len();
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
                if run.len() >= begun.saturating_add(longest) {
                    break;
                }
            }
            if let Ok(way) = self.way_out(&marking, None, MARKINGS) {
                for transition in way? {
                    self.fire(transition, &mut marking, &mut run)?;
                }
                return Some(run);
            }
        }
        None
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
        !self.may_end_without(activity) || matches!(self.way_out(self.net.initial(), Some(activity), WITHOUT), Ok(None))
    }

    /// Whether an end can be marked without an activity, when tokens are never taken away: where it cannot then, it cannot at all.
    fn may_end_without(&self, activity: usize) -> bool {
        let net = &self.net;
        let mut marked: Vec<bool> = net.places().map(|place| net.initial().get(place) > 0).collect();
        let is_marked = |marked: &[bool], place: PlaceId| marked.get(place.index()).copied().unwrap_or_default();
        let mut left: Vec<TransitionId> = net.transitions().filter(|transition| self.label(*transition) != Some(activity)).collect();
        loop {
            let before = left.len();
            left.retain(|transition| {
                let mut inputs = net.inputs(*transition).iter().map(|arc| is_marked(&marked, arc.place));
                let may_fire = if net.is_inclusive(*transition) { inputs.any(|marked| marked) } else { inputs.all(|marked| marked) };
                if may_fire {
                    for slot in net.outputs(*transition).iter().map(|arc| arc.place.index()) {
                        marked.get_mut(slot).into_iter().for_each(|slot| *slot = true);
                    }
                }
                !may_fire
            });
            if left.len() == before {
                break;
            }
        }
        match net.final_marking() {
            Some(end) => end.marked().all(|(place, _)| is_marked(&marked, place)),
            None => net.ends().iter().any(|place| is_marked(&marked, *place)),
        }
    }

    /// A shortest way from a marking to the end without an activity; none where there is none.
    fn way_out(&self, from: &Marking, without: Option<usize>, markings: usize) -> Result<Option<Vec<TransitionId>>, LimitReached> {
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
                if came.len() >= markings {
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
