//! Figures of a log: what there is how often, and how long it took.

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    classifier::{Activities, Activity, Classifier},
    log::EventLog,
    variants::Variants,
};

/// Figures of a log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LogStats {
    /// The keys whose values, joined by `+`, are the activity of an event.
    pub classifier: String,
    /// How many cases there are.
    pub cases: usize,
    /// How many events there are, those of no case included.
    pub events: usize,
    /// How many events belong to no case.
    pub loose_events: usize,
    /// How many events have a time.
    pub timed_events: usize,
    /// How many events the cases have.
    pub events_per_case: Option<Spread>,
    /// The activities, the most frequent first, with the number of their events.
    pub activities: Vec<Count>,
    /// The first activities of cases.
    pub starts: Vec<Count>,
    /// The last activities of cases.
    pub ends: Vec<Count>,
    /// How many variants there are: different sequences of activities.
    pub variants: usize,
    /// The most frequent of them.
    pub top_variants: Vec<VariantCount>,
    /// The earliest time.
    pub first: Option<String>,
    /// The latest time.
    pub last: Option<String>,
    /// How long cases took, where they have times.
    pub durations: Option<Durations>,
}

/// How often something is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Count {
    /// What.
    pub name: String,
    /// How often.
    pub count: usize,
}

/// A variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct VariantCount {
    /// Its activities in order.
    pub activities: Vec<String>,
    /// How many cases are it.
    pub cases: usize,
}

/// The least, the middle and the most of some numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Spread {
    /// The least.
    pub least: usize,
    /// The number that half of them do not exceed; one of them.
    pub median: usize,
    /// The most.
    pub most: usize,
}

/// How long cases took: from the earliest to the latest time of their events, in seconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Durations {
    /// How many cases have a time.
    pub cases: usize,
    /// The shortest.
    pub shortest: f64,
    /// What half of them do not exceed; one of them.
    pub median: f64,
    /// What nine in ten do not exceed; one of them.
    pub ninth_decile: f64,
    /// The longest.
    pub longest: f64,
    /// The mean.
    pub mean: f64,
    /// How many took how long, without the empty bars at both ends.
    pub histogram: Vec<Bar>,
}

/// A bar of the histogram.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Bar {
    /// The least duration in seconds that belongs to it.
    pub from: u64,
    /// The least that does not any more; none for the last one.
    pub to: Option<u64>,
    /// How many cases.
    pub cases: usize,
}

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
/// Where bars begin: what people tell durations by.
const EDGES: [u64; 13] = [0, MINUTE, 10 * MINUTE, HOUR, 4 * HOUR, DAY, 2 * DAY, 4 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 90 * DAY, 365 * DAY];

impl EventLog {
    /// The figures of a log by a classifier, with at most `top` variants. Linear in the events, and the time to sort the cases.
    ///
    /// ```
    /// use itsm::eventlog::{Classifier, ReadOptions, Table, csv};
    ///
    /// let text = "case:concept:name,concept:name,time:timestamp\n\
    ///     1,open,2026-03-02T09:00:00Z\n1,close,2026-03-02T11:00:00Z\n2,open,2026-03-02T10:00:00Z\n";
    /// let (log, _) = csv::read("log.csv", text.as_bytes(), &Table::default(), &ReadOptions::default());
    /// let stats = log.unwrap().stats(&Classifier::default(), 10);
    /// assert_eq!((stats.cases, stats.events, stats.variants), (2, 3, 2));
    /// assert_eq!((stats.activities[0].name.as_str(), stats.activities[0].count), ("open", 2));
    /// let durations = stats.durations.unwrap();
    /// assert_eq!((durations.shortest, durations.longest, durations.mean), (0.0, 7200.0, 3600.0));
    /// ```
    #[must_use]
    pub fn stats(&self, classifier: &Classifier, top: usize) -> LogStats {
        let activities = self.activities(classifier);
        let variants = self.variants(&activities);
        let mut counts = Counts::new(activities.len());
        for case in self.cases() {
            let sequence = activities.sequence(case);
            sequence.first().iter().for_each(|first| Counts::add(&mut counts.starts, **first));
            sequence.last().iter().for_each(|last| Counts::add(&mut counts.ends, **last));
        }
        for activity in self.events().filter_map(|event| activities.of(event.index())) {
            Counts::add(&mut counts.all, activity);
        }
        let times = || self.events().filter_map(|event| event.instant());
        LogStats {
            classifier: classifier.to_string(),
            cases: self.case_count(),
            events: self.event_count(),
            loose_events: self.loose_events().len(),
            timed_events: times().count(),
            events_per_case: spread(self.cases().map(|case| case.len()).collect()),
            activities: named(&activities, &counts.all),
            starts: named(&activities, &counts.starts),
            ends: named(&activities, &counts.ends),
            variants: variants.len(),
            top_variants: frequent(&activities, &variants, top),
            first: times().min().map(|time| time.to_string()),
            last: times().max().map(|time| time.to_string()),
            durations: durations(self),
        }
    }
}

