//! The evaluator: walks a checked tree, exact and within a number of steps.

use std::{borrow::Cow, cmp::Ordering};

use jiff::{SignedDuration, Timestamp};

use super::{
    super::{ConditionError, Decimal, Environment, FieldType, Value},
    tree::{Arithmetic, Comparison, Node, Part, Tree},
};

type Answer<T> = Result<T, ConditionError>;

/// Whether a condition holds.
pub(in crate::expr) fn evaluate<'values>(
    tree: &'values Tree,
    values: &dyn Fn(&str) -> Option<Cow<'values, Value>>,
    environment: &Environment<'_>,
) -> Answer<bool> {
    holds(tree, &tree.root, values, environment)
}

/// Whether a part of a condition holds that stands in no loop.
pub(super) fn holds<'values>(
    tree: &'values Tree,
    node: &'values Node,
    values: &dyn Fn(&str) -> Option<Cow<'values, Value>>,
    environment: &Environment<'_>,
) -> Answer<bool> {
    Evaluator { tree, values, environment, left: tree.steps, items: Vec::new() }.truth(node)
}

struct Evaluator<'a, 'run> {
    tree: &'a Tree,
    values: &'run dyn Fn(&str) -> Option<Cow<'a, Value>>,
    environment: &'run Environment<'run>,
    /// The steps that are left.
    left: u32,
    /// The items that the loops around stand at, outermost first.
    items: Vec<Cow<'a, Value>>,
}

/// Characters that one step reads.
const CHARACTERS_A_STEP: usize = 64;
/// Items that one step reads.
const ITEMS_A_STEP: usize = 16;

