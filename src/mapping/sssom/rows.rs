//! The header and the rows of the table: from cells to [`Row`]s, with everything that is wrong in them.

use std::{
    collections::{HashMap, hash_map::Entry},
    str::FromStr,
    sync::Arc,
};

use indexmap::IndexMap;
use strum::IntoEnumIterator;

use super::{
    curie::{Fault, Id},
    metadata::{Metadata, undeclared},
    slots,
    table::Cell,
};
use crate::{
    diagnostic::{Code, Severity, nearest, shown},
    document::{Located, Position},
    framework::definition::{Authority, Review, Standing},
    mapping::{MappingSet, Origin, RationaleKind, Relation, RelationError, Row, Slots, Strength, Term, TermKind, predicate, report::Report},
};

/// The type of a side that is a text without an id.
const LITERAL: &str = "rdfs literal";

/// Longest name of a column in bytes: a name is looked up in every row.
pub(super) const LONGEST: usize = 200;

/// A column of the table.
struct Column {
    name: Arc<str>,
    /// Whether it has a name that no column before it has.
    first: bool,
    /// Whether it fills a field of a row.
    field: bool,
    /// Whether its values are CURIEs that are checked and otherwise kept as text.
    reference: bool,
    range: Option<(f64, f64)>,
    /// Whether any row has a value here.
    used: bool,
}

/// Reads rows by the columns of a header.
pub(super) struct Rows {
    columns: Vec<Column>,
    places: HashMap<Arc<str>, usize>,
}

/// One record, seen through the header.
struct Record<'row> {
    cells: &'row [Cell],
    places: &'row HashMap<Arc<str>, usize>,
}

impl<'row> Record<'row> {
    fn cell(&self, name: &str) -> Option<&'row Cell> {
        self.cells.get(*self.places.get(name)?)
    }

    /// The cell when there is something in it.
    fn value(&self, name: &str) -> Option<&'row Cell> {
        self.cell(name).filter(|cell| !cell.text.trim().is_empty())
    }

    fn text(&self, name: &str) -> Option<String> {
        self.value(name).map(|cell| cell.text.clone())
    }

    /// The place of a cell, or of the row when there is no such column.
    fn place(&self, name: &str) -> Position {
        self.cell(name).or(self.cells.first()).map(|cell| cell.position).unwrap_or_default()
    }
}

impl Rows {
    /// Reads the header and reports missing, repeated and unknown columns.
    pub(super) fn new(header: Vec<Cell>, metadata: &Metadata, report: &mut Report<'_>, delimiter: u8) -> Self {
        let mut places = HashMap::with_capacity(header.len());
        let mut columns = Vec::with_capacity(header.len());
        let top = header.first().map(|cell| cell.position).unwrap_or_default();
        let single = header.len() == 1;
        for (index, cell) in header.into_iter().enumerate() {
            if cell.torn {
                report.error(Code::MalformedRow, "the quotes of this column name do not pair".to_owned(), cell.position, QUOTES);
            }
            let name: Arc<str> = if cell.text.len() > LONGEST {
                let message = format!("the column name `{}` is longer than {LONGEST} bytes", shown(&cell.text));
                report.error(Code::MalformedRow, message, cell.position, "shorten it; the column was not read");
                Arc::default()
            } else {
                cell.text.into()
            };
            let first = !name.is_empty() && !places.contains_key(&name);
            if first {
                places.insert(Arc::clone(&name), index);
            } else if !name.is_empty() {
                let message = format!("the column `{}` stands twice in the header", shown(&name));
                report.error(Code::DuplicateKey, message, cell.position, "keep one of them; the first one counts");
            }
            unknown(&name, cell.position, metadata, report);
            let field = slots::FIELDS.contains(&name.as_ref());
            let reference = slots::is_reference(&name) && !matches!(name.as_ref(), "subject_id" | "object_id" | "predicate_id");
            columns.push(Column { first, field, reference, range: slots::range(&name), used: false, name });
        }
        let rows = Self { columns, places };
        for name in slots::REQUIRED {
            if !rows.places.contains_key(name) && !rows.may_lack(name, metadata) {
                let help = if single {
                    let sign = if delimiter == b',' { "commas" } else { "tabs" };
                    format!("the columns of this file are separated by {sign}")
                } else {
                    let near = nearest(
                        name,
                        rows.columns.iter().take(100).map(|column| column.name.as_ref()).filter(|other| !slots::REQUIRED.contains(other)),
                    );
                    near.map_or_else(|| "every mapping needs it".to_owned(), |near| format!("is it the column `{}`?", shown(near)))
                };
                report.error(Code::MissingColumn, format!("the column `{name}` is missing"), top, &help);
            }
        }
        rows
    }

