//! JSON Lines: read with a column map, written and read again, hostile text.

use itsm::{
    diagnostic::{Code, Findings},
    eventlog::{EventLog, LogBuilder, Order, ReadOptions, Table, Value, jsonl, keys},
    jiff::Timestamp,
};
use proptest::{collection::vec, prelude::*};

fn read(text: &str, columns: Option<&str>) -> (Option<EventLog>, Findings) {
    let table = Table { columns: columns.map(|columns| columns.parse().unwrap()), ..Table::default() };
    jsonl::read("log.jsonl", text.as_bytes(), &table, &ReadOptions::default())
}

#[test]
fn objects_are_events() {
    let text = "{\"id\": 7, \"action\": \"open\", \"at\": \"2026-03-02T09:00:00Z\", \"by\": {\"name\": \"ann\", \"roles\": [1]}, \"vip\": true}\n\
        \n\
        {\"id\": 7, \"action\": \"close\", \"at\": \"2026-03-02T10:00:00Z\", \"cost\": 1.5, \"big\": 18446744073709551615, \"none\": null, \"later\": \"x\"}\n";
    let (log, findings) = read(text, Some("case=id,activity=action,time=at,resource=by.name"));
    assert!(findings.is_empty(), "{findings:#?}");
    let log = log.unwrap();
    assert_eq!(log.cases().next().unwrap().name().as_deref(), Some("7"));
    let all = |index: usize| log.events().nth(index).unwrap();
    assert_eq!(all(0).get(keys::RESOURCE), Some(Value::Text("ann")));
    assert_eq!((all(0).get("vip"), all(0).get("by.roles")), (Some(Value::Bool(true)), Some(Value::Text("[1]"))));
    assert_eq!(
        (all(1).get("cost"), all(1).get("big"), all(1).get("none")),
        (Some(Value::Float(1.5)), Some(Value::Text("18446744073709551615")), None)
    );
    assert_eq!(all(1).get("later"), Some(Value::Text("x")));
}

#[test]
fn malformed_lines_are_findings_at_their_places() {
    let text = "{\"case\": 1, \"activity\": \"a\", \"time\": \"2026-03-02\"}\n[1]\n{\"case\": 1,\n{\"activity\": \"a\"}\n{\"case\": 1}\n{\"case\": 1, \"activity\": \"b\", \"time\": \"soon\"}\n{\"case\": 1, \"activity\": \"c\", \"time\": 1700000000}\n";
    let (log, findings) = read(text, Some("case=case,activity=activity,time=time"));
    assert_eq!(log.unwrap().event_count(), 3);
    let places: Vec<_> = findings
        .iter()
        .filter(|finding| finding.severity().to_string() == "error")
        .map(|finding| (finding.code(), finding.position().unwrap().line(), finding.position().unwrap().column()))
        .collect();
    let expected = [
        (Code::MalformedEvent, 2, 1),
        (Code::MalformedEvent, 3, 11),
        (Code::MalformedEvent, 4, 1),
        (Code::MalformedEvent, 5, 1),
        (Code::MalformedInstant, 6, 30),
        (Code::MalformedInstant, 7, 30),
    ];
    assert_eq!(places, expected, "{findings:#?}");
    let (log, findings) = read("{\"a\": 1}\n", None);
    assert!(log.is_none() && findings.errors() == 1);
    let (log, findings) = read("{\"id\": 1, \"act\": 1}\n", Some("case=id,activity=acts"));
    assert!(log.is_none() && findings.iter().any(|finding| finding.help_text() == Some("is it `act`?")));
}

/// Keys that multiply, lines that all have others, objects in objects: neither time nor memory grow beyond the text by much.
#[test]
fn hostile_lines() {
    let deep = format!("{}1{}", "{\"a\":".repeat(120), "}".repeat(120));
    let wide = format!("{{\"{}\": {{\"{}\": {{{}}}}}}}", "k".repeat(200_000), "l".repeat(200_000), vec!["\"x\": 1"; 50_000].join(","));
    let many: Vec<String> = (0..150_000).map(|number| format!("{{\"case\": 1, \"activity\": \"a\", \"k{number}\": 1}}")).collect();
    let many = many.join("\n");
    let (log, findings) = read(&format!("{deep}\n{wide}\n{many}"), Some("case=case,activity=activity"));
    assert!(log.unwrap().event_count() > 90_000);
    assert!(findings.iter().any(|finding| finding.code() == Code::LimitReached));
    let beyond = "[".repeat(100_000);
    let (_, findings) = read(&beyond, Some("case=case,activity=activity"));
    assert!(findings.errors() > 0);
}

fn value() -> impl Strategy<Value = itsm::eventlog::AttributeValue> {
    use itsm::eventlog::AttributeValue::{Bool, Float, Int, Text};
    prop_oneof![
        "[a-c\"\\\\\n=ä]{0,5}[a-z]".prop_map(Text),
        any::<i64>().prop_map(Int),
        any::<i32>().prop_map(|number| Float(f64::from(number) / 4.0)),
        any::<bool>().prop_map(Bool)
    ]
}

proptest! {
    #[test]
    fn what_is_written_is_read(cases in vec((vec(("[x-z]{1,2}", value()), 0..3), vec(("[a-c]", proptest::option::of(0_i64..2_000_000_000), vec(("[u-w.\"]{1,2}", value()), 0..3)), 1..4)), 1..4)) {
        let mut builder = LogBuilder::new();
        let mut used = vec![keys::NAME];
        for (number, (attributes, events)) in cases.iter().enumerate() {
            let case = builder.named_case(&format!("{number}")).unwrap();
            for (key, value) in attributes {
                builder.set(case, key, value.view()).unwrap();
            }
            for (name, time, attributes) in events {
                let event = builder.named_event(case, name).unwrap();
                if let Some(time) = time {
                    builder.set(event, keys::TIME, Timestamp::from_second(*time).unwrap()).unwrap();
                    used.push(keys::TIME);
                }
                for (key, value) in attributes {
                    builder.set(event, key, value.view()).unwrap();
                }
            }
        }
        builder.header_mut().declare(used);
        let log = builder.finish(Order::AsAdded);
        let mut text = Vec::new();
        prop_assert!(jsonl::write(&log, &mut text).unwrap().is_nothing());
        let table = Table { order: Order::AsAdded, ..Table::default() };
        let (again, findings) = jsonl::read("log.jsonl", text.as_slice(), &table, &ReadOptions::default());
        prop_assert!(findings.is_empty(), "{:#?}", findings);
        prop_assert_eq!(again.as_ref(), Some(&log));
    }

    #[test]
    fn no_lines_break_it(text in "([{}\\[\\]\",:\n]|\"case\":|\"activity\":|1|\"a\"){0,40}") {
        let (log, findings) = read(&text, None);
        prop_assert!(log.is_some() || findings.errors() > 0);
    }
}
