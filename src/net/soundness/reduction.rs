//! Making a net smaller without changing whether it is sound.

use std::hash::BuildHasher as _;

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::super::{Net, NetBuilder, PlaceArc, PlaceId};

/// Most arcs that are looked at again when neighbours go; a net that needs more is left as far reduced as it is.
const MOST_STEPS: usize = 4_000_000_000;

/// Arcs of one place or transition: the other end and the weight, sorted.
type Arcs = Vec<(u32, u32)>;

/// A place or a transition. For a place `ins` are its producers and `outs` its consumers; for a transition its input and
/// output places.
#[derive(Clone, Debug, Default)]
struct Node {
    ins: Arcs,
    outs: Arcs,
    is_gone: bool,
}

/// A node by its side of the net.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Which {
    Place(u32),
    Transition(u32),
}

/// Makes a workflow net smaller by rules that keep its verdict, in either direction: the result is sound when the net is, and
/// only then. The source and the ends stay. Nets with resets or inclusive joins come back as they are.
///
/// The rules look at few nodes each and are tried again where something has changed:
///
/// - **agglomeration** (Berthelot 1986; with one consumer the abstraction of Desel and Esparza 1995 and the two fusions of series
///   of Murata 1989): a place whose consumers take a token from it and from nowhere else goes, as each producer is joined with
///   each consumer. What the place lets happen later may as well happen at once.
/// - **parallel places** and **parallel transitions** (Murata 1989): of two with the same arcs, one goes.
/// - **idle transitions** (Murata 1989, elimination of self-loop transitions): a transition that puts back what it takes goes,
///   when another one needs the same tokens or a producer of its only input remains.
///
/// Time is about linear in the net for block-structured nets; the number of arcs never grows past twice what it was.
#[must_use]
pub fn reduce(net: &Net) -> Net {
    if net.has_resets() || net.has_inclusive_joins() {
        return net.clone();
    }
    let mut work = Work::new(net);
    work.run();
    if work.removed == 0 { net.clone() } else { work.finish(net) }
}

/// Whether nothing is left but single steps from the source to ends, each of them marked once.
pub(super) fn is_trivial(net: &Net) -> bool {
    let is_end = |arc: &PlaceArc| arc.weight == 1 && net.consumers(arc.place).is_empty();
    let is_last = |transition| {
        let (inputs, outputs) = (net.inputs(transition), net.outputs(transition));
        let starts = matches!(inputs, [arc] if arc.weight == 1 && net.producers(arc.place).is_empty());
        let ends = !outputs.is_empty() && outputs.iter().all(is_end);
        starts && ends && (net.final_marking().is_none() || outputs.len() == 1)
    };
    let is_border = |place: PlaceId| net.consumers(place).is_empty() || net.producers(place).is_empty();
    net.transition_count() > 0 && net.transitions().all(is_last) && net.places().all(is_border)
}

struct Work {
    places: Vec<Node>,
    transitions: Vec<Node>,
    /// Where each new transition got its name from; the first ones are those of the net.
    names: Vec<u32>,
    /// Places that must stay: marked ones and ends.
    keeps: Vec<bool>,
    /// Places and transitions to look at; transitions wait until no place is left, so that large ones are compared once.
    queue: [Vec<u32>; 2],
    is_queued: [Vec<bool>; 2],
    /// Places with several consumers that can go.
    choices: Vec<u32>,
    /// Nodes by the hash of their arcs.
    alike: FxHashMap<(bool, u64), u32>,
    arcs: usize,
    most_arcs: usize,
    removed: usize,
    steps: usize,
}

