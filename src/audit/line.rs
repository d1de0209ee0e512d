//! One line of a journal in JSON Lines, read strictly: what reads as the same record must be hashed as the same bytes.

use std::borrow::Cow;

use serde_json::Value;

use super::Record;

/// Why a line is no record.
#[derive(Debug)]
pub(crate) struct Misread {
    /// In words.
    pub why: String,
    /// What was expected.
    pub help: Option<String>,
    /// The byte in the line, from 1.
    pub column: usize,
}

/// How many characters of a stranger's text a message shows.
const SHOWN: usize = 200;

/// A stranger's text, no longer than a message may be.
pub(super) fn short(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(SHOWN).and_then(|(end, _)| text.get(..end)) {
        None => Cow::Borrowed(text),
        Some(start) => Cow::Owned(format!("{start}…")),
    }
}

/// The record of a line.
///
/// Keys may stand in any order with spaces between them; everything else must be as a journal writes it. Otherwise two
/// readers could take one line for two records: `"actor": null` is nobody to one and somebody called nothing to another, and
/// an instant in another zone is the same instant with another hash.
pub(crate) fn parse(line: &[u8]) -> Result<Record, Misread> {
    let record: Record = serde_json::from_slice(line).map_err(|error| syntax(&error))?;
    if serde_json::to_vec(&record).is_ok_and(|written| written == line) {
        return Ok(record);
    }
    let given: Value = serde_json::from_slice(line).map_err(|error| syntax(&error))?;
    let written = serde_json::to_value(&record).map_err(|error| syntax(&error))?;
    if given == written {
        return Ok(record);
    }
    let misread = |why: String, help: Option<String>| Misread { why, help, column: 1 };
    let (Value::Object(given), Value::Object(written)) = (given, written) else {
        return Err(misread("a record is an object".to_owned(), None));
    };
    let differing = given.into_iter().find(|(key, value)| written.get(key) != Some(value));
    let (key, value) = differing.unwrap_or_default();
    let help = match written.get(&key) {
        Some(expected) => format!("write {}", short(&expected.to_string())),
        None => format!("leave `{}` out", short(&key)),
    };
    Err(misread(format!("`{}` is {}, which is not how a journal writes it", short(&key), short(&value.to_string())), Some(help)))
}

/// An error of the parser without its place, which the finding says.
fn syntax(error: &serde_json::Error) -> Misread {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let why = text.strip_suffix(&place).unwrap_or(&text);
    Misread { why: short(why).into_owned(), help: None, column: error.column().max(1) }
}
