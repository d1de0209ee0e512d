//! A workflow and each of its subprocesses begins and ends somewhere.

use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    document::Located,
    workflow::{definition::NodeKind, draft::Draft},
};

/// Reports what has no start or no end, and a subprocess with several starts. Time is the product of subprocesses and nodes.
pub(super) fn check(draft: &Draft<'_>, findings: &mut Findings) {
    scope(draft, None, &draft.definition.id, findings);
    for (place, node) in draft.definition.nodes.iter().enumerate().filter(|(_, node)| *node.kind == NodeKind::Subprocess) {
        scope(draft, Some(place), &node.id, findings);
    }
}

fn scope(draft: &Draft<'_>, scope: Option<usize>, name: &Located<String>, findings: &mut Findings) {
    let inside = || draft.definition.nodes.iter().enumerate().filter(|(place, _)| draft.scope(*place) == scope);
    let what = if scope.is_some() { "subprocess" } else { "workflow" };
    let count = |kind: NodeKind| inside().filter(|(_, node)| *node.kind == kind).count();
    let mut refuse = |message: String, help: &str| findings.push(draft.at(Diagnostic::error(Code::NoStartOrEnd, message).help(help), name));
    match count(NodeKind::Start) {
        0 => refuse(format!("the {what} `{}` has no start", **name), "add a node of `kind: start` and a flow from it"),
        2.. if scope.is_some() => refuse(format!("the subprocess `{}` has several starts", **name), "leave one, and branch behind it"),
        _ => {}
    }
    if count(NodeKind::End) == 0 {
        refuse(format!("the {what} `{}` has no end", **name), "add a node of `kind: end` and a flow to it");
    }
}
