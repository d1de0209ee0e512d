//! Nets of parallel blocks as state machines.
//!
//! Transitions with one input and one output move a single token around; the places that they connect are a *region*, which is a
//! state machine. Regions that are entered by the same transitions and left by the same transitions, each putting one token in and
//! taking one out, run side by side: together they are a block, and take part in the net as one step from before to after. Step by
//! step a block-structured net becomes one region. In such a net a single token moves on the outermost level, so a block is never
//! entered twice at a time, which is what makes the exchange exact. What is between the blocks may be any state machine, not only
//! sequences, choices and loops.

use rustc_hash::FxHashMap;

use super::{
    model::LabelledNet,
    narrow,
    structure::{Edge, Step, Structure},
    wide,
};

/// Most pairs of entering and leaving transitions of a block: its parts are copied for each.
const MOST_WAYS: usize = 16;
/// Most levels of blocks inside blocks, and most steps in all of them together.
const MOST_LEVELS: u32 = 64;
const MOST_STEPS: usize = 100_000;
/// Most work on regions: the number of blocks times the size of the net.
const MOST_WORK: usize = 100_000_000;

#[derive(Clone, Debug)]
struct Passage {
    ins: Vec<u32>,
    outs: Vec<u32>,
    step: Step,
    /// How many blocks are inside each other there.
    levels: u32,
    /// How many steps there are inside, itself included.
    size: usize,
}

impl Passage {
    fn plain(ins: Vec<u32>, outs: Vec<u32>, step: Step) -> Self {
        Self { ins, outs, step, levels: 0, size: 1 }
    }

    /// The one place before and the one behind.
    fn single(&self) -> Option<(u32, u32)> {
        match (self.ins.as_slice(), self.outs.as_slice()) {
            ([from], [to]) => Some((*from, *to)),
            _ => None,
        }
    }
}

/// How a region is entered or left: the transition and the place, sorted.
type Doors = Vec<(usize, u32)>;

#[derive(Clone, Debug)]
struct Work {
    places: u32,
    passages: Vec<Passage>,
    source: u32,
    sink: u32,
}

/// The machine that has the same runs as a net; nothing when the net is not made of blocks in this way.
pub(super) fn blocks(net: &LabelledNet) -> Option<Structure> {
    let mut work = Work::new(net)?;
    work.prune();
    work.part();
    let mut left = MOST_WORK;
    while work.fuse()? {
        left = left.checked_sub(work.passages.len() + wide(work.places))?;
    }
    work.finish()
}

impl Work {
    fn new(labelled: &LabelledNet) -> Option<Self> {
        let net = &labelled.net;
        if net.has_resets() || net.has_inclusive_joins() {
            return None;
        }
        let mut work = Self { places: narrow(net.place_count()), passages: Vec::new(), source: 0, sink: 0 };
        for transition in net.transitions() {
            let arcs = net.inputs(transition).iter().chain(net.outputs(transition));
            if arcs.clone().any(|arc| arc.weight > 1) {
                return None;
            }
            let places = |arcs: &[crate::net::PlaceArc]| arcs.iter().map(|arc| arc.place.number()).collect::<Vec<_>>();
            let step = labelled.labels.get(transition.index()).copied().flatten().map_or(Step::Silent, Step::Shown);
            work.passages.push(Passage::plain(places(net.inputs(transition)), places(net.outputs(transition)), step));
        }
        let marked = |marking: &crate::net::Marking| {
            let places: Vec<(u32, u32)> = marking.marked().map(|(place, tokens)| (place.number(), tokens)).collect();
            places.iter().all(|(_, tokens)| *tokens == 1).then(|| places.into_iter().map(|(place, _)| place).collect::<Vec<_>>())
        };
        work.source = work.place();
        let first = marked(&labelled.initial)?;
        work.passages.push(Passage::plain(vec![work.source], first, Step::Silent));
        work.sink = work.place();
        match &labelled.last {
            Some(last) => work.passages.push(Passage::plain(marked(last)?, vec![work.sink], Step::Silent)),
            // One token on the outermost level: it is at one end, never at several.
            None => {
                for end in net.ends() {
                    work.passages.push(Passage::plain(vec![end.number()], vec![work.sink], Step::Silent));
                }
            }
        }
        Some(work)
    }

