//! Logs in parts: some cases at a time, so that a log of any length takes the memory of a part.

use std::{
    hash::{BuildHasher, RandomState},
    io::Read,
    ops::ControlFlow,
};

use rustc_hash::FxHashSet;
use strum::{Display, EnumIter, EnumString, IntoStaticStr};

use super::{EventLog, Reading, format, rows::Issue, shown};
use crate::diagnostic::{Code, Diagnostic, Findings};

/// How the cases of a file lie to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display, EnumString, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Grouping {
    /// One case after the other: a part has whole cases.
    Grouped,
    /// Rows of different cases between each other, as when a file is in the order of time: a part has some events of some cases.
    Interleaved,
}

/// How a log is cut into parts.
#[derive(Clone, Debug)]
pub struct Parting {
    /// How many events a part has, about: one of whole cases ends with the case that reaches it.
    pub events: usize,
    /// How cases lie to each other; without it, as the first rows have it. XES is always grouped.
    pub grouping: Option<Grouping>,
    /// The keys of attributes that are wanted, beside name and time; all when nothing is said.
    pub keys: Option<Vec<String>>,
}

/// Parts of 16,384 events, with all keys.
impl Default for Parting {
    fn default() -> Self {
        Self { events: 16_384, grouping: None, keys: None }
    }
}

/// Takes a part of a log, and says whether it wants more.
pub type Take<'take> = dyn FnMut(EventLog, Grouping) -> ControlFlow<()> + 'take;

/// Reads a log of any format but audit trails as [`read`](super::read()) does, and hands it over part by part. `take` gets every part, with
/// how the cases lie to each other, which is the same for all parts of a file, and says whether to go on.
///
/// Of a grouped log each part has whole cases, their events in the order that is asked for: all cases of all parts are the log that
/// `read` gives. A case that comes back behind others gives `scattered-case` and is taken for another one. That is noticed
/// for each of the latest [`Recent::REMEMBERED`] cases at least; to remember all would take memory for each. Traces of XES never
/// come back, whatever their names.
///
/// Of an interleaved log a part has the events that stand in it, and a case may have more of them in later parts; its events come in the order
/// of the file, those of one part in the order that is asked for.
///
/// Time is linear. Memory is that of one part, the longest case, and what is remembered of cases. `reading.options.limits` holds for
/// the text as a whole (`file_bytes`) and for the values of each part (`nodes`). With `reading.strict` nothing is refused, as parts were
/// handed over before the error.
///
/// ```
/// use std::ops::ControlFlow;
///
/// use itsm::eventlog::{Parting, Reading, read_parts};
///
/// let text = "case,activity,time\n1,open,2026-03-02\n1,close,2026-03-03\n2,open,2026-03-02\n1,reopen,2026-03-09\n";
/// let mut cases = 0;
/// let parting = Parting { events: 1, ..Parting::default() };
/// let findings = read_parts("log.csv", text.as_bytes(), &Reading::default(), &parting, &mut |part, _| {
///     cases += part.case_count();
///     ControlFlow::Continue(())
/// });
/// // The first rows say that cases do not stand together, so that every event may be a part.
/// assert_eq!((cases, findings.errors()), (4, 0));
/// ```
pub fn read_parts(name: &str, input: impl Read, reading: &Reading, parting: &Parting, take: &mut Take<'_>) -> Findings {
    let mut parts =
        Parts { parting, take, grouping: parting.grouping.unwrap_or(Grouping::Grouped), seen: Recent::default(), apart: 0, is_stopped: false };
    let (last, mut findings) = format::read_with(name, input, reading, &mut parts);
    if let Some(last) = last {
        parts.hand_over(last);
    }
    let more = parts.apart.saturating_sub(MOST_SCATTERED);
    if more > 0 {
        let message = format!("{more} more times a case comes back behind others");
        findings.push(Diagnostic::error(Code::ScatteredCase, message).in_file(name));
    }
    findings
}