impl Work {
    fn new(net: &Net) -> Self {
        let pairs = |arcs: &[PlaceArc]| arcs.iter().map(|arc| (arc.place.number(), arc.weight)).collect::<Arcs>();
        let transitions: Vec<Node> = net
            .transitions()
            .map(|transition| Node { ins: pairs(net.inputs(transition)), outs: pairs(net.outputs(transition)), is_gone: false })
            .collect();
        let mut places = vec![Node::default(); net.place_count()];
        for (number, transition) in (0_u32..).zip(&transitions) {
            for (place, weight) in &transition.ins {
                node(&mut places, *place, |place| place.outs.push((number, *weight)));
            }
            for (place, weight) in &transition.outs {
                node(&mut places, *place, |place| place.ins.push((number, *weight)));
            }
        }
        let keeps = net
            .places()
            .map(|place| {
                let is_final = net.final_marking().is_some_and(|marking| marking.get(place) > 0);
                net.initial().get(place) > 0 || is_final || net.ends().binary_search(&place).is_ok()
            })
            .collect();
        Self {
            names: net.transitions().map(|transition| transition.number()).collect(),
            queue: [Vec::new(), Vec::new()],
            is_queued: [vec![false; places.len()], vec![false; transitions.len()]],
            choices: Vec::new(),
            alike: FxHashMap::default(),
            arcs: net.arc_count(),
            most_arcs: net.arc_count() * 2 + 16,
            removed: 0,
            steps: 0,
            places,
            transitions,
            keeps,
        }
    }

    fn run(&mut self) {
        // The queues are stacks: what lies first in the net is looked at first.
        for number in (0..length(&self.transitions)).rev() {
            self.enqueue(Which::Transition(number));
        }
        for number in (0..length(&self.places)).rev() {
            self.enqueue(Which::Place(number));
        }
        while self.steps < MOST_STEPS {
            match self.next() {
                Some(Which::Place(place)) => self.place(place, false),
                Some(Which::Transition(transition)) => self.transition(transition),
                // Choices wait until nothing simpler is left, since most of them shrink to one way by themselves.
                None => match self.choices.pop() {
                    Some(place) => self.place(place, true),
                    None => return,
                },
            }
        }
    }

    fn next(&mut self) -> Option<Which> {
        let [places, transitions] = &mut self.queue;
        let next = places.pop().map(Which::Place).or_else(|| transitions.pop().map(Which::Transition))?;
        if let Some(flag) = self.flag(next) {
            *flag = false;
        }
        Some(next)
    }

    fn flag(&mut self, which: Which) -> Option<&mut bool> {
        let [places, transitions] = &mut self.is_queued;
        match which {
            Which::Place(place) => places.get_mut(index(place)),
            Which::Transition(transition) => transitions.get_mut(index(transition)),
        }
    }

    fn enqueue(&mut self, which: Which) {
        if self.flag(which).is_some_and(|flag| !std::mem::replace(flag, true)) {
            let [places, transitions] = &mut self.queue;
            match which {
                Which::Place(place) => places.push(place),
                Which::Transition(transition) => transitions.push(transition),
            }
        }
    }

    fn get(&self, which: Which) -> Option<&Node> {
        let node = match which {
            Which::Place(place) => self.places.get(index(place)),
            Which::Transition(transition) => self.transitions.get(index(transition)),
        };
        node.filter(|node| !node.is_gone)
    }

    fn keeps(&self, place: u32) -> bool {
        self.keeps.get(index(place)).copied().unwrap_or(true)
    }

    fn place(&mut self, place: u32, with_choices: bool) {
        if self.keeps(place) || self.get(Which::Place(place)).is_none() {
            return;
        }
        if self.is_parallel(Which::Place(place)) {
            self.remove(Which::Place(place));
        } else if let Some(consumers) = self.can_agglomerate(place) {
            if consumers.len() == 1 || with_choices {
                self.agglomerate(place, &consumers);
            } else {
                self.choices.push(place);
            }
        }
    }

    fn transition(&mut self, transition: u32) {
        let which = Which::Transition(transition);
        if self.is_idle(transition) || self.is_parallel(which) {
            self.remove(which);
        }
    }

    /// Whether a node that is still there has the same arcs as this one.
    fn is_parallel(&mut self, which: Which) -> bool {
        let Some(node) = self.get(which) else { return false };
        let (is_place, number) = match which {
            Which::Place(place) => (true, place),
            Which::Transition(transition) => (false, transition),
        };
        let key = (is_place, FxBuildHasher.hash_one((&node.ins, &node.outs)));
        self.steps += node.ins.len() + node.outs.len();
        let other = self.alike.insert(key, number);
        let Some(other) = other.filter(|other| *other != number) else { return false };
        let found = if is_place { Which::Place(other) } else { Which::Transition(other) };
        // The other one may have changed since it was noted, or be another one with the same hash.
        let is_same = self.get(found).zip(self.get(which)).is_some_and(|(other, node)| other.ins == node.ins && other.outs == node.outs);
        if is_same {
            self.alike.insert(key, other);
        }
        is_same
    }

