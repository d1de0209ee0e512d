//! `relation-cardinality-conflict`: one element that is equal to two of another framework.

use rustc_hash::FxHashMap;

use super::{Side, at_line};
use crate::{
    diagnostic::{Code, Diagnostic, Findings, shown},
    document::Position,
    mapping::{MappingSet, Relation, Term, TermKind},
    source::FileText,
};

pub(super) fn check(set: &MappingSet, file: &FileText) -> Findings {
    let mut findings = Findings::new();
    let mut equals = [FxHashMap::default(), FxHashMap::default()];
    for row in set.rows().iter().filter(|row| row.relation == Relation::EQUAL) {
        let [of_subjects, of_objects] = &mut equals;
        for (seen, one, other) in [(of_subjects, &row.subject, &row.object), (of_objects, &row.object, &row.subject)] {
            findings.extend(second(seen, one, other, row.position).map(|finding| finding.located_if(file, other.id.position().or(row.position))));
        }
    }
    findings
}

/// What the first row about an element and a framework says it is equal to, and where.
type Seen<'set> = FxHashMap<(Side<'set>, &'set str), (&'set str, Option<Position>)>;

/// The finding when `one` is equal to something else of the framework of `other` already.
fn second<'set>(seen: &mut Seen<'set>, one: &'set Term, other: &'set Term, position: Option<Position>) -> Option<Diagnostic> {
    let named = |term: &Term| matches!(term.kind, TermKind::Element | TermKind::External);
    if !named(one) || !named(other) || *one.id == *other.id {
        return None;
    }
    let (prefix, _) = other.id.split_once(':')?;
    let (first, place) = *seen.entry(((one.id.as_str(), one.kind), prefix)).or_insert((other.id.as_str(), position));
    if first == other.id.as_str() {
        return None;
    }
    let message = format!("`{}` is equal to both `{}` ({}) and `{}`", shown(&one.id), shown(first), at_line(place), shown(&other.id));
    let help = "two elements that are equal to a third are equal to each other; is each of them a part of it (`subset`, `skos:broadMatch`, or the converse)?";
    Some(Diagnostic::warning(Code::RelationCardinalityConflict, message).help(help))
}
