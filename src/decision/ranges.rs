//! Sets of whole numbers as ranges: what a test lets through.

/// A set of whole numbers: ranges with both ends inside, in order, without touching each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ranges(Vec<(i64, i64)>);

impl Ranges {
    /// The numbers from `low` to `high`; none when they stand the wrong way round.
    pub fn of(low: i64, high: i64) -> Self {
        Self(if low <= high { vec![(low, high)] } else { Vec::new() })
    }

    /// The numbers of either.
    pub fn union(self, other: Self) -> Self {
        let mut all = self.0;
        all.extend(other.0);
        all.sort_unstable();
        let mut joined: Vec<(i64, i64)> = Vec::new();
        for (low, high) in all {
            match joined.last_mut() {
                Some(last) if low <= last.1.saturating_add(1) => last.1 = last.1.max(high),
                _ => joined.push((low, high)),
            }
        }
        Self(joined)
    }

    /// The numbers from `low` to `high` that are not in it.
    pub fn complement(&self, low: i64, high: i64) -> Self {
        let mut rest = Vec::new();
        let mut next = Some(low);
        for &(from, to) in &self.0 {
            if let Some(start) = next
                && start < from
            {
                // INVARIANT: `from` is greater than another number here, so one less is a number.
                rest.push((start, (from - 1).min(high)));
            }
            next = to.checked_add(1).filter(|after| *after <= high);
        }
        rest.extend(next.map(|start| (start, high)));
        Self(rest.into_iter().filter(|(from, to)| from <= to).collect())
    }

    /// The numbers of both.
    pub fn intersection(&self, other: &Self) -> Self {
        let (mut left, mut right) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut both = Vec::new();
        while let (Some(&&(a, b)), Some(&&(c, d))) = (left.peek(), right.peek()) {
            if a.max(c) <= b.min(d) {
                both.push((a.max(c), b.min(d)));
            }
            if b < d {
                left.next()
            } else {
                right.next()
            };
        }
        Self(both)
    }

    pub fn contains(&self, number: i64) -> bool {
        let place = self.0.partition_point(|(_, high)| *high < number);
        self.0.get(place).is_some_and(|(low, _)| *low <= number)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The ranges in order.
    pub fn iter(&self) -> impl Iterator<Item = (i64, i64)> {
        self.0.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against sets of numbers written out, over every pair of sets of a small domain.
    #[test]
    fn operations_are_those_of_sets() {
        let set = |mask: u32| (0..6).filter(|bit| mask & (1 << bit) != 0).fold(Ranges::default(), |set, bit| set.union(Ranges::of(bit, bit)));
        let mask = |set: &Ranges| (0..6).filter(|bit| set.contains(*bit)).fold(0_u32, |mask, bit| mask | (1 << bit));
        for one in 0..64 {
            assert_eq!(mask(&set(one)), one);
            assert_eq!(mask(&set(one).complement(0, 5)), 63 & !one);
            assert_eq!(set(one).is_empty(), one == 0);
            for other in 0..64 {
                assert_eq!(mask(&set(one).union(set(other))), one | other);
                assert_eq!(mask(&set(one).intersection(&set(other))), one & other);
            }
        }
    }

    #[test]
    fn the_ends_of_all_numbers_do_not_overflow() {
        let all = Ranges::of(i64::MIN, i64::MAX);
        assert!(all.complement(i64::MIN, i64::MAX).is_empty());
        assert_eq!(Ranges::of(i64::MIN, 4).complement(i64::MIN, i64::MAX), Ranges::of(5, i64::MAX));
        assert_eq!(Ranges::of(5, i64::MAX).complement(i64::MIN, i64::MAX), Ranges::of(i64::MIN, 4));
        assert_eq!(Ranges::default().complement(i64::MIN, i64::MAX), all);
    }
}
