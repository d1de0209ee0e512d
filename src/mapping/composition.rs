//! Composition: what follows for the ends of a chain of two relations.

use super::Relation;

/// What each pair of base relations leaves possible for the ends, as bits (equal 1, subset 2, superset 4, overlap 8,
/// disjoint 16), by rows and columns in the order equal, subset, superset, overlap, disjoint.
///
/// Source: the RCC5 composition table for non-empty sets, as in Randell, Cui and Cohn, "A spatial logic based on regions
/// and connection", KR 1992, coarsened to five relations by Bennett, "Spatial reasoning with propositional logics",
/// KR 1994. A test computes all 25 cells anew from small sets.
const BASE: [[u8; 5]; 5] = [
    [0b0_0001, 0b0_0010, 0b0_0100, 0b0_1000, 0b1_0000],
    [0b0_0010, 0b0_0010, 0b1_1111, 0b1_1010, 0b1_0000],
    [0b0_0100, 0b0_1111, 0b0_0100, 0b0_1100, 0b1_1100],
    [0b0_1000, 0b0_1010, 0b1_1100, 0b1_1111, 0b1_1100],
    [0b1_0000, 0b1_1010, 0b1_0000, 0b1_1010, 0b1_1111],
];

/// The composition of every two sets of base relations: the union over their pairs. 1 KiB, made at compile time.
const TABLE: [[u8; 32]; 32] = table();

#[allow(clippy::indexing_slicing, reason = "evaluated at compile time: an index out of bounds does not compile")]
const fn table() -> [[u8; 32]; 32] {
    let mut table = [[0; 32]; 32];
    let mut first = 0;
    while first < 32 {
        let mut second = 0;
        while second < 32 {
            let mut row = 0;
            while row < 5 {
                let mut column = 0;
                while column < 5 {
                    if first & (1 << row) != 0 && second & (1 << column) != 0 {
                        table[first][second] |= BASE[row][column];
                    }
                    column += 1;
                }
                row += 1;
            }
            second += 1;
        }
        first += 1;
    }
    table
}

impl Relation {
    /// What is possible between the ends of a chain: `self` from a to b, `next` from b to c, the result from a to c.
    ///
    /// Sound for non-empty sets of obligations, and exact: every possibility in the result occurs for some sets. Constant
    /// time.
    ///
    /// ```
    /// use itsm::mapping::Relation;
    /// assert_eq!(Relation::SUBSET.compose(Relation::SUBSET), Relation::SUBSET);
    /// assert_eq!(Relation::OVERLAP.compose(Relation::SUBSET).to_string(), "subset overlap");
    /// assert_eq!(Relation::OVERLAP.compose(Relation::OVERLAP), Relation::ANY);   // says nothing
    /// ```
    #[must_use]
    pub fn compose(self, next: Self) -> Self {
        let cell = TABLE.get(usize::from(self.bits())).and_then(|row| row.get(usize::from(next.bits())));
        // INVARIANT: bits are 1 to 31, so the cell is there and not empty.
        cell.and_then(|bits| Self::from_bits(*bits)).unwrap_or(Self::ANY)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use strum::IntoEnumIterator as _;

    use super::*;
    use crate::framework::definition::BaseRelation;

    /// How two sets of a universe of at most eight things lie to each other, by looking.
    fn look(a: u8, b: u8) -> BaseRelation {
        match (a & b, a & !b, b & !a) {
            (_, 0, 0) => BaseRelation::Equal,
            (_, 0, _) => BaseRelation::Subset,
            (_, _, 0) => BaseRelation::Superset,
            (0, _, _) => BaseRelation::Disjoint,
            _ => BaseRelation::Overlap,
        }
    }

    fn all() -> impl Iterator<Item = Relation> {
        (1..=31).filter_map(Relation::from_bits)
    }

    /// Three sets make seven cells of a Venn diagram, so seven things show everything that can happen.
    #[test]
    fn the_table_is_that_of_small_sets() {
        let mut seen = [[0_u8; 5]; 5];
        let place = |base: BaseRelation| BaseRelation::iter().position(|other| other == base).unwrap();
        for filled in 0_u32..128 {
            let set = |bit: u32| (1_u32..8).filter(|cell| cell & bit != 0 && filled & (1 << (cell - 1)) != 0).fold(0_u8, |set, cell| set | 1 << cell);
            let (a, b, c) = (set(1), set(2), set(4));
            if a != 0 && b != 0 && c != 0 {
                seen[place(look(a, b))][place(look(b, c))] |= Relation::of(look(a, c)).bits();
            }
        }
        assert_eq!(seen, BASE);
    }

    #[test]
    fn composition_obeys_its_laws() {
        for first in all() {
            assert_eq!(first.compose(Relation::EQUAL), first);
            assert_eq!(Relation::EQUAL.compose(first), first);
            assert!(first.compose(first.converse()).contains(BaseRelation::Equal), "{first}");
            for second in all() {
                let both = first.compose(second);
                assert_eq!(both.converse(), second.converse().compose(first.converse()), "{first}; {second}");
                // It is the union over the pairs of possibilities.
                let union = first
                    .iter()
                    .flat_map(|a| second.iter().map(move |b| Relation::of(a).compose(Relation::of(b)).bits()))
                    .fold(0, |all, bits| all | bits);
                assert_eq!(both.bits(), union);
                for third in all() {
                    assert_eq!(both.compose(third), first.compose(second.compose(third)), "{first}; {second}; {third}");
                    // The cycle law of relation algebras: the three corners of a triangle agree on what is possible.
                    let there = both.intersect(third).is_some();
                    assert_eq!(there, first.converse().compose(third).intersect(second).is_some());
                }
            }
        }
    }
}
