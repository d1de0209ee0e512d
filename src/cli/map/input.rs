//! Which mapping sets a subcommand reads, from files of any format.

use std::path::Path;

use clap::Args;
use itsm::{
    Error,
    diagnostic::{Findings, render},
    mapping::{Frameworks, MappingFormat, MappingSet, Reading, columns::Columns, read, vocabulary::Vocabulary},
    source::{Folder, Limits},
};

use crate::cli::output::{Failure, Outcome, Output};

/// How files are read.
#[derive(Args)]
pub struct Input {
    /// The format of the input: sssom-tsv, sssom-csv, sssom-json, oscal, ciso or table; told by the file where it is left out
    #[arg(long, value_name = "FORMAT", help_heading = "Reading")]
    from: Option<MappingFormat>,
    /// That a resource (OSCAL `href`, CISO Assistant framework URN) stands for a framework: NAME=ID; may be repeated
    #[arg(long = "framework", value_name = "NAME=ID", value_parser = named, help_heading = "Reading")]
    frameworks: Vec<(String, String)>,
    /// Refuse files with findings, warnings included; without it they are shown and what could be read is used
    #[arg(long, help_heading = "Reading")]
    strict: bool,
    #[command(flatten)]
    table: TableColumns,
}

/// What the columns of a plain table hold.
#[derive(Args)]
#[command(next_help_heading = "Plain tables")]
struct TableColumns {
    /// The column with the ids of the subjects
    #[arg(long, value_name = "COLUMN", requires_all = ["object_column", "relation_column"])]
    subject_column: Option<String>,
    /// The column with the ids of the objects
    #[arg(long, value_name = "COLUMN", requires = "subject_column")]
    object_column: Option<String>,
    /// The column with the relations
    #[arg(long, value_name = "COLUMN", requires = "subject_column")]
    relation_column: Option<String>,
    /// The words of the relation column: strm, ciso, oscal, skos or owl
    #[arg(long, value_name = "WORDS", default_value = "strm")]
    vocabulary: Vocabulary,
    /// The column with reasons
    #[arg(long, value_name = "COLUMN", requires = "subject_column")]
    rationale_column: Option<String>,
    /// The column with the strength of each relation
    #[arg(long, value_name = "COLUMN", requires = "subject_column")]
    strength_column: Option<String>,
    /// What the strength is measured on, such as 1-10
    #[arg(long, value_name = "SCALE", requires = "strength_column")]
    strength_scale: Option<String>,
    /// The framework of the subjects
    #[arg(long, value_name = "ID", requires = "subject_column")]
    subject_framework: Option<String>,
    /// The framework of the objects
    #[arg(long, value_name = "ID", requires = "subject_column")]
    object_framework: Option<String>,
    /// The line of the header; what stands before it is not read
    #[arg(long, value_name = "LINE", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    header_line: u32,
}

/// `NAME=ID`.
fn named(text: &str) -> Result<(String, String), String> {
    match text.rsplit_once('=') {
        Some((name, id)) if !name.is_empty() && !id.is_empty() => Ok((name.to_owned(), id.to_owned())),
        _ => Err("write NAME=ID, such as urn:intuitem:risk:framework:itil-v4=itil4".to_owned()),
    }
}

impl TableColumns {
    fn columns(&self) -> Option<Columns> {
        let (subject, object, relation) = (self.subject_column.as_ref()?, self.object_column.as_ref()?, self.relation_column.as_ref()?);
        Some(Columns {
            rationale: self.rationale_column.clone(),
            strength: self.strength_column.clone(),
            strength_scale: self.strength_scale.clone(),
            subject_framework: self.subject_framework.clone(),
            object_framework: self.object_framework.clone(),
            header_line: self.header_line,
            ..Columns::new(subject, object, relation, self.vocabulary)
        })
    }
}

impl Input {
    /// Whether findings refuse a file.
    pub fn strict(&self) -> bool {
        self.strict
    }

    /// How the library is to read.
    pub fn reading(&self) -> Reading {
        let frameworks = self.frameworks.iter().fold(Frameworks::new(), |known, (name, id)| known.with(name, id.as_str()));
        let columns = self.table.columns();
        let format = self.from.or(columns.is_some().then_some(MappingFormat::Table));
        Reading { format, frameworks, columns }
    }

    /// All sets of a file, and whether some of it could not be read. Findings go to standard error.
    pub fn sets(&self, path: &Path, output: &Output) -> Result<(Vec<MappingSet>, Outcome), Failure> {
        let shown = path.display().to_string();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let folder = Folder::new(path.parent().unwrap_or(Path::new("")));
        let (sets, findings) = read(&folder, &name, &self.reading(), Limits::default());
        let refused = |findings: Findings| Failure::Failed(Error::with_findings(format!("the mapping set `{shown}`"), findings));
        if sets.is_empty() || (self.strict && !findings.is_empty()) {
            return Err(refused(findings));
        }
        if !findings.is_empty() {
            output.remark(render::plain(&findings).trim_end());
        }
        Ok((sets, if findings.errors() > 0 { Outcome::Findings } else { Outcome::Good }))
    }

    /// The one set of a file.
    pub fn set(&self, path: &Path, output: &Output) -> Result<(MappingSet, Outcome), Failure> {
        let (sets, outcome) = self.sets(path, output)?;
        let count = sets.len();
        match <[MappingSet; 1]>::try_from(sets) {
            Ok([set]) => Ok((set, outcome)),
            Err(_) => Err(Failure::Usage(format!("`{}` holds {count} mapping sets and one is needed; merge or convert it first", path.display()))),
        }
    }
}
