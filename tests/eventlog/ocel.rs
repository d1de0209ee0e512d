//! Object-centric logs: the three serialisations, flattening against a naive twin, the ways back, planted defects, hostile files.

use std::collections::BTreeMap;

use itsm::{
    audit::{Entry, EntryChange, Journal as _, Memory, Related},
    diagnostic::{Code, Findings, Severity},
    eventlog::{
        self, AnyLog, EventLog, LogBuilder, LogFormat, Order, ReadOptions, Reading, Value, keys,
        ocel::{self, ObjectLog, split},
    },
    jiff::{Timestamp, tz::TimeZone},
    source::Limits,
};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

/// A desk: incidents, a problem, a known error; one event closes both incidents.
pub fn desk() -> Json {
    json!({
        "objectTypes": [
            {"name": "incident", "attributes": [{"name": "priority", "type": "integer"}]},
            {"name": "problem", "attributes": [{"name": "cost", "type": "float"}, {"name": "major", "type": "boolean"}, {"name": "due", "type": "time"}]},
            {"name": "known-error", "attributes": []}
        ],
        "eventTypes": [
            {"name": "open", "attributes": [{"name": "org:resource", "type": "string"}, {"name": "minutes", "type": "integer"}]},
            {"name": "close", "attributes": []},
            {"name": "publish", "attributes": [{"name": "concept:name", "type": "string"}]}
        ],
        "objects": [
            {"id": "INC-1", "type": "incident", "attributes": [
                {"name": "priority", "time": "1970-01-01T00:00:00Z", "value": 3},
                {"name": "priority", "time": "2026-03-02T10:30:00Z", "value": 1}
            ], "relationships": [{"objectId": "PRB;1", "qualifier": "caused by"}]},
            {"id": "INC-2", "type": "incident", "attributes": [{"name": "priority", "time": "2026-03-02T09:30:00Z", "value": 2}]},
            {"id": "PRB;1", "type": "problem", "attributes": [
                {"name": "cost", "time": "1970-01-01T00:00:00Z", "value": 2.5},
                {"name": "major", "time": "1970-01-01T00:00:00Z", "value": true},
                {"name": "due", "time": "1970-01-01T00:00:00Z", "value": "2026-04-01T00:00:00Z"}
            ]},
            {"id": "KE-1", "type": "known-error", "relationships": [{"objectId": "PRB;1", "qualifier": "of"}]},
            {"id": "KE-2", "type": "known-error"}
        ],
        "events": [
            {"id": "e3", "type": "close", "time": "2026-03-02T11:00:00Z", "relationships": [
                {"objectId": "INC-1", "qualifier": "closed"}, {"objectId": "INC-2", "qualifier": "closed"}
            ]},
            {"id": "e1", "type": "open", "time": "2026-03-02T09:00:00Z",
             "attributes": [{"name": "org:resource", "value": "ann"}, {"name": "minutes", "value": 5}],
             "relationships": [{"objectId": "INC-1", "qualifier": "opened"}]},
            {"id": "e2", "type": "open", "time": "2026-03-02T10:00:00Z", "relationships": [
                {"objectId": "INC-1", "qualifier": "seen"}, {"objectId": "INC-2", "qualifier": "opened"}, {"objectId": "PRB;1", "qualifier": ""}
            ]},
            {"id": "e4", "type": "publish", "time": "2026-03-02T12:00:00Z", "attributes": [{"name": "concept:name", "value": "odd"}],
             "relationships": [{"objectId": "KE-1", "qualifier": "published"}]},
            {"id": "e5", "type": "publish", "time": "2026-03-02T12:00:00Z", "relationships": [{"objectId": "KE-2", "qualifier": "published"}]}
        ]
    })
}

fn objects(json: &Json) -> ObjectLog {
    let (log, findings) = ocel::read("desk.json", json.to_string().as_bytes(), &ReadOptions::default());
    assert!(findings.is_empty(), "{findings:?}");
    log.unwrap()
}

fn written(log: &ObjectLog) -> String {
    let mut text = Vec::new();
    log.write_json(&mut text).unwrap();
    String::from_utf8(text).unwrap()
}

