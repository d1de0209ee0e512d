//! Columns of files older than 1.0, read as what came in their place.
//!
//! Source: `src/docs/spec-formats-tsv.md` of mapping-commons/sssom @ 8cfba109, section on versions before 1.0.

use super::table::Cell;
use crate::{
    diagnostic::{Code, nearest, shown},
    mapping::report::Report,
};

const MATCH_TYPE: &str = "match_type";
const TERM_TYPE: &str = "match_term_type";

/// Slots that only have another name now.
const RENAMED: [(&str, &str); 2] = [("semantic_similarity_score", "similarity_score"), ("semantic_similarity_measure", "similarity_measure")];

const JUSTIFICATIONS: [(&str, &str); 6] = [
    ("Lexical", "semapv:LexicalMatching"),
    ("Logical", "semapv:LogicalMatching"),
    ("HumanCurated", "semapv:ManualMappingCuration"),
    ("Complex", "semapv:CompositeMatching"),
    ("Unspecified", "semapv:UnspecifiedMatching"),
    ("SemanticSimilarity", "semapv:SemanticSimilarityThresholdMatching"),
];

const TYPES: [(&str, &str); 6] = [
    ("ConceptMatch", "skos concept"),
    ("ClassMatch", "owl class"),
    ("ObjectPropertyMatch", "owl object property"),
    ("IndividualMatch", "owl named individual"),
    ("DataPropertyMatch", "owl data property"),
    ("TermMatch", "rdfs literal"),
];

/// Old columns of a table.
#[derive(Debug, Default)]
pub(super) struct Old {
    match_type: Option<usize>,
    term_type: Option<usize>,
}

impl Old {
    /// Renames old columns of a header where the new ones are not there; `match_term_type` becomes two columns, the second
    /// one at the end.
    pub(super) fn of(header: &mut Vec<Cell>) -> Self {
        let place = |header: &[Cell], name: &str| header.iter().position(|cell| cell.text == name);
        let rename = |header: &mut [Cell], old: &str, new: &str| {
            let index = place(header, old).filter(|_| place(header, new).is_none())?;
            new.clone_into(&mut header.get_mut(index)?.text);
            Some(index)
        };
        for (old, new) in RENAMED {
            rename(header, old, new);
        }
        let match_type = rename(header, MATCH_TYPE, "mapping_justification");
        let term_type = if place(header, "object_type").is_none() { rename(header, TERM_TYPE, "subject_type") } else { None };
        if let Some(cell) = term_type.and_then(|index| header.get(index).cloned()) {
            header.push(Cell { text: "object_type".to_owned(), ..cell });
        }
        Self { match_type, term_type }
    }

    /// Translates the cells of a row that has `width` cells by the header of the file.
    pub(super) fn translate(&self, cells: &mut Vec<Cell>, width: usize, report: &mut Report<'_>) {
        if let Some(cell) = self.match_type.and_then(|index| cells.get_mut(index)) {
            exchange(cell, MATCH_TYPE, &JUSTIFICATIONS, report);
        }
        let Some(index) = self.term_type else { return };
        if let Some(cell) = cells.get_mut(index) {
            exchange(cell, TERM_TYPE, &TYPES, report);
            let cell = cell.clone();
            // A row of another width is reported as such.
            if cells.len().saturating_add(1) == width {
                cells.push(cell);
            }
        }
    }
}

fn exchange(cell: &mut Cell, name: &str, words: &[(&str, &str)], report: &mut Report<'_>) {
    let text = cell.text.trim();
    if text.is_empty() {
        return;
    }
    if let Some((_, new)) = words.iter().find(|(old, _)| *old == text) {
        cell.text = (*new).to_owned();
        return;
    }
    let list = words.iter().map(|(old, _)| *old);
    let help = nearest(text, list.clone())
        .map_or_else(|| format!("the words are `{}`", list.collect::<Vec<_>>().join("`, `")), |near| format!("did you mean `{near}`?"));
    let message = format!("`{}` is not a word of `{name}`", shown(text));
    report.error(Code::MalformedRow, message, cell.position, &help);
}
