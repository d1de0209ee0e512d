//! Writing results: formats, colours, tables that fit, pipes that close early.

use std::{
    fmt::Display,
    fs,
    io::{self, IsTerminal as _, Write},
    path::Path,
    process::ExitCode,
};

use anstream::{AutoStream, ColorChoice};
use clap::ValueEnum;
use comfy_table::{Cell, ContentArrangement, presets};
use itsm::{
    Error,
    diagnostic::{Code, Diagnostic, Findings, render},
    report::Table,
};
use serde::Serialize;

/// The forms that results are written in.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people at a terminal
    Human,
    /// One fact a line, for screen readers and grep
    Plain,
    /// As described by the files in schemas/
    Json,
    /// GitHub Flavored Markdown
    Md,
    /// Comma-separated values, safe to open in a spreadsheet
    Csv,
    /// Annotations for GitHub Actions
    Github,
    /// Static analysis results, SARIF 2.1.0
    Sarif,
    /// Test results for pipelines, JUnit XML
    Junit,
    /// A drawing for Markdown pages
    Mermaid,
    /// A drawing for Graphviz
    Dot,
    /// A drawing for web pages
    Svg,
    /// A test file in Rust
    Rust,
}

/// How a subcommand that ran ended.
pub enum Outcome {
    /// Nothing to complain about.
    Good,
    /// Findings that fail the run.
    Findings,
}

impl Outcome {
    /// The worse of two.
    pub fn worse(self, other: Self) -> Self {
        if matches!(self, Self::Good) { other } else { self }
    }
}

/// Why a subcommand did not run.
pub enum Failure {
    /// The operation failed.
    Failed(Error),
    /// The arguments do not go together.
    Usage(String),
    /// The result could not be written.
    Write(io::Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Write(error)
    }
}

/// Where results go.
pub struct Output {
    format: Format,
    choice: ColorChoice,
    out: AutoStream<io::StdoutLock<'static>>,
}

impl Output {
    /// Writes to standard output.
    pub fn new(format: Format, choice: ColorChoice) -> Self {
        Self { format, choice, out: AutoStream::new(io::stdout().lock(), choice) }
    }

    /// The form that was asked for, when the command has it.
    pub fn format(&self, known: &[Format]) -> Result<Format, Failure> {
        if known.contains(&self.format) {
            return Ok(self.format);
        }
        let name = |format: &Format| format.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
        let names: Vec<String> = known.iter().map(name).collect();
        Err(Failure::Usage(format!("this command has no form `{}`; it has {}", name(&self.format), names.join(", "))))
    }

    /// Whether colours would be seen.
    pub fn colour(&self) -> bool {
        match self.choice {
            ColorChoice::Always | ColorChoice::AlwaysAnsi => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => AutoStream::choice(&io::stdout()) != ColorChoice::Never,
        }
    }

    /// Writes text as it is.
    pub fn text(&mut self, text: impl Display) -> Result<(), Failure> {
        write!(self.out, "{text}").map_err(Failure::Write)
    }

    /// Writes a record as JSON.
    pub fn json(&mut self, record: &impl Serialize) -> Result<(), Failure> {
        serde_json::to_writer_pretty(&mut self.out, record).map_err(|error| Failure::Write(error.into()))?;
        self.text("\n")
    }

    /// Writes a table in one of the table forms; the human form fits the terminal.
    pub fn table(&mut self, table: &Table, format: Format) -> Result<(), Failure> {
        match format {
            Format::Md => self.text(table.markdown()),
            Format::Csv => self.text(table.csv()),
            Format::Plain => self.text(table.plain()),
            _ => self.text(drawn(table)),
        }
    }

    /// Writes findings; the forms for people go to standard error when they are not the result itself.
    pub fn findings(&mut self, findings: &Findings, format: Format) -> Result<(), Failure> {
        match format {
            Format::Human => {
                let text = render::human(findings, self.colour());
                self.text(text)?;
                self.text(format_args!("{}\n", render::summary(findings)))
            }
            Format::Json => self.json(&render::json(findings)),
            Format::Github => self.text(render::github(findings)),
            Format::Sarif => self.json(&render::sarif(findings)),
            _ => {
                self.text(render::plain(findings))?;
                self.text(format_args!("{}\n", render::summary(findings)))
            }
        }
    }

    /// A remark for people on standard error.
    pub fn remark(&self, text: impl Display) {
        let _ = writeln!(AutoStream::new(io::stderr().lock(), self.choice), "{text}");
    }

    /// Flushes and turns the result into an exit code; a pipe that was closed early is no error.
    pub fn finish(mut self, result: Result<Outcome, Failure>) -> ExitCode {
        let result = result.and_then(|outcome| self.out.flush().map(|()| outcome).map_err(Failure::Write));
        match result {
            Ok(Outcome::Good) => ExitCode::SUCCESS,
            Ok(Outcome::Findings) => ExitCode::from(3),
            Err(Failure::Usage(message)) => {
                self.remark(format_args!("error: {message}"));
                ExitCode::from(2)
            }
            Err(Failure::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
            Err(Failure::Write(error)) => {
                self.remark(format_args!("error: the result could not be written: {error}"));
                ExitCode::FAILURE
            }
            Err(Failure::Failed(error)) => {
                if let Some(findings) = error.findings() {
                    let colour = AutoStream::choice(&io::stderr()) != ColorChoice::Never && !matches!(self.choice, ColorChoice::Never);
                    self.remark(render::human(findings, colour).trim_end());
                }
                self.remark(format_args!("error: {error}"));
                ExitCode::FAILURE
            }
        }
    }
}

/// Writes a file.
pub fn put(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|error| {
        let message = format!("the file `{}` cannot be written: {error}", path.display());
        let finding = Diagnostic::error(Code::UnreadableFile, message).help("check the path and its permissions");
        Failure::Failed(Error::with_findings(format!("`{}`", path.display()), finding.into()))
    })
}

/// The table as it is drawn for people: as wide as the terminal, or 140 columns where there is none.
fn drawn(table: &Table) -> String {
    let mut drawn = comfy_table::Table::new();
    drawn.load_style(presets::UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    if !io::stdout().is_terminal() {
        drawn.set_width(140);
    }
    let clean = |cell: &String| -> String { cell.chars().map(|character| if character.is_control() { ' ' } else { character }).collect() };
    drawn.set_header(table.headers().iter().map(Cell::new));
    for row in table.rows() {
        drawn.add_row(row.iter().map(clean));
    }
    drawn.lines().fold(String::new(), |text, line| text + line.trim_end() + "\n")
}
