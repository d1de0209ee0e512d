//! `undeclared-source`: every source that is cited is declared in the same file.

use super::super::{
    definition::{EventDefinition, LifecycleFile, StateDefinition, TransitionDefinition},
    draft::at,
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings, nearest},
    document::Located,
    source::FileText,
};

/// Looks at the file as it was written, models included. Linear in the keys.
pub(in super::super) fn check(file: &FileText, head: &LifecycleFile, findings: &mut Findings) {
    let own = cited(&head.states, &head.events, &head.transitions);
    let models = head.models.iter().flat_map(|model| cited(&model.states, &model.events, &model.transitions));
    for key in head.source.iter().chain(own).chain(models).filter(|key| !key.is_empty() && !head.sources.contains_key(key.as_str())) {
        let near = nearest(key, head.sources.keys().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
        let help = near.unwrap_or_else(|| "declare it under `sources:` of this file".to_owned());
        findings.push(at(Diagnostic::error(Code::UndeclaredSource, format!("the source `{}` is not declared", **key)).help(help), file, key));
    }
}

fn cited<'file>(
    states: &'file [StateDefinition],
    events: &'file [EventDefinition],
    transitions: &'file [TransitionDefinition],
) -> impl Iterator<Item = &'file Located<String>> {
    let transitions = transitions.iter().flat_map(|transition| &transition.source);
    states.iter().flat_map(|state| &state.source).chain(events.iter().flat_map(|event| &event.source)).chain(transitions)
}
