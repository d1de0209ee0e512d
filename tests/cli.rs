//! The program as a user runs it: outputs, exit codes, errors.
#![cfg(feature = "cli")]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "a test fails by panicking and reads its own files"
)]

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    process::{Command, Stdio},
};

use itsm::schema::SchemaKind;
use serde_json::Value as Json;

struct Done {
    out: String,
    err: String,
    code: i32,
}

fn itsm(arguments: &[&str]) -> Done {
    let output = Command::new(env!("CARGO_BIN_EXE_itsm")).args(arguments).env_remove("ITSM_WITH").env("NO_COLOR", "1").output().unwrap();
    Done { out: String::from_utf8(output.stdout).unwrap(), err: String::from_utf8(output.stderr).unwrap(), code: output.status.code().unwrap() }
}

fn json(arguments: &[&str], kind: SchemaKind) -> Json {
    let done = itsm(&[arguments, &["--format", "json"]].concat());
    assert!(matches!(done.code, 0 | 3), "{}", done.err);
    let value: Json = serde_json::from_str(&done.out).unwrap();
    let validator = jsonschema::validator_for(kind.schema().as_value()).unwrap();
    let errors: Vec<String> = validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{arguments:?}: {errors:?}");
    value
}

#[test]
fn json_forms_have_the_promised_shape() {
    let frameworks = json(&["list", "frameworks"], SchemaKind::ListFrameworks);
    let itil = frameworks.as_array().unwrap().iter().find(|row| row["id"] == "itil4").unwrap();
    assert_eq!(itil["counts"]["practice"], 34);
    assert!(itil.get("names").is_none());
    let german = json(&["list", "frameworks", "--lang", "de"], SchemaKind::ListFrameworks);
    let itil = german.as_array().unwrap().iter().find(|row| row["id"] == "itil4").unwrap();
    assert!(itil["names"]["named"].as_u64().unwrap() > 0);
    let requirements = json(&["list", "elements", "--framework", "fitsm3", "--kind", "requirement"], SchemaKind::ListElements);
    assert_eq!(requirements.as_array().unwrap().len(), 82);
    assert_eq!(requirements[0]["role"], "requirement");
    let element = json(&["show", "cobit2019:DSS02.01"], SchemaKind::Show);
    assert_eq!((&element["parent"]["id"], &element["kind"]), (&Json::from("cobit2019:DSS02"), &Json::from("practice")));
    json(&["show", "itil4"], SchemaKind::ShowFramework);
    json(&["list", "mappings"], SchemaKind::ListMappings);
    json(&["search", "incident"], SchemaKind::Search);
    let derived = json(&["compare", "itil2011", "fitsm3", "--derived", "--candidates"], SchemaKind::Compare);
    assert!(derived["rows"].as_array().unwrap().iter().all(|row| row["origin"] == "stated" || !row["premises"].as_array().unwrap().is_empty()));
    assert_eq!(derived["derivation"]["assumption"], "elements are read as non-empty sets of obligations");
    json(&["compare", "itil2011:incident-management", "fitsm3:PR9", "--explain"], SchemaKind::Explain);
    let coverage = json(&["coverage", "fitsm3", "--by", "itil4"], SchemaKind::Coverage);
    let counts: u64 = ["covered", "partly", "linked", "gap", "unknown"].iter().map(|outcome| coverage["counts"][outcome].as_u64().unwrap()).sum();
    assert_eq!(counts, u64::try_from(coverage["elements"].as_array().unwrap().len()).unwrap());
    assert_eq!(itsm(&["coverage", "fitsm3", "--by", "itil4", "--fail-under", "100"]).code, 3);
    assert_eq!(itsm(&["coverage", "fitsm3", "--by", "itil4", "--fail-under", "1"]).code, 0);
    json(&["diff", "fitsm2", "fitsm3"], SchemaKind::Diff);
    let crosswalk = json(&["compare", "itil4", "fitsm3"], SchemaKind::Compare);
    let row = &crosswalk["rows"][0];
    for key in ["subject", "object", "relation", "origin", "confidence", "rationale", "source", "standing", "authority"] {
        assert!(row.get(key).is_some(), "{key}");
    }
    assert_eq!(row["origin"], "stated");
    assert!(
        row["relation"]
            .as_array()
            .unwrap()
            .iter()
            .all(|name| ["equal", "subset", "superset", "overlap", "disjoint"].contains(&name.as_str().unwrap()))
    );
    assert!(crosswalk["unmapped"]["subject"].as_array().unwrap().iter().any(|id| id == "itil4:it-asset-management"));
    let checked = json(&["check", "--shipped"], SchemaKind::Check);
    assert_eq!((&checked["errors"], &checked["warnings"]), (&Json::from(0), &Json::from(0)));
}

