//! Workflows that are called must exist, where workflows can be looked up.

use crate::{
    diagnostic::{Code, Diagnostic, Findings, nearest},
    workflow::draft::Draft,
};

/// Reports calls of workflows that there are not. The nearest name is looked for among all of them.
pub(super) fn check(draft: &Draft<'_>, findings: &mut Findings) {
    let Some(known) = draft.library.workflows() else { return };
    for called in draft.definition.nodes.iter().filter_map(|node| node.calls.as_ref()) {
        let is_it = |reference: &&String| {
            let short = reference.replace("workflow/", "");
            reference.as_str() == called.as_str() || short == **called
        };
        if !known.iter().any(|reference| is_it(&reference)) {
            let near = nearest(called, known.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
            let finding = Diagnostic::error(Code::UnknownWorkflow, format!("there is no workflow `{}`", **called)).help_if(near);
            findings.push(draft.at(finding, called));
        }
    }
}
