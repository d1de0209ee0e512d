//! Who made a row, when, with what, and over which editions: the slots of a row that answer it, as values.

use super::Row;

/// The slot of a derived row that says what it follows from.
pub const PREMISES: &str = "ext_premises";

/// Where a row comes from, read from its slots; what the set states for all rows counts where the row says nothing.
///
/// The slots are those of SSSOM (mapping-commons/sssom @ 8cfba109, `sssom_schema.yaml`); `premises` is ours.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Provenance {
    /// Who made the mapping, ids before names (`author_id`, `author_label`).
    pub authors: Vec<String>,
    /// Who looked at it (`reviewer_id`, `reviewer_label`).
    pub reviewers: Vec<String>,
    /// Who wrote the record (`creator_id`, `creator_label`).
    pub creators: Vec<String>,
    /// How far the reviewers agree, from -1 to 1 (`reviewer_agreement`).
    pub agreement: Option<f64>,
    /// When the mapping was made (`mapping_date`).
    pub made: Option<String>,
    /// When it was published (`publication_date`).
    pub published: Option<String>,
    /// When it was reviewed (`review_date`).
    pub reviewed: Option<String>,
    /// The program that made it, with its version (`mapping_tool`, `mapping_tool_id`, `mapping_tool_version`).
    pub tool: Option<String>,
    /// The edition of the subject's framework (`subject_source_version`).
    pub subject_edition: Option<String>,
    /// The edition of the object's framework (`object_source_version`).
    pub object_edition: Option<String>,
    /// What a derived row follows from, one statement each (`ext_premises`).
    pub premises: Vec<String>,
}

impl Row {
    /// Where the row comes from.
    ///
    /// ```
    /// use itsm::mapping::{Relation, Row, Term};
    /// let mut row = Row::new(Term::element("a:1"), "skos:exactMatch", Term::element("b:1"), Relation::EQUAL, "semapv:ManualMappingCuration");
    /// row.other.insert("author_label".into(), r"Ann|Ben \| Co".into());
    /// row.other.insert("reviewer_agreement".into(), "0.5".into());
    /// let provenance = row.provenance();
    /// assert_eq!(provenance.authors, ["Ann", "Ben | Co"]);
    /// assert_eq!(provenance.agreement, Some(0.5));
    /// ```
    #[must_use]
    pub fn provenance(&self) -> Provenance {
        let text = |name: &str| self.slot(name).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        let people = |role: &str| {
            let list = |name: String| self.slot(&name).map(parts).unwrap_or_default();
            list(format!("{role}_id")).into_iter().chain(list(format!("{role}_label"))).collect()
        };
        let tool = text("mapping_tool").or_else(|| text("mapping_tool_id"));
        Provenance {
            authors: people("author"),
            reviewers: people("reviewer"),
            creators: people("creator"),
            agreement: text("reviewer_agreement").and_then(|text| text.parse().ok()).filter(|number: &f64| (-1.0..=1.0).contains(number)),
            made: text("mapping_date"),
            published: text("publication_date"),
            reviewed: text("review_date"),
            tool: tool.map(|tool| text("mapping_tool_version").map_or_else(|| tool.clone(), |version| format!("{tool} {version}"))),
            subject_edition: text("subject_source_version"),
            object_edition: text("object_source_version"),
            premises: self.slot(PREMISES).map(parts).unwrap_or_default(),
        }
    }
}

/// The parts of a cell with several values: joined by `|`, in which `\|` and `\\` stand for the two signs.
pub(super) fn parts(cell: &str) -> Vec<String> {
    let (mut parts, mut part) = (Vec::new(), String::new());
    let mut signs = cell.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '|' => parts.push(std::mem::take(&mut part)),
            '\\' => part.push(signs.next_if(|next| matches!(next, '|' | '\\')).unwrap_or('\\')),
            _ => part.push(sign),
        }
    }
    parts.push(part);
    parts.retain(|part| !part.trim().is_empty());
    parts
}

/// Several values as one cell, the inverse of [`parts`].
pub(super) fn joined<'text>(values: impl IntoIterator<Item = &'text str>) -> String {
    let escaped: Vec<String> = values.into_iter().map(|value| value.replace('\\', "\\\\").replace('|', "\\|")).collect();
    escaped.join("|")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn lists_survive_a_cell(values in prop::collection::vec(r"[a|\\ ]{0,6}[a|\\]", 0..5)) {
            prop_assert_eq!(parts(&joined(values.iter().map(String::as_str))), values);
        }
    }
}
