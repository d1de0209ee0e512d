//! State machines whose steps may be blocks of machines that run side by side: what tables are made of.

use super::Label;

/// A machine: states by number, one entry, exits in which a run may end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Structure {
    pub states: u32,
    pub entry: u32,
    pub exits: Vec<u32>,
    pub edges: Vec<Edge>,
}

/// A step from one state to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    pub from: u32,
    pub to: u32,
    pub step: Step,
}

/// What happens at a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Nothing that shows.
    Silent,
    /// Something that shows in a log.
    Shown(Label),
    /// Several machines begin at their entries and run side by side until each is at its exit.
    Block(Vec<Structure>),
}

impl Structure {
    /// Calls a function with every label, those inside blocks included; labels may come several times.
    pub fn each_label(&self, look: &mut impl FnMut(Label)) {
        for edge in &self.edges {
            match &edge.step {
                Step::Silent => {}
                Step::Shown(label) => look(*label),
                Step::Block(parts) => parts.iter().for_each(|part| part.each_label(look)),
            }
        }
    }

    /// Leaves out the states that cannot be reached from the entry, and numbers the others anew.
    pub fn reachable(self) -> Self {
        let count = super::wide(self.states);
        let mut next = vec![Vec::new(); count];
        for edge in &self.edges {
            if let Some(row) = next.get_mut(super::wide(edge.from)) {
                row.push(edge.to);
            }
        }
        let mut number = vec![None; count];
        let mut reached = 0;
        let mut open = vec![self.entry];
        while let Some(state) = open.pop() {
            let Some(slot) = number.get_mut(super::wide(state)).filter(|slot| slot.is_none()) else { continue };
            *slot = Some(reached);
            reached += 1;
            open.extend(next.get(super::wide(state)).into_iter().flatten());
        }
        let numbered = |state: u32| number.get(super::wide(state)).copied().flatten();
        let edges = self.edges.into_iter().filter_map(|edge| Some(Edge { from: numbered(edge.from)?, to: numbered(edge.to)?, step: edge.step }));
        let edges = edges.collect();
        Self { states: reached, entry: numbered(self.entry).unwrap_or(0), exits: self.exits.into_iter().filter_map(numbered).collect(), edges }
    }
}
