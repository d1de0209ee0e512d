//! Logs in parts: the parts together are the log that comes at once, however they are cut.

use std::{fmt::Write as _, ops::ControlFlow};

use itsm::{
    diagnostic::{Code, Findings},
    eventlog::{EventLog, Grouping, Order, Parting, Reading, Recent, Table, csv, jsonl, read, read_parts, xes},
};
use proptest::prelude::*;

/// Cases as name, site, and activities with hours.
type Cases = Vec<(String, Vec<(String, u8)>)>;

fn cases() -> impl Strategy<Value = Cases> {
    let events = prop::collection::vec(("[a-c ,\"\n]{1,3}x", 0..24_u8), 1..6);
    prop::collection::vec(events, 0..12)
        .prop_map(|cases| cases.into_iter().enumerate().map(|(number, events)| (format!("C{number}"), events)).collect())
}

fn table(cases: &Cases) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut text = "case:concept:name,concept:name,time:timestamp,org:resource,case:site\n".to_owned();
    for (name, events) in cases {
        for (activity, hour) in events {
            writeln!(text, "{name},{},2026-03-02T{hour:02}:00:00Z,R{hour},Bern", quoted(activity)).unwrap();
        }
    }
    text
}

fn parts(name: &str, bytes: &[u8], parting: &Parting) -> (Vec<EventLog>, Vec<Grouping>, Findings) {
    let (mut logs, mut groupings) = (Vec::new(), Vec::new());
    let findings = read_parts(name, bytes, &Reading::default(), parting, &mut |part, grouping| {
        logs.push(part);
        groupings.push(grouping);
        ControlFlow::Continue(())
    });
    (logs, groupings, findings)
}

/// What a case is, without the log that it is in.
fn told(log: &EventLog) -> Vec<String> {
    let attributes = |case: itsm::eventlog::Case<'_>| {
        let mut all: Vec<String> = case.attributes().map(|view| format!("{}={:?}", view.key, view.value)).collect();
        all.sort();
        all
    };
    let event = |event: itsm::eventlog::Event<'_>| {
        let mut all: Vec<String> = event.attributes().map(|view| format!("{}={:?}", view.key, view.value)).collect();
        all.sort();
        all
    };
    log.cases().map(|case| format!("{:?} {:?}", attributes(case), case.events().map(event).collect::<Vec<_>>())).collect()
}

proptest! {
    #[test]
    fn parts_are_the_whole(cases in cases(), size in 1_usize..9) {
        let parting = Parting { events: size, grouping: Some(Grouping::Grouped), keys: None };
        let text = table(&cases);
        let (whole, _) = read("log.csv", text.as_bytes(), &Reading::default());
        let whole = whole.unwrap();
        let mut forms = vec![("log.csv", text.into_bytes())];
        let mut lines = Vec::new();
        let _ = jsonl::write(&whole, &mut lines).unwrap();
        let mut xml = Vec::new();
        let _ = xes::write(&whole, &mut xml).unwrap();
        if !cases.is_empty() {
            forms.extend([("log.jsonl", lines), ("log.xes", xml)]);
        }
        for (name, bytes) in forms {
            let (once, findings) = read(name, bytes.as_slice(), &Reading::default());
            let (logs, groupings, found) = parts(name, &bytes, &parting);
            prop_assert_eq!(&findings, &found);
            prop_assert!(groupings.iter().all(|grouping| *grouping == Grouping::Grouped));
            prop_assert_eq!(told(&once.unwrap()), logs.iter().flat_map(told).collect::<Vec<_>>(), "{}", name);
            // A part ends with the case that reaches the size.
            for log in logs.iter().rev().skip(1) {
                prop_assert!(log.event_count() >= size);
                let last = log.cases().last().unwrap().len();
                prop_assert!(log.event_count() - last < size);
            }
        }
    }

    /// In pieces of whatever size, a case has the same events in the same order.
    #[test]
    fn interleaved_pieces_make_the_same_cases(owners in prop::collection::vec(0..4_u8, 1..40), size in 1_usize..9) {
        let mut text = "case,activity\n".to_owned();
        for (number, owner) in owners.iter().enumerate() {
            writeln!(text, "{owner},a{number}").unwrap();
        }
        let parting = Parting { events: size, grouping: Some(Grouping::Interleaved), keys: None };
        let (logs, _, findings) = parts("log.csv", text.as_bytes(), &parting);
        prop_assert_eq!(findings.errors(), 0);
        for owner in 0..4_u8 {
            let expected: Vec<String> = owners.iter().enumerate().filter(|(_, other)| **other == owner).map(|(number, _)| format!("a{number}")).collect();
            let own = logs.iter().flat_map(EventLog::cases).filter(|case| case.name().unwrap() == owner.to_string());
            let found: Vec<String> = own.flat_map(|case| case.events().map(|event| event.name().unwrap().into_owned()).collect::<Vec<_>>()).collect();
            prop_assert_eq!(found, expected);
        }
    }
}

