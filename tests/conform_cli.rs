//! `itsm conform` and `itsm log bind` as people use them at a terminal and in pipelines.
#![cfg(feature = "cli")]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a test fails by panicking and reads its own files"
)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use itsm::schema::SchemaKind;
use serde_json::{Value as Json, json};
use tempfile::TempDir;

/// Open, then (wait, then resume)*, then resolve, then close. The shortest run has three events.
const TICKET: &str = "\
format: itsm/lifecycle/1
id: ticket
title: Ticket
states:
  - {id: new, kind: initial}
  - {id: working, kind: open}
  - {id: waiting, kind: waiting}
  - {id: resolved, kind: resolved}
  - {id: closed, kind: terminal}
events: [{id: take, title: Take}, {id: wait}, {id: resume}, {id: resolve, title: Resolve}, {id: close}]
transitions:
  - {from: [new], on: take, to: working, performs: [itil4:incident-management]}
  - {from: [working], on: wait, to: waiting}
  - {from: [waiting], on: resume, to: working}
  - {from: [working], on: resolve, to: resolved, performs: [fitsm3:PR9.2, itil4:incident-management]}
  - {from: [resolved], on: close, to: closed}
";

/// Two that fit, one without `resolve`, one with something else in between, one that has only begun.
const LOG: &str = "\
case,activity,who,done
T1,take,ann,yes
T1,resolve,ann,yes
T1,close,bob,yes
T2,take,ann,yes
T2,wait,ann,yes
T2,resume,ann,yes
T2,resolve,ann,yes
T2,close,bob,yes
T3,take,ann,yes
T3,close,ann,
T4,take,ann,yes
T4,lunch,ann,yes
T4,resolve,ann,yes
T4,lunch,ann,yes
T4,close,bob,yes
T5,take,cid,yes
";

const RULES: &str = "\
format: itsm/rules/1
id: desk
title: Rules of the desk
standing: proposed
authority: ours
steps: {take: [take], resolve: [resolve], close: [close]}
fields: {done: {type: string}}
rules:
  - id: resolved-before-closure
    title: Resolved before it is closed
    template: precedence
    first: [resolve]
    second: [close]
    severity: high
    evidence: [{element: fitsm3:PR9.2, evidence: whole}]
  - id: closer-is-another
    title: Who resolves does not close
    template: four-eyes
    first: [resolve]
    second: [close]
    evidence: [{element: itil4:incident-management}]
  - id: done-is-filled
    title: It says that it is done
    template: required-fields
    steps: [close]
    fields: [done]
    severity: low
";

struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        for (name, text) in [("ticket.yaml", TICKET), ("log.csv", LOG), ("rules.yaml", RULES)] {
            desk.write(name, text);
        }
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// Runs in the folder, so that reports have names and no paths.
    fn itsm(&self, arguments: &[&str]) -> (i32, String, String) {
        let Output { status, stdout, stderr } =
            Command::new(env!("CARGO_BIN_EXE_itsm")).current_dir(self.folder.path()).args(arguments).output().unwrap();
        (status.code().unwrap(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
    }

    fn conform(&self, more: &[&str]) -> (i32, String, String) {
        self.itsm(&[&["conform", "log.csv", "--columns", "case=case,activity=activity,resource=who"], more].concat())
    }

    fn json(&self, more: &[&str]) -> (i32, Json) {
        let (status, out, err) = self.conform(&[more, &["--format", "json"]].concat());
        let json: Json = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}{err}"));
        let schema = serde_json::to_value(SchemaKind::Conform.schema()).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let wrong: Vec<String> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        (status, json)
    }
}

