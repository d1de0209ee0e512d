//! The way back through the tables: the moves of a cheapest alignment.

use super::{
    Label, NEVER,
    machine::Machine,
    narrow, plus,
    track::{BlockTrack, Track},
    wide,
};

/// A move by the number of the event in its trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trodden {
    Both(u32, Label),
    Log(u32),
    Model(Label),
}

/// Where a run stops.
#[derive(Clone, Copy, Debug)]
enum Stop {
    State(u32),
    /// Anywhere, inside blocks too, at the end of all events.
    Anywhere,
}

impl Track<'_> {
    /// The moves of a cheapest alignment of all events, the first move first, with events numbered by their places in the track.
    pub fn moves(&self, open: bool) -> Vec<Trodden> {
        let end = self.events.len();
        let stop = if open { Stop::Anywhere } else { self.exit(0, end) };
        self.back(0, end, stop)
    }

    fn exit(&self, begin: usize, end: usize) -> Stop {
        let exit = self.machine.exits.iter().min_by_key(|exit| self.cell(begin, end, **exit));
        exit.map_or(Stop::Anywhere, |exit| Stop::State(*exit))
    }

    fn back(&self, begin: usize, end: usize, stop: Stop) -> Vec<Trodden> {
        // Backwards; turned round at the end.
        let mut trail = Vec::new();
        let (mut end, mut state) = match stop {
            Stop::State(state) => (end, state),
            Stop::Anywhere => {
                let column = self.column(begin, end);
                let best = (0..).zip(column).min_by_key(|(_, cost)| **cost);
                let (state, cost) = best.map_or((self.machine.entry, NEVER), |(state, cost)| (state, *cost));
                match self.open_block(begin, cost) {
                    None => (end, state),
                    Some((track, first)) => {
                        let place = track.places.get(first).map_or(end, |place| wide(*place));
                        let inside = Self::block(track, first, track.places.len(), end, true);
                        trail.extend(inside.into_iter().rev());
                        (place, track.block.from)
                    }
                }
            }
        };
        while end > begin {
            let cost = self.cell(begin, end, state);
            if let Some((label, from, to)) = self.explained(begin, end, state, cost) {
                push_way(&mut trail, self.machine, to, state);
                trail.push(Trodden::Both(narrow(end - 1), label));
                (end, state) = (end - 1, from);
            } else if let Some((track, first, count)) = self.left(begin, end, state, cost) {
                push_way(&mut trail, self.machine, track.block.to, state);
                trail.extend(Self::block(track, first, count, end, false).into_iter().rev());
                (end, state) = (track.places.get(first).map_or(begin, |place| wide(*place)), track.block.from);
            } else {
                trail.push(Trodden::Log(narrow(end - 1)));
                end -= 1;
            }
        }
        push_way(&mut trail, self.machine, self.machine.entry, state);
        trail.reverse();
        trail
    }

    /// How the last event was explained, if this state costs what it does because of that.
    fn explained(&self, begin: usize, end: usize, state: u32, cost: u32) -> Option<(Label, u32, u32)> {
        let activity = self.events.get(end - 1)?;
        let before = self.column(begin, end - 1);
        self.machine.targets(*activity).iter().find_map(|target| {
            let onward = self.machine.closure.cost(target.to, state);
            let costs = |source: u32| before.get(wide(source)).is_some_and(|reached| plus(*reached, onward) == cost);
            target.from.iter().find(|(source, _)| costs(*source)).map(|(source, label)| (*label, *source, target.to))
        })
    }

    /// The block that was left by the last event, the number of its event that it began with, and how many it had at its end.
    fn left(&self, begin: usize, end: usize, state: u32, cost: u32) -> Option<(&BlockTrack<'_>, usize, usize)> {
        let activity = self.events.get(end - 1)?;
        self.blocks.iter().filter(|track| track.block.knows(*activity)).find_map(|track| {
            let count = track.places.partition_point(|place| wide(*place) < end);
            let first = track.places.partition_point(|place| wide(*place) < begin);
            let onward = self.machine.closure.cost(track.block.to, state);
            let costs = |first: &usize| {
                let place = track.places.get(*first).map_or(end, |place| wide(*place));
                let entered = plus(self.cell(begin, place, track.block.from), onward);
                entered <= cost && plus(entered, self.through(track, *first, count, end)) == cost
            };
            (first..count).find(costs).map(|first| (track, first, count))
        })
    }

    /// The block that is cheaper to be in at the end of all events than any state, and the number of its event that it began with.
    fn open_block(&self, begin: usize, cost: u32) -> Option<(&BlockTrack<'_>, usize)> {
        let mut best = None;
        let mut least = cost;
        for track in &self.blocks {
            let parts: Vec<Vec<u32>> = track.parts.iter().map(Self::open_costs).collect();
            for (first, place) in track.places.iter().enumerate().filter(|(_, place)| wide(**place) >= begin) {
                let sum = plus(self.cell(begin, wide(*place), track.block.from), self.open_inside(track, &parts, first));
                if sum < least {
                    (least, best) = (sum, Some((track, first)));
                }
            }
        }
        best
    }

    /// The moves inside a block, with events numbered as in this track: those of its parts, put together by the order of events.
    fn block(track: &BlockTrack<'_>, first: usize, count: usize, end: usize, open: bool) -> Vec<Trodden> {
        let mut parts: Vec<(Vec<Trodden>, usize)> = Vec::new();
        for (number, part) in track.parts.iter().enumerate() {
            let (from, to) = (track.before(number, first), track.before(number, count));
            let stop = if open { Stop::Anywhere } else { part.exit(from, to) };
            parts.push((part.back(from, to, stop), 0));
        }
        let mut moves = Vec::new();
        let mut at = first;
        let place = track.places.get(first).map_or(end, |place| wide(*place));
        for event in place..end {
            if track.places.get(at).is_none_or(|place| wide(*place) != event) {
                moves.push(Trodden::Log(narrow(event)));
                continue;
            }
            let owner = (0..parts.len()).find(|part| track.before(*part, at + 1) > track.before(*part, at));
            if let Some((trail, next)) = owner.and_then(|owner| parts.get_mut(owner)) {
                while let Some(done) = trail.get(*next) {
                    *next += 1;
                    match done {
                        Trodden::Model(label) => moves.push(Trodden::Model(*label)),
                        Trodden::Both(_, label) => moves.push(Trodden::Both(narrow(event), *label)),
                        Trodden::Log(_) => moves.push(Trodden::Log(narrow(event))),
                    }
                    if !matches!(done, Trodden::Model(_)) {
                        break;
                    }
                }
            }
            at += 1;
        }
        // What is left has no events.
        moves.extend(parts.iter().flat_map(|(trail, next)| trail.iter().skip(*next)));
        moves
    }
}

fn push_way(trail: &mut Vec<Trodden>, machine: &Machine, from: u32, to: u32) {
    trail.extend(machine.way(from, to).into_iter().rev().map(Trodden::Model));
}
