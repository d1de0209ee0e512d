//! `self-mapping`: a row from an element to itself.

use crate::{
    diagnostic::{Code, Diagnostic, Findings, Severity, shown},
    framework::definition::BaseRelation,
    mapping::{MappingSet, TermKind},
    source::FileText,
};

pub(super) fn check(set: &MappingSet, file: &FileText) -> Findings {
    // Two equal texts without ids may still come from two places.
    let named = |kind| matches!(kind, TermKind::Element | TermKind::External);
    let same = set.rows().iter().filter(|row| named(row.subject.kind) && *row.subject.id == *row.object.id && row.subject.kind == row.object.kind);
    let finding = |row: &crate::mapping::Row| {
        let id = shown(&row.subject.id);
        let (severity, message, help) = if row.relation.contains(BaseRelation::Equal) {
            (Severity::Warning, format!("`{id}` is mapped to itself"), "the row says nothing; name the counterpart, or leave it out")
        } else {
            let message = format!("`{id}` is mapped to itself as `{}`, but everything is equal to itself", row.relation);
            (Severity::Error, message, "name the counterpart that is meant")
        };
        Diagnostic::new(severity, Code::SelfMapping, message).help(help).located_if(file, row.object.id.position().or(row.position))
    };
    same.map(finding).collect()
}
