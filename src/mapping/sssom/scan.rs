//! One pass over the rows of a set: which slots they use, what all of them share, and what cannot be written.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    Writing,
    columns::{Column, Field, LITERAL, NOTHING, Readings, field, is_word, stated},
    extensions::Definitions,
    model::{self, Kind, Version},
    names::{Fault, Names},
    plan::{Form, Report, our_columns},
    slots, text,
};
use crate::{
    diagnostic::{Code, Severity, shown},
    framework::definition::{Authority, Review, Standing},
    mapping::{MappingSet, Origin, Row, Slots, Strength, StrengthValue, Term, TermKind},
};

/// What the rows say in one slot.
#[derive(Debug, Default)]
struct Tally<'set> {
    /// Rows with a value of their own.
    own: usize,
    /// The value, as long as it is the same everywhere.
    value: Option<&'set str>,
    mixed: bool,
    respell: bool,
    slot: Option<&'static model::Slot>,
    known: bool,
}

impl<'set> Tally<'set> {
    fn add(&mut self, value: &'set str) {
        match self.value {
            None => self.value = Some(value),
            Some(known) => self.mixed |= known != value,
        }
    }
}

/// Rows that inherit the same slots.
#[derive(Debug)]
struct Heirs<'set> {
    slots: &'set Slots,
    rows: usize,
    /// How many of them have a value of their own instead.
    own: FxHashMap<&'set str, usize>,
}

/// What was found in the rows.
pub(super) struct Scan<'set> {
    rows: &'set [Row],
    form: Form,
    used: FxHashSet<u8>,
    respell: FxHashSet<u8>,
    slots: FxHashMap<&'set str, Tally<'set>>,
    heirs: Vec<Heirs<'set>>,
    new: FxHashSet<&'set str>,
    rounded: usize,
    loose: FxHashMap<&'set str, usize>,
    strange: FxHashMap<&'set str, &'set str>,
    pub(super) readings: Readings<'set>,
}

impl<'set> Scan<'set> {
    pub(super) fn new(rows: &'set [Row], form: Form) -> Self {
        Self {
            rows,
            form,
            used: FxHashSet::default(),
            respell: FxHashSet::default(),
            slots: FxHashMap::default(),
            heirs: Vec::new(),
            new: FxHashSet::default(),
            rounded: 0,
            loose: FxHashMap::default(),
            strange: FxHashMap::default(),
            readings: Readings::default(),
        }
    }

    pub(super) fn run(&mut self, names: &mut Names<'set>, definitions: &Definitions, report: &mut Report) {
        let mut found = Vec::new();
        for (index, row) in self.rows.iter().enumerate() {
            self.row(row, names, definitions, &mut found);
            for (code, message, help) in found.drain(..) {
                report.row(index, row, code, &message, &help);
            }
        }
        for heirs in std::mem::take(&mut self.heirs) {
            for (name, value) in heirs.slots.iter().filter(|(_, value)| stated(value).is_some()) {
                if heirs.own.get(name.as_ref()).copied().unwrap_or_default() < heirs.rows {
                    self.slot(name, value, names, definitions, &mut found);
                    if let Some(tally) = self.slots.get_mut(name.as_ref()) {
                        tally.add(value);
                    }
                }
            }
            self.heirs.push(heirs);
        }
        for (code, message, help) in found {
            report.set(Severity::Error, code, message, &help);
        }
        self.remarks(report);
    }

    /// What was changed or is not as the format wants it, without being wrong.
    fn remarks(&self, report: &mut Report) {
        if self.rounded > 0 {
            let message = format!("numbers of {} rows were rounded to three decimals", self.rounded);
            report.set(Severity::Note, Code::MalformedRow, message, "the format writes no more; keep the set in JSON of this program to keep them");
        }
        let mut strange: Vec<_> = self.strange.iter().collect();
        strange.sort_unstable();
        for (name, value) in strange {
            let (message, help) = unusual(name, value);
            report.set(Severity::Warning, Code::UnknownValue, message, help);
        }
        let mut loose: Vec<_> = self.loose.iter().collect();
        loose.sort_unstable();
        for (name, count) in loose {
            let message = format!("`{name}` holds text that is no CURIE ({count} times)");
            report.set(Severity::Warning, Code::MalformedRow, message, "other readers may drop it; write `prefix:id` with a prefix of `curie_map`");
        }
    }

