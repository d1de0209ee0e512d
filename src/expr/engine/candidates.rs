//! The values that a search tries for a field: one out of every region that literals mark off, and some more that
//! calculations, sizes, patterns and times may want.

use jiff::{SignedDuration, Timestamp};
use rustc_hash::FxHashSet;

use super::{
    super::{Field, FieldType, Value},
    overlap::regions,
    sample::sample,
    tree::{Node, UsedField},
};

/// Texts and lists are made at most this long.
const LONGEST: i64 = 256;
/// Literals that are looked at for one field; what more there are gives no hints.
const LITERALS: usize = 200;
/// Texts that are put together in pairs at most.
const PAIRED: usize = 6;
/// Lengths of time after which something is over or not yet, where calendars count: a day, a week, a month, a year.
const SPANS: [i64; 4] = [24, 24 * 7, 24 * 30, 24 * 365];

/// What the literals of a condition hint at for the fields beside them.
#[derive(Clone, Debug, Default)]
pub(super) struct Hints {
    literals: Vec<Value>,
    /// Texts that match patterns.
    samples: Vec<String>,
    calendars: bool,
}

impl Hints {
    /// The literals and patterns of a part.
    pub(super) fn gather(&mut self, node: &Node) {
        match node {
            Node::Literal(Value::Null) => {}
            Node::Literal(value) => self.literals.push(value.clone()),
            Node::Matches(_, pattern) => self.samples.extend(sample(pattern.0.as_str())),
            Node::Elapsed(..) => self.calendars = true,
            _ => {}
        }
        node.parts().iter().for_each(|part| self.gather(part));
    }

    pub(super) fn add(&mut self, other: &Self) {
        let new = |value: &&Value| !self.literals.contains(value);
        let literals: Vec<Value> = other.literals.iter().filter(new).take(LITERALS.saturating_sub(self.literals.len())).cloned().collect();
        self.literals.extend(literals);
        let samples: Vec<String> = other.samples.iter().filter(|sample| !self.samples.contains(sample)).take(LITERALS).cloned().collect();
        self.samples.extend(samples);
        self.samples.truncate(LITERALS);
        self.calendars |= other.calendars;
    }

    fn durations(&self) -> impl Iterator<Item = SignedDuration> {
        self.literals.iter().filter_map(|value| if let Value::Duration(time) = value { Some(*time) } else { None })
    }

    /// The sizes that whole numbers hint at.
    fn sizes(&self) -> impl Iterator<Item = usize> {
        let numbers = self.literals.iter().filter_map(|value| if let Value::Int(number) = value { Some(*number) } else { None });
        numbers
            .flat_map(|number| [number.saturating_sub(1), number, number.saturating_add(1)])
            .filter(|size| (1..=LONGEST).contains(size))
            .filter_map(|size| usize::try_from(size).ok())
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        self.literals.iter().filter_map(|value| if let Value::Text(text) = value { Some(text.as_str()) } else { None })
    }
}

/// The values to try, those first that read best, null last; each once.
pub(super) fn candidates(field: &Field, hints: &Hints, now: Timestamp) -> Vec<Value> {
    let mut values = match field.kind {
        FieldType::Enum => field.values.iter().map(|word| Value::Text(word.clone())).collect(),
        FieldType::Instant => instants(hints, now).into_iter().map(Value::Instant).collect(),
        FieldType::List => lists(field, hints),
        _ => Vec::new(),
    };
    let marks: Vec<Value> = hints.literals.iter().filter(|value| is_mark(field, value)).cloned().collect();
    values.extend(regions(&UsedField { name: String::new(), field: field.clone() }, &marks, &mut true));
    match field.kind {
        FieldType::String => values.extend(texts(hints).into_iter().map(Value::Text)),
        FieldType::Int => values.extend(further(&marks)),
        FieldType::Duration => values.extend([1, 2].map(|hours| Value::Duration(SignedDuration::from_hours(hours)))),
        FieldType::Decimal => {
            values.extend(further(&marks).map(|number| if let Value::Int(number) = number { Value::Decimal(number.into()) } else { number }));
        }
        _ => {}
    }
    values.retain(|value| value.is_filled() && field.fits(value));
    let mut seen = FxHashSet::default();
    values.retain(|value| seen.insert(value.clone()));
    values.push(Value::Null);
    values
}