#[test]
fn show_and_compare_speak_other_languages() {
    let title =
        |language: &str| json(&["show", "itil4:incident-management", "--lang", language], SchemaKind::Show)["title"].as_str().unwrap().to_owned();
    assert_eq!(title("fr"), "Gestion des incidents");
    assert_eq!(title("fr-CA"), "Gestion des incidents");
    assert_eq!(title("xx"), "Incident management");
    let done = itsm(&["compare", "itil4", "fitsm3", "--lang", "fr", "--format", "csv"]);
    assert!(done.out.contains("Gestion des incidents"), "{}", done.out);
}

#[test]
fn every_form_of_compare_tells_the_same_rows() {
    let rows = json(&["compare", "itil4", "fitsm3"], SchemaKind::Compare)["rows"].as_array().unwrap().len();
    let csv = itsm(&["compare", "itil4", "fitsm3", "--format", "csv"]).out;
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    assert_eq!(reader.records().map(Result::unwrap).filter(|record| &record[2] != "no row").count(), rows);
    let markdown = itsm(&["compare", "itil4", "fitsm3", "--format", "md"]).out;
    assert_eq!(markdown.lines().take_while(|line| !line.starts_with("## ")).filter(|line| line.starts_with("| itil4:")).count(), rows);
    let plain = itsm(&["compare", "itil4", "fitsm3", "--format", "plain"]).out;
    assert_eq!(plain.lines().filter(|line| line.starts_with("relation: ")).count(), rows);
    let human = itsm(&["compare", "itil4", "fitsm3"]).out;
    assert!(human.lines().all(|line| line.chars().count() <= 140), "the table fits");
    // The reverse needs no set of its own.
    assert_eq!(json(&["compare", "fitsm3", "itil4"], SchemaKind::Compare)["rows"].as_array().unwrap().len(), rows);
}

#[test]
fn unknown_names_are_refused_with_a_suggestion() {
    for (arguments, code, expected) in [
        (&["show", "itil4:incident-managment"][..], 1, "did you mean `itil4:incident-management`?"),
        (&["show", "itil:incident-management"], 1, "did you mean `itil4`?"),
        (&["compare", "itil4", "fitsm4"], 1, "did you mean `fitsm"),
        (&["compare", "mof4", "cobit5"], 1, "no mapping set joins"),
        (&["diff", "fitsm2", "fitms3"], 1, "did you mean `fitsm3`?"),
        (&["explain", "duplicat-id"], 2, "did you mean `duplicate-id`?"),
        (&["schema", "frameworks"], 2, "there are framework, part, locale"),
        (&["list", "elements"], 2, "name a framework with --framework"),
        (&["list", "elements", "--framework", "fitsm3", "--kind", "practice"], 2, "it has process-area"),
        (&["compare", "itil4", "fitsm3", "--format", "sarif"], 2, "it has human, plain, json, md, csv"),
        (&["search", "incident", "--framework", "itil"], 1, "did you mean `itil4`?"),
        (&["check"], 2, "required"),
        (&["nonsense"], 2, "unrecognized"),
        (&["show", "itil4", "--lang", "ger_man"], 2, "BCP 47"),
    ] {
        let done = itsm(arguments);
        assert_eq!(done.code, code, "{arguments:?}: {}", done.err);
        assert!(done.err.contains(expected), "{arguments:?}: {}", done.err);
        assert!(done.out.is_empty(), "{arguments:?}");
    }
}

