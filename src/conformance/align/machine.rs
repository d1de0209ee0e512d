//! A structure made ready for tables: what every activity does, cheapest ways without events, blocks with their parts.

use std::cell::Cell;

use super::{
    Label, LabelMap, NEVER, Weights,
    closure::{Closure, Way},
    narrow, plus,
    product::{flat, product},
    structure::{Edge, Step, Structure},
    wide,
};

/// Most states of a machine that is made ready: its closure has the square of them.
pub(super) const MOST_STATES: u32 = 1024;

/// A machine that tables are made of.
#[derive(Clone, Debug)]
pub(super) struct Machine {
    pub width: usize,
    pub entry: u32,
    pub exits: Vec<u32>,
    pub closure: Closure,
    edges: Vec<Edge>,
    ways: Vec<Way>,
    /// The number of the block of an edge that is one.
    block_of: Vec<Option<u32>>,
    /// By activity: what it can explain.
    explained: Vec<Vec<Target>>,
    /// By activity: whether it belongs to any label, in blocks too.
    knows: Vec<bool>,
    pub blocks: Vec<Block>,
}

/// A state that steps with an activity lead to, and from where.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub to: u32,
    pub from: Vec<(u32, Label)>,
}

/// A step that is a block.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub from: u32,
    pub to: u32,
    /// No two of them know the same activity.
    pub parts: Vec<Machine>,
    knows: Vec<bool>,
}

/// What a machine is made for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting<'own> {
    pub map: &'own LabelMap,
    pub by_label: &'own [Vec<u32>],
    pub weights: &'own Weights,
    /// How many cells of closures, and lists of activities, may still be made.
    pub left: &'own Cell<usize>,
}

/// Most cells of all closures of a model together.
pub(super) const MOST_CELLS: usize = 16_000_000;

impl Setting<'_> {
    fn activities(&self, structure: &Structure) -> Vec<bool> {
        let mut knows = vec![false; self.map.len()];
        structure.each_label(&mut |label| {
            for activity in self.by_label.get(wide(label.number())).into_iter().flatten() {
                if let Some(slot) = knows.get_mut(wide(*activity)) {
                    *slot = true;
                }
            }
        });
        knows
    }
}

impl Block {
    pub fn knows(&self, activity: u32) -> bool {
        self.knows.get(wide(activity)).copied().unwrap_or_default()
    }
}

impl Machine {
    /// Makes a structure ready; nothing when it has too many states.
    ///
    /// Parts of a block that know the same activity become one, their product.
    pub fn new(structure: Structure, setting: Setting<'_>) -> Option<Self> {
        let knows = setting.activities(&structure);
        let Structure { states, entry, exits, mut edges } = structure;
        let mut structure_states = states;
        let mut blocks = Vec::new();
        let mut inlined = Vec::new();
        let mut ways = Vec::new();
        let mut block_of = Vec::new();
        for edge in &mut edges {
            let Step::Block(parts) = &mut edge.step else { continue };
            let mut parts = disjoint(std::mem::take(parts), setting)?;
            if parts.len() > 1 {
                edge.step = Step::Block(parts);
            } else if let Some(part) = parts.pop() {
                // One machine is no block: its states become states of this one.
                let offset = structure_states;
                structure_states = structure_states.checked_add(part.states)?;
                let shifted = |state: u32| state + offset;
                inlined.extend(part.edges.into_iter().map(|edge| Edge { from: shifted(edge.from), to: shifted(edge.to), step: edge.step }));
                inlined.extend(part.exits.iter().map(|exit| Edge { from: shifted(*exit), to: edge.to, step: Step::Silent }));
                edge.to = shifted(part.entry);
                edge.step = Step::Silent;
            }
        }
        edges.append(&mut inlined);
        if structure_states > MOST_STATES {
            return None;
        }
        let cells = wide(structure_states) * wide(structure_states) + 4 * setting.map.len();
        setting.left.set(setting.left.get().checked_sub(cells)?);
        for edge in &mut edges {
            let cost = match &mut edge.step {
                Step::Silent => 0,
                Step::Shown(label) => setting.weights.model(*label),
                Step::Block(parts) => {
                    let parts: Vec<Self> = std::mem::take(parts).into_iter().map(|part| Self::new(part, setting)).collect::<Option<_>>()?;
                    let mut knows = vec![false; setting.map.len()];
                    for part in &parts {
                        knows.iter_mut().zip(&part.knows).for_each(|(any, own)| *any |= *own);
                    }
                    let cost = parts.iter().map(Self::empty).fold(0, plus);
                    blocks.push(Block { from: edge.from, to: edge.to, parts, knows });
                    cost
                }
            };
            let is_block = matches!(edge.step, Step::Block(_));
            block_of.push(is_block.then(|| narrow(blocks.len()).saturating_sub(1)));
            ways.push(Way { from: edge.from, to: edge.to, cost });
        }
        let closure = Closure::new(structure_states, &ways);
        let explained = (0..setting.map.len()).map(|activity| targets(&edges, setting.map.get(activity))).collect();
        Some(Self { width: wide(structure_states), entry, exits, closure, edges, ways, block_of, explained, knows, blocks })
    }

