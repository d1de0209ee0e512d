//! `contradictory-rows`: rows about one pair that cannot all be true.

use rustc_hash::FxHashMap;
use strum::IntoEnumIterator as _;

use super::Side;
use crate::{
    diagnostic::{Code, Diagnostic, Findings, Severity, shown},
    document::Position,
    framework::definition::{BaseRelation, Review},
    mapping::{MappingSet, Relation, Row, TermKind},
    source::FileText,
};

/// What the rows so far leave possible for a pair, read from the lesser id.
struct Stated {
    relation: Relation,
    /// The line that first ruled out each base relation; none too for rows of no file.
    ruled_out: [Option<u32>; 5],
}

pub(super) fn check(set: &MappingSet, file: &FileText) -> Findings {
    let mut findings = Findings::new();
    let mut pairs: FxHashMap<(Side<'_>, Side<'_>), Stated> = FxHashMap::default();
    for row in set.rows().iter().filter(|row| says_something(row)) {
        let (subject, object) = ((row.subject.id.as_str(), row.subject.kind), (row.object.id.as_str(), row.object.kind));
        let turned = object < subject;
        let (pair, relation) = if turned { ((object, subject), row.relation.converse()) } else { ((subject, object), row.relation) };
        let stated = pairs.entry(pair).or_insert(Stated { relation: Relation::ANY, ruled_out: [None; 5] });
        if let Some(both) = stated.relation.intersect(relation) {
            let line = row.position.map(Position::line);
            for (_, ruled_out) in BaseRelation::iter().zip(&mut stated.ruled_out).filter(|(base, _)| !relation.contains(*base)) {
                *ruled_out = ruled_out.or(line);
            }
            stated.relation = both;
        } else {
            // The rows before it stay what counts, so that one wrong row is one finding.
            findings.push(finding(row, stated, relation, turned).located_if(file, row.position));
        }
    }
    findings
}

/// Whether a row narrows what is possible between two different things.
fn says_something(row: &Row) -> bool {
    let exists = |kind| kind != TermKind::Nothing;
    row.relation != Relation::ANY
        && exists(row.subject.kind)
        && exists(row.object.kind)
        && (row.subject.id.as_str(), row.subject.kind) != (row.object.id.as_str(), row.object.kind)
}

/// `relation` is what the row says, read from the lesser id, as `stated` is.
fn finding(row: &Row, stated: &Stated, relation: Relation, turned: bool) -> Diagnostic {
    let against = BaseRelation::iter().zip(&stated.ruled_out).filter(|(base, _)| relation.contains(*base));
    let mut lines: Vec<u32> = against.filter_map(|(_, line)| *line).collect();
    lines.sort_unstable();
    lines.dedup();
    let lines: Vec<String> = lines.into_iter().map(|line| line.to_string()).collect();
    let place = match lines.as_slice() {
        [] => "an earlier row".to_owned(),
        [line] => format!("line {line}"),
        more => format!("lines {}", more.join(" and ")),
    };
    let before = if turned { stated.relation.converse() } else { stated.relation };
    let message = format!("`{}` {} `{}` contradicts {place}", shown(&row.subject.id), row.relation, shown(&row.object.id));
    // Merging keeps both sides of a dispute and marks them.
    let severity = if row.review == Review::Disputed { Severity::Warning } else { Severity::Error };
    let verb = if lines.len() > 1 { "leave" } else { "leaves" };
    Diagnostic::new(severity, Code::ContradictoryRows, message).help(format!("{place} {verb} `{before}`; keep what is true"))
}