impl<'a> Evaluator<'a, '_> {
    fn spend(&mut self, more: usize) -> Answer<()> {
        let cost = u32::try_from(more).unwrap_or(u32::MAX);
        let left = self.left.checked_sub(cost);
        self.left = left.unwrap_or_default();
        left.map(|_| ()).ok_or(ConditionError::TooManySteps { limit: self.tree.steps })
    }

    /// The truth of a part that gives a bool. Recursion is bounded by the scan.
    fn truth(&mut self, node: &'a Node) -> Answer<bool> {
        match node {
            Node::And(parts) => self.both(parts, false),
            Node::Or(parts) => self.both(parts, true),
            Node::Not(part) => {
                self.spend(1)?;
                self.truth(part).map(|truth| !truth)
            }
            Node::Compare(operator, parts) => {
                self.spend(1)?;
                let [left, right] = &**parts;
                let (left, right) = (self.value(left)?, self.value(right)?);
                self.compare(*operator, &left, &right)
            }
            Node::Filled(field) => {
                self.spend(1)?;
                Ok(self.find(*field)?.is_some())
            }
            Node::Member(parts) => {
                self.spend(1)?;
                let [item, list] = &**parts;
                self.member(item, list)
            }
            Node::Part(part, parts) => {
                self.spend(1)?;
                let [whole, piece] = &**parts;
                let (whole, piece) = (self.value(whole)?, self.value(piece)?);
                let (whole, piece) = (text(&whole)?, text(&piece)?);
                self.spend((whole.len() + piece.len()) / CHARACTERS_A_STEP)?;
                Ok(match part {
                    Part::Contains => whole.contains(piece),
                    Part::StartsWith => whole.starts_with(piece),
                    Part::EndsWith => whole.ends_with(piece),
                })
            }
            Node::Matches(whole, pattern) => {
                self.spend(1)?;
                let whole = self.value(whole)?;
                let whole = text(&whole)?;
                // The time of a search is the product of the two lengths.
                self.spend((whole.len() / CHARACTERS_A_STEP).saturating_mul(1 + pattern.0.as_str().len()))?;
                Ok(pattern.0.is_match(whole))
            }
            Node::Loop { all, parts } => {
                self.spend(1)?;
                let [list, body] = &**parts;
                self.each(*all, list, body)
            }
            other => match &*self.value(other)? {
                Value::Bool(truth) => Ok(*truth),
                value => Err(misfit(value)),
            },
        }
    }

    /// `&&` and `||`: `decisive` on either side decides, an error on the other side notwithstanding (CEL language
    /// definition, section "Logical operators").
    fn both(&mut self, parts: &'a [Node; 2], decisive: bool) -> Answer<bool> {
        self.spend(1)?;
        let [left, right] = parts;
        let left = self.truth(left);
        if left == Ok(decisive) {
            return left;
        }
        let right = self.truth(right);
        if right == Ok(decisive) { right } else { left.and(right) }
    }

    /// `all` and `exists`, deciding as `&&` and `||` do.
    fn each(&mut self, all: bool, list: &'a Node, body: &'a Node) -> Answer<bool> {
        let decisive = !all;
        let mut answer = Ok(all);
        for item in items(self.value(list)?)? {
            self.items.push(item);
            let truth = self.truth(body);
            self.items.pop();
            if truth == Ok(decisive) {
                return truth;
            }
            answer = answer.and(truth);
        }
        answer
    }

    fn member(&mut self, item: &'a Node, list: &'a Node) -> Answer<bool> {
        let item = self.value(item)?;
        if let Node::List(nodes) = list {
            // Without making the list.
            let mut answer = Ok(false);
            for node in nodes {
                let found = self.value(node).and_then(|value| self.compare(Comparison::Equal, &item, &value));
                if found == Ok(true) {
                    return found;
                }
                answer = answer.and(found);
            }
            return answer;
        }
        let list = self.value(list)?;
        let Value::List(values) = &*list else { return Err(misfit(&list)) };
        for value in values {
            self.spend(1)?;
            if self.compare(Comparison::Equal, &item, value)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn compare(&mut self, operator: Comparison, left: &Value, right: &Value) -> Answer<bool> {
        if let (Value::Text(left), Value::Text(right)) = (left, right) {
            self.spend(left.len().min(right.len()) / CHARACTERS_A_STEP)?;
        }
        order(left, right).map(|order| operator.holds(order)).ok_or_else(|| misfit(right))
    }

    /// The value of a field when it is filled.
    fn find(&mut self, index: usize) -> Answer<Option<Cow<'a, Value>>> {
        let Some(used) = self.tree.fields.get(index) else { return Ok(None) };
        let Some(value) = (self.values)(&used.name).filter(|value| value.is_filled()) else { return Ok(None) };
        if let Value::List(items) = &*value {
            self.spend(items.len() / ITEMS_A_STEP)?;
        }
        match (&*value, used.field.kind) {
            // So that calculations with it have the room of decimals.
            (Value::Int(number), FieldType::Decimal) => return Ok(Some(Cow::Owned(Value::Decimal(Decimal::from(*number))))),
            _ if used.field.fits(&value) => return Ok(Some(value)),
            _ => {}
        }
        Err(ConditionError::WrongValue { field: used.name.clone(), expected: used.field.kind.described(), found: value.kind() })
    }

    fn value(&mut self, node: &'a Node) -> Answer<Cow<'a, Value>> {
        let owned = |value: Value| Ok(Cow::Owned(value));
        match node {
            Node::Literal(value) => {
                self.spend(1)?;
                Ok(Cow::Borrowed(value))
            }
            Node::Field(index) => {
                self.spend(1)?;
                let field = || self.tree.fields.get(*index).map_or_else(String::new, |used| used.name.clone());
                match self.find(*index)? {
                    Some(value) => Ok(value),
                    None => Err(ConditionError::FieldNotFilled { field: field() }),
                }
            }
            Node::Variable(index) => {
                self.spend(1)?;
                Ok(self.items.get(*index).cloned().unwrap_or_default())
            }
            Node::List(nodes) => {
                self.spend(1)?;
                let items = nodes.iter().map(|node| self.value(node).map(Cow::into_owned)).collect::<Answer<Vec<_>>>()?;
                owned(Value::List(items))
            }
            Node::Choice(parts) => {
                self.spend(1)?;
                let [condition, first, second] = &**parts;
                if self.truth(condition)? { self.value(first) } else { self.value(second) }
            }
            Node::Negate(part) => {
                self.spend(1)?;
                negate(&*self.value(part)?).and_then(owned)
            }
            Node::Arithmetic(operator, parts) => {
                self.spend(1)?;
                let [left, right] = &**parts;
                let (left, right) = (self.value(left)?, self.value(right)?);
                calculate(*operator, &left, &right).and_then(owned)
            }
            Node::Size(part) => {
                self.spend(1)?;
                let size = match &*self.value(part)? {
                    Value::Text(text) => {
                        self.spend(text.len() / CHARACTERS_A_STEP)?;
                        text.chars().count()
                    }
                    Value::List(items) => items.len(),
                    other => return Err(misfit(other)),
                };
                owned(Value::Int(i64::try_from(size).unwrap_or(i64::MAX)))
            }
            Node::Now => {
                self.spend(1)?;
                owned(Value::Instant(self.environment.now))
            }
            Node::Elapsed(calendar, parts) => {
                self.spend(1)?;
                let [from, to] = &**parts;
                let (from, to) = (instant(&*self.value(from)?)?, instant(&*self.value(to)?)?);
                let calendar = self.tree.calendars.get(*calendar).map(String::as_str).unwrap_or_default();
                let elapsed = self.environment.calendars.elapsed(calendar, from, to);
                elapsed.map(|time| Cow::Owned(Value::Duration(time))).ok_or_else(|| ConditionError::UnknownCalendar { calendar: calendar.to_owned() })
            }
            Node::Filled(_)
            | Node::Not(_)
            | Node::And(_)
            | Node::Or(_)
            | Node::Compare(..)
            | Node::Member(_)
            | Node::Part(..)
            | Node::Matches(..)
            | Node::Loop { .. } => self.truth(node).map(|truth| Cow::Owned(Value::Bool(truth))),
        }
    }
}

/// The checker and [`super::super::Field::fits`] leave no value where it does not fit; should one slip through, that is an
/// error of the condition and never a guess.
fn misfit(value: &Value) -> ConditionError {
    ConditionError::WrongValue { field: value.to_string(), expected: "another type", found: value.kind() }
}

fn text(value: &Value) -> Answer<&str> {
    match value {
        Value::Text(text) => Ok(text),
        other => Err(misfit(other)),
    }
}

fn instant(value: &Value) -> Answer<Timestamp> {
    match value {
        Value::Instant(instant) => Ok(*instant),
        other => Err(misfit(other)),
    }
}

/// The items of a list, borrowed where the list is.
fn items(list: Cow<'_, Value>) -> Answer<Vec<Cow<'_, Value>>> {
    match list {
        Cow::Borrowed(Value::List(items)) => Ok(items.iter().map(Cow::Borrowed).collect()),
        Cow::Owned(Value::List(items)) => Ok(items.into_iter().map(Cow::Owned).collect()),
        other => Err(misfit(&other)),
    }
}

/// The order of two values of one type; whole and decimal numbers are of one type here.
fn order(left: &Value, right: &Value) -> Option<Ordering> {
    Some(match (left, right) {
        (Value::Bool(left), Value::Bool(right)) => left.cmp(right),
        (Value::Int(left), Value::Int(right)) => left.cmp(right),
        (Value::Text(left), Value::Text(right)) => left.cmp(right),
        (Value::Instant(left), Value::Instant(right)) => left.cmp(right),
        (Value::Duration(left), Value::Duration(right)) => left.cmp(right),
        (left, right) => number(left)?.cmp(&number(right)?),
    })
}

fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Int(number) => Some(Decimal::from(*number)),
        Value::Decimal(number) => Some(*number),
        _ => None,
    }
}