    fn row(&mut self, row: &'set Row, names: &mut Names<'set>, definitions: &Definitions, found: &mut Vec<Fail>) {
        self.inherit(row);
        self.side(&row.subject, row, [Field::SubjectId, Field::SubjectLabel], "subject", names, found);
        self.side(&row.object, row, [Field::ObjectId, Field::ObjectLabel], "object", names, found);
        self.predicate(row, names, found);
        if row.justification.trim().is_empty() {
            found.push((
                Code::MalformedRow,
                "`mapping_justification` is empty".to_owned(),
                "say how the mapping was found, such as `semapv:ManualMappingCuration`".to_owned(),
            ));
        } else {
            self.field_reference(Field::Justification, "mapping_justification", &row.justification, names, found);
            if model::is_new_value("mapping_justification", &row.justification) {
                self.new.insert("mapping_justification");
            }
        }
        if let Some(source) = row.source.as_deref().and_then(stated) {
            self.field_reference(Field::Source, "mapping_source", source, names, found);
        }
        self.evidence(row, found);
        for (name, value) in row.other.iter().filter_map(|(name, value)| Some((name, stated(value)?))) {
            let literal = match name.as_ref() {
                "subject_id" => row.subject.kind == TermKind::Literal,
                "object_id" => row.object.kind == TermKind::Literal,
                _ => false,
            };
            if literal {
                self.used.insert(if name.as_ref() == "subject_id" { Field::SubjectId } else { Field::ObjectId } as u8);
                continue;
            }
            self.slot(name, value, names, definitions, found);
            self.own(name, value);
        }
        for (term, slot) in [(&row.subject, "subject_type"), (&row.object, "object_type")] {
            match (term.kind, row.slot(slot)) {
                (TermKind::Literal, None) => {
                    self.slots.entry(slot).or_default();
                    self.own(slot, LITERAL);
                }
                (TermKind::Literal, Some(LITERAL)) => {}
                (TermKind::Literal, Some(other)) => {
                    let message = format!("`{slot}` says `{}` of a text without an id", shown(other));
                    found.push((Code::MalformedRow, message, format!("write `{LITERAL}`")));
                }
                (_, Some(LITERAL)) => {
                    let message = format!("`{slot}` says `{LITERAL}` of `{}`, which has an id", shown(&term.id));
                    found.push((Code::MalformedRow, message, "take the slot out, or make the side a literal".to_owned()));
                }
                _ => {}
            }
        }
    }

    fn inherit(&mut self, row: &'set Row) {
        if row.inherited.is_empty() {
            return;
        }
        let slots = Arc::as_ref(&row.inherited);
        // Rows of one file share their slots and stand together.
        let place = self.heirs.iter().rposition(|heirs| std::ptr::eq(heirs.slots, slots));
        let place = place.or_else(|| self.heirs.iter().rposition(|heirs| heirs.slots == slots)).unwrap_or_else(|| {
            self.heirs.push(Heirs { slots, rows: 0, own: FxHashMap::default() });
            self.heirs.len().saturating_sub(1)
        });
        let Some(heirs) = self.heirs.get_mut(place) else { return };
        heirs.rows = heirs.rows.saturating_add(1);
        for (name, _) in row.other.iter().filter(|(name, _)| heirs.slots.contains_key(name.as_ref())) {
            *heirs.own.entry(name.as_ref()).or_default() += 1;
        }
        for (kind, slot) in [(row.subject.kind, "subject_type"), (row.object.kind, "object_type")] {
            if kind == TermKind::Literal && !row.other.contains_key(slot) && !heirs.slots.contains_key(slot) {
                *heirs.own.entry(slot).or_default() += 1;
            }
        }
    }

    fn own(&mut self, name: &'set str, value: &'set str) {
        if let Some(tally) = self.slots.get_mut(name) {
            tally.own = tally.own.saturating_add(1);
            tally.add(value);
        }
    }

