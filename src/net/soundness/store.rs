//! Packed markings that are kept once each, numbered in the order of their coming.

use std::hash::Hasher as _;

use rustc_hash::FxHasher;

/// A set of markings of the same number of words, in one piece of memory; open addressing with linear probing.
#[derive(Debug)]
pub(super) struct Store {
    words: usize,
    arena: Vec<u64>,
    /// Numbers of markings plus one; 0 is free. A power of two long, at most half full.
    table: Vec<u32>,
    count: u32,
}

impl Store {
    pub(super) fn new(words: usize) -> Self {
        Self { words: words.max(1), arena: Vec::new(), table: vec![0; 1024], count: 0 }
    }

    pub(super) fn count(&self) -> u32 {
        self.count
    }

    /// About how much memory is in use.
    pub(super) fn bytes(&self) -> usize {
        self.arena.len() * 8 + self.table.len() * 4
    }

    pub(super) fn get(&self, number: u32) -> &[u64] {
        let start = usize::try_from(number).unwrap_or(usize::MAX).saturating_mul(self.words);
        self.arena.get(start..start.saturating_add(self.words)).unwrap_or_default()
    }

    /// The number of a marking, and whether it is new.
    pub(super) fn insert(&mut self, marking: &[u64]) -> (u32, bool) {
        if usize::try_from(self.count).unwrap_or(usize::MAX) >= self.table.len() / 2 {
            self.grow();
        }
        let mut at = self.start(marking);
        loop {
            match self.table.get(at).copied().unwrap_or_default() {
                0 => break,
                found if self.get(found - 1) == marking => return (found - 1, false),
                _ => at = (at + 1) & (self.table.len() - 1),
            }
        }
        let number = self.count;
        self.arena.extend_from_slice(marking);
        self.count += 1;
        if let Some(slot) = self.table.get_mut(at) {
            *slot = self.count;
        }
        (number, true)
    }

    /// Where a marking is looked for first.
    fn start(&self, marking: &[u64]) -> usize {
        let mut hasher = FxHasher::default();
        for word in marking {
            hasher.write_u64(*word);
        }
        // A table has at most 2^32 slots, so the lower half of the hash is enough.
        let low = u32::try_from(hasher.finish() & u64::from(u32::MAX)).unwrap_or_default();
        usize::try_from(low).unwrap_or_default() & (self.table.len() - 1)
    }

    fn grow(&mut self) {
        self.table = vec![0; self.table.len() * 2];
        for number in 0..self.count {
            let mut at = self.start(self.get(number));
            while self.table.get(at).is_some_and(|slot| *slot != 0) {
                at = (at + 1) & (self.table.len() - 1);
            }
            if let Some(slot) = self.table.get_mut(at) {
                *slot = number + 1;
            }
        }
    }
}