    /// What an activity can explain.
    #[inline]
    pub fn targets(&self, activity: u32) -> &[Target] {
        self.explained.get(wide(activity)).map_or(&[], |targets| targets)
    }

    pub fn knows(&self, activity: u32) -> bool {
        self.knows.get(wide(activity)).copied().unwrap_or_default()
    }

    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// The cost of the cheapest run.
    pub fn empty(&self) -> u32 {
        let row = self.closure.row(self.entry);
        self.exits.iter().filter_map(|exit| row.get(wide(*exit))).copied().min().unwrap_or(NEVER)
    }

    /// The labels of the cheapest way between two states.
    pub fn way(&self, from: u32, to: u32) -> Vec<Label> {
        let mut edges: Vec<u32> = self.closure.backwards(&self.ways, from, to).collect();
        edges.reverse();
        let mut labels = Vec::new();
        for number in edges {
            match self.edges.get(wide(number)).map(|edge| &edge.step) {
                Some(Step::Shown(label)) => labels.push(*label),
                Some(Step::Block(_)) => {
                    let block = self.block_of.get(wide(number)).copied().flatten().and_then(|block| self.blocks.get(wide(block)));
                    for part in block.into_iter().flat_map(|block| &block.parts) {
                        labels.append(&mut part.run());
                    }
                }
                _ => {}
            }
        }
        labels
    }

    /// The labels of the cheapest run.
    pub fn run(&self) -> Vec<Label> {
        let exit = self.exits.iter().min_by_key(|exit| self.closure.cost(self.entry, **exit));
        exit.map(|exit| self.way(self.entry, *exit)).unwrap_or_default()
    }
}

/// What steps with one of these labels lead to, by target.
fn targets(edges: &[Edge], labels: &[Label]) -> Vec<Target> {
    if labels.is_empty() {
        return Vec::new();
    }
    let mut steps: Vec<(u32, u32, Label)> = Vec::new();
    for edge in edges {
        if let Step::Shown(label) = edge.step
            && labels.binary_search(&label).is_ok()
        {
            steps.push((edge.to, edge.from, label));
        }
    }
    steps.sort_unstable();
    let grouped = steps.chunk_by(|one, other| one.0 == other.0);
    grouped.filter_map(|group| Some(Target { to: group.first()?.0, from: group.iter().map(|step| (step.1, step.2)).collect() })).collect()
}

/// Makes one of the parts that know the same activity; nothing when that is too large.
fn disjoint(parts: Vec<Structure>, setting: Setting<'_>) -> Option<Vec<Structure>> {
    let mut groups: Vec<(Vec<bool>, Vec<Structure>)> = Vec::new();
    for part in parts {
        let mut knows = setting.activities(&part);
        let mut own = vec![part];
        let mut apart = Vec::new();
        for (other, mut members) in groups {
            if knows.iter().zip(&other).any(|(one, other)| *one && *other) {
                knows.iter_mut().zip(&other).for_each(|(one, other)| *one |= *other);
                own.append(&mut members);
            } else {
                apart.push((other, members));
            }
        }
        apart.push((knows, own));
        groups = apart;
    }
    let merged = groups.into_iter().map(|(_, members)| {
        if members.len() == 1 {
            return members.into_iter().next();
        }
        let members: Vec<Structure> = members.into_iter().map(|part| flat(part, MOST_STATES)).collect::<Option<_>>()?;
        product(&members, MOST_STATES)
    });
    merged.collect()
}
