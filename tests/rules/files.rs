//! Files: rules, Declare models, waivers, baselines; what is wrong with them is found, hostile ones break nothing.

use itsm::{
    catalog::Catalog,
    conformance::rules::{Baseline, Options, Pack, apply_waivers, check_rules, decl, definition::Template, read_waivers},
    diagnostic::{Code, Findings},
    source::{FileText, Limits},
};
use proptest::prelude::*;
use strum::IntoEnumIterator as _;

use super::logs::{load, log};

fn found(findings: &Findings) -> Vec<(Code, u32)> {
    findings.iter().map(|finding| (finding.code(), finding.position().map_or(0, |at| at.line()))).collect()
}

fn check(text: &str) -> Vec<(Code, u32)> {
    let (pack, findings) =
        check_rules(&FileText::new("t.yaml", format!("format: itsm/rules/1\nid: t\ntitle: T\n{text}")), &Catalog::builtin(), Limits::default());
    assert_eq!(pack.is_none(), findings.errors() > 0);
    found(&findings)
}

#[test]
fn planted_defects() {
    let mut wrong = Vec::new();
    let rule = |rest: &str| format!("rules:\n  - {{id: r, {rest}}}\n");
    for (text, expected) in [
        (rule("template: respones, first: [a], second: [b]"), vec![(Code::UnknownValue, 5)]),
        (rule("template: response, first: [a]"), vec![(Code::MissingKey, 5)]),
        (rule("template: response, first: [a], second: [b], count: 2"), vec![(Code::MisplacedKey, 5)]),
        (rule("first: [a], second: [b]"), vec![(Code::MissingKey, 5)]),
        (rule("template: time-limit, first: [a], second: [b], within: soon"), vec![(Code::MalformedDuration, 5)]),
        (rule("template: time-limit, first: [a], second: [b], within: PT1H, calendar: berlin-ofice"), vec![(Code::UndeclaredName, 5)]),
        (rule("template: required-fields, steps: [a], fields: [category]"), vec![(Code::UndeclaredName, 5)]),
        (rule("template: priority, decision: 'neutral:priority'"), vec![(Code::UndeclaredName, 5); 3]),
        (rule("template: priority"), vec![(Code::MissingKey, 5)]),
        (rule("template: user-confirmation, steps: [a]"), vec![(Code::MissingKey, 5)]),
        (rule("template: absence, steps: [a], count: 0"), vec![(Code::UnknownValue, 5)]),
        (rule("template: required-order, order: [a]"), vec![(Code::MissingKey, 5)]),
        (rule("template: absence, steps: [a], evidence: [{element: 'itil4:incident-managment'}]"), vec![(Code::DanglingReference, 5)]),
        (rule("template: absence, steps: [a], evidence: [{element: incident-management}]"), vec![(Code::DanglingReference, 5)]),
        (rule("template: absence, steps: [a], when: \"risk == 'high'\""), vec![(Code::InvalidCondition, 5)]),
        (rule("template: separation-of-duties, first: [a], second: [b], when: 'true'"), vec![(Code::MisplacedKey, 5)]),
        (rule("template: absence, steps: [a], source: [ours]"), vec![(Code::UndeclaredSource, 5)]),
        (format!("steps: {{close: [x]}}\n{}", rule("template: absence, steps: [clsoe]")), vec![(Code::UndeclaredName, 6)]),
        ("extends: neutral:rule/chnage\n".to_owned(), vec![(Code::UnknownRules, 4)]),
        ("extends: neutral:rule/change\nremove: [nothing]\n".to_owned(), vec![(Code::UndeclaredName, 5)]),
        ("extends: neutral:rule/change\nrules:\n  - {id: reviewed, steps: [close]}\n".to_owned(), vec![(Code::MisplacedKey, 6)]),
        ("rules:\n  - {id: r, template: absence, steps: [a]}\n  - {id: r, template: absence, steps: [b]}\n".to_owned(), vec![(Code::DuplicateId, 6)]),
        ("waivers:\n  - {rule: r, reason: x, who: y, expires: soon}\n".to_owned(), vec![(Code::UndeclaredName, 5), (Code::MalformedDate, 5)]),
        ("ends: [close]\nsteps: {open: [open]}\n".to_owned(), vec![(Code::UndeclaredName, 4)]),
        ("fields: {risk: {type: enum}}\n".to_owned(), vec![(Code::MissingKey, 4)]),
        ("rules:\n  - {id: r, template: absence, steps: [a], when: [}\n".to_owned(), vec![(Code::WrongType, 5), (Code::YamlSyntax, 5)]),
    ] {
        let found = check(&text);
        if found != expected {
            wrong.push(format!("{text}{found:?} instead of {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn rules_that_extend_themselves() {
    struct Circle;
    impl itsm::conformance::rules::Library for Circle {
        fn rules(&self, _: &str) -> Option<FileText> {
            Some(FileText::new("circle.yaml", "format: itsm/rules/1\nid: circle\ntitle: Circle\nextends: circle\n"))
        }
        fn all_rules(&self) -> Vec<String> {
            Vec::new()
        }
        fn has_element(&self, _: &str) -> Option<bool> {
            None
        }
        fn near_element(&self, _: &str) -> Option<String> {
            None
        }
        fn calendar(&self, _: &str) -> Option<itsm::calendar::Calendar> {
            None
        }
        fn calendars(&self) -> Option<Vec<String>> {
            None
        }
        fn decision(&self, _: &str) -> Option<itsm::decision::DecisionTable> {
            None
        }
        fn decisions(&self) -> Option<Vec<String>> {
            None
        }
    }
    let (pack, findings) = check_rules(&itsm::conformance::rules::Library::rules(&Circle, "").unwrap(), &Circle, Limits::default());
    assert!(pack.is_none());
    assert_eq!(findings.iter().map(|finding| finding.code()).collect::<Vec<_>>(), [Code::LimitReached]);
}

const MODEL: &str = "activity Approve it
bind Approve it: org:group, cost
activity Start
activity Plan, then start
activity Close
org:group: A, B
cost: float between 0.5 and 10.0

# constraints
Init[Approve it] | |
Existence2[Start] | |
Absence3[Start] | |
Exactly1[Close]
Response[Approve it, Start] | | |
Chain Precedence[Approve it, Start] | | |
Not Co-Existence[Approve it, Close] | | |
Alternate Succession[Start, Plan, then start] | | |
AtMost1[Close] | |
";

#[test]
fn declare_models() {
    let (pack, findings) = decl::read(&FileText::new("models/shop.decl", MODEL), Limits::default());
    assert!(findings.is_empty(), "{findings:?}");
    let pack = pack.unwrap();
    assert_eq!(pack.id(), "shop");
    let read: Vec<(Template, Vec<&str>)> = pack.rules().iter().map(|rule| (rule.template(), rule.activities().collect())).collect();
    assert_eq!(
        read,
        [
            (Template::Init, vec!["Approve it"]),
            (Template::Existence, vec!["Start"]),
            (Template::Absence, vec!["Start"]),
            (Template::Exactly, vec!["Close"]),
            (Template::Response, vec!["Approve it", "Start"]),
            (Template::ChainPrecedence, vec!["Approve it", "Start"]),
            (Template::NotCoexistence, vec!["Approve it", "Close"]),
            (Template::AlternateSuccession, vec!["Start", "Plan, then start"]),
            (Template::Absence, vec!["Close"]),
        ]
    );
    assert_eq!(pack.rule("r5").unwrap().title(), "Response[Approve it, Start]");
    let history = log(&[vec!["Approve it", "Start", "Start"], vec!["Start", "Start", "Start"], vec!["Close"], vec!["Close", "Close"]]);
    let result = pack.compile(&history, &Options::default()).run();
    let violated: Vec<u64> = result.rules.iter().map(|rule| rule.violated).collect();
    assert_eq!(violated, [3, 2, 1, 3, 0, 2, 0, 2, 1]);
}

#[test]
fn defects_of_declare_models() {
    for (line, code, column) in [
        ("Respones[a, b] | | |", Code::MalformedConstraint, 1),
        ("Response[a, b] |A.x is y | |", Code::MalformedConstraint, 17),
        ("Response[a, b] | | |0,2,d", Code::MalformedConstraint, 21),
        ("Response[a]", Code::MalformedConstraint, 10),
        ("Response[a, b", Code::MalformedConstraint, 10),
        ("Response a b", Code::MalformedConstraint, 1),
        ("Response2[a, b]", Code::MalformedConstraint, 1),
        ("Existence0[a]", Code::MalformedConstraint, 1),
        ("Response[a, b, c]", Code::MalformedConstraint, 10),
        ("  Response[a, x]", Code::UndeclaredName, 15),
    ] {
        let (pack, findings) = decl::read(&FileText::new("m.decl", format!("activity a\nactivity b\n{line}\nInit[a]\n")), Limits::default());
        let finding = findings.iter().next().unwrap();
        let at = finding.position().unwrap();
        assert_eq!((findings.len(), finding.code(), at.line(), at.column()), (1, code, 3, column), "{line}: {findings:?}");
        // What can be read is read.
        assert_eq!(pack.unwrap().rules().len(), if code == Code::UndeclaredName { 2 } else { 1 }, "{line}");
    }
}

#[test]
fn waivers_cover_until_they_expire() {
    let pack = load("rules:\n  - {id: r, template: absence, steps: [x]}\n", &());
    let deviations = pack.compile(&log(&[vec!["x"], vec!["x"], vec!["x"]]), &Options::default()).deviations(10).list;
    let file = "format: itsm/waivers/1
waivers:
  - {rule: r, case: c1, reason: Agreed, who: Ann, expires: '2026-06-30'}
  - {rule: r, case: 'c*', reason: Agreed too, who: Ben, expires: '2026-01-31'}
  - {rule: other, reason: Agreed, who: Ann, expires: '2026-12-31'}
";
    let (waivers, findings) = read_waivers(&FileText::new("waivers.yaml", file), Limits::default());
    assert!(findings.is_empty() && waivers.len() == 3);
    let cases = |list: &[itsm::conformance::rules::Deviation]| list.iter().map(|deviation| deviation.case.clone()).collect::<Vec<_>>();
    let early = apply_waivers(&waivers, deviations.clone(), "2026-01-31".parse().unwrap());
    assert_eq!((early.open.len(), early.waived.len(), early.findings.len()), (0, 3, 0));
    let later = apply_waivers(&waivers, deviations.clone(), "2026-02-01".parse().unwrap());
    assert_eq!((cases(&later.open), found(&later.findings)), (vec!["c2".to_owned(), "c3".to_owned()], vec![(Code::ExpiredWaiver, 4)]));
    assert_eq!((later.waived[0].1, waivers[0].who(), waivers[0].reason()), (0, "Ann", "Agreed"));
    let (waivers, findings) = read_waivers(&FileText::new("waivers.yaml", file.replace("2026-06-30", "next year")), Limits::default());
    assert_eq!((waivers.len(), found(&findings)), (2, vec![(Code::MalformedDate, 3)]));
}

#[test]
fn waivers_in_a_pack() {
    let pack =
        load("rules:\n  - {id: r, template: absence, steps: [x]}\nwaivers:\n  - {rule: r, reason: Agreed, who: Ann, expires: '2026-06-30'}\n", &());
    let deviations = pack.compile(&log(&[vec!["x"]]), &Options::default()).deviations(10).list;
    assert!(apply_waivers(pack.waivers(), deviations, "2026-06-30".parse().unwrap()).open.is_empty());
}

#[test]
fn baselines_know_what_they_were_made_of() {
    let pack = load("rules:\n  - {id: r, template: absence, steps: [x]}\n  - {id: s, template: existence, steps: [y]}\n", &());
    let deviations = |traces: &[Vec<&str>]| pack.compile(&log(traces), &Options::default()).deviations(10).list;
    let before = deviations(&[vec!["x"], vec!["x", "y"]]);
    let text = Baseline::of(&before).json();
    let (baseline, findings) = Baseline::read(&FileText::new("baseline.json", text.clone()), Limits::default());
    assert!(findings.is_empty(), "{findings:?}");
    let baseline = baseline.unwrap();
    assert_eq!((baseline.len(), baseline.json()), (3, text));
    // One is mended, one is new, and events that are added at the end change nothing.
    let after = baseline.apply(deviations(&[vec!["x", "z"], vec!["y", "z"], vec!["x", "y"]]));
    assert_eq!((after.new.len(), after.known.len(), after.gone), (1, 2, 1));
    assert_eq!(after.new[0].case, "c3");
    assert_eq!(Baseline::of(&[]).json(), "{\n  \"format\": \"itsm/baseline/1\",\n  \"deviations\": []\n}\n");
    for broken in ["", "{", "[]", "{\"format\": \"itsm/baseline/2\"}", "{\"format\": \"itsm/baseline/1\", \"deviations\": [{\"rule\": 1}]}"] {
        let (baseline, findings) = Baseline::read(&FileText::new("baseline.json", broken.to_owned()), Limits::default());
        assert!(baseline.is_none() && findings.errors() > 0, "{broken}");
    }
}

#[test]
fn results_come_back_from_json() {
    let pack = load("rules:\n  - {id: r, template: response, first: [x], second: [y]}\n", &());
    let history = log(&[vec!["x"], vec!["x", "y"]]);
    let compiled = pack.compile(&history, &Options::default());
    let (result, deviations) = (compiled.run(), compiled.deviations(10));
    assert_eq!(serde_json::from_str::<itsm::conformance::rules::RulesResult>(&serde_json::to_string(&result).unwrap()).unwrap(), result);
    assert_eq!(serde_json::from_str::<itsm::conformance::rules::Deviations>(&serde_json::to_string(&deviations).unwrap()).unwrap(), deviations);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_text_breaks_a_reader(text in ".{0,200}") {
        let file = FileText::new("x.decl", text.clone());
        let _ = decl::read(&file, Limits::default());
        let _ = check_rules(&FileText::new("x.yaml", format!("format: itsm/rules/1\n{text}")), &(), Limits::default());
        let _ = read_waivers(&FileText::new("x.yaml", format!("format: itsm/waivers/1\n{text}")), Limits::default());
    }

    #[test]
    fn nothing_like_a_model_breaks_it(lines in prop::collection::vec("(activity|bind|Response|Absence2|Not Co-Existence|x:)? ?[\\[\\]|,:a1é ]{0,20}", 0..12)) {
        let (pack, findings) = decl::read(&FileText::new("x.decl", lines.join("\n")), Limits::default());
        prop_assert!(pack.is_some() || findings.errors() > 0);
        if let Some(pack) = pack {
            let _ = pack.compile(&log(&[vec!["a", "1"]]), &Options::default()).deviations(5);
        }
    }
}

#[test]
fn a_pack_can_be_built_by_a_program() {
    let (pack, findings) = Pack::check(itsm::conformance::rules::definition::RulesFile::default(), None, &());
    assert!(findings.is_empty());
    assert_eq!(pack.unwrap().rules().len(), 0);
}

/// What the guide shows is right.
#[test]
fn files_of_the_guide() {
    let guide = include_str!("../../docs/rules.md");
    let blocks: Vec<&str> = guide.split("```yaml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert_eq!(blocks.len(), 3);
    for block in blocks {
        let file = FileText::new("guide.yaml", block.to_owned());
        let findings =
            if block.contains("itsm/waivers/1") { read_waivers(&file, Limits::default()).1 } else { Catalog::builtin().check_rules(&file) };
        assert!(findings.is_empty(), "{block}{findings:?}");
    }
    for template in Template::iter() {
        assert!(guide.contains(&format!("`{template}`")), "the guide does not define `{template}`");
    }
}
