//! Columns: the values of one key and type over all cases or all events, those that are there packed together.

use jiff::Timestamp;

use super::{
    attribute::{Attribute, Kind, Value},
    strings::{Strings, Text, narrow, wide},
};

/// The packed values of a column.
#[derive(Clone, Debug)]
pub(super) enum Values {
    Text(Vec<Text>),
    Id(Vec<Text>),
    Int(Vec<i64>),
    Float(Vec<f64>),
    Bool(Vec<bool>),
    Instant(Vec<Timestamp>),
    List(Vec<Vec<Attribute>>),
    Container(usize),
}

/// Does the same with the vector of whatever type.
macro_rules! each {
    ($values:expr, $list:ident => $body:expr, $count:ident => $other:expr) => {
        match $values {
            Values::Text($list) | Values::Id($list) => $body,
            Values::Int($list) => $body,
            Values::Float($list) => $body,
            Values::Bool($list) => $body,
            Values::Instant($list) => $body,
            Values::List($list) => $body,
            Values::Container($count) => $other,
        }
    };
}

impl Values {
    pub(super) fn new(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text(Vec::new()),
            Kind::Id => Self::Id(Vec::new()),
            Kind::Int => Self::Int(Vec::new()),
            Kind::Float => Self::Float(Vec::new()),
            Kind::Bool => Self::Bool(Vec::new()),
            Kind::Instant => Self::Instant(Vec::new()),
            Kind::List => Self::List(Vec::new()),
            Kind::Container => Self::Container(0),
        }
    }

    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Text(_) => Kind::Text,
            Self::Id(_) => Kind::Id,
            Self::Int(_) => Kind::Int,
            Self::Float(_) => Kind::Float,
            Self::Bool(_) => Kind::Bool,
            Self::Instant(_) => Kind::Instant,
            Self::List(_) => Kind::List,
            Self::Container(_) => Kind::Container,
        }
    }

    pub(super) fn len(&self) -> usize {
        each!(self, list => list.len(), count => *count)
    }

    pub(super) fn pop(&mut self) {
        each!(self, list => drop(list.pop()), count => *count = count.saturating_sub(1));
    }

    /// Adds a value; false when it is of another type or the texts are full.
    pub(super) fn push(&mut self, value: Value<'_>, strings: &mut Strings) -> bool {
        match (self, value) {
            (Self::Text(list), Value::Text(text)) | (Self::Id(list), Value::Id(text)) => {
                // A value is often the one before it.
                let same = list.last().copied().filter(|last| strings.get(*last) == text);
                let Some(number) = same.or_else(|| strings.intern(text)) else { return false };
                list.push(number);
            }
            (Self::Int(list), Value::Int(number)) => list.push(number),
            (Self::Float(list), Value::Float(number)) => list.push(number),
            (Self::Bool(list), Value::Bool(truth)) => list.push(truth),
            (Self::Instant(list), Value::Instant(instant)) => list.push(instant),
            (Self::List(list), Value::List(items)) => list.push(items.to_vec()),
            (Self::Container(count), Value::Container) => *count = count.saturating_add(1),
            _ => return false,
        }
        true
    }

    pub(super) fn get<'log>(&'log self, at: usize, strings: &'log Strings) -> Option<Value<'log>> {
        match self {
            Self::Text(list) => list.get(at).map(|text| Value::Text(strings.get(*text))),
            Self::Id(list) => list.get(at).map(|text| Value::Id(strings.get(*text))),
            Self::Int(list) => list.get(at).copied().map(Value::Int),
            Self::Float(list) => list.get(at).copied().map(Value::Float),
            Self::Bool(list) => list.get(at).copied().map(Value::Bool),
            Self::Instant(list) => list.get(at).copied().map(Value::Instant),
            Self::List(list) => list.get(at).map(|items| Value::List(items)),
            Self::Container(count) => (at < *count).then_some(Value::Container),
        }
    }

    /// The values at these places, in this order.
    #[allow(clippy::cloned_instead_of_copied, reason = "lists are not copied")]
    pub(super) fn gather(&mut self, places: &[u32]) {
        each!(self, list => {
            let gathered = places.iter().filter_map(|place| list.get(wide(*place)).cloned()).collect();
            *list = gathered;
        }, count => *count = places.len());
    }

    pub(super) fn shrink(&mut self) {
        each!(self, list => list.shrink_to_fit(), _count => ());
    }

    /// The bytes that are kept, what lists hold aside.
    pub(super) fn bytes(&self) -> usize {
        each!(self, list => list.capacity().saturating_mul(size_of_val(list.as_slice()).checked_div(list.len()).unwrap_or_default()), _count => 0)
    }
}

