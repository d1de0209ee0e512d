//! The decision diagram of a table: all regions of its inputs, with the rules that match in each.
//!
//! The tests of all rules cut each input into classes of values that no rule tells apart. A layer of the diagram asks for the
//! class of one input; its nodes are the sets of rules that the classes so far leave open, so regions with the same rules
//! left share a node. What holds for every leaf holds for every combination of values, of however many numbers.

use indexmap::IndexSet;

use super::{bits::Bits, draft::Draft};

/// How many steps, counted in words of the sets that they make, are taken to build a diagram or to compare its regions.
pub(super) const MOST_WORK: usize = 1 << 22;

/// One input.
#[derive(Clone, Debug)]
struct Layer {
    /// The least value of each class.
    starts: Box<[i64]>,
    /// The greatest value of the last one.
    end: i64,
    /// For each node and class the node of the next layer.
    children: Box<[u32]>,
}

/// The regions of a table.
#[derive(Clone, Debug)]
pub(super) struct Diagram {
    layers: Vec<Layer>,
}

/// What a diagram was built from and is no longer needed to walk it.
#[derive(Clone, Debug)]
pub(super) struct Regions {
    /// For each layer and last for the leaves: through which node and class of the layer above each node was met first.
    parents: Vec<Vec<(u32, u32)>>,
    /// The rules that match in each leaf.
    pub leaves: Vec<Bits>,
}

impl Diagram {
    /// Builds the diagram; none when that takes more than [`MOST_WORK`].
    pub fn of(draft: &Draft<'_>) -> Option<(Self, Regions)> {
        let words = draft.rules.len().div_ceil(64).max(1);
        let mut work = 0_usize;
        let mut layers = Vec::new();
        let mut parents = vec![vec![(0, 0)]];
        let mut open: IndexSet<Bits> = std::iter::once(Bits::of(draft.rules.len(), |_| true)).collect();
        for input in 0..draft.domains.len() {
            let (starts, end) = classes(draft, input);
            let lets = |start: i64| Bits::of(draft.rules.len(), |rule| draft.rules.get(rule).is_some_and(|rule| tests(rule, input, start)));
            let classes: Vec<Bits> = starts.iter().map(|start| lets(*start)).collect();
            let mut next: IndexSet<Bits> = IndexSet::new();
            let mut met = Vec::new();
            let mut children = Vec::new();
            for (node, rules) in open.iter().enumerate() {
                for (class, bits) in classes.iter().enumerate() {
                    work = work.saturating_add(words);
                    if work > MOST_WORK {
                        return None;
                    }
                    let (child, new) = next.insert_full(rules.and(bits));
                    if new {
                        met.push((number(node), number(class)));
                    }
                    children.push(number(child));
                }
            }
            layers.push(Layer { starts: starts.into(), end, children: children.into() });
            parents.push(met);
            open = next;
        }
        Some((Self { layers }, Regions { parents, leaves: open.into_iter().collect() }))
    }

    /// The number of inputs.
    pub fn depth(&self) -> usize {
        self.layers.len()
    }

    /// The number of classes of an input.
    pub fn classes(&self, input: usize) -> usize {
        self.layers.get(input).map_or(0, |layer| layer.starts.len())
    }

    /// The nodes of a layer.
    pub fn nodes(&self, input: usize) -> usize {
        self.layers.get(input).map_or(0, |layer| layer.children.len().checked_div(layer.starts.len()).unwrap_or(0))
    }

    /// The node below a node, by the class of the layer's input.
    pub fn child(&self, input: usize, node: usize, class: usize) -> usize {
        let found = self.layers.get(input).and_then(|layer| layer.children.get(node.checked_mul(layer.starts.len())?.checked_add(class)?));
        found.map_or(usize::MAX, |child| usize::try_from(*child).unwrap_or(usize::MAX))
    }

    /// The class of a value; none when it is out of bounds. Logarithmic in the classes.
    pub fn class(&self, input: usize, value: i64) -> Option<usize> {
        let layer = self.layers.get(input)?;
        let after = layer.starts.partition_point(|start| *start <= value);
        after.checked_sub(1).filter(|_| value <= layer.end)
    }

    /// The least and the greatest value of a class.
    pub fn values(&self, input: usize, class: usize) -> (i64, i64) {
        let Some(layer) = self.layers.get(input) else { return (0, 0) };
        let low = layer.starts.get(class).copied().unwrap_or(0);
        // INVARIANT: classes come in order, so the next one does not begin with the least number.
        let high = layer.starts.get(class + 1).map_or(layer.end, |next| next.saturating_sub(1));
        (low, high)
    }
}

impl Regions {
    /// The classes on the first way to a node of a layer.
    pub fn way(&self, layer: usize, node: usize) -> Vec<usize> {
        let mut way = Vec::new();
        let mut node = node;
        for above in (1..=layer).rev() {
            let Some((parent, class)) = self.parents.get(above).and_then(|met| met.get(node)).copied() else { break };
            way.push(usize::try_from(class).unwrap_or(usize::MAX));
            node = usize::try_from(parent).unwrap_or(usize::MAX);
        }
        way.reverse();
        way
    }
}

/// The least values of the classes of an input, and its greatest value.
fn classes(draft: &Draft<'_>, input: usize) -> (Vec<i64>, i64) {
    let Some(domain) = draft.domains.get(input) else { return (Vec::new(), 0) };
    let (low, high) = domain.ends();
    // Inputs that may change places are cut alike, so that their classes can be exchanged.
    let symmetric = draft.symmetric.iter().any(|(place, _)| *place == input);
    let alike = |other: usize| other == input || (symmetric && draft.symmetric.iter().any(|(place, _)| *place == other));
    let mut starts = vec![low];
    for rule in &draft.rules {
        for test in rule.tests.iter().enumerate().filter(|(other, _)| alike(*other)).map(|(_, test)| test) {
            starts.extend(test.iter().flat_map(|(from, to)| [Some(from), to.checked_add(1)]).flatten());
        }
    }
    starts.sort_unstable();
    starts.dedup();
    starts.retain(|start| (low..=high).contains(start));
    (starts, high)
}

fn tests(rule: &super::draft::RuleDraft, input: usize, value: i64) -> bool {
    rule.tests.get(input).is_some_and(|test| test.contains(value))
}

/// A place as a small number; the work is bounded far below what it holds.
fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
