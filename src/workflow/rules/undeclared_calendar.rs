//! Calendars that timers and conditions name must exist, where calendars can be looked up.

use crate::{diagnostic::Findings, document::Located, expr::Condition, workflow::draft::Draft};

/// Reports names of calendars that the library does not have.
pub(super) fn check(draft: &Draft<'_>, findings: &mut Findings) {
    let Some(known) = draft.library.calendars() else { return };
    let definition = draft.definition;
    let timers = definition.nodes.iter().filter_map(|node| node.timer.as_ref()?.calendar.clone());
    let spoken = definition.flows.iter().zip(&draft.conditions).filter_map(|(flow, condition)| Some((flow.when.as_ref()?, condition.as_ref()?)));
    let spoken = spoken.flat_map(|(when, condition)| named(when, condition));
    for name in timers.chain(spoken).filter(|name| draft.library.calendar(name).is_none()) {
        findings.push(draft.unknown(&name, "calendar", known.iter().map(String::as_str)));
    }
}

/// The calendars of a condition, at the place of the condition.
fn named<'when>(when: &'when Located<String>, condition: &'when Condition) -> impl Iterator<Item = Located<String>> + 'when {
    condition.calendars().map(|name| match when.position() {
        Some(position) => Located::at(name.to_owned(), position),
        None => Located::new(name.to_owned()),
    })
}
