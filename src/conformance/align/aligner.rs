//! The door: chooses how to compute, goes through the variants, with threads when asked.

use std::thread;

use super::{
    Alignment, LabelMap, LogAlignment, Model, Move, NEVER, Options, Outcome, VariantAlignment,
    blocks::blocks,
    machine::{Machine, Setting},
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
use crate::eventlog::{Activity, Variants};

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
    shortest: Found,
}

impl<'own> Aligner<'own> {
    /// Makes a model ready, which takes time in proportion to the square of the states of its machines.
    #[must_use]
    pub fn new(model: &'own Model, map: &'own LabelMap, options: Options) -> Self {
        let by_label = map.by_label(model.labels().len());
        let setting = Setting { map, by_label: &by_label, weights: &options.weights };
        let machine = structure(model).and_then(|structure| Machine::new(structure, setting));
        let mut aligner = Self { model, map, options, machine, shortest: Found::NoRun };
        aligner.shortest = aligner.empty_run();
        aligner
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
            None => self.search().run(&[], false),
        }
    }

    fn search(&self) -> Search<'_> {
        let space = Space::new(self.model, self.options.limits.markings);
        Search { space, map: self.map, weights: &self.options.weights, limits: self.options.limits, is_full: false }
    }

    /// Aligns one trace.
    #[must_use]
    pub fn trace(&self, trace: &[Activity]) -> Outcome {
        let mut worker = Worker::new(self);
        for activity in trace {
            worker.push(*activity);
        }
        worker.outcome()
    }

    /// Aligns all variants of a log. Variants that begin alike share the tables of what they begin with.
    #[must_use]
    pub fn log(&self, variants: &Variants) -> LogAlignment {
        let plan = VariantPlan::new(variants);
        let threads = self.options.threads.clamp(1, plan.order.len().max(1));
        let share = plan.order.len().div_ceil(threads).max(1);
        let found: Vec<(usize, Outcome)> = if threads == 1 {
            self.share(variants, &plan, &plan.order)
        } else {
            thread::scope(|scope| {
                let workers: Vec<_> = plan.order.chunks(share).map(|chunk| scope.spawn(|| self.share(variants, &plan, chunk))).collect();
                // A worker does not panic; if it did, its variants would come out as not solved.
                workers.into_iter().filter_map(|worker| worker.join().ok()).flatten().collect()
            })
        };
        let mut list: Vec<VariantAlignment> = plan
            .ends
            .iter()
            .map(|(prefix, cases)| VariantAlignment { prefix: *prefix, cases: *cases, outcome: Outcome::Unsolved { at_least: 0 } })
            .collect();
        for (number, outcome) in found {
            if let Some(slot) = list.get_mut(number) {
                slot.outcome = outcome;
            }
        }
        let weights = &self.options.weights;
        let worst = plan.sums(variants, |activity| u64::from(weights.log(activity.index())));
        let lengths = plan.sums(variants, |_| 1);
        LogAlignment::sum(list, &worst, &lengths, self.shortest_run())
    }

    /// The variants with these numbers, which are in an order in which those that begin alike are near each other.
    fn share(&self, variants: &Variants, plan: &VariantPlan, numbers: &[usize]) -> Vec<(usize, Outcome)> {
        let mut worker = Worker::new(self);
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
}

impl<'own> Worker<'own> {
    fn new(aligner: &'own Aligner<'own>) -> Self {
        let track = aligner.machine.as_ref().map(|machine| Track::new(machine, &aligner.options.weights, false));
        Self { aligner, trace: Vec::new(), track, held: 0, search: None }
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
        let moves = if self.aligner.options.moves { self.moves(&track.moves(open)) } else { Vec::new() };
        Outcome::Aligned(Alignment { cost: u64::from(cost), moves })
    }

    fn by_search(&mut self) -> Outcome {
        let aligner = self.aligner;
        let trace: Vec<u32> = self.trace.iter().map(|activity| narrow(activity.index())).collect();
        let search = self.search.get_or_insert_with(|| aligner.search());
        let mut found = search.run(&trace, aligner.options.open);
        if matches!(found, Found::AtLeast(_)) && search.is_full {
            // What was found for other traces filled the limit; a trace comes out the same whatever was before it.
            *search = aligner.search();
            found = search.run(&trace, aligner.options.open);
        }
        match found {
            Found::Cheapest { cost, moves } => {
                let moves = if aligner.options.moves { self.moves(&moves) } else { Vec::new() };
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
