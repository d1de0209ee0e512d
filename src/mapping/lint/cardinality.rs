//! `cardinality-mismatch`: a stated cardinality that the rows do not show.
//!
//! Source: mapping-commons/sssom @ 8cfba109, `spec-model.md` ("Mapping cardinality and cardinality scope", "Representing
//! unmapped entities", "Literal mappings") and the descriptions of `mapping_cardinality_enum`.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::{super::provenance::parts, Side};
use crate::{
    diagnostic::{Code, Diagnostic, Findings, shown},
    mapping::{MappingSet, Row, Term, TermKind},
    source::FileText,
};

/// The slot of a row.
const SLOT: &str = "mapping_cardinality";

/// Most different scopes in one set: each is a count of its own over all rows.
const SCOPES: usize = 16;

pub(super) fn check(set: &MappingSet, file: &FileText) -> Findings {
    let mut by_scope: FxHashMap<Vec<String>, Vec<(&Row, &str)>> = FxHashMap::default();
    let mut unchecked = 0_usize;
    let mut names: FxHashMap<&str, Vec<String>> = FxHashMap::default();
    for row in set.rows() {
        let Some(stated) = row.other.get(SLOT).map(|text| text.trim()).filter(|text| !text.is_empty()) else { continue };
        let text = row.slot("cardinality_scope").unwrap_or_default();
        let scope = names.entry(text).or_insert_with(|| scope(text));
        if let Some(rows) = by_scope.get_mut(scope) {
            rows.push((row, stated));
        } else if by_scope.len() < SCOPES {
            by_scope.insert(scope.clone(), vec![(row, stated)]);
        } else {
            unchecked = unchecked.saturating_add(1);
        }
    }
    let mut findings = Findings::new();
    for (scope, rows) in by_scope {
        findings.append(mismatches(set, &scope, &rows, file));
    }
    if unchecked > 0 {
        let message = format!("the rows use more than {SCOPES} different scopes, so the cardinalities of {unchecked} rows were not counted");
        findings.push(Diagnostic::warning(Code::LimitReached, message).in_file(file.name().clone()));
    }
    findings
}

/// The slots of a scope, sorted.
fn scope(text: &str) -> Vec<String> {
    let mut slots: Vec<String> = parts(text).into_iter().map(|slot| slot.trim().to_owned()).collect();
    slots.sort_unstable();
    slots.dedup();
    slots
}

/// The rows of one scope whose cardinality is another.
fn mismatches(set: &MappingSet, scope: &[String], rows: &[(&Row, &str)], file: &FileText) -> Findings {
    // What a scope of our own slots means is not defined.
    if scope.iter().any(|slot| slot.starts_with("ext_")) {
        return Findings::new();
    }
    let parts = Parts::new(set, scope);
    let mut counts = vec![Count::new(set, &parts, |_| true)];
    // The specification does not say whether negated rows count, so either reading is right.
    if set.rows().iter().any(|row| row.negated) {
        counts.push(Count::new(set, &parts, |row| !row.negated));
    }
    let mut findings = Findings::new();
    for (row, stated) in rows {
        let shows: Vec<&str> = counts.iter().filter_map(|count| count.of(row, &parts)).collect();
        let Some(first) = shows.first() else { continue };
        if shows.contains(stated) {
            continue;
        }
        let message = format!("`{SLOT}` is `{}`, but the rows show `{first}`", shown(stated));
        let help = if *stated == first.chars().rev().collect::<String>() {
            format!("write `{first}`: subjects come first, so `n:1` stands for several subjects of one object")
        } else if scope.is_empty() {
            format!("write `{first}`, or name the slots that it was counted by in `cardinality_scope`")
        } else {
            format!("write `{first}`, or mend `cardinality_scope`")
        };
        findings.push(Diagnostic::warning(Code::CardinalityMismatch, message).help(help).located_if(file, row.position));
    }
    findings
}

/// Which rows belong together: those with the same values in all slots of the scope.
struct Parts<'set> {
    scope: &'set [String],
    numbers: FxHashMap<Vec<Cow<'set, str>>, u32>,
}