fn negate(value: &Value) -> Answer<Value> {
    let negative = match value {
        Value::Int(number) => number.checked_neg().map(Value::Int),
        Value::Decimal(number) => number.checked_neg().map(Value::Decimal),
        Value::Duration(time) => time.checked_neg().map(Value::Duration),
        other => return Err(misfit(other)),
    };
    negative.ok_or(ConditionError::Overflow { operator: "-" })
}

fn calculate(operator: Arithmetic, left: &Value, right: &Value) -> Answer<Value> {
    let result = match (left, right) {
        (Value::Int(left), Value::Int(right)) => whole(operator, *left, *right)?.map(Value::Int),
        (Value::Instant(left), Value::Instant(right)) => Some(Value::Duration(left.duration_since(*right))),
        (Value::Instant(instant), Value::Duration(time)) | (Value::Duration(time), Value::Instant(instant)) => {
            let moved = if operator == Arithmetic::Subtract { instant.checked_sub(*time) } else { instant.checked_add(*time) };
            moved.ok().map(Value::Instant)
        }
        (Value::Duration(time), Value::Int(factor)) | (Value::Int(factor), Value::Duration(time)) => times(*time, *factor).map(Value::Duration),
        (Value::Duration(left), Value::Duration(right)) => {
            let time = if operator == Arithmetic::Subtract { left.checked_sub(*right) } else { left.checked_add(*right) };
            time.map(Value::Duration)
        }
        (left, right) => {
            let (left, right) = (number(left).ok_or_else(|| misfit(left))?, number(right).ok_or_else(|| misfit(right))?);
            decimal(operator, left, right).map(Value::Decimal)
        }
    };
    result.ok_or(ConditionError::Overflow { operator: operator.symbol() })
}

fn whole(operator: Arithmetic, left: i64, right: i64) -> Answer<Option<i64>> {
    Ok(match operator {
        Arithmetic::Add => left.checked_add(right),
        Arithmetic::Subtract => left.checked_sub(right),
        Arithmetic::Multiply => left.checked_mul(right),
        Arithmetic::Divide | Arithmetic::Remainder if right == 0 => return Err(ConditionError::DivisionByZero),
        Arithmetic::Divide => left.checked_div(right),
        Arithmetic::Remainder => left.checked_rem(right),
    })
}

fn decimal(operator: Arithmetic, left: Decimal, right: Decimal) -> Option<Decimal> {
    match operator {
        Arithmetic::Add => left.checked_add(right),
        Arithmetic::Subtract => left.checked_sub(right),
        Arithmetic::Multiply => left.checked_mul(right),
        // The checker refuses these: a quotient may have no end.
        Arithmetic::Divide | Arithmetic::Remainder => None,
    }
}

/// A multiple of a length of time, exact to the nanosecond.
fn times(time: SignedDuration, factor: i64) -> Option<SignedDuration> {
    const NANOSECONDS: i128 = 1_000_000_000;
    let total = time.as_nanos().checked_mul(i128::from(factor))?;
    let (seconds, rest) = (i64::try_from(total / NANOSECONDS).ok()?, i32::try_from(total % NANOSECONDS).ok()?);
    Some(SignedDuration::new(seconds, rest))
}
