//! The naive twin: Dijkstra's algorithm over everything, with markings as plain lists, and nothing of the library.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use itsm::net::{Net, NetBuilder};

use crate::nets::Plan;

#[derive(Clone, Debug, Default)]
pub struct Step {
    pub inputs: Vec<(usize, u32)>,
    pub outputs: Vec<(usize, u32)>,
    pub resets: Vec<usize>,
    /// A label by number; silent without.
    pub label: Option<u8>,
}

#[derive(Clone, Debug, Default)]
pub struct Twin {
    pub places: usize,
    pub steps: Vec<Step>,
    pub initial: Vec<u32>,
    pub last: Vec<u32>,
}

pub fn name(label: u8) -> String {
    char::from(b'a' + label).to_string()
}

impl Twin {
    /// A plan, labelled by a function of the number of the transition.
    pub fn of(plan: &Plan, label: impl Fn(usize) -> Option<u8>) -> Self {
        let marking = |marked: &[(usize, u32)]| {
            let mut tokens = vec![0; plan.places];
            for (place, count) in marked {
                tokens[*place] += count;
            }
            tokens
        };
        let steps = plan.steps.iter().enumerate().map(|(number, step)| {
            let mut resets = step.resets.clone();
            resets.dedup();
            Step { inputs: step.inputs.clone(), outputs: step.outputs.clone(), resets, label: if step.silent { None } else { label(number) } }
        });
        Self { places: plan.places, steps: steps.collect(), initial: marking(&plan.initial), last: marking(&plan.last) }
    }

    pub fn net(&self) -> Net {
        let mut builder = NetBuilder::new("twin");
        let places: Vec<_> = (0..self.places).map(|place| builder.place(format!("p{place}"))).collect();
        for (number, step) in self.steps.iter().enumerate() {
            let transition = builder.transition(format!("t{number}"), step.label.map(name));
            for (place, weight) in &step.inputs {
                builder.input(transition, places[*place], *weight);
            }
            for (place, weight) in &step.outputs {
                builder.output(transition, places[*place], *weight);
            }
            for place in &step.resets {
                builder.reset(transition, places[*place]);
            }
        }
        for (place, tokens) in self.initial.iter().enumerate() {
            if *tokens > 0 {
                builder.initial(places[place], *tokens);
            }
        }
        for (place, tokens) in self.last.iter().enumerate() {
            if *tokens > 0 {
                builder.final_(places[place], *tokens);
            }
        }
        builder.build().unwrap()
    }

    fn fire(marking: &[u32], step: &Step) -> Option<Vec<u32>> {
        let mut next = marking.to_vec();
        for (place, weight) in &step.inputs {
            next[*place] = next[*place].checked_sub(*weight)?;
        }
        for place in &step.resets {
            next[*place] = 0;
        }
        for (place, weight) in &step.outputs {
            next[*place] += weight;
        }
        Some(next)
    }

    /// The cost of the cheapest alignment; `Err` when more than `most` pairs were looked at, `Ok(None)` when there is no run.
    pub fn cost(&self, trace: &[u8], open: bool, log: &[u64], model: &[u64], most: usize) -> Result<Option<u64>, ()> {
        let mut best: BTreeMap<(Vec<u32>, usize), u64> = BTreeMap::new();
        let mut front = BinaryHeap::new();
        front.push((std::cmp::Reverse(0_u64), self.initial.clone(), 0));
        best.insert((self.initial.clone(), 0), 0);
        while let Some((std::cmp::Reverse(cost), marking, at)) = front.pop() {
            if best[&(marking.clone(), at)] < cost {
                continue;
            }
            if at == trace.len() && (open || marking == self.last) {
                return Ok(Some(cost));
            }
            if best.len() > most {
                return Err(());
            }
            let mut next = Vec::new();
            if at < trace.len() {
                next.push((marking.clone(), at + 1, log[usize::from(trace[at])]));
            }
            for step in &self.steps {
                let Some(marking) = Self::fire(&marking, step) else { continue };
                match step.label {
                    None => next.push((marking, at, 0)),
                    Some(label) => {
                        if trace.get(at) == Some(&label) {
                            next.push((marking.clone(), at + 1, 0));
                        }
                        next.push((marking, at, model[usize::from(label)]));
                    }
                }
            }
            for (marking, at, weight) in next {
                let sum = cost + weight;
                let known = best.entry((marking.clone(), at)).or_insert(u64::MAX);
                if sum < *known {
                    *known = sum;
                    front.push((std::cmp::Reverse(sum), marking, at));
                }
            }
        }
        Ok(None)
    }

    /// Whether a sequence of labels is a run, or with `open` the beginning of one; none when that is too much work.
    pub fn accepts(&self, labels: &[u8], open: bool) -> Option<bool> {
        let mut now = BTreeSet::from([self.initial.clone()]);
        self.silently(&mut now)?;
        for label in labels {
            let mut next = BTreeSet::new();
            for marking in &now {
                next.extend(self.steps.iter().filter(|step| step.label == Some(*label)).filter_map(|step| Self::fire(marking, step)));
            }
            self.silently(&mut next)?;
            now = next;
        }
        Some(if open { !now.is_empty() } else { now.contains(&self.last) })
    }

    /// Whether there are more markings than that.
    pub fn is_larger_than(&self, most: usize) -> bool {
        let mut known = BTreeSet::from([self.initial.clone()]);
        let mut open = vec![self.initial.clone()];
        while let Some(marking) = open.pop() {
            let next = self.steps.iter().filter_map(|step| Self::fire(&marking, step));
            open.extend(next.filter(|next| known.insert(next.clone())));
            if known.len() > most {
                return true;
            }
        }
        false
    }

    fn silently(&self, set: &mut BTreeSet<Vec<u32>>) -> Option<()> {
        let mut open: Vec<_> = set.iter().cloned().collect();
        while let Some(marking) = open.pop() {
            for step in self.steps.iter().filter(|step| step.label.is_none()) {
                if let Some(next) = Self::fire(&marking, step)
                    && set.insert(next.clone())
                {
                    open.push(next);
                }
            }
            if set.len() > 5000 {
                return None;
            }
        }
        Some(())
    }
}
