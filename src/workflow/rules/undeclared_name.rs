//! Names that are used are declared, once.

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    document::Located,
    expr::FieldType,
    workflow::{
        definition::NodeKind,
        draft::{Draft, field},
    },
};

/// Reports names that are not declared, and ids that stand twice.
pub(super) fn check(draft: &Draft<'_>, findings: &mut Findings) {
    let definition = draft.definition;
    once(draft, definition.nodes.iter().map(|node| &node.id), "nodes", findings);
    once(draft, definition.lanes.iter().map(|lane| &lane.id), "lanes", findings);
    once(draft, definition.records.iter().map(|record| &record.id), "records", findings);
    once(draft, definition.flows.iter().filter_map(|flow| flow.id.as_ref()), "flows", findings);
    fields(draft, findings);
    let is_node = |name: &Located<String>| draft.nodes.contains_key(name.as_str());
    for end in definition.flows.iter().flat_map(|flow| [&flow.from, &flow.to]).filter(|end| !is_node(end)) {
        findings.push(draft.unknown(end, "node", draft.nodes.keys().copied()));
    }
    for node in &definition.nodes {
        if let Some(lane) = node.lane.as_ref().filter(|lane| !definition.lanes.iter().any(|known| known.id == **lane)) {
            findings.push(draft.unknown(lane, "lane", definition.lanes.iter().map(|lane| lane.id.as_str())));
        }
        if let Some(inside) = &node.inside {
            subprocess(draft, inside, &node.id, findings);
        }
        for record in node.fires.iter().map(|fired| &fired.record) {
            if !definition.records.iter().any(|known| known.id == *record) {
                findings.push(draft.unknown(record, "record", definition.records.iter().map(|record| record.id.as_str())));
            }
        }
    }
}

/// What a node stands inside must be a subprocess, and not in itself in the end.
fn subprocess(draft: &Draft<'_>, inside: &Located<String>, node: &Located<String>, findings: &mut Findings) {
    let subprocesses = || draft.definition.nodes.iter().filter(|node| *node.kind == NodeKind::Subprocess).map(|node| node.id.as_str());
    let Some(place) = draft.nodes.get(inside.as_str()).copied() else {
        findings.push(draft.unknown(inside, "subprocess", subprocesses()));
        return;
    };
    if draft.kind(place) != Some(NodeKind::Subprocess) {
        let finding = Diagnostic::error(Code::UndeclaredName, format!("`{}` is not a subprocess, so nothing stands inside it", **inside));
        findings.push(draft.at(finding.help("name a node of `kind: subprocess`"), inside));
        return;
    }
    let mut around = Some(place);
    for _ in 0..=draft.definition.nodes.len() {
        match around {
            Some(place) if draft.node(place).is_some_and(|known| known.id == *node) => {
                let finding = Diagnostic::error(Code::TreeCycle, format!("`{}` stands inside itself in the end", **node));
                findings.push(draft.at(finding, inside));
                return;
            }
            Some(place) => around = draft.scope(place),
            None => return,
        }
    }
}

fn once<'id>(draft: &Draft<'_>, ids: impl Iterator<Item = &'id Located<String>>, what: &str, findings: &mut Findings) {
    let mut known: BTreeMap<&str, &Located<String>> = BTreeMap::new();
    for id in ids.filter(|id| !id.is_empty()) {
        if let Some(first) = known.get(id.as_str()) {
            let line = first.position().map_or_else(String::new, |position| format!("; the first stands in line {}", position.line()));
            let finding = Diagnostic::error(Code::DuplicateId, format!("there are two {what} `{}`", **id));
            findings.push(draft.at(finding.help(format!("give one of them another id{line}")), id));
        } else {
            known.insert(id, id);
        }
    }
}

fn fields(draft: &Draft<'_>, findings: &mut Findings) {
    for (name, item) in &draft.definition.fields {
        if *item.r#type == FieldType::Enum && item.values.is_empty() {
            let finding = Diagnostic::error(Code::MissingKey, format!("the field `{name}` is an `enum` and lists no values"));
            findings.push(draft.at(finding.help("add `values: [...]`"), &item.r#type));
        }
        once(draft, item.values.iter(), "values", findings);
        if let Err(error) = crate::expr::Fields::new().declare(name, field(item)) {
            findings.push(draft.at(Diagnostic::error(Code::InvalidCondition, error.to_string()), &item.r#type));
        }
    }
}