#[test]
fn figures_are_those_that_were_counted_by_hand() {
    let desk = Desk::new();
    let (status, json) = desk.json(&["--model", "ticket.yaml", "--variants"]);
    assert_eq!(status, 3);
    let figures = ["cases", "events", "variants", "fitting_cases", "deviations", "unsolved"].map(|key| json[key].as_u64().unwrap());
    // One `resolve` is missing, two `lunch` are too much, `resolve` and `close` are missing at the end.
    assert_eq!(figures, [5, 16, 5, 2, 5, 0]);
    assert!((json["log_fitness"].as_f64().unwrap() - (1.0 - 5.0 / (16.0 + 5.0 * 3.0))).abs() < 1e-12);
    let cost = |case: &str| {
        let variants = json["per_variant"].as_array().unwrap();
        variants.iter().find(|variant| variant["example"] == case).unwrap()["deviations"].as_u64().unwrap()
    };
    assert_eq!(["T1", "T2", "T3", "T4", "T5"].map(cost), [0, 0, 1, 2, 2]);
    let ways = json["per_deviation"].as_array().unwrap();
    let missing = ways.iter().find(|way| way["deviation"] == "`resolve` is missing before `close`").unwrap();
    assert_eq!((&missing["cases"], &missing["elements"]), (&json!(1), &json!(["fitsm3:PR9.2", "itil4:incident-management"])));
    assert!(ways.iter().any(|way| way["deviation"] == "extra `lunch` after `take`" && way.get("elements").is_none()));
    // What is touched: `resolve` is missing twice.
    let touched = json["touched"].as_array().unwrap();
    assert!(touched.iter().all(|element| element["times"] == 2) && touched.len() == 2, "{touched:?}");
    assert_eq!(json["log"]["sha256"].as_str().unwrap().len(), 64);
    assert!(json["tool"].as_str().unwrap().starts_with("itsm "));
}

#[test]
fn open_cases_need_not_have_come_to_an_end() {
    let desk = Desk::new();
    let (_, json) = desk.json(&["--model", "ticket.yaml", "--prefix"]);
    assert_eq!((&json["fitting_cases"], &json["deviations"]), (&json!(3), &json!(3)));
    assert!((json["log_fitness"].as_f64().unwrap() - (1.0 - 3.0 / 16.0)).abs() < 1e-12);
}

#[test]
fn a_pipeline_says_what_fails() {
    let desk = Desk::new();
    let run = |more: &[&str]| desk.conform(&[&["--model", "ticket.yaml"], more].concat()).0;
    assert_eq!(run(&[]), 3);
    // The fitness is 0.8387.
    assert_eq!(run(&["--fail-under", "0.83"]), 0);
    assert_eq!(run(&["--fail-under", "0.84"]), 3);
    assert_eq!(run(&["--fail-under", "much"]), 2);
    assert_eq!(desk.conform(&[]).0, 2, "a model or rules");
}

#[test]
fn rules_are_counted_and_what_is_known_or_accepted_does_not_fail() {
    let desk = Desk::new();
    let (status, json) = desk.json(&["--rules", "rules.yaml"]);
    assert_eq!((status, &json["model"], &json["log_fitness"]), (3, &Json::Null, &Json::Null));
    let counts: Vec<_> =
        json["rules"].as_array().unwrap().iter().map(|rule| ["violated", "satisfied", "vacuous"].map(|key| rule[key].as_u64().unwrap())).collect();
    // T3 is closed without being resolved, T5 is not closed; a field holds what was said last.
    assert_eq!(counts, [[1, 3, 1], [0, 3, 2], [0, 4, 1]]);
    let verdicts: Vec<_> = json["requirements"].as_array().unwrap().iter().filter(|status| status["verdict"] != "no-rule").cloned().collect();
    assert_eq!(verdicts.len(), 2);
    assert_eq!(
        (&verdicts[0]["element"], &verdicts[0]["verdict"], &verdicts[0]["whole"]),
        (&json!("fitsm3:PR9.2"), &json!("contradicted"), &json!(false))
    );
    assert_eq!((&verdicts[1]["element"], &verdicts[1]["verdict"]), (&json!("itil4:incident-management"), &json!("supported")));
    let beside = json["requirements"].as_array().unwrap().iter().filter(|status| status["verdict"] == "no-rule");
    assert!(beside.into_iter().any(|status| status["element"] == "fitsm3:PR9.1"));
    // What is known does not fail, what is new does.
    assert_eq!(desk.conform(&["--rules", "rules.yaml", "--write-baseline", "known.json"]).0, 3);
    assert_eq!(desk.conform(&["--rules", "rules.yaml", "--baseline", "known.json"]).0, 0);
    desk.write("log.csv", &format!("{LOG}T6,close,bob,yes\n"));
    let (status, _, err) = desk.conform(&["--rules", "rules.yaml", "--baseline", "known.json"]);
    assert_eq!(status, 3, "{err}");
    // What was accepted does not fail, and is counted all the same.
    desk.write("log.csv", LOG);
    desk.write("waivers.yaml", "format: itsm/waivers/1\nwaivers:\n  - {rule: resolved-before-closure, case: T3, reason: Closed by the migration, who: Ann, expires: 9999-01-01}\n");
    let (status, json) = desk.json(&["--rules", "rules.yaml", "--waivers", "waivers.yaml"]);
    assert_eq!((status, &json["rules"][0]["violated"]), (0, &json!(1)), "{json}");
    desk.write("waivers.yaml", "format: itsm/waivers/1\nwaivers:\n  - {rule: resolved-before-closure, case: T3, reason: Closed by the migration, who: Ann, expires: 2001-01-01}\n");
    assert_eq!(desk.conform(&["--rules", "rules.yaml", "--waivers", "waivers.yaml"]).0, 3, "it has expired");
}

