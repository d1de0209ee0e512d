//! The columns of all cases, or of all events: filled row by row, then packed and read.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::{
    attribute::{Attribute, Kind, Value},
    column::{Column, Rows, Values},
    strings::{Strings, Text, narrow, wide},
};

/// Attributes of attributes, by column and row.
type Nested = FxHashMap<(u32, u32), Vec<Attribute>>;

/// A column that is being filled.
#[derive(Clone, Debug)]
struct Growing {
    key: Text,
    /// The rows of the values; none while they are all rows from the first on.
    rows: Option<Vec<u32>>,
    last: Option<u32>,
    sorted: bool,
    values: Values,
    /// The column that was filled after this one the last time: rows hold the same keys in the same order.
    follower: usize,
    /// Whether there are columns of the same key and another type.
    shared: bool,
}

impl Growing {
    fn put(&mut self, row: u32, value: Value<'_>, strings: &mut Strings) -> bool {
        if self.last == Some(row) {
            self.values.pop();
            return self.values.push(value, strings);
        }
        if !self.values.push(value, strings) {
            return false;
        }
        let before = self.values.len().saturating_sub(1);
        if self.rows.is_none() && wide(row) != before {
            self.rows = Some((0..narrow(before)).collect());
        }
        if let Some(rows) = &mut self.rows {
            rows.push(row);
        }
        self.sorted = self.sorted && self.last.is_none_or(|last| last < row);
        self.last = Some(row);
        true
    }

    /// Takes the latest value out again.
    fn withdraw(&mut self) {
        self.values.pop();
        match &mut self.rows {
            Some(rows) => {
                rows.pop();
                self.last = rows.last().copied();
            }
            None => self.last = self.values.len().checked_sub(1).map(narrow),
        }
    }

    /// Packs the column; `places` says where each row goes, `order` which row comes to each place.
    fn finish(mut self, order: Option<(&[u32], &[u32])>, count: usize) -> Column {
        if self.rows.is_none() && self.values.len() == count {
            if let Some((order, _)) = order {
                self.values.gather(order);
            }
        } else if order.is_some() || !self.sorted {
            let rows = self.rows.take().unwrap_or_else(|| (0..narrow(self.values.len())).collect());
            let moved = |row: u32| order.map_or(row, |(_, places)| places.get(wide(row)).copied().unwrap_or(row));
            let mut pairs: Vec<(u32, u32)> = rows.into_iter().map(moved).zip(0..).collect();
            pairs.sort_unstable();
            // Of several values of a row the one that was set last stays.
            pairs.dedup_by(|later, earlier| {
                let same = later.0 == earlier.0;
                if same {
                    *earlier = *later;
                }
                same
            });
            let (rows, kept): (Vec<u32>, Vec<u32>) = pairs.into_iter().unzip();
            self.values.gather(&kept);
            self.rows = Some(rows);
        }
        self.values.shrink();
        Column { key: self.key, rows: Rows::of(self.rows, self.values.len(), count), values: self.values, next: None }
    }
}

/// The columns of a level while they are filled.
#[derive(Clone, Debug, Default)]
pub(super) struct TableBuilder {
    columns: Vec<Growing>,
    places: FxHashMap<(Text, Kind), usize>,
    nested: Nested,
    previous: usize,
}

/// What setting a value came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Set {
    /// The row had no value of this key.
    New,
    /// It had one, which is replaced.
    Replaced,
    /// The texts are full.
    Full,
}

impl TableBuilder {
    /// Sets a value. Constant on average.
    pub(super) fn set(&mut self, row: u32, key: &str, value: Value<'_>, children: Vec<Attribute>, strings: &mut Strings) -> Set {
        let Some(index) = self.column(key, value.kind(), strings) else { return Set::Full };
        let mut replaced = false;
        let Some(column) = self.columns.get_mut(index) else { return Set::Full };
        replaced |= column.last == Some(row);
        if replaced && !self.nested.is_empty() {
            self.nested.remove(&(narrow(index), row));
        }
        if !column.put(row, value, strings) {
            return Set::Full;
        }
        if column.shared {
            let text = column.key;
            for (other, column) in self.columns.iter_mut().enumerate().filter(|(other, column)| *other != index && column.key == text) {
                if column.last == Some(row) {
                    column.withdraw();
                    self.nested.remove(&(narrow(other), row));
                    replaced = true;
                }
            }
        }
        if !children.is_empty() {
            self.nested.insert((narrow(index), row), children);
        }
        if replaced { Set::Replaced } else { Set::New }
    }

