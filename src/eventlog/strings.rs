//! Texts that occur again and again, each kept once in one long text.

use std::hash::{BuildHasher, RandomState};

use rustc_hash::FxSeededState;

/// A text of one log, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Text(u32);

impl Text {
    pub(super) fn index(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

/// A slot of the hash table that holds nothing.
const EMPTY: u32 = u32::MAX;

/// All texts of one log. A text costs its bytes and about 16 more.
#[derive(Clone)]
pub(super) struct Strings {
    /// All texts, end to end.
    text: String,
    /// Where each ends.
    ends: Vec<u32>,
    /// The hash of each, so that a table that grows reads no text.
    hashes: Vec<u32>,
    /// Open addressing; the number of slots is a power of two, at most half of them taken.
    slots: Vec<u32>,
    /// The seed differs from log to log, so that nobody prepares texts that collide.
    state: FxSeededState,
}

impl Default for Strings {
    fn default() -> Self {
        let seed = usize::try_from(RandomState::new().hash_one(0_u8) & u64::from(u32::MAX)).unwrap_or_default();
        Self { text: String::new(), ends: Vec::new(), hashes: Vec::new(), slots: vec![EMPTY; 64], state: FxSeededState::with_seed(seed) }
    }
}

impl Strings {
    /// The number of a text, which is kept from now on; none when the texts together reach 4 GiB.
    pub(super) fn intern(&mut self, text: &str) -> Option<Text> {
        let hash = self.hash(text);
        let slot = match self.locate(text, hash) {
            Ok(found) => return Some(found),
            Err(slot) => slot,
        };
        let number = u32::try_from(self.ends.len()).ok().filter(|number| *number != EMPTY)?;
        let end = u32::try_from(self.text.len().checked_add(text.len())?).ok()?;
        self.text.push_str(text);
        self.ends.push(end);
        self.hashes.push(hash);
        if let Some(place) = self.slots.get_mut(slot) {
            *place = number;
        }
        if self.ends.len().saturating_mul(2) > self.slots.len() {
            self.grow();
        }
        Some(Text(number))
    }

    /// The number of a text, when it is there.
    pub(super) fn find(&self, text: &str) -> Option<Text> {
        self.locate(text, self.hash(text)).ok()
    }

    /// The text of a number of this log.
    pub(super) fn get(&self, text: Text) -> &str {
        let index = text.index();
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        let end = self.ends.get(index).copied().unwrap_or(start);
        self.text.get(wide(start)..wide(end)).unwrap_or_default()
    }

    /// Gives back what was set aside for growth.
    pub(super) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.hashes.shrink_to_fit();
    }

    /// The bytes that are kept.
    pub(super) fn bytes(&self) -> usize {
        self.text.capacity() + 4 * (self.ends.capacity() + self.hashes.capacity() + self.slots.capacity())
    }

    fn hash(&self, text: &str) -> u32 {
        let hash = self.state.hash_one(text.as_bytes());
        u32::try_from((hash >> 32) ^ (hash & u64::from(u32::MAX))).unwrap_or_default()
    }

    /// Where a text is, or the slot that it would take.
    fn locate(&self, text: &str, hash: u32) -> Result<Text, usize> {
        // INVARIANT: at least half of the slots are empty, so that the walk ends.
        let mask = self.slots.len().wrapping_sub(1);
        let mut slot = wide(hash) & mask;
        loop {
            match self.slots.get(slot) {
                None | Some(&EMPTY) => return Err(slot),
                Some(&number) => {
                    if self.hashes.get(wide(number)) == Some(&hash) && self.get(Text(number)) == text {
                        return Ok(Text(number));
                    }
                }
            }
            slot = slot.wrapping_add(1) & mask;
        }
    }

    fn grow(&mut self) {
        let size = self.slots.len().saturating_mul(2);
        let mask = size.wrapping_sub(1);
        self.slots.clear();
        self.slots.resize(size, EMPTY);
        for (number, hash) in (0..EMPTY).zip(&self.hashes) {
            let mut slot = wide(*hash) & mask;
            while let Some(place) = self.slots.get_mut(slot) {
                if *place == EMPTY {
                    *place = number;
                    break;
                }
                slot = slot.wrapping_add(1) & mask;
            }
        }
    }
}

/// A `u32` as a place in memory.
pub(super) fn wide(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A place in memory as a `u32`; the builder refuses logs where it would not fit.
pub(super) fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::Strings;

    #[test]
    fn every_text_is_kept_once() {
        let mut strings = Strings::default();
        let texts: Vec<String> = (0..1000).map(|number| format!("text {}", number % 137)).collect();
        let numbers: Vec<_> = texts.iter().map(|text| strings.intern(text).unwrap()).collect();
        assert_eq!(strings.ends.len(), 137);
        for (text, number) in texts.iter().zip(numbers) {
            assert_eq!(strings.get(number), text);
            assert_eq!(strings.find(text), Some(number));
        }
        assert_eq!(strings.find("text 137"), None);
        assert_eq!(strings.intern("").map(|text| strings.get(text).len()), Some(0));
    }
}