/// Whole numbers a little further away, for fields that are held against each other, and what calculations with two of the
/// marks give, for those that are calculated with.
fn further(marks: &[Value]) -> impl Iterator<Item = Value> {
    let numbers: Vec<i64> = marks.iter().filter_map(|mark| if let Value::Int(number) = mark { Some(*number) } else { None }).collect();
    let paired: Vec<i64> = numbers.iter().copied().take(PAIRED).collect();
    let pairs = paired.iter().flat_map(|one| paired.iter().map(|other| (*one, *other)));
    let calculated: Vec<i64> = pairs
        .flat_map(|(one, other)| [one.checked_div(other), one.checked_sub(other), one.checked_add(other), one.checked_mul(other)])
        .flatten()
        .flat_map(|number| [Some(number), number.checked_add(1), number.checked_sub(1)])
        .flatten()
        .collect();
    let steps = [2, -2, 3, -3, 1];
    let near = numbers.into_iter().chain([0]).flat_map(move |number| steps.into_iter().filter_map(move |step| number.checked_add(step)));
    near.chain(calculated).map(Value::Int)
}

fn is_mark(field: &Field, value: &Value) -> bool {
    field.kind != FieldType::List && field.fits(value)
}

/// Instants at and around the instant of the search and those of literals: before, after, and by as much as durations say.
pub(super) fn instants(hints: &Hints, now: Timestamp) -> Vec<Timestamp> {
    let hour = SignedDuration::from_hours(1);
    let second = SignedDuration::from_secs(1);
    let literals = hints.literals.iter().filter_map(|value| if let Value::Instant(instant) = value { Some(*instant) } else { None });
    let mut offsets = vec![SignedDuration::ZERO, -hour, hour, hour * 2, hour * -2, second, -second];
    let spans = SPANS.into_iter().filter(|_| hints.calendars).map(SignedDuration::from_hours);
    for time in hints.durations().chain(spans) {
        for time in [time.checked_add(hour), Some(time), time.checked_sub(second), time.checked_add(second)].into_iter().flatten() {
            offsets.extend([time.checked_neg(), Some(time)].into_iter().flatten());
        }
    }
    let bases: Vec<Timestamp> = std::iter::once(now).chain(literals).collect();
    bases.iter().flat_map(|base| offsets.iter().filter_map(|offset| base.checked_add(*offset).ok())).collect()
}

/// Texts that parts, sizes and patterns may want.
fn texts(hints: &Hints) -> Vec<String> {
    let mut texts = hints.samples.clone();
    let parts: Vec<&str> = hints.texts().take(PAIRED).collect();
    texts.extend(parts.iter().flat_map(|one| parts.iter().map(move |other| format!("{one}{other}"))));
    let wholes: Vec<String> = parts.iter().map(|part| (*part).to_owned()).chain(texts.iter().take(PAIRED).cloned()).chain([String::new()]).collect();
    for size in hints.sizes() {
        let missing = |text: &str| "x".repeat(size.saturating_sub(text.chars().count()));
        texts.extend(wholes.iter().flat_map(|text| [format!("{text}{}", missing(text)), format!("{}{text}", missing(text))]));
    }
    texts
}

/// Lists of one item, of all, and of the sizes that literals name.
fn lists(field: &Field, hints: &Hints) -> Vec<Value> {
    let item = field.item();
    let mut items: Vec<Value> = item.values.iter().map(|word| Value::Text(word.clone())).collect();
    items.extend(hints.literals.iter().filter(|value| item.fits(value)).cloned());
    if items.is_empty() && item.kind == FieldType::String {
        items.push(Value::Text("x".to_owned()));
    }
    let mut seen = FxHashSet::default();
    items.retain(|value| seen.insert(value.clone()));
    let mut lists: Vec<Vec<Value>> = items.iter().map(|one| vec![one.clone()]).collect();
    lists.extend(hints.sizes().map(|size| items.iter().cycle().take(size).cloned().collect()));
    lists.push(items);
    lists.push(Vec::new());
    lists.into_iter().map(Value::List).collect()
}
