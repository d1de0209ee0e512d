//! Mapping sets in SSSOM (Simple Standard for Sharing Ontological Mappings), versions 1.0 and 1.1: reading and writing
//! SSSOM/TSV, and both dialects of SSSOM/JSON.
//!
//! A file is a block of `#` lines, YAML about the set, and a table. The block may also be a file of its own
//! (`NAME.sssom.yml`). Extension columns say what SSSOM has no slot for:
//!
//! | column | holds |
//! | --- | --- |
//! | `ext_relation` | the base relations that are possible, such as `equal subset` |
//! | `ext_rationale` | why, in words |
//! | `ext_standing` | `confirmed`, `secondary`, `proposed` or `unconfirmed` |
//! | `ext_authority` | `published`, `third-party` or `ours` |
//! | `ext_review` | `draft`, `reviewed`, `disputed` or `superseded` |
//! | `ext_rationale_kind` | `syntactic`, `semantic` or `functional` |
//! | `ext_strength`, `ext_strength_scale` | how strong the link is, a number or a word, and on which scale |
//! | `ext_origin` | `stated`, `derived` or `candidate` |
//!
//! Statements about several elements at once stand in a slot of the set, `ext_groups`, as JSON.
//!
//! Ids of framework elements are CURIEs whose prefix stands for `urn:itsm:<framework>:`.
//! Source of the format: mapping-commons/sssom @ 8cfba109, `src/docs/spec-*.md` and `sssom_schema.yaml`.
//! A lone carriage return ends a row but is not counted as a line.
//!
//! ```
//! use itsm::{mapping::sssom::{self, Writing}, source::{FileText, Limits}};
//!
//! let text = "\
//! ## mapping_set_id: https://example.org/sets/one
//! ## license: https://creativecommons.org/publicdomain/zero/1.0/
//! ## curie_map: {itil4: 'urn:itsm:itil4:', fitsm3: 'urn:itsm:fitsm3:', unused: 'https://example.org/'}
//! object_id\tpredicate_id\tsubject_id\tmapping_justification\tconfidence
//! fitsm3:PR9\tskos:broadMatch\titil4:incident-management\tsemapv:ManualMappingCuration\t0.90
//! ";
//! let (set, findings) = sssom::read(&FileText::new("one.sssom.tsv", text), Limits::default());
//! assert!(findings.is_empty(), "{findings:?}");
//! let written = sssom::write(&set.unwrap(), &Writing::default()).unwrap();
//! assert_eq!(written.text, "\
//! ##curie_map:
//! ##  fitsm3: 'urn:itsm:fitsm3:'
//! ##  itil4: 'urn:itsm:itil4:'
//! ##mapping_set_id: https://example.org/sets/one
//! ##license: https://creativecommons.org/publicdomain/zero/1.0/
//! subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence
//! itil4:incident-management\tskos:broadMatch\tfitsm3:PR9\tsemapv:ManualMappingCuration\t0.9
//! ".replace('\'', "\""));
//! ```

mod columns;
mod curie;
mod extensions;
mod hash;
pub mod json;
mod metadata;
mod model;
mod names;
mod old;
mod plan;
mod rows;
mod scan;
mod slots;
mod table;
mod text;
mod write;
mod writing;

pub use hash::{Records, record_hash};
pub use model::Version;
pub use write::write;
pub use writing::{Format, Placement, Writing, Written};

use std::sync::Arc;

use self::{metadata::Metadata, old::Old, rows::Rows};
use super::{MappingSet, Slots, report::Report};
use crate::{
    diagnostic::{Code, Findings, Severity},
    document::{Located, Position},
    source::{FileText, Limits},
};

/// The licence that says that none is known, since every set must name one.
pub const UNSPECIFIED_LICENCE: &str = "https://w3id.org/sssom/license/unspecified";

/// Reads a set whose metadata stands in the file itself. A file named `*.csv` has commas between its columns.
///
/// The set comes back when there is a table; it holds the rows without an error. Time and memory are linear in the
/// text and bounded by `limits`; after ten thousand findings further ones are only counted.
///
/// Findings: `mapping-metadata`, `missing-column`, `malformed-row`, `undeclared-prefix`, `unknown-predicate`,
/// `relation-conflict`, `repeated-row`, `duplicate-key`, `unknown-key`, `limit-reached`.
#[must_use]
pub fn read(file: &FileText, limits: Limits) -> (Option<MappingSet>, Findings) {
    read_parts(file, None, limits)
}

