//! Plain tables (CSV, TSV): the caller says which column holds what.
//!
//! Every cell is text, so that an id such as `5.10` stays itself. For the workbooks of set theory relationship mapping,
//! saved as CSV, the subject column is `FDE #`, the object column `SCF #`, the relation `STRM Relationship`.
//!
//! ```
//! use itsm::{mapping::{Relation, columns::{self, Columns}, vocabulary::Vocabulary}, source::FileText};
//! use itsm::source::Limits;
//!
//! let file = FileText::new("strm.csv", "FDE #,STRM Relationship,SCF #,Strength\n5.10,Intersects With,GOV-01,5\n");
//! let columns = Columns { strength: Some("Strength".to_owned()), ..Columns::new("FDE #", "SCF #", "STRM Relationship", Vocabulary::Strm) };
//! let (set, findings) = columns::read(&file, &columns, Limits::default());
//! assert!(findings.is_empty(), "{findings:?}");
//! let set = set.unwrap();
//! let row = &set.rows()[0];
//! assert_eq!((row.subject.id.as_str(), row.relation), ("subject:5.10", Relation::OVERLAP));
//! assert_eq!(row.predicate.as_str(), "strm:Intersects With");
//! ```

use std::sync::Arc;

use super::{MappingSet, RationaleKind, Relation, Row, Slots, Strength, Term, TermKind, report::Report, vocabulary::Vocabulary};
use crate::{
    diagnostic::{Code, Findings, nearest, shown},
    document::{Located, Position},
    source::{FileText, Limits},
};

/// Which column holds what. Names are compared without regard to case and to blanks around them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// Ids of the subjects.
    pub subject: String,
    /// Ids of the objects; a blank cell says that the subject has no counterpart.
    pub object: String,
    /// The relation.
    pub relation: String,
    /// The words that the relation column is written in.
    pub vocabulary: Vocabulary,
    /// Titles of the subjects.
    pub subject_label: Option<String>,
    /// Titles of the objects.
    pub object_label: Option<String>,
    /// Reasons; the words `syntactic`, `semantic` and `functional` alone are taken for the kind of reason.
    pub rationale: Option<String>,
    /// The kind of reason, where it has a column of its own.
    pub rationale_kind: Option<String>,
    /// The strength.
    pub strength: Option<String>,
    /// What the strength is measured on, such as `1-10`.
    pub strength_scale: Option<String>,
    /// The framework of the subjects; without one they are outside, `subject:<id>`.
    pub subject_framework: Option<String>,
    /// The framework of the objects.
    pub object_framework: Option<String>,
    /// The line of the header, from 1: what stands before it is not read.
    pub header_line: u32,
    /// The sign between cells; absent means a comma in `*.csv` and a tab in all others.
    pub delimiter: Option<u8>,
}

impl Columns {
    /// The three columns that every table has; the header stands in the first line.
    #[must_use]
    pub fn new(subject: impl Into<String>, object: impl Into<String>, relation: impl Into<String>, vocabulary: Vocabulary) -> Self {
        Self {
            subject: subject.into(),
            object: object.into(),
            relation: relation.into(),
            vocabulary,
            subject_label: None,
            object_label: None,
            rationale: None,
            rationale_kind: None,
            strength: None,
            strength_scale: None,
            subject_framework: None,
            object_framework: None,
            header_line: 1,
            delimiter: None,
        }
    }

    fn optional(&self) -> [Option<&String>; 5] {
        [&self.subject_label, &self.object_label, &self.rationale, &self.rationale_kind, &self.strength].map(Option::as_ref)
    }
}

/// The places of the columns in the header.
struct Places {
    required: [usize; 3],
    optional: [Option<usize>; 5],
    /// All other columns with a name.
    other: Vec<(usize, Arc<str>)>,
    width: usize,
}

/// A record: its cells and where each begins.
struct Record<'row> {
    cells: &'row csv::StringRecord,
    places: Vec<Position>,
}

