//! The search for values under which conditions hold or do not: wishes are taken apart, fields are tried one by one, and
//! where a field has no value left the search goes back to the field that is to blame.

use std::{borrow::Cow, cell::Cell, collections::BTreeSet};

use indexmap::IndexMap;
use jiff::Timestamp;

use super::{
    super::{Environment, Field, Truth, Value, Witness, WitnessSearch},
    candidates::{Hints, candidates, instants},
    evaluate::{evaluate, holds},
    tree::{Node, Tree},
};

/// Evaluations of parts at most.
const TRIALS: usize = 100_000;
/// How far hints are handed on from one field to the next.
const ROUNDS: usize = 4;

/// A part of a condition that must come to a truth.
struct Goal<'tree> {
    tree: &'tree Tree,
    node: &'tree Node,
    truth: Truth,
    /// The variables that it speaks of.
    speaks_of: BTreeSet<usize>,
}

/// What is tried: the fields, and `now()` as the last variable where a condition asks for it.
struct Variables<'tree> {
    fields: IndexMap<&'tree str, &'tree Field>,
    /// What literals hint at for each variable, `now()` last.
    hints: Vec<Hints>,
    /// The variables that a part speaks of together.
    together: Vec<BTreeSet<usize>>,
    asks_now: bool,
}

pub(in crate::expr) fn witness(wishes: &[(&Tree, Truth)], search: &WitnessSearch<'_>) -> Option<Witness> {
    let mut variables = Variables { fields: IndexMap::new(), hints: Vec::new(), together: Vec::new(), asks_now: false };
    wishes.iter().try_for_each(|(tree, _)| variables.declare(tree))?;
    variables.hints.resize_with(variables.fields.len() + 1, Hints::default);
    for (tree, _) in wishes {
        variables.look(tree, &tree.root);
    }
    variables.share();
    let mut goals = Vec::new();
    for (tree, truth) in wishes {
        split(tree, &tree.root, *truth, &variables, &mut goals);
    }
    let mut values: Vec<Vec<Value>> = Vec::new();
    for ((name, field), hints) in variables.fields.iter().zip(&variables.hints) {
        values.push(candidates(field, hints, search.now).into_iter().filter(|value| (search.admits)(name, value)).collect());
    }
    if variables.asks_now {
        let clock = variables.hints.last().cloned().unwrap_or_default();
        values.push(instants(&clock, search.now).into_iter().map(Value::Instant).collect());
    }
    let trial = Trial { variables: &variables, values: &values, search };
    let mut picks = solve(&goals, &trial)?;
    leave_out(&goals, &trial, &mut picks);
    let met = |(tree, truth): &(&Tree, Truth)| truth.is(trial.whole(tree, &picks));
    wishes.iter().all(met).then(|| trial.witness(&picks))
}

impl<'tree> Variables<'tree> {
    /// The fields of a tree; none when two trees declare one differently.
    fn declare(&mut self, tree: &'tree Tree) -> Option<()> {
        for used in &tree.fields {
            let known = *self.fields.entry(&used.name).or_insert(&used.field);
            if *known != used.field {
                return None;
            }
        }
        Some(())
    }

    /// Gathers what the literals of each part hint at for the fields of that part.
    fn look(&mut self, tree: &Tree, node: &Node) {
        match node {
            Node::And(_) | Node::Or(_) | Node::Not(_) | Node::Choice(_) => node.parts().iter().for_each(|part| self.look(tree, part)),
            _ => {
                let mut hints = Hints::default();
                hints.gather(node);
                let variables = self.spoken_of(tree, node);
                for variable in &variables {
                    if let Some(own) = self.hints.get_mut(*variable) {
                        own.add(&hints);
                    }
                }
                self.asks_now |= variables.contains(&self.fields.len());
                self.together.push(variables);
            }
        }
    }

    /// Gives variables that are held against each other the hints of each other: `count > limit && limit > 100`.
    fn share(&mut self) {
        for _ in 0..ROUNDS {
            for variables in self.together.iter().filter(|variables| variables.len() > 1) {
                let mut pool = Hints::default();
                variables.iter().filter_map(|variable| self.hints.get(*variable)).for_each(|own| pool.add(own));
                for variable in variables {
                    if let Some(own) = self.hints.get_mut(*variable) {
                        own.clone_from(&pool);
                    }
                }
            }
        }
    }

    /// The variables that a part speaks of.
    fn spoken_of(&self, tree: &Tree, node: &Node) -> BTreeSet<usize> {
        let mut variables = BTreeSet::new();
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            match node {
                Node::Field(index) | Node::Filled(index) => {
                    variables.extend(tree.fields.get(*index).and_then(|used| self.fields.get_index_of(used.name.as_str())));
                }
                Node::Now => {
                    variables.insert(self.fields.len());
                }
                _ => {}
            }
            open.extend(node.parts());
        }
        variables
    }
}

