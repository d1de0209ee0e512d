//! Search through all markings of a net, breadth first.

use super::{
    super::{Marking, Net, PlaceId, TransitionId},
    Limit, Limits, Method, Problem, ProblemKind, Soundness, Verdict,
    packing::{PackedTransition, Packing, TooNarrow},
    pump,
    store::Store,
    structure,
};

/// Most ancestors that a marking is compared with to see that tokens grow. A net of which that is not enough ends at a limit.
const MOST_ANCESTORS: usize = 4096;
/// Most runs of a marking that are tried for repetition in nets with inclusive joins.
const MOST_REPETITIONS: usize = 8;
/// No parent: the initial marking.
const NONE: u32 = u32::MAX;

/// How a marking was come to.
#[derive(Clone, Copy, Debug)]
struct Visit {
    parent: u32,
    by: u32,
    /// All tokens of the marking.
    sum: u64,
    /// The least sum of the markings before it: only a marking with more tokens can cover one of them.
    least: u64,
}

/// Decides soundness by looking at every marking that the net can come to, without reduction.
///
/// Markings are packed with as few bits a place as they need and kept once each (safe nets: one bit). Time is markings times
/// transitions; memory markings times their words, 24 bytes and 8 bytes for every step between two markings. A net is unbounded
/// when a marking covers one that was met before on the way to it and what lies between can be repeated (Karp and Miller 1969).
///
/// In nets without resets and inclusive joins an unbounded net always ends in that answer, memory and patience permitting;
/// with them boundedness cannot be decided in general, and the search may end at a limit.
#[must_use]
pub fn state_space(net: &Net, limits: Limits) -> Soundness {
    let mut found = state_space_from(net, net.initial(), limits);
    let defects = structure::defects(net);
    if !defects.is_empty() {
        let structural = defects.into_iter().map(|defect| Problem::without_run(ProblemKind::NotAWorkflowNet(defect), net));
        found.problems = structural.chain(found.problems).collect();
        found.verdict = Verdict::Unsound;
        found.method = Method::Structure;
    }
    found
}

/// The same from another marking than the initial one: whether what stands there can complete. The structure of the net is not
/// looked at, and transitions that can only fire before are among the dead ones. Runs of problems begin at the marking.
///
/// A marking of another net gives an answer that means nothing.
#[must_use]
pub fn state_space_from(net: &Net, from: &Marking, limits: Limits) -> Soundness {
    let most = |tokens: &[u32]| tokens.iter().copied().max().unwrap_or_default();
    let tokens = most(from.tokens()).max(net.final_marking().map_or(0, |marking| most(marking.tokens())));
    let mut packing = Some(Packing::new(net.place_count(), tokens));
    let mut outcome = None;
    // A net with more tokens on a place than the bits can hold is searched again with more bits, five times at most.
    while let Some(current) = packing {
        let mut search = Search::new(net, current, limits);
        outcome = Some(search.run(from));
        if !search.too_narrow {
            break;
        }
        packing = current.wider();
    }
    outcome.unwrap_or_else(|| Soundness::sound(Method::StateSpace, 0))
}

struct Search<'net> {
    net: &'net Net,
    packing: Packing,
    limits: Limits,
    transitions: Vec<(TransitionId, PackedTransition)>,
    /// The bits of the places that each transition resets; empty in nets without resets.
    resets: Vec<Vec<u64>>,
    store: Store,
    visits: Vec<Visit>,
    /// The markings that each marking leads to, those of marking `n` from `starts[n]`.
    targets: Vec<u32>,
    starts: Vec<usize>,
    fired: Vec<bool>,
    improper: Option<u32>,
    deadlock: Option<u32>,
    unbounded: Option<(u32, PlaceId)>,
    limit: Option<Limit>,
    too_narrow: bool,
}

impl<'net> Search<'net> {
    fn new(net: &'net Net, packing: Packing, limits: Limits) -> Self {
        let resets = if net.has_resets() {
            net.transitions().map(|transition| packing.bits(net.resets(transition).iter().copied())).collect()
        } else {
            Vec::new()
        };
        Self {
            net,
            packing,
            limits,
            transitions: net.transitions().map(|transition| (transition, packing.transition(net, transition))).collect(),
            resets,
            store: Store::new(packing.words()),
            visits: Vec::new(),
            targets: Vec::new(),
            starts: Vec::new(),
            fired: vec![false; net.transition_count()],
            improper: None,
            deadlock: None,
            unbounded: None,
            limit: None,
            too_narrow: false,
        }
    }

