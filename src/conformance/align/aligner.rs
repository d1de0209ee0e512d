//! The door: chooses how to compute, goes through the variants, with threads when asked.

use std::{cell::Cell, fmt, sync::OnceLock, thread};

use super::{
    Alignment, Fit, Label, LabelMap, LogAlignment, Model, Monitor, Move, NEVER, Options, Outcome, VariantAlignment, Weights,
    blocks::blocks,
    bound::Bound,
    fit::StateSets,
    machine::{MOST_CELLS, Machine, Setting},
    model::Body,
    narrow,
    plan::VariantPlan,
    search::{Found, Search},
    space::Space,
    structure::Structure,
    track::Track,
    trail::Trodden,
    wide,
};
use crate::eventlog::{Activity, Prefix, Variants};

/// Nets with at most so many markings are made one machine, rather than a machine with blocks.
const FEW_MARKINGS: usize = 64;
/// Nets that are not made of blocks are made one machine up to here.
const SOME_MARKINGS: usize = 512;

/// Aligns traces of one log with one model.
#[derive(Clone, Debug)]
pub struct Aligner<'own> {
    model: &'own Model,
    map: &'own LabelMap,
    options: Options,
    machine: Option<Machine>,
    /// Made when the first search needs it.
    bound: OnceLock<Bound>,
    shortest: Found,
    stop: Option<Stop<'own>>,
}

/// Asked now and then whether to give up.
#[derive(Clone, Copy)]
pub(super) struct Stop<'own>(&'own (dyn Fn() -> bool + Sync));

impl Stop<'_> {
    pub fn is_asked(self) -> bool {
        (self.0)()
    }
}

impl fmt::Debug for Stop<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Stop")
    }
}

impl<'own> Aligner<'own> {
    /// Makes a model ready, which takes time in proportion to the square of the states of its machines.
    #[must_use]
    pub fn new(model: &'own Model, map: &'own LabelMap, options: Options) -> Self {
        let left = Cell::new(MOST_CELLS);
        let by_label = map.by_label(model.labels().len());
        let setting = Setting { map, by_label: &by_label, weights: &options.weights, left: &left };
        let machine = structure(model).and_then(|structure| Machine::new(structure, setting));
        let mut aligner = Self { model, map, options, machine, bound: OnceLock::new(), shortest: Found::NoRun, stop: None };
        aligner.shortest = aligner.empty_run();
        aligner
    }

    /// Gives up when this says so, for instance because a deadline has passed: what is not aligned by then is not solved. It is asked
    /// before every variant and now and then during a search.
    #[must_use]
    pub fn with_stop(mut self, stop: &'own (dyn Fn() -> bool + Sync)) -> Self {
        self.stop = Some(Stop(stop));
        self
    }

    /// Whether tables are used: the time is then bounded by a polynomial in the length of the trace, and every trace is solved unless
    /// it is too long for the limit on cells.
    #[must_use]
    pub fn uses_tables(&self) -> bool {
        self.machine.is_some()
    }

    /// The cost of the cheapest run of the model; none when it is not known, or there is no run.
    #[must_use]
    pub fn shortest_run(&self) -> Option<u64> {
        if let Found::Cheapest { cost, .. } = self.shortest { Some(cost) } else { None }
    }

    fn empty_run(&self) -> Found {
        match &self.machine {
            Some(machine) => match machine.empty() {
                NEVER => Found::NoRun,
                cost => Found::Cheapest { cost: u64::from(cost), moves: Vec::new() },
            },
            None => self.search().run(&[], false, u64::MAX),
        }
    }