/// The same log with lists in the order of their ids, and without lists that are empty.
fn sorted(json: &Json) -> Json {
    match json {
        Json::Array(items) => {
            let mut items: Vec<Json> = items.iter().map(sorted).collect();
            items.sort_by_key(ToString::to_string);
            Json::Array(items)
        }
        Json::Object(map) => map.iter().filter(|(_, value)| **value != json!([])).map(|(key, value)| (key.clone(), sorted(value))).collect(),
        other => other.clone(),
    }
}

fn flat(log: &ObjectLog, kind: &str) -> (EventLog, Vec<String>) {
    let (log, findings) = log.flatten("desk.json", Some(kind), ReadOptions::LIMITS);
    assert!(findings.iter().all(|finding| (finding.code(), finding.severity()) == (Code::FlattenedLog, Severity::Note)), "{findings:?}");
    (log.unwrap(), findings.iter().map(|finding| finding.message().to_owned()).collect())
}

#[test]
fn json_comes_back_as_it_was() {
    let desk = desk();
    let log = objects(&desk);
    let text = written(&log);
    assert_eq!(sorted(&serde_json::from_str(&text).unwrap()), sorted(&desk));
    assert_eq!(objects(&serde_json::from_str(&text).unwrap()), log);
    assert_eq!(LogFormat::of(text.as_bytes()), Some(LogFormat::Ocel));
    assert_eq!(LogFormat::of(serde_json::to_string_pretty(&desk).unwrap().as_bytes()), Some(LogFormat::Ocel));
}

#[test]
fn what_an_incident_shows() {
    let (log, notes) = flat(&objects(&desk()), "incident");
    assert_eq!(
        notes,
        [
            "2 of 5 events have no object of the type `incident`, and are not in the log",
            "2 of 5 events have several objects of the type `incident`, and count 4 times, once in the case of each (convergence)",
        ]
    );
    let cases: Vec<_> = log.cases().collect();
    assert_eq!(cases.iter().map(|case| case.name().unwrap().into_owned()).collect::<Vec<_>>(), ["INC-1", "INC-2"]);
    let first = cases[0];
    assert_eq!(first.events().map(|event| event.name().unwrap().into_owned()).collect::<Vec<_>>(), ["open", "open", "close"]);
    // The latest value at the case; at events what the first of them saw.
    assert_eq!(first.get("priority"), Some(Value::Int(1)));
    let seen: Vec<_> = first.events().map(|event| event.get("field:priority")).collect();
    assert_eq!(seen, [Some(Value::Int(3)), None, Some(Value::Int(1))]);
    assert_eq!(first.get("problem").and_then(Value::as_text).map(split), Some(vec!["PRB;1".to_owned()]));
    assert_eq!(first.get("ocel:qualifier:problem"), Some(Value::Text("caused by")));
    assert_eq!(cases[1].get("problem"), Some(Value::Text("")));
    let events: Vec<_> = first.events().collect();
    assert_eq!(events[0].get(keys::RESOURCE), Some(Value::Text("ann")));
    assert_eq!((events[1].get(ocel::EVENT_ID), events[1].get(ocel::QUALIFIER)), (Some(Value::Id("e2")), Some(Value::Text("seen"))));
    assert_eq!((events[1].get("incident"), events[1].get("problem")), (Some(Value::Text("INC-2")), Some(Value::Text("PRB\\;1"))));
    assert_eq!(events[1].get("ocel:qualifier:incident"), Some(Value::Text("opened")));
    // A relation of another object to the case points inwards; names with a meaning of their own are moved aside.
    let (problems, _) = flat(&objects(&desk()), "problem");
    let problem = problems.cases().next().unwrap();
    assert_eq!((problem.get("incident"), problem.get("ocel:qualifier:incident")), (Some(Value::Text("INC-1")), Some(Value::Text("<caused by"))));
    assert_eq!((problem.get("cost"), problem.get("major")), (Some(Value::Float(2.5)), Some(Value::Bool(true))));
    let (errors, notes) = flat(&objects(&desk()), "known-error");
    assert_eq!(errors.events().next().unwrap().get("attribute:concept:name"), Some(Value::Text("odd")));
    assert_eq!(notes, ["3 of 5 events have no object of the type `known-error`, and are not in the log"]);
}