    /// The number of columns.
    pub(super) fn width(&self) -> usize {
        self.columns.len()
    }

    /// The instants of a key and their rows.
    pub(super) fn instants(&self, key: &str, strings: &Strings) -> Option<(Option<&[u32]>, &[jiff::Timestamp])> {
        let index = self.places.get(&(strings.find(key)?, Kind::Instant))?;
        let column = self.columns.get(*index)?;
        let Values::Instant(values) = &column.values else { return None };
        Some((column.rows.as_deref(), values))
    }

    fn column(&mut self, key: &str, kind: Kind, strings: &mut Strings) -> Option<usize> {
        let likely = self.columns.get(self.previous).map_or(0, |column| column.follower);
        if self.columns.get(likely).is_some_and(|column| column.values.kind() == kind && strings.get(column.key) == key) {
            self.previous = likely;
            return Some(likely);
        }
        let key = strings.intern(key)?;
        let index = self.places.get(&(key, kind)).copied().unwrap_or_else(|| self.add(key, kind));
        if let Some(previous) = self.columns.get_mut(self.previous) {
            previous.follower = index;
        }
        self.previous = index;
        Some(index)
    }

    fn add(&mut self, key: Text, kind: Kind) -> usize {
        use strum::IntoEnumIterator as _;
        let index = self.columns.len();
        let mut shared = false;
        for other in Kind::iter().filter_map(|other| self.places.get(&(key, other)).copied()) {
            shared = true;
            if let Some(column) = self.columns.get_mut(other) {
                column.shared = true;
            }
        }
        self.columns.push(Growing {
            key,
            rows: None,
            last: None,
            sorted: true,
            values: Values::new(kind),
            follower: index.saturating_add(1),
            shared,
        });
        self.places.insert((key, kind), index);
        index
    }

    /// Packs all columns. `order` says which row comes to each place.
    pub(super) fn finish(self, order: Option<&[u32]>, count: u32) -> Table {
        let places = order.map(|order| {
            let mut places = vec![0; order.len()];
            for (place, row) in (0..).zip(order) {
                if let Some(slot) = places.get_mut(wide(*row)) {
                    *slot = place;
                }
            }
            places
        });
        let moved = |row: u32| places.as_ref().map_or(row, |places| places.get(wide(row)).copied().unwrap_or(row));
        let nested = self.nested.into_iter().map(|((column, row), children)| ((column, moved(row)), children)).collect();
        let order = order.zip(places.as_deref());
        let mut columns: Vec<Column> = Vec::with_capacity(self.columns.len());
        let mut first = FxHashMap::default();
        let mut latest: FxHashMap<Text, usize> = FxHashMap::default();
        for (index, growing) in self.columns.into_iter().enumerate() {
            let column = growing.finish(order, wide(count));
            first.entry(column.key).or_insert(index);
            let before = latest.insert(column.key, index).and_then(|before| columns.get_mut(before));
            if let Some(before) = before {
                before.next = Some(index);
            }
            columns.push(column);
        }
        Table { rows: count, columns, first, nested, sparse: OnceLock::new() }
    }
}

/// The values of listed columns by row, for reading all attributes of a row.
#[derive(Clone, Debug)]
struct Sparse {
    /// The numbers of the columns with all rows or bits.
    dense: Vec<u32>,
    /// Where the entries of each row begin; one more at the end.
    starts: Vec<u32>,
    /// Columns and places.
    entries: Vec<(u32, u32)>,
}

/// The columns of a level.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    pub(super) rows: u32,
    columns: Vec<Column>,
    first: FxHashMap<Text, usize>,
    nested: Nested,
    sparse: OnceLock<Sparse>,
}

impl Table {
    /// The value of a key in a row. Constant on average.
    pub(super) fn get<'log>(&'log self, row: u32, key: Text, strings: &'log Strings) -> Option<Value<'log>> {
        self.keyed(key).find_map(|(_, column)| column.get(row, strings))
    }

    /// The columns of a key, one a type.
    pub(super) fn keyed(&self, key: Text) -> impl Iterator<Item = (usize, &Column)> {
        let at = |index: usize| self.columns.get(index).map(|column| (index, column));
        std::iter::successors(self.first.get(&key).and_then(|index| at(*index)), move |(_, column)| column.next.and_then(at))
    }

