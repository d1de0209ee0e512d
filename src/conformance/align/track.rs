//! The tables: for every prefix of a trace the cost of being in every state of a machine.

use std::ops::Range;

use super::{
    NEVER, Weights,
    machine::{Block, Machine},
    narrow, plus, wide,
};

/// The costs of a machine along a trace of the events that it knows.
///
/// A column holds for every state the cost of the cheapest way to it that ends with any number of model moves. There is a row of
/// columns for every number of events; a part of a block has a column for every place at which it may have begun, as nobody knows yet
/// when it does, the outermost machine has one. Events are pushed and popped at the end.
#[derive(Clone, Debug)]
pub(super) struct Track<'own> {
    pub machine: &'own Machine,
    weights: &'own Weights,
    /// Whether it may begin at every place.
    begins_anywhere: bool,
    cells: Vec<u32>,
    /// Where the rows begin.
    rows: Vec<usize>,
    pub events: Vec<u32>,
    /// What it costs to explain none of the events so far.
    unexplained: Vec<u32>,
    pub blocks: Vec<BlockTrack<'own>>,
    /// Whether it became too long for its limit.
    pub is_over: bool,
}

/// What a track knows of a block.
#[derive(Clone, Debug)]
pub(super) struct BlockTrack<'own> {
    pub block: &'own Block,
    /// The places of its events in the events of the machine.
    pub places: Vec<u32>,
    /// What it costs to explain none of its events so far.
    unexplained: Vec<u32>,
    pub parts: Vec<Track<'own>>,
    /// For every event of the block, how many events each part had before it.
    before: Vec<u32>,
}

impl<'own> Track<'own> {
    pub fn new(machine: &'own Machine, weights: &'own Weights, begins_anywhere: bool) -> Self {
        let part = |machine| Self::new(machine, weights, true);
        let blocks = machine.blocks.iter().map(|block| BlockTrack {
            block,
            places: Vec::new(),
            unexplained: vec![0],
            parts: block.parts.iter().map(part).collect(),
            before: Vec::new(),
        });
        let cells = machine.closure.row(machine.entry).to_vec();
        Self {
            machine,
            weights,
            begins_anywhere,
            cells,
            rows: vec![0],
            events: Vec::new(),
            unexplained: vec![0],
            blocks: blocks.collect(),
            is_over: false,
        }
    }

    /// How many cells there are, in blocks too.
    pub fn size(&self) -> usize {
        self.cells.len() + self.blocks.iter().flat_map(|block| &block.parts).map(Self::size).sum::<usize>()
    }

    fn cell_range(&self, begin: usize, end: usize) -> Range<usize> {
        let row = self.rows.get(end).copied().unwrap_or(usize::MAX);
        let column = if self.begins_anywhere { begin } else { 0 };
        let start = row.saturating_add(column * self.machine.width);
        start..start.saturating_add(self.machine.width)
    }

    /// The costs of all states after the events `begin..end`.
    pub fn column(&self, begin: usize, end: usize) -> &[u32] {
        self.cells.get(self.cell_range(begin, end)).unwrap_or_default()
    }

    pub fn cell(&self, begin: usize, end: usize, state: u32) -> u32 {
        self.column(begin, end).get(wide(state)).copied().unwrap_or(NEVER)
    }

    /// The cost of being at an exit after the events `begin..end`.
    pub fn cost(&self, begin: usize, end: usize) -> u32 {
        let column = self.column(begin, end);
        self.machine.exits.iter().filter_map(|exit| column.get(wide(*exit))).copied().min().unwrap_or(NEVER)
    }

    /// One more event.
    pub fn push(&mut self, activity: u32) {
        let weight = self.weights.log(wide(activity));
        let width = self.machine.width;
        let row = self.rows.last().copied().unwrap_or_default();
        let end = self.cells.len();
        self.cells.extend_from_within(row..end);
        let (before, now) = self.cells.split_at_mut(end);
        let before = before.get(row..).unwrap_or_default();
        for cell in &mut *now {
            *cell = (*cell + weight).min(NEVER);
        }
        for target in self.machine.targets(activity) {
            let costs = self.machine.closure.row(target.to);
            for (old, new) in before.chunks_exact(width).zip(now.chunks_exact_mut(width)) {
                let from = |source: u32| old.get(wide(source)).copied().unwrap_or(NEVER);
                let reached = target.from.iter().map(|(source, _)| from(*source)).min().unwrap_or(NEVER);
                relax(new, reached, costs);
            }
        }
        self.rows.push(end);
        self.unexplained.push(plus(self.unexplained.last().copied().unwrap_or_default(), weight));
        self.events.push(activity);
        if !self.blocks.is_empty() && self.machine.knows(activity) {
            self.leave_blocks(activity, weight);
        }
        if self.begins_anywhere {
            self.cells.extend_from_slice(self.machine.closure.row(self.machine.entry));
        }
    }

