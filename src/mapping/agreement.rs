//! How far two people who judged the same pairs agree.

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{MappingSet, Relation, pairs::pairs};

/// The agreement of two raters over the pairs that both have judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Agreement {
    /// The pairs that both have judged.
    pub rows: usize,
    /// Those on which both say the same.
    pub agreed: usize,
    /// Cohen's kappa, 1 for full agreement and 0 for what chance would give; null when it is not defined.
    pub kappa: Option<f64>,
    /// Krippendorff's alpha for nominal data; null when it is not defined.
    pub alpha: Option<f64>,
    /// The pairs on which they differ.
    pub disputed: Vec<Dispute>,
    /// Pairs that only the first has judged.
    pub only_first: usize,
    /// Pairs that only the second has judged.
    pub only_second: usize,
}

/// A pair on which two raters differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Dispute {
    /// The element that the row is about.
    pub subject: String,
    /// The element that it is related to.
    pub object: String,
    /// What the first says.
    pub first: Relation,
    /// What the second says.
    pub second: Relation,
    /// What both leave possible; null when they exclude each other.
    pub common: Option<Relation>,
}

/// Compares two raters; each relation, as a set of possibilities, is a category of its own.
///
/// Pairs that only one has judged are counted apart and enter neither figure. Both figures are undefined when there is
/// no pair, or when only one category occurs, since then chance alone agrees always.
///
/// Sources: Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20 (1960);
/// Krippendorff, "Content Analysis", chapter on reliability, nominal data, two observers. Linear in the rows.
#[must_use]
pub fn agree(first: &MappingSet, second: &MappingSet) -> Agreement {
    let (one, two) = (pairs(first), pairs(second));
    let mut counts: FxHashMap<Relation, (f64, f64)> = FxHashMap::default();
    let (mut rows, mut agreed) = (0_usize, 0_usize);
    let mut disputed = Vec::new();
    for (pair, stated) in &one {
        let (Some(left), Some(right)) = (stated.relation, two.get(pair).and_then(|other| other.relation)) else { continue };
        rows += 1;
        counts.entry(left).or_default().0 += 1.0;
        counts.entry(right).or_default().1 += 1.0;
        if left == right {
            agreed += 1;
        } else {
            let (subject, object) = pair.clone();
            disputed.push(Dispute { subject, object, first: left, second: right, common: left.intersect(right) });
        }
    }
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    let (total, observed) = (number(rows), number(agreed) / number(rows));
    let expected: f64 = counts.values().map(|(left, right)| left / total * (right / total)).sum();
    let values = 2.0 * total;
    let chance: f64 = counts.values().map(|(left, right)| (left + right) * (left + right - 1.0)).sum::<f64>() / (values * (values - 1.0));
    let figure =
        |expected: f64| (rows > 0 && counts.len() > 1).then(|| 1.0 - (1.0 - observed) / (1.0 - expected)).filter(|figure| figure.is_finite());
    Agreement {
        rows,
        agreed,
        kappa: figure(expected),
        alpha: figure(chance),
        disputed,
        only_first: one.keys().filter(|pair| !two.contains_key(*pair)).count(),
        only_second: two.keys().filter(|pair| !one.contains_key(*pair)).count(),
    }
}
