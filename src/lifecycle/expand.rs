//! Transitions as they were written, resolved to states and events: wildcards and tags written out, layers laid over each
//! other.

use std::sync::Arc;

use indexmap::IndexMap;

use super::{
    definition::{StateKind, TransitionDefinition},
    draft::{Change, Draft, Said},
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings, nearest},
    document::Located,
};

/// All states that are not terminal.
const EVERYWHERE: &str = "*";
/// All states with a tag.
const TAG: &str = "tag:";

/// A transition from one state.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub from: usize,
    pub on: usize,
    pub to: usize,
    pub said: Said<Arc<TransitionDefinition>>,
}

impl Step {
    /// The transition as it was written.
    pub fn definition(&self) -> &TransitionDefinition {
        &self.said.item
    }
}

/// The transitions of all layers; names that are not declared are reported.
///
/// A transition of a higher layer takes the place of all of the same state and event below it. Linear in the
/// transitions times the states that they leave.
pub(super) fn expand(draft: &Draft, findings: &mut Findings) -> Vec<Step> {
    let mut known: IndexMap<(usize, usize), (usize, Vec<Step>)> = IndexMap::new();
    for (layer, changes) in draft.layers.iter().enumerate() {
        for change in changes {
            match change {
                Change::Remove(said) | Change::Drop(said) => {
                    let from = index(draft, said.file, &said.item.from, "state", &draft.states, findings);
                    let on = index(draft, said.file, &said.item.on, "event", &draft.events, findings);
                    if let (Some(from), Some(on)) = (from, on)
                        && known.shift_remove(&(from, on)).is_none()
                        && matches!(change, Change::Remove(_))
                    {
                        let message = format!("`{}` has no transition on `{}` to take out", *said.item.from, *said.item.on);
                        findings.push(draft.at(Diagnostic::error(Code::UndeclaredName, message), said.file, &said.item.from));
                    }
                }
                Change::Add(said) => {
                    for step in steps(draft, said, findings) {
                        let (at, steps) = known.entry((step.from, step.on)).or_insert_with(|| (layer, Vec::new()));
                        if *at < layer {
                            (*at, *steps) = (layer, Vec::new());
                        }
                        steps.push(step);
                    }
                }
            }
        }
    }
    let mut steps: Vec<Step> = known.into_values().flat_map(|(_, steps)| steps).collect();
    steps.sort_by_key(|step| (step.from, step.on));
    steps
}

/// One transition from every state that it leaves.
fn steps(draft: &Draft, said: &Said<Arc<TransitionDefinition>>, findings: &mut Findings) -> Vec<Step> {
    let transition = &said.item;
    let on = index(draft, said.file, &transition.on, "event", &draft.events, findings);
    let to = transition.to.as_ref().map(|to| index(draft, said.file, to, "state", &draft.states, findings));
    let from = leaves(draft, said.file, &transition.from, &transition.except, findings);
    let (Some(on), Some(to)) = (on, to.unwrap_or(Some(usize::MAX))) else { return Vec::new() };
    let step = |from| Step { from, on, to: if to == usize::MAX { from } else { to }, said: said.clone() };
    from.into_iter().map(step).collect()
}

/// The states that a list of names stands for, in the order of the states.
pub(super) fn leaves(draft: &Draft, file: usize, names: &[Located<String>], except: &[Located<String>], findings: &mut Findings) -> Vec<usize> {
    let left_out: Vec<usize> = except.iter().filter_map(|name| index(draft, file, name, "state", &draft.states, findings)).collect();
    let mut found = Vec::new();
    for name in names {
        if name.as_str() == EVERYWHERE {
            found.extend(draft.states.values().enumerate().filter(|(_, state)| state.item.kind != StateKind::Terminal).map(|(place, _)| place));
        } else if let Some(tag) = name.strip_prefix(TAG) {
            let tagged = |state: &Said<super::definition::StateDefinition>| state.item.tags.iter().any(|known| known == tag);
            let before = found.len();
            found.extend(draft.states.values().enumerate().filter(|(_, state)| tagged(state)).map(|(place, _)| place));
            if found.len() == before {
                let tags = draft.states.values().flat_map(|state| state.item.tags.iter().map(String::as_str));
                let finding = Diagnostic::error(Code::UndeclaredName, format!("no state has the tag `{tag}`"));
                findings.push(draft.at(finding.help_if(nearest(tag, tags).map(|near| format!("did you mean `tag:{near}`?"))), file, name));
            }
        } else {
            found.extend(index(draft, file, name, "state", &draft.states, findings));
        }
    }
    found.sort_unstable();
    found.dedup();
    found.retain(|state| !left_out.contains(state));
    found
}

/// The place of a name, which is reported when it is not declared.
pub(super) fn index<T>(
    draft: &Draft,
    file: usize,
    name: &Located<String>,
    what: &str,
    known: &IndexMap<String, T>,
    findings: &mut Findings,
) -> Option<usize> {
    let found = known.get_index_of(name.as_str());
    // A name that is missing has its finding already.
    if found.is_none() && !name.is_empty() {
        let near = nearest(name, known.keys().map(String::as_str));
        let help = near.map_or_else(|| format!("declare it under `{what}s:`"), |near| format!("did you mean `{near}`?"));
        findings.push(draft.at(Diagnostic::error(Code::UndeclaredName, format!("there is no {what} `{}`", **name)).help(help), file, name));
    }
    found
}
