//! `undeclared-kind` and `missing-kind`: every element has one of the framework's kinds.

use super::{super::draft::Draft, suggestion};
use crate::diagnostic::{Code, Findings};

pub(super) fn check(draft: &Draft, findings: &mut Findings) {
    // Its kinds are not known then, and that it is missing has its finding already.
    let base_missing = draft.base.is_none() && (draft.head.extends.is_some() || draft.head.based_on.is_some());
    for entry in &draft.entries {
        match (&entry.definition.kind, draft.kind_of(entry)) {
            (Some(kind), _) if !base_missing && !draft.kinds().any(|known| known == kind.as_str()) => {
                let known: Vec<&str> = draft.kinds().collect();
                let help = suggestion(kind, known.iter().copied()).unwrap_or_else(|| match known.as_slice() {
                    [] => "declare it under `kinds:`".to_owned(),
                    _ => format!("declare it under `kinds:`; known kinds: {}", known.join(", ")),
                });
                findings.push(draft.finding(Code::UndeclaredKind, format!("the kind `{}` is not declared", **kind), entry.file, kind).help(help));
            }
            (None, None) if !draft.lacks_origin(entry) => {
                let id = &entry.definition.id;
                let finding = draft.finding(Code::MissingKind, format!("the element `{}` has no kind", **id), entry.file, id);
                findings.push(finding.help("add a line `kind: ...` with one of the kinds of the framework"));
            }
            _ => {}
        }
    }
}
