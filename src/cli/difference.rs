//! Tables of differences between two definitions, for every kind of definition.

use std::fmt::Display;

use itsm::{difference::Difference, report::Table};

use super::output::{Failure, Format, Output};

/// One of two definitions in a heading.
pub fn definition(reference: &str, version: Option<&str>, hash: &str) -> String {
    format!("{reference} {} ({})", version.unwrap_or("without version"), hash.get(..12).unwrap_or(hash))
}

/// A table with its heading; nothing for an empty one.
pub fn section(title: &str, table: &Table, format: Format, output: &mut Output) -> Result<(), Failure> {
    if table.is_empty() {
        return Ok(());
    }
    let marks = if format == Format::Md { "## " } else { "" };
    output.text(format_args!("\n{marks}{title}\n\n"))?;
    output.table(table, format)
}

/// Differences, one a row.
pub fn table<Part: Display>(list: &[Difference<Part>]) -> Table {
    let mut table = Table::new(["part", "name", "change", "aspect", "before", "after"]);
    for Difference { part, name, change, aspect, before, after } in list {
        let cell = |text: &Option<String>| text.clone().unwrap_or_default();
        table.push([part.to_string(), name.clone(), change.to_string(), cell(aspect), cell(before), cell(after)]);
    }
    table
}
