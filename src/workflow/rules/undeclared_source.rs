//! Every source that is cited is declared in the same file.

use crate::{
    diagnostic::{Code, Diagnostic, Findings, nearest},
    workflow::draft::Draft,
};

/// Reports source keys that the file does not declare. Linear in the keys.
pub(super) fn check(draft: &Draft<'_>, findings: &mut Findings) {
    let definition = draft.definition;
    let nodes = definition.nodes.iter().flat_map(|node| &node.source);
    let flows = definition.flows.iter().flat_map(|flow| &flow.source);
    for key in definition.source.iter().chain(nodes).chain(flows).filter(|key| !definition.sources.contains_key(key.as_str())) {
        let near = nearest(key, definition.sources.keys().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
        let help = near.unwrap_or_else(|| "declare it under `sources:` of this file".to_owned());
        findings.push(draft.at(Diagnostic::error(Code::UndeclaredSource, format!("the source `{}` is not declared", **key)).help(help), key));
    }
}