/// Reads a set whose metadata stands in a YAML file of its own (the external mode of the format).
///
/// What the table file says about itself as well counts more. Findings, time and memory as for [`read`].
#[must_use]
pub fn read_with_metadata(file: &FileText, metadata: &FileText, limits: Limits) -> (Option<MappingSet>, Findings) {
    read_parts(file, Some(metadata), limits)
}

fn read_parts(file: &FileText, external: Option<&FileText>, limits: Limits) -> (Option<MappingSet>, Findings) {
    let mut report = Report::new(file);
    let mut outside = external.map(Report::new);
    let mut metadata = Metadata::default();
    let (block, start) = metadata::split(file);
    if let Some(block) = block {
        metadata.read(&block, false, &mut report, limits);
    }
    if let (Some(external), Some(outside)) = (external, outside.as_mut()) {
        metadata.read(external, true, outside, limits);
    }
    metadata.require(&mut report, outside.as_mut());

    let delimiter = if file.name().to_ascii_lowercase().ends_with(".csv") { b',' } else { b'\t' };
    let set = table::Table::new(file.text(), start, delimiter).and_then(|mut table| {
        let mut header = table.next_record()?;
        let old = Old::of(&mut header);
        let width = header.len();
        let mut rows = Rows::new(header, &metadata, &mut report, delimiter);
        let elsewhere = outside.as_mut().filter(|_| metadata.slot(plan::GROUPS).is_some_and(|slot| slot.outside));
        let mut set = about(&mut metadata, elsewhere.unwrap_or(&mut report));
        let mut count = 0_usize;
        while let Some(mut cells) = table.next_record() {
            if cells.iter().all(|cell| cell.text.trim().is_empty()) {
                continue;
            }
            count += 1;
            if count > limits.nodes {
                let place = cells.first().map(|cell| cell.position).unwrap_or_default();
                let message = format!("the table holds more than {} rows", limits.nodes);
                report.push(Severity::Error, Code::LimitReached, message, place, Some("what stands after this place was not read".to_owned()));
                break;
            }
            let errors = report.errors();
            old.translate(&mut cells, width, &mut report);
            if report.errors() == errors
                && let Some(row) = rows.read(&cells, &metadata, &mut report)
            {
                set.push(row);
            }
        }
        finish(&mut set, &metadata, &rows, &mut report);
        Some(set)
    });
    if set.is_none() {
        let help = format!("the line after the metadata names the columns, at least {}", slots::REQUIRED.join(", "));
        report.push(Severity::Error, Code::MissingColumn, "the file has no table".to_owned(), start.position(), Some(help));
    }
    let mut findings = report.finish();
    if let Some(outside) = outside {
        findings.append(outside.finish());
    }
    findings.sort();
    (set, findings)
}

/// What is to be done when all rows are read.
fn finish(set: &mut MappingSet, metadata: &Metadata, rows: &Rows, report: &mut Report<'_>) {
    let inherited = Arc::new(inherited(metadata, rows));
    for row in set.rows_mut() {
        row.inherited = Arc::clone(&inherited);
    }
    rows::repeated(set, report);
    metadata.check_version(rows, report);
}

/// The slots of the set that hold for every row: those for which no row has a value of its own.
fn inherited(metadata: &Metadata, rows: &Rows) -> Slots {
    let stated = slots::PROPAGATED.iter().filter(|name| !rows.has_values(name));
    stated.filter_map(|name| Some((Arc::from(*name), Arc::from(metadata.text(name)?)))).collect()
}

/// What the metadata says about the set.
fn about(metadata: &mut Metadata, report: &mut Report<'_>) -> MappingSet {
    let groups = metadata.take_groups(report);
    let text = |name: &str| metadata.text(name).map(str::to_owned);
    let located = |name: &str| metadata.slot(name).map(|slot| Located::at(slot.text.clone(), slot.position));
    let mut set = MappingSet::default();
    set.id = located("mapping_set_id");
    set.version = text("mapping_set_version");
    set.title = text("mapping_set_title");
    set.description = text("mapping_set_description");
    set.licence = located("license");
    set.subject_framework = metadata.framework("subject_source");
    set.object_framework = metadata.framework("object_source");
    set.subject_version = text("subject_source_version");
    set.object_version = text("object_source_version");
    set.date = text("publication_date").or_else(|| text("mapping_date"));
    set.curie_map = metadata.prefixes.declared();
    set.metadata = metadata.texts();
    for group in groups {
        set.keep_group(group);
    }
    set
}

/// Where the table begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Start {
    offset: usize,
    line: u32,
}

impl Start {
    fn position(self) -> Position {
        Position::new(self.line, 1, 1)
    }
}
