//! The rules that a workflow is checked by: one rule, one file; each has its page in `docs/codes/`.

mod boundary;
mod branches;
mod calls;
mod dangling_element;
mod event;
mod gateway;
mod misplaced_flow;
mod misplaced_key;
mod on_a_path;
mod start_and_end;
mod undeclared_calendar;
mod undeclared_name;
mod undeclared_source;

use super::draft::Draft;
use crate::diagnostic::Findings;

type Rule = fn(&Draft<'_>, &mut Findings);

/// Rules about single things.
const NAMES: [Rule; 9] = [
    undeclared_name::check,
    undeclared_source::check,
    dangling_element::check,
    undeclared_calendar::check,
    calls::check,
    misplaced_key::check,
    event::check,
    boundary::check,
    branches::check,
];

/// Rules about what leads where: they need all flows.
const FLOW: [Rule; 4] = [misplaced_flow::check, start_and_end::check, gateway::check, on_a_path::check];

/// The findings of all rules; linear in the workflow but for the conditions of one gateway, which are held against each
/// other.
///
/// `whole` says whether the whole file could be read: what is missing from one that could not is not missing.
pub(super) fn all(draft: &Draft<'_>, whole: bool) -> Findings {
    let mut findings = Findings::new();
    if !whole {
        return findings;
    }
    for rule in NAMES {
        rule(draft, &mut findings);
    }
    if draft.ends.iter().all(Option::is_some) {
        for rule in FLOW {
            rule(draft, &mut findings);
        }
    }
    findings
}
