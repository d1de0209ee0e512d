//! `undeclared-kind` and `missing-kind`: every element has one of the framework's kinds.

use super::{super::draft::Draft, suggestion};
use crate::diagnostic::{Code, Findings};

pub(super) fn check(draft: &Draft, findings: &mut Findings) {
    for entry in &draft.entries {
        match (&entry.definition.kind, draft.kind_of(entry)) {
            (Some(kind), _) if !draft.kinds().any(|known| known == kind.as_str()) => {
                let known: Vec<&str> = draft.kinds().collect();
                let help = suggestion(kind, known.iter().copied())
                    .unwrap_or_else(|| format!("declare it under `kinds:`; known kinds: {}", known.join(", ")));
                findings.push(draft.finding(Code::UndeclaredKind, format!("the kind `{}` is not declared", **kind), entry.file, kind).help(help));
            }
            (None, None) => {
                let id = &entry.definition.id;
                let finding = draft.finding(Code::MissingKind, format!("the element `{}` has no kind", **id), entry.file, id);
                findings.push(finding.help("add a line `kind: ...` with one of the kinds of the framework"));
            }
            _ => {}
        }
    }
}
