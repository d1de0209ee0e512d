//! Whether two conditions can both hold: tried on one value out of every region that their literals mark off.
//!
//! The truth of a comparison of a field with a literal changes only at the literal, so one value below, at, between and
//! above the literals stands for all others. What is no such comparison is taken as true, false or an error of its own
//! accord, which allows more than there is: `Never` stays sound.

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};

use super::{
    super::{Decimal, Environment, FieldType, Overlap, Value},
    evaluate::{evaluate, holds},
    tree::{Comparison, Node, Tree, UsedField},
};

/// Combinations that are tried at most.
const COMBINATIONS: usize = 20_000;

pub(in crate::expr) fn overlap(left: &Tree, right: &Tree) -> Overlap {
    let Some((left, right)) = shared(left, right) else { return Overlap::Unknown };
    let mut survey = Survey { fields: &left.fields, marks: vec![None; left.fields.len()], opaque: Vec::new() };
    let skeletons = [survey.skeleton(&left.root), survey.skeleton(&right.root)];
    let Survey { marks, opaque, .. } = survey;
    let mut complete = true;
    let candidates: Vec<Vec<Value>> =
        left.fields.iter().zip(marks).map(|(used, marks)| marks.map_or_else(Vec::new, |marks| regions(used, &marks, &mut complete))).collect();
    let choices: Vec<usize> = candidates.iter().map(|values| values.len().max(1)).chain(opaque.iter().map(|_| 3)).collect();
    let total = choices.iter().try_fold(1_usize, |total, count| total.checked_mul(*count).filter(|total| *total <= COMBINATIONS));
    let Some(total) = total else { return Overlap::Unknown };
    let timeless = !opaque.iter().any(|node| asks_time(node));
    let mut found = Overlap::Never;
    for number in 0..total {
        let trial = Trial { tree: &left, candidates: &candidates, picks: picks(number, &choices) };
        if skeletons.iter().all(|skeleton| trial.truth(skeleton) == Some(true)) {
            if timeless && [&left, &right].into_iter().all(|tree| trial.evaluated(tree)) {
                return Overlap::Certain;
            }
            found = Overlap::Unknown;
        }
    }
    if found == Overlap::Never && !complete { Overlap::Unknown } else { found }
}

/// The digits of a number, each place with a base of its own.
fn picks(mut number: usize, choices: &[usize]) -> Vec<usize> {
    let digit = |count: &usize| {
        let digit = number % count;
        number /= count;
        digit
    };
    choices.iter().map(digit).collect()
}

/// Both trees on one numbering of fields and calendars; none when a field is declared differently in the two.
fn shared(left: &Tree, right: &Tree) -> Option<(Tree, Tree)> {
    let (mut left, mut right) = (left.clone(), right.clone());
    let mut fields = Vec::with_capacity(right.fields.len());
    for used in &right.fields {
        match left.fields.iter().position(|own| own.name == used.name) {
            Some(index) if left.fields.get(index).is_some_and(|own| own.field == used.field) => fields.push(index),
            Some(_) => return None,
            None => {
                left.fields.push(used.clone());
                fields.push(left.fields.len() - 1);
            }
        }
    }
    let mut calendars = Vec::with_capacity(right.calendars.len());
    for name in &right.calendars {
        let index = left.calendars.iter().position(|own| own == name).unwrap_or_else(|| {
            left.calendars.push(name.clone());
            left.calendars.len() - 1
        });
        calendars.push(index);
    }
    right.root.renumber(&fields, &calendars);
    right.fields.clone_from(&left.fields);
    right.calendars.clone_from(&left.calendars);
    Some((left, right))
}