/// Places at which cases come back that are findings of their own.
const MOST_SCATTERED: u64 = 20;

/// What readers need to hand over parts.
pub(super) struct Parts<'sink> {
    pub(super) parting: &'sink Parting,
    take: &'sink mut Take<'sink>,
    pub(super) grouping: Grouping,
    seen: Recent,
    apart: u64,
    pub(super) is_stopped: bool,
}

impl Parts<'_> {
    /// Finds out how cases lie to each other by those of the first rows, where nobody says it.
    pub(super) fn look<Text: AsRef<str>>(&mut self, cases: impl Iterator<Item = Text>) {
        if self.parting.grouping.is_none() {
            let mut known = FxHashSet::default();
            let mut latest = None;
            let comes_back = |case: Text| {
                let case = case.as_ref().trim();
                let is_new = latest.as_deref() != Some(case);
                latest = Some(case.to_owned());
                is_new && !known.insert(case.to_owned())
            };
            self.grouping = if { cases }.any(comes_back) { Grouping::Interleaved } else { Grouping::Grouped };
        }
    }

    /// Whether a part with so many events is handed over before another case begins, or before another event.
    pub(super) fn is_full(&self, events: usize) -> bool {
        events >= self.parting.events.max(1)
    }

    pub(super) fn hand_over(&mut self, part: EventLog) {
        if !self.is_stopped && (part.case_count() > 0 || part.event_count() > 0) {
            self.is_stopped = (self.take)(part, self.grouping).is_break();
        }
    }

    /// Whether an attribute is wanted.
    pub(super) fn wants(&self, key: &str) -> bool {
        self.parting.keys.as_ref().is_none_or(|keys| keys.iter().any(|wanted| wanted == key))
    }

    /// A case begins: what is wrong with that.
    pub(super) fn begin(&mut self, case: &str, column: usize) -> Option<Issue> {
        if self.grouping == Grouping::Interleaved || self.seen.insert(case) {
            return None;
        }
        self.apart = self.apart.saturating_add(1);
        let message = format!("the case `{}` comes back behind others, and is taken for another case", shown(case));
        let help = "sort the file by case, or follow cases event by event (`--stream interleaved`), or read the whole log at once";
        (self.apart <= MOST_SCATTERED).then(|| Issue::error(Code::ScatteredCase, Some(column), message, help))
    }
}

/// Texts that were there lately, by hashes of 64 bits, in memory that is bounded: two generations, the younger of which at least is known.
///
/// ```
/// let mut recent = itsm::eventlog::Recent::default();
/// assert!(recent.insert("INC-1"));
/// assert!(!recent.insert("INC-1") && recent.contains("INC-1") && !recent.contains("INC-2"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Recent {
    young: FxHashSet<u64>,
    old: FxHashSet<u64>,
    /// The names come from strangers, so the hash function must not be one that they know.
    state: RandomState,
}

impl Recent {
    /// So many of the latest texts are known at least, and at most twice as many. They take up to 10 MiB.
    pub const REMEMBERED: usize = 1 << 18;

    /// Whether a text is known.
    #[must_use]
    pub fn contains(&self, text: &str) -> bool {
        let hash = self.state.hash_one(text);
        self.old.contains(&hash) || self.young.contains(&hash)
    }

    /// Remembers a text; false when it is known.
    pub fn insert(&mut self, text: &str) -> bool {
        // All at once: a table that grows is there twice for a while.
        for generation in [&mut self.young, &mut self.old] {
            if generation.capacity() == 0 {
                generation.reserve(Self::REMEMBERED);
            }
        }
        let hash = self.state.hash_one(text);
        if self.old.contains(&hash) || !self.young.insert(hash) {
            return false;
        }
        if self.young.len() >= Self::REMEMBERED {
            std::mem::swap(&mut self.young, &mut self.old);
            self.young.clear();
        }
        true
    }
}
