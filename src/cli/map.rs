//! `itsm map`: working on mapping sets as files.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use itsm::{
    Error,
    diagnostic::{Diagnostic, Findings, render},
    mapping::{MappingSet, agree, diff, sssom},
    report::Table,
    source::{Folder, Limits, Source as _},
};

use super::{
    Run, Shared,
    output::{Failure, Format, Outcome, Output},
};

/// Work on mapping sets as files: check, differences between versions, agreement between raters
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
        /// SSSOM/TSV files
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Exit with 3 for warnings too
        #[arg(long)]
        strict: bool,
    },
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
    },
}

const FORMATS: [Format; 5] = [Format::Human, Format::Plain, Format::Json, Format::Md, Format::Csv];

/// Runs the subcommand.
pub fn run(arguments: &Arguments, shared: &Shared, output: &mut Output) -> Run {
    match &arguments.command {
        Command::Check { files, strict } => check(files, *strict, shared, output),
        Command::Diff { older, newer } => difference(older, newer, output),
        Command::Agree { first, second } => agreement(first, second, output),
    }
}

fn check(files: &[PathBuf], strict: bool, shared: &Shared, output: &mut Output) -> Run {
    let format = output.format(&[Format::Human, Format::Plain, Format::Json, Format::Github, Format::Sarif])?;
    let catalog = shared.catalog()?;
    let mut findings = Findings::new();
    for file in files {
        findings.append(catalog.check_path(file));
    }
    findings.sort();
    output.findings(&findings, format)?;
    let failed = findings.errors() > 0 || (strict && findings.warnings() > 0);
    Ok(if failed { Outcome::Findings } else { Outcome::Good })
}

fn difference(older: &Path, newer: &Path, output: &mut Output) -> Run {
    let format = output.format(&FORMATS)?;
    let differences = diff(&read(older, output)?, &read(newer, output)?);
    if format == Format::Json {
        output.json(&differences)?;
        return Ok(Outcome::Good);
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
    Ok(Outcome::Good)
}

fn agreement(first: &Path, second: &Path, output: &mut Output) -> Run {
    let format = output.format(&FORMATS)?;
    let agreement = agree(&read(first, output)?, &read(second, output)?);
    if format == Format::Json {
        output.json(&agreement)?;
        return Ok(Outcome::Good);
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
    Ok(Outcome::Good)
}

/// Reads a set; one with errors is refused, and all of them are shown. Warnings go to standard error.
fn read(path: &Path, output: &Output) -> Result<MappingSet, Failure> {
    let shown = path.display().to_string();
    let refused = |findings: Findings| Failure::Failed(Error::with_findings(format!("the mapping set `{shown}`"), findings));
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = Folder::new(path.parent().unwrap_or(Path::new("")));
    let file = folder.read(&name).map_err(|finding: Box<Diagnostic>| refused((*finding).into()))?;
    let (set, findings) = sssom::read(&file, Limits::default());
    match set {
        Some(set) if findings.errors() == 0 => {
            if findings.warnings() > 0 {
                output.remark(render::plain(&findings).trim_end());
            }
            Ok(set)
        }
        _ => Err(refused(findings)),
    }
}
