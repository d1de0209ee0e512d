//! Where a subcommand writes a mapping set, and in which format.

use std::path::PathBuf;

use clap::Args;
use itsm::{
    Error,
    diagnostic::{Findings, render},
    mapping::{
        MappingFormat, MappingSet, ciso, oscal,
        sssom::{self, Placement, Version, Writing, Written, json::Ids},
    },
};

use crate::cli::output::{Failure, Output, put};

/// How a set is written.
#[derive(Args)]
pub struct Target {
    /// The file to write; without it the set goes to standard output
    #[arg(long, short, value_name = "FILE", help_heading = "Writing")]
    output: Option<PathBuf>,
    /// The format to write: sssom-tsv, sssom-csv, sssom-json, sssom-json-iri, oscal or ciso; told by the file name where it is left out
    #[arg(long, value_name = "FORMAT", value_parser = writable, help_heading = "Writing")]
    to: Option<MappingFormat>,
    /// SSSOM: the metadata in a file of its own beside the table, `NAME.sssom.yml`
    #[arg(long, requires = "output", help_heading = "Writing")]
    external_metadata: bool,
    /// SSSOM: rows keep their order; else they are sorted as the specification asks for
    #[arg(long, help_heading = "Writing")]
    keep_order: bool,
    /// SSSOM: slots that all rows share are written with every row
    #[arg(long, help_heading = "Writing")]
    no_condense: bool,
    /// SSSOM: no columns beside those of the standard, for programs that refuse others; what is left out is reported
    #[arg(long, help_heading = "Writing")]
    no_extensions: bool,
    /// SSSOM: the version to write, 1.0 or 1.1; else the lowest that has everything that the set needs
    #[arg(long, value_name = "VERSION", value_parser = version, help_heading = "Writing")]
    sssom_version: Option<Version>,
    /// OSCAL: date and time of the last change (RFC 3339); else the date of the set
    #[arg(long, value_name = "TIME", help_heading = "Writing")]
    last_modified: Option<String>,
    /// CISO Assistant: who packs the library, the second part of its URNs
    #[arg(long, value_name = "NAME", default_value = "custom", help_heading = "Writing")]
    packager: String,
}

fn writable(text: &str) -> Result<MappingFormat, String> {
    match text.parse() {
        Ok(MappingFormat::Table) | Err(_) => Err("write sssom-tsv, sssom-csv, sssom-json, sssom-json-iri, oscal or ciso".to_owned()),
        Ok(format) => Ok(format),
    }
}

fn version(text: &str) -> Result<Version, String> {
    [Version::V1_0, Version::V1_1].into_iter().find(|version| version.as_str() == text).ok_or_else(|| "write 1.0 or 1.1".to_owned())
}

/// A result as text: the file, and the metadata where they stand in a file of their own.
struct Text {
    file: String,
    beside: Option<String>,
    findings: Findings,
}

impl From<Written> for Text {
    fn from(written: Written) -> Self {
        Self { file: written.text, beside: written.metadata, findings: written.findings }
    }
}

impl Target {
    /// Whether the set goes to a file, so that standard output is free for a report.
    pub fn is_file(&self) -> bool {
        self.output.is_some()
    }

    /// Writes the sets. What the format cannot hold is reported, and with `strict` refused; what would make a broken file
    /// is always refused.
    pub fn write(&self, sets: &[MappingSet], strict: bool, output: &mut Output) -> Result<(), Failure> {
        let named = self.output.as_ref().and_then(|path| MappingFormat::of_name(&path.to_string_lossy()));
        let format = self.to.or(named).unwrap_or(MappingFormat::SssomTsv);
        let Text { file, beside, findings } = self.text(sets, format)?;
        if strict && !findings.is_empty() {
            return Err(Failure::Failed(Error::with_findings(format!("the result in the format {format}"), findings)));
        }
        if !findings.is_empty() {
            output.remark(render::plain(&findings).trim_end());
        }
        let Some(path) = &self.output else { return output.text(file) };
        put(path, &file)?;
        if let Some(beside) = beside {
            put(&path.with_extension("yml"), &beside)?;
        }
        let rows: usize = sets.iter().map(|set| set.rows().len()).sum();
        output.remark(format_args!("{rows} rows written to {}", path.display()));
        Ok(())
    }

    /// The sets in a format, and what the format cannot hold.
    fn text(&self, sets: &[MappingSet], format: MappingFormat) -> Result<Text, Failure> {
        let refused = |findings: Findings| Failure::Failed(Error::with_findings(format!("the result in the format {format}"), findings));
        if format == MappingFormat::Oscal {
            let (collection, findings) = oscal::Collection::of(sets, &self.about(sets)?);
            return Ok(Text { file: collection.to_json(), beside: None, findings });
        }
        let [set] = sets else {
            return Err(Failure::Usage(format!("the input holds {} sets and the format {format} takes one; choose it with --set", sets.len())));
        };
        let writing = Writing {
            format: if format == MappingFormat::SssomCsv { sssom::Format::Csv } else { sssom::Format::Tsv },
            placement: if self.external_metadata { Placement::External } else { Placement::Embedded },
            condense: !self.no_condense,
            sort: !self.keep_order,
            extensions: !self.no_extensions,
            version: self.sssom_version,
        };
        match format {
            MappingFormat::Ciso => {
                let (library, findings) = ciso::Library::of(set, &self.packager, &short_name(set));
                Ok(Text { file: library.to_yaml(), beside: None, findings })
            }
            MappingFormat::SssomJson => sssom::json::write(set, Ids::Short, &writing).map(Text::from).map_err(refused),
            MappingFormat::SssomJsonIri => sssom::json::write(set, Ids::Full, &writing).map(Text::from).map_err(refused),
            MappingFormat::SssomTsv | MappingFormat::SssomCsv | MappingFormat::Table | MappingFormat::Oscal => {
                sssom::write(set, &writing).map(Text::from).map_err(refused)
            }
        }
    }

    fn about(&self, sets: &[MappingSet]) -> Result<oscal::About, Failure> {
        let first = sets.first();
        let dated = first.and_then(|set| set.date.as_ref()).map(|date| if date.contains('T') { date.clone() } else { format!("{date}T00:00:00Z") });
        let last_modified = self.last_modified.clone().or(dated);
        Ok(oscal::About {
            title: first.and_then(|set| set.title.clone()).unwrap_or_else(|| "Mappings".to_owned()),
            version: first.and_then(|set| set.version.clone()).unwrap_or_else(|| "1".to_owned()),
            last_modified: last_modified.ok_or_else(|| Failure::Usage("OSCAL needs a date and the set has none; give --last-modified".to_owned()))?,
            method: "human".to_owned(),
            status: "draft".to_owned(),
            description: first.and_then(|set| set.description.clone()).unwrap_or_else(|| "Converted from another format.".to_owned()),
        })
    }
}

/// The last part of a set's id, as a name.
fn short_name(set: &MappingSet) -> String {
    let id = set.id.as_ref().map_or("mapping", |id| id.as_str());
    let last = id.trim_end_matches(['/', '#', ':']).rsplit(['/', '#', ':']).next().unwrap_or(id);
    last.to_lowercase().chars().map(|sign| if sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_' | '.') { sign } else { '-' }).collect()
}
