//! The file formats of mapping sets: told apart, read, and named.

use strum::{Display, EnumIter, EnumString, IntoStaticStr};

use super::{
    Frameworks, MappingSet, ciso,
    columns::{self, Columns},
    oscal, sssom,
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    source::{FileText, Limits, Source},
};

/// A file format of mapping sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display, EnumString, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum MappingFormat {
    /// SSSOM as a table with tabs.
    SssomTsv,
    /// SSSOM as a table with commas.
    SssomCsv,
    /// SSSOM as JSON with short ids and a `@context`.
    SssomJson,
    /// SSSOM as JSON with full IRIs.
    SssomJsonIri,
    /// An OSCAL mapping collection, JSON.
    Oscal,
    /// A library of CISO Assistant, YAML.
    Ciso,
    /// A table of which the reader says what its columns hold.
    Table,
}

impl MappingFormat {
    /// The name as it is written on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The format of a file by its name, and for JSON and YAML by the keys that occur in it; none for a file that is no
    /// mapping set. Linear in the text.
    #[must_use]
    pub fn of(file: &FileText) -> Option<Self> {
        let name = file.name().to_ascii_lowercase();
        let has = |key: &str| file.text().contains(key);
        match name.rsplit('.').next()? {
            "tsv" if name.ends_with(".sssom.tsv") => Some(Self::SssomTsv),
            "csv" if name.ends_with(".sssom.csv") => Some(Self::SssomCsv),
            // A block of metadata tells a set from any other table.
            "tsv" | "csv" if file.text().starts_with('#') && has("mapping_set_id") => {
                Some(if name.ends_with(".csv") { Self::SssomCsv } else { Self::SssomTsv })
            }
            "tsv" | "csv" => Some(Self::Table),
            "json" if has("\"mapping-collection\"") => Some(Self::Oscal),
            "json" if name.ends_with(".sssom.json") || (has("\"mappings\"") && has("mapping_justification")) => Some(Self::SssomJson),
            "yaml" | "yml" if has("requirement_mapping_set") => Some(Self::Ciso),
            _ => None,
        }
    }

    /// The format that a file name asks for on writing; none when the name leaves it open.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let ends = |ending: &str| name.ends_with(ending);
        Some(match () {
            () if ends(".tsv") => Self::SssomTsv,
            () if ends(".csv") => Self::SssomCsv,
            () if ends(".sssom.json") => Self::SssomJson,
            () if ends(".oscal.json") => Self::Oscal,
            () if ends(".yaml") || ends(".yml") => Self::Ciso,
            () => return None,
        })
    }
}

/// How files are read whose content leaves questions open.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The format; absent means what the file looks like.
    pub format: Option<MappingFormat>,
    /// Which framework a resource of an OSCAL collection or a URN of CISO Assistant stands for.
    pub frameworks: Frameworks,
    /// What the columns of a plain table hold.
    pub columns: Option<Columns>,
}

/// Reads the mapping sets of a file of any format. SSSOM without a metadata block is read with the file `NAME.yml` beside
/// it, where there is one.
///
/// Everything that can be read comes back, with findings about the rest; see the readers of the formats. Linear in the
/// text and bounded by `limits`.
#[must_use]
pub fn read(source: &dyn Source, path: &str, reading: &Reading, limits: Limits) -> (Vec<MappingSet>, Findings) {
    let file = match source.read(path) {
        Ok(file) => file,
        Err(finding) => return (Vec::new(), (*finding).into()),
    };
    read_text(&file, source, path, reading, limits)
}

/// The same for a file that was read already.
#[must_use]
pub fn read_text(file: &FileText, source: &dyn Source, path: &str, reading: &Reading, limits: Limits) -> (Vec<MappingSet>, Findings) {
    let one = |(set, findings): (Option<MappingSet>, Findings)| (set.into_iter().collect(), findings);
    match reading.format.or_else(|| MappingFormat::of(file)) {
        Some(MappingFormat::SssomTsv | MappingFormat::SssomCsv) => one(sssom(file, source, path, limits)),
        Some(MappingFormat::SssomJson | MappingFormat::SssomJsonIri) => one(sssom::json::read(file, limits)),
        Some(MappingFormat::Oscal) => {
            let (collection, mut findings) = oscal::read(file, limits);
            let (sets, found) = collection.map(|collection| collection.sets(&reading.frameworks, limits)).unwrap_or_default();
            findings.extend(found.into_iter().map(|finding| finding.in_file(file.name().clone())));
            (sets, findings)
        }
        Some(MappingFormat::Ciso) => {
            let (library, findings) = ciso::read(file, limits);
            (library.map(|library| library.sets(&reading.frameworks)).unwrap_or_default(), findings)
        }
        Some(MappingFormat::Table) => {
            if let Some(columns) = &reading.columns {
                return one(columns::read(file, columns, limits));
            }
            let message = "this table does not say what its columns hold";
            let help = "name the columns of subjects, objects and relations, or give the file an SSSOM metadata block";
            (Vec::new(), Diagnostic::error(Code::UnsupportedFormat, message).in_file(file.name().clone()).help(help).into())
        }
        None => {
            let help = "mapping sets are SSSOM (`.sssom.tsv`, `.sssom.csv`, `.sssom.json`), OSCAL mapping collections or CISO Assistant libraries";
            let finding = Diagnostic::error(Code::UnsupportedFormat, "this is no mapping set that is known").in_file(file.name().clone());
            (Vec::new(), finding.help(help).into())
        }
    }
}

/// An SSSOM table, with the metadata file beside it when it has no metadata of its own.
fn sssom(file: &FileText, source: &dyn Source, path: &str, limits: Limits) -> (Option<MappingSet>, Findings) {
    if file.text().trim_start().starts_with('#') {
        return sssom::read(file, limits);
    }
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let beside = ["yml", "yaml"].map(|ending| format!("{stem}.{ending}")).into_iter().find(|name| source.exists(name));
    match beside.map(|name| source.read(&name)) {
        Some(Ok(metadata)) => sssom::read_with_metadata(file, &metadata, limits),
        Some(Err(finding)) => {
            let (set, mut findings) = sssom::read(file, limits);
            findings.push(*finding);
            (set, findings)
        }
        None => sssom::read(file, limits),
    }
}
