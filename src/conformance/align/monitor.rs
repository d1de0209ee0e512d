//! A case as it goes on: event by event, with what may come next.

use super::{Aligner, Label, NEVER, machine::Machine, narrow, space::Space, structure::Step, track::Track};
use crate::eventlog::Activity;

/// Most markings that a case is held to be in at once.
const MOST_AT_ONCE: usize = 10_000;

/// How a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the events so far are the beginning of a run; none when a limit was reached.
    pub fits: Option<bool>,
    /// What the cheapest alignment of the events so far with the beginning of a run costs. Not known for nets that tables do not
    /// hold once something has deviated.
    pub deviations: Option<u64>,
    /// Whether the case may end here without a further deviation.
    pub may_end: bool,
}

/// Follows one case.
///
/// For state machines an event takes the same time however long the case is, and memory does not grow. For nets of parallel blocks
/// both grow with the number of events so far.
///
/// ```
/// use itsm::{conformance::align::{Aligner, LabelMap, Model, Options}, eventlog::{Classifier, LogBuilder, Order}};
///
/// let model = Model::from_edges(3, 0, [2], [(0, Some("open"), 1), (1, Some("note"), 1), (1, Some("close"), 2)]);
/// // Activities are numbered as the labels of the model: no log yet.
/// let map = LabelMap::same(&model);
/// let aligner = Aligner::new(&model, &map, Options::default());
/// let mut case = aligner.monitor();
/// case.label(model.label("open").unwrap());
/// assert_eq!(case.verdict().fits, Some(true));
/// assert_eq!(case.next().iter().map(|label| model.text(*label)).collect::<Vec<_>>(), ["note", "close"]);
/// case.label(model.label("open").unwrap());
/// assert_eq!(case.verdict().deviations, Some(1));
/// case.label(model.label("close").unwrap());
/// assert!(case.verdict().may_end);
/// ```
#[derive(Clone, Debug)]
pub struct Monitor<'own> {
    aligner: &'own Aligner<'own>,
    state: State<'own>,
    /// Whether events can be taken back.
    keeps: bool,
}

#[derive(Clone, Debug)]
enum State<'own> {
    Tables(Track<'own>),
    Markings(Markings<'own>),
}

/// The markings that a case can be in, for every number of events when they are kept.
#[derive(Clone, Debug)]
struct Markings<'own> {
    space: Space<'own>,
    sets: Vec<Option<Vec<u32>>>,
    deviates: usize,
}

impl<'own> Monitor<'own> {
    pub(super) fn new(aligner: &'own Aligner<'own>, keeps: bool) -> Self {
        let state = if let Some(machine) = aligner.machine() {
            State::Tables(Track::new(machine, aligner.weights(), false))
        } else {
            let mut space = aligner.space();
            let first = silently(&mut space, vec![0]);
            State::Markings(Markings { space, sets: vec![first], deviates: 0 })
        };
        Self { aligner, state, keeps }
    }

    /// One more event of the log that the aligner was made for.
    pub fn event(&mut self, activity: Activity) {
        self.push(narrow(activity.index()));
    }

    /// One more event, by a label of the model; for an aligner whose activities are the labels, [`LabelMap::same`](super::LabelMap::same).
    pub fn label(&mut self, label: Label) {
        self.push(label.number());
    }

    pub(super) fn push(&mut self, activity: u32) {
        match &mut self.state {
            State::Tables(track) => {
                if track.size() <= self.aligner.cells() {
                    track.push(activity);
                    if !self.keeps {
                        track.settle();
                    }
                } else {
                    track.is_over = true;
                }
            }
            State::Markings(markings) => markings.push(self.aligner.labels(activity), self.keeps),
        }
    }

    pub(super) fn pop(&mut self) {
        match &mut self.state {
            State::Tables(track) => track.pop(),
            State::Markings(markings) => {
                markings.sets.pop();
            }
        }
    }