#[test]
fn check_says_by_its_exit_code_what_it_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("framework.yaml");
    let path = path.to_str().unwrap();
    let head = "format: itsm/framework/1\nid: acme\ntitle: Acme\nedition: '1'\npublisher: Acme\nkinds: {k: {title: K, role: term}}\nelements:\n";
    let write = |element: &str| std::fs::write(path, format!("{head}  - {element}\n")).unwrap();
    write("{id: a, kind: k, title: A}");
    assert_eq!(itsm(&["check", path]).code, 0);
    write("{id: a, kind: k, title: A, inputs: [x]}");
    assert_eq!(itsm(&["check", path]).code, 0);
    assert_eq!(itsm(&["check", path, "--deny-warnings"]).code, 3);
    write("{id: a, kind: kk, titel: A}");
    let done = itsm(&["check", path]);
    assert_eq!(done.code, 3);
    for part in ["undeclared-kind", "unknown-key", "missing-title", "^^", "did you mean `title`?", "3 errors, 0 warnings", ":8:"] {
        assert!(done.out.contains(part), "{part} is missing in\n{}", done.out);
    }
    let github = itsm(&["check", path, "--format", "github"]).out;
    assert_eq!(github.lines().filter(|line| line.starts_with("::error file=") && line.contains(",line=8,col=")).count(), 3, "{github}");
    let sarif: Json = serde_json::from_str(&itsm(&["check", path, "--format", "sarif"]).out).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), 3);
    assert_eq!(sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"], 8);
    let plain = itsm(&["check", path, "--format", "plain"]).out;
    assert_eq!(plain.lines().count(), 4, "one finding a line and the summary: {plain}");
    assert_eq!(itsm(&["check", "/nowhere/at/all.yaml"]).code, 3);
}

#[test]
fn a_folder_of_the_user_is_laid_beside_the_shipped_ones() {
    let folder = tempfile::tempdir().unwrap();
    let text = "format: itsm/framework/1\nid: acme\ntitle: Acme\nedition: '1'\npublisher: Acme\nkinds: {k: {title: K, role: term}}\nelements: [{id: a, kind: k, title: \"=cmd|' /C calc'!A0\\e[31m\"}]\n";
    std::fs::write(folder.path().join("acme.yaml"), text).unwrap();
    let with = folder.path().to_str().unwrap();
    assert!(itsm(&["list", "frameworks", "--with", with]).out.contains("acme"));
    let shown = itsm(&["show", "acme:a", "--with", with]).out;
    assert!(!shown.contains('\u{1b}'), "a stranger's escape does not reach the terminal: {shown:?}");
    let csv = itsm(&["--with", with, "list", "elements", "--framework", "acme", "--format", "csv"]).out;
    assert!(csv.lines().nth(1).unwrap().contains("'=cmd"), "{csv}");
    let broken = folder.path().join("broken.yaml");
    std::fs::write(&broken, text.replace("id: acme", "id: itil4")).unwrap();
    let done = itsm(&["list", "frameworks", "--with", with]);
    assert_eq!(done.code, 1);
    assert!(done.err.contains("duplicate-framework"), "{}", done.err);
}