    fn side(&mut self, term: &'set Term, row: &'set Row, fields: [Field; 2], side: &'static str, names: &mut Names<'set>, found: &mut Vec<Fail>) {
        let [id, label] = fields;
        let slot = if side == "subject" { "subject_id" } else { "object_id" };
        if term.label.as_deref().and_then(stated).is_some() || term.kind == TermKind::Literal {
            self.used.insert(label as u8);
        }
        let result = match term.kind {
            TermKind::Element => names.element(&term.id).map(|()| false),
            TermKind::External => {
                if names.means_element(&term.id) || NOTHING.contains(&term.id.as_str()) {
                    let message = format!("`{}` is marked as something outside, but would be read as something else", shown(&term.id));
                    found.push((Code::MalformedRow, message, format!("change the kind of the {side}, or the prefix in `curie_map`")));
                }
                names.reference(&term.id)
            }
            TermKind::Nothing => {
                if !term.id.is_empty() && !NOTHING.contains(&term.id.as_str()) {
                    let message = format!("the {side} is marked as nothing but has the id `{}`", shown(&term.id));
                    found.push((Code::MalformedRow, message, "write `sssom:NoTermFound`".to_owned()));
                }
                Ok(false)
            }
            TermKind::Literal => {
                if stated(&term.id).is_none() || term.label.as_deref().is_some_and(|label| label != term.id.as_str()) {
                    let message = format!("the {side} is a text without an id, but its label says something else");
                    found.push((Code::MalformedRow, message, "the text of a literal stands in both, and is not empty".to_owned()));
                }
                if row.slot(slot).is_none() {
                    return;
                }
                Ok(false)
            }
        };
        self.used.insert(id as u8);
        match result {
            Ok(true) => drop(self.respell.insert(id as u8)),
            Ok(false) => {}
            Err(fault) => {
                let (_, code, message, help) = explain(slot, &term.id, fault, true);
                found.push((code, message, help));
            }
        }
    }

    fn predicate(&mut self, row: &'set Row, names: &mut Names<'set>, found: &mut Vec<Fail>) {
        if row.negated {
            self.used.insert(Field::Modifier as u8);
        }
        let predicate = row.predicate.as_str();
        let result = if is_word(predicate) { names.word(predicate) } else { names.reference(predicate) };
        match result {
            Ok(true) => drop(self.respell.insert(Field::Predicate as u8)),
            Ok(false) => {}
            Err(fault) => {
                let (_, code, message, help) = explain("predicate_id", predicate, fault, true);
                found.push((code, message, help));
            }
        }
        let reading = self.readings.of(row);
        if row.relation != reading {
            self.used.insert(Field::Relation as u8);
        }
        if row.relation.intersect(reading).is_none() {
            let message = format!("the relation `{}` and the predicate `{}` exclude each other", row.relation, shown(predicate));
            found.push((Code::RelationConflict, message, format!("the predicate says `{reading}`; change one of them")));
        }
    }

    fn field_reference(&mut self, field: Field, name: &'static str, text: &'set str, names: &mut Names<'set>, found: &mut Vec<Fail>) {
        self.used.insert(field as u8);
        match names.reference(text) {
            Ok(true) => drop(self.respell.insert(field as u8)),
            Ok(false) => {}
            Err(fault) => self.fault(name, text, fault, found),
        }
    }

    /// A fault in a slot that holds ids but may be read without them.
    fn fault(&mut self, name: &'set str, text: &str, fault: Fault<'_>, found: &mut Vec<Fail>) {
        let (severity, code, message, help) = explain(name, text, fault, false);
        if severity == Severity::Error {
            found.push((code, message, help));
        } else {
            *self.loose.entry(name).or_default() += 1;
        }
    }

