//! `itsm log convert`: a log in another format.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use clap::Args;
use flate2::{Compression, write::GzEncoder};
use itsm::{
    Error,
    diagnostic::{Code, Diagnostic},
    eventlog::{EventLog, LogFormat, csv, jsonl, xes},
};

use super::{
    super::{
        Run,
        output::{Failure, Format, Outcome, Output},
    },
    input::{Input, delimiter},
    stats::{outcome, tell},
};

/// Write a log in another format
#[derive(Args)]
#[command(after_help = "\
Examples:
  itsm log convert tickets.csv --preset servicenow --output tickets.xes.gz
  itsm log convert tickets.xes.gz --to csv > tickets.csv
  itsm log convert journal.jsonl --to xes

Tables and JSON Lines hold less than XES does; what was lost is said on standard error. A file whose name ends in .gz is compressed.")]
pub struct Arguments {
    #[command(flatten)]
    input: Input,
    /// The format; without it, the one that the name of the output says
    #[arg(long, value_name = "FORMAT", value_parser = ["xes", "csv", "jsonl"])]
    to: Option<String>,
    /// Where the log is written; without it to standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// What stands between the cells of a table that is written; a tab where the name ends in .tsv
    #[arg(long, value_name = "SIGN", value_parser = delimiter)]
    to_delimiter: Option<u8>,
}

/// Runs the subcommand.
pub fn run(arguments: &Arguments, output: &mut Output) -> Run {
    let format = output.format(&[Format::Human, Format::Plain])?;
    let name = arguments.output.as_deref().map(|path| path.to_string_lossy().to_lowercase()).unwrap_or_default();
    let named = LogFormat::of_name(&name);
    let stated = arguments.to.as_deref().and_then(|to| to.parse().ok());
    let Some(target) = stated.or(named.map(|(format, _)| format)) else {
        return Err(Failure::Usage("say with `--to` which format is to be written: xes, csv or jsonl".to_owned()));
    };
    let (log, findings) = arguments.input.read(output)?;
    tell(&findings, output, format);
    let Some(log) = log else { return Ok(Outcome::Findings) };
    let tabs = name.trim_end_matches(".gz").ends_with(".tsv");
    let sign = arguments.to_delimiter.unwrap_or(if tabs { b'\t' } else { b',' });
    let lost = match &arguments.output {
        Some(path) => {
            let file = BufWriter::new(File::create(path).map_err(|error| unwritable(path, &error))?);
            if name.ends_with(".gz") {
                let mut encoder = GzEncoder::new(file, Compression::default());
                let lost = write(&log, target, sign, &mut encoder)?;
                encoder.finish()?.flush()?;
                lost
            } else {
                write(&log, target, sign, file)?
            }
        }
        // Not by way of `Output`, which takes out what terminals would obey.
        None => write(&log, target, sign, BufWriter::new(io::stdout().lock()))?,
    };
    for sentence in lost {
        output.remark(format_args!("note: {sentence}"));
    }
    Ok(outcome(&findings, arguments.input.deny_warnings))
}

/// Writes the log; what was lost, in sentences.
fn write(log: &EventLog, format: LogFormat, delimiter: u8, out: impl Write) -> io::Result<Vec<String>> {
    Ok(match format {
        LogFormat::Csv => csv::write(log, delimiter, out)?.sentences(),
        LogFormat::Jsonl => jsonl::write(log, out)?.sentences(),
        LogFormat::Xes | LogFormat::Audit => {
            let replaced = xes::write(log, out)?.replaced;
            let sentence = format!("{replaced} characters that XML cannot hold were replaced");
            if replaced > 0 { vec![sentence] } else { Vec::new() }
        }
    })
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    let message = format!("the file `{}` cannot be written: {error}", path.display());
    let finding = Diagnostic::error(Code::UnreadableFile, message).help("check the path and its permissions");
    Failure::Failed(Error::with_findings(format!("`{}`", path.display()), finding.into()))
}