    fn search(&self) -> Search<'_> {
        let (map, weights, limits) = (self.map, &self.options.weights, self.options.limits);
        let bound = self.bound.get_or_init(|| match &self.model.body {
            Body::Net(net) => Bound::new(net, self.model.labels().len(), weights),
            Body::Machine(_) => Bound::default(),
        });
        Search { space: self.space(), map, weights, limits, bound, states: Vec::new(), is_full: false, stop: self.stop }
    }

    pub(super) fn space(&self) -> Space<'own> {
        Space::new(self.model, self.options.limits.markings)
    }

    pub(super) fn machine(&self) -> Option<&Machine> {
        self.machine.as_ref()
    }

    pub(super) fn weights(&self) -> &Weights {
        &self.options.weights
    }

    pub(super) fn options(&self) -> &Options {
        &self.options
    }

    pub(super) fn model(&self) -> &'own Model {
        self.model
    }

    pub(super) fn cells(&self) -> usize {
        self.options.limits.cells
    }

    pub(super) fn labels(&self, activity: u32) -> &[Label] {
        self.map.get(wide(activity))
    }

    /// Follows a case as it goes on.
    #[must_use]
    pub fn monitor(&self) -> Monitor<'_> {
        Monitor::new(self, false)
    }

    /// Whether each variant fits: cheaper than aligning, as nobody asks how far off the others are.
    #[must_use]
    pub fn fit(&self, variants: &Variants) -> Fit {
        let plan = VariantPlan::new(variants);
        if let Some(sets) = self.machine.as_ref().and_then(|machine| StateSets::new(machine, self.map.len())) {
            return sets.fit(variants, &plan, self.options.open);
        }
        let fits = |outcome: Outcome| match outcome {
            Outcome::Aligned(alignment) => Some(alignment.fits()),
            Outcome::Unsolved { at_least: 0 } => None,
            Outcome::Unsolved { .. } | Outcome::NoRun => Some(false),
        };
        let found = self.all(variants, &plan, false);
        Fit::sum(plan.ends.iter().zip(found).map(|((prefix, cases), outcome)| (*prefix, *cases, fits(outcome))).collect())
    }

    /// Aligns one trace.
    #[must_use]
    pub fn trace(&self, trace: &[Activity]) -> Outcome {
        let mut worker = Worker::new(self, true);
        for activity in trace {
            worker.push(*activity);
        }
        worker.outcome()
    }

    /// Aligns all variants of a log. Variants that begin alike share the tables of what they begin with.
    #[must_use]
    pub fn log(&self, variants: &Variants) -> LogAlignment {
        let plan = VariantPlan::new(variants);
        let list = self.listed(variants, &plan);
        let weights = &self.options.weights;
        let worst = plan.sums(variants, |activity| u64::from(weights.log(activity.index())));
        let lengths = plan.sums(variants, |_| 1);
        // The beginning of a run may be empty.
        let shortest = if self.options.open { Some(0) } else { self.shortest_run() };
        LogAlignment::sum(list, &worst, &lengths, shortest)
    }

    /// Aligns some variants of a log, in the order of the nodes of the tree.
    #[must_use]
    pub fn some(&self, variants: &Variants, wanted: impl Fn(Prefix) -> bool) -> Vec<VariantAlignment> {
        self.listed(variants, &VariantPlan::new(variants).only(wanted))
    }

    fn listed(&self, variants: &Variants, plan: &VariantPlan) -> Vec<VariantAlignment> {
        let found = self.all(variants, plan, true);
        plan.ends.iter().zip(found).map(|((prefix, cases), outcome)| VariantAlignment { prefix: *prefix, cases: *cases, outcome }).collect()
    }

    /// What comes of every variant, in the order of the plan; with `how_far` false, only whether it costs anything.
    fn all(&self, variants: &Variants, plan: &VariantPlan, how_far: bool) -> Vec<Outcome> {
        let threads = self.options.threads.clamp(1, plan.order.len().max(1));
        let share = plan.order.len().div_ceil(threads).max(1);
        let found: Vec<(usize, Outcome)> = if threads == 1 {
            self.share(variants, plan, &plan.order, how_far)
        } else {
            thread::scope(|scope| {
                let workers: Vec<_> = plan.order.chunks(share).map(|chunk| scope.spawn(|| self.share(variants, plan, chunk, how_far))).collect();
                // A worker does not panic; if it did, its variants would come out as not solved.
                workers.into_iter().filter_map(|worker| worker.join().ok()).flatten().collect()
            })
        };
        let mut outcomes = vec![Outcome::Unsolved { at_least: 0 }; plan.ends.len()];
        for (number, outcome) in found {
            if let Some(slot) = outcomes.get_mut(number) {
                *slot = outcome;
            }
        }
        outcomes
    }

    /// The variants with these numbers, which are in an order in which those that begin alike are near each other.
    fn share(&self, variants: &Variants, plan: &VariantPlan, numbers: &[usize], how_far: bool) -> Vec<(usize, Outcome)> {
        let mut worker = Worker::new(self, how_far);
        let mut path = Vec::new();
        let mut added = Vec::new();
        let mut found = Vec::with_capacity(numbers.len());
        for number in numbers {
            let Some((end, _)) = plan.ends.get(*number) else { continue };
            let mut at = *end;
            while let Some((before, activity)) = variants.step(at) {
                let depth = plan.depth(at);
                if path.get(depth - 1) == Some(&at) {
                    break;
                }
                added.push((at, activity));
                at = before;
            }
            let common = plan.depth(at);
            while path.len() > common {
                path.pop();
                worker.pop();
            }
            while let Some((prefix, activity)) = added.pop() {
                path.push(prefix);
                worker.push(activity);
            }
            found.push((*number, worker.outcome()));
        }
        found
    }
}

