//! `overlapping-rules`: of a table where one rule matches, no two do; where all say the same, they do.

use super::super::{
    definition::HitPolicy,
    domain::example,
    draft::{Draft, RuleDraft},
};
use crate::diagnostic::{Code, Diagnostic, Findings};

/// Reports every rule with the first before it that it overlaps. Quadratic in the rules.
pub(in super::super) fn check(draft: &Draft<'_>, findings: &mut Findings) {
    let any = match draft.hit {
        HitPolicy::Unique => false,
        HitPolicy::Any => true,
        HitPolicy::First | HitPolicy::Priority | HitPolicy::Collect => return,
    };
    for (place, rule) in draft.rules.iter().enumerate().filter(|(_, rule)| rule.sure) {
        let clashes = |other: &&RuleDraft| other.sure && (!any || differ(other, rule));
        let found = draft.rules.iter().take(place).filter(clashes).find_map(|other| Some((other, common(other, rule)?)));
        let Some((other, values)) = found else { continue };
        let line = other.at.map_or_else(String::new, |position| format!(" in line {}", position.line()));
        let how = if any { "overlaps and says something else than" } else { "overlaps" };
        let message = format!("{} {how} {}{line}: both match {}", rule.name, other.name, draft.combination(&values));
        let help =
            if any { "let both say the same, or narrow one of them" } else { "narrow one of them, or write `hit: first` if their order decides" };
        findings.push(draft.at(Diagnostic::error(Code::OverlappingRules, message).help(help), rule.at));
    }
}

/// Whether two rules say something else, as far as it is known.
fn differ(one: &RuleDraft, other: &RuleDraft) -> bool {
    one.gives.iter().zip(&other.gives).any(|pair| matches!(pair, (Some(one), Some(other)) if one != other))
}

/// The lowest combination of values that both match.
fn common(one: &RuleDraft, other: &RuleDraft) -> Option<Vec<i64>> {
    let lowest = |(left, right): (&super::super::ranges::Ranges, _)| left.intersection(right).iter().next().map(|(low, high)| example(low, high));
    one.tests.iter().zip(&other.tests).map(lowest).collect()
}