#[test]
fn a_value_that_begins_later_is_not_seen_before() {
    let mut json = desk();
    json["objects"][1]["attributes"][0]["time"] = json!("2026-03-02T10:30:00Z");
    let (log, _) = flat(&objects(&json), "incident");
    let second: Vec<_> = log.cases().nth(1).unwrap().events().map(|event| event.get("field:priority")).collect();
    assert_eq!(second, [Some(Value::Text("")), Some(Value::Int(2))]);
    // Two changes between two events: one of them is seen by none, which is told.
    json["objects"][1]["attributes"].as_array_mut().unwrap().push(json!({"name": "priority", "time": "2026-03-02T10:40:00Z", "value": 4}));
    let (_, notes) = flat(&objects(&json), "incident");
    assert!(notes.iter().any(|note| note.starts_with("1 values of attributes changed again")), "{notes:?}");
}

#[test]
fn divergence_is_told() {
    let mut json = desk();
    let event = json!({"id": "e9", "type": "open", "time": "2026-03-02T10:10:00Z",
        "relationships": [{"objectId": "PRB;1", "qualifier": ""}, {"objectId": "INC-1", "qualifier": ""}]});
    json["events"].as_array_mut().unwrap().push(event);
    let (_, notes) = flat(&objects(&json), "problem");
    assert!(notes.iter().any(|note| note.starts_with("in 1 of 1 cases an activity comes again with other objects")), "{notes:?}");
}

#[test]
fn the_type_of_the_cases_is_said() {
    let text = desk().to_string();
    let refused = |object_type: Option<&str>| {
        let reading = Reading { object_type: object_type.map(str::to_owned), ..Reading::default() };
        let (log, findings) = eventlog::read("desk.json", text.as_bytes(), &reading);
        assert!(log.is_none());
        let finding = findings.iter().next().unwrap().clone();
        assert_eq!((findings.len(), finding.code(), finding.severity()), (1, Code::MissingObjectType, Severity::Error));
        finding.help_text().unwrap().to_owned()
    };
    assert!(refused(None).contains("`incident` (2 objects), `problem` (1 objects), `known-error` (2 objects)"));
    assert!(refused(Some("problm")).starts_with("did you mean `problem`?"));
    // Only one type has objects: nothing need be said.
    let mut json = desk();
    json["objects"] = json!([{"id": "INC-1", "type": "incident"}]);
    json["events"] = json!([{"id": "e1", "type": "open", "time": "2026-03-02T09:00:00Z", "relationships": [{"objectId": "INC-1", "qualifier": ""}]}]);
    let (log, findings) = eventlog::read("desk.json", json.to_string().as_bytes(), &Reading::default());
    assert_eq!((log.unwrap().case_count(), findings.errors()), (1, 0));
}

#[test]
fn cases_become_objects_again() {
    let log = objects(&desk());
    let (incidents, _) = flat(&log, "incident");
    let (again, unheld) = ObjectLog::of_cases(&incidents, None);
    assert_eq!(unheld, ocel::Unheld::default());
    let relations = |log: &ObjectLog, id: &str| -> Vec<(String, String)> {
        let event = log.events().find(|event| event.id() == id).unwrap();
        let mut list: Vec<_> = event.relations().map(|one| (one.object.id().to_owned(), one.qualifier.to_owned())).collect();
        list.sort();
        list
    };
    assert_eq!(again.events().len(), 3);
    for id in ["e1", "e2", "e3"] {
        assert_eq!(relations(&again, id), relations(&log, id));
    }
    let incident = again.objects().find(|object| object.id() == "INC-1").unwrap();
    assert_eq!((incident.kind(), incident.relations().next().unwrap().object.id()), ("incident", "PRB;1"));
    assert_eq!(incident.values().map(|value| value.value).collect::<Vec<_>>(), [Value::Int(3), Value::Int(1)]);
    // A log of a single type has nothing that gets lost.
    let mut json = desk();
    json["objectTypes"].as_array_mut().unwrap().truncate(1);
    json["objects"] = json!([{"id": "INC-1", "type": "incident"}, {"id": "INC-2", "type": "incident", "relationships": [{"objectId": "INC-1", "qualifier": "child"}]}]);
    json["eventTypes"] = json!([{"name": "close", "attributes": []}]);
    json["objectTypes"][0]["attributes"] = json!([]);
    json["events"].as_array_mut().unwrap().truncate(1);
    let single = objects(&json);
    assert_eq!(ObjectLog::of_cases(&flat(&single, "incident").0, None).0, single);
}