    /// Numbers, words and texts about the evidence.
    fn evidence(&mut self, row: &Row, found: &mut Vec<Fail>) {
        let mut used = |field: Field, is: bool| {
            if is {
                self.used.insert(field as u8);
            }
        };
        used(Field::Confidence, row.confidence.is_some());
        used(Field::Rationale, row.rationale.as_deref().and_then(stated).is_some());
        used(Field::RationaleKind, row.rationale_kind.is_some());
        used(Field::Standing, row.standing != Standing::Unconfirmed);
        used(Field::Authority, row.authority != Authority::ThirdParty);
        used(Field::Review, row.review != Review::Draft);
        used(Field::Origin, row.origin != Origin::Stated);
        if let Some(strength) = &row.strength {
            used(Field::Strength, true);
            used(Field::StrengthScale, strength.scale.as_deref().and_then(stated).is_some());
            let fine = match &strength.value {
                StrengthValue::Number(number) => number.is_finite(),
                StrengthValue::Text(text) => Strength::from_text(text, None).is_some_and(|read| read.value == strength.value),
            };
            if !fine {
                let message = "the strength would be read as something else: a number as text, blanks, or no finite number".to_owned();
                found.push((Code::MalformedRow, message, "make numbers numbers, and take blanks out".to_owned()));
            }
        }
        if let Some(number) = row.confidence {
            if !(0.0..=1.0).contains(&number) {
                found.push((Code::MalformedRow, format!("`confidence` must be a number from 0 to 1, found `{number}`"), "a tenth is 0.1".to_owned()));
            }
            self.round(number);
        }
    }

    fn round(&mut self, number: f64) {
        let thousandths = number * 1000.0;
        if (thousandths - thousandths.round()).abs() > 1e-9 {
            self.rounded = self.rounded.saturating_add(1);
        }
    }

    /// A slot that is kept as text, once for each row that has a value of its own.
    fn slot(&mut self, name: &'set str, value: &'set str, names: &mut Names<'set>, definitions: &Definitions, found: &mut Vec<Fail>) {
        let tally = self.slots.entry(name).or_default();
        if !tally.known {
            tally.known = true;
            tally.slot = model::of_mapping(name);
            let taken = !matches!(field(name), Field::Other | Field::SubjectType | Field::ObjectType);
            if taken || name.trim().is_empty() || name.len() > super::rows::LONGEST || name == "mappings" || name.starts_with('@') {
                let message = format!("`{}` cannot be a further slot of a row", shown(name));
                found.push((Code::MalformedRow, message, "it is empty or long, or there is a field for it; choose another name".to_owned()));
            }
        }
        let slot = tally.slot;
        let kind = slot.map_or(Kind::Text, |slot| slot.kind);
        if slot.is_some_and(|slot| slot.since == Version::V1_1)
            || model::is_new_value(name, value)
            || (self.form == Form::Table && kind.is_list() && text::has_escapes(value))
        {
            self.new.insert(name);
        }
        if !model::allows(name, value) {
            self.strange.entry(name).or_insert(value);
        }
        match kind {
            Kind::Number => match (slots::range(name), value.trim().parse::<f64>()) {
                (Some((least, most)), Ok(number)) if (least..=most).contains(&number) => self.round(number),
                (range, _) => {
                    let (least, most) = range.unwrap_or_default();
                    let message = format!("`{name}` must be a number from {least} to {most}, found `{}`", shown(value));
                    found.push((Code::MalformedRow, message, "write a number with a point".to_owned()));
                }
            },
            Kind::Reference => self.references(name, value, &[value], names, found),
            Kind::References => {
                if value.contains('|') {
                    let items: Vec<&'set str> = value.split('|').collect();
                    self.references(name, value, &items, names, found);
                } else {
                    self.references(name, value, &[value], names, found);
                }
            }
            Kind::Text | Kind::Texts if definitions.holds_references(name) => drop(names.mark(value)),
            Kind::Text | Kind::Texts => {}
        }
    }

    fn references(&mut self, name: &'set str, value: &'set str, items: &[&'set str], names: &mut Names<'set>, found: &mut Vec<Fail>) {
        let source = matches!(name, "subject_source" | "object_source") && names.source(value);
        let mut respell = source;
        for item in items.iter().filter(|item| !source && !item.trim().is_empty()) {
            match names.reference(item.trim()) {
                Ok(again) => respell |= again,
                Err(fault) => self.fault(name, item, fault, found),
            }
        }
        if respell && let Some(tally) = self.slots.get_mut(name) {
            tally.respell = true;
        }
    }

    /// Slots and values that 1.0 does not have.
    pub(super) fn needs(&self) -> impl Iterator<Item = &'set str> {
        self.new.iter().copied()
    }

