//! Object-centric event logs, OCEL 2.0: JSON, XML and, with the feature `sqlite`, SQLite; flattened to cases, and back.

mod cases;
mod draft;
mod flatten;
mod json;
mod links;
mod model;
#[cfg(feature = "sqlite")]
mod sqlite;
mod write;
mod xml;

use std::io::Read;

pub use cases::Unheld;
pub use links::split;
pub use model::{AttributeType, Object, ObjectEvent, ObjectLog, Relation, TypeView, ValueView};
#[cfg(feature = "sqlite")]
pub use sqlite::{is_object_log, read_sqlite};

use super::ReadOptions;
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    document::xml as document,
    source::FileText,
};

/// The id of an event; events that several cases share have the same.
pub const EVENT_ID: &str = "ocel:eid";
/// What the object that is the case is in the event.
pub const QUALIFIER: &str = "ocel:qualifier";
/// At the head of a flat log: the type whose objects are the cases.
pub const OBJECT_TYPE: &str = "ocel:type";
/// At the head of a flat log: the list of all types, with the keys that hold the related objects of each.
pub const OBJECT_TYPES: &str = "ocel:object-types";

/// Reads a log in OCEL 2.0 JSON or XML, and tells which by how it begins.
///
/// Everything that can be read comes back, with findings about the rest. Points in time keep their instant; where they do not say their
/// offset, `options.dates` says the zone. Values are of the types that the log declares; those that are not stay what they are.
///
/// The text is held in memory while it is read, beside the log. Time is linear; `options.limits` bounds text, depth and values.
///
/// Findings: `yaml-syntax` for JSON, `xml-syntax`, `missing-key`, `unknown-key`, `misplaced-element`, `wrong-type`, `unknown-value`, `undeclared-name`,
/// `duplicate-id`, `duplicate-key`, `dangling-reference`, `malformed-instant`, `unsupported-format` for OCEL 1.0, `limit-reached`, `not-utf8`,
/// `unreadable-file`.
#[must_use]
pub fn read(name: &str, input: impl Read, options: &ReadOptions) -> (Option<ObjectLog>, Findings) {
    let file = match whole(name, input, options) {
        Ok(file) => file,
        Err(finding) => return (None, (*finding).into()),
    };
    let start = file.text().trim_start();
    if is_first_edition(start.as_bytes()) {
        let help =
            "OCEL 1.0 has no qualifiers, no changes and no relations of objects; pm4py turns it into OCEL 2.0 (`read_ocel`, `write_ocel2_json`)";
        let finding = Diagnostic::error(Code::UnsupportedFormat, "this is a log in OCEL 1.0, and OCEL 2.0 is read").in_file(name);
        return (None, finding.help(help).into());
    }
    let (log, findings) = if start.starts_with('<') { xml::read(&file, options) } else { json::read(&file, options) };
    (Some(log), findings)
}

/// The whole text.
fn whole(name: &str, input: impl Read, options: &ReadOptions) -> Result<FileText, Box<Diagnostic>> {
    let most = options.limits.file_bytes;
    let mut bytes = Vec::new();
    let read = input.take(most.saturating_add(1)).read_to_end(&mut bytes);
    if let Err(error) = read {
        let finding = Diagnostic::error(Code::UnreadableFile, format!("the file cannot be read: {error}")).in_file(name);
        return Err(finding.help("check that it is whole").boxed());
    }
    if u64::try_from(bytes.len()).is_ok_and(|size| size > most) {
        let finding = Diagnostic::error(Code::LimitReached, format!("the file has more than {most} bytes")).in_file(name);
        return Err(finding.help("split the log").boxed());
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(FileText::new(name, text)),
        Err(error) => document::text(name, error.as_bytes(), options.limits),
    }
}

/// Whether a file that begins so is a log in OCEL, 1.0 or 2.0, JSON or XML; some thousand bytes are enough.
pub(super) fn is_likely(start: &[u8]) -> bool {
    is_first_edition(start) || is_json(start) || is_xml(start)
}

fn is_json(start: &[u8]) -> bool {
    let Some(rest) = start.strip_prefix(b"{") else { return false };
    let list = |key: &[u8]| {
        memchr::memmem::find_iter(rest, key).any(|at| {
            let after = rest.get(at.saturating_add(key.len())..).unwrap_or_default().trim_ascii_start();
            after.strip_prefix(b":").is_some_and(|after| after.trim_ascii_start().starts_with(b"["))
        })
    };
    let first = rest.trim_ascii_start();
    let begins = |key: &[u8]| first.starts_with(key);
    let types = list(b"\"objectTypes\"") || list(b"\"eventTypes\"");
    let items = (begins(b"\"events\"") && list(b"\"events\"")) || (begins(b"\"objects\"") && list(b"\"objects\""));
    let related = memchr::memmem::find(rest, b"\"relationships\"").is_some();
    // A line that is whole, with further lines, is one of JSON Lines.
    let line = memchr::memchr(b'\n', start).and_then(|end| start.get(..end));
    let further = line.and_then(|line| start.get(line.len()..)).is_some_and(|rest| !rest.trim_ascii().is_empty());
    let lines = further && line.is_some_and(|line| serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok());
    (types || (items && related)) && !lines
}

fn is_xml(start: &[u8]) -> bool {
    let marks: [&[u8]; 5] = [b"<object-types", b"<event-types", b"<objects>", b"<events>", b"<objects/>"];
    start.starts_with(b"<") && marks.iter().any(|mark| memchr::memmem::find(start, mark).is_some())
}

/// Whether a file that begins so is a log in OCEL 1.0.
fn is_first_edition(start: &[u8]) -> bool {
    let start = start.get(..start.len().min(16 * 1024)).unwrap_or_default();
    let json = start.strip_prefix(b"{").is_some_and(|rest| rest.trim_ascii_start().starts_with(b"\"ocel:"));
    let marks: [&[u8]; 2] = [b"<global scope=\"object\"", b"<global scope='object'"];
    json || (start.starts_with(b"<") && marks.iter().any(|mark| memchr::memmem::find(start, mark).is_some()))
}