impl Record<'_> {
    fn cell(&self, index: usize) -> Option<Located<String>> {
        let text = self.cells.get(index)?.trim();
        (!text.is_empty()).then(|| Located::at(text.to_owned(), self.place(index)))
    }

    fn place(&self, index: usize) -> Position {
        self.places.get(index).or(self.places.last()).copied().unwrap_or_default()
    }
}

/// Reads a table.
///
/// The set comes back when the header has the three required columns; it holds the rows without an error, and all
/// further columns as slots under their own names. Time and memory are linear in the text; at most `limits.nodes` rows
/// are read.
///
/// Findings: `missing-column`, `duplicate-key`, `malformed-row`, `unknown-predicate`, `limit-reached`.
#[must_use]
pub fn read(file: &FileText, columns: &Columns, limits: Limits) -> (Option<MappingSet>, Findings) {
    let mut report = Report::new(file);
    let set = table(file, columns, limits, &mut report);
    (set, report.finish())
}

fn table(file: &FileText, columns: &Columns, limits: Limits, report: &mut Report<'_>) -> Option<MappingSet> {
    let csv_name = file.name().to_ascii_lowercase().ends_with(".csv");
    let delimiter = columns.delimiter.unwrap_or(if csv_name { b',' } else { b'\t' });
    let skipped: usize =
        file.text().split_inclusive('\n').take(usize::try_from(columns.header_line.saturating_sub(1)).unwrap_or(usize::MAX)).map(str::len).sum();
    let text = file.text().get(skipped..).unwrap_or_default();
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut scan = Scan { text, offset: 0, line: columns.header_line.max(1), column: 1, delimiter: char::from(delimiter) };
    let mut places = None;
    let mut set = MappingSet::default();
    set.subject_framework = columns.subject_framework.clone().map(Located::new);
    set.object_framework = columns.object_framework.clone().map(Located::new);
    set.curie_map.insert(columns.vocabulary.to_string(), columns.vocabulary.iri().to_owned());
    for (framework, name) in [(&columns.subject_framework, "subject"), (&columns.object_framework, "object")] {
        if framework.is_none() {
            // The table does not say what its ids belong to; they get a space of names of the file's own.
            let stem = file.name().rsplit('/').next().unwrap_or("table");
            let stem: String = stem.chars().map(|sign| if sign.is_ascii_alphanumeric() || sign == '.' { sign } else { '-' }).collect();
            set.curie_map.insert(name.to_owned(), format!("urn:x-table:{stem}:{name}:"));
        }
    }
    let mut count = 0_usize;
    // The text is UTF-8 and flexible, so the reader has no other errors.
    while reader.read_record(&mut record).unwrap_or(false) {
        let start = record.position().map_or(0, csv::Position::byte);
        let end = reader.position().byte();
        let (starts, torn) = scan.record(usize::try_from(start).unwrap_or(usize::MAX), usize::try_from(end).unwrap_or(usize::MAX));
        let record = Record { cells: &record, places: starts };
        if torn {
            report.error(
                Code::MalformedRow,
                "a quote is not closed",
                record.place(0),
                "quotes inside a quoted cell are doubled; the rest of the file is one cell",
            );
            continue;
        }
        let Some(places) = &places else {
            places = Some(header(&record, columns, report)?);
            continue;
        };
        if record.cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        count += 1;
        if count > limits.nodes {
            let message = format!("the table holds more than {} rows", limits.nodes);
            report.error(Code::LimitReached, message, record.place(0), "what stands after this place was not read");
            break;
        }
        if let Some(row) = row(&record, places, columns, report) {
            set.push(row);
        }
    }
    if places.is_none() {
        let top = Position::new(columns.header_line.max(1), 1, 1);
        report.error(Code::MissingColumn, "the file has no table", top, "the first line that is read names the columns");
        return None;
    }
    Some(set)
}

