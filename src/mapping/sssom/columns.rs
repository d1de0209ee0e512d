//! Which column of the table shows which field of a row, and what it says there.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::{
    model::{self, Kind},
    names::Names,
    text,
};
use crate::mapping::{Relation, Row, StrengthValue, Term, TermKind, predicate, vocabulary::Vocabulary};
use crate::{
    framework::definition::{Authority, Review, Standing},
    mapping::Origin,
};

/// The type of a side that is a text without an id.
pub(super) const LITERAL: &str = "rdfs literal";
/// What stands for no counterpart, now and before 1.0.
pub(super) const NOTHING: [&str; 2] = ["sssom:NoTermFound", "sssom:NoMapping"];

/// A field of a row that a column shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    SubjectId,
    SubjectLabel,
    SubjectType,
    Predicate,
    Modifier,
    ObjectId,
    ObjectLabel,
    ObjectType,
    Justification,
    Source,
    Confidence,
    Relation,
    Rationale,
    RationaleKind,
    Strength,
    StrengthScale,
    Standing,
    Authority,
    Review,
    Origin,
    /// A slot that is kept as text.
    Other,
}

/// Columns of fields, ours last.
const FIELDS: [(&str, Field); 20] = [
    ("subject_id", Field::SubjectId),
    ("subject_label", Field::SubjectLabel),
    ("subject_type", Field::SubjectType),
    ("predicate_id", Field::Predicate),
    ("predicate_modifier", Field::Modifier),
    ("object_id", Field::ObjectId),
    ("object_label", Field::ObjectLabel),
    ("object_type", Field::ObjectType),
    ("mapping_justification", Field::Justification),
    ("mapping_source", Field::Source),
    ("confidence", Field::Confidence),
    ("ext_relation", Field::Relation),
    ("ext_rationale", Field::Rationale),
    ("ext_rationale_kind", Field::RationaleKind),
    ("ext_strength", Field::Strength),
    ("ext_strength_scale", Field::StrengthScale),
    ("ext_standing", Field::Standing),
    ("ext_authority", Field::Authority),
    ("ext_review", Field::Review),
    ("ext_origin", Field::Origin),
];

/// Extension columns that show fields of ours.
pub(super) fn ours() -> impl Iterator<Item = (&'static str, Field)> {
    FIELDS.into_iter().filter(|(name, _)| name.starts_with("ext_"))
}

/// The field that a column shows.
pub(super) fn field(name: &str) -> Field {
    FIELDS.iter().find(|(known, _)| *known == name).map_or(Field::Other, |(_, field)| *field)
}

/// A column of the table.
#[derive(Clone, Debug)]
pub(super) struct Column<'set> {
    pub(super) name: &'set str,
    pub(super) field: Field,
    pub(super) kind: Kind,
    /// Whether ids have to be spelt anew.
    pub(super) respell: bool,
}

impl<'set> Column<'set> {
    pub(super) fn new(name: &'set str, respell: bool) -> Self {
        Self { name, field: field(name), kind: model::of_mapping(name).map_or(Kind::Text, |slot| slot.kind), respell }
    }
}

/// What predicates say, looked up once each.
#[derive(Debug, Default)]
pub(super) struct Readings<'set>(FxHashMap<(&'set str, bool), Relation>);

impl<'set> Readings<'set> {
    /// What a reader takes the row to say when no relation is stated.
    pub(super) fn of(&mut self, row: &'set Row) -> Relation {
        if row.subject.kind == TermKind::Nothing || row.object.kind == TermKind::Nothing {
            return Relation::ANY;
        }
        let read = || predicate::relation_of(&row.predicate, row.negated).unwrap_or(Relation::ANY);
        *self.0.entry((row.predicate.as_str(), row.negated)).or_insert_with(read)
    }

    fn known(&self, row: &Row) -> Relation {
        if row.subject.kind == TermKind::Nothing || row.object.kind == TermKind::Nothing {
            return Relation::ANY;
        }
        self.0.get(&(row.predicate.as_str(), row.negated)).copied().unwrap_or(Relation::ANY)
    }
}

/// Whether a text says something.
pub(super) fn stated(text: &str) -> Option<&str> {
    // Most texts begin with a letter.
    if text.as_bytes().first().is_some_and(u8::is_ascii_graphic) || !text.trim().is_empty() { Some(text) } else { None }
}

/// Whether a predicate is a word of another format, which may hold blanks.
pub(super) fn is_word(predicate: &str) -> bool {
    let prefix = predicate.split_once(':').and_then(|(prefix, _)| prefix.parse::<Vocabulary>().ok());
    matches!(prefix, Some(Vocabulary::Ciso | Vocabulary::Strm | Vocabulary::Oscal))
}

