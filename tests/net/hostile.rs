//! XML of people who mean harm, and encodings.

use std::time::{Duration, Instant};

use itsm::{
    net::{NetBuilder, PlaceId, pnml, process_tree, soundness},
    source::{FileText, Limits},
};

use crate::{
    files::{listed, read},
    nets::{Numbers, Plan, Shape},
};

fn bytes(bytes: &[u8]) -> Vec<String> {
    let (nets, findings) = pnml::read_bytes("net.pnml", bytes, Limits::default());
    if findings.is_empty() { nets.iter().map(|net| net.net.name().to_owned()).collect() } else { listed(&findings) }
}

#[test]
fn encodings_are_read_or_named() {
    let text = "<?xml version='1.0' encoding='ENCODING'?><pnml><net id='n'><name><text>Größe</text></name><place id='p'/></net></pnml>";
    let latin =
        |encoding: &str| text.replace("ENCODING", encoding).chars().map(|character| u8::try_from(u32::from(character)).unwrap()).collect::<Vec<u8>>();
    let utf16 = |value: fn(u16) -> [u8; 2], mark: bool| {
        let text = format!("{}{}", if mark { "\u{FEFF}" } else { "" }, text.replace("ENCODING", "UTF-16"));
        text.encode_utf16().flat_map(value).collect::<Vec<u8>>()
    };
    assert_eq!(bytes(text.replace("ENCODING", "UTF-8").as_bytes()), ["Größe"]);
    assert_eq!(bytes(format!("\u{FEFF}{text}").replace("ENCODING", "UTF-8").as_bytes()), ["Größe"]);
    assert_eq!(bytes(text.replace("ENCODING", "ISO-8859-1").as_bytes()), ["Größe"], "ProM declares what it does not write");
    assert_eq!(bytes(&latin("ISO-8859-1")), ["Größe"]);
    assert_eq!(bytes(&latin("Windows-1252")), ["Größe"]);
    for mark in [true, false] {
        assert_eq!(bytes(&utf16(u16::to_le_bytes, mark)), ["Größe"]);
        assert_eq!(bytes(&utf16(u16::to_be_bytes, mark)), ["Größe"]);
    }
    assert_eq!(bytes(&latin("UTF-8")), ["1:71 not-utf8: the file `net.pnml` is not UTF-8 text: byte 70 does not belong to any character"]);
    assert_eq!(bytes(&latin("KOI8-R")), ["not-utf8: the encoding `koi8-r` is not read"]);
    assert_eq!(bytes(&[0xFF, 0xFE, 0, 0, b'<', 0, 0, 0]), ["not-utf8: the file is in UTF-32, which is not read"]);
    assert_eq!(bytes(&[0xFE, 0xFF, 0xD8, 0]), ["not-utf8: the file begins as UTF-16 and is none"]);
    assert_eq!(bytes(&[0xFE, 0xFF, 0]), ["not-utf8: the file begins as UTF-16 and is none"]);
    assert_eq!(bytes(b""), ["xml-syntax: the text is not well-formed XML: the document does not have a root node"]);
}

#[test]
fn broken_xml_says_where() {
    let cases = [
        ("<pnml>\n<net></pnml>", "2:6 xml-syntax: the text is not well-formed XML: expected `net` tag, not `pnml`"),
        ("<pnml><net></net>", "xml-syntax: the text is not well-formed XML: the root node was opened but never closed"),
        ("<!DOCTYPE pnml>\n<pnml/>", "1:2 xml-syntax: the file has a document type declaration, which is not read"),
        (
            "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><pnml>&b;</pnml>",
            "1:2 xml-syntax: the file has a document type declaration, which is not read",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(listed(&read(text).1), [expected]);
    }
    let (_, findings) = read("<pnml>&b;</pnml>");
    assert!(listed(&findings)[0].starts_with("1:7 xml-syntax: the text is not well-formed XML: "), "{findings:?}");
}

/// Reads something and says how long it took; XML is read as a net and as a tree.
fn timed(text: String) -> (Vec<String>, Duration) {
    let file = FileText::new("hostile.pnml", text);
    let start = Instant::now();
    let found = listed(&pnml::read(&file, Limits::default()).1);
    let _ = process_tree::read(&file, Limits::default());
    (found, start.elapsed())
}

/// Many pieces of text, one after the other.
fn many(count: usize, piece: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |text, number| text + &piece(number))
}