#[test]
fn reports_name_case_rule_and_clause() {
    let desk = Desk::new();
    let all = ["--model", "ticket.yaml", "--rules", "rules.yaml", "--project", "iso20000-2018", "--precision"];
    let form = |format: &str| {
        let (status, out, err) = desk.conform(&[all.as_slice(), &["--format", format]].concat());
        assert_eq!(status, 3, "{err}");
        out
    };
    let stable = |text: String| text.replace(env!("CARGO_PKG_VERSION"), "VERSION");
    insta::assert_snapshot!("conform_markdown", stable(form("md")));
    insta::assert_snapshot!("conform_csv", form("csv"));
    insta::assert_snapshot!("conform_github", form("github"));
    insta::assert_snapshot!("conform_junit", form("junit"));
    insta::assert_snapshot!("conform_plain", form("plain"));
    let sarif: Json = serde_json::from_str(&form("sarif")).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert!(results.iter().any(|result| result["ruleId"] == "broken-rule" && result["message"]["text"].as_str().unwrap().contains("T3")), "{sarif}");
    assert!(results.iter().any(|result| result["ruleId"] == "deviation"));
    // A file for the pipeline beside what people read.
    let (_, out, _) = desk.conform(&[all.as_slice(), &["--junit", "report.xml"]].concat());
    assert!(out.contains("2 of 5 cases follow the model"), "{out}");
    assert_eq!(fs::read_to_string(desk.path("report.xml")).unwrap(), form("junit"));
}

#[test]
fn what_a_log_says_cannot_do_harm_in_a_report() {
    let desk = Desk::new();
    let evil = "\"=cmd|' /C calc'!A0\",\"<img src=x onerror=alert(1)> ]]> | ` ::error::gone\u{7}\",x,\n";
    desk.write("log.csv", &format!("case,activity,who,done\n{evil}{}", LOG.split_once('\n').unwrap().1));
    let model = ["--model", "ticket.yaml", "--rules", "rules.yaml"];
    let form = |format: &str| desk.conform(&[model.as_slice(), &["--format", format]].concat()).1;
    let markdown = form("md");
    assert!(!markdown.contains("<img") && !markdown.contains("| ` ::error"), "{markdown}");
    let table = form("csv");
    assert!(table.lines().all(|line| !line.starts_with('=')), "{table}");
    let github = form("github");
    assert!(github.lines().all(|line| ["::error ", "::warning ", "::notice "].iter().any(|start| line.starts_with(start))), "{github}");
    let junit = form("junit");
    let mut reader = quick_xml::Reader::from_str(&junit);
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Eof => break,
            quick_xml::events::Event::Start(element) => {
                let name = element.name();
                assert!(["testsuites", "testsuite", "testcase", "failure", "skipped"].contains(&name.as_ref()), "{name:?}");
            }
            _ => {}
        }
    }
    assert!(!junit.contains('\u{7}'));
}