fn id<'row>(term: &'row Term, literal: Option<&'row str>, respell: bool, names: &Names<'_>) -> Cow<'row, str> {
    match term.kind {
        TermKind::Element if names.renames() => names.spell_element(&term.id),
        TermKind::External if respell => names.spell(&term.id, false),
        TermKind::Element | TermKind::External => Cow::Borrowed(term.id.as_str()),
        TermKind::Literal => Cow::Borrowed(literal.unwrap_or_default()),
        TermKind::Nothing => NOTHING.iter().find(|word| **word == *term.id).or(NOTHING.first()).copied().unwrap_or_default().into(),
    }
}

fn label(term: &Term) -> &str {
    let text = if term.kind == TermKind::Literal { Some(term.id.as_str()) } else { term.label.as_deref() };
    text.and_then(stated).unwrap_or_default()
}

fn kind<'row>(term: &Term, row: &'row Row, slot: &str) -> &'row str {
    if term.kind == TermKind::Literal { LITERAL } else { row.slot(slot).unwrap_or_default() }
}

/// What a column says of a row; empty when it says nothing.
pub(super) fn cell<'row>(column: &Column<'_>, row: &'row Row, names: &Names<'_>, readings: &Readings<'_>) -> Cow<'row, str> {
    let word = |word: &'static str, default: bool| Cow::Borrowed(if default { "" } else { word });
    match column.field {
        Field::SubjectId => id(&row.subject, row.slot("subject_id"), column.respell, names),
        Field::SubjectLabel => Cow::Borrowed(label(&row.subject)),
        Field::SubjectType => Cow::Borrowed(kind(&row.subject, row, "subject_type")),
        Field::ObjectId => id(&row.object, row.slot("object_id"), column.respell, names),
        Field::ObjectLabel => Cow::Borrowed(label(&row.object)),
        Field::ObjectType => Cow::Borrowed(kind(&row.object, row, "object_type")),
        Field::Predicate if column.respell => {
            let spelt = names.spell(&row.predicate, false);
            if spelt.contains(' ') { Cow::Owned(spelt.replace(' ', "%20")) } else { spelt }
        }
        Field::Predicate => Cow::Borrowed(row.predicate.as_str()),
        Field::Modifier => word("Not", !row.negated),
        Field::Justification => reference(column, &row.justification, names),
        Field::Source => reference(column, row.source.as_deref().unwrap_or_default(), names),
        Field::Confidence => row.confidence.map_or(Cow::Borrowed(""), |number| rounded(number.to_string().into())),
        Field::Relation if row.relation == readings.known(row) => Cow::Borrowed(""),
        Field::Relation => Cow::Owned(row.relation.to_string()),
        Field::Rationale => Cow::Borrowed(row.rationale.as_deref().and_then(stated).unwrap_or_default()),
        Field::RationaleKind => Cow::Borrowed(row.rationale_kind.map_or("", |kind| kind.as_str())),
        Field::Strength => row.strength.as_ref().map_or(Cow::Borrowed(""), |strength| match &strength.value {
            StrengthValue::Number(number) => Cow::Owned(number.to_string()),
            StrengthValue::Text(text) => Cow::Borrowed(text.as_str()),
        }),
        Field::StrengthScale => Cow::Borrowed(row.strength.as_ref().and_then(|strength| stated(strength.scale.as_deref()?)).unwrap_or_default()),
        Field::Standing => word(row.standing.as_str(), row.standing == Standing::Unconfirmed),
        Field::Authority => word(row.authority.as_str(), row.authority == Authority::ThirdParty),
        Field::Review => word(row.review.as_str(), row.review == Review::Draft),
        Field::Origin => word(row.origin.as_str(), row.origin == Origin::Stated),
        Field::Other => {
            let text = row.slot(column.name).and_then(stated).unwrap_or_default();
            match column.kind {
                Kind::Number => rounded(Cow::Borrowed(text)),
                Kind::Reference | Kind::References => reference(column, text, names),
                Kind::Text | Kind::Texts => Cow::Borrowed(text),
            }
        }
    }
}

fn rounded(number: Cow<'_, str>) -> Cow<'_, str> {
    match number {
        Cow::Borrowed(number) => text::number(number).unwrap_or(Cow::Borrowed(number)),
        Cow::Owned(number) => match text::number(&number) {
            Some(Cow::Owned(short)) => Cow::Owned(short),
            _ => Cow::Owned(number),
        },
    }
}

fn reference<'row>(column: &Column<'_>, text: &'row str, names: &Names<'_>) -> Cow<'row, str> {
    if column.respell { respelt(column.name, column.kind, text, names) } else { Cow::Borrowed(text) }
}

/// Ids of a slot, spelt with the prefixes of the set.
pub(super) fn respelt<'text>(slot: &str, kind: Kind, text: &'text str, names: &Names<'_>) -> Cow<'text, str> {
    if !kind.is_list() {
        return names.spell(text, matches!(slot, "subject_source" | "object_source"));
    }
    let mut cell = String::with_capacity(text.len());
    for (index, item) in text::split(text).enumerate() {
        text::join(&mut cell, index == 0, &names.spell(&item, false));
    }
    Cow::Owned(cell)
}