impl<'set> Parts<'set> {
    fn new(set: &'set MappingSet, scope: &'set [String]) -> Self {
        let mut numbers = FxHashMap::default();
        if !scope.is_empty() {
            for row in set.rows() {
                let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                numbers.entry(values(row, scope)).or_insert(next);
            }
        }
        Self { scope, numbers }
    }

    /// The number of the part of a row.
    fn of(&self, row: &'set Row) -> u32 {
        if self.scope.is_empty() { 0 } else { self.numbers.get(&values(row, self.scope)).copied().unwrap_or_default() }
    }
}

fn values<'set>(row: &'set Row, scope: &[String]) -> Vec<Cow<'set, str>> {
    scope.iter().map(|slot| value(row, slot)).collect()
}

/// The text of any slot of a row, whether it fills a field or not.
fn value<'set>(row: &'set Row, slot: &str) -> Cow<'set, str> {
    let text = match slot {
        "subject_id" if row.subject.kind != TermKind::Literal => Some(row.subject.id.as_str()),
        "object_id" if row.object.kind != TermKind::Literal => Some(row.object.id.as_str()),
        "subject_label" => row.subject.label.as_deref(),
        "object_label" => row.object.label.as_deref(),
        "predicate_id" => Some(row.predicate.as_str()),
        "predicate_modifier" => row.negated.then_some("Not"),
        "mapping_justification" => Some(row.justification.as_str()),
        "mapping_source" => row.source.as_deref(),
        "confidence" => return row.confidence.map(|number| number.to_string()).unwrap_or_default().into(),
        other => row.slot(other),
    };
    Cow::Borrowed(text.unwrap_or_default())
}

/// What a side of a part is mapped to: one thing, or none for several.
type Counterparts<'set> = FxHashMap<(u32, Side<'set>), Option<Side<'set>>>;

/// For each side in each part, whether it is mapped to several.
struct Count<'set> {
    objects: Counterparts<'set>,
    subjects: Counterparts<'set>,
}

impl<'set> Count<'set> {
    /// Counts the rows that `counts` picks; rows without a counterpart never count.
    fn new(set: &'set MappingSet, parts: &Parts<'set>, counts: impl Fn(&Row) -> bool) -> Self {
        let mut count = Self { objects: FxHashMap::default(), subjects: FxHashMap::default() };
        for row in set.rows().iter().filter(|row| !lacks_side(row) && counts(row)) {
            let (part, subject, object) = (parts.of(row), side(&row.subject), side(&row.object));
            add(&mut count.objects, (part, subject), object);
            add(&mut count.subjects, (part, object), subject);
        }
        count
    }

    /// The cardinality of a row; none for a row that was not counted, and for one that denies a missing counterpart,
    /// which has no meaning.
    fn of(&self, row: &'set Row, parts: &Parts<'set>) -> Option<&'static str> {
        if lacks_side(row) {
            let nothing = |term: &Term| term.kind == TermKind::Nothing;
            let stated = match (nothing(&row.subject), nothing(&row.object)) {
                (true, true) => "0:0",
                (true, false) => "0:1",
                _ => "1:0",
            };
            return (!row.negated).then_some(stated);
        }
        let part = parts.of(row);
        let several_subjects = self.subjects.get(&(part, side(&row.object)))?.is_none();
        let several_objects = self.objects.get(&(part, side(&row.subject)))?.is_none();
        Some(match (several_subjects, several_objects) {
            (false, false) => "1:1",
            (false, true) => "1:n",
            (true, false) => "n:1",
            (true, true) => "n:n",
        })
    }
}

fn add<'set>(counterparts: &mut Counterparts<'set>, one: (u32, Side<'set>), other: Side<'set>) {
    let known = counterparts.entry(one).or_insert(Some(other));
    if *known != Some(other) {
        *known = None;
    }
}

/// A side as it is counted: a literal by its text, which is its id here.
fn side(term: &Term) -> Side<'_> {
    (term.id.as_str(), term.kind)
}

fn lacks_side(row: &Row) -> bool {
    row.subject.kind == TermKind::Nothing || row.object.kind == TermKind::Nothing
}