    /// Blocks that may end with this event. One that ends later has nothing but unexplained events after its own, and these may as
    /// well come after it; likewise a block begins with an event of its own.
    fn leave_blocks(&mut self, activity: u32, weight: u32) {
        let last = self.events.len() - 1;
        for at in 0..self.blocks.len() {
            let Some(track) = self.blocks.get_mut(at).filter(|track| track.block.knows(activity)) else { continue };
            track.push(activity, narrow(last), weight);
            let Some(track) = self.blocks.get(at) else { continue };
            let count = track.places.len();
            let costs: Vec<u32> = (0..count).map(|first| self.through(track, first, count, last + 1)).collect();
            let (from, to) = (track.block.from, track.block.to);
            let begins = if self.begins_anywhere { last + 1 } else { 1 };
            for begin in 0..begins {
                let first = track.places.partition_point(|place| wide(*place) < begin);
                let entries = track.places.iter().zip(&costs).skip(first);
                let reached = entries.map(|(place, cost)| plus(self.cell(begin, wide(*place), from), *cost)).min().unwrap_or(NEVER);
                let range = self.cell_range(begin, last + 1);
                if let Some(new) = self.cells.get_mut(range) {
                    relax(new, reached, self.machine.closure.row(to));
                }
            }
        }
    }

    /// What a block costs that begins with its event number `first` and ends before its event number `count` and before event `end`
    /// of the machine; events in between that the block does not know are unexplained.
    pub fn through(&self, track: &BlockTrack<'own>, first: usize, count: usize, end: usize) -> u32 {
        let foreign = self.foreign(track, first, count, end);
        let parts = track.parts.iter().enumerate().map(|(part, own)| own.cost(track.before(part, first), track.before(part, count)));
        parts.fold(foreign, plus)
    }

    pub fn foreign(&self, track: &BlockTrack<'own>, first: usize, count: usize, end: usize) -> u32 {
        let between = |list: &[u32], from: usize, to: usize| {
            let at = |index: usize| list.get(index).copied().unwrap_or_default();
            at(to).saturating_sub(at(from))
        };
        let place = track.places.get(first).map_or(end, |place| wide(*place));
        between(&self.unexplained, place, end).saturating_sub(between(&track.unexplained, first, count))
    }

    /// Takes the last event back.
    pub fn pop(&mut self) {
        if let Some(row) = self.rows.pop() {
            self.cells.truncate(row);
        }
        self.unexplained.pop();
        let Some(activity) = self.events.pop() else { return };
        for track in &mut self.blocks {
            if track.block.knows(activity) {
                track.pop(activity);
            }
        }
    }

    /// Forgets how the last row came about; only without blocks, which look back.
    pub fn settle(&mut self) {
        if self.blocks.is_empty()
            && let Some(row) = self.rows.pop()
        {
            self.cells.drain(..row);
            self.rows.clear();
            self.rows.push(0);
            self.events.clear();
            self.unexplained.truncate(1);
        }
    }

    /// For every place where it may have begun, the cost of being anywhere at the end of all events, inside blocks too.
    pub fn open_costs(&self) -> Vec<u32> {
        let end = self.events.len();
        let begins = if self.begins_anywhere { end + 1 } else { 1 };
        let mut costs: Vec<u32> = (0..begins).map(|begin| self.column(begin, end).iter().copied().min().unwrap_or(NEVER)).collect();
        for track in &self.blocks {
            let parts: Vec<Vec<u32>> = track.parts.iter().map(Self::open_costs).collect();
            for (first, place) in track.places.iter().enumerate() {
                let inside = self.open_inside(track, &parts, first);
                for (begin, cost) in costs.iter_mut().enumerate().take(wide(*place) + 1) {
                    *cost = (*cost).min(plus(self.cell(begin, wide(*place), track.block.from), inside));
                }
            }
        }
        costs
    }

    /// What it costs to be inside a block at the end of all events, having entered it at its event number `first`.
    pub fn open_inside(&self, track: &BlockTrack<'own>, parts: &[Vec<u32>], first: usize) -> u32 {
        let foreign = self.foreign(track, first, track.places.len(), self.events.len());
        let open = parts.iter().enumerate().map(|(part, costs)| costs.get(track.before(part, first)).copied().unwrap_or(NEVER));
        open.fold(foreign, plus)
    }
}

impl BlockTrack<'_> {
    fn push(&mut self, activity: u32, place: u32, weight: u32) {
        for part in &mut self.parts {
            self.before.push(narrow(part.events.len()));
            if part.machine.knows(activity) {
                part.push(activity);
            }
        }
        self.places.push(place);
        self.unexplained.push(plus(self.unexplained.last().copied().unwrap_or_default(), weight));
    }

    fn pop(&mut self, activity: u32) {
        for part in &mut self.parts {
            if part.machine.knows(activity) {
                part.pop();
            }
        }
        self.before.truncate(self.before.len().saturating_sub(self.parts.len()));
        self.places.pop();
        self.unexplained.pop();
    }

    /// How many events a part had before event number `event` of the block.
    pub fn before(&self, part: usize, event: usize) -> usize {
        match self.before.get(event * self.parts.len() + part) {
            Some(count) => wide(*count),
            None => self.parts.get(part).map_or(0, |part| part.events.len()),
        }
    }
}

/// Takes over what is cheaper by coming to one state and going on from there.
#[inline]
fn relax(column: &mut [u32], reached: u32, costs: &[u32]) {
    if reached < NEVER {
        column.iter_mut().zip(costs).for_each(|(cell, cost)| *cell = (*cell).min(reached + *cost));
    }
}