    /// Whether a transition puts back what it takes and is missed by nobody.
    fn is_idle(&self, transition: u32) -> bool {
        let Some(node) = self.get(Which::Transition(transition)) else { return false };
        if node.ins != node.outs {
            return false;
        }
        let Some(Node { ins: producers, outs: consumers, .. }) = node.ins.first().and_then(|(place, _)| self.get(Which::Place(*place))) else {
            return false;
        };
        let needs_as_much = |other: &u32| {
            let has = |arc: &(u32, u32)| {
                self.get(Which::Transition(*other)).is_some_and(|other| other.ins.iter().any(|input| input.0 == arc.0 && input.1 >= arc.1))
            };
            *other != transition && node.ins.iter().all(has)
        };
        let has_other_producer = matches!(node.ins.as_slice(), [(_, 1)]) && producers.iter().any(|(producer, _)| *producer != transition);
        has_other_producer || consumers.iter().map(|(consumer, _)| consumer).any(needs_as_much)
    }

    /// The consumers of a place when the place can go.
    fn can_agglomerate(&self, place: u32) -> Option<Vec<u32>> {
        let node = self.get(Which::Place(place))?;
        let (producers, consumers) = (&node.ins, &node.outs);
        if producers.is_empty() || consumers.is_empty() {
            return None;
        }
        let only_this = |consumer: &(u32, u32)| {
            self.get(Which::Transition(consumer.0)).is_some_and(|transition| {
                let puts_back = transition.outs.iter().any(|(other, _)| *other == place);
                transition.ins.as_slice() == [(place, 1)] && !transition.outs.is_empty() && !puts_back
            })
        };
        if !consumers.iter().all(only_this) {
            return None;
        }
        // With a choice, several tokens at once could go different ways.
        let single = producers.iter().all(|(_, weight)| *weight == 1);
        if consumers.len() > 1 && (!single || producers.len() * consumers.len() > producers.len() + consumers.len()) {
            return None;
        }
        let mut added = 0;
        for (producer, _) in producers {
            let own = &self.get(Which::Transition(*producer))?.outs;
            let size = own.len() + self.get(Which::Transition(*producer))?.ins.len();
            for (consumer, _) in consumers {
                let further = &self.get(Which::Transition(*consumer))?.outs;
                // Arcs that run together would have a weight, and leave the class of nets that the theory is about.
                if further.iter().any(|(other, _)| own.binary_search_by_key(other, |(mine, _)| *mine).is_ok()) {
                    return None;
                }
                added += further.len() + if consumers.len() > 1 { size } else { 0 };
            }
        }
        (self.arcs + added <= self.most_arcs).then(|| consumers.iter().map(|(consumer, _)| *consumer).collect())
    }

    /// Joins every producer of a place with every consumer.
    fn agglomerate(&mut self, place: u32, consumers: &[u32]) {
        let producers = self.get(Which::Place(place)).map(|node| node.ins.clone()).unwrap_or_default();
        let further: Vec<Arcs> =
            consumers.iter().filter_map(|consumer| self.get(Which::Transition(*consumer))).map(|node| node.outs.clone()).collect();
        self.remove(Which::Place(place));
        for consumer in consumers {
            self.remove(Which::Transition(*consumer));
        }
        for (producer, weight) in producers {
            let Some(original) = self.get(Which::Transition(producer)).cloned() else { continue };
            for (copy, outs) in further.iter().enumerate() {
                let target = if copy == 0 { producer } else { self.copy(producer, &original) };
                for (other, times) in outs {
                    // A weight that does not fit would be a net that overflows anyway.
                    self.connect(target, *other, times.saturating_mul(weight));
                }
                self.touch(target);
            }
        }
    }

    /// A transition with the same arcs.
    fn copy(&mut self, from: u32, original: &Node) -> u32 {
        let number = length(&self.transitions);
        self.names.push(self.names.get(index(from)).copied().unwrap_or_default());
        self.transitions.push(Node { ins: original.ins.clone(), outs: Vec::new(), is_gone: false });
        let [_, transitions] = &mut self.is_queued;
        transitions.push(false);
        for (place, weight) in &original.ins {
            node(&mut self.places, *place, |place| insert(&mut place.outs, (number, *weight)));
            self.enqueue(Which::Place(*place));
        }
        self.arcs += original.ins.len();
        for (place, weight) in &original.outs {
            self.connect(number, *place, *weight);
        }
        number
    }

