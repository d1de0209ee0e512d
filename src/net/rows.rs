//! Lists of different lengths in one piece of memory (compressed sparse rows).

/// For every row a list of items, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rows<T> {
    /// Where each row begins in `items`, and where the last one ends.
    starts: Box<[u32]>,
    items: Box<[T]>,
}

impl<T> Rows<T> {
    /// Lays the lists end to end; nothing when there are more than 2^32 - 1 items.
    pub(super) fn new(lists: impl IntoIterator<Item = Vec<T>>) -> Option<Self> {
        let mut starts = vec![0];
        let mut items = Vec::new();
        for list in lists {
            items.extend(list);
            starts.push(u32::try_from(items.len()).ok()?);
        }
        Some(Self { starts: starts.into(), items: items.into() })
    }

    /// The items of a row; empty for a row that is not there.
    pub(super) fn row(&self, index: usize) -> &[T] {
        let bound = |index: usize| self.starts.get(index).and_then(|start| usize::try_from(*start).ok());
        match (bound(index), bound(index + 1)) {
            (Some(start), Some(end)) => self.items.get(start..end).unwrap_or_default(),
            _ => &[],
        }
    }

    /// The number of items of all rows.
    pub(super) fn items(&self) -> usize {
        self.items.len()
    }
}
