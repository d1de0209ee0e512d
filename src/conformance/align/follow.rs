//! Logs whose cases come in between each other: every open case is followed event by event.

use std::hash::{BuildHasher, RandomState};

use jiff::Timestamp;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Aligner, Alignment, LogAlignment, Monitor, Options, Outcome, outcome::Totals};
use crate::eventlog::{Activities, Case, EventLog, Recent};

/// The number of an activity that the aligner does not know.
const UNKNOWN: u32 = u32::MAX;

/// Follows all cases of a log in the order in which their events come.
///
/// A case is one small state, and the costs at its end are exact, as those of the whole log are. What has happened is not kept: of a case that
/// deviates the first event that does is told, and no alignment. Cases are let go, the ones without an event for longest first, so that at most
/// as many are open as is said; what a case did by then is what counts. So memory does not depend on how many cases there are.
///
/// Every deviation costs 1; weights of the aligner that say otherwise make the fitness meaningless.
///
/// ```
/// use std::ops::ControlFlow;
///
/// use itsm::{
///     conformance::align::{Aligner, Follower, LabelMap, Model, Options},
///     eventlog::{Classifier, Parting, Reading, read_parts},
/// };
///
/// let model = Model::from_edges(3, 0, [2], [(0, Some("open"), 1), (1, Some("close"), 2)]);
/// let map = LabelMap::same(&model);
/// let aligner = Aligner::new(&model, &map, Options::default());
/// let mut follower = Follower::new(&aligner, model.labels(), Follower::OPEN).unwrap();
/// let text = "case,activity\n1,open\n2,open\n1,close\n2,note\n2,close\n";
/// read_parts("log.csv", text.as_bytes(), &Reading::default(), &Parting::default(), &mut |part, _| {
///     follower.add(&part, &part.activities(&Classifier::default()));
///     ControlFlow::Continue(())
/// });
/// let result = follower.finish();
/// assert_eq!((result.sums.cases, result.sums.fitting_cases, result.sums.deviations), (2, 1, Some(1)));
/// assert_eq!((result.deviating[0].case.as_str(), result.deviating[0].event), ("2", Some(2)));
/// ```
#[derive(Debug)]
pub struct Follower<'own> {
    aligner: &'own Aligner<'own>,
    options: &'own Options,
    /// The numbers of activities by their names.
    numbers: FxHashMap<String, u32>,
    /// Cases with an event lately, and those without; the older ones go when there are half as many young ones as may be open.
    young: FxHashMap<String, Followed<'own>>,
    old: FxHashMap<String, Followed<'own>>,
    half: usize,
    begun: u64,
    totals: Totals,
    gone: Recent,
    sequences: FxHashSet<u64>,
    state: RandomState,
    result: Counts,
}

#[derive(Clone, Debug, Default)]
struct Counts {
    deviating: Vec<FollowedCase>,
    further: usize,
    let_go: usize,
    returned: u64,
    disordered: u64,
}

#[derive(Debug)]
struct Followed<'own> {
    number: u64,
    monitor: Monitor<'own>,
    events: u64,
    /// The hash of its activities so far.
    sequence: u64,
    latest: Option<Timestamp>,
    first: Option<(u64, String)>,
}

/// A case that does not follow the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowedCase {
    /// Its name.
    pub case: String,
    /// The first event that does not follow, from 1; none where all do and the case ends too early.
    pub event: Option<u64>,
    /// Its activity.
    pub activity: Option<String>,
    /// What the cheapest alignment of the case costs, when it is known.
    pub deviations: Option<u64>,
    /// Which labels could have come instead at the end, of a case that ends too early.
    pub next: Vec<String>,
}

/// What came of a log whose cases were followed.
#[derive(Clone, Debug, PartialEq)]
pub struct FollowedAlignment {
    /// The sums; its variants are empty.
    pub sums: LogAlignment,
    /// How many different sequences of activities there are; at least so many when there are [`Follower::MOST_SEQUENCES`].
    pub variants: usize,
    /// Cases that deviate, in the order in which they were done.
    pub deviating: Vec<FollowedCase>,
    /// How many more deviate than are listed.
    pub further: usize,
    /// Cases that were let go, for others, when they could not end yet.
    pub let_go: usize,
    /// How often an event came of a case that had been let go, so that it was taken for another case; of the latest
    /// [`Recent::REMEMBERED`](Recent) ones at least.
    pub returned: u64,
    /// Events that stand behind a later one of their case.
    pub disordered: u64,
}

impl<'own> Follower<'own> {
    /// How many cases may be open where nobody says it: some 50 MiB with a model of a dozen states.
    pub const OPEN: usize = 100_000;
    /// Different sequences of activities that are told apart at most.
    pub const MOST_SEQUENCES: usize = 1_000_000;
    /// Deviating cases that are listed at most.
    pub const MOST_LISTED: usize = 10_000;