#[test]
fn a_case_that_comes_back_is_found_where_it_does() {
    let text = "case,activity\nA,x\nB,x\nB,y\nA,y\nC,x\n";
    for size in [1, 2, 100] {
        let parting = Parting { events: size, grouping: Some(Grouping::Grouped), keys: None };
        let (_, _, findings) = parts("log.csv", text.as_bytes(), &parting);
        let found: Vec<_> = findings.iter().filter(|finding| finding.code() == Code::ScatteredCase).collect();
        assert_eq!(found.len(), 1, "{size}");
        assert_eq!(found[0].position().map(|place| (place.line(), place.column())), Some((5, 1)));
    }
    // Many of them are counted, not listed.
    let mut text = "case,activity\n".to_owned();
    for number in 0..100 {
        writeln!(text, "{},x", number % 2).unwrap();
    }
    let (_, _, findings) = parts("log.csv", text.as_bytes(), &Parting { grouping: Some(Grouping::Grouped), ..Parting::default() });
    assert_eq!(findings.iter().filter(|finding| finding.code() == Code::ScatteredCase).count(), 21);
    assert!(findings.iter().any(|finding| finding.message().starts_with("78 more times")));
}

#[test]
fn cases_are_remembered_for_long_and_not_for_ever() {
    let size = Recent::REMEMBERED;
    let mut text = "case,activity\n".to_owned();
    for number in 0..size {
        writeln!(text, "{number},x").unwrap();
    }
    text.push_str("0,y\n");
    let parting = Parting { grouping: Some(Grouping::Grouped), ..Parting::default() };
    let (logs, _, findings) = parts("log.csv", text.as_bytes(), &parting);
    assert_eq!(findings.errors(), 1);
    assert_eq!(logs.iter().map(EventLog::case_count).sum::<usize>(), size + 1);
}

#[test]
fn the_first_rows_tell_how_cases_lie() {
    let grouped = "case,activity\n1,a\n1,b\n2,a\n";
    let mixed = "case,activity\n1,a\n2,a\n1,b\n";
    let lines = "{\"case\":1,\"activity\":\"a\"}\n{\"case\":2,\"activity\":\"a\"}\n{\"case\":1,\"activity\":\"b\"}\n";
    for (text, expected) in [(grouped, Grouping::Grouped), (mixed, Grouping::Interleaved), (lines, Grouping::Interleaved)] {
        let (_, groupings, findings) = parts("log", text.as_bytes(), &Parting::default());
        assert_eq!((groupings, findings.errors()), (vec![expected], 0), "{text}");
    }
}

#[test]
fn only_keys_that_are_wanted_are_kept() {
    let text = "case,activity,time,site,person\n1,a,2026-03-02,Bern,Ann\n";
    let parting = Parting { keys: Some(vec!["site".to_owned()]), ..Parting::default() };
    let (logs, _, _) = parts("log.csv", text.as_bytes(), &parting);
    let event = logs[0].events().next().unwrap();
    assert!(event.get("site").is_some() && event.get("person").is_none() && event.instant().is_some());
    let xes = "<log><trace><string key='concept:name' value='1'/><string key='vip' value='yes'/>\
        <event><string key='concept:name' value='a'/><string key='site' value='Bern'/><string key='person' value='Ann'/></event></trace></log>";
    let (logs, _, _) = parts("log.xes", xes.replace('\'', "\"").as_bytes(), &parting);
    let case = logs[0].cases().next().unwrap();
    let event = case.events().next().unwrap();
    assert!(event.get("site").is_some() && event.get("person").is_none() && case.name().is_some() && case.get("vip").is_none());
}

#[test]
fn events_are_in_the_order_that_is_asked_for() {
    let text = "case,activity,time\n1,late,2026-03-03\n1,early,2026-03-02\n";
    for (order, first) in [(Order::ByTime, "early"), (Order::AsAdded, "late")] {
        let reading = Reading { table: Table { order, ..Table::default() }, ..Reading::default() };
        let mut names = Vec::new();
        let _ = read_parts("log.csv", text.as_bytes(), &reading, &Parting::default(), &mut |part, _| {
            names.extend(part.events().map(|event| event.name().unwrap().into_owned()));
            ControlFlow::Continue(())
        });
        assert_eq!(names[0], first);
    }
}

#[test]
fn trails_are_not_cut() {
    let text = "{\"previous\":null,\"hash\":\"x\",\"sequence\":1,\"record\":{}}\n";
    let (logs, _, findings) = parts("trail.jsonl", text.as_bytes(), &Parting::default());
    assert!(logs.is_empty());
    assert_eq!(findings.iter().next().map(|finding| finding.code()), Some(Code::UnsupportedFormat));
}

#[test]
fn a_table_with_an_empty_body_has_no_parts() {
    let (log, _) = csv::read("log.csv", &b"case,activity\n"[..], &Table::default(), &itsm::eventlog::ReadOptions::default());
    let (logs, _, findings) = parts("log.csv", b"case,activity\n", &Parting::default());
    assert_eq!((log.unwrap().case_count(), logs.len(), findings.errors()), (0, 0, 0));
}

#[test]
fn who_has_enough_gets_no_more() {
    let mut text = "case,activity\n".to_owned();
    let mut lines = String::new();
    let mut xml = "<log>".to_owned();
    for number in 0..10 {
        writeln!(text, "{number},x").unwrap();
        writeln!(lines, "{{\"case\":{number},\"activity\":\"x\"}}").unwrap();
        xml.push_str("<trace><event><string key=\"concept:name\" value=\"x\"/></event></trace>");
    }
    xml.push_str("</log>");
    for bytes in [text, lines, xml] {
        let mut count = 0;
        let findings = read_parts("log", bytes.as_bytes(), &Reading::default(), &Parting { events: 1, ..Parting::default() }, &mut |_, _| {
            count += 1;
            if count == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!((count, findings.errors()), (3, 0), "{bytes}");
    }
}
