//! `itsm diff`: what differs between two editions.

use clap::Args;
use itsm::{framework::diff, report::Table};

use super::{
    Run, Shared,
    output::{Format, Outcome, Output},
};

/// Show what differs between two editions of a framework
#[derive(Args)]
#[command(after_help = "\
Examples:
  itsm diff fitsm2 fitsm3
  itsm diff itil4 itil5 --format md
  itsm diff cobit5 cobit2019 --format json

Elements are the same when the newer edition says that one comes from the other, else when they share their id.")]
pub struct Arguments {
    /// The older edition
    older: String,
    /// The newer edition
    newer: String,
}

const FORMATS: [Format; 5] = [Format::Human, Format::Plain, Format::Json, Format::Md, Format::Csv];

/// Runs the subcommand.
pub fn run(arguments: &Arguments, shared: &Shared, output: &mut Output) -> Run {
    let format = output.format(&FORMATS)?;
    let catalog = shared.catalog()?;
    let (older, newer) = (catalog.framework(&arguments.older)?, catalog.framework(&arguments.newer)?);
    let differences = diff(&older, &newer);
    if format == Format::Json {
        output.json(&differences)?;
        return Ok(Outcome::Good);
    }
    let mut table = Table::new(["change", "older", "newer", "before", "after"]);
    for difference in differences {
        table.push([
            difference.change.to_string(),
            difference.older.unwrap_or_default(),
            difference.newer.unwrap_or_default(),
            difference.before.unwrap_or_default(),
            difference.after.unwrap_or_default(),
        ]);
    }
    if table.is_empty() {
        output.text("no structural difference\n")?;
    } else {
        output.table(&table, format)?;
    }
    Ok(Outcome::Good)
}
