//! What came of aligning a log: per variant and in sum.

use super::Alignment;
use crate::eventlog::Prefix;

/// What came of aligning a trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A cheapest alignment.
    Aligned(Alignment),
    /// A limit was reached first.
    Unsolved {
        /// What the cheapest alignment costs at least.
        at_least: u64,
    },
    /// No run of the model comes to its end, whatever the trace.
    NoRun,
}

impl Outcome {
    /// The alignment, when there is one.
    #[must_use]
    pub fn alignment(&self) -> Option<&Alignment> {
        if let Self::Aligned(alignment) = self { Some(alignment) } else { None }
    }

    /// The cost, when it is known.
    #[must_use]
    pub fn cost(&self) -> Option<u64> {
        self.alignment().map(|alignment| alignment.cost)
    }
}

/// What came of a variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariantAlignment {
    /// The variant.
    pub prefix: Prefix,
    /// How many cases are it.
    pub cases: usize,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of aligning a log.
#[derive(Clone, Debug, PartialEq)]
pub struct LogAlignment {
    /// How many cases there are.
    pub cases: usize,
    /// How many events they have.
    pub events: u64,
    /// How many cases fit.
    pub fitting_cases: usize,
    /// The sum of the costs over all cases; none when a case is not solved, or the model has no run.
    pub deviations: Option<u64>,
    /// How many cases are not solved.
    pub unsolved_cases: usize,
    /// 1 minus the deviations in proportion to the worst case, in which no event is explained and the cheapest run of the model is
    /// missing in every case: `1 - deviations / (events + cases * shortest run)`, with weights where there are any. None when a case
    /// is not solved, or the model has no run. For open cases no run is missing: `1 - deviations / events`.
    pub log_fitness: Option<f64>,
    /// Between which values the fitness is, when cases are not solved.
    pub log_fitness_bounds: Option<(f64, f64)>,
    /// The cost of the cheapest run of the model without any events, when it is known; 0 for open cases.
    pub shortest_run: Option<u64>,
    /// Every variant, in the order of the nodes of the tree.
    pub variants: Vec<VariantAlignment>,
}

impl LogAlignment {
    /// Adds up. `worst` has for every variant what it costs to explain none of its events, `lengths` how many they are.
    pub(super) fn sum(variants: Vec<VariantAlignment>, worst: &[u64], lengths: &[u64], shortest_run: Option<u64>) -> Self {
        let mut totals = Totals::new(shortest_run);
        for ((variant, own), length) in variants.iter().zip(worst).zip(lengths) {
            totals.add(variant.cases, *length, *own, &variant.outcome);
        }
        Self { variants, ..totals.finish() }
    }
}

/// Sums over cases.
#[derive(Clone, Copy, Debug)]
pub(super) struct Totals {
    cases: usize,
    events: u64,
    fitting: usize,
    unsolved: usize,
    /// The deviations at least, at most, and in the worst case.
    least: u64,
    most: u64,
    whole: u64,
    has_run: bool,
    shortest_run: Option<u64>,
}

impl Totals {
    pub fn new(shortest_run: Option<u64>) -> Self {
        Self { cases: 0, events: 0, fitting: 0, unsolved: 0, least: 0, most: 0, whole: 0, has_run: true, shortest_run }
    }

    /// Adds cases of so many events each, which cost `worst` when none of them is explained.
    pub fn add(&mut self, cases: usize, length: u64, worst: u64, outcome: &Outcome) {
        let count = u64::try_from(cases).unwrap_or(u64::MAX);
        self.cases = self.cases.saturating_add(cases);
        self.events = self.events.saturating_add(count.saturating_mul(length));
        let own = worst.saturating_add(self.shortest_run.unwrap_or_default());
        self.whole = self.whole.saturating_add(count.saturating_mul(own));
        let (lower, upper) = match outcome {
            Outcome::Aligned(alignment) => {
                self.fitting = self.fitting.saturating_add(if alignment.fits() { cases } else { 0 });
                (alignment.cost, alignment.cost)
            }
            Outcome::Unsolved { at_least } => {
                self.unsolved = self.unsolved.saturating_add(cases);
                (*at_least, own.max(*at_least))
            }
            Outcome::NoRun => {
                self.has_run = false;
                (own, own)
            }
        };
        self.least = self.least.saturating_add(count.saturating_mul(lower));
        self.most = self.most.saturating_add(count.saturating_mul(upper));
    }

    /// The sums, without variants.
    pub fn finish(&self) -> LogAlignment {
        let is_known = self.has_run && self.shortest_run.is_some();
        let fitness = |deviations: u64| if self.whole == 0 { 1.0 } else { 1.0 - ratio(deviations, self.whole) };
        let is_solved = self.unsolved == 0 && self.has_run;
        LogAlignment {
            cases: self.cases,
            events: self.events,
            fitting_cases: self.fitting,
            deviations: is_solved.then_some(self.least),
            unsolved_cases: self.unsolved,
            log_fitness: (is_solved && is_known).then(|| fitness(self.least)),
            log_fitness_bounds: (self.unsolved > 0 && is_known).then(|| (fitness(self.most), fitness(self.least))),
            shortest_run: self.shortest_run,
            variants: Vec::new(),
        }
    }
}

/// Costs are far below 2^52 for any log that fits into memory.
#[allow(clippy::cast_precision_loss, clippy::as_conversions, reason = "see above")]
pub(super) fn ratio(part: u64, whole: u64) -> f64 {
    part as f64 / whole as f64
}