/// The machine of a model, when it has one of a fair size.
fn structure(model: &Model) -> Option<Structure> {
    match &model.body {
        Body::Machine(structure) => Some(structure.clone()),
        Body::Net(net) => {
            let few = Space::new(model, FEW_MARKINGS).unfold().ok();
            few.or_else(|| blocks(net)).or_else(|| Space::new(model, SOME_MARKINGS).unfold().ok())
        }
    }
}

/// What one thread works with: the trace so far and its tables.
struct Worker<'own> {
    aligner: &'own Aligner<'own>,
    trace: Vec<Activity>,
    track: Option<Track<'own>>,
    /// How many events the tables hold; fewer than the trace has when it is too long for them.
    held: usize,
    search: Option<Search<'own>>,
    /// Whether it is asked what a trace costs, and not only whether it costs anything.
    how_far: bool,
}

impl<'own> Worker<'own> {
    fn new(aligner: &'own Aligner<'own>, how_far: bool) -> Self {
        let track = aligner.machine.as_ref().map(|machine| Track::new(machine, &aligner.options.weights, false));
        Self { aligner, trace: Vec::new(), track, held: 0, search: None, how_far }
    }

    fn push(&mut self, activity: Activity) {
        if let Some(track) = &mut self.track
            && self.held == self.trace.len()
            && track.size() <= self.aligner.options.limits.cells
        {
            track.push(narrow(activity.index()));
            self.held += 1;
        }
        self.trace.push(activity);
    }

    fn pop(&mut self) {
        if let Some(track) = &mut self.track
            && self.held == self.trace.len()
        {
            track.pop();
            self.held -= 1;
        }
        self.trace.pop();
    }

    fn outcome(&mut self) -> Outcome {
        if self.aligner.shortest == Found::NoRun && !self.aligner.options.open {
            return Outcome::NoRun;
        }
        if self.aligner.stop.is_some_and(Stop::is_asked) {
            return Outcome::Unsolved { at_least: 0 };
        }
        match &self.track {
            Some(track) if self.held == self.trace.len() => self.by_table(track),
            _ => self.by_search(),
        }
    }

    fn by_table(&self, track: &Track<'_>) -> Outcome {
        let open = self.aligner.options.open;
        let cost = if open { track.open_costs().first().copied().unwrap_or(NEVER) } else { track.cost(0, self.trace.len()) };
        if cost >= NEVER {
            // A run exists, so only a sum too large for the tables comes to this.
            return Outcome::Unsolved { at_least: u64::from(NEVER) };
        }
        let moves = if self.aligner.options.moves && self.how_far { self.moves(&track.moves(open)) } else { Vec::new() };
        Outcome::Aligned(Alignment { cost: u64::from(cost), moves })
    }

    fn by_search(&mut self) -> Outcome {
        let aligner = self.aligner;
        let trace: Vec<u32> = self.trace.iter().map(|activity| narrow(activity.index())).collect();
        let search = self.search.get_or_insert_with(|| aligner.search());
        let most = if self.how_far { u64::MAX } else { 0 };
        let mut found = search.run(&trace, aligner.options.open, most);
        if matches!(found, Found::AtLeast(_)) && search.is_full {
            // What was found for other traces filled the limit; a trace comes out the same whatever was before it.
            *search = aligner.search();
            found = search.run(&trace, aligner.options.open, most);
        }
        match found {
            Found::Cheapest { cost, moves } => {
                let moves = if aligner.options.moves && self.how_far { self.moves(&moves) } else { Vec::new() };
                Outcome::Aligned(Alignment { cost, moves })
            }
            Found::AtLeast(at_least) => Outcome::Unsolved { at_least },
            Found::NoRun => Outcome::NoRun,
        }
    }

    fn moves(&self, trail: &[Trodden]) -> Vec<Move> {
        let activity = |event: u32| self.trace.get(wide(event)).copied();
        let done = |done: &Trodden| {
            Some(match *done {
                Trodden::Both(event, label) => Move::Both(activity(event)?, label),
                Trodden::Log(event) => Move::Log(activity(event)?),
                Trodden::Model(label) => Move::Model(label),
            })
        };
        trail.iter().filter_map(done).collect()
    }
}
