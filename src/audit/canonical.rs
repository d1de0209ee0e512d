//! The bytes of a record that are hashed.

use std::io::Write as _;

use super::{Record, Text, record::USUAL};
use crate::digest::hex_in;

/// The canonical JSON of a record (RFC 8785): without its hash, keys in the order of their names, personal texts by their
/// digests. Written by hand, since this is most of what keeping a record costs; a test holds it against `serde_json`.
pub(super) fn canonical(record: &Record) -> Vec<u8> {
    let mut json = Writer(Vec::with_capacity(USUAL));
    json.text("{", record.actor.as_ref().map(|actor| ("\"actor\":", actor)), ",");
    json.raw("\"at\":\"");
    // Writing into memory does not fail; what jiff writes needs no escapes.
    let _ = write!(json.0, "{}", record.at);
    json.raw("\"");
    json.list(",\"changes\":[", &record.changes, |json, change| {
        json.string("{\"field\":", &change.field);
        for (key, text) in [(",\"new\":", &change.new), (",\"old\":", &change.old)] {
            json.text("", text.as_ref().map(|text| (key, text)), "");
        }
        json.raw("}");
    });
    if let Some(definition) = &record.definition {
        json.string(",\"definition\":{\"hash\":", &definition.hash);
        json.string(",\"id\":", &definition.id);
        json.optional(",\"version\":", definition.version.as_deref());
        json.raw("}");
    }
    json.string(",\"event\":", &record.event);
    json.string(",\"from\":", &record.from);
    json.string(",\"kind\":", record.kind.as_str());
    json.raw(",\"previous\":");
    match &record.previous {
        Some(previous) => json.quoted(hex_in(previous.bytes(), &mut [0; 64])),
        None => json.raw("null"),
    }
    json.text("", record.reason.as_ref().map(|reason| (",\"reason\":", reason)), "");
    json.string(",\"record\":", &record.record);
    json.list(",\"related\":[", &record.related, |json, related| {
        json.string("{\"id\":", &related.id);
        json.string(",\"qualifier\":", &related.qualifier);
        json.string(",\"type\":", &related.kind);
        json.raw("}");
    });
    json.optional(",\"role\":", record.role.as_deref());
    json.raw(",\"sequence\":");
    let _ = write!(json.0, "{}", record.sequence);
    json.string(",\"to\":", &record.to);
    json.string(",\"type\":", &record.kind_of_record);
    json.raw("}");
    json.0
}

struct Writer(Vec<u8>);

impl Writer {
    fn raw(&mut self, text: &str) {
        self.0.extend_from_slice(text.as_bytes());
    }

    /// A text that needs no escapes.
    fn quoted(&mut self, text: &str) {
        self.raw("\"");
        self.raw(text);
        self.raw("\"");
    }

    fn string(&mut self, key: &str, value: &str) {
        self.raw(key);
        if value.bytes().all(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\') {
            self.quoted(value);
        } else {
            // Its escapes are those of RFC 8785; writing into memory does not fail.
            let _ = serde_json::to_writer(&mut self.0, value);
        }
    }

    fn optional(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.string(key, value);
        }
    }

    /// A text that may be personal, between what stands before it in any case and what follows it when it is there.
    fn text(&mut self, before: &str, said: Option<(&str, &Text)>, after: &str) {
        self.raw(before);
        let Some((key, text)) = said else { return };
        match (text, text.sealed()) {
            (_, Some(sealed)) => {
                self.raw(key);
                self.raw("{\"redacted\":");
                self.quoted(hex_in(sealed.redacted.bytes(), &mut [0; 64]));
                self.raw("}");
            }
            (text, None) => self.string(key, text.value().unwrap_or_default()),
        }
        self.raw(after);
    }

    fn list<T>(&mut self, before: &str, items: &[T], mut write: impl FnMut(&mut Self, &T)) {
        for (place, item) in items.iter().enumerate() {
            self.raw(if place == 0 { before } else { "," });
            write(self, item);
        }
        if !items.is_empty() {
            self.raw("]");
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::canonical;
    use crate::{
        audit::{Entry, EntryChange, Related, Salts},
        digest::canonical_json,
    };

    /// The record as JSON with personal texts replaced, without its hash.
    fn replaced(value: Value) -> Value {
        match value {
            Value::Object(map) if map.contains_key("salt") => {
                let text: crate::audit::Text = serde_json::from_value(Value::Object(map)).expect("a personal text");
                json!({"redacted": text.sealed().expect("it is personal").redacted})
            }
            Value::Object(map) => map.into_iter().map(|(key, value)| (key, replaced(value))).collect(),
            Value::Array(items) => items.into_iter().map(replaced).collect(),
            scalar => scalar,
        }
    }

    proptest! {
        #[test]
        fn it_is_the_sorted_json_of_another_writer(texts in prop::collection::vec("(\\PC|[\\x00-\\x1f\"\\\\\u{7f}é])*", 12), flags in any::<u8>(), count in 0_usize..3) {
            let has = |bit: u8| flags & (1 << bit) != 0;
            let change = EntryChange { field: texts[0].clone(), old: has(0).then(|| texts[1].clone()), new: has(1).then(|| texts[2].clone()), personal: has(2) };
            let related = Related { id: texts[3].clone(), kind: texts[4].clone(), qualifier: texts[5].clone() };
            let entry = Entry {
                actor: has(3).then(|| texts[6].clone()),
                reason: has(4).then(|| texts[7].clone()),
                role: has(5).then(|| texts[8].clone()),
                changes: vec![change; count],
                related: vec![related; count],
                ..Entry::new(texts[9].clone(), 7, jiff::Timestamp::UNIX_EPOCH, texts[10].clone(), texts[11].clone(), "to")
            };
            let record = entry.seal(has(6).then(|| crate::digest::Digest::of(b"x")), &mut Salts::Counting(0)).expect("salts");
            let mut value = replaced(serde_json::to_value(&record).expect("JSON"));
            value.as_object_mut().expect("an object").remove("hash");
            prop_assert_eq!(String::from_utf8(canonical(&record)).expect("UTF-8"), canonical_json(&value));
        }
    }
}