#[test]
fn a_binding_is_proposed_corrected_and_used() {
    let desk = Desk::new();
    desk.write("log.csv", "case,activity,who\nA,Take,x\nA,Resolved,x\nA,Ticket closed,y\nA,printed,y\nB,Take,x\nB,Ticket closed,x\n");
    let model = ["--model", "ticket.yaml"];
    let (status, json) = desk.json(&model);
    assert_eq!((status, &json["fitting_cases"]), (3, &json!(0)));
    let (status, proposal, err) = desk.itsm(&[&["log", "bind", "log.csv", "--columns", "case=case,activity=activity"], model.as_slice()].concat());
    assert_eq!(status, 0, "{err}");
    assert!(proposal.contains("Ticket closed") && proposal.contains("printed") && err.contains("3 of 4 activities placed"), "{proposal}{err}");
    // Somebody decides about what could not be placed.
    let (kept, _) = proposal.split_once("ignore:").unwrap();
    desk.write("binding.yaml", &format!("{kept}ignore: [printed]\n"));
    let (status, json) = desk.json(&[model.as_slice(), &["--bind", "binding.yaml"]].concat());
    assert_eq!((status, &json["fitting_cases"], &json["deviations"], &json["events"]), (3, &json!(1), &json!(1), &json!(5)), "{json}");
    // Rules see the words of the model.
    let (_, json) = desk.json(&["--rules", "rules.yaml", "--bind", "binding.yaml"]);
    assert_eq!((&json["rules"][0]["violated"], &json["rules"][0]["satisfied"]), (&json!(1), &json!(1)));
    // A label that is not there is found, with the nearest.
    desk.write("binding.yaml", "format: itsm/binding/1\nactivities:\n  Take: [takes]\n");
    let (status, out, err) = desk.conform(&[model.as_slice(), &["--bind", "binding.yaml", "--format", "plain"]].concat());
    assert!(
        status == 3 && format!("{out}{err}").contains("no label `takes`") && format!("{out}{err}").contains("`take` is the nearest"),
        "{out}{err}"
    );
    desk.write("binding.yaml", "format: itsm/binding/1\nactivities: 7\n");
    let (status, out, err) = desk.conform(&[model.as_slice(), &["--bind", "binding.yaml"]].concat());
    assert!(status == 1 && err.contains("binding.yaml"), "{status}{out}{err}");
}

#[test]
fn weights_are_data() {
    let desk = Desk::new();
    let model = ["--model", "ticket.yaml", "--bind", "binding.yaml"];
    let weights = "format: itsm/binding/1\nweights:\n  extra: {lunch: 3}\n  missing: {resolve: 5}\n";
    desk.write("binding.yaml", weights);
    let (_, json) = desk.json(&model);
    // One `resolve` is missing; two `lunch` are too much; `resolve` and `close` are missing.
    assert_eq!(json["deviations"], 5 + 6 + 6);
    // 14 events at 1 and two at 3; the shortest run costs 7 in each of five cases.
    assert!((json["log_fitness"].as_f64().unwrap() - (1.0 - 17.0 / (14.0 + 6.0 + 35.0))).abs() < 1e-12);
    let (status, _, err) = desk.conform(&[model.as_slice(), &["--stream=grouped"]].concat());
    assert!(status == 2 && err.contains("weights"), "{err}");
    for (wrong, said) in [("{lunch: 0}", "binding.yaml:3:"), ("{lunhc: 2}", "`lunch` is the nearest")] {
        desk.write("binding.yaml", &format!("format: itsm/binding/1\nweights:\n  extra: {wrong}\n"));
        let (_, out, err) = desk.conform(&[model.as_slice(), &["--format", "plain"]].concat());
        assert!(format!("{out}{err}").contains(said), "{wrong}: {out}{err}");
    }
}