#[test]
fn logs_of_cases_become_objects() {
    let mut builder = LogBuilder::new();
    for name in ["INC-1", "INC-1", ""] {
        let case = builder.named_case(name).unwrap();
        builder.set(case, "priority", 2).unwrap();
        let event = builder.named_event(case, "open").unwrap();
        builder.set(event, "cost", 1.5).unwrap();
    }
    let (log, unheld) = ObjectLog::of_cases(&builder.finish(Order::AsAdded), Some("incident"));
    assert_eq!(log.object_counts(), [("incident", 3)]);
    assert_eq!((unheld.timeless_events, unheld.renamed_cases), (3, 2));
    assert_eq!(log.objects().map(|object| object.id()).collect::<Vec<_>>(), ["INC-1", "INC-1 #2", "#3"]);
    let attributes: Vec<_> = log.event_types().flat_map(|kind| kind.attributes().collect::<Vec<_>>()).collect();
    assert_eq!(attributes, [("cost", ocel::AttributeType::Float)]);
}

#[test]
fn an_audit_trail_has_objects() {
    let at = |minute: u8| format!("2026-03-02T09:{minute:02}:00Z").parse::<Timestamp>().unwrap();
    let mut assign = Entry::new("INC-1", 1, at(0), "assign", "new", "assigned").by("ann");
    assign.kind_of_record = "incident".to_owned();
    assign.related = vec![Related { id: "PRB-1".to_owned(), kind: "problem".to_owned(), qualifier: "caused-by".to_owned() }];
    assign.changes = vec![EntryChange { field: "priority".to_owned(), old: None, new: Some("3".to_owned()), personal: false }];
    let mut open = Entry::new("PRB-1", 1, at(5), "open", "new", "open").by("bob");
    open.kind_of_record = "problem".to_owned();
    let mut journal = Memory::new();
    journal.append_all(vec![assign, open]).unwrap();
    let (log, unheld) = ObjectLog::of_cases(&EventLog::from_records(journal.records()).unwrap(), None);
    assert_eq!((log.object_counts(), unheld), (vec![("incident", 1), ("problem", 1)], ocel::Unheld::default()));
    let event = log.events().next().unwrap();
    let relations: Vec<_> = event.relations().map(|one| (one.object.id(), one.object.kind(), one.qualifier)).collect();
    assert_eq!(relations, [("INC-1", "incident", ""), ("PRB-1", "problem", "caused-by")]);
    let values: Vec<_> = log.objects().next().unwrap().values().map(|one| (one.name, one.value, one.since)).collect();
    assert_eq!(values, [("priority", Value::Text("3"), Some(at(0)))]);
    assert_eq!(event.values().find(|one| one.name == keys::RESOURCE).map(|one| one.value), Some(Value::Text("ann")));
}

fn found(findings: &Findings) -> Vec<(Code, u32, u32)> {
    findings.iter().map(|finding| finding.position().map_or((finding.code(), 0, 0), |at| (finding.code(), at.line(), at.column()))).collect()
}