    /// The columns that the rows need, and slots of which all rows say the same, to be written once.
    pub(super) fn columns(&self, set: &'set MappingSet, writing: &Writing, version: Version) -> (Vec<Column<'set>>, Vec<(&'set str, &'set str)>) {
        let mut condensed = Vec::new();
        let uses = |field: Field| self.used.contains(&(field as u8));
        let mut columns: Vec<Column<'set>> = our_columns(uses).collect();
        for slot in &model::MAPPING {
            let field = field(slot.name);
            let needed = match field {
                Field::Other | Field::SubjectType | Field::ObjectType => continue,
                Field::Predicate | Field::Justification => true,
                // A side of texts without ids has no ids.
                Field::SubjectId | Field::ObjectId => uses(field) || self.rows.is_empty(),
                _ => uses(field),
            };
            if needed {
                columns.push(Column::new(slot.name, self.respell.contains(&(field as u8))));
            }
        }
        let mut names: Vec<&&str> = self.slots.keys().collect();
        names.sort_unstable();
        for name in names {
            let Some(tally) = self.slots.get(*name) else { continue };
            if let Some(value) = self.shared(name, tally, set, writing, version) {
                condensed.push((*name, value));
            } else if tally.value.is_some() && !matches!(field(name), Field::SubjectId | Field::ObjectId) {
                columns.push(Column::new(name, tally.respell));
            }
        }
        (columns, condensed)
    }

    /// The value that the set can state for all its rows.
    fn shared(&self, name: &str, tally: &Tally<'set>, set: &MappingSet, writing: &Writing, version: Version) -> Option<&'set str> {
        let value = tally.value.filter(|_| !tally.mixed && self.form != Form::Record)?;
        let said = set.metadata.get(name).filter(|text| !text.trim().is_empty());
        let holds = slots::PROPAGATED.contains(&name) && model::of_set(name).is_some_and(|slot| slot.since <= version);
        let heirs = self.heirs.iter().filter(|heirs| heirs.slots.get(name).is_some_and(|value| stated(value).is_some()));
        let inherited: usize = heirs.map(|heirs| heirs.rows.saturating_sub(heirs.own.get(name).copied().unwrap_or_default())).sum();
        let all = tally.own.saturating_add(inherited) == self.rows.len();
        let free = said.is_none_or(|said| said == value);
        let asked = writing.condense || (tally.own == 0 && said.is_some());
        (holds && all && free && asked).then_some(value)
    }
}

/// What is wrong, and what to do.
type Fail = (Code, String, String);

/// What to say of a value that its slot has no room for.
pub(super) fn unusual(slot: &str, value: &str) -> (String, &'static str) {
    let message = format!("`{}` is no value of `{slot}`", shown(value));
    (
        message,
        if slot.ends_with("date") {
            "write the date as year-month-day; strict readers drop others"
        } else {
            "strict readers drop values outside the list of the format"
        },
    )
}

/// What is wrong with an id; `strict` where no reader takes anything but a CURIE.
pub(super) fn explain(slot: &str, text: &str, fault: Fault<'_>, strict: bool) -> (Severity, Code, String, String) {
    let severity = if strict { Severity::Error } else { Severity::Warning };
    match fault {
        Fault::Undeclared(prefix) => {
            let message = format!("the prefix `{}` of `{}` in `{slot}` is not declared", shown(prefix), shown(text));
            (Severity::Error, Code::UndeclaredPrefix, message, "add it to the set's `curie_map`".to_owned())
        }
        Fault::NoPrefixFor => {
            let message = format!("`{}` in `{slot}` is a full IRI, and no prefix of the set stands for its beginning", shown(text));
            (Severity::Error, Code::UndeclaredPrefix, message, "add a prefix for it to the set's `curie_map`; the table holds CURIEs only".to_owned())
        }
        Fault::NoPrefix => {
            let message = format!("`{}` in `{slot}` is not a CURIE", shown(text));
            (severity, Code::MalformedRow, message, "write `prefix:id` with a prefix of `curie_map`".to_owned())
        }
        Fault::Sign(sign) => {
            let message = format!("`{}` in `{slot}` holds {sign:?}, which no IRI can", shown(text));
            (severity, Code::MalformedRow, message, "take it out, or write it as `%` and two digits".to_owned())
        }
    }
}
