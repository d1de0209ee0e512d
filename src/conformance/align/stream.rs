//! Logs that come in parts of whole cases: every part is aligned and forgotten, sums and variants stay.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use super::{Aligner, Alignment, Label, LabelMap, LogAlignment, Model, Options, Outcome, Weights, narrow, outcome::Totals};
use crate::eventlog::{Activities, Activity, EventLog, Prefix, Variants};

/// Aligns a log part by part, exactly as if it came at once; every deviation costs 1.
///
/// Variants that were seen before are looked up. What is kept does not grow with the number of cases: the first variants, at most
/// [`StreamAligner::MOST_VARIANTS`] of them and [`StreamAligner::MOST_STEPS`] events in all. Cases of further variants are aligned
/// and counted just the same, part by part anew, and the variants are not listed.
///
/// ```
/// use std::ops::ControlFlow;
///
/// use itsm::{
///     conformance::align::{LabelMap, Model, Options, StreamAligner},
///     eventlog::{Classifier, Parting, Reading, read_parts},
/// };
///
/// let model = Model::from_edges(3, 0, [2], [(0, Some("open"), 1), (1, Some("close"), 2)]);
/// let mut aligner = StreamAligner::new(Some(&model), &Options::default());
/// let text = "case,activity\n1,open\n1,close\n2,open\n3,open\n3,close\n";
/// let parting = Parting { events: 2, ..Parting::default() };
/// read_parts("log.csv", text.as_bytes(), &Reading::default(), &parting, &mut |part, _| {
///     let activities = part.activities(&Classifier::default());
///     let map = LabelMap::by_name(&model, activities.names());
///     aligner.add(&part, &activities, &map);
///     ControlFlow::Continue(())
/// });
/// let result = aligner.finish();
/// assert_eq!((result.sums.cases, result.sums.fitting_cases, result.sums.deviations), (3, 2, Some(1)));
/// assert_eq!(result.variants[1].words, ["`close` is missing after `open`"]);
/// ```
#[derive(Clone, Debug)]
pub struct StreamAligner<'own> {
    model: Option<&'own Model>,
    options: Options,
    totals: Totals,
    /// Names of activities, by numbers that hold for all parts.
    names: Vec<String>,
    numbers: FxHashMap<String, u32>,
    variants: Vec<Kept>,
    known: FxHashMap<Box<[u32]>, usize>,
    steps: usize,
    unlisted_cases: usize,
}

#[derive(Clone, Debug)]
struct Kept {
    cases: usize,
    example: String,
    /// Without moves.
    outcome: Outcome,
    told: Told,
}

/// What deviates in words, and for each sentence the labels that it is about.
type Told = (Vec<String>, Vec<Vec<Label>>);

/// What came of a log that came in parts.
#[derive(Clone, Debug, PartialEq)]
pub struct StreamAlignment {
    /// The sums; its variants are empty.
    pub sums: LogAlignment,
    /// The variants, the most frequent first, then in the order of their first case.
    pub variants: Vec<ListedVariant>,
    /// Cases of variants that are not listed, as there were too many.
    pub unlisted_cases: usize,
}

/// A variant of a log that came in parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedVariant {
    /// The names of its activities.
    pub activities: Vec<String>,
    /// How many cases are it.
    pub cases: usize,
    /// The name of the first of them, or its number in the log from 1.
    pub example: String,
    /// What came of it, without moves; none without a model.
    pub outcome: Option<Outcome>,
    /// What deviates, in words.
    pub words: Vec<String>,
    /// For each of the words the labels that it is about, as [`Alignment::labels`] has them.
    pub labels: Vec<Vec<Label>>,
}

/// A variant of a part.
#[derive(Clone, Copy)]
enum Place {
    Kept(usize),
    /// To be aligned: with a place for it, or one too many.
    New(Option<usize>),
}

impl<'own> StreamAligner<'own> {
    /// Variants that are kept at most.
    pub const MOST_VARIANTS: usize = 50_000;
    /// Events of all variants that are kept at most.
    pub const MOST_STEPS: usize = 4_000_000;

    /// Nothing yet. Without a model cases and variants are only counted. Weights do not count, as numbers of activities differ from part
    /// to part.
    #[must_use]
    pub fn new(model: Option<&'own Model>, options: &Options) -> Self {
        let options = Options { weights: Weights::default(), ..options.clone() };
        let shortest = match model {
            Some(_) if options.open => Some(0),
            Some(model) => Aligner::new(model, &LabelMap::default(), options.clone()).shortest_run(),
            None => None,
        };
        Self {
            model,
            options,
            totals: Totals::new(shortest),
            names: Vec::new(),
            numbers: FxHashMap::default(),
            variants: Vec::new(),
            known: FxHashMap::default(),
            steps: 0,
            unlisted_cases: 0,
        }
    }