#[test]
fn planted_defects_in_json() {
    let text = r#"{"objectTypes": [{"name": "incident", "attributes": [{"name": "priority", "type": "integer"}]}],
"eventTypes": [{"name": "open", "attributes": [{"name": "at", "type": "moment"}]}],
"objects": [
{"id": "INC-1", "type": "incident", "attributes": [{"name": "priority", "time": "1970-01-01T00:00:00Z", "value": "high"}]},
{"id": "INC-1", "type": "incident"},
{"id": "INC-3", "type": "incidnt"},
{"id": "INC-4", "type": "incident", "attributes": [{"name": "colour", "time": "1970-01-01T00:00:00Z", "value": "red"}]},
{"id": "INC-5", "type": "incident", "attributes": [{"name": "priority", "value": 1}]}
],
"events": [
{"id": "e1", "type": "open", "relationships": [{"objectId": "INC-1", "qualifier": ""}]},
{"id": "e2", "type": "open", "time": "yesterday", "relationships": []},
{"id": "e3", "type": "open", "time": "2026-03-02T09:00:00Z", "relationships": [{"objectId": "INC-9", "qualifier": ""}]},
{"id": "e4", "type": "open", "time": "2026-03-02T09:00:00Z", "colour": "red"},
{"type": "open", "time": "2026-03-02T09:00:00Z"},
{"id": "e5", "type": "open", "time": "2026-03-02T09:00:00Z", "attributes": {"name": "x"}},
{"id": "e6", "type": "open", "time": "2026-03-02T09:00:00Z", "attributes": [{"name": "at", "value": [1]}]},
7
]}"#;
    let (log, findings) = ocel::read("log.json", text.as_bytes(), &ReadOptions::default());
    let expected = [
        (Code::UnknownValue, 2),
        (Code::WrongType, 4),
        (Code::DuplicateId, 5),
        (Code::UndeclaredName, 6),
        (Code::UndeclaredName, 7),
        (Code::MissingKey, 8),
        (Code::MissingKey, 11),
        (Code::MissingKey, 12),
        (Code::MalformedInstant, 12),
        (Code::DanglingReference, 13),
        (Code::UnknownKey, 14),
        (Code::MissingKey, 15),
        (Code::WrongType, 16),
        (Code::WrongType, 17),
        (Code::WrongType, 17),
    ];
    let mut lines: Vec<(Code, u32)> = found(&findings).into_iter().map(|(code, line, _)| (code, line)).collect();
    let mut expected = expected.to_vec();
    lines.sort();
    expected.sort();
    assert_eq!(lines, expected, "{findings:#?}");
    let near = findings.iter().find(|finding| finding.code() == Code::UndeclaredName).unwrap();
    assert!(near.help_text().unwrap().starts_with("did you mean `incident`?"), "{near:?}");
    assert_eq!(found(&findings).iter().find(|(code, ..)| *code == Code::DuplicateId).unwrap().2, 9);
    let log = log.unwrap();
    assert_eq!((log.objects().len(), log.events().len()), (4, 6));
    let (strict, _) = eventlog::read("log.json", text.as_bytes(), &Reading { strict: true, ..Reading::default() });
    assert!(strict.is_none());
}

#[test]
fn planted_defects_in_xml() {
    let text = r#"<log><object-types><object-type name="incident"><attributes><attribute name="priority" type="integer"/></attributes></object-type></object-types>
<event-types><event-type name="open"><attributes/></event-type></event-types>
<objects>
<object id="A &amp; B" type="incident"><attributes><attribute name="priority" time="1970-01-01T00:00:00Z">h&#105;gh</attribute></attributes></object>
<object type="incident"/>
</objects>
<events>
<event id="e1" type="open" time="2026-03-02T09:00:00Z"><objects><relationship object-id="A &amp; B" qualifier="x"/></objects></event>
<event id="e2" type="open" time="2026-03-02T09:00:00Z"><objects><relationship object-id="none" qualifier="x"/></objects></event>
<event id="e3" type="opn"><stray/></event>
</events></log>"#;
    assert_eq!(LogFormat::of(text.as_bytes()), Some(LogFormat::Ocel));
    let (log, findings) = ocel::read("log.xml", text.as_bytes(), &ReadOptions::default());
    let expected = [
        (Code::WrongType, 4, 52),
        (Code::MissingKey, 5, 1),
        (Code::DanglingReference, 9, 65),
        (Code::MisplacedElement, 10, 27),
        (Code::UndeclaredName, 10, 1),
        (Code::MissingKey, 10, 1),
    ];
    let (mut left, mut right) = (found(&findings), expected.to_vec());
    left.sort();
    right.sort();
    assert_eq!(left, right, "{findings:#?}");
    let log = log.unwrap();
    let object = log.objects().next().unwrap();
    assert_eq!((object.id(), object.values().next().unwrap().value), ("A & B", Value::Text("high")));
    assert_eq!(log.events().next().unwrap().relations().next().unwrap().qualifier, "x");
}

#[test]
fn other_files_are_told_apart() {
    for (text, format) in [
        ("{\"a\": 1}\n{\"a\": 2}\n", Some(LogFormat::Jsonl)),
        ("{\"events\": [1], \"case\": 2}\n{\"events\": [], \"case\": 2}\n", Some(LogFormat::Jsonl)),
        ("{\"objectTypes\": [], \"case\": 2}\n{\"objectTypes\": [], \"case\": 2}\n", Some(LogFormat::Jsonl)),
        ("{\"objectTypes\":[],\"eventTypes\":[],\"objects\":[],\"events\":[]}\n", Some(LogFormat::Ocel)),
        ("<log xes.version=\"1.0\"><trace/></log>", Some(LogFormat::Xes)),
        ("<?xml version='1.0'?>\n<log>\n<objects></objects></log>", Some(LogFormat::Ocel)),
    ] {
        assert_eq!(LogFormat::of(text.as_bytes()), format, "{text}");
    }
    for text in
        ["{\"ocel:global-log\": {\"ocel:version\": \"1.0\"}, \"ocel:events\": {}}", "<log><global scope=\"event\"/><global scope=\"object\"/></log>"]
    {
        let (log, findings) = eventlog::read("old", text.as_bytes(), &Reading::default());
        assert!(log.is_none());
        let finding = findings.iter().next().unwrap();
        assert!(finding.code() == Code::UnsupportedFormat && finding.message().contains("OCEL 1.0"), "{finding:?}");
    }
}

