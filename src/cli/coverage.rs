//! `itsm coverage`: how far a framework is covered by others.

use clap::Args;
use itsm::{
    catalog::DeriveOptions,
    report::{coverage_record, coverage_table},
};

use super::{
    Run, Shared,
    output::{Format, Outcome, Output},
};

/// Show how far a framework is covered by one or several others, and where the gaps are
#[derive(Args)]
#[command(after_help = "\
Examples:
  itsm coverage fitsm3 --by itil4
  itsm coverage iso20000-2018 --by fitsm3 --by itil4 --next
  itsm coverage iso20000-2018 --by fitsm3 --fail-under 50 --format json

Outcomes: covered (a source certainly holds all of it), partly (certainly a part), linked (a row that settles nothing),
gap (stated to have no counterpart), unknown (no row). Several partly rows never add up to covered.
Coverage speaks of what frameworks ask for, never of how mature an organisation is.")]
pub struct Arguments {
    /// The framework to be covered
    target: String,
    /// A framework that covers it; may be repeated
    #[arg(long, value_name = "ID", required = true)]
    by: Vec<String>,
    /// The language of titles, such as de or pt-BR
    #[arg(long, value_name = "LANGUAGE", default_value = "en", value_parser = super::language)]
    lang: String,
    /// The largest number of mapping sets between a source and the target
    #[arg(long, value_name = "SETS", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=4))]
    longest: u8,
    /// Do not use that a part is equal to the whole or lies inside it
    #[arg(long)]
    without_parts: bool,
    /// Also say which further framework would cover most of the rest
    #[arg(long)]
    next: bool,
    /// Exit with 3 when less than this percentage is covered
    #[arg(long, value_name = "PERCENT")]
    fail_under: Option<f64>,
}

const FORMATS: [Format; 5] = [Format::Human, Format::Plain, Format::Json, Format::Md, Format::Csv];

/// Runs the subcommand.
pub fn run(arguments: &Arguments, shared: &Shared, output: &mut Output) -> Run {
    let format = output.format(&FORMATS)?;
    let catalog = shared.catalog()?;
    let options = DeriveOptions { longest: usize::from(arguments.longest), parts: !arguments.without_parts, ..DeriveOptions::default() };
    let coverage = catalog.coverage(&arguments.target, &arguments.by, &options)?;
    let record = coverage_record(&coverage, &catalog.names(&arguments.target, &arguments.lang)?);
    if format == Format::Json {
        output.json(&record)?;
    } else {
        output.table(&coverage_table(&record), format)?;
        if matches!(format, Format::Human | Format::Plain) {
            let counts: Vec<String> = record.counts.iter().map(|(outcome, count)| format!("{count} {outcome}")).collect();
            output.text(format_args!(
                "{} elements of {}: {} ({:.1} % covered)\n",
                record.elements.len(),
                arguments.target,
                counts.join(", "),
                record.percent
            ))?;
        }
    }
    if !coverage.is_complete() {
        output.remark("unsolved: the limit was reached, so more may be covered");
    }
    if arguments.next {
        let suggestions = catalog.suggest(&coverage, &options)?;
        for suggestion in suggestions.iter().take(3) {
            let elements: Vec<String> = suggestion.elements.iter().map(|(id, count)| format!("{id} ({count})")).collect();
            output.remark(format_args!("{} would cover {} more, most by {}", suggestion.framework, suggestion.gained, elements.join(", ")));
        }
        if suggestions.is_empty() {
            output.remark("no further framework would cover more");
        }
    }
    let missed = arguments.fail_under.is_some_and(|least| record.percent < least);
    Ok(if missed || !coverage.is_complete() { Outcome::Findings } else { Outcome::Good })
}