    pub(super) fn columns(&self) -> &[Column] {
        &self.columns
    }

    pub(super) fn children(&self, column: usize, row: u32) -> &[Attribute] {
        if self.nested.is_empty() {
            return &[];
        }
        self.nested.get(&(narrow(column), row)).map_or(&[], Vec::as_slice)
    }

    /// Whether an attribute has attributes.
    pub(super) fn is_nested(&self) -> bool {
        !self.nested.is_empty()
    }

    /// The columns and places of the values of a row: columns with a value in many rows first. Constant for each value on
    /// average; the first call takes time linear in the columns that are rarely filled.
    pub(super) fn row(&self, row: u32) -> impl Iterator<Item = (usize, &Column, usize)> {
        let sparse = self.sparse.get_or_init(|| self.sparse());
        let dense = sparse.dense.iter().filter_map(move |index| {
            let column = self.columns.get(wide(*index))?;
            Some((wide(*index), column, column.rows.place(row)?))
        });
        let bounds = (sparse.starts.get(wide(row)), sparse.starts.get(wide(row).saturating_add(1)));
        let entries = if let (Some(start), Some(end)) = bounds { sparse.entries.get(wide(*start)..wide(*end)) } else { None };
        let listed =
            entries.unwrap_or_default().iter().filter_map(|(index, place)| Some((wide(*index), self.columns.get(wide(*index))?, wide(*place))));
        dense.chain(listed)
    }

    fn sparse(&self) -> Sparse {
        let numbered = || self.columns.iter().zip(0_u32..);
        let listed = || {
            numbered().filter_map(|(column, index)| match &column.rows {
                Rows::Listed(rows) => Some((rows, index)),
                _ => None,
            })
        };
        let dense = numbered().filter(|(column, _)| !matches!(column.rows, Rows::Listed(_))).map(|(_, index)| index).collect();
        if listed().next().is_none() {
            return Sparse { dense, starts: Vec::new(), entries: Vec::new() };
        }
        // Counting sort: how many, where each begins, then each to its place.
        let mut starts = vec![0_u32; wide(self.rows).saturating_add(1)];
        for row in listed().flat_map(|(rows, _)| rows) {
            if let Some(count) = starts.get_mut(wide(*row).saturating_add(1)) {
                *count = count.saturating_add(1);
            }
        }
        let mut sum = 0_u32;
        for start in &mut starts {
            sum = sum.saturating_add(*start);
            *start = sum;
        }
        let mut free = starts.clone();
        let mut entries = vec![(0, 0); wide(sum)];
        for (rows, index) in listed() {
            for (row, place) in rows.iter().zip(0..) {
                let Some(slot) = free.get_mut(wide(*row)) else { continue };
                if let Some(entry) = entries.get_mut(wide(*slot)) {
                    *entry = (index, place);
                }
                *slot = slot.saturating_add(1);
            }
        }
        Sparse { dense, starts, entries }
    }

    pub(super) fn bytes(&self) -> usize {
        self.columns.iter().map(Column::bytes).sum()
    }

    /// Whether two tables of two logs hold the same. Linear in what they hold.
    pub(super) fn same(&self, strings: &Strings, other: &Self, others: &Strings) -> bool {
        let filled = |table: &Self| table.columns.iter().filter(|column| column.values.len() > 0).count();
        let twin = |column: &Column| {
            let key = others.find(strings.get(column.key))?;
            other.keyed(key).find(|(_, twin)| twin.values.kind() == column.values.kind())
        };
        let same_values = |column: &Column| {
            twin(column).is_some_and(|(_, twin)| {
                column.rows == twin.rows && (0..column.values.len()).all(|at| column.values.get(at, strings) == twin.values.get(at, others))
            })
        };
        let same_children = |((column, row), children): (&(u32, u32), &Vec<Attribute>)| {
            self.columns.get(wide(*column)).and_then(twin).is_some_and(|(index, _)| other.children(index, *row) == children.as_slice())
        };
        self.rows == other.rows
            && filled(self) == filled(other)
            && self.nested.len() == other.nested.len()
            && self.columns.iter().filter(|column| column.values.len() > 0).all(same_values)
            && self.nested.iter().all(same_children)
    }
}
