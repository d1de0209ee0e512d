//! Elements of frameworks that a workflow points to must exist.

use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    document::Located,
    workflow::draft::Draft,
};

/// Reports lanes and steps that point to elements which do not exist in frameworks that do.
pub(super) fn check(draft: &Draft<'_>, findings: &mut Findings) {
    let definition = draft.definition;
    let lanes = definition.lanes.iter().filter_map(|lane| lane.element.as_ref());
    let steps = definition.nodes.iter().flat_map(|node| &node.performs);
    for element in definition.performs.iter().chain(lanes).chain(steps) {
        findings.extend(missing(draft, element).map(|finding| draft.at(finding, element)));
    }
}

fn missing(draft: &Draft<'_>, element: &Located<String>) -> Option<Diagnostic> {
    if !element.contains(':') {
        let finding = Diagnostic::error(Code::DanglingReference, format!("`{}` does not say its framework", **element));
        return Some(finding.help("write `framework:id`, such as `itil4:incident-management`"));
    }
    if draft.library.has_element(element)? {
        return None;
    }
    let near = draft.library.near_element(element).map(|near| format!("did you mean `{near}`?"));
    Some(Diagnostic::error(Code::DanglingReference, format!("there is no element `{}`", **element)).help_if(near))
}