#[test]
fn hostile_texts_end_in_findings() {
    let read = |text: &str, limits: Limits| {
        let (log, findings) = ocel::read("x", text.as_bytes(), &ReadOptions { limits, ..ReadOptions::default() });
        assert!(findings.errors() > 0, "{}", &text[..text.len().min(60)]);
        (log, findings)
    };
    let limits = ReadOptions::LIMITS;
    let whole = desk().to_string();
    for cut in (1..whole.len()).step_by(37).filter(|cut| whole.is_char_boundary(*cut)) {
        let (log, findings) = read(&whole[..cut], limits);
        assert!(log.is_some() && findings.iter().any(|finding| finding.code() == Code::YamlSyntax), "{cut}");
    }
    read(&format!("{{\"events\": {}", "[".repeat(100_000)), limits);
    read(&format!("{{\"x\": {}", "{\"a\":".repeat(100_000)), limits);
    read("{\"objectTypes\":[],\"eventTypes\":[],\"objects\":[],\"events\":[{\"id\":1e999}]}", limits);
    read("{\"objectTypes\": 1, \"eventTypes\": {}, \"objects\": \"x\", \"events\": [[[]]]}", limits);
    read("", limits);
    let (_, findings) = read(&whole, Limits { nodes: 20, ..limits });
    assert!(findings.iter().any(|finding| finding.code() == Code::LimitReached));
    let (log, findings) = read(&whole, Limits { file_bytes: 100, ..limits });
    assert!(log.is_none() && findings.iter().any(|finding| finding.code() == Code::LimitReached));
    let (_, findings) = read(&format!("<log>{}", "<objects>".repeat(100_000)), limits);
    assert!(findings.iter().any(|finding| finding.code() == Code::LimitReached));
    read("<!DOCTYPE log [<!ENTITY a \"aaaa\">]><log/>", limits);
    read("<log><events><event id=\"&boom;\" type=\"x\"/></events></log>", limits);
    read("<log><events></log>", limits);
    read("<log><events><event id='1' type='2'", limits);
    // An event of very many objects of the type would be written out once for each: the bound holds.
    let many: Vec<Json> = (0..3_000).map(|number| json!({"id": format!("o{number}"), "type": "incident"})).collect();
    let links: Vec<Json> = (0..3_000).map(|number| json!({"objectId": format!("o{number}"), "qualifier": ""})).collect();
    let mut log = desk();
    log["objects"] = many.into();
    log["events"] = json!([{"id": "e", "type": "open", "time": "2026-03-02T09:00:00Z", "relationships": links}]);
    let (flat, findings) = objects(&log).flatten("x", Some("incident"), Limits { nodes: 100_000, ..limits });
    assert!(flat.is_some() && findings.iter().any(|finding| finding.code() == Code::LimitReached));
}

/// Events with ids, types, minutes and objects; objects are those that occur.
fn small() -> impl Strategy<Value = Vec<(u8, i64, Vec<u8>)>> {
    proptest::collection::vec((0_u8..3, 0_i64..50, proptest::collection::vec(0_u8..8, 0..4)), 0..20)
}

