//! Roles, fields, codes and events that are named must be declared. (States and events of transitions are looked up when
//! the transitions are resolved.)

use super::Resolved;
use crate::{
    diagnostic::{Code, Diagnostic, Findings, nearest},
    document::Located,
    lifecycle::{
        definition::FieldType,
        draft::Draft,
        expand::{index, leaves},
    },
};

/// Reports names that are not declared.
pub(super) fn check(resolved: &Resolved<'_>, findings: &mut Findings) {
    let draft = resolved.draft;
    fields(draft, findings);
    for state in draft.states.values() {
        for field in &state.item.requires {
            index(draft, state.file, field, "field", &draft.fields, findings);
        }
    }
    for said in draft.layers.iter().flatten().filter_map(|change| match change {
        crate::lifecycle::draft::Change::Add(said) => Some(said),
        crate::lifecycle::draft::Change::Remove(_) | crate::lifecycle::draft::Change::Drop(_) => None,
    }) {
        for role in &said.item.roles {
            index(draft, said.file, role, "role", &draft.roles, findings);
        }
        for field in &said.item.requires {
            index(draft, said.file, field, "field", &draft.fields, findings);
        }
    }
    for timer in draft.timers.values() {
        leaves(draft, timer.file, &timer.item.r#in, &[], findings);
        index(draft, timer.file, &timer.item.fires, "event", &draft.events, findings);
    }
    for approval in draft.approvals.values() {
        let item = &approval.item;
        index(draft, approval.file, &item.r#in, "state", &draft.states, findings);
        for role in &item.voters {
            index(draft, approval.file, role, "role", &draft.roles, findings);
        }
        for event in [Some(&item.approve), item.reject.as_ref()].into_iter().flatten() {
            index(draft, approval.file, event, "event", &draft.events, findings);
        }
    }
    for pair in &draft.four_eyes {
        for event in [&pair.item.first, &pair.item.second] {
            index(draft, pair.file, event, "event", &draft.events, findings);
        }
    }
}

fn fields(draft: &Draft, findings: &mut Findings) {
    for (name, field) in &draft.fields {
        let item = &field.item;
        if let Some(codes) = &item.codes
            && !draft.codes.contains_key(codes.as_str())
        {
            let near = nearest(codes, draft.codes.keys().map(String::as_str));
            let finding = Diagnostic::error(Code::UndeclaredName, format!("there is no list of codes `{}`", **codes));
            findings.push(draft.at(finding.help_if(near.map(|near| format!("did you mean `{near}`?"))), field.file, codes));
        }
        let lists_values = !item.values.is_empty() || item.codes.is_some();
        if *item.r#type == FieldType::Enum && !lists_values {
            let finding = Diagnostic::error(Code::MissingKey, format!("the field `{name}` is an `enum` and lists no values"));
            findings.push(draft.at(finding.help("add `values: [...]`, or name a list of codes with `codes:`"), field.file, &item.r#type));
        }
        duplicates(draft, field.file, &item.values, findings);
    }
}

fn duplicates(draft: &Draft, file: usize, values: &[Located<String>], findings: &mut Findings) {
    for (place, value) in values.iter().enumerate() {
        if values.iter().take(place).any(|known| known == value) {
            findings.push(draft.at(Diagnostic::error(Code::DuplicateId, format!("the value `{}` stands twice", **value)), file, value));
        }
    }
}
