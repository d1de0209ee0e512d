//! How a set is to be written, and what came of it.

use super::Version;
use crate::diagnostic::Findings;

/// What parts the columns of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Tabs.
    #[default]
    Tsv,
    /// Commas.
    Csv,
}

impl Format {
    pub(super) fn delimiter(self) -> u8 {
        match self {
            Self::Tsv => b'\t',
            Self::Csv => b',',
        }
    }
}

/// Where the metadata of a table stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Placement {
    /// Above the table, in lines that begin with a number sign.
    #[default]
    Embedded,
    /// In a YAML file of its own, `NAME.sssom.yml`.
    External,
}

/// How a set is to be written; the default is the canonical form of the specification.
///
/// ```
/// use itsm::mapping::sssom::{Format, Writing};
/// let writing = Writing { format: Format::Csv, sort: false, ..Writing::default() };
/// assert!(writing.condense && writing.version.is_none());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writing {
    /// Tabs or commas. JSON has neither.
    pub format: Format,
    /// Where the metadata stands. JSON has one place for it.
    pub placement: Placement,
    /// Whether slots of which all rows say the same are written once, for the set.
    pub condense: bool,
    /// Whether rows are sorted by all their cells; else they keep their order.
    pub sort: bool,
    /// Whether slots that the format does not have are written. Without them some of what the rows say is lost, which a
    /// warning says; sssom-py 0.4.21 reads JSON only without them.
    pub extensions: bool,
    /// The version to write; none for the lowest that has all slots and values of the set.
    pub version: Option<Version>,
}

impl Default for Writing {
    fn default() -> Self {
        Self { format: Format::Tsv, placement: Placement::Embedded, condense: true, sort: true, extensions: true, version: None }
    }
}

/// A written set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The file: metadata and table, the table alone, or JSON.
    pub text: String,
    /// The metadata, when they were to stand in a file of their own.
    pub metadata: Option<String>,
    /// The version that was written.
    pub version: Version,
    /// What was changed on the way or may trouble other readers; no errors.
    pub findings: Findings,
}