    /// Adds an arc from a transition to a place that it did not have.
    fn connect(&mut self, transition: u32, place: u32, weight: u32) {
        node(&mut self.transitions, transition, |transition| insert(&mut transition.outs, (place, weight)));
        node(&mut self.places, place, |place| insert(&mut place.ins, (transition, weight)));
        self.arcs += 1;
        self.enqueue(Which::Place(place));
    }

    /// Looks again at a transition that has changed, and at its input if it has only one: whether a place can go hangs on all
    /// arcs of its consumers, which must have no other input.
    fn touch(&mut self, transition: u32) {
        let Some(node) = self.get(Which::Transition(transition)) else { return };
        let input = if let [(place, _)] = *node.ins.as_slice() { Some(place) } else { None };
        self.enqueue(Which::Transition(transition));
        if let Some(place) = input {
            self.enqueue(Which::Place(place));
        }
    }

    fn remove(&mut self, which: Which) {
        let Some(node) = self.get(which) else { return };
        let near: Vec<u32> = node.ins.iter().chain(&node.outs).map(|(other, _)| *other).collect();
        self.arcs = self.arcs.saturating_sub(near.len());
        self.removed += 1;
        let (nodes, others, number) = match which {
            Which::Place(place) => (&mut self.places, &mut self.transitions, place),
            Which::Transition(transition) => (&mut self.transitions, &mut self.places, transition),
        };
        node_gone(nodes, number);
        for other in &near {
            let steps = &mut self.steps;
            self::node(others, *other, |node| {
                *steps += node.ins.len() + node.outs.len();
                remove(&mut node.ins, number);
                remove(&mut node.outs, number);
            });
        }
        for other in near {
            match which {
                Which::Place(_) => self.touch(other),
                Which::Transition(_) => self.enqueue(Which::Place(other)),
            }
        }
    }

    fn finish(self, net: &Net) -> Net {
        let mut builder = NetBuilder::new(net.name());
        let places: Vec<Option<PlaceId>> =
            net.places().map(|place| self.get(Which::Place(place.number())).is_some().then(|| builder.place(net.place_name(place)))).collect();
        let new = |place: u32| places.get(index(place)).copied().flatten();
        for (number, name) in (0_u32..).zip(&self.names) {
            let Some(node) = self.get(Which::Transition(number)) else { continue };
            let from = super::super::TransitionId::new(*name);
            let transition = builder.transition(net.transition_name(from), net.label(from).map(str::to_owned));
            for (place, weight) in &node.ins {
                new(*place).map(|place| builder.input(transition, place, *weight));
            }
            for (place, weight) in &node.outs {
                new(*place).map(|place| builder.output(transition, place, *weight));
            }
        }
        for (place, tokens) in net.initial().marked() {
            new(place.number()).map(|place| builder.initial(place, tokens));
        }
        for (place, tokens) in net.final_marking().into_iter().flat_map(|marking| marking.marked()) {
            new(place.number()).map(|place| builder.final_(place, tokens));
        }
        builder.ends(net.ends().iter().filter_map(|place| new(place.number())));
        // A net that was made of one that was built can be built.
        builder.build().unwrap_or_else(|_| net.clone())
    }
}

fn insert(arcs: &mut Arcs, arc: (u32, u32)) {
    let at = arcs.partition_point(|other| *other < arc);
    arcs.insert(at, arc);
}

fn remove(arcs: &mut Arcs, end: u32) {
    if let Ok(at) = arcs.binary_search_by_key(&end, |(other, _)| *other) {
        arcs.remove(at);
    }
}

fn node(nodes: &mut [Node], number: u32, change: impl FnOnce(&mut Node)) {
    if let Some(node) = nodes.get_mut(index(number)) {
        change(node);
    }
}

fn node_gone(nodes: &mut [Node], number: u32) {
    node(nodes, number, |node| *node = Node { is_gone: true, ..Node::default() });
}

fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn length<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}
