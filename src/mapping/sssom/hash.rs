//! The hash of a mapping record (SSSOM 1.1), by which implementations tell whether they speak of the same record.

use std::borrow::Cow;

use super::{
    Writing,
    columns::Column,
    extensions::Definition,
    model::{self, Kind},
    plan::{Form, Plan, Report},
    text,
};
use crate::{
    diagnostic::Findings,
    mapping::{MappingSet, Row},
};

/// Slots that do not count.
const LEFT_OUT: [&str; 2] = ["record_id", "mapping_cardinality"];

/// The rows of a set as records that can be hashed.
///
/// ```
/// use itsm::{mapping::sssom::{self, Records}, source::{FileText, Limits}};
///
/// let text = "\
/// ##curie_map: {ex: 'https://example.org/'}
/// subject_id\tpredicate_id\tobject_id\tmapping_justification
/// ex:a\tskos:exactMatch\tex:b\tsemapv:LexicalMatching
/// ";
/// let (set, _) = sssom::read(&FileText::new("one.sssom.tsv", text), Limits::default());
/// let set = set.unwrap();
/// let records = Records::of(&set).unwrap();
/// let row = set.rows().first().unwrap();
/// assert!(records.expression(row).starts_with("(7:mapping((10:subject_id21:https://example.org/a)"));
/// assert_eq!(records.hash(row).len(), 16);
/// ```
#[derive(Debug)]
pub struct Records<'set> {
    plan: Plan<'set>,
}

impl<'set> Records<'set> {
    /// Looks through a set once, in time linear in its size.
    ///
    /// # Errors
    ///
    /// What keeps rows from being written, as for [`write`](super::write); a set needs no id and no licence here.
    pub fn of(set: &'set MappingSet) -> Result<Self, Findings> {
        let mut report = Report::default();
        let writing = Writing { condense: false, sort: false, ..Writing::default() };
        let plan = Plan::new(set, &writing, Form::Record, &mut report);
        if report.findings.errors() > 0 { Err(report.findings) } else { Ok(Self { plan }) }
    }

    /// The canonical S-expression (RFC 9804) of a row of this set: all its slots, those of the set that hold for it
    /// included, in the order of the model, ids as full IRIs, lists sorted, numbers to three decimals.
    ///
    /// Extension slots count with the definitions that [`write`](super::write) gives them, so that a row keeps its hash when
    /// the set is written and read again.
    #[must_use]
    pub fn expression(&self, row: &'set Row) -> String {
        let mut out = String::from("(7:mapping(");
        let mut extensions = Vec::new();
        for column in &self.plan.columns {
            let cell = self.plan.cell(column, row);
            if cell.is_empty() || LEFT_OUT.contains(&column.name) {
                continue;
            }
            if model::of_mapping(column.name).is_some() {
                self.slot(&mut out, column, &cell);
            } else if let Some(definition) = self.plan.definitions.iter().find(|definition| definition.name == column.name) {
                extensions.push((definition, cell));
            }
        }
        if !extensions.is_empty() {
            out.push_str("(10:extensions(");
            for (definition, cell) in extensions {
                out.push('(');
                atom(&mut out, &definition.iri);
                atom(&mut out, &self.typed(definition, cell));
                out.push(')');
            }
            out.push_str("))");
        }
        out.push_str("))");
        out
    }

    fn slot(&self, out: &mut String, column: &Column<'_>, cell: &str) {
        out.push('(');
        atom(out, column.name);
        match column.kind {
            Kind::Texts | Kind::References => {
                let expand =
                    |item: Cow<'_, str>| if column.kind == Kind::References { self.plan.names.expand(&item).into_owned() } else { item.into_owned() };
                let mut items: Vec<String> = text::split(cell).map(expand).collect();
                items.sort_unstable();
                out.push('(');
                for item in &items {
                    atom(out, item);
                }
                out.push(')');
            }
            Kind::Reference => atom(out, &self.plan.names.expand(cell)),
            Kind::Text | Kind::Number => atom(out, cell),
        }
        out.push(')');
    }

    fn typed<'text>(&self, definition: &Definition, cell: Cow<'text, str>) -> Cow<'text, str> {
        match definition.hint.as_deref().map(str::to_ascii_lowercase).as_deref() {
            Some("linkml:uriorcurie") => Cow::Owned(self.plan.names.expand(&cell).into_owned()),
            Some("xsd:double") => text::number(&cell).map_or_else(|| cell.clone(), |number| Cow::Owned(number.into_owned())),
            _ => cell,
        }
    }

    /// The hash of a row of this set: FNV-1a of 64 bits (RFC 9923) over [`Records::expression`], as sixteen hexadecimal
    /// digits, those of the lowest byte first, as in the test vectors.
    ///
    /// Source: `support-hashing.md` of mapping-commons/sssom.
    #[must_use]
    pub fn hash(&self, row: &'set Row) -> String {
        let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        let hash = self.expression(row).bytes().fold(0xcbf2_9ce4_8422_2325, step);
        format!("{:016X}", hash.swap_bytes())
    }
}

/// The hash of one row of a set, see [`Records::hash`]. For many rows make [`Records`] once: this looks through the whole
/// set.
///
/// # Errors
///
/// See [`Records::of`].
pub fn record_hash<'set>(set: &'set MappingSet, row: &'set Row) -> Result<String, Findings> {
    Ok(Records::of(set)?.hash(row))
}

/// A text behind its length in bytes.
fn atom(out: &mut String, text: &str) {
    out.push_str(&text.len().to_string());
    out.push(':');
    out.push_str(text);
}