const CLASSIFIED: &str = r#"<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
  <classifier name="With transition" keys="concept:name lifecycle:transition"/>
  <trace><string key="concept:name" value="1"/>
    <event><string key="concept:name" value="take"/><string key="lifecycle:transition" value="start"/></event>
    <event><string key="concept:name" value="take"/><string key="lifecycle:transition" value="complete"/></event>
  </trace>
</log>
"#;

#[test]
fn classifiers_are_those_that_the_log_names_or_keys() {
    let desk = Desk::new();
    desk.write("log.xes", CLASSIFIED);
    desk.write("binding.yaml", "format: itsm/binding/1\nactivities:\n  take+complete: [take]\nignore: [take+start]\n");
    let run = |more: &[&str]| {
        let (status, out, err) = desk.itsm(&[&["conform", "log.xes", "--model", "ticket.yaml", "--prefix", "--format", "json"], more].concat());
        (status, serde_json::from_str::<Json>(&out).unwrap_or_default(), err)
    };
    assert_eq!(run(&[]).1["deviations"], 1, "taken twice");
    for classifier in ["With transition", "concept:name+lifecycle:transition"] {
        let (status, json, err) = run(&["--classifier", classifier, "--bind", "binding.yaml"]);
        assert_eq!((status, &json["fitting_cases"]), (0, &json!(1)), "{json}{err}");
    }
    let (status, _, err) = run(&["--classifier", "concept:nam"]);
    assert!(status == 2 && err.contains("did you mean `concept:name`"), "{err}");
}

#[test]
fn limits_give_bounds_and_no_figures() {
    let desk = Desk::new();
    // Weights of arcs and a place that two transitions share: not a state machine, and searched.
    let pnml = r#"<pnml><net id="n"><page id="p">
      <place id="a"><initialMarking><text>1</text></initialMarking></place><place id="b"/><place id="c"/><place id="d"/><place id="e"/>
      <transition id="split"/>
      <transition id="x"><name><text>x</text></name></transition>
      <transition id="y"><name><text>y</text></name></transition>
      <transition id="z"><name><text>z</text></name></transition>
      <arc id="1" source="a" target="split"/>
      <arc id="2" source="split" target="b"><inscription><text>40</text></inscription></arc>
      <arc id="3" source="split" target="c"><inscription><text>40</text></inscription></arc>
      <arc id="4" source="b" target="x"/><arc id="5" source="x" target="d"/>
      <arc id="6" source="c" target="y"/><arc id="7" source="y" target="d"/>
      <arc id="8" source="d" target="z"><inscription><text>80</text></inscription></arc><arc id="9" source="z" target="e"/>
    </page><finalmarkings><marking><place idref="e"><text>1</text></place></marking></finalmarkings></net></pnml>"#;
    desk.write("net.pnml", pnml);
    let events = ["A,x,w\nA,y,w\nA,q,w\nA,z,w\n"; 8].concat();
    desk.write("log.csv", &format!("case,activity,who\n{events}"));
    let (status, json) = desk.json(&["--model", "net.pnml", "--states", "50", "--variants"]);
    assert_eq!((status, &json["unsolved"]), (3, &json!(1)), "{json}");
    assert!(json["log_fitness"].is_null() && json["deviations"].is_null());
    let bounds = json["log_fitness_bounds"].as_array().map(|bounds| [bounds[0].as_f64().unwrap(), bounds[1].as_f64().unwrap()]);
    let at_least = json["per_variant"][0]["at_least"].as_u64().unwrap();
    let (_, whole) = desk.json(&["--model", "net.pnml", "--variants"]);
    let cost = whole["deviations"].as_u64().unwrap();
    assert!(at_least <= cost && cost > 0, "{at_least} {cost}");
    if let Some([least, most]) = bounds {
        let fitness = whole["log_fitness"].as_f64().unwrap();
        assert!(least <= fitness && fitness <= most, "{least} {fitness} {most}");
    }
    assert!(json["findings"].as_array().unwrap().iter().any(|finding| finding["code"] == "limit-reached"));
}