    /// Adds a part: whole cases, their activities, and the labels of these.
    ///
    /// Linear in the events, and what it takes to align the variants that are not known.
    pub fn add(&mut self, part: &EventLog, activities: &Activities, map: &LabelMap) {
        let variants = part.variants(activities);
        let numbers = self.numbers(activities);
        let mut places: FxHashMap<Prefix, Place> = FxHashMap::default();
        let mut fresh = false;
        let before = self.variants.iter().map(|variant| variant.cases).sum::<usize>().saturating_add(self.unlisted_cases);
        for case in part.cases() {
            let Some(prefix) = variants.of(case.index()) else { continue };
            places.entry(prefix).or_insert_with(|| {
                let place = self.place(&variants.sequence(prefix), &numbers);
                if let Place::New(place) = place {
                    fresh = true;
                    let number = || before.saturating_add(case.index().index()).saturating_add(1).to_string();
                    if let Some(kept) = place.and_then(|place| self.variants.get_mut(place)) {
                        kept.example = case.name().map_or_else(number, std::borrow::Cow::into_owned);
                    }
                }
                place
            });
        }
        let found = if fresh { self.align(&variants, activities, map, &places) } else { FxHashMap::default() };
        for (prefix, place) in places {
            let length = u64::try_from(variants.sequence(prefix).len()).unwrap_or(u64::MAX);
            self.count(variants.cases(prefix), length, place, found.get(&prefix));
        }
    }

    /// The numbers of the activities of a part that hold for all parts.
    fn numbers(&mut self, activities: &Activities) -> Vec<u32> {
        let mut number = |name: &str| {
            if let Some(number) = self.numbers.get(name) {
                return *number;
            }
            let number = narrow(self.names.len());
            self.names.push(name.to_owned());
            self.numbers.insert(name.to_owned(), number);
            number
        };
        activities.names().map(&mut number).collect()
    }

    /// Where a variant is kept, or will be.
    fn place(&mut self, sequence: &[Activity], numbers: &[u32]) -> Place {
        let key: Box<[u32]> = sequence.iter().filter_map(|activity| numbers.get(activity.index())).copied().collect();
        if let Some(place) = self.known.get(&key) {
            return Place::Kept(*place);
        }
        if self.variants.len() >= Self::MOST_VARIANTS || self.steps.saturating_add(key.len()) > Self::MOST_STEPS {
            return Place::New(None);
        }
        let place = self.variants.len();
        self.steps = self.steps.saturating_add(key.len());
        self.known.insert(key, place);
        self.variants.push(Kept { cases: 0, example: String::new(), outcome: Outcome::NoRun, told: Told::default() });
        Place::New(Some(place))
    }

    /// What comes of the variants of a part that are new.
    fn align(
        &self,
        variants: &Variants,
        activities: &Activities,
        map: &LabelMap,
        places: &FxHashMap<Prefix, Place>,
    ) -> FxHashMap<Prefix, (Outcome, Told)> {
        let Some(model) = self.model else { return FxHashMap::default() };
        let aligner = Aligner::new(model, map, self.options.clone());
        let found = aligner.some(variants, |prefix| matches!(places.get(&prefix), Some(Place::New(_))));
        let told = found.into_iter().map(|variant| {
            let told = variant.outcome.alignment().map(|alignment| (alignment.words(model, activities), alignment.labels(map)));
            (variant.prefix, (without_moves(variant.outcome), told.unwrap_or_default()))
        });
        told.collect()
    }

    fn count(&mut self, cases: usize, length: u64, place: Place, found: Option<&(Outcome, Told)>) {
        let nothing = (Outcome::NoRun, Told::default());
        let (outcome, told) = found.unwrap_or(&nothing);
        let (place, is_new) = match place {
            Place::New(None) => {
                self.unlisted_cases = self.unlisted_cases.saturating_add(cases);
                return self.totals.add(cases, length, length, outcome);
            }
            Place::New(Some(place)) => (place, true),
            Place::Kept(place) => (place, false),
        };
        if let Some(kept) = self.variants.get_mut(place) {
            if is_new {
                kept.outcome = outcome.clone();
                kept.told.clone_from(told);
            }
            kept.cases = kept.cases.saturating_add(cases);
            self.totals.add(cases, length, length, &kept.outcome);
        }
    }

    /// The sums and the variants. Linear in the variants that were kept, times the logarithm of their number.
    #[must_use]
    pub fn finish(self) -> StreamAlignment {
        let mut sequences: Vec<(usize, Box<[u32]>)> = self.known.into_iter().map(|(key, place)| (place, key)).collect();
        sequences.sort_unstable_by_key(|(place, _)| *place);
        let name = |number: &u32| usize::try_from(*number).ok().and_then(|number| self.names.get(number)).cloned();
        let mut variants: Vec<ListedVariant> = sequences
            .iter()
            .zip(self.variants)
            .map(|((_, key), kept)| ListedVariant {
                activities: key.iter().filter_map(name).collect(),
                cases: kept.cases,
                example: kept.example,
                outcome: self.model.map(|_| kept.outcome),
                words: kept.told.0,
                labels: kept.told.1,
            })
            .collect();
        variants.sort_by_key(|variant| Reverse(variant.cases));
        StreamAlignment { sums: self.totals.finish(), variants, unlisted_cases: self.unlisted_cases }
    }
}

fn without_moves(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Aligned(alignment) => Outcome::Aligned(Alignment { moves: Vec::new(), ..alignment }),
        other => other,
    }
}