    /// Nothing yet. `names` are those of the activities of the aligner's map, in its order; `open` cases at most are followed at once. None
    /// when the model is not solved by tables, so that a case would take more than a small state.
    #[must_use]
    pub fn new<'name>(aligner: &'own Aligner<'own>, names: impl IntoIterator<Item = &'name str>, open: usize) -> Option<Self> {
        if !aligner.uses_tables() {
            return None;
        }
        let options = aligner.options();
        let shortest = if options.open { Some(0) } else { aligner.shortest_run() };
        Some(Self {
            aligner,
            options,
            numbers: names.into_iter().map(str::to_owned).zip(0..UNKNOWN).collect(),
            young: FxHashMap::default(),
            old: FxHashMap::default(),
            half: (open / 2).max(1),
            begun: 0,
            totals: Totals::new(shortest),
            gone: Recent::default(),
            sequences: FxHashSet::default(),
            state: RandomState::new(),
            result: Counts::default(),
        })
    }

    /// Adds a part: events of cases, more of which may come. Linear in the events, with a small constant time for each.
    pub fn add(&mut self, part: &EventLog, activities: &Activities) {
        let numbers: Vec<u32> = activities.names().map(|name| self.numbers.get(name).copied().unwrap_or(UNKNOWN)).collect();
        for case in part.cases().filter(|case| !case.is_empty()) {
            let name = case.name().unwrap_or_default();
            let mut followed = self.take(&name);
            followed.go_on(case, activities, &numbers, &self.state, &mut self.result.disordered);
            self.young.insert(name.into_owned(), followed);
            if self.young.len() >= self.half {
                let old = std::mem::replace(&mut self.old, std::mem::take(&mut self.young));
                self.done(old, true);
            }
        }
    }

    /// A case, a new one where it is not known.
    fn take(&mut self, name: &str) -> Followed<'own> {
        if let Some(followed) = self.young.remove(name).or_else(|| self.old.remove(name)) {
            return followed;
        }
        if self.gone.contains(name) {
            self.result.returned = self.result.returned.saturating_add(1);
        }
        self.begun = self.begun.saturating_add(1);
        Followed { number: self.begun, monitor: self.aligner.monitor(), events: 0, sequence: 0, latest: None, first: None }
    }

    /// What cases did is what counts, in the order in which they began.
    fn done(&mut self, cases: FxHashMap<String, Followed<'own>>, goes_on: bool) {
        let mut cases: Vec<_> = cases.into_iter().collect();
        cases.sort_unstable_by_key(|(_, followed)| followed.number);
        for (name, followed) in cases {
            let verdict = followed.monitor.verdict();
            if goes_on {
                self.gone.insert(&name);
                self.result.let_go = self.result.let_go.saturating_add(usize::from(!verdict.may_end));
            }
            if self.sequences.len() < Self::MOST_SEQUENCES {
                self.sequences.insert(followed.sequence);
            }
            let cost = if self.options.open { verdict.deviations } else { followed.monitor.cost_at_end() };
            let outcome = match cost {
                Some(cost) => Outcome::Aligned(Alignment { cost, moves: Vec::new() }),
                None if !self.options.open && self.aligner.shortest_run().is_none() => Outcome::NoRun,
                None => Outcome::Unsolved { at_least: verdict.deviations.unwrap_or_default() },
            };
            self.totals.add(1, followed.events, followed.events, &outcome);
            if cost == Some(0) {
                continue;
            }
            if self.result.deviating.len() >= Self::MOST_LISTED {
                self.result.further = self.result.further.saturating_add(1);
                continue;
            }
            let (event, activity) = followed.first.unzip();
            let next = if event.is_none() { followed.monitor.next() } else { Vec::new() };
            let next = next.into_iter().map(|label| self.aligner.model().text(label).to_owned()).collect();
            self.result.deviating.push(FollowedCase { case: name, event, activity, deviations: cost, next });
        }
    }

    /// What came of all cases; those that are still followed end here.
    #[must_use]
    pub fn finish(mut self) -> FollowedAlignment {
        let mut rest = std::mem::take(&mut self.old);
        rest.extend(std::mem::take(&mut self.young));
        self.done(rest, false);
        let Counts { deviating, further, let_go, returned, disordered } = self.result;
        FollowedAlignment { sums: self.totals.finish(), variants: self.sequences.len(), deviating, further, let_go, returned, disordered }
    }
}

impl Followed<'_> {
    fn go_on(&mut self, case: Case<'_>, activities: &Activities, numbers: &[u32], state: &RandomState, disordered: &mut u64) {
        for (event, activity) in case.events().zip(activities.sequence(case)) {
            self.monitor.push(numbers.get(activity.index()).copied().unwrap_or(UNKNOWN));
            self.events = self.events.saturating_add(1);
            self.sequence = state.hash_one((self.sequence, activities.name(*activity)));
            let instant = event.instant();
            *disordered = disordered.saturating_add(u64::from(instant.is_some() && instant < self.latest));
            self.latest = self.latest.max(instant);
            if self.first.is_none() && self.monitor.verdict().fits != Some(true) {
                self.first = Some((self.events, activities.name(*activity).to_owned()));
            }
        }
    }
}