/// Takes a wish apart into wishes that must all be met.
fn split<'tree>(tree: &'tree Tree, node: &'tree Node, truth: Truth, variables: &Variables<'_>, goals: &mut Vec<Goal<'tree>>) {
    match (node, truth) {
        (Node::And(parts), Truth::True) | (Node::Or(parts), Truth::False | Truth::NotTrue) => {
            parts.iter().for_each(|part| split(tree, part, truth, variables, goals));
        }
        (Node::Not(part), Truth::True) => split(tree, part, Truth::False, variables, goals),
        (Node::Not(part), Truth::False) => split(tree, part, Truth::True, variables, goals),
        _ => {
            goals.push(Goal { tree, node, truth, speaks_of: variables.spoken_of(tree, node) });
        }
    }
}

/// One pick of a value for each variable that meets all goals.
// INVARIANT: the variables before `at` have picks that meet every goal which speaks of them alone.
fn solve(goals: &[Goal<'_>], trial: &Trial<'_, '_>) -> Option<Vec<usize>> {
    let count = trial.values.len();
    let left = Cell::new(TRIALS);
    let met = |goal: &Goal<'_>, picks: &[usize]| {
        left.set(left.get().saturating_sub(1));
        goal.truth.is(trial.part(goal, picks))
    };
    if !goals.iter().filter(|goal| goal.speaks_of.is_empty()).all(|goal| met(goal, &[])) {
        return None;
    }
    let mut due: Vec<Vec<&Goal<'_>>> = (0..count).map(|_| Vec::new()).collect();
    for goal in goals {
        if let Some(goals) = goal.speaks_of.last().and_then(|last| due.get_mut(*last)) {
            goals.push(goal);
        }
    }
    let mut picks = vec![0; count];
    // The earlier variables whose values are to blame for those that were tried in vain.
    let mut blame: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); count];
    let mut at = 0;
    while let (Some(goals), Some(values)) = (due.get(at), trial.values.get(at)) {
        let pick = picks.get(at).copied()?;
        if pick >= values.len() {
            let mut blamed = std::mem::take(blame.get_mut(at)?);
            let earlier = blamed.pop_last()?;
            for later in earlier + 1..=at {
                *picks.get_mut(later)? = 0;
                blame.get_mut(later)?.clear();
            }
            blame.get_mut(earlier)?.append(&mut blamed);
            *picks.get_mut(earlier)? += 1;
            at = earlier;
        } else if let Some(goal) = goals.iter().find(|goal| !met(goal, &picks)) {
            blame.get_mut(at)?.extend(goal.speaks_of.iter().filter(|variable| **variable < at));
            *picks.get_mut(at)? += 1;
        } else {
            at += 1;
        }
        if left.get() == 0 {
            return None;
        }
    }
    Some(picks)
}

/// Leaves fields empty that no goal needs. One that is left out may be what another was needed for, so this goes on until
/// nothing more can go: at most a round for each field.
fn leave_out(goals: &[Goal<'_>], trial: &Trial<'_, '_>, picks: &mut [usize]) {
    let mut changed = true;
    while changed {
        changed = false;
        for (field, values) in trial.values.iter().enumerate().take(trial.variables.fields.len()) {
            let Some(null) = values.iter().position(|value| *value == Value::Null) else { continue };
            let Some(kept) = picks.get_mut(field).map(|pick| std::mem::replace(pick, null)).filter(|kept| *kept != null) else { continue };
            let mut concerned = goals.iter().filter(|goal| goal.speaks_of.contains(&field));
            if concerned.all(|goal| goal.truth.is(trial.part(goal, picks))) {
                changed = true;
            } else if let Some(pick) = picks.get_mut(field) {
                *pick = kept;
            }
        }
    }
}

/// Values to pick from, and how picks are evaluated.
struct Trial<'run, 'tree> {
    variables: &'run Variables<'tree>,
    values: &'run [Vec<Value>],
    search: &'run WitnessSearch<'run>,
}

impl Trial<'_, '_> {
    fn pick(&self, picks: &[usize], variable: usize) -> Option<&Value> {
        self.values.get(variable)?.get(*picks.get(variable)?)
    }

    fn now(&self, picks: &[usize]) -> Timestamp {
        match self.pick(picks, self.variables.fields.len()) {
            Some(Value::Instant(instant)) => *instant,
            _ => self.search.now,
        }
    }

    fn value(&self, picks: &[usize], name: &str) -> Option<Cow<'_, Value>> {
        self.pick(picks, self.variables.fields.get_index_of(name)?).map(Cow::Borrowed)
    }

    fn part(&self, goal: &Goal<'_>, picks: &[usize]) -> Option<bool> {
        let environment = Environment { now: self.now(picks), calendars: self.search.calendars };
        holds(goal.tree, goal.node, &|name| self.value(picks, name), &environment).ok()
    }

    fn whole(&self, tree: &Tree, picks: &[usize]) -> Option<bool> {
        let environment = Environment { now: self.now(picks), calendars: self.search.calendars };
        evaluate(tree, &|name| self.value(picks, name), &environment).ok()
    }

    fn witness(&self, picks: &[usize]) -> Witness {
        let filled = self.variables.fields.keys().enumerate().filter_map(|(place, name)| {
            let value = self.pick(picks, place).filter(|value| value.is_filled())?;
            Some(((*name).to_owned(), value.clone()))
        });
        Witness { values: filled.collect(), now: self.variables.asks_now.then(|| self.now(picks)) }
    }
}