/// How often each activity is there, by its number.
struct Counts {
    all: Vec<usize>,
    starts: Vec<usize>,
    ends: Vec<usize>,
}

impl Counts {
    fn new(activities: usize) -> Self {
        let zeros = vec![0; activities];
        Self { all: zeros.clone(), starts: zeros.clone(), ends: zeros }
    }

    fn add(counts: &mut [usize], activity: Activity) {
        if let Some(count) = counts.get_mut(activity.index()) {
            *count = count.saturating_add(1);
        }
    }
}

/// Those that are there at all, the most frequent first, then by name.
fn named(activities: &Activities, counts: &[usize]) -> Vec<Count> {
    let there = activities.names().zip(counts).filter(|(_, count)| **count > 0);
    let mut list: Vec<Count> = there.map(|(name, count)| Count { name: name.to_owned(), count: *count }).collect();
    list.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.name.cmp(&other.name)));
    list
}

fn frequent(activities: &Activities, variants: &Variants, top: usize) -> Vec<VariantCount> {
    let names = |prefix| variants.sequence(prefix).iter().map(|activity| activities.name(*activity).to_owned()).collect();
    variants.by_frequency().into_iter().take(top).map(|(prefix, cases)| VariantCount { activities: names(prefix), cases }).collect()
}

fn spread(mut numbers: Vec<usize>) -> Option<Spread> {
    numbers.sort_unstable();
    Some(Spread { least: *numbers.first()?, median: *quantile(&numbers, 1, 2)?, most: *numbers.last()? })
}

/// The least of sorted values that `part` in `of` of them do not exceed.
fn quantile<T>(sorted: &[T], part: usize, of: usize) -> Option<&T> {
    let rank = sorted.len().checked_mul(part)?.div_ceil(of);
    sorted.get(rank.saturating_sub(1))
}

fn durations(log: &EventLog) -> Option<Durations> {
    let span = |mut times: Box<dyn Iterator<Item = Timestamp> + '_>| {
        let first = times.next()?;
        let (least, most) = times.fold((first, first), |(least, most), time| (least.min(time), most.max(time)));
        Some(most.duration_since(least))
    };
    let mut list: Vec<SignedDuration> = log.cases().filter_map(|case| span(Box::new(case.events().filter_map(|event| event.instant())))).collect();
    list.sort_unstable();
    let sum = list.iter().fold(0.0, |sum, duration| sum + duration.as_secs_f64());
    let seconds = |duration: Option<&SignedDuration>| duration.map(|duration| duration.as_secs_f64());
    Some(Durations {
        cases: list.len(),
        shortest: seconds(list.first())?,
        median: seconds(quantile(&list, 1, 2))?,
        ninth_decile: seconds(quantile(&list, 9, 10))?,
        longest: seconds(list.last())?,
        mean: sum / f64::from(u32::try_from(list.len()).unwrap_or(u32::MAX)),
        histogram: histogram(&list),
    })
}

fn histogram(sorted: &[SignedDuration]) -> Vec<Bar> {
    let below = |edge: u64| sorted.partition_point(|duration| u64::try_from(duration.as_secs()).unwrap_or_default() < edge);
    let ends = EDGES.iter().skip(1).map(|edge| Some(*edge)).chain([None]);
    let bars: Vec<Bar> = EDGES
        .iter()
        .zip(ends)
        .map(|(from, to)| Bar { from: *from, to, cases: to.map_or(sorted.len(), below).saturating_sub(below(*from)) })
        .collect();
    let first = bars.iter().position(|bar| bar.cases > 0).unwrap_or_default();
    let last = bars.iter().rposition(|bar| bar.cases > 0).map_or(0, |last| last.saturating_add(1));
    bars.get(first..last).unwrap_or_default().to_vec()
}