    /// Whether a side's id column may be left out, because the side holds texts without ids.
    fn may_lack(&self, name: &str, metadata: &Metadata) -> bool {
        let Some(side) = name.strip_suffix("_id").filter(|side| matches!(*side, "subject" | "object")) else { return false };
        let has = |slot: &str| self.places.contains_key(format!("{side}_{slot}").as_str());
        has("label") && (has("type") || metadata.text(&format!("{side}_type")) == Some(LITERAL))
    }

    /// Whether any row has a value in a column.
    pub(super) fn has_values(&self, name: &str) -> bool {
        self.places.get(name).and_then(|index| self.columns.get(*index)).is_some_and(|column| column.used)
    }

    /// Reads a row; none when an error was found in it.
    pub(super) fn read(&mut self, cells: &[Cell], metadata: &Metadata, report: &mut Report<'_>) -> Option<Row> {
        let errors = report.errors();
        self.width(cells, report);
        if report.errors() > errors {
            // The cells may stand in the wrong columns.
            return None;
        }
        for (column, cell) in self.columns.iter_mut().zip(cells).filter(|(_, cell)| !cell.text.trim().is_empty()) {
            column.used = true;
            column.check(cell, metadata, report);
        }
        let record = Record { cells, places: &self.places };
        let subject = side("subject", &record, metadata, report);
        let predicate = required("predicate_id", &record, report).and_then(|cell| id(cell, metadata, report)).map(word_of_another_format);
        let object = side("object", &record, metadata, report);
        let justification = required("mapping_justification", &record, report);
        let negated = negation(&record, report);
        let stated = stated(&record, report);
        let standing = word::<Standing>("ext_standing", &record, report);
        let authority = word::<Authority>("ext_authority", &record, report);
        let review = word::<Review>("ext_review", &record, report);
        let origin = word::<Origin>("ext_origin", &record, report);
        let rationale_kind = word::<RationaleKind>("ext_rationale_kind", &record, report);
        let strength = strength(&record, report);
        let (subject, predicate, object, justification) = (subject?, predicate?, object?, justification?);
        let gap = subject.kind == TermKind::Nothing || object.kind == TermKind::Nothing;
        let relation = relation(&predicate, negated, stated, gap, &record, report);
        if report.errors() > errors {
            return None;
        }
        Some(Row {
            predicate: Located::at(predicate.text, record.place("predicate_id")),
            negated,
            relation,
            origin: origin.unwrap_or_default(),
            justification: justification.text.clone(),
            rationale: record.text("ext_rationale"),
            rationale_kind,
            strength,
            source: record.text("mapping_source"),
            confidence: record.value("confidence").and_then(|cell| cell.text.trim().parse().ok()),
            standing: standing.unwrap_or(Standing::Unconfirmed),
            authority: authority.unwrap_or(Authority::ThirdParty),
            review: review.unwrap_or(Review::Draft),
            other: self.others(cells, &subject, &object),
            inherited: Arc::default(),
            position: cells.first().map(|cell| cell.position),
            subject,
            object,
        })
    }