fn header(record: &Record<'_>, columns: &Columns, report: &mut Report<'_>) -> Option<Places> {
    let plain = |name: &str| name.trim().to_lowercase();
    let mut names = rustc_hash::FxHashMap::default();
    let mut other = Vec::new();
    for (index, name) in record.cells.iter().enumerate().filter(|(_, name)| !name.trim().is_empty()) {
        if let std::collections::hash_map::Entry::Vacant(entry) = names.entry(plain(name)) {
            entry.insert(index);
            other.push((index, Arc::from(name.trim())));
        } else {
            let message = format!("the column `{}` stands twice in the header", shown(name));
            report.error(Code::DuplicateKey, message, record.place(index), "the first one counts");
        }
    }
    let mut find = |name: &str, needed: bool| {
        let index = names.get(&plain(name)).copied();
        if index.is_none() {
            let near = nearest(name, record.cells.iter().take(100));
            let help = near.map_or_else(|| "the caller named it".to_owned(), |near| format!("is it the column `{}`?", shown(near)));
            let message = format!("the column `{}` is missing", shown(name));
            let severity = if needed { crate::diagnostic::Severity::Error } else { crate::diagnostic::Severity::Warning };
            report.push(severity, Code::MissingColumn, message, record.place(0), help);
        }
        index
    };
    let required = [&columns.subject, &columns.object, &columns.relation].map(|name| find(name, true));
    let optional = columns.optional().map(|name| name.and_then(|name| find(name, false)));
    let [Some(subject), Some(object), Some(relation)] = required else { return None };
    let required = [subject, object, relation];
    other.retain(|(index, _)| !required.contains(index) && !optional.contains(&Some(*index)));
    Some(Places { required, optional, other, width: record.cells.len() })
}

fn row(record: &Record<'_>, places: &Places, columns: &Columns, report: &mut Report<'_>) -> Option<Row> {
    if let Some((index, _)) = record.cells.iter().enumerate().skip(places.width).find(|(_, cell)| !cell.trim().is_empty()) {
        let message = format!("the row has {} columns, the header {}", record.cells.len(), places.width);
        report.error(Code::MalformedRow, message, record.place(index), "a separator inside a value needs quotes around the value");
        return None;
    }
    let [subject_at, object_at, relation_at] = places.required;
    let (subject, object, word) = (record.cell(subject_at), record.cell(object_at), record.cell(relation_at));
    let gap = subject.is_none() || object.is_none();
    let mut lacks = |name: &str, index: usize| {
        report.error(Code::MalformedRow, format!("the row lacks `{}`", shown(name)), record.place(index), "the row was left out");
    };
    if subject.is_none() && object.is_none() {
        lacks(&columns.subject, subject_at);
        return None;
    }
    // A blank side is no mistake where the row says nothing more, or says itself that there is no relation.
    let said = word.as_ref().and_then(|word| columns.vocabulary.parse(word));
    if gap && word.is_some() && said != Some(Relation::DISJOINT) {
        let (name, index) = if subject.is_none() { (&columns.subject, subject_at) } else { (&columns.object, object_at) };
        lacks(name, index);
        return None;
    }
    if word.is_none() && !gap {
        lacks(&columns.relation, relation_at);
        return None;
    }
    if let (Some(word), None) = (&word, said) {
        let near = nearest(word, columns.vocabulary.tokens());
        let help = near.map_or_else(String::new, |near| format!("did you mean `{near}`? ")) + "all five relations stay open";
        let message = format!("`{}` is not a relation of the vocabulary `{}`", shown(word), columns.vocabulary);
        report.warning(Code::UnknownPredicate, message, record.place(relation_at), &help);
    }
    let [subject_label, object_label, rationale, kind, strength] = places.optional.map(|index| index.and_then(|index| record.cell(index)));
    let mut kind_of = |cell: &Located<String>, strict: bool| {
        let found = cell.parse::<RationaleKind>().ok();
        if found.is_none() && strict {
            let words = ["syntactic", "semantic", "functional"];
            report.word(crate::diagnostic::Severity::Warning, "rationale", cell, cell.position().unwrap_or_default(), &words);
        }
        found
    };
    let from_reason = rationale.as_ref().and_then(|cell| kind_of(cell, false));
    let rationale_kind = kind.as_ref().and_then(|cell| kind_of(cell, true)).or(from_reason);
    let mut other = Slots::default();
    for (index, name) in &places.other {
        if let Some(cell) = record.cell(*index) {
            other.insert(Arc::clone(name), cell.as_str().into());
        }
    }
    let predicate = word.map_or_else(
        || Located::at(super::group::RELATED.to_owned(), record.place(relation_at)),
        |word| Located::at(columns.vocabulary.predicate(&word), record.place(relation_at)),
    );
    let text = |cell: Option<Located<String>>| cell.map(Located::into_inner);
    let subject = term(subject, columns.subject_framework.as_deref(), "subject", text(subject_label), record.place(subject_at));
    let object = term(object, columns.object_framework.as_deref(), "object", text(object_label), record.place(object_at));
    let relation = if gap { Relation::ANY } else { said.unwrap_or(Relation::ANY) };
    Some(Row {
        predicate,
        rationale: if from_reason.is_some() { None } else { text(rationale) },
        rationale_kind,
        strength: strength.and_then(|cell| Strength::from_text(&cell, columns.strength_scale.as_deref())),
        other,
        position: Some(record.place(0)),
        ..Row::new(subject, "", object, relation, "semapv:UnspecifiedMatching")
    })
}

