//! Variants: the different sequences of activities, kept as a tree of what they begin with.

use rustc_hash::FxHashMap;

use super::{
    classifier::{Activities, Activity},
    log::{CaseIndex, EventLog},
    strings::{narrow, wide},
};

/// A node of the tree by its number: a sequence of activities that at least one case begins with. The root, the empty
/// sequence, is the first; a node comes after the one that it continues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Prefix(u32);

impl Prefix {
    /// The empty sequence.
    pub const ROOT: Self = Self(0);

    /// The number, from 0.
    #[must_use]
    pub fn index(self) -> usize {
        wide(self.0)
    }
}

#[derive(Clone, Copy, Debug)]
struct Node {
    /// What it continues, and by which activity; none for the root.
    step: Option<(Prefix, Activity)>,
    /// Cases that begin with it.
    through: u32,
    /// Cases that are it.
    ending: u32,
}

/// The variants of a log as a tree: cases with the same activities end in the same node, cases that begin alike share the nodes
/// of the beginning. There are at most as many nodes as events and one more.
///
/// ```
/// use itsm::eventlog::{Classifier, LogBuilder, Order};
///
/// let mut builder = LogBuilder::new();
/// for trace in [["open", "close"], ["open", "close"], ["open", "reject"]] {
///     let case = builder.case()?;
///     for activity in trace {
///         builder.named_event(case, activity)?;
///     }
/// }
/// let log = builder.finish(Order::AsAdded);
/// let activities = log.activities(&Classifier::default());
/// let variants = log.variants(&activities);
/// assert_eq!(variants.len(), 2);
/// let (most, cases) = variants.by_frequency()[0];
/// assert_eq!(cases, 2);
/// let names: Vec<_> = variants.sequence(most).iter().map(|activity| activities.name(*activity)).collect();
/// assert_eq!(names, ["open", "close"]);
/// assert_eq!(variants.prefixes(), 4);                     // the root, `open`, `close`, `reject`
/// # Ok::<(), itsm::eventlog::BuildError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Variants {
    nodes: Vec<Node>,
    of: Vec<Prefix>,
}

impl EventLog {
    /// The variants of all cases. Linear in the events on average.
    #[must_use]
    pub fn variants(&self, activities: &Activities) -> Variants {
        let mut nodes = vec![Node { step: None, through: 0, ending: 0 }];
        let mut steps: FxHashMap<(Prefix, Activity), Prefix> = FxHashMap::default();
        let mut of = Vec::with_capacity(self.case_count());
        for case in self.cases() {
            let mut at = Prefix::ROOT;
            pass(&mut nodes, at, |node| &mut node.through);
            for activity in activities.sequence(case) {
                let step = (at, *activity);
                at = *steps.entry(step).or_insert_with(|| {
                    nodes.push(Node { step: Some(step), through: 0, ending: 0 });
                    Prefix(narrow(nodes.len().saturating_sub(1)))
                });
                pass(&mut nodes, at, |node| &mut node.through);
            }
            pass(&mut nodes, at, |node| &mut node.ending);
            of.push(at);
        }
        Variants { nodes, of }
    }
}

fn pass(nodes: &mut [Node], at: Prefix, count: impl Fn(&mut Node) -> &mut u32) {
    if let Some(node) = nodes.get_mut(at.index()) {
        let count = count(node);
        *count = count.saturating_add(1);
    }
}

impl Variants {
    /// The number of variants.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.iter().filter(|node| node.ending > 0).count()
    }

    /// Whether there are none, as in a log without cases.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// The number of nodes, the root included.
    #[must_use]
    pub fn prefixes(&self) -> usize {
        self.nodes.len()
    }

    /// All nodes, the root first, each after the one that it continues.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = Prefix> + use<> {
        (0..narrow(self.nodes.len())).map(Prefix)
    }

    /// The variant of a case.
    #[must_use]
    pub fn of(&self, case: CaseIndex) -> Option<Prefix> {
        self.of.get(case.index()).copied()
    }

    /// What a node continues, and by which activity; none for the root.
    #[must_use]
    pub fn step(&self, prefix: Prefix) -> Option<(Prefix, Activity)> {
        self.nodes.get(prefix.index())?.step
    }

    /// How many cases begin with this sequence.
    #[must_use]
    pub fn through(&self, prefix: Prefix) -> usize {
        self.nodes.get(prefix.index()).map_or(0, |node| wide(node.through))
    }

    /// How many cases are this sequence, no more and no less.
    #[must_use]
    pub fn cases(&self, prefix: Prefix) -> usize {
        self.nodes.get(prefix.index()).map_or(0, |node| wide(node.ending))
    }

    /// The activities of a node, from the first on. Linear in them.
    #[must_use]
    pub fn sequence(&self, prefix: Prefix) -> Vec<Activity> {
        let mut sequence: Vec<Activity> =
            std::iter::successors(self.step(prefix), |(before, _)| self.step(*before)).map(|(_, activity)| activity).collect();
        sequence.reverse();
        sequence
    }

    /// The nodes in which cases end, with the number of these cases, the most frequent first, then in the order of their first
    /// case.
    #[must_use]
    pub fn by_frequency(&self) -> Vec<(Prefix, usize)> {
        let mut seen = vec![false; self.nodes.len()];
        let mut list = Vec::new();
        for prefix in &self.of {
            if let Some(seen) = seen.get_mut(prefix.index()).filter(|seen| !**seen) {
                *seen = true;
                list.push((*prefix, self.cases(*prefix)));
            }
        }
        list.sort_by_key(|(_, cases)| std::cmp::Reverse(*cases));
        list
    }
}
