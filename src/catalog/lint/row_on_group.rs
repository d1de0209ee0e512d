//! `row-on-group`: a row about an element that only lists others, where one of these is meant.

use super::Frameworks;
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    framework::{
        Element, Framework,
        definition::{Edge, Role},
    },
    mapping::{MappingSet, Relation, Term, TermKind},
    source::FileText,
};

/// How many of the listed elements the help names.
const NAMED: usize = 3;

pub(super) fn check<'set>(set: &'set MappingSet, file: &FileText, frameworks: &mut Frameworks<'_, 'set>) -> Findings {
    let mut findings = Findings::new();
    for row in set.rows().iter().filter(|row| row.relation != Relation::DISJOINT) {
        for (one, other) in [(&row.subject, &row.object), (&row.object, &row.subject)] {
            // Two lists may well be compared, and what the other side is must be known.
            if role(other, frameworks).is_none_or(|role| role == Role::Group) {
                continue;
            }
            let Some(help) = listed(one, frameworks) else { continue };
            let message = format!("`{}` only lists other elements, so the row says nothing that can be followed up", *one.id);
            findings.push(Diagnostic::warning(Code::RowOnGroup, message).help(help).located_if(file, one.id.position().or(row.position)));
        }
    }
    findings
}

fn role<'set>(term: &'set Term, frameworks: &mut Frameworks<'_, 'set>) -> Option<Role> {
    let (framework, id) = element(term, frameworks)?;
    framework.element(id).map(Element::role)
}

fn element<'lookup, 'set>(term: &'set Term, frameworks: &'lookup mut Frameworks<'_, 'set>) -> Option<(&'lookup Framework, &'set str)> {
    if term.kind != TermKind::Element {
        return None;
    }
    let (prefix, id) = term.id.split_once(':')?;
    frameworks.get(prefix).map(|framework| (framework, id))
}

/// What to name instead, when a side is a group of several elements none of which is a part of it.
fn listed<'set>(term: &'set Term, frameworks: &mut Frameworks<'_, 'set>) -> Option<String> {
    let (framework, id) = element(term, frameworks)?;
    let group = framework.element(id).filter(|element| element.role() == Role::Group && element.children().len() > 1)?;
    let mut children = group.children().iter().filter_map(|index| framework.get(*index));
    if children.clone().any(|child| child.edge() != Edge::Collects) {
        return None;
    }
    let names: Vec<String> = children.by_ref().take(NAMED).map(|child| format!("`{}:{}`", framework.id(), child.id())).collect();
    Some(format!("name those of its elements that are meant, such as {}", names.join(", ")))
}
