//! Seeded nets for tests and benches: block-structured ones with a stated share of parallel blocks, and damaged ones.
#![allow(
    dead_code,
    clippy::must_use_candidate,
    clippy::missing_panics_doc,
    clippy::needless_for_each,
    reason = "every user needs a part of it, and nobody else does"
)]

use itsm::net::{Net, NetBuilder};

/// A small generator of numbers (xorshift, Marsaglia 2003), so that every run sees the same nets.
#[derive(Clone, Debug)]
pub struct Numbers(u64);

impl Numbers {
    pub fn new(seed: u64) -> Self {
        let mut numbers = Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        for _ in 0..4 {
            numbers.below(2);
        }
        numbers
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap() % limit
    }

    pub fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }
}

/// A transition of a [`Plan`], by numbers of places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    pub inputs: Vec<(usize, u32)>,
    pub outputs: Vec<(usize, u32)>,
    pub resets: Vec<usize>,
    pub inclusive: bool,
    pub silent: bool,
}

impl Step {
    pub fn from(inputs: &[usize], outputs: &[usize]) -> Self {
        let arcs = |places: &[usize]| places.iter().map(|place| (*place, 1)).collect();
        Self { inputs: arcs(inputs), outputs: arcs(outputs), ..Self::default() }
    }
}

/// A net as plain lists, so that tests can look at it without the library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub places: usize,
    pub steps: Vec<Step>,
    pub initial: Vec<(usize, u32)>,
    /// Either a final marking ...
    pub last: Vec<(usize, u32)>,
    /// ... or ends.
    pub ends: Vec<usize>,
}

/// What a generated net is like.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub tasks: usize,
    /// Of a hundred blocks, how many run their parts in parallel.
    pub parallel: usize,
    /// Of a hundred blocks, how many are loops.
    pub loops: usize,
    /// Of a hundred blocks, how many choose one of their parts; what is left are sequences.
    pub choices: usize,
}

impl Plan {
    pub fn place(&mut self) -> usize {
        self.places += 1;
        self.places - 1
    }

    fn silent(&mut self, inputs: &[usize], outputs: &[usize]) {
        self.steps.push(Step { silent: true, ..Step::from(inputs, outputs) });
    }

    /// A sound net of nested blocks with this many tasks.
    pub fn blocks(numbers: &mut Numbers, shape: Shape) -> Self {
        let mut plan = Self::default();
        let (start, end) = (plan.place(), plan.place());
        let (first, last) = (plan.place(), plan.place());
        plan.silent(&[start], &[first]);
        plan.block(numbers, shape, shape.tasks.max(1), first, last);
        plan.silent(&[last], &[end]);
        plan.initial.push((start, 1));
        plan.last.push((end, 1));
        plan
    }

    fn block(&mut self, numbers: &mut Numbers, shape: Shape, tasks: usize, entry: usize, exit: usize) {
        if tasks == 1 {
            self.steps.push(Step::from(&[entry], &[exit]));
            return;
        }
        let kind = numbers.below(100);
        let left = 1 + numbers.below(tasks - 1);
        let parts = [left, tasks - left];
        if kind < shape.parallel {
            let branches = parts.map(|part| (part, self.place(), self.place()));
            self.silent(&[entry], &branches.map(|branch| branch.1));
            for (part, from, to) in branches {
                self.block(numbers, shape, part, from, to);
            }
            self.silent(&branches.map(|branch| branch.2), &[exit]);
        } else if kind < shape.parallel + shape.loops {
            let (head, foot) = (self.place(), self.place());
            self.silent(&[entry], &[head]);
            self.block(numbers, shape, parts[0], head, foot);
            self.block(numbers, shape, parts[1], foot, head);
            self.silent(&[foot], &[exit]);
        } else if kind < shape.parallel + shape.loops + shape.choices {
            for part in parts {
                self.block(numbers, shape, part, entry, exit);
            }
        } else {
            let middle = self.place();
            self.block(numbers, shape, parts[0], entry, middle);
            self.block(numbers, shape, parts[1], middle, exit);
        }
    }