    fn place(&mut self) -> u32 {
        self.places += 1;
        self.places - 1
    }

    /// Leaves out what never happens, by the places that can ever be marked.
    fn prune(&mut self) {
        let mut marked = vec![false; wide(self.places)];
        let is_marked = |marked: &[bool], place: u32| marked.get(wide(place)).copied().unwrap_or_default();
        if let Some(slot) = marked.get_mut(wide(self.source)) {
            *slot = true;
        }
        let mut grows = true;
        while grows {
            grows = false;
            for passage in &self.passages {
                if passage.ins.iter().all(|place| is_marked(&marked, *place)) {
                    for place in &passage.outs {
                        if let Some(slot) = marked.get_mut(wide(*place)).filter(|slot| !**slot) {
                            (*slot, grows) = (true, true);
                        }
                    }
                }
            }
        }
        self.passages.retain(|passage| passage.ins.iter().all(|place| is_marked(&marked, *place)));
    }

    /// Makes two of each transition with several inputs and several outputs: one that joins and one that splits.
    fn part(&mut self) {
        for at in 0..self.passages.len() {
            let middle = self.places;
            let Some(passage) = self.passages.get_mut(at).filter(|passage| passage.ins.len() > 1 && passage.outs.len() > 1) else { continue };
            let outs = std::mem::replace(&mut passage.outs, vec![middle]);
            self.passages.push(Passage::plain(vec![middle], outs, Step::Silent));
            self.places += 1;
        }
    }

    /// For every place a number that is the same for the places of its region.
    fn regions(&self) -> Vec<u32> {
        let mut parents: Vec<u32> = (0..self.places).collect();
        let find = |parents: &mut Vec<u32>, mut place: u32| {
            while let Some(parent) = parents.get(wide(place)).copied().filter(|parent| *parent != place) {
                let above = parents.get(wide(parent)).copied().unwrap_or(parent);
                if let Some(slot) = parents.get_mut(wide(place)) {
                    *slot = above;
                }
                place = above;
            }
            place
        };
        for (from, to) in self.passages.iter().filter_map(Passage::single) {
            let (one, other) = (find(&mut parents, from), find(&mut parents, to));
            if let Some(slot) = parents.get_mut(wide(one)) {
                *slot = other;
            }
        }
        (0..self.places).map(|place| find(&mut parents, place)).collect()
    }

