//! What is probably not meant in a mapping set: rules that need nothing but the set, one a file.
//!
//! The readers report what cannot be read; these rules look at rows that can. Every rule takes time linear in the rows.

mod cardinality;
mod contradiction;
mod edition;
mod equal;
mod rationale;
mod self_mapping;
mod strength;

use super::{MappingSet, TermKind};
use crate::{diagnostic::Findings, document::Position, source::FileText};

/// Everything that is probably not meant in a set, in no particular order; `file` is the one that it was read from.
///
/// Gives `contradictory-rows`, `self-mapping`, `relation-cardinality-conflict`, `cardinality-mismatch`,
/// `strength-off-scale`, `missing-rationale` and `missing-edition`. Time and memory are linear in the rows.
///
/// ```
/// use itsm::{diagnostic::Code, mapping::{Relation, lint, sssom}, source::{FileText, Limits}};
///
/// let file = FileText::new("example.sssom.tsv", "\
/// #mapping_set_id: https://example.org/sets/one
/// #license: https://creativecommons.org/publicdomain/zero/1.0/
/// #curie_map:
/// ##  itil4: 'urn:itsm:itil4:'
/// subject_id\tpredicate_id\tobject_id\tmapping_justification
/// itil4:service-desk\tskos:exactMatch\titil4:service-desk\tsemapv:LexicalMatching
/// ");
/// let (set, _) = sssom::read(&file, Limits::default());
/// let findings = lint(&set.unwrap(), &file);
/// assert_eq!(findings.iter().map(|finding| finding.code()).collect::<Vec<_>>(), [Code::SelfMapping]);
/// ```
#[must_use]
pub fn lint(set: &MappingSet, file: &FileText) -> Findings {
    let mut findings = lint_rest(set, file);
    findings.append(cardinality::check(set, file));
    findings
}

/// As [`lint`] for what could be read of a damaged file: cardinalities are not counted, since rows are missing.
pub(crate) fn lint_rest(set: &MappingSet, file: &FileText) -> Findings {
    let rules = [contradiction::check, self_mapping::check, equal::check, strength::check, rationale::check, edition::check];
    let mut findings = Findings::new();
    for rule in rules {
        findings.append(rule(set, file));
    }
    findings
}

/// A side of a row as a key: a text without an id is never the element of the same name.
type Side<'set> = (&'set str, TermKind);

/// Where something stands, for a message.
fn at_line(position: Option<Position>) -> String {
    position.map_or_else(|| "another row".to_owned(), |position| format!("line {}", position.line()))
}
