//! `itsm map`: working on mapping sets as files.

mod input;
mod target;
mod transform;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use itsm::{
    diagnostic::Findings,
    mapping::{agree, diff},
    report::Table,
};

use super::{
    Run, Shared,
    output::{Format, Outcome, Output},
};
use input::Input;
use target::Target;

/// Work on mapping sets as files: check, convert, invert, compose, merge, carry over, compare
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check mapping sets: all findings in one run
    #[command(after_help = "\
Examples:
  itsm map check acme-to-itil4.sssom.tsv
  itsm map check *.sssom.tsv --strict              warnings count too")]
    Check {
        /// Files of any format that is known
        #[arg(required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        input: Input,
    },
    /// Write a mapping set in another format
    #[command(after_help = "\
Examples:
  itsm map convert acme-to-itil4.sssom.tsv --output acme-to-itil4.sssom.json
  itsm map convert acme-to-itil4.sssom.tsv --to oscal > acme-to-itil4.oscal.json
  itsm map convert library.yaml --framework urn:intuitem:risk:framework:itil-v4=itil4 --to sssom-tsv
  itsm map convert strm.csv --subject-column 'FDE #' --object-column 'SCF #' --relation-column 'STRM Relationship'

What the format cannot hold is reported; with --strict nothing is written then.")]
    Convert(transform::One),
    /// Write a mapping set read from the other side
    #[command(after_help = "\
Examples:
  itsm map invert itil4-to-fitsm3.sssom.tsv --output fitsm3-to-itil4.sssom.tsv")]
    Invert(transform::One),
    /// Compose a set from A to B with a set from B to C
    #[command(after_help = "\
Examples:
  itsm map compose a-to-b.sssom.tsv b-to-c.sssom.tsv --output a-to-c.sssom.tsv
  itsm map compose a-to-b.sssom.tsv b-to-c.sssom.tsv --candidates

Every row names its premises in `ext_premises`. Elements are read as non-empty sets of obligations.")]
    Compose(transform::Two),
    /// Merge mapping sets, and show where they differ
    #[command(after_help = "\
Examples:
  itsm map merge anna.sssom.tsv ben.sssom.tsv --output merged.sssom.tsv
  itsm map merge anna.sssom.tsv ben.sssom.tsv --rule strictest --output merged.sssom.tsv --format json

Every row names the sets that it comes from in `ext_merged_from`. Rows that exclude each other stay and are marked as
disputed, whatever the rule, but for `first` and `weakest`.")]
    Merge(transform::Many),
    /// Carry a mapping set over to another edition of one of its frameworks
    #[command(after_help = "\
Examples:
  itsm map migrate itil2011-to-acme.sssom.tsv --onto itil4 --output itil4-to-acme.sssom.tsv
  itsm map migrate old.sssom.tsv --onto acme2 --over acme1-to-acme2.sssom.tsv

Rows about an element that stayed the same are kept. Where it changed, what still follows becomes a derived draft. All
other rows are listed for a person to look at.")]
    Migrate(transform::Edition),
    /// Show what differs between two versions of a mapping set
    #[command(after_help = "\
Examples:
  itsm map diff old.sssom.tsv new.sssom.tsv
  itsm map diff old.sssom.tsv new.sssom.tsv --format json

Changes: added, removed, weaker (more is possible), stronger (less is possible), shifted (some went, some came),
incompatible (what is possible now was not before), metadata (the relation is the same, other columns differ).")]
    Diff {
        /// The older version
        older: PathBuf,
        /// The newer version
        newer: PathBuf,
        #[command(flatten)]
        input: Input,
    },
    /// Measure how far two people who judged the same pairs agree
    #[command(after_help = "\
Examples:
  itsm map agree anna.sssom.tsv ben.sssom.tsv
  itsm map agree anna.sssom.tsv ben.sssom.tsv --format json

