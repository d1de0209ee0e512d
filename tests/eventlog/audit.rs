//! Audit trails as logs.

use itsm::{
    audit::{Definition, Entry, EntryChange, Journal as _, Kind, Memory, Record, Related},
    diagnostic::Code,
    eventlog::{Classifier, EventLog, ReadOptions, Value, audit, audit::Check, keys, xes},
};

fn entries() -> Vec<Entry> {
    let at = |minute: u8| format!("2026-03-02T09:{minute:02}:00Z").parse().unwrap();
    let change = |field: &str, old: Option<&str>, new: Option<&str>, personal| EntryChange {
        field: field.to_owned(),
        old: old.map(str::to_owned),
        new: new.map(str::to_owned),
        personal,
    };
    let mut assign = Entry::new("INC-1", 1, at(0), "assign", "new", "assigned").by("ann").because("asked");
    "incident".clone_into(&mut assign.kind_of_record);
    assign.role = Some("agent".to_owned());
    assign.changes =
        vec![change("priority", None, Some("2"), false), change("caller", Some("bob"), Some("eve"), true), change("hold", Some("x"), None, false)];
    assign.related = vec![Related { id: "CI-7".to_owned(), kind: "server".to_owned(), qualifier: "affects".to_owned() }];
    let mut other = Entry::new("INC-2", 1, at(1), "resolve", "new", "resolved");
    other.kind = Kind::System;
    let mut migrated = Entry::new("INC-1", 2, at(2), "migrate", "assigned", "in-progress");
    migrated.kind = Kind::Migration;
    migrated.definition = Some(Definition { id: "acme:lifecycle/incident".to_owned(), version: Some("2".to_owned()), hash: "ab".to_owned() });
    vec![assign, other, migrated]
}

fn records() -> Vec<Record> {
    let mut journal = Memory::new();
    journal.append_all(entries()).unwrap();
    journal.records().to_vec()
}

fn lines(records: &[Record]) -> String {
    records.iter().map(|record| serde_json::to_string(record).unwrap() + "\n").collect()
}

#[test]
fn a_trail_is_a_log() {
    let log = EventLog::from_records(&records()).unwrap();
    let cases: Vec<_> =
        log.cases().map(|case| (case.name().unwrap().into_owned(), case.len(), case.get("type").map(|value| value.shown().into_owned()))).collect();
    assert_eq!(cases, [("INC-1".to_owned(), 2, Some("incident".to_owned())), ("INC-2".to_owned(), 1, None)]);
    let event = log.events().next().unwrap();
    assert_eq!(event.name().as_deref(), Some("assign"));
    assert_eq!(event.instant().unwrap().to_string(), "2026-03-02T09:00:00Z");
    let expected = [
        (keys::RESOURCE, Value::Text("ann")),
        (keys::ROLE, Value::Text("agent")),
        (keys::LIFECYCLE, Value::Text("complete")),
        (audit::FROM, Value::Text("new")),
        (audit::TO, Value::Text("assigned")),
        (audit::KIND, Value::Text("user")),
        (audit::SEQUENCE, Value::Int(1)),
        ("itsm:reason", Value::Text("asked")),
        ("field:priority", Value::Text("2")),
        ("field:caller", Value::Text("eve")),
        ("field:hold", Value::Text("")),
    ];
    for (key, value) in expected {
        assert_eq!(event.get(key), Some(value), "{key}");
    }
    let old = event.attributes().find(|attribute| attribute.key == "field:hold").unwrap();
    assert_eq!(old.children[0].value.view(), Value::Text("x"));
    let Some(Value::List(related)) = event.get("itsm:related") else { panic!() };
    assert_eq!((related[0].key.as_str(), related[0].value.view()), ("affects", Value::Text("CI-7")));
    let migrated = log.events().nth(1).unwrap();
    assert_eq!(
        (migrated.get(audit::KIND), migrated.get("itsm:definition")),
        (Some(Value::Text("migration")), Some(Value::Text("acme:lifecycle/incident")))
    );
    let states: Classifier = log.header().classifier("State").unwrap().into();
    assert_eq!(log.activities(&states).names().collect::<Vec<_>>(), ["assigned", "in-progress", "resolved"]);
}

#[test]
fn lines_give_the_same_log_and_xes_holds_it() {
    let records = records();
    let log = EventLog::from_records(&records).unwrap();
    for check in [Check::Chains, Check::Nothing] {
        let (read, findings) = audit::read("trail.jsonl", lines(&records).as_bytes(), check, &ReadOptions::default());
        assert!(findings.is_empty(), "{findings:#?}");
        assert_eq!(read, log);
    }
    let mut text = Vec::new();
    assert_eq!(xes::write(&log, &mut text).unwrap().replaced, 0);
    let (again, findings) = xes::read("trail.xes", text.as_slice(), &ReadOptions::default());
    assert!(findings.is_empty(), "{findings:#?}");
    assert_eq!(again, Some(log));
}

#[test]
fn who_was_taken_out_is_nobody() {
    let mut records = records();
    records[0].redact();
    let (log, findings) = audit::read("trail.jsonl", lines(&records).as_bytes(), Check::Chains, &ReadOptions::default());
    assert!(findings.is_empty());
    let event = log.events().next().unwrap();
    assert_eq!((event.get(keys::RESOURCE), event.get("itsm:reason"), event.get("field:caller")), (None, None, Some(Value::Text(""))));
    let caller = event.attributes().find(|attribute| attribute.key == "field:caller").unwrap();
    assert_eq!(caller.children[0].key, "itsm:redacted");
}

#[test]
fn broken_chains_are_said_when_they_are_checked() {
    let mut records = records();
    records[2].to = "closed".to_owned();
    let text = lines(&records) + "no record\n{\"record\": 1}\n";
    let codes = |check| {
        let (log, findings) = audit::read("trail.jsonl", text.as_bytes(), check, &ReadOptions::default());
        assert_eq!(log.event_count(), 3);
        findings.iter().map(|finding| (finding.code(), finding.position().unwrap().line())).collect::<Vec<_>>()
    };
    assert_eq!(codes(Check::Chains), [(Code::BrokenChain, 3), (Code::BrokenChain, 4), (Code::BrokenChain, 5)]);
    assert_eq!(codes(Check::Nothing), [(Code::MalformedEvent, 4), (Code::MalformedEvent, 5)]);
}