fn term(id: Option<Located<String>>, framework: Option<&str>, name: &str, label: Option<String>, place: Position) -> Term {
    let Some(id) = id else {
        return Term { id: Located::at("sssom:NoTermFound".to_owned(), place), kind: TermKind::Nothing, label: None };
    };
    let (prefix, kind) = framework.map_or((name, TermKind::External), |framework| (framework, TermKind::Element));
    Term { id: Located::at(format!("{prefix}:{}", *id), place), kind, label }
}

/// Finds where cells begin; goes through the text once.
struct Scan<'text> {
    text: &'text str,
    offset: usize,
    line: u32,
    column: u32,
    delimiter: char,
}

impl Scan<'_> {
    /// The beginnings of the cells between two bytes, and whether a quote is left open.
    fn record(&mut self, start: usize, end: usize) -> (Vec<Position>, bool) {
        self.skip(start);
        // The reader begins a record before the line breaks that it skips.
        let breaks = self.text.get(self.offset..).unwrap_or_default();
        let breaks = breaks.len() - breaks.trim_start_matches(['\n', '\r']).len();
        self.skip(self.offset.saturating_add(breaks));
        let mut places = vec![Position::new(self.line, self.column, 1)];
        let mut quoted = false;
        let mut fresh = true;
        for sign in self.text.get(self.offset..end.max(self.offset)).unwrap_or_default().chars() {
            let next = !quoted && sign == self.delimiter;
            if sign == '"' && (quoted || fresh) {
                quoted = !quoted;
            }
            self.step(sign);
            // Behind a closing quote another one opens again: a doubled quote inside.
            fresh = next || (sign == '"' && !quoted);
            if next {
                places.push(Position::new(self.line, self.column, 1));
            }
        }
        (places, quoted)
    }

    fn skip(&mut self, to: usize) {
        for sign in self.text.get(self.offset..to.max(self.offset)).unwrap_or_default().chars() {
            self.step(sign);
        }
    }

    fn step(&mut self, sign: char) {
        self.offset = self.offset.saturating_add(sign.len_utf8());
        if sign == '\n' {
            self.line = self.line.saturating_add(1);
            self.column = 1;
        } else {
            self.column = self.column.saturating_add(1);
        }
    }
}