    /// Reports torn quotes, too few cells, and cells without a column.
    fn width(&self, cells: &[Cell], report: &mut Report<'_>) {
        let errors = report.errors();
        for cell in cells.iter().filter(|cell| cell.torn) {
            report.error(Code::MalformedRow, "the quotes of this cell do not pair".to_owned(), cell.position, QUOTES);
        }
        if report.errors() > errors {
            return;
        }
        let (found, wanted) = (cells.len(), self.columns.len());
        let message = || format!("the row has {found} columns, the header {wanted}");
        if found < wanted {
            let place = cells.last().map(|cell| cell.position).unwrap_or_default();
            let first = cells.first().is_some_and(|cell| cell.text.starts_with('#'));
            let help = if first {
                "the table holds no comments; metadata stands before the header"
            } else {
                "empty cells at the end of a row need their separators too"
            };
            report.error(Code::MalformedRow, message(), place, help);
        }
        if let Some(cell) = cells.iter().skip(wanted).find(|cell| !cell.text.trim().is_empty()) {
            report.error(
                Code::MalformedRow,
                message(),
                cell.position,
                "this cell stands under no column; a separator inside a value needs quotes around the value",
            );
        }
        for (_, cell) in self.columns.iter().zip(cells).filter(|(column, cell)| column.name.is_empty() && !cell.text.trim().is_empty()) {
            report.error(
                Code::MalformedRow,
                "this cell stands under a column without a name".to_owned(),
                cell.position,
                "name the column in the header",
            );
        }
    }

    /// The columns that fill no field.
    fn others(&self, cells: &[Cell], subject: &Term, object: &Term) -> Slots {
        let mut other: Slots = IndexMap::new();
        for (column, cell) in self.columns.iter().zip(cells) {
            // The id of a literal is no id of ours, but it is kept.
            let literal = match column.name.as_ref() {
                "subject_id" => subject.kind == TermKind::Literal,
                "object_id" => object.kind == TermKind::Literal,
                _ => false,
            };
            if (literal || !column.field) && !cell.text.is_empty() && column.first {
                other.insert(Arc::clone(&column.name), cell.text.as_str().into());
            }
        }
        other
    }
}

const QUOTES: &str = "a cell that begins with a quote ends with one, and quotes inside it are doubled";

/// Reports a column that the format does not know.
fn unknown(name: &str, place: Position, metadata: &Metadata, report: &mut Report<'_>) {
    if name.is_empty() || report.is_full() || slots::columns().any(|known| known == name) || metadata.extends(name) {
        return;
    }
    let help = match name.strip_prefix("ext_") {
        Some(rest) => match nearest(rest, slots::OURS) {
            Some(near) => format!("did you mean `ext_{near}`? otherwise declare the column in `extension_definitions`"),
            None => return,
        },
        None => nearest(name, slots::columns())
            .map_or_else(|| "columns of your own begin with `ext_`".to_owned(), |near| format!("did you mean `{near}`?")),
    };
    let message = format!("`{}` is not a column of a mapping", shown(name));
    report.push(Severity::Warning, Code::UnknownKey, message, place, Some(help));
}

impl Column {
    /// Reports numbers out of range and undeclared prefixes.
    fn check(&self, cell: &Cell, metadata: &Metadata, report: &mut Report<'_>) {
        if let Some((least, most)) = self.range
            && !cell.text.trim().parse::<f64>().is_ok_and(|number| (least..=most).contains(&number))
        {
            let message = format!("`{}` must be a number from {least} to {most}, found `{}`", self.name, shown(&cell.text));
            report.error(Code::MalformedRow, message, cell.position, "write a number with a point");
        }
        if !self.reference {
            return;
        }
        // Several ids are joined by bars. In a quoted cell the text begins one column later.
        let quoted = u32::from(cell.text.contains(['\t', '\n', '\r', '"']));
        let mut column = cell.position.column().saturating_add(quoted);
        for part in cell.text.split('|') {
            let length = u32::try_from(part.chars().count()).unwrap_or(u32::MAX);
            let place = Position::new(cell.position.line(), column, length.max(1));
            match metadata.prefixes.resolve(part.trim()) {
                Err(Fault::Undeclared(prefix)) => undeclared(&metadata.prefixes, part.trim(), prefix, place, report),
                Err(Fault::NoPrefix | Fault::Blanks) if !part.trim().is_empty() => {
                    let message = format!("`{}` in `{}` is not a CURIE", shown(part), self.name);
                    report.push(Severity::Warning, Code::MalformedRow, message, place, Some(CURIE.to_owned()));
                }
                Err(Fault::NoPrefix | Fault::Blanks) | Ok(_) => {}
            }
            column = column.saturating_add(length).saturating_add(1);
        }
    }
}

