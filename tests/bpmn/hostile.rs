//! Files that mean no good, and files that are broken: an answer, never a crash, within time and memory.

use std::{
    ops::Range,
    time::{Duration, Instant},
};

use itsm::{
    diagnostic::{Code, Severity},
    source::{FileText, Limits},
    workflow::{Workflow, bpmn, bpmn::BpmnDocument},
};
use proptest::{prelude::*, sample::Index};

use crate::tools::{file, process, read};

fn codes(text: impl Into<String>) -> Vec<Code> {
    let (document, findings) = bpmn::read(&file(text), Limits::default());
    assert!(document.is_some() || findings.errors() > 0);
    findings.iter().map(|finding| finding.code()).collect()
}

/// Everything that a program does with a file.
fn all_of_it(text: String) {
    let file = FileText::new("model.bpmn", text);
    let lines = u32::try_from(file.text().lines().count() + 1).unwrap();
    let (document, findings) = bpmn::read(&file, Limits::default());
    assert!(findings.iter().all(|finding| finding.position().is_none_or(|position| position.line() <= lines)), "{findings:?}");
    let Some(document) = document else { return };
    for process in document.processes() {
        drop(Workflow::check(&process.workflow, Some(&file), &()));
    }
    let (written, _) = bpmn::write(&document);
    let (again, _) = read(written);
    assert_eq!(again.processes().len(), document.processes().len());
}

#[test]
fn entities_do_not_grow() {
    let mut laughs = String::from("<!DOCTYPE lolz [<!ENTITY lol \"lol\">");
    for level in 1..10 {
        laughs += &format!("<!ENTITY lol{level} \"{}\">", format!("&lol{};", level - 1).repeat(10));
    }
    laughs += "]><definitions>&lol9;</definitions>";
    assert_eq!(codes(laughs), [Code::XmlSyntax]);
    assert_eq!(codes("<!DOCTYPE d SYSTEM \"file:///etc/passwd\"><d/>"), [Code::XmlSyntax]);
    assert_eq!(codes(process("<documentation>&unknown;</documentation>")), [Code::XmlSyntax]);
}

#[test]
fn depth_is_bounded() {
    let deep = |levels: usize| process(&format!("{}{}", "<subProcess>".repeat(levels), "</subProcess>".repeat(levels)));
    assert!(codes(deep(100_000)).contains(&Code::LimitReached));
    assert!(codes(deep(70)).contains(&Code::LimitReached));
    assert!(!codes(deep(40)).contains(&Code::LimitReached));
    all_of_it(deep(100_000));
    all_of_it("<a>".repeat(100_000));
}

fn repeated(numbers: Range<u32>, piece: impl Fn(u32) -> String) -> String {
    numbers.map(piece).collect::<Vec<_>>().concat()
}

#[test]
fn numbers_are_bounded() {
    let wide = repeated(0..100_000, |number| format!(" a{number}='1'"));
    assert_eq!(codes(format!("<a{wide}/>")), [Code::LimitReached]);
    let spaces = repeated(0..300, |number| format!(" xmlns:a{number}='u:{number}'"));
    assert_eq!(codes(format!("<a{spaces}/>")), [Code::LimitReached]);
    let nested = repeated(0..300, |number| format!("<a xmlns:a{number}='u'>"));
    assert_eq!(codes(nested), [Code::LimitReached]);
    let few = Limits { nodes: 100, ..Limits::default() };
    assert_eq!(bpmn::read(&file(process(&"<task/>".repeat(200))), few).1.iter().next().unwrap().code(), Code::LimitReached);
    let small = Limits { file_bytes: 100, ..Limits::default() };
    assert_eq!(bpmn::read(&file(process("")), small).1.iter().next().unwrap().code(), Code::LimitReached);
}