    /// How the case stands.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match &self.state {
            State::Tables(track) if track.is_over => Verdict { fits: None, deviations: None, may_end: false },
            State::Tables(track) => {
                let best = track.open_costs().first().copied().unwrap_or(NEVER);
                let may_end = best < NEVER && track.cost(0, track.events.len()) == best;
                Verdict { fits: Some(best == 0), deviations: (best < NEVER).then(|| u64::from(best)), may_end }
            }
            State::Markings(markings) => {
                let set = markings.sets.last().and_then(Option::as_ref);
                let fits = set.map(|_| markings.deviates == 0);
                let may_end = set.is_some_and(|set| set.iter().any(|state| markings.space.is_last(*state)));
                Verdict { fits, deviations: (fits == Some(true)).then_some(0), may_end }
            }
        }
    }

    /// What the cheapest alignment of the events so far costs when the case ends here. Not known where a limit was reached, and for nets
    /// that tables do not hold once something has deviated or is missing.
    #[must_use]
    pub fn cost_at_end(&self) -> Option<u64> {
        match &self.state {
            State::Tables(track) if track.is_over => None,
            State::Tables(track) => Some(track.cost(0, track.events.len())).filter(|cost| *cost < NEVER).map(u64::from),
            State::Markings(_) => self.verdict().deviations.filter(|_| self.verdict().may_end),
        }
    }

    /// The labels that may come next without a further deviation, in order; none when a limit was reached.
    #[must_use]
    pub fn next(&self) -> Vec<Label> {
        let mut labels = Vec::new();
        match &self.state {
            State::Tables(track) if track.is_over => {}
            State::Tables(track) => next(track, 0, track.open_costs().first().copied().unwrap_or(NEVER), &mut labels),
            State::Markings(markings) => {
                for state in markings.sets.last().and_then(Option::as_ref).into_iter().flatten() {
                    labels.extend(markings.space.known(*state).iter().filter_map(|step| step.label));
                }
            }
        }
        labels.sort_unstable();
        labels.dedup();
        labels
    }
}

impl Markings<'_> {
    /// An event that nothing explains leaves the case where it is.
    fn push(&mut self, labels: &[Label], keeps: bool) {
        let Some(Some(now)) = self.sets.last().cloned() else {
            self.sets.push(None);
            return;
        };
        let mut reached = Vec::new();
        for state in &now {
            let steps = self.space.known(*state).iter();
            reached.extend(steps.filter(|step| step.label.is_some_and(|label| labels.binary_search(&label).is_ok())).map(|step| step.to));
        }
        let next = if reached.is_empty() {
            self.deviates += 1;
            Some(now)
        } else {
            silently(&mut self.space, reached)
        };
        if !keeps {
            self.sets.clear();
        }
        self.sets.push(next);
    }
}

/// All that can be reached without a trace, with the steps of each looked up; nothing when that is too much.
fn silently(space: &mut Space<'_>, mut reached: Vec<u32>) -> Option<Vec<u32>> {
    reached.sort_unstable();
    reached.dedup();
    let mut known: rustc_hash::FxHashSet<u32> = reached.iter().copied().collect();
    let mut at = 0;
    while let Some(state) = reached.get(at).copied() {
        at += 1;
        for step in space.steps(state).ok()? {
            if step.label.is_none() && known.insert(step.to) {
                reached.push(step.to);
            }
        }
        if reached.len() > MOST_AT_ONCE {
            return None;
        }
    }
    Some(reached)
}

/// The labels of all steps out of states that cost no more than the best, inside blocks too.
fn next(track: &Track<'_>, begin: usize, best: u32, labels: &mut Vec<Label>) {
    let column = track.column(begin, track.events.len());
    let is_best = |state: u32| column.get(super::wide(state)) == Some(&best);
    first(track.machine, &is_best, labels);
    for block in &track.blocks {
        let parts: Vec<Vec<u32>> = block.parts.iter().map(Track::open_costs).collect();
        for (entered, place) in block.places.iter().enumerate().filter(|(_, place)| super::wide(**place) >= begin) {
            let reached = track.cell(begin, super::wide(*place), block.block.from);
            if super::plus(reached, track.open_inside(block, &parts, entered)) != best {
                continue;
            }
            for (number, (part, costs)) in block.parts.iter().zip(&parts).enumerate() {
                let from = block.before(number, entered);
                next(part, from, costs.get(from).copied().unwrap_or(NEVER), labels);
            }
        }
    }
}

/// The labels of steps out of these states, and of the first steps of blocks that begin there.
fn first(machine: &Machine, is_at: &dyn Fn(u32) -> bool, labels: &mut Vec<Label>) {
    for edge in machine.edges().iter().filter(|edge| is_at(edge.from)) {
        if let Step::Shown(label) = edge.step {
            labels.push(label);
        }
    }
    for block in machine.blocks.iter().filter(|block| is_at(block.from)) {
        for part in &block.parts {
            first(part, &|state| part.closure.cost(part.entry, state) == 0, labels);
        }
    }
}
