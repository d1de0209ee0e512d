//! The net of a process tree.

use super::{
    super::{Net, NetBuilder, NetError, PlaceId, TransitionId},
    ProcessTree,
};

impl ProcessTree {
    /// A net with the same language: a place to begin, a place to end, a transition for every task. It is sound.
    ///
    /// Linear in the tree, but for inclusive blocks, which have arcs by the square of their parts: one part is chosen as the first
    /// one that is done; those before it are not, those after it may be.
    ///
    /// # Errors
    /// The tree has more nodes than a net can have.
    pub fn net(&self) -> Result<Net, NetError> {
        let mut work = Work { builder: NetBuilder::new(""), places: 0, steps: 0 };
        let (start, end) = (work.place(), work.place());
        work.block(self, start, end);
        work.builder.initial(start, 1).final_(end, 1);
        work.builder.build()
    }
}

struct Work {
    builder: NetBuilder,
    places: usize,
    steps: usize,
}

impl Work {
    fn place(&mut self) -> PlaceId {
        self.places += 1;
        self.builder.place(format!("p{}", self.places))
    }

    fn step(&mut self, label: Option<&str>, inputs: &[PlaceId], outputs: &[PlaceId]) -> TransitionId {
        self.steps += 1;
        let step = self.builder.transition(format!("t{}", self.steps), label.map(str::to_owned));
        for place in inputs {
            self.builder.input(step, *place, 1);
        }
        for place in outputs {
            self.builder.output(step, *place, 1);
        }
        step
    }

    /// Every block begins with a transition that takes from `entry` only, and puts no token back on it, so that blocks can share
    /// entries and exits: that is what a choice is.
    fn block(&mut self, tree: &ProcessTree, entry: PlaceId, exit: PlaceId) {
        match tree {
            ProcessTree::Task(name) => drop(self.step(Some(name), &[entry], &[exit])),
            ProcessTree::Silent => drop(self.step(None, &[entry], &[exit])),
            ProcessTree::Sequence(parts) => self.sequence(parts, entry, exit),
            ProcessTree::Exclusive(parts) if parts.is_empty() => drop(self.step(None, &[entry], &[exit])),
            ProcessTree::Exclusive(parts) => parts.iter().for_each(|part| self.block(part, entry, exit)),
            ProcessTree::Parallel(parts) => self.parallel(parts, entry, exit),
            ProcessTree::Inclusive(parts) => self.inclusive(parts, entry, exit),
            ProcessTree::Interleaving(parts) => self.interleaving(parts, entry, exit),
            ProcessTree::Loop { body, redo, exit: last } => {
                let (head, foot) = (self.place(), self.place());
                self.step(None, &[entry], &[head]);
                self.block(body, head, foot);
                self.block(redo, foot, head);
                self.block(last, foot, exit);
            }
        }
    }

    fn sequence(&mut self, parts: &[ProcessTree], entry: PlaceId, exit: PlaceId) {
        let Some((last, before)) = parts.split_last() else {
            self.step(None, &[entry], &[exit]);
            return;
        };
        let mut from = entry;
        for part in before {
            let to = self.place();
            self.block(part, from, to);
            from = to;
        }
        self.block(last, from, exit);
    }

    fn parallel(&mut self, parts: &[ProcessTree], entry: PlaceId, exit: PlaceId) {
        if let [] | [_] = parts {
            self.sequence(parts, entry, exit);
            return;
        }
        let ends: Vec<(PlaceId, PlaceId)> = parts.iter().map(|_| (self.place(), self.place())).collect();
        let (from, to): (Vec<PlaceId>, Vec<PlaceId>) = ends.iter().copied().unzip();
        self.step(None, &[entry], &from);
        for (part, (from, to)) in parts.iter().zip(ends) {
            self.block(part, from, to);
        }
        self.step(None, &to, &[exit]);
    }

    fn inclusive(&mut self, parts: &[ProcessTree], entry: PlaceId, exit: PlaceId) {
        if let [] | [_] = parts {
            self.sequence(parts, entry, exit);
            return;
        }
        // A part is to be done, may be done, or is through. The first one is done, or is none of those that are.
        let (mut to_do, mut may, mut done) = (Vec::new(), Vec::new(), Vec::new());
        for (number, part) in parts.iter().enumerate() {
            let [must, through] = [self.place(), self.place()];
            self.block(part, must, through);
            to_do.push(must);
            done.push(through);
            if number > 0 {
                let maybe = self.place();
                self.step(None, &[maybe], &[must]);
                self.step(None, &[maybe], &[through]);
                may.push(maybe);
            }
        }
        for (first, must) in to_do.iter().enumerate() {
            let before = done.iter().take(first);
            let after = may.iter().skip(first);
            let outputs: Vec<PlaceId> = before.chain([must]).chain(after).copied().collect();
            self.step(None, &[entry], &outputs);
        }
        self.step(None, &done, &[exit]);
    }

    fn interleaving(&mut self, parts: &[ProcessTree], entry: PlaceId, exit: PlaceId) {
        if let [] | [_] = parts {
            self.sequence(parts, entry, exit);
            return;
        }
        // Whoever works holds the token of this place.
        let turn = self.place();
        let (mut before, mut after) = (vec![turn], vec![turn]);
        for part in parts {
            let [waiting, from, to, done] = [self.place(), self.place(), self.place(), self.place()];
            self.step(None, &[waiting, turn], &[from]);
            self.block(part, from, to);
            self.step(None, &[to], &[turn, done]);
            before.push(waiting);
            after.push(done);
        }
        self.step(None, &[entry], &before);
        self.step(None, &after, &[exit]);
    }
}