/// A megabyte on one line, many duplicate ids, many attributes: still linear.
#[test]
fn time_is_bounded() {
    let begun = Instant::now();
    let text = process(&"<task id='a' name='b' x='1' y='2' z='3'/>".repeat(25_000));
    let (document, findings) = bpmn::read(&file(text), Limits::default());
    assert_eq!(document.unwrap().processes()[0].workflow.nodes.len(), 25_000);
    assert!(findings.len() > 1_000);
    let attributes = repeated(0..250, |number| format!(" a{number}='1'"));
    drop(codes(process(&format!("<task{attributes}/>").repeat(200))));
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

#[test]
fn encodings_are_said() {
    let wrong = |text: &str| {
        let (document, findings) = bpmn::read(&file(text), Limits::default());
        (document.is_some(), findings.iter().map(|finding| (finding.code(), finding.severity())).collect::<Vec<_>>())
    };
    let body = process("<documentation>Störung</documentation>");
    let latin = format!("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>{body}");
    // Tools declare ISO-8859-1 and write UTF-8; text that was decoded is not judged again.
    assert_eq!(wrong(&latin), (true, Vec::new()));
    let wide: String = std::iter::once('\u{feff}').chain(body.chars().flat_map(|character| [character, '\0'])).collect();
    assert_eq!(wrong(&wide), (false, vec![(Code::XmlSyntax, Severity::Error)]));
    assert_eq!(wrong("\u{FFFD}\u{FFFD}<\0a\0"), (false, vec![(Code::XmlSyntax, Severity::Error)]));
    // A byte order mark is no harm.
    assert_eq!(wrong(&format!("\u{feff}{}", body.replace('ö', "o"))), (true, Vec::new()));
}

/// Bytes in the encodings that tools write, all of them the same model.
#[test]
fn bytes_are_decoded() {
    let body = process("<documentation>Störung</documentation>");
    let declared = |encoding: &str| format!("<?xml version=\"1.0\" encoding=\"{encoding}\"?>{body}");
    let latin: Vec<u8> = declared("ISO-8859-1").chars().map(|character| u8::try_from(u32::from(character)).unwrap()).collect();
    let little: Vec<u8> = [0xFF, 0xFE].into_iter().chain(declared("UTF-16").encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let big: Vec<u8> = declared("UTF-16").encode_utf16().flat_map(u16::to_be_bytes).collect();
    let summary = |bytes: &[u8]| {
        let (_, document, findings) = bpmn::read_bytes("model.bpmn", bytes, Limits::default()).unwrap();
        assert!(findings.is_empty(), "{findings:?}");
        document.unwrap().processes()[0].workflow.summary.as_ref().map(|text| format!("{text:?}"))
    };
    let expected = summary(body.as_bytes());
    assert!(expected.as_ref().is_some_and(|text| text.contains("Störung")), "{expected:?}");
    for bytes in [latin, little, big] {
        assert_eq!(summary(&bytes), expected);
    }
    let refused = bpmn::read_bytes("model.bpmn", b"<?xml version='1.0' encoding='EBCDIC'?><a\xFF/>", Limits::default()).unwrap_err();
    assert_eq!(refused.iter().next().unwrap().code(), Code::NotUtf8);
}

const GOLDEN: &str = include_str!("golden/small.bpmn");

/// Cut off at every byte: a finding, and nothing else.
#[test]
fn cut_off_anywhere() {
    for end in (0..GOLDEN.len() - 20).filter(|end| GOLDEN.is_char_boundary(*end)) {
        let (document, findings) = bpmn::read(&file(&GOLDEN[..end]), Limits::default());
        assert!(document.is_none() && findings.errors() == 1, "{end}: {findings:?}");
        assert_eq!(findings.iter().next().unwrap().code(), Code::XmlSyntax);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Pieces of a good file copied, cut out and exchanged.
    #[test]
    fn damaged_anywhere(damages in prop::collection::vec((any::<Index>(), any::<Index>(), any::<Index>(), 0..4_u8), 1..5)) {
        let mut characters: Vec<char> = GOLDEN.chars().collect();
        for (from, to, at, kind) in damages {
            let (from, to, at) = (from.index(characters.len()), to.index(characters.len()), at.index(characters.len()));
            let (from, to) = (from.min(to), from.max(to).min(from.min(to) + 200));
            match kind {
                0 => drop(characters.drain(from..to)),
                1 => {
                    let piece = characters[from..to].to_vec();
                    characters.splice(at..at, piece);
                }
                2 => characters[at] = '<',
                _ => characters.swap(from, at),
            }
        }
        all_of_it(characters.into_iter().collect());
    }

    /// Whole attributes and elements of a good file exchanged, so that it stays well-formed and says nonsense.
    #[test]
    fn nonsense(swaps in prop::collection::vec((any::<Index>(), any::<Index>()), 1..12), dropped in prop::collection::vec(any::<Index>(), 0..6)) {
        let mut values: Vec<(usize, usize)> = Vec::new();
        let document = roxmltree::Document::parse(GOLDEN).unwrap();
        for node in document.descendants().filter(|node| node.is_element()) {
            values.extend(node.attributes().map(|attribute| (attribute.range_value().start, attribute.range_value().end)));
        }
        let mut texts: Vec<String> = values.iter().map(|(start, end)| GOLDEN[*start..*end].to_owned()).collect();
        for (one, other) in swaps {
            let value = texts[one.index(texts.len())].clone();
            let place = other.index(texts.len());
            texts[place] = value;
        }
        for place in dropped {
            let place = place.index(texts.len());
            texts[place] = String::new();
        }
        let mut text = GOLDEN.to_owned();
        for ((start, end), value) in values.iter().zip(&texts).rev() {
            text.replace_range(*start..*end, value);
        }
        all_of_it(text);
    }
}

/// Workflows that no rule has seen are written all the same.
#[test]
fn subprocesses_in_themselves() {
    let text = "format: itsm/workflow/1\nid: a\ntitle: A\nnodes:\n  - {id: x, kind: subprocess, inside: y}\n  - {id: y, kind: subprocess, inside: x}\n  - {id: z, kind: task, inside: gone}\nflows:\n  - {from: x, to: nowhere}\n";
    let file = FileText::new("a.yaml", text);
    let definition = itsm::document::parse(&file, Limits::default()).0.unwrap().decode().unwrap();
    let (written, findings) = bpmn::write(&BpmnDocument::new(&definition));
    assert!(findings.iter().any(|finding| finding.code() == Code::LimitReached));
    assert_eq!(read(written).0.processes()[0].workflow.nodes.len(), 3);
}
