//! Where a log is written, and in which format.

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
    super::output::{Failure, Output},
    input::delimiter,
};

/// Where the log goes.
#[derive(Args)]
pub struct Target {
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

impl Target {
    fn name(&self) -> String {
        self.output.as_deref().map(|path| path.to_string_lossy().to_lowercase()).unwrap_or_default()
    }

    /// The format, before anything is read.
    pub fn format(&self) -> Result<LogFormat, Failure> {
        let stated = self.to.as_deref().and_then(|to| to.parse().ok());
        let named = LogFormat::of_name(&self.name()).map(|(format, _)| format);
        stated.or(named).ok_or_else(|| Failure::Usage("say with `--to` which format is to be written: xes, csv or jsonl".to_owned()))
    }

    /// Writes the log; what the format cannot hold is told.
    pub fn write(&self, log: &EventLog, output: &Output) -> Result<(), Failure> {
        let format = self.format()?;
        let name = self.name();
        let tabs = name.trim_end_matches(".gz").ends_with(".tsv");
        let sign = self.to_delimiter.unwrap_or(if tabs { b'\t' } else { b',' });
        let lost = match &self.output {
            Some(path) => {
                let file = BufWriter::new(File::create(path).map_err(|error| unwritable(path, &error))?);
                if name.ends_with(".gz") {
                    let mut encoder = GzEncoder::new(file, Compression::default());
                    let lost = write(log, format, sign, &mut encoder)?;
                    encoder.finish()?.flush()?;
                    lost
                } else {
                    write(log, format, sign, file)?
                }
            }
            // Not by way of `Output`, which takes out what terminals would obey.
            None => write(log, format, sign, BufWriter::new(io::stdout().lock()))?,
        };
        for sentence in lost {
            output.remark(format_args!("note: {sentence}"));
        }
        Ok(())
    }
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