/// Which rows have a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Rows {
    /// All of them.
    All,
    /// Those whose bit is set; beside every word stands the number of bits before it.
    Bits(Vec<(u64, u32)>),
    /// These, in ascending order.
    Listed(Vec<u32>),
}

impl Rows {
    /// The best form of ascending rows; `None` stands for all rows from the first on.
    pub(super) fn of(rows: Option<Vec<u32>>, values: usize, count: usize) -> Self {
        let rows = match rows {
            _ if values == count => return Self::All,
            Some(rows) => rows,
            None => (0..narrow(values)).collect(),
        };
        // A bit and its share of the counts are 2 bits a row, a listed row is 32 bits.
        if rows.len() < count.div_ceil(16) {
            let mut rows = rows;
            rows.shrink_to_fit();
            return Self::Listed(rows);
        }
        let mut bits = vec![(0_u64, 0_u32); count.div_ceil(64)];
        for row in rows {
            if let Some((word, _)) = bits.get_mut(wide(row / 64)) {
                *word |= 1 << (row % 64);
            }
        }
        let mut before = 0_u32;
        for (word, rank) in &mut bits {
            *rank = before;
            before = before.saturating_add(word.count_ones());
        }
        Self::Bits(bits)
    }

    /// The place of a row's value among the packed ones. Constant, logarithmic for listed rows.
    pub(super) fn place(&self, row: u32) -> Option<usize> {
        match self {
            Self::All => Some(wide(row)),
            Self::Bits(bits) => {
                let (word, before) = bits.get(wide(row / 64))?;
                let bit = 1_u64 << (row % 64);
                (word & bit != 0).then(|| wide(before.saturating_add((word & (bit - 1)).count_ones())))
            }
            Self::Listed(rows) => rows.binary_search(&row).ok(),
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Self::All => 0,
            Self::Bits(bits) => bits.capacity().saturating_mul(16),
            Self::Listed(rows) => rows.capacity().saturating_mul(4),
        }
    }
}

/// The values of one key and type.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) key: Text,
    pub(super) rows: Rows,
    pub(super) values: Values,
    /// The next column with the same key and another type.
    pub(super) next: Option<usize>,
}

impl Column {
    pub(super) fn get<'log>(&'log self, row: u32, strings: &'log Strings) -> Option<Value<'log>> {
        self.values.get(self.rows.place(row)?, strings)
    }

    pub(super) fn bytes(&self) -> usize {
        size_of::<Self>() + self.rows.bytes() + self.values.bytes()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Rows;

    proptest! {
        /// Whatever the form, the place of a row is its place in the list.
        #[test]
        fn places_are_those_of_the_list(rows in proptest::collection::btree_set(0_u32..200, 0..150), more in 1_usize..4000) {
            let list: Vec<u32> = rows.into_iter().collect();
            let count = list.last().map_or(0, |last| usize::try_from(*last).unwrap()) + more;
            let form = Rows::of(Some(list.clone()), list.len(), count);
            for row in 0..u32::try_from(count).unwrap() {
                prop_assert_eq!(form.place(row), list.iter().position(|listed| *listed == row));
            }
        }
    }
}
