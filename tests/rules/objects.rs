//! Rules over linked records on an object-centric log: read, flattened, judged.

use itsm::eventlog::{self, EventLog, Reading};

use super::logs::{counts, load, sentences};

/// A desk with a problem, two known errors of which one has a problem, and one that names its problem when it is published.
const DESK: &str = r#"{
"objectTypes": [{"name": "known-error", "attributes": [{"name": "workaround", "type": "string"}]}, {"name": "problem", "attributes": []}],
"eventTypes": [{"name": "publish", "attributes": []}, {"name": "retire", "attributes": []}],
"objects": [
  {"id": "KE-1", "type": "known-error", "attributes": [{"name": "workaround", "time": "1970-01-01T00:00:00Z", "value": "restart"}],
   "relationships": [{"objectId": "PRB-1", "qualifier": "of"}]},
  {"id": "KE-2", "type": "known-error", "attributes": [{"name": "workaround", "time": "2026-03-02T10:00:00Z", "value": "restart"}]},
  {"id": "KE-3", "type": "known-error"},
  {"id": "PRB-1", "type": "problem"}
],
"events": [
  {"id": "e1", "type": "publish", "time": "2026-03-02T09:00:00Z", "relationships": [{"objectId": "KE-1", "qualifier": ""}]},
  {"id": "e2", "type": "publish", "time": "2026-03-02T09:00:00Z", "relationships": [{"objectId": "KE-2", "qualifier": ""}]},
  {"id": "e3", "type": "publish", "time": "2026-03-02T09:00:00Z", "relationships": [{"objectId": "KE-3", "qualifier": ""}, {"objectId": "PRB-1", "qualifier": ""}]},
  {"id": "e4", "type": "retire", "time": "2026-03-02T11:00:00Z", "relationships": [{"objectId": "KE-2", "qualifier": ""}]}
]}"#;

const LINKED: &str = "fields:\n  problem: {type: string}\nrules:\n  - {id: r, template: linked-record, steps: [publish], link: problem}\n";

fn known_errors(text: &str) -> EventLog {
    let reading = Reading { object_type: Some("known-error".to_owned()), ..Reading::default() };
    let (log, findings) = eventlog::read("desk.json", text.as_bytes(), &reading);
    assert_eq!(findings.errors(), 0, "{findings:?}");
    log.unwrap()
}

#[test]
fn known_errors_without_a_problem() {
    let log = known_errors(DESK);
    let pack = load(LINKED, &());
    // Linked by a relation of the object, linked by the event, and not linked.
    assert_eq!(counts(&pack, &log), [2, 1, 0, 0, 0]);
    assert_eq!(sentences(&pack, &log), ["Case KE-2: 'publish' without a linked record in `problem`"]);
}

#[test]
fn a_log_without_any_link_fails_and_one_without_the_type_says_nothing() {
    let pack = load(LINKED, &());
    let unlinked = DESK.replace(r#""relationships": [{"objectId": "PRB-1", "qualifier": "of"}]"#, r#""relationships": []"#);
    let unlinked = unlinked.replace(r#", {"objectId": "PRB-1", "qualifier": ""}"#, "");
    assert_eq!(counts(&pack, &known_errors(&unlinked)), [0, 3, 0, 0, 0]);
    let without = unlinked.replace(r#", {"name": "problem", "attributes": []}"#, "").replace(",\n  {\"id\": \"PRB-1\", \"type\": \"problem\"}", "");
    assert_eq!(counts(&pack, &known_errors(&without)), [0, 0, 0, 0, 3]);
}

#[test]
fn fields_are_what_they_were_at_the_event() {
    let log = known_errors(DESK);
    let fields = "fields:\n  workaround: {type: string}\nrules:\n";
    let at_publish = load(&format!("{fields}  - {{id: r, template: required-fields, steps: [publish], fields: [workaround]}}\n"), &());
    // The second one was given its workaround after it was published.
    assert_eq!(counts(&at_publish, &log), [1, 2, 0, 0, 0]);
    let at_end = load(&format!("{fields}  - {{id: r, template: required-fields, steps: [retire], fields: [workaround]}}\n"), &());
    assert_eq!(counts(&at_end, &log), [1, 0, 2, 0, 0]);
}
