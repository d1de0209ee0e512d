//! A second implementation of everything that soundness asks, as plain as can be: maps of markings and walks over them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::nets::{Plan, Step};

pub type Tokens = Vec<u32>;

/// What the twin found; nothing is left out but what did not end.
#[derive(Clone, Debug)]
pub struct Found {
    pub markings: usize,
    /// Length of a shortest run to a marking without a way to the end.
    pub cannot_complete: Option<usize>,
    /// Length of a shortest run to one in which nothing can happen and that is no end.
    pub deadlock: Option<usize>,
    pub improper: Option<usize>,
    pub dead: BTreeSet<usize>,
}

pub fn start(plan: &Plan) -> Tokens {
    let mut tokens = vec![0; plan.places];
    plan.initial.iter().for_each(|(place, count)| tokens[*place] += count);
    tokens
}

/// Whether a walk along arcs leads from a place to another without passing a transition.
fn leads(plan: &Plan, from: usize, to: usize, without: usize) -> bool {
    let mut seen = BTreeSet::from([from]);
    let mut walk = vec![from];
    while let Some(place) = walk.pop() {
        if place == to {
            return true;
        }
        for (number, step) in plan.steps.iter().enumerate() {
            if number != without && step.inputs.iter().any(|arc| arc.0 == place) {
                walk.extend(step.outputs.iter().map(|arc| arc.0).filter(|next| seen.insert(*next)));
            }
        }
    }
    false
}

fn needs(step: &Step) -> BTreeMap<usize, u32> {
    let mut needs = BTreeMap::new();
    step.inputs.iter().for_each(|(place, weight)| *needs.entry(*place).or_default() += weight);
    needs
}

pub fn can_fire(plan: &Plan, tokens: &Tokens, number: usize) -> bool {
    let step = &plan.steps[number];
    if !step.inclusive {
        return needs(step).iter().all(|(place, weight)| tokens[*place] >= *weight);
    }
    let inputs: BTreeSet<usize> = step.inputs.iter().map(|arc| arc.0).collect();
    let (marked, unmarked): (Vec<usize>, Vec<usize>) = inputs.iter().partition(|place| tokens[**place] > 0);
    !marked.is_empty()
        && (0..plan.places).filter(|place| tokens[*place] > 0 && !inputs.contains(place)).all(|place| {
            let may_come = unmarked.iter().any(|input| leads(plan, place, *input, number));
            !may_come || marked.iter().any(|input| leads(plan, place, *input, number))
        })
    // The marked inputs themselves have a way of length nothing.
}

pub fn fired(plan: &Plan, tokens: &Tokens, number: usize) -> Tokens {
    let step = &plan.steps[number];
    let mut next = tokens.clone();
    for (place, weight) in needs(step) {
        next[place] -= if step.inclusive { weight.min(next[place]) } else { weight };
    }
    step.resets.iter().for_each(|place| next[*place] = 0);
    step.outputs.iter().for_each(|(place, weight)| next[*place] += weight);
    next
}

fn last(plan: &Plan) -> Tokens {
    let mut tokens = vec![0; plan.places];
    plan.last.iter().for_each(|(place, count)| tokens[*place] += count);
    tokens
}

fn is_complete(plan: &Plan, tokens: &Tokens) -> bool {
    if plan.ends.is_empty() {
        return *tokens == last(plan);
    }
    let marked: Vec<usize> = (0..plan.places).filter(|place| tokens[*place] > 0).collect();
    !marked.is_empty() && marked.iter().all(|place| tokens[*place] == 1 && plan.ends.contains(place))
}

fn is_improper(plan: &Plan, tokens: &Tokens) -> bool {
    if plan.ends.is_empty() {
        let last = last(plan);
        return *tokens != last && tokens.iter().zip(&last).all(|(own, end)| own >= end);
    }
    plan.ends.iter().any(|end| tokens[*end] > 1)
}

/// Looks at all markings; nothing when there are more than `most`.
pub fn explore(plan: &Plan, most: usize) -> Option<Found> {
    let mut depth = BTreeMap::from([(start(plan), 0)]);
    let mut queue = VecDeque::from([start(plan)]);
    let mut before: BTreeMap<Tokens, Vec<Tokens>> = BTreeMap::new();
    let mut dead: BTreeSet<usize> = (0..plan.steps.len()).collect();
    let mut stuck = BTreeSet::new();
    while let Some(tokens) = queue.pop_front() {
        let mut can_go_on = false;
        for number in 0..plan.steps.len() {
            if can_fire(plan, &tokens, number) {
                can_go_on = true;
                dead.remove(&number);
                let next = fired(plan, &tokens, number);
                before.entry(next.clone()).or_default().push(tokens.clone());
                if !depth.contains_key(&next) {
                    depth.insert(next.clone(), depth[&tokens] + 1);
                    queue.push_back(next);
                }
            }
        }
        if !can_go_on {
            stuck.insert(tokens);
        }
        if depth.len() > most {
            return None;
        }
    }
    let mut can_end: BTreeSet<Tokens> = depth.keys().filter(|tokens| is_complete(plan, tokens)).cloned().collect();
    let mut walk: Vec<Tokens> = can_end.iter().cloned().collect();
    while let Some(tokens) = walk.pop() {
        for earlier in before.get(&tokens).into_iter().flatten() {
            if can_end.insert(earlier.clone()) {
                walk.push(earlier.clone());
            }
        }
    }
    let shortest = |is_one: &dyn Fn(&Tokens) -> bool| depth.iter().filter(|(tokens, _)| is_one(tokens)).map(|(_, depth)| *depth).min();
    Some(Found {
        markings: depth.len(),
        cannot_complete: shortest(&|tokens| !can_end.contains(tokens)),
        deadlock: shortest(&|tokens| stuck.contains(tokens) && !is_complete(plan, tokens)),
        improper: shortest(&|tokens| is_improper(plan, tokens)),
        dead,
    })
}

/// Whether the plan is a workflow net, by trying all pairs of nodes.
pub fn is_workflow_net(plan: &Plan) -> bool {
    let nodes = plan.places + plan.steps.len();
    let mut reach = vec![vec![false; nodes]; nodes];
    for (number, step) in plan.steps.iter().enumerate() {
        step.inputs.iter().for_each(|(place, _)| reach[*place][plan.places + number] = true);
        step.outputs.iter().for_each(|(place, _)| reach[plan.places + number][*place] = true);
    }
    let sources: Vec<usize> = (0..plan.places).filter(|place| (0..nodes).all(|node| !reach[node][*place])).collect();
    let sinks: Vec<usize> = (0..plan.places).filter(|place| (0..nodes).all(|node| !reach[*place][node])).collect();
    for (node, row) in reach.iter_mut().enumerate() {
        row[node] = true;
    }
    for middle in 0..nodes {
        for from in 0..nodes {
            for to in 0..nodes {
                reach[from][to] |= reach[from][middle] && reach[middle][to];
            }
        }
    }
    let one = |place: usize| (0..plan.places).map(|other| u32::from(other == place)).collect::<Tokens>();
    let [source] = sources[..] else { return false };
    if start(plan) != one(source) {
        return false;
    }
    let ends_fit = if plan.ends.is_empty() {
        matches!(sinks[..], [sink] if last(plan) == one(sink))
    } else {
        sinks.iter().copied().collect::<BTreeSet<_>>() == plan.ends.iter().copied().collect()
    };
    ends_fit && (0..nodes).all(|node| reach[source][node] && sinks.iter().any(|sink| reach[node][*sink]))
}