#[test]
fn bounds_hold_in_bounded_time() {
    let limits = Limits::default();
    let deep = |levels: usize| format!("{}{}", "<a>".repeat(levels), "</a>".repeat(levels));
    let attributes = |count: usize| many(count, |number| format!(" a{number}=''"));
    let namespaces = |count: usize| many(count, |number| format!(" xmlns:n{number}='urn:{number}'"));
    let pages = format!("<pnml><net id='n'>{}{}</net></pnml>", "<page>".repeat(60), "</page>".repeat(60));
    let cases = [
        ("deep", deep(1_000_000), format!("limit-reached: elements are nested more than {} levels deep", limits.depth)),
        ("attributes", format!("<pnml{}/>", attributes(100_000)), "limit-reached: an element has more than 256 attributes".to_owned()),
        (
            "namespaces",
            format!("<pnml{}>{}</pnml>", namespaces(250), "<a b=''/>".repeat(450_000)),
            "limit-reached: the file declares too many namespaces".to_owned(),
        ),
        (
            "elements",
            format!("<pnml>{}</pnml>", "<a/>".repeat(limits.nodes)),
            format!("limit-reached: the file has more than {} elements and texts", limits.nodes),
        ),
        ("size", " ".repeat(64 * 1024 * 1024 + 1), "limit-reached: the file has more than 67108864 bytes".to_owned()),
        ("pages", pages, String::new()),
        ("unclosed comment", format!("<pnml>{}", "<!--".repeat(100_000)), "xml-syntax".to_owned()),
        ("unclosed tags", "<".repeat(1_000_000), "xml-syntax".to_owned()),
        ("quotes", format!("<a b=\"{}", "'".repeat(1_000_000)), "xml-syntax".to_owned()),
        ("many findings in one line", format!("<pnml><net id='n'>{}</net></pnml>", "<place/>".repeat(1_000_000)), "missing-key".to_owned()),
        (
            "dangling arcs",
            format!("<pnml><net id='n'>{}</net></pnml>", many(200_000, |n| format!("<place id='p{n}'/><arc source='p{n}' target='x{n}'/>"))),
            "dangling-reference".to_owned(),
        ),
        (
            "reference chain",
            format!(
                "<pnml><net id='n'>{}</net></pnml>",
                many(20_000, |n| format!("<referencePlace id='r{n}' ref='r{}'/><arc source='r{n}' target='r0'/>", n + 1))
            ),
            "circle".to_owned(),
        ),
    ];
    for (name, text, expected) in cases {
        let (found, time) = timed(text);
        assert!(
            expected.is_empty() == found.is_empty() && found.first().is_none_or(|found| found.contains(&expected)),
            "{name}: {:?}",
            found.first()
        );
        // Twice as long as it takes in a slow build on a busy machine.
        assert!(time < Duration::from_secs(20), "{name}: {time:?}");
    }
}

/// Files that were damaged at random: no panic, and what is read is judged by runs that can be gone.
#[test]
fn damaged_files_are_read_or_refused() {
    let limits = soundness::Limits { markings: 500, bytes: 1 << 24 };
    let pieces = ["<", ">", "\"", "&", "0", "99999999999", "<place id='x'/>", "reset", "source=", "é", "\0", "<!--", "]]>", "</net>"];
    let mut read = 0;
    for seed in 0..1500 {
        let mut numbers = Numbers::new(seed);
        let mut plan = Plan::blocks(&mut numbers, Shape { tasks: 4, parallel: 40, loops: 10, choices: 20 });
        plan.cancel(&mut numbers);
        plan.damage(&mut numbers);
        let mut text = pnml::write(&[pnml::PnmlNet::new(plan.net())]).into_bytes();
        for _ in 0..=numbers.below(3) {
            let (from, length) = (numbers.below(text.len()), numbers.below(30));
            let piece = pieces[numbers.below(pieces.len())].as_bytes();
            let until = (from + length * numbers.below(2)).min(text.len());
            text.splice(from..until, piece.iter().copied());
        }
        let (nets, findings) = pnml::read_bytes("net.pnml", &text, Limits::default());
        assert!(!nets.is_empty() || findings.errors() > 0, "{}", String::from_utf8_lossy(&text));
        let _ = process_tree::read_bytes("tree.ptml", &text, Limits::default());
        for net in nets {
            read += 1;
            for problem in soundness::soundness(&net.net, limits).problems {
                let mut marking = net.net.initial().clone();
                for step in &problem.run {
                    net.net.fire(&mut marking, *step).unwrap();
                }
                assert_eq!(marking, problem.marking);
                assert!(!problem.sentence(&net.net).is_empty());
            }
        }
    }
    println!("{read} damaged nets read");
    assert!(read > 100);
}

#[test]
fn large_stars_are_judged_in_bounded_time() {
    // A choice between many branches of two steps, and the same in parallel.
    for parallel in [false, true] {
        let mut builder = NetBuilder::new("star");
        let (start, end) = (builder.place("start"), builder.place("end"));
        let split = builder.transition("split", None);
        let join = builder.transition("join", None);
        if parallel {
            builder.input(split, start, 1).output(join, end, 1);
        } else {
            let middle = [builder.place("from"), builder.place("to")];
            builder.input(split, start, 1).output(split, middle[0], 1).input(join, middle[1], 1).output(join, end, 1);
        }
        for branch in 0..20_000 {
            let first = builder.transition("first", None);
            let last = builder.transition("last", None);
            let middle = builder.place(format!("middle {branch}"));
            builder.output(first, middle, 1).input(last, middle, 1);
            if parallel {
                let (from, to) = (builder.place("from"), builder.place("to"));
                builder.output(split, from, 1).input(first, from, 1).output(last, to, 1).input(join, to, 1);
            } else {
                let (from, to) = (PlaceId::new(2), PlaceId::new(3));
                builder.input(first, from, 1).output(last, to, 1);
            }
        }
        builder.initial(start, 1).final_(end, 1);
        let net = builder.build().unwrap();
        let begin = Instant::now();
        let found = soundness::soundness(&net, soundness::Limits { markings: 1000, ..soundness::Limits::default() });
        assert!(begin.elapsed() < Duration::from_secs(20), "{parallel}: {:?}", begin.elapsed());
        assert!(found.is_sound(), "{parallel}: {:?}", found.verdict);
    }
}
