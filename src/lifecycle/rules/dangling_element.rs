//! Elements of frameworks that a lifecycle points to must exist.

use super::Resolved;
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    document::Located,
    lifecycle::{Library, draft::Change},
};

/// Reports roles and transitions that point to elements which do not exist in frameworks that do.
pub(super) fn check(resolved: &Resolved<'_>, library: &dyn Library, findings: &mut Findings) {
    let draft = resolved.draft;
    let roles = draft.roles.values().filter_map(|role| Some((role.file, role.item.element.as_ref()?)));
    let transitions = draft.layers.iter().flatten().filter_map(|change| match change {
        Change::Add(said) => Some((said.file, said)),
        Change::Remove(_) | Change::Drop(_) => None,
    });
    let performed = transitions.flat_map(|(file, said)| said.item.performs.iter().map(move |element| (file, element)));
    for (file, element) in roles.chain(performed) {
        if let Some(finding) = missing(element, library) {
            findings.push(draft.at(finding, file, element));
        }
    }
}

fn missing(element: &Located<String>, library: &dyn Library) -> Option<Diagnostic> {
    if !element.contains(':') {
        let finding = Diagnostic::error(Code::DanglingReference, format!("`{}` does not say its framework", **element));
        return Some(finding.help("write `framework:id`, such as `itil4:incident-management`"));
    }
    if library.has_element(element)? {
        return None;
    }
    let near = library.near_element(element).map(|near| format!("did you mean `{near}`?"));
    Some(Diagnostic::error(Code::DanglingReference, format!("there is no element `{}`", **element)).help_if(near))
}
