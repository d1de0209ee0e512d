//! From a set to SSSOM/TSV, or the same with commas.

use super::{
    Format, Placement, Version, Writing, Written,
    plan::{Form, Plan, Report},
    text,
};
use crate::{
    diagnostic::{Code, Findings, Severity, shown},
    mapping::MappingSet,
};

/// Writes a set in the canonical form of the specification, as far as `writing` does not ask for another.
///
/// Only the prefixes and extension definitions that are used are written; prefixes of frameworks and definitions of
/// columns that nobody has declared are added, so that no reader drops them. Slots of which all rows say the same are
/// written once, for the set. What [`read`](super::read) makes of the text is the same set: numbers are rounded to three
/// decimals, blank texts are no values, and a set that has to be of version 1.1 says so.
///
/// Time is linear in the set but for the sorting of the rows; beside the text, memory is one number a row.
///
/// # Errors
///
/// Everything that cannot be written, all at once, each with the row's number and its place in the file it came from:
/// no `mapping_set_id` or `license`, ids that are no CURIEs, prefixes that are not declared, numbers out of range,
/// control characters, relations that exclude their predicates, slots that the version asked for does not have.
pub fn write(set: &MappingSet, writing: &Writing) -> Result<Written, Findings> {
    let mut report = Report::default();
    let plan = Plan::new(set, writing, Form::Table, &mut report);
    if report.findings.errors() > 0 {
        return Err(report.findings);
    }
    let about = metadata(&plan);
    let (mut out, beside) = match writing.placement {
        Placement::Embedded => (embedded(&about), None),
        Placement::External => (String::new(), Some(about)),
    };
    table(&plan, writing.format, &mut out, &mut report);
    if report.findings.errors() > 0 {
        return Err(report.findings);
    }
    Ok(Written { text: out, metadata: beside, version: plan.version, findings: report.findings })
}

/// The lines of the metadata behind number signs.
fn embedded(about: &str) -> String {
    let mut out = String::with_capacity(about.len().saturating_mul(2));
    for line in about.split_inclusive('\n') {
        out.push('#');
        out.push_str(line);
    }
    out
}

fn metadata(plan: &Plan<'_>) -> String {
    let mut out = String::new();
    if plan.version > Version::V1_0 {
        out.push_str(&format!("sssom_version: \"{}\"\n", plan.version));
    }
    if !plan.names.map.is_empty() {
        out.push_str("curie_map:\n");
        for (prefix, iri) in &plan.names.map {
            out.push_str(&format!("  {}: {}\n", text::scalar(prefix), text::scalar(iri)));
        }
    }
    let mut slots = plan.slots.iter().peekable();
    let pair = |out: &mut String, slot: &super::plan::SetSlot<'_>| {
        if slot.kind.is_list() {
            out.push_str(&format!("{}:\n", text::scalar(&slot.name)));
            text::split(&slot.text).for_each(|item| out.push_str(&format!("  - {}\n", text::scalar(&item))));
        } else if slot.kind == super::model::Kind::Number {
            out.push_str(&format!("{}: {}\n", text::scalar(&slot.name), slot.text));
        } else {
            out.push_str(&format!("{}: {}\n", text::scalar(&slot.name), text::scalar(&slot.text)));
        }
    };
    while let Some(slot) = slots.next_if(|slot| super::model::of_set(&slot.name).is_some()) {
        pair(&mut out, slot);
    }
    if !plan.definitions.is_empty() {
        out.push_str("extension_definitions:\n");
    }
    for definition in &plan.definitions {
        out.push_str(&format!("  - slot_name: {}\n    property: {}\n", text::scalar(&definition.name), text::scalar(&definition.property)));
        if let Some(hint) = &definition.hint {
            out.push_str(&format!("    type_hint: {}\n", text::scalar(hint)));
        }
    }
    slots.for_each(|slot| pair(&mut out, slot));
    out
}

fn table(plan: &Plan<'_>, format: Format, out: &mut String, report: &mut Report) {
    let delimiter = format.delimiter();
    for (place, column) in plan.columns.iter().enumerate() {
        if place > 0 {
            out.push(char::from(delimiter));
        }
        if !text::cell(out, column.name, delimiter) {
            let message = format!("the name of the column `{}` holds a control character", shown(column.name));
            report.set(Severity::Error, Code::MalformedRow, message, "take it out");
        }
    }
    out.push('\n');
    let mut first = true;
    for (index, row) in plan.rows() {
        let start = out.len();
        for (place, column) in plan.columns.iter().enumerate() {
            if place > 0 {
                out.push(char::from(delimiter));
            }
            if !text::cell(out, &plan.cell(column, row), delimiter) {
                let message = format!("`{}` holds a control character, which a table cannot", column.name);
                report.row(index, row, Code::MalformedRow, &message, "take it out; tabs and line breaks may stay");
            }
        }
        out.push('\n');
        if std::mem::take(&mut first) {
            // The other rows will be about as long.
            out.reserve(out.len().saturating_sub(start).saturating_add(8).saturating_mul(plan.len()));
        }
    }
}