/// The logic of a condition over parts that are tried one by one.
enum Skeleton<'node> {
    And(Box<[Skeleton<'node>; 2]>),
    Or(Box<[Skeleton<'node>; 2]>),
    Not(Box<Skeleton<'node>>),
    Choice(Box<[Skeleton<'node>; 3]>),
    /// A part that the values of single fields decide.
    Atom(&'node Node),
    /// Any other part, by its number.
    Opaque(usize),
}

struct Survey<'node> {
    fields: &'node [UsedField],
    /// The literals that each field is held against; none for a field that no atom asks.
    marks: Vec<Option<Vec<Value>>>,
    opaque: Vec<&'node Node>,
}

impl<'node> Survey<'node> {
    fn skeleton(&mut self, node: &'node Node) -> Skeleton<'node> {
        match node {
            Node::And(parts) => Skeleton::And(Box::new(parts.each_ref().map(|part| self.skeleton(part)))),
            Node::Or(parts) => Skeleton::Or(Box::new(parts.each_ref().map(|part| self.skeleton(part)))),
            Node::Not(part) => Skeleton::Not(Box::new(self.skeleton(part))),
            Node::Choice(parts) => Skeleton::Choice(Box::new(parts.each_ref().map(|part| self.skeleton(part)))),
            Node::Literal(_) => Skeleton::Atom(node),
            Node::Field(field) | Node::Filled(field) => self.atom(node, *field, &[]),
            Node::Compare(operator, parts) => match &**parts {
                [Node::Field(field), Node::Literal(value)] | [Node::Literal(value), Node::Field(field)] if self.divides(*field, value, *operator) => {
                    self.atom(node, *field, std::slice::from_ref(value))
                }
                _ => self.opaque(node),
            },
            Node::Member(parts) => match &**parts {
                [Node::Field(field), Node::List(items)] => {
                    let literals: Option<Vec<Value>> =
                        items.iter().map(|item| if let Node::Literal(value) = item { Some(value.clone()) } else { None }).collect();
                    match literals {
                        Some(values) if values.iter().all(|value| self.divides(*field, value, Comparison::Equal)) => self.atom(node, *field, &values),
                        _ => self.opaque(node),
                    }
                }
                _ => self.opaque(node),
            },
            _ => self.opaque(node),
        }
    }

    /// Whether the regions of the field are known when it is held against this literal.
    fn divides(&self, field: usize, value: &Value, operator: Comparison) -> bool {
        let Some(used) = self.fields.get(field) else { return false };
        match (used.field.kind, value) {
            (FieldType::Bool, Value::Bool(_))
            | (FieldType::Int, Value::Int(_))
            | (FieldType::Decimal, Value::Int(_) | Value::Decimal(_))
            | (FieldType::Instant, Value::Instant(_))
            | (FieldType::Duration, Value::Duration(_)) => true,
            (FieldType::String | FieldType::Enum, Value::Text(_)) => matches!(operator, Comparison::Equal | Comparison::NotEqual),
            _ => false,
        }
    }

    fn atom(&mut self, node: &'node Node, field: usize, values: &[Value]) -> Skeleton<'node> {
        if let Some(marks) = self.marks.get_mut(field) {
            marks.get_or_insert_default().extend_from_slice(values);
        }
        Skeleton::Atom(node)
    }

    fn opaque(&mut self, node: &'node Node) -> Skeleton<'node> {
        let number = self.opaque.iter().position(|known| *known == node).unwrap_or_else(|| {
            self.opaque.push(node);
            self.opaque.len() - 1
        });
        Skeleton::Opaque(number)
    }
}

/// Whether a part asks the clock or a calendar, so that no one evaluation speaks for it.
fn asks_time(node: &Node) -> bool {
    matches!(node, Node::Now | Node::Elapsed(..)) || node.parts().iter().any(asks_time)
}

/// One value out of every region that the marks divide a field into, and null.
pub(super) fn regions(used: &UsedField, marks: &[Value], complete: &mut bool) -> Vec<Value> {
    let mut values: Vec<Value> = marks.to_vec();
    match used.field.kind {
        FieldType::Bool => values = vec![Value::Bool(false), Value::Bool(true)],
        FieldType::Enum => values.extend(used.field.values.iter().map(|word| Value::Text(word.clone())).find(|word| !marks.contains(word))),
        FieldType::String => {
            // Longer than every mark, so equal to none.
            let longest = marks.iter().map(|mark| if let Value::Text(text) = mark { text.as_str() } else { "" }).max_by_key(|text| text.len());
            values.push(Value::Text(format!("{}~", longest.unwrap_or_default())));
        }
        FieldType::Int => values.extend(neighbours(marks, Value::Int(0), |mark| match mark {
            Value::Int(number) => [number.checked_sub(1), number.checked_add(1)].map(|number| number.map(Value::Int)),
            _ => [None, None],
        })),
        FieldType::Instant => values.extend(neighbours(marks, Value::Instant(Timestamp::UNIX_EPOCH), |mark| match mark {
            Value::Instant(instant) => [instant.checked_sub(TICK), instant.checked_add(TICK)].map(|instant| instant.ok().map(Value::Instant)),
            _ => [None, None],
        })),
        FieldType::Duration => values.extend(neighbours(marks, Value::Duration(SignedDuration::ZERO), |mark| match mark {
            Value::Duration(time) => [time.checked_sub(TICK), time.checked_add(TICK)].map(|time| time.map(Value::Duration)),
            _ => [None, None],
        })),
        FieldType::Decimal => decimals(&mut values, complete),
        FieldType::List => values.push(Value::List(Vec::new())),
    }
    let mut seen = rustc_hash::FxHashSet::default();
    values.retain(|value| seen.insert(value.clone()));
    values.push(Value::Null);
    values
}

/// The smallest step of instants and durations, which are whole nanoseconds.
const TICK: SignedDuration = SignedDuration::from_nanos(1);

/// The values next to each mark; between two marks that are further apart, those stand for all.
fn neighbours(marks: &[Value], unmarked: Value, next: impl Fn(&Value) -> [Option<Value>; 2]) -> Vec<Value> {
    if marks.is_empty() { vec![unmarked] } else { marks.iter().flat_map(next).flatten().collect() }
}

/// Decimals between, below and above the marks.
fn decimals(values: &mut Vec<Value>, complete: &mut bool) {
    let number = |value: &Value| match value {
        Value::Int(number) => Some(Decimal::from(*number)),
        Value::Decimal(number) => Some(*number),
        _ => None,
    };
    let mut marks: Vec<Decimal> = values.iter().filter_map(number).collect();
    marks.sort_unstable();
    marks.dedup();
    let one = Decimal::from(1);
    let half: Decimal = "0.5".parse().unwrap_or_default();
    let mut between: Vec<Option<Decimal>> = marks.windows(2).map(|pair| pair.first()?.checked_add(*pair.last()?)?.checked_mul(half)).collect();
    between.push(marks.first().map_or(Some(one), |least| least.checked_sub(one)));
    between.extend(marks.last().map(|greatest| greatest.checked_add(one)));
    *complete &= between.iter().all(Option::is_some);
    *values = marks.into_iter().chain(between.into_iter().flatten()).map(Value::Decimal).collect();
}

/// One combination of values and truths.
struct Trial<'run> {
    tree: &'run Tree,
    candidates: &'run [Vec<Value>],
    picks: Vec<usize>,
}

impl Trial<'_> {
    /// True, false, or none for an error.
    fn truth(&self, skeleton: &Skeleton<'_>) -> Option<bool> {
        match skeleton {
            Skeleton::And(parts) => match parts.each_ref().map(|part| self.truth(part)) {
                [Some(false), _] | [_, Some(false)] => Some(false),
                [left, right] => left.and(right),
            },
            Skeleton::Or(parts) => match parts.each_ref().map(|part| self.truth(part)) {
                [Some(true), _] | [_, Some(true)] => Some(true),
                [left, right] => left.and(right),
            },
            Skeleton::Not(part) => self.truth(part).map(|truth| !truth),
            Skeleton::Choice(parts) => {
                let [condition, first, second] = &**parts;
                if self.truth(condition)? { self.truth(first) } else { self.truth(second) }
            }
            Skeleton::Atom(node) => holds(self.tree, node, &|name| self.value(name), &Environment::at(Timestamp::UNIX_EPOCH)).ok(),
            Skeleton::Opaque(number) => match self.picks.get(self.candidates.len() + number) {
                Some(0) => Some(false),
                Some(1) => Some(true),
                _ => None,
            },
        }
    }

    fn evaluated(&self, tree: &Tree) -> bool {
        evaluate(tree, &|name| self.value(name), &Environment::at(Timestamp::UNIX_EPOCH)) == Ok(true)
    }

    fn value(&self, name: &str) -> Option<Cow<'_, Value>> {
        let index = self.tree.fields.iter().position(|used| used.name == name)?;
        self.candidates.get(index)?.get(*self.picks.get(index)?).map(Cow::Borrowed)
    }
}
