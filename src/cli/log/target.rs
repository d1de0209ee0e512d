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
    eventlog::{EventLog, LogFormat, csv, jsonl, ocel::ObjectLog, xes},
};

use super::{
    super::output::{Failure, Output},
    input::delimiter,
};

/// Where the log goes.
#[derive(Args)]
pub struct Target {
    /// The format; without it, the one that the name of the output says
    #[arg(long, value_name = "FORMAT", value_parser = ["xes", "csv", "jsonl", "ocel"])]
    to: Option<String>,
    /// Where the log is written; without it to standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// What stands between the cells of a table that is written; a tab where the name ends in .tsv
    #[arg(long, value_name = "SIGN", value_parser = delimiter)]
    to_delimiter: Option<u8>,
    /// What the cases are called as objects, when OCEL is written; without it what the log says, or `case`
    #[arg(long, value_name = "TYPE")]
    case_type: Option<String>,
}

impl Target {
    fn name(&self) -> String {
        self.output.as_deref().map(|path| path.to_string_lossy().to_lowercase()).unwrap_or_default()
    }

    /// The format, before anything is read.
    pub fn format(&self) -> Result<LogFormat, Failure> {
        let stated = self.to.as_deref().and_then(|to| to.parse().ok());
        let named = LogFormat::of_name(&self.name()).map(|(format, _)| format);
        stated.or(named).ok_or_else(|| Failure::Usage("say with `--to` which format is to be written: xes, csv, jsonl or ocel".to_owned()))
    }

    /// Writes the log; what the format cannot hold is told.
    pub fn write(&self, log: &EventLog, output: &Output) -> Result<(), Failure> {
        let format = self.format()?;
        let type_name = self.case_type.as_deref();
        self.put(output, |sign, out| write(log, format, sign, type_name, out))
    }

    /// Writes a log of objects as it is, OCEL 2.0 JSON.
    pub fn write_objects(&self, log: &ObjectLog, output: &Output) -> Result<(), Failure> {
        self.put(output, |_, out| {
            let timeless = log.write_json(out)?;
            Ok(if timeless > 0 { vec![format!("{timeless} events have no time, which OCEL asks for")] } else { Vec::new() })
        })
    }

    /// Opens the output, has it written, and says what was lost; the writer is told what stands between cells.
    fn put(&self, output: &Output, write: impl FnOnce(u8, &mut dyn Write) -> io::Result<Vec<String>>) -> Result<(), Failure> {
        let name = self.name();
        let tabs = name.trim_end_matches(".gz").ends_with(".tsv");
        let sign = self.to_delimiter.unwrap_or(if tabs { b'\t' } else { b',' });
        let lost = match &self.output {
            Some(path) => {
                let mut file = BufWriter::new(File::create(path).map_err(|error| unwritable(path, &error))?);
                if name.ends_with(".gz") {
                    let mut encoder = GzEncoder::new(file, Compression::default());
                    let lost = write(sign, &mut encoder)?;
                    encoder.finish()?.flush()?;
                    lost
                } else {
                    let lost = write(sign, &mut file)?;
                    file.flush()?;
                    lost
                }
            }
            // Not by way of `Output`, which takes out what terminals would obey.
            None => write(sign, &mut BufWriter::new(io::stdout().lock()))?,
        };
        for sentence in lost {
            output.remark(format_args!("note: {sentence}"));
        }
        Ok(())
    }
}

/// Writes the log; what was lost, in sentences.
fn write(log: &EventLog, format: LogFormat, delimiter: u8, case_type: Option<&str>, out: impl Write) -> io::Result<Vec<String>> {
    Ok(match format {
        LogFormat::Ocel => {
            let (objects, unheld) = ObjectLog::of_cases(log, case_type);
            objects.write_json(out)?;
            unheld.sentences()
        }
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