    fn run(&mut self, from: &Marking) -> Soundness {
        match self.packing.pack(from) {
            Ok(initial) => self.visit(&initial, NONE, 0),
            Err(TooNarrow) => self.narrow(),
        }
        let mut current = Vec::new();
        let mut next = Vec::new();
        let mut at = 0;
        while at < self.store.count() && !self.has_stopped() {
            current.clear();
            current.extend_from_slice(self.store.get(at));
            self.starts.push(self.targets.len());
            self.expand(at, &current, &mut next);
            at += 1;
        }
        let is_whole = !self.has_stopped();
        self.starts.push(self.targets.len());
        self.judge(is_whole)
    }

    fn has_stopped(&self) -> bool {
        self.limit.is_some() || self.unbounded.is_some() || self.too_narrow
    }

    /// A place has more tokens than its bits can hold.
    fn narrow(&mut self) {
        if self.packing.wider().is_some() {
            self.too_narrow = true;
        } else {
            self.limit = Some(Limit::Tokens);
        }
    }

    /// Fires everything that is enabled.
    fn expand(&mut self, at: u32, current: &[u64], next: &mut Vec<u64>) {
        let before = self.targets.len();
        for index in 0..self.transitions.len() {
            let Some((transition, packed)) = self.transitions.get(index) else { break };
            if !self.packing.is_enabled(self.net, *transition, packed, current) {
                continue;
            }
            next.clear();
            next.extend_from_slice(current);
            if self.packing.fire(packed, next).is_err() {
                self.narrow();
                return;
            }
            let by = transition.number();
            if let Some(fired) = self.fired.get_mut(index) {
                *fired = true;
            }
            self.visit(next, at, by);
            if self.has_stopped() {
                return;
            }
        }
        let is_stuck = self.targets.len() == before;
        if is_stuck && self.deadlock.is_none() && !self.is_complete(current) {
            self.deadlock = Some(at);
        }
    }

    /// Takes note of a step to a marking.
    fn visit(&mut self, marking: &[u64], parent: u32, by: u32) {
        let (number, is_new) = self.store.insert(marking);
        if parent != NONE {
            self.targets.push(number);
        }
        if !is_new {
            return;
        }
        let sum = self.packing.sum(marking);
        let least = self.get_visit(parent).map_or(sum, |visit| visit.least.min(visit.sum));
        self.visits.push(Visit { parent, by, sum, least });
        if self.improper.is_none() && self.is_improper(marking) {
            self.improper = Some(number);
        }
        if sum > least {
            self.unbounded = self.covered_ancestor(number, sum).map(|place| (number, place));
        }
        let bytes = self.store.bytes() + self.visits.len() * size_of::<Visit>() + self.starts.len() * 8 + self.targets.len() * 8;
        if self.visits.len() > self.limits.markings {
            self.limit = Some(Limit::Markings);
        } else if bytes > self.limits.bytes {
            self.limit = Some(Limit::Bytes);
        }
    }

    fn get_visit(&self, number: u32) -> Option<&Visit> {
        self.visits.get(index(number))
    }

    /// A place that grows without end, when this marking covers one on the way to it and the way can be repeated.
    fn covered_ancestor(&self, number: u32, sum: u64) -> Option<PlaceId> {
        let marking = self.store.get(number);
        let mut reset = vec![0; if self.resets.is_empty() { 0 } else { marking.len() }];
        let mut below = number;
        let mut tried = 0;
        for _ in 0..MOST_ANCESTORS {
            let visit = self.get_visit(below)?;
            // What was reset since the ancestor does not add up.
            if let Some(bits) = self.resets.get(index(visit.by)) {
                reset.iter_mut().zip(bits).for_each(|(sum, bits)| *sum |= bits);
            }
            below = visit.parent;
            let ancestor = self.get_visit(below)?;
            if ancestor.sum >= sum {
                continue;
            }
            let small = self.store.get(below);
            if !self.packing.is_covered(small, marking) {
                continue;
            }
            if let Some(grown) = self.packing.grown(small, marking, &reset) {
                tried += 1;
                let found = pump::growing(self.net, &self.packing.unpack(small), &self.path(number, below), grown);
                if found.is_some() || tried == MOST_REPETITIONS {
                    return found;
                }
            }
        }
        None
    }

    /// The steps from one marking to a later one.
    fn path(&self, to: u32, from: u32) -> Vec<TransitionId> {
        let mut steps = Vec::new();
        let mut at = to;
        while at != from
            && let Some(visit) = self.get_visit(at)
            && visit.parent != NONE
        {
            steps.push(TransitionId::new(visit.by));
            at = visit.parent;
        }
        steps.reverse();
        steps
    }

    fn is_complete(&self, marking: &[u64]) -> bool {
        self.net.is_complete(&self.packing.unpack(marking))
    }