    /// Changes something at random: an arc more or less, another weight, a transition or place more or less.
    pub fn damage(&mut self, numbers: &mut Numbers) {
        if self.steps.is_empty() || self.places == 0 {
            return;
        }
        let step = numbers.below(self.steps.len());
        let place = numbers.below(self.places);
        let other = numbers.below(self.places);
        let arcs = if numbers.percent(50) { &mut self.steps[step].inputs } else { &mut self.steps[step].outputs };
        match numbers.below(8) {
            0 | 1 => arcs.push((place, 1)),
            2 if !arcs.is_empty() => drop(arcs.remove(numbers.below(arcs.len()))),
            3 if !arcs.is_empty() => {
                let at = numbers.below(arcs.len());
                arcs[at].0 = place;
            }
            4 => self.steps.push(Step::from(&[place], &[other])),
            5 => {
                let third = numbers.below(self.places);
                self.steps.push(Step::from(&[place, other], &[third]));
            }
            6 => {
                let third = numbers.below(self.places);
                self.steps.push(Step::from(&[place], &[other, third]));
            }
            _ => {
                let new = self.place();
                self.steps[step].outputs.push((new, 1));
                let next = numbers.below(self.steps.len());
                self.steps[next].inputs.push((new, 1));
            }
        }
    }

    /// Makes an arc heavier.
    pub fn weigh(&mut self, numbers: &mut Numbers) {
        let step = numbers.below(self.steps.len());
        let arcs = if numbers.percent(50) { &mut self.steps[step].inputs } else { &mut self.steps[step].outputs };
        if !arcs.is_empty() {
            let at = numbers.below(arcs.len());
            arcs[at].1 += 1;
        }
    }

    /// Lets a transition empty a place.
    pub fn cancel(&mut self, numbers: &mut Numbers) {
        let step = numbers.below(self.steps.len());
        let place = numbers.below(self.places);
        self.steps[step].resets.push(place);
    }

    /// Makes a transition an inclusive join, one with several inputs when there is one.
    pub fn include(&mut self, numbers: &mut Numbers) {
        let joins: Vec<usize> = (0..self.steps.len()).filter(|step| self.steps[*step].inputs.len() > 1).collect();
        let step = if joins.is_empty() { numbers.below(self.steps.len()) } else { joins[numbers.below(joins.len())] };
        let step = &mut self.steps[step];
        step.inputs.sort_unstable();
        step.inputs.dedup_by_key(|arc| arc.0);
        step.inputs.iter_mut().for_each(|arc| arc.1 = 1);
        step.inclusive = true;
    }

    /// Gives some transitions that lead to the end an end of their own.
    pub fn spread(&mut self, numbers: &mut Numbers) {
        let Some((end, _)) = self.last.pop() else { return };
        self.last.clear();
        self.ends.push(end);
        for step in 0..self.steps.len() {
            if numbers.percent(15) {
                let new = self.place();
                self.ends.push(new);
                match self.steps[step].outputs.iter().position(|arc| arc.0 == end) {
                    Some(at) => self.steps[step].outputs[at].0 = new,
                    None => self.steps[step].outputs.push((new, 1)),
                }
            }
        }
    }

    /// The net of the library.
    pub fn net(&self) -> Net {
        let mut builder = NetBuilder::new("generated");
        let places: Vec<_> = (0..self.places).map(|place| builder.place(format!("p{place}"))).collect();
        for (number, step) in self.steps.iter().enumerate() {
            let label = (!step.silent).then(|| format!("Task {number}"));
            let transition = builder.transition(format!("t{number}"), label);
            for (place, weight) in &step.inputs {
                builder.input(transition, places[*place], *weight);
            }
            for (place, weight) in &step.outputs {
                builder.output(transition, places[*place], *weight);
            }
            for place in &step.resets {
                builder.reset(transition, places[*place]);
            }
            if step.inclusive {
                builder.inclusive(transition);
            }
        }
        for (place, tokens) in &self.initial {
            builder.initial(places[*place], *tokens);
        }
        for (place, tokens) in &self.last {
            builder.final_(places[*place], *tokens);
        }
        builder.ends(self.ends.iter().map(|place| places[*place]));
        builder.build().unwrap()
    }
}
