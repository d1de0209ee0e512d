//! The figures of a log as a picture: what is in it, its bounds, hostile names.

use insta::assert_snapshot;
use itsm::{
    eventlog::{Classifier, EventLog, LogBuilder, Order, keys},
    jiff::Timestamp,
};

fn picture(log: &EventLog, title: &str) -> String {
    let svg = log.picture(title, &log.stats(&Classifier::default(), 10));
    let document = root(&svg);
    assert_eq!(document, "svg");
    svg
}

/// The name of the root, by a reader that refuses XML that is not well-formed.
fn root(text: &str) -> String {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut depth = 0_i32;
    let mut root = String::new();
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(tag) => {
                if depth == 0 {
                    tag.name().as_ref().clone_into(&mut root);
                }
                depth += 1;
            }
            quick_xml::events::Event::End(_) => depth -= 1,
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    root
}

fn log(cases: &[&[(&str, &str)]]) -> EventLog {
    let mut builder = LogBuilder::new();
    for (number, events) in cases.iter().enumerate() {
        let case = builder.named_case(&format!("INC-{number}")).unwrap();
        for (activity, time) in *events {
            let event = builder.named_event(case, activity).unwrap();
            if !time.is_empty() {
                builder.set(event, keys::TIME, time.parse::<Timestamp>().unwrap()).unwrap();
            }
        }
    }
    builder.finish(Order::AsAdded)
}

#[test]
fn a_small_log() {
    let log = log(&[
        &[("open", "2026-03-02T09:00:00Z"), ("resolve", "2026-03-02T10:00:00Z"), ("close", "2026-03-05T09:00:00Z")],
        &[("open", "2026-03-03T09:00:00Z"), ("resolve", "2026-03-03T09:00:30Z"), ("close", "2026-03-20T09:00:00Z")],
        &[("open", "2026-03-09T09:00:00Z"), ("reject <now> & \"here\"", "2026-03-09T09:05:00Z")],
    ]);
    assert_snapshot!(picture(&log, "tickets.csv"));
}

#[test]
fn whatever_a_log_holds_the_picture_is_small_and_well_formed() {
    let long = "x".repeat(100_000);
    let names: Vec<String> = (0..500).map(|number| format!("{number} {long}")).collect();
    let mut builder = LogBuilder::new();
    for number in 0..500_usize {
        let case = builder.case().unwrap();
        for step in 0..200 {
            let event = builder.named_event(case, &names[(number + step) % 500]).unwrap();
            let year = if number % 2 == 0 { "-009998" } else { "9998" };
            builder.set(event, keys::TIME, format!("{year}-06-01T00:00:00Z").parse::<Timestamp>().unwrap()).unwrap();
        }
    }
    let svg = picture(&builder.finish(Order::AsAdded), &long);
    assert!(svg.len() < 200_000, "{}", svg.len());
    for name in ["]]>", "</svg><script>", "\u{0}\u{1b}[31m", "\u{202e}evil", "&#x0;", "\r\n"] {
        let svg = picture(&log(&[&[(name, "2026-03-02T09:00:00Z")]]), name);
        assert!(!svg.contains("<script") && !svg.contains('\u{1b}') && !svg.contains('\u{0}'));
    }
}

#[test]
fn logs_with_little_in_them() {
    for log in [log(&[]), log(&[&[]]), log(&[&[("open", "")], &[("open", ""), ("close", "")]])] {
        let svg = picture(&log, "");
        assert!(!svg.contains("Cases begun") && !svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }
    let once = picture(&log(&[&[("open", "2026-03-02T09:00:00Z")]]), "one");
    assert!(once.contains("Cases begun by hour") && once.contains("2026-03-02 09:00"));
}

/// The bars are as long as time asks for.
#[test]
fn units_of_time() {
    for (last, unit, bars) in [
        ("2026-01-05T20:00:00Z", "hour", ["2026-01-05 00:00", "2026-01-05 20:00"]),
        ("2026-02-20T00:00:00Z", "day", ["2026-01-05", "2026-02-20"]),
        ("2026-12-31T00:00:00Z", "week", ["2026-01-05", "2026-12-28"]),
        ("2029-12-31T00:00:00Z", "month", ["2026-01", "2029-12"]),
        ("2090-01-01T00:00:00Z", "year", ["2026", "2090"]),
        ("2300-01-01T00:00:00Z", "4 years", ["2024", "2300"]),
    ] {
        let svg = picture(&log(&[&[("open", "2026-01-05T00:00:00Z")], &[("open", last)]]), unit);
        assert!(svg.contains(&format!("Cases begun by {unit}<")), "{unit}: {svg}");
        for bar in bars {
            assert!(svg.contains(&format!("<title>{bar}: 1</title>")), "{unit} {bar}: {svg}");
        }
    }
}
