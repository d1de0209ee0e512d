//! The bytes of a record that are hashed.

use super::{Record, Text, json::Writer};

/// The canonical JSON of a record (RFC 8785): without its hash, keys in the order of their names, personal texts by their
/// digests. Written by hand, since this is most of what keeping a record costs; a test holds it against `serde_json`.
pub(super) fn canonical(record: &Record) -> String {
    let mut json = Writer::new();
    json.raw("{");
    if let Some(actor) = &record.actor {
        sealed(&mut json, "\"actor\":", actor);
        json.raw(",");
    }
    json.instant("\"at\":", record.at);
    json.list(",\"changes\":[", &record.changes, |json, change| {
        json.string("{\"field\":", &change.field);
        for (key, text) in [(",\"new\":", &change.new), (",\"old\":", &change.old)] {
            if let Some(text) = text {
                sealed(json, key, text);
            }
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
    match &record.previous {
        Some(previous) => json.digest(",\"previous\":", previous),
        None => json.raw(",\"previous\":null"),
    }
    record.reason.iter().for_each(|reason| sealed(&mut json, ",\"reason\":", reason));
    json.string(",\"record\":", &record.record);
    json.list(",\"related\":[", &record.related, |json, related| {
        json.string("{\"id\":", &related.id);
        json.string(",\"qualifier\":", &related.qualifier);
        json.string(",\"type\":", &related.kind);
        json.raw("}");
    });
    json.optional(",\"role\":", record.role.as_deref());
    json.number(",\"sequence\":", record.sequence);
    json.string(",\"to\":", &record.to);
    json.string(",\"type\":", &record.kind_of_record);
    json.raw("}");
    json.finish()
}

/// A text, or the digest that stands for a personal one.
fn sealed(json: &mut Writer, key: &str, text: &Text) {
    match text.sealed() {
        Some(sealed) => {
            json.raw(key);
            json.digest("{\"redacted\":", &sealed.redacted);
            json.raw("}");
        }
        None => json.string(key, text.value().unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::canonical;
    use crate::{
        audit::{Definition, Entry, EntryChange, Kind, Related, Salts, line::write as line},
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
                definition: has(7).then(|| Definition { id: texts[0].clone(), version: has(0).then(|| texts[1].clone()), hash: texts[2].clone() }),
                kind: [Kind::User, Kind::Timer, Kind::System][count],
                ..Entry::new(texts[9].clone(), 7, jiff::Timestamp::UNIX_EPOCH, texts[10].clone(), texts[11].clone(), "to")
            };
            let record = entry.seal(has(6).then(|| crate::digest::Digest::of(b"x")), &mut Salts::Counting(0)).expect("salts");
            let mut value = replaced(serde_json::to_value(&record).expect("JSON"));
            value.as_object_mut().expect("an object").remove("hash");
            prop_assert_eq!(canonical(&record), canonical_json(&value));
            // What is kept is what serde writes, redacted or not.
            prop_assert_eq!(line(&record), serde_json::to_string(&record).expect("JSON"));
            let mut record = record;
            record.redact();
            prop_assert_eq!(line(&record), serde_json::to_string(&record).expect("JSON"));
        }
    }
}