#[test]
fn models_are_found_wherever_they_are() {
    let desk = Desk::new();
    let run = |model: &str| desk.conform(&["--model", model]);
    for model in ["neutral:lifecycle/incident", "neutral:workflow/incident", "ticket.yaml"] {
        let (status, _, err) = run(model);
        assert_eq!(status, 3, "{model}: {err}");
    }
    let (status, _, err) = run("neutral:lifecycle/incidemt");
    assert!(status == 1 && err.contains("did you mean `neutral:lifecycle/incident`"), "{status} {err}");
    let (status, _, err) = run("missing.yaml");
    assert!(status == 1 && err.contains("missing.yaml"), "{status} {err}");
    let (status, _, err) = run("neutral:incident");
    assert!(status == 2 && err.contains("neutral:lifecycle/incident") && err.contains("neutral:workflow/incident"), "{err}");
}

/// The help desk of the reference material: the figures that two other engines agree on.
#[test]
fn a_help_desk_has_the_costs_of_other_engines() {
    let Some(corpus) = std::env::var_os("ITSM_CORPUS").map(PathBuf::from) else {
        eprintln!("skipped: ITSM_CORPUS is not set");
        return;
    };
    let desk = Desk::new();
    let path = |part: &str| Path::new(&corpus).join(part).to_str().unwrap().to_owned();
    let (log, model) = (path("data/xes/helpdesk.xes.gz"), path("models/status-machines/helpdesk_norm.pnml"));
    let (status, out, _) = desk.itsm(&["conform", &log, "--model", &model, "--format", "json"]);
    let json: Json = serde_json::from_str(&out).unwrap();
    let figures = ["cases", "events", "fitting_cases", "unsolved"].map(|key| json[key].as_u64().unwrap());
    assert_eq!((status, figures), (3, [4_580, 21_348, 3_422, 0]));
    let fitness = 1.0 - json["deviations"].as_f64().unwrap() / 39_668.0;
    assert!((json["log_fitness"].as_f64().unwrap() - fitness).abs() < 1e-12);
}

/// The pipeline of the examples finds what its README says; once it is known, it passes.
#[test]
fn the_pipeline_of_the_examples_runs() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/pipeline");
    let readme = fs::read_to_string(folder.join("README.md")).unwrap();
    let run = |baseline: &str| {
        let (_, command) = readme.split_once("```sh\n").unwrap();
        let command = command.split_once("```").unwrap().0.replace("\\\n", "").replace("baseline.json", baseline).replace('"', "");
        let arguments: Vec<&str> = command.split_whitespace().skip(1).collect();
        let Output { status, stdout, .. } = Command::new(env!("CARGO_BIN_EXE_itsm")).current_dir(&folder).args(arguments).output().unwrap();
        (status.code().unwrap(), String::from_utf8(stdout).unwrap())
    };
    let (status, out) = run("baseline.json");
    assert_eq!(status, 3, "{out}");
    for line in readme.lines().filter_map(|line| line.strip_prefix("- `")) {
        let (sentence, _) = line.split_once('`').unwrap();
        assert!(out.contains(sentence), "{sentence}: {out}");
    }
    let broken = out.lines().filter(|line| line.contains("broken-rule")).count();
    assert_eq!(broken, readme.lines().filter(|line| line.starts_with("- `")).count(), "{out}");
    let temporary = tempfile::tempdir().unwrap();
    let known = temporary.path().join("known.json");
    let known = known.to_str().unwrap();
    assert_eq!(run(&format!("baseline.json --write-baseline {known}")).0, 3);
    assert_eq!(run(known).0, 0);
    for file in ["github.yml", "gitlab.yml"] {
        let text = fs::read_to_string(folder.join(file)).unwrap();
        assert!(text.contains("--rules rules.yaml --waivers waivers.yaml --baseline baseline.json"), "{file}");
    }
}
