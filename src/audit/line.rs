//! One line of a journal in JSON Lines, written, and read strictly: what reads as the same record must be hashed as the same bytes.

use std::borrow::Cow;

use serde_json::Value;

use super::{Record, Text, json::Writer};

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

/// The line of a record: what `serde_json` writes of it, by hand; a test holds the two together. Linear in it.
pub(crate) fn write(record: &Record) -> String {
    let mut json = Writer::new();
    json.string("{\"record\":", &record.record);
    json.string(",\"type\":", &record.kind_of_record);
    json.number(",\"sequence\":", record.sequence);
    json.instant(",\"at\":", record.at);
    json.string(",\"event\":", &record.event);
    json.string(",\"from\":", &record.from);
    json.string(",\"to\":", &record.to);
    record.actor.iter().for_each(|actor| text(&mut json, ",\"actor\":", actor));
    json.optional(",\"role\":", record.role.as_deref());
    json.string(",\"kind\":", record.kind.as_str());
    json.list(",\"changes\":[", &record.changes, |json, change| {
        json.string("{\"field\":", &change.field);
        change.old.iter().for_each(|old| text(json, ",\"old\":", old));
        change.new.iter().for_each(|new| text(json, ",\"new\":", new));
        json.raw("}");
    });
    json.list(",\"related\":[", &record.related, |json, related| {
        json.string("{\"id\":", &related.id);
        json.string(",\"type\":", &related.kind);
        json.string(",\"qualifier\":", &related.qualifier);
        json.raw("}");
    });
    record.reason.iter().for_each(|reason| text(&mut json, ",\"reason\":", reason));
    if let Some(definition) = &record.definition {
        json.string(",\"definition\":{\"id\":", &definition.id);
        json.optional(",\"version\":", definition.version.as_deref());
        json.string(",\"hash\":", &definition.hash);
        json.raw("}");
    }
    match &record.previous {
        Some(previous) => json.digest(",\"previous\":", previous),
        None => json.raw(",\"previous\":null"),
    }
    json.digest(",\"hash\":", &record.hash);
    json.raw("}");
    json.finish()
}

fn text(json: &mut Writer, key: &str, text: &Text) {
    match text {
        Text::Plain(value) => json.string(key, value),
        Text::Personal(personal) => {
            json.raw(key);
            json.salt("{\"salt\":", &personal.salt);
            json.string(",\"value\":", &personal.value);
            json.raw("}");
        }
        Text::Redacted(redacted) => {
            json.raw(key);
            json.digest("{\"redacted\":", &redacted.redacted);
            json.raw("}");
        }
    }
}

/// The record of a line.
///
/// Keys may stand in any order with spaces between them; everything else must be as a journal writes it. Otherwise two
/// readers could take one line for two records: `"actor": null` is nobody to one and somebody called nothing to another, and
/// an instant in another zone is the same instant with another hash.
pub(crate) fn parse(line: &[u8]) -> Result<Record, Misread> {
    let record: Record = serde_json::from_slice(line).map_err(|error| syntax(&error))?;
    if write(&record).as_bytes() == line {
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