Cohen's kappa and Krippendorff's alpha: 1 is full agreement, 0 what chance would give; both are left out where they are
not defined. Only pairs that both have judged enter the figures.")]
    Agree {
        /// The first rater's set
        first: PathBuf,
        /// The second rater's set
        second: PathBuf,
        #[command(flatten)]
        input: Input,
    },
}

const FORMATS: [Format; 5] = [Format::Human, Format::Plain, Format::Json, Format::Md, Format::Csv];

/// Runs the subcommand.
pub fn run(arguments: &Arguments, shared: &Shared, output: &mut Output) -> Run {
    match &arguments.command {
        Command::Check { files, input } => check(files, input, shared, output),
        Command::Convert(one) => transform::convert(one, output),
        Command::Invert(one) => transform::invert(one, output),
        Command::Compose(two) => transform::composition(two, output),
        Command::Merge(many) => transform::merged(many, output),
        Command::Migrate(onto) => transform::migration(onto, shared, output),
        Command::Diff { older, newer, input } => difference([older, newer], input, output),
        Command::Agree { first, second, input } => agreement([first, second], input, output),
    }
}

fn check(files: &[PathBuf], input: &Input, shared: &Shared, output: &mut Output) -> Run {
    let format = output.format(&[Format::Human, Format::Plain, Format::Json, Format::Github, Format::Sarif])?;
    let catalog = shared.catalog()?;
    let reading = input.reading();
    let mut findings = Findings::new();
    for file in files {
        findings.append(catalog.check_sets(file, &reading));
    }
    findings.sort();
    output.findings(&findings, format)?;
    let failed = findings.errors() > 0 || (input.strict() && findings.warnings() > 0);
    Ok(if failed { Outcome::Findings } else { Outcome::Good })
}

fn difference([older, newer]: [&PathBuf; 2], input: &Input, output: &mut Output) -> Run {
    let format = output.format(&FORMATS)?;
    let ((older, one), (newer, two)) = (input.set(older, output)?, input.set(newer, output)?);
    let outcome = one.worse(two);
    let differences = diff(&older, &newer);
    if format == Format::Json {
        output.json(&differences)?;
        return Ok(outcome);
    }
    let mut table = Table::new(["change", "subject", "object", "before", "after"]);
    for difference in differences {
        let text = |relation: Option<itsm::mapping::Relation>| relation.map(|relation| relation.to_string().replace(' ', " or ")).unwrap_or_default();
        table.push([difference.change.to_string(), difference.subject, difference.object, text(difference.before), text(difference.after)]);
    }
    if table.is_empty() {
        output.text("no difference\n")?;
    } else {
        output.table(&table, format)?;
    }
    Ok(outcome)
}

fn agreement([first, second]: [&PathBuf; 2], input: &Input, output: &mut Output) -> Run {
    let format = output.format(&FORMATS)?;
    let ((first, one), (second, two)) = (input.set(first, output)?, input.set(second, output)?);
    let outcome = one.worse(two);
    let agreement = agree(&first, &second);
    if format == Format::Json {
        output.json(&agreement)?;
        return Ok(outcome);
    }
    let mut table = Table::new(["subject", "object", "first", "second", "both leave"]);
    for dispute in &agreement.disputed {
        let text = |relation: itsm::mapping::Relation| relation.to_string().replace(' ', " or ");
        let common = dispute.common.map_or_else(|| "nothing".to_owned(), text);
        table.push([dispute.subject.clone(), dispute.object.clone(), text(dispute.first), text(dispute.second), common]);
    }
    if matches!(format, Format::Human | Format::Plain) {
        let figure = |figure: Option<f64>| figure.map_or_else(|| "not defined".to_owned(), |figure| format!("{figure:.3}"));
        output.text(format_args!(
            "{} of {} pairs agreed; kappa {}, alpha {}; {} pairs judged by the first only, {} by the second only\n",
            agreement.agreed,
            agreement.rows,
            figure(agreement.kappa),
            figure(agreement.alpha),
            agreement.only_first,
            agreement.only_second
        ))?;
    }
    if !table.is_empty() {
        output.table(&table, format)?;
    }
    Ok(outcome)
}
