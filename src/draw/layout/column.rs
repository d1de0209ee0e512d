//! A list that can be indexed without fear: the algorithms of the layout read and write by index all the time.

use std::ops::{Index, IndexMut};

/// A list of values by index. Beyond its end there is one spare value, so that no index can fail; debug builds object.
#[derive(Clone, Debug)]
pub struct Column<T> {
    values: Vec<T>,
    spare: T,
}

impl<T: Clone> Column<T> {
    /// So many times the same value.
    pub fn of(count: usize, value: T) -> Self {
        Self { values: vec![value.clone(); count], spare: value }
    }
}

impl<T: Clone + Default> From<Vec<T>> for Column<T> {
    fn from(values: Vec<T>) -> Self {
        Self { values, spare: T::default() }
    }
}

impl<T> Column<T> {
    pub fn len(&self) -> usize {
        self.values.len()
    }

    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.values.iter()
    }

    pub fn push(&mut self, value: T) {
        self.values.push(value);
    }
}

impl<T> Index<usize> for Column<T> {
    type Output = T;

    fn index(&self, index: usize) -> &T {
        debug_assert!(index < self.values.len(), "index {index} of {}", self.values.len());
        self.values.get(index).unwrap_or(&self.spare)
    }
}

impl<T> IndexMut<usize> for Column<T> {
    fn index_mut(&mut self, index: usize) -> &mut T {
        debug_assert!(index < self.values.len(), "index {index} of {}", self.values.len());
        self.values.get_mut(index).unwrap_or(&mut self.spare)
    }
}