    fn is_improper(&self, marking: &[u64]) -> bool {
        let tokens = |place: PlaceId| self.packing.get(marking, place.index());
        match self.net.final_marking() {
            Some(end) => end.marked().all(|(place, count)| tokens(place) >= count) && !self.is_complete(marking),
            None => self.net.ends().iter().any(|end| tokens(*end) > 1),
        }
    }

    fn judge(&self, is_whole: bool) -> Soundness {
        let mut problems = Vec::new();
        let mut add = |kind: ProblemKind, number: u32| {
            let (run, marking) = (self.path(number, 0), self.packing.unpack(self.store.get(number)));
            problems.push(Problem { kind, run, marking });
        };
        let stuck = if is_whole { self.first_without_end() } else { self.deadlock };
        if let Some(stuck) = stuck {
            let deadlock = self.starts.get(index(stuck)) == self.starts.get(index(stuck) + 1);
            add(ProblemKind::CannotComplete { deadlock }, stuck);
            if let Some(dead) = self.deadlock.filter(|_| !deadlock) {
                add(ProblemKind::CannotComplete { deadlock: true }, dead);
            }
        }
        if let Some(improper) = self.improper {
            add(ProblemKind::ImproperCompletion, improper);
        }
        if let Some((number, place)) = self.unbounded {
            add(ProblemKind::Unbounded(place), number);
        }
        problems.sort_by_key(|problem| problem.run.len());
        let unfired: Vec<TransitionId> = self.net.transitions().filter(|transition| self.fired.get(transition.index()) == Some(&false)).collect();
        if is_whole {
            problems.extend(unfired.iter().map(|transition| Problem::without_run(ProblemKind::DeadTransition(*transition), self.net)));
        }
        let verdict = match self.limit {
            _ if !problems.is_empty() => Verdict::Unsound,
            Some(limit) => Verdict::Undecided(limit),
            None => Verdict::Sound,
        };
        // What holds of all markings is known when all were seen; what one marking disproves, as soon as it is.
        let holds = |counterexample: bool| (is_whole || counterexample).then_some(!counterexample);
        Soundness {
            verdict,
            method: Method::StateSpace,
            markings_explored: u64::from(self.store.count()),
            option_to_complete: holds(stuck.is_some()),
            proper_completion: holds(self.improper.is_some()),
            no_dead_transitions: if unfired.is_empty() { Some(true) } else { is_whole.then_some(false) },
            bounded: holds(self.unbounded.is_some()),
            problems,
        }
    }

    /// The first marking, in the order of the search, from which no complete one can be reached: a walk backwards from those.
    fn first_without_end(&self) -> Option<u32> {
        let count = index(self.store.count());
        // Steps turned round, sorted by where they lead to.
        let mut starts = vec![0_usize; count + 2];
        for target in &self.targets {
            if let Some(start) = starts.get_mut(index(*target) + 2) {
                *start += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut sources = vec![0_u32; self.targets.len()];
        for (number, bounds) in (0_u32..).zip(self.starts.windows(2)) {
            let &[from, to] = bounds else { continue };
            for target in self.targets.get(from..to).unwrap_or_default() {
                if let Some(next) = starts.get_mut(index(*target) + 1) {
                    if let Some(source) = sources.get_mut(*next) {
                        *source = number;
                    }
                    *next += 1;
                }
            }
        }
        let mut can_end = vec![false; count];
        let mut walk: Vec<u32> = Vec::new();
        for number in 0..self.store.count() {
            if self.is_complete_fast(number) {
                walk.push(number);
                if let Some(flag) = can_end.get_mut(index(number)) {
                    *flag = true;
                }
            }
        }
        while let Some(number) = walk.pop() {
            let bounds = starts.get(index(number)).copied().unwrap_or_default()..starts.get(index(number) + 1).copied().unwrap_or_default();
            for source in sources.get(bounds).unwrap_or_default() {
                if let Some(flag) = can_end.get_mut(index(*source))
                    && !std::mem::replace(flag, true)
                {
                    walk.push(*source);
                }
            }
        }
        can_end.iter().position(|can| !can).and_then(|number| u32::try_from(number).ok())
    }

    /// Whether a kept marking is complete, looked at without unpacking where it surely is not.
    fn is_complete_fast(&self, number: u32) -> bool {
        let marking = self.store.get(number);
        let sum = self.get_visit(number).map_or(0, |visit| visit.sum);
        let is_possible = match self.net.final_marking() {
            Some(end) => end.tokens().iter().map(|tokens| u64::from(*tokens)).sum::<u64>() == sum,
            None => usize::try_from(sum).is_ok_and(|sum| sum <= self.net.ends().len()),
        };
        is_possible && self.is_complete(marking)
    }
}

fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