    /// Makes a block of regions that run side by side; false when there are none. Nothing when it would be too large.
    fn fuse(&mut self) -> Option<bool> {
        let regions = self.regions();
        let region = |place: u32| regions.get(wide(place)).copied().unwrap_or(place);
        let mut doors: FxHashMap<u32, (Doors, Doors)> = FxHashMap::default();
        for (number, passage) in self.passages.iter().enumerate().filter(|(_, passage)| passage.single().is_none()) {
            for place in &passage.outs {
                doors.entry(region(*place)).or_default().0.push((number, *place));
            }
            for place in &passage.ins {
                doors.entry(region(*place)).or_default().1.push((number, *place));
            }
        }
        let pinned = [region(self.source), region(self.sink)];
        let mut groups: FxHashMap<(Vec<usize>, Vec<usize>), Vec<u32>> = FxHashMap::default();
        let mut order: Vec<u32> = doors.keys().copied().filter(|region| !pinned.contains(region)).collect();
        order.sort_unstable();
        for own in order {
            let Some((entries, exits)) = doors.get(&own) else { continue };
            let numbers = |doors: &Doors| doors.iter().map(|door| door.0).collect::<Vec<_>>();
            let is_once = |doors: &Doors| !doors.is_empty() && doors.windows(2).all(|pair| !matches!(pair, [one, other] if one.0 == other.0));
            if is_once(entries) && is_once(exits) {
                groups.entry((numbers(entries), numbers(exits))).or_default().push(own);
            }
        }
        let group = groups.into_iter().filter(|(_, members)| members.len() > 1).min_by_key(|(_, members)| members.first().copied());
        let Some(((entries, exits), members)) = group else { return Some(false) };
        if entries.len().saturating_mul(exits.len()) > MOST_WAYS {
            return None;
        }
        let ways = entries.len() * exits.len();
        let inner = || self.passages.iter().filter(|passage| passage.single().is_some_and(|(from, _)| members.contains(&region(from))));
        let levels = inner().map(|passage| passage.levels).max().unwrap_or_default() + 1;
        let size = inner().map(|passage| passage.size).sum::<usize>() + 1;
        if levels > MOST_LEVELS || size.saturating_mul(ways) > MOST_STEPS {
            return None;
        }
        let parts: Vec<(Structure, Doors, Doors)> = members
            .iter()
            .filter_map(|own| {
                let (entries, exits) = doors.get(own)?;
                Some(self.machine(&regions, *own, entries, exits))
            })
            .collect();
        let is_member = |place: u32| members.contains(&region(place));
        // The regions go, with all that happens inside.
        let inside: Vec<bool> = self.passages.iter().map(|passage| passage.single().is_some_and(|(from, _)| is_member(from))).collect();
        for passage in &mut self.passages {
            if passage.single().is_none() {
                passage.ins.retain(|place| !is_member(*place));
                passage.outs.retain(|place| !is_member(*place));
            }
        }
        let befores: Vec<u32> = entries.iter().map(|_| self.place()).collect();
        let behinds: Vec<u32> = exits.iter().map(|_| self.place()).collect();
        for (number, place) in entries.iter().zip(&befores) {
            self.passages.get_mut(*number)?.outs.push(*place);
        }
        for (number, place) in exits.iter().zip(&behinds) {
            self.passages.get_mut(*number)?.ins.push(*place);
        }
        let mut kept = inside.iter();
        self.passages.retain(|_| !kept.next().copied().unwrap_or_default());
        for (entry, before) in befores.iter().enumerate() {
            for (exit, behind) in behinds.iter().enumerate() {
                let part = |(machine, entries, exits): &(Structure, Doors, Doors)| {
                    let machine = Structure { entry: entries.get(entry)?.1, exits: vec![exits.get(exit)?.1], ..machine.clone() };
                    Some(machine.reachable())
                };
                let step = Step::Block(parts.iter().map(part).collect::<Option<_>>()?);
                self.passages.push(Passage { ins: vec![*before], outs: vec![*behind], step, levels, size });
            }
        }
        Some(true)
    }

    /// A region as a machine with states numbered from 0, and its doors by these numbers.
    fn machine(&self, regions: &[u32], own: u32, entries: &Doors, exits: &Doors) -> (Structure, Doors, Doors) {
        let mut numbers: FxHashMap<u32, u32> = FxHashMap::default();
        for (place, _) in (0..).zip(regions).filter(|(_, region)| **region == own) {
            let next = narrow(numbers.len());
            numbers.insert(place, next);
        }
        let number = |place: u32| numbers.get(&place).copied().unwrap_or_default();
        let mut edges = Vec::new();
        for passage in &self.passages {
            if let Some((from, to)) = passage.single().filter(|(from, _)| numbers.contains_key(from)) {
                edges.push(Edge { from: number(from), to: number(to), step: passage.step.clone() });
            }
        }
        let renumbered = |doors: &Doors| doors.iter().map(|(passage, place)| (*passage, number(*place))).collect();
        (Structure { states: narrow(numbers.len()), entry: 0, exits: Vec::new(), edges }, renumbered(entries), renumbered(exits))
    }

    /// The machine, when nothing but one region is left.
    fn finish(self) -> Option<Structure> {
        let edges: Option<Vec<Edge>> =
            self.passages.into_iter().map(|passage| passage.single().map(|(from, to)| Edge { from, to, step: passage.step })).collect();
        Some(Structure { states: self.places, entry: self.source, exits: vec![self.sink], edges: edges? }.reachable())
    }
}