fn log_of(events: &[(u8, i64, Vec<u8>)]) -> Json {
    let kind = |object: u8| if object.is_multiple_of(2) { "incident" } else { "problem" };
    let used: std::collections::BTreeSet<u8> = events.iter().flat_map(|(.., objects)| objects.iter().copied()).collect();
    let objects: Vec<Json> = used.iter().map(|object| json!({"id": format!("o{object}"), "type": kind(*object)})).collect();
    let event = |(number, (name, minute, objects)): (usize, &(u8, i64, Vec<u8>))| {
        let links: Vec<Json> = objects.iter().map(|object| json!({"objectId": format!("o{object}"), "qualifier": "q"})).collect();
        json!({"id": format!("e{number}"), "type": format!("a{name}"), "time": format!("2026-03-02T09:{minute:02}:00Z"), "relationships": links})
    };
    json!({
        "objectTypes": [{"name": "incident", "attributes": []}, {"name": "problem", "attributes": []}],
        "eventTypes": (0..3).map(|name| json!({"name": format!("a{name}"), "attributes": []})).collect::<Vec<_>>(),
        "objects": objects,
        "events": events.iter().enumerate().map(event).collect::<Vec<_>>(),
    })
}

proptest! {
    /// A twin that takes the definition literally: a case for each object, its events sorted by time, stable.
    #[test]
    fn flattening_is_what_it_says(events in small()) {
        let log = objects(&log_of(&events));
        let (flat, _) = flat(&log, "incident");
        let mut twin: BTreeMap<String, Vec<(i64, usize)>> = BTreeMap::new();
        for (number, (_, minute, objects)) in events.iter().enumerate() {
            let own: std::collections::BTreeSet<u8> = objects.iter().copied().filter(|object| object.is_multiple_of(2)).collect();
            for object in own {
                twin.entry(format!("o{object}")).or_default().push((*minute, number));
            }
        }
        for list in twin.values_mut() {
            list.sort_unstable();
        }
        let read: BTreeMap<String, Vec<String>> = flat.cases().map(|case| {
            let ids = case.events().map(|event| event.get(ocel::EVENT_ID).unwrap().shown().into_owned()).collect();
            (case.name().unwrap().into_owned(), ids)
        }).collect();
        let twin: BTreeMap<String, Vec<String>> = twin.into_iter().map(|(name, list)| (name, list.iter().map(|(_, number)| format!("e{number}")).collect())).collect();
        prop_assert_eq!(read, twin);
    }

    #[test]
    fn what_is_written_reads_as_equal(events in small()) {
        let log = objects(&log_of(&events));
        let again = objects(&serde_json::from_str(&written(&log)).unwrap());
        prop_assert!(again == log);
        let (any, _) = eventlog::read_any("x", written(&log).as_bytes(), &Reading::default());
        prop_assert!(any == Some(AnyLog::Objects(log)));
    }

    #[test]
    fn no_damage_breaks_it(at in any::<prop::sample::Index>(), with in any::<u8>()) {
        let mut bytes = desk().to_string().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = with;
        let (log, _) = ocel::read("x", bytes.as_slice(), &ReadOptions::default());
        if let Some(log) = log {
            let _ = log.flatten("x", Some("incident"), ReadOptions::LIMITS);
            let _ = written(&log);
        }
    }
}

#[test]
fn the_serialisations_of_a_real_log_are_equal() {
    let Some(folder) = super::corpus::folder("ocel") else { return };
    let dates = eventlog::Dates { zone: TimeZone::get("Europe/Berlin").unwrap(), ..eventlog::Dates::default() };
    let options = ReadOptions { dates, ..ReadOptions::default() };
    let read = |name: &str| {
        let (log, findings) = ocel::read(name, std::fs::File::open(folder.join(name)).unwrap(), &options);
        assert_eq!((findings.errors(), findings.warnings()), (0, 0), "{findings:?}");
        log.unwrap()
    };
    let json = read("ocel20_example.jsonocel");
    assert_eq!((json.events().len(), json.objects().len()), (13, 9));
    assert!(json == read("ocel20_example.xmlocel"));
    let original: Json = serde_json::from_str(&std::fs::read_to_string(folder.join("ocel20_example.jsonocel")).unwrap()).unwrap();
    let original = original.to_string().replace("+00:00\"", "Z\"");
    assert_eq!(sorted(&serde_json::from_str(&written(&json)).unwrap()), sorted(&serde_json::from_str(&original).unwrap()));
    #[cfg(feature = "sqlite")]
    {
        let path = folder.join("ocel20_example.sqlite");
        assert!(ocel::is_object_log(&path));
        let (sqlite, findings) = ocel::read_sqlite("x", path, &options);
        assert_eq!(findings.errors(), 0, "{findings:?}");
        assert!(sqlite.unwrap() == json);
    }
}
