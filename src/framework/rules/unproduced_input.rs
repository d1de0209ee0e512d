//! `unproduced-input`: in a framework with closed flows, every input is somebody's output.

use rustc_hash::FxHashSet;

use super::{
    super::{definition::Flows, draft::Draft},
    stand_in, suggestion,
};
use crate::diagnostic::{Code, Findings};

pub(super) fn check(draft: &Draft, findings: &mut Findings) {
    let below = draft.extended();
    let flows = draft.head.flows.or_else(|| below.map(super::super::Framework::flows)).unwrap_or(Flows::Closed);
    if flows == Flows::Open {
        return;
    }
    let normal = |item: &str| item.trim().to_lowercase();
    let mut produced: FxHashSet<String> = FxHashSet::default();
    for entry in &draft.entries {
        produced.extend(entry.definition.outputs.iter().map(|item| normal(item)));
    }
    produced.extend(draft.interfaces.iter().map(|(_, interface)| normal(&interface.item)));
    if let Some(base) = below {
        produced.extend(base.elements().iter().flat_map(|element| &element.definition().outputs).map(|item| normal(item)));
    }
    for entry in &draft.entries {
        for input in entry.definition.inputs.iter().filter(|input| !stand_in(input) && !produced.contains(&normal(input))) {
            let help = suggestion(input, produced.iter().map(String::as_str)).unwrap_or_else(|| {
                "add it to the outputs of the element that makes it, or write `flows: open` if inputs may come from outside".to_owned()
            });
            let message = format!("nobody hands out the input `{}` of `{}`", **input, *entry.definition.id);
            findings.push(draft.warning(Code::UnproducedInput, message, entry.file, input).help(help));
        }
    }
}
