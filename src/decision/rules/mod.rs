//! The rules that a table is checked by: one rule, one file; each has its page in `docs/codes/`.

mod incomplete_table;
mod not_monotone;
mod not_symmetric;
pub(super) mod overlapping_rules;
mod unused_name;
mod unused_rule;

use super::{
    diagram::{Diagram, Regions},
    domain::example,
    draft::Draft,
    outcome::decided,
    walk::Pair,
};
use crate::diagnostic::{Code, Diagnostic, Findings};

/// How many examples of one kind a check gives before it only counts.
const MOST_EXAMPLES: usize = 10;

/// A table with its regions.
pub(super) struct Regioned<'draft> {
    pub draft: &'draft Draft<'draft>,
    pub diagram: &'draft Diagram,
    pub regions: &'draft Regions,
    /// What each leaf leads to; none where no rule matches and nothing is said for that.
    pub leaves: Vec<Option<super::outcome::Decided>>,
}

impl Regioned<'_> {
    /// A value of each input, one of those of a class.
    fn values(&self, classes: &[usize]) -> Vec<i64> {
        let value = |(input, class): (usize, &usize)| {
            let (low, high) = self.diagram.values(input, *class);
            example(low, high)
        };
        classes.iter().enumerate().map(value).collect()
    }

    /// The finding that a claim is not proved because there is too much to look at.
    fn unsolved(&self, what: &str, at: Option<crate::document::Position>) -> Diagnostic {
        let message = format!("the table has too many regions to hold against each other, so {what} is not proved");
        let finding = Diagnostic::error(Code::LimitReached, message);
        self.draft.at(finding.help("split the table into several, or take the claim out"), at)
    }

    /// `impact = high, urgency = low leads to critical, but ...` for two regions.
    fn sides(&self, pair: &Pair, output: usize) -> Option<(String, String)> {
        let value = |leaf: usize| {
            let gives = self.leaves.get(leaf)?.as_ref()?.first()?.get(output).copied().flatten()?;
            Some(self.draft.value(output, gives))
        };
        let side = |classes: &[usize], leaf| Some(format!("{} gives `{}`", self.draft.combination(&self.values(classes)), value(leaf)?));
        Some((side(&pair.left, pair.leaves.0)?, side(&pair.right, pair.leaves.1)?))
    }

    /// Where the rule stands that decides in a leaf.
    fn place(&self, leaf: usize) -> Option<crate::document::Position> {
        let rule = self.leaves.get(leaf)?.as_ref()?.rules.first()?;
        self.draft.rules.get(*rule)?.at
    }
}

/// All rules about regions. `whole` says whether the file was read to its end and `sure` whether all names were resolved:
/// what a rule misses may stand in what was left out.
pub(super) fn regions(draft: &Draft<'_>, diagram: &Diagram, regions: &Regions, whole: bool, sure: bool, findings: &mut Findings) {
    let leaves = regions.leaves.iter().map(|leaf| decided(draft, leaf)).collect();
    let table = Regioned { draft, diagram, regions, leaves };
    if whole {
        incomplete_table::check(&table, findings);
    }
    if whole && sure {
        unused_rule::check(&table, findings);
        unused_name::check(&table, findings);
    }
    not_monotone::check(&table, findings);
    not_symmetric::check(&table, findings);
}