#[test]
fn a_pipe_that_closes_early_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_itsm"))
        .args(["list", "elements", "--framework", "cobit2019", "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::with_capacity(16, child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, "[\n");
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert!(child.wait().unwrap().success(), "{err}");
    assert!(err.is_empty(), "{err}");
}

#[test]
fn help_has_examples_and_completions_complete() {
    let commands = ["list", "show", "search", "check", "explain", "compare", "coverage", "diff", "schema", "completions"];
    for command in commands {
        assert!(itsm(&[command, "--help"]).out.contains("Examples:"), "{command}");
    }
    let help = itsm(&["--help"]).out;
    assert!(help.contains("Exit codes: 0 good"));
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = itsm(&["completions", shell]).out;
        assert!(commands.iter().all(|command| script.contains(command)), "{shell}");
    }
    assert_eq!(itsm(&[]).code, 2);
    assert_eq!(itsm(&["--version"]).out, concat!("itsm ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn colours_come_when_asked_for_only() {
    let run = |choice: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_itsm")).args(["show", "itil4:service-desk", "--color", choice]).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(run("always").contains('\u{1b}'));
    assert!(!run("auto").contains('\u{1b}'), "standard output is no terminal here");
    assert!(!run("never").contains('\u{1b}'));
}

#[test]
fn mapping_sets_are_compared_as_files() {
    let folder = tempfile::tempdir().unwrap();
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/frameworks/mappings/help-desk-to-service-desk.sssom.tsv");
    let text = std::fs::read_to_string(shipped).unwrap();
    let changed = folder.path().join("changed.sssom.tsv");
    let first = text.lines().position(|line| line.contains("\tequal\t")).unwrap();
    let lines: Vec<String> = text
        .lines()
        .enumerate()
        .map(|(place, line)| if place == first { line.replace("\tequal\t", "\tequal subset\t") } else { line.to_owned() })
        .collect();
    std::fs::write(&changed, lines.join("\n")).unwrap();
    let changed = changed.to_str().unwrap();
    let differences = json(&["map", "diff", shipped, changed], SchemaKind::MapDiff);
    assert_eq!((differences.as_array().unwrap().len(), &differences[0]["change"]), (1, &Json::from("weaker")));
    let agreement = json(&["map", "agree", shipped, changed], SchemaKind::MapAgree);
    assert_eq!((&agreement["rows"], &agreement["agreed"]), (&Json::from(10), &Json::from(9)));
    assert_eq!(itsm(&["map", "check", shipped, changed, "--strict"]).code, 0);
    assert_eq!(itsm(&["map", "diff", shipped, "/nowhere.sssom.tsv"]).code, 1);
    assert!(itsm(&["map", "agree", "--help"]).out.contains("Examples:"));
}

#[test]
fn lifecycles_are_listed_checked_drawn_and_lived() {
    let rows = json(&["list", "lifecycles"], SchemaKind::ListLifecycles);
    let incident = rows.as_array().unwrap().iter().find(|row| row["framework"] == "itop" && row["id"] == "incident").unwrap();
    // The counts of the tool's own machine.
    assert_eq!([&incident["states"], &incident["events"], &incident["transitions"]], [&Json::from(7), &Json::from(9), &Json::from(18)]);
    assert_eq!(json(&["lifecycle", "check", "neutral:incident"], SchemaKind::Check)["warnings"], 0);
    for (form, begins) in [("mermaid", "---"), ("dot", "digraph"), ("svg", "<svg ")] {
        assert!(itsm(&["lifecycle", "draw", "neutral:change.emergency", "--format", form]).out.starts_with(begins), "{form}");
    }
    let mut child = Command::new(env!("CARGO_BIN_EXE_itsm"))
        .args(["lifecycle", "run", "itop:problem"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"ev-close\n# a remark\nset agent_id A\nallowed\nnonsense\n").unwrap();
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(text.starts_with("state: new (New, initial)\n`ev-close` is refused in `new`: there is no transition on it\n"), "{text}");
    assert!(text.contains("ev-assign -> assigned") && text.contains("there is no event `nonsense`"), "{text}");
}

#[test]
fn rules_are_listed_and_checked() {
    let rows = json(&["list", "rules", "--framework", "itil4"], SchemaKind::ListRules);
    let rows = rows.as_array().unwrap();
    assert_eq!(rows.len(), 5);
    assert!(rows.iter().any(|row| row["id"] == "change" && row["record"] == "change" && row["rules"] == 13 && row["standing"] == "proposed"));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rules.yaml");
    std::fs::write(&file, "format: itsm/rules/1\nid: own\ntitle: Own\nextends: itil4:rule/chnage\n").unwrap();
    let checked = itsm(&["check", file.to_str().unwrap(), "--format", "plain"]);
    assert_eq!(checked.code, 3);
    assert!(checked.out.contains("rules.yaml:4:10: error: there are no rules `itil4:rule/chnage` to extend"), "{}", checked.out);
}

/// Every example of every help text runs.
#[test]
fn decision_tables_are_listed_shown_and_asked() {
    let rows = json(&["list", "decisions"], SchemaKind::ListDecisions);
    assert!(rows.as_array().unwrap().iter().any(|row| row["framework"] == "itop" && row["id"] == "priority" && row["rules"] == 12));
    let table = json(&["decide", "neutral:change-authority"], SchemaKind::DecideTable);
    assert_eq!((table["rules"].as_array().unwrap().len(), &table["hit"]), (6, &Json::from("first")));
    let shown = itsm(&["decide", "itop:priority", "--format", "csv"]);
    assert_eq!(shown.out.lines().nth(1), Some("A department,Critical,Critical,High,Low"), "{}", shown.out);
    let answer = json(&["decide", "neutral:change-authority", "type=standard", "risk=high"], SchemaKind::Decide);
    assert_eq!((&answer["answers"][0]["authority"], &answer["rules"][0]["name"]), (&Json::from("change-board"), &Json::from("rule 2")));
    let said = itsm(&["decide", "neutral:priority", "impact=high", "urgency=low"]);
    assert_eq!((said.code, said.out.lines().next()), (0, Some("priority: moderate (3 - Moderate)")));
    let refused = itsm(&["decide", "neutral:priority", "impact=hihg"]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("did you mean `high`?; the input `urgency` is missing"), "{}", refused.err);
    assert_eq!(itsm(&["decide", "neutral:prioritie"]).code, 1);
}

#[test]
fn examples_of_the_help_run() {
    let mut ran = 0;
    for command in ["list", "show", "search", "explain", "compare", "diff", "schema"] {
        for line in itsm(&[command, "--help"]).out.lines().map(str::trim).filter(|line| line.starts_with("itsm ")) {
            let words = line.split_once("   ").map_or(line, |(words, _)| words);
            let words = words.split_once(" >").map_or(words, |(words, _)| words);
            let arguments: Vec<String> = split(words.strip_prefix("itsm ").unwrap());
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let done = itsm(&arguments);
            assert_eq!(done.code, 0, "{line}: {}", done.err);
            assert!(!done.out.is_empty(), "{line}");
            ran += 1;
        }
    }
    assert!(ran > 15, "{ran}");
}

/// Words as a shell splits them, single quotes only.
fn split(text: &str) -> Vec<String> {
    text.split('\'')
        .enumerate()
        .flat_map(|(place, part)| if place % 2 == 1 { vec![part.to_owned()] } else { part.split_whitespace().map(str::to_owned).collect() })
        .collect()
}

#[test]
fn lifecycles_are_written_as_types() {
    let built_in = itsm(&["lifecycle", "typed", "neutral:change.emergency"]).out;
    assert!(built_in.contains("itsm::typed_lifecycle! {\n    /// Emergency change\n"), "{built_in}");
    assert!(built_in.contains("\"change.yaml\" = itsm::typed::neutral::change::SOURCE,\n"), "{built_in}");

    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::create_dir_all(path("definitions")).unwrap();
    std::fs::create_dir_all(path("src/records")).unwrap();
    let file = "format: itsm/lifecycle/1\nid: ticket\ntitle: Ticket\nextends: neutral:lifecycle/incident\nmodels: [{id: vip, title: For some}]\n";
    std::fs::write(path("definitions/ticket.yaml"), file).unwrap();
    let (definition, types) = (path("definitions/ticket.yaml"), path("src/records/ticket.rs"));
    let done = itsm(&["lifecycle", "typed", &definition, "--model", "vip", "--output", &types]);
    assert_eq!((done.code, done.out.as_str()), (0, ""), "{}", done.err);
    let text = std::fs::read_to_string(types).unwrap();
    let sources = "        sources: [\n            \"ticket.yaml\" = include_str!(\"../../definitions/ticket.yaml\"),\n            \"neutral:lifecycle/incident\" = itsm::typed::neutral::incident::SOURCE,\n        ],\n";
    assert!(text.contains("    TicketVip = \"ticket.vip\" {\n") && text.contains(sources), "{text}");
    assert!(text.contains(&format!("//! `itsm lifecycle typed {definition} --model vip --output ")), "{text}");

    // What stands beside, and extends what stands beside.
    let other = file.replace("ticket", "other").replace("neutral:lifecycle/incident", "ticket");
    std::fs::write(path("definitions/other.yaml"), other).unwrap();
    let done =
        itsm(&["--with", &path("definitions"), "lifecycle", "typed", &path("definitions/other.yaml"), "--output", &path("definitions/other.rs")]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(std::fs::read_to_string(path("definitions/other.rs")).unwrap().contains("\"ticket\" = include_str!(\"ticket.yaml\"),\n"));

    let done = itsm(&["lifecycle", "typed", &definition, "--model", "vop"]);
    assert_eq!(
        (done.code, done.err.trim_end().ends_with("has no `ticket.vop`; it has `ticket`, `ticket.major`, `ticket.vip`")),
        (2, true),
        "{}",
        done.err
    );
    let clash = "format: itsm/lifecycle/1\nid: t\ntitle: T\nstates: [{id: a-b, kind: initial}, {id: a_b, kind: terminal}]\nevents: [{id: go}]\ntransitions: [{from: [a-b], on: go, to: a_b}]\n";
    std::fs::write(path("clash.yaml"), clash).unwrap();
    let done = itsm(&["lifecycle", "typed", &path("clash.yaml")]);
    let expected = "error: `t` cannot be typed: the states `a-b` and `a_b` are both `AB` in Rust; give one of them another id\n";
    assert_eq!((done.code, done.err.as_str()), (2, expected));
}