const CURIE: &str = "write `prefix:id` with a prefix of `curie_map`";

/// A cell that must hold something.
fn required<'row>(name: &str, record: &Record<'row>, report: &mut Report<'_>) -> Option<&'row Cell> {
    let cell = record.value(name);
    // A column that is missing as a whole is reported once, with the header.
    if cell.is_none() && record.cell(name).is_some() {
        report.error(Code::MalformedRow, format!("the row lacks `{name}`"), record.place(name), "every mapping needs it");
    }
    cell
}

/// The id in a cell.
fn id(cell: &Cell, metadata: &Metadata, report: &mut Report<'_>) -> Option<Id> {
    match metadata.prefixes.resolve(&cell.text) {
        Ok(id) => return Some(id),
        Err(Fault::Undeclared(prefix)) => undeclared(&metadata.prefixes, &cell.text, prefix, cell.position, report),
        Err(Fault::NoPrefix) => report.error(Code::MalformedRow, format!("`{}` is not a CURIE", shown(&cell.text)), cell.position, CURIE),
        Err(Fault::Blanks) => {
            report.error(Code::MalformedRow, format!("`{}` begins or ends with a blank", shown(&cell.text)), cell.position, "take the blank out");
        }
    }
    None
}

/// The subject or the object of a row.
fn side(side: &str, record: &Record<'_>, metadata: &Metadata, report: &mut Report<'_>) -> Option<Term> {
    let [id_slot, label_slot, type_slot] = ["id", "label", "type"].map(|slot| format!("{side}_{slot}"));
    let label = record.text(&label_slot);
    let kind = match record.cell(&type_slot) {
        Some(cell) => Some(cell.text.trim()),
        None => metadata.text(&type_slot),
    };
    if kind == Some(LITERAL) {
        let Some(text) = label else {
            let message = format!("a literal without `{label_slot}`");
            report.error(Code::MalformedRow, message, record.place(&label_slot), "write the text of the literal as its label");
            return None;
        };
        let id = Located::at(text.clone(), record.place(&label_slot));
        return Some(Term { id, kind: TermKind::Literal, label: Some(text) });
    }
    if record.cell(&id_slot).is_none() && record.cell(&label_slot).is_some() && record.cell(&type_slot).is_some() {
        let message = format!("the row has no `{id_slot}` and is not a literal");
        report.error(Code::MalformedRow, message, record.place(&type_slot), "add the column, or write `rdfs literal` here");
        return None;
    }
    let cell = required(&id_slot, record, report)?;
    let id = id(cell, metadata, report)?;
    let kind = match id.text.as_str() {
        // The second is the name of drafts before 1.0.
        "sssom:NoTermFound" | "sssom:NoMapping" => TermKind::Nothing,
        _ if id.ours => TermKind::Element,
        _ => TermKind::External,
    };
    Some(Term { id: Located::at(id.text, cell.position), kind, label })
}

/// Whether the predicate is negated.
fn negation(record: &Record<'_>, report: &mut Report<'_>) -> bool {
    match record.value("predicate_modifier") {
        None => false,
        Some(cell) if cell.text.trim() == "Not" => true,
        Some(cell) => {
            let message = format!("`{}` is not a predicate modifier", shown(&cell.text));
            report.error(Code::MalformedRow, message, cell.position, "write `Not`, or leave the cell empty");
            false
        }
    }
}

/// The relation that the row states beside its predicate.
fn stated(record: &Record<'_>, report: &mut Report<'_>) -> Option<Relation> {
    let cell = record.value("ext_relation")?;
    let refuse = |error: RelationError| report.error(Code::MalformedRow, error.to_string(), cell.position, &error.help());
    Relation::from_str(&cell.text).map_err(refuse).ok()
}

