//! XES: what is written is read again; an outside reader of XML judges; damaged and hostile files are findings.

use std::io::Read;

use itsm::{
    diagnostic::{Code, Findings},
    eventlog::{EventLog, Order, ReadOptions, Value, xes},
    source::Limits,
};
use proptest::prelude::*;

use super::logs;

fn read(text: &str) -> (Option<EventLog>, Findings) {
    xes::read("log.xes", text.as_bytes(), &ReadOptions::default())
}

fn written(log: &EventLog) -> String {
    let mut text = Vec::new();
    let _ = xes::write(log, &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

fn codes(findings: &Findings) -> Vec<(Code, u32, u32)> {
    findings.iter().map(|finding| (finding.code(), finding.position().unwrap().line(), finding.position().unwrap().column())).collect()
}

/// Hands out few bytes at a time, so that tags are cut everywhere.
struct Slow<'text>(&'text [u8], usize);

impl Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.1.min(buffer.len()).min(self.0.len());
        buffer[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Ok(count)
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read(log in logs::log(), step in 1_usize..50) {
        let text = written(&log);
        let (again, findings) = xes::read("log.xes", Slow(text.as_bytes(), step), &ReadOptions::default());
        prop_assert_eq!(findings.errors(), 0, "{:?}\n{}", findings, text);
        prop_assert!(again.as_ref() == Some(&log), "{}\n{:?}", text, again.map(|again| written(&again)));
        prop_assert!(roxmltree::Document::parse(&text).is_ok());
    }

    /// Damage in one place: where an outside reader of XML still accepts the text, so does ours, with the same values.
    #[test]
    fn an_outside_reader_agrees(log in logs::log(), at in any::<prop::sample::Index>(), put in "[<>/\"'&= a!?-]{0,2}", take in 0_usize..3) {
        let mut signs: Vec<char> = written(&log).chars().collect();
        let at = at.index(signs.len());
        signs.splice(at..(at + take).min(signs.len()), put.chars());
        let text: String = signs.into_iter().collect();
        let (found, findings) = read(&text);
        let broken = findings.iter().any(|finding| finding.code() == Code::XmlSyntax);
        if let Ok(document) = roxmltree::Document::parse(&text) {
            prop_assert!(!broken, "{:?}\n{}", findings, text);
            if findings.is_empty() {
                let count = |name: &str| document.descendants().filter(|node| node.tag_name().name() == name).count();
                let found = found.unwrap();
                prop_assert_eq!(found.event_count(), count("event"));
                prop_assert_eq!(found.case_count(), count("trace"));
                let twin: usize = document.descendants().filter(|node| node.is_element() && node.parent().is_some_and(|parent| parent.tag_name().name() == "event")).count();
                prop_assert_eq!(found.events().map(|event| event.attributes().count()).sum::<usize>(), twin);
            }
        }
    }

    #[test]
    fn no_text_breaks_it(text in "(<|>|/|\"|=|log|trace|event|string|list|values|key|value|a|&|;|!|--|\\[|\\]|\\?| |\n){0,60}") {
        let lines = text.lines().count() + 1;
        let (_, findings) = read(&text);
        for finding in &findings {
            prop_assert!(usize::try_from(finding.position().unwrap().line()).unwrap() <= lines);
        }
    }
}

const HEAD: &str = "<log xes.version=\"1849.2016\" xes.features=\"\">\n";

#[test]
fn findings_say_where() {
    let text = format!(
        "\u{feff}{HEAD}<trace>\n  <event>\n    <string key=\"ä\" value=\"x\"/>\n    <int key=\"n\" value=\"0.5\"/>\n    <date key=\"d\" value=\"soon\"/>\n    \
         <string key=\"ä\" value=\"y\"/>\n    <float value=\"1\"/>\n    <color key=\"c\" value=\"red\"/>\n  </event> text\n</trace>\n</log>\n"
    );
    let (log, findings) = read(&text);
    let expected = [
        (Code::WrongType, 5, 25),
        (Code::MalformedInstant, 6, 26),
        (Code::DuplicateKey, 7, 18),
        (Code::MissingKey, 8, 5),
        (Code::MisplacedElement, 9, 5),
        (Code::MisplacedElement, 10, 11),
    ];
    assert_eq!(codes(&findings), expected, "{findings:#?}");
    let log = log.unwrap();
    let event = log.events().next().unwrap();
    assert_eq!((event.get("n"), event.get("d"), event.get("ä")), (Some(Value::Text("0.5")), Some(Value::Text("soon")), Some(Value::Text("y"))));
}

#[test]
fn a_file_that_breaks_off_gives_what_came_before() {
    let text = format!("{HEAD}<trace><event><string key=\"concept:name\" value=\"a\"/></event></trace>\n<trace><event><string key=\"con");
    let (log, findings) = read(&text);
    assert_eq!(codes(&findings), [(Code::XmlSyntax, 3, 15)]);
    assert_eq!(log.unwrap().event_count(), 2);
}

#[test]
fn nothing_that_is_no_log_is_one() {
    for (text, code) in [
        ("", Code::XmlSyntax),
        ("  \n", Code::XmlSyntax),
        ("hello", Code::XmlSyntax),
        ("<?xml version=\"1.0\"?><bpmn/>", Code::MisplacedElement),
        ("<log><trace></log>", Code::XmlSyntax),
        ("<log/><log/>", Code::XmlSyntax),
        ("<log a=1/>", Code::XmlSyntax),
        ("<log a=\"1\"b=\"2\"/>", Code::XmlSyntax),
        ("<log a=\"1\" a=\"2\"/>", Code::XmlSyntax),
        ("<log>&lt;</log>", Code::MisplacedElement),
        ("<log><string key=\"a\" value=\"&nbsp;\"/></log>", Code::XmlSyntax),
        ("<log><string key=\"a\" value=\"\u{1}\"/></log>", Code::XmlSyntax),
    ] {
        let (_, findings) = read(text);
        assert_eq!(findings.iter().map(|finding| finding.code()).collect::<Vec<_>>(), [code], "{text}");
    }
    let (log, findings) = xes::read("log.xes", &b"<log><string key=\"a\" value=\"\xff\"/></log>"[..], &ReadOptions::default());
    assert_eq!(codes(&findings), [(Code::NotUtf8, 1, 29)]);
    assert!(log.is_some());
}

/// Entities that grow, elements without bottom, tags without end, more values than allowed: findings, soon, in little memory.
#[test]
fn hostile_files_are_findings() {
    let mut bomb = "<!DOCTYPE log [<!ENTITY a \"aaaaaaaaaa\">".to_owned();
    for (one, two) in ["a", "b", "c", "d", "e"].iter().zip(["b", "c", "d", "e", "f"]) {
        bomb.push_str(&format!("<!ENTITY {two} \"{}\">", format!("&{one};").repeat(10)));
    }
    bomb.push_str("]><log><string key=\"x\" value=\"&f;\"/></log>");
    assert_eq!(codes(&read(&bomb).1).iter().map(|(code, ..)| *code).collect::<Vec<_>>(), [Code::XmlSyntax]);

    let deep = format!("<log>{}", "<string key=\"a\" value=\"b\">".repeat(1_000_000));
    let (log, findings) = read(&deep);
    assert_eq!(findings.iter().map(|finding| finding.code()).collect::<Vec<_>>(), [Code::LimitReached]);
    assert!(log.is_some());

    let long = format!("<log><string key=\"a\" value=\"{}\"/></log>", "x".repeat(17 * 1024 * 1024));
    assert_eq!(codes(&read(&long).1), [(Code::LimitReached, 1, 6)]);

    let wide = format!("<log {}/>", (0..70).map(|number| format!("a{number}=\"\"")).collect::<Vec<_>>().join(" "));
    assert_eq!(codes(&read(&wide).1), [(Code::LimitReached, 1, 1)]);

    let limits = Limits { nodes: 100, ..ReadOptions::LIMITS };
    let text = format!("<log>{}</log>", "<trace><event/></trace>".repeat(1000));
    let (log, findings) = xes::read("log.xes", text.as_bytes(), &ReadOptions { limits, ..ReadOptions::default() });
    assert_eq!(codes(&findings), [(Code::LimitReached, 1, 6 + 50 * 23)]);
    assert_eq!(log.unwrap().case_count(), 50);
    let limits = Limits { file_bytes: 1000, ..ReadOptions::LIMITS };
    let (_, findings) = xes::read("log.xes", text.as_bytes(), &ReadOptions { limits, ..ReadOptions::default() });
    assert_eq!(findings.iter().next().unwrap().code(), Code::LimitReached);
}

/// A million findings are counted, and their places cost one walk through the text.
#[test]
fn many_findings_are_soon_counted() {
    let text = format!("{HEAD}{}</log>", "<int key=\"a\" value=\"b\"/>".repeat(300_000));
    let (_, findings) = read(&text);
    assert_eq!((findings.len(), findings.errors()), (Findings::LISTED, 300_000));
}

#[test]
fn lists_of_both_versions() {
    let text = format!(
        "{HEAD}<trace><event><list key=\"old\"><int key=\"a\" value=\"1\"/></list><list key=\"new\"><int key=\"meta\" value=\"0\"/><values>\
         <int key=\"a\" value=\"1\"/><int key=\"a\" value=\"2\"/></values></list><container key=\"c\"><int key=\"x\" value=\"3\"/></container>\
         <string key=\"s\" value=\"t\"><boolean key=\"b\" value=\"true\"/></string></event></trace></log>"
    );
    let (log, findings) = read(&text);
    assert!(findings.is_empty(), "{findings:?}");
    let log = log.unwrap();
    let shown: Vec<String> = log
        .events()
        .next()
        .unwrap()
        .attributes()
        .map(|attribute| {
            format!(
                "{} {} {:?}",
                attribute.key,
                attribute.value,
                attribute.children.iter().map(|child| child.value.view().to_string()).collect::<Vec<_>>()
            )
        })
        .collect();
    assert_eq!(shown, ["old [a=1] []", "new [a=1, a=2] [\"0\"]", "c  [\"3\"]", "s t [\"true\"]"]);
    assert_eq!(read(&written(&log)).0, Some(log));
}

#[test]
fn characters_that_xml_has_not_are_counted() {
    let mut builder = itsm::eventlog::LogBuilder::new();
    let case = builder.named_case("a\u{0}b\u{ffff}\t\r\n").unwrap();
    builder.named_event(case, "x").unwrap();
    let log = builder.finish(Order::AsAdded);
    let mut text = Vec::new();
    assert_eq!(xes::write(&log, &mut text).unwrap().replaced, 2);
    let (again, findings) = xes::read("log.xes", text.as_slice(), &ReadOptions::default());
    assert!(findings.is_empty());
    assert_eq!(again.unwrap().cases().next().unwrap().name().as_deref(), Some("a\u{fffd}b\u{fffd}\t\r\n"));
}

#[test]
fn times_as_strings_are_read_with_a_warning() {
    let event = |time: &str| format!("<event><string key=\"time:timestamp\" value=\"{time}\"/></event>\n");
    let text = format!("{HEAD}<trace>{}{}</trace></log>", event("2019/11/03 01:11:19.000"), event("?"));
    let (log, findings) = read(&text);
    assert_eq!(codes(&findings).len(), 1);
    assert_eq!(findings.warnings(), 1);
    let log = log.unwrap();
    let times: Vec<_> = log.events().map(|event| event.instant().map(|instant| instant.to_string())).collect();
    assert_eq!(times, [Some("2019-11-03T01:11:19Z".to_owned()), None]);
}