/// The strength of the link.
fn strength(record: &Record<'_>, report: &mut Report<'_>) -> Option<Strength> {
    let scale = record.value("ext_strength_scale");
    let strength = record.value("ext_strength").and_then(|cell| Strength::from_text(&cell.text, scale.map(|cell| cell.text.as_str())));
    if let (Some(scale), None) = (scale, &strength) {
        let message = "the row names a scale but no strength on it".to_owned();
        report.push(Severity::Warning, Code::MalformedRow, message, scale.position, Some("fill `ext_strength`, or leave the scale out".to_owned()));
    }
    strength
}

/// The predicate; blanks of words of other formats are written as `%20`.
fn word_of_another_format(mut predicate: Id) -> Id {
    if predicate.text.contains("%20") && super::columns::is_word(&predicate.text) {
        predicate.text = predicate.text.replace("%20", " ");
    }
    predicate
}

/// A word of a closed vocabulary.
fn word<W>(name: &str, record: &Record<'_>, report: &mut Report<'_>) -> Option<W>
where
    W: FromStr + IntoEnumIterator + Into<&'static str>,
{
    let cell = record.value(name)?;
    let text = cell.text.trim();
    if let Ok(word) = W::from_str(text) {
        return Some(word);
    }
    let words: Vec<&'static str> = W::iter().map(Into::into).collect();
    let list = format!("the words are `{}`", words.join("`, `"));
    let help = nearest(text, words).map_or_else(|| list.clone(), |near| format!("did you mean `{near}`? {list}"));
    report.error(Code::MalformedRow, format!("`{}` is not a word of `{name}`", shown(text)), cell.position, &help);
    None
}

/// What the row as a whole says: the stated relation, or else what the predicate says.
///
/// The stated one counts as it stands, even where the predicate says less or more: weaker is always safe.
fn relation(predicate: &Id, negated: bool, stated: Option<Relation>, gap: bool, record: &Record<'_>, report: &mut Report<'_>) -> Relation {
    let known = predicate::relation_of(&predicate.text, negated);
    if known.is_none() {
        let near = if report.is_full() { None } else { nearest(&predicate.text, predicate::names()) };
        let reading = if stated.is_some() { "only `ext_relation` counts" } else { "all five relations stay open; `ext_relation` can say which hold" };
        let help = near.map_or_else(|| reading.to_owned(), |near| format!("did you mean `{near}`? {reading}"));
        let message = format!("the predicate `{}` has no known relation", shown(&predicate.text));
        report.push(Severity::Warning, Code::UnknownPredicate, message, record.place("predicate_id"), Some(help));
    }
    let from_predicate = if gap { Relation::ANY } else { known.unwrap_or(Relation::ANY) };
    let Some(stated) = stated else { return from_predicate };
    if stated.intersect(from_predicate).is_none() {
        let not = if negated { "negated " } else { "" };
        let message = format!("the relation `{stated}` and the {not}predicate `{}` exclude each other", predicate.text);
        let help = format!("the predicate says `{from_predicate}`; change one of them");
        report.error(Code::RelationConflict, message, record.place("ext_relation"), &help);
    }
    stated
}

/// Reports rows that say again what an earlier row says.
pub(super) fn repeated(set: &MappingSet, report: &mut Report<'_>) {
    let mut seen = HashMap::with_capacity(set.rows().len());
    for row in set.rows() {
        let key = (row.subject.id.as_str(), row.subject.kind, row.predicate.as_str(), row.negated, row.object.id.as_str(), row.object.kind);
        let line = row.position.unwrap_or_default().line();
        match seen.entry(key) {
            Entry::Vacant(entry) => {
                entry.insert(line);
            }
            Entry::Occupied(entry) => {
                let message = format!("`{}` {} `{}` is stated before", shown(&row.subject.id), shown(&row.predicate), shown(&row.object.id));
                let place = row.subject.id.position().unwrap_or_default();
                let help = format!("line {} says it already; keep one, or tell them apart by the predicate", entry.get());
                report.push(Severity::Warning, Code::RepeatedRow, message, place, Some(help));
            }
        }
    }
}
