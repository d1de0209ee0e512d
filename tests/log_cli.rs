//! `itsm log` as people use it at a terminal.
#![cfg(feature = "cli")]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test fails by panicking and reads its own files"
)]

use std::{
    fs,
    io::{Read as _, Write as _},
    path::Path,
    process::{Command, Output, Stdio},
};

use flate2::read::GzDecoder;
use itsm::{
    audit::{Entry, Journal as _, Memory},
    eventlog::{self, EventLog, ReadOptions, Reading, Table},
    schema::SchemaKind,
    source::Folder,
    store::SqliteJournal,
};
use serde_json::Value as Json;

fn itsm(arguments: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_itsm")).args(arguments).output().unwrap();
    (status.code().unwrap(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

/// Updates of incidents as rows; the third one does not say the state.
const UPDATES: &str = "number,incident_state,sys_updated_at,assignment_group\n\
    INC1,New,29/2/2016 09:00,?\n\
    INC1,Active,29/2/2016 09:30,Group 1\n\
    INC2,,1/3/2016 09:00,\n\
    INC1,Resolved,2/3/2016 09:00,Group 1\n\
    INC2,New,1/3/2016 09:00,\n";

fn put(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

fn log(path: &str) -> EventLog {
    EventLog::from_path(path).unwrap()
}

#[test]
fn figures_for_people_programs_and_screen_readers() {
    let folder = tempfile::tempdir().unwrap();
    let file = put(folder.path(), "updates.csv", UPDATES);
    let (code, out, err) = itsm(&["log", "stats", &file, "--zone", "Europe/Berlin"]);
    assert_eq!(code, 3, "{err}");
    assert!(out.contains("2 cases, 4 events, 3 activities, 2 variants"), "{out}");
    assert!(out.contains("New > Active > Resolved") && out.contains('█') && out.contains("2 d to 4 d"), "{out}");
    assert!(out.contains("times: 2016-02-29T08:00:00Z to 2016-03-02T08:00:00Z"), "{out}");
    assert!(err.contains("malformed-event") && err.contains("updates.csv:4:6") && err.contains("ServiceNow"), "{err}");

    let (code, out, err) = itsm(&["log", "stats", &file, "--preset", "servicenow", "--dates", "day-first", "--format", "plain"]);
    assert_eq!(code, 3);
    assert!(out.contains("\nevents: 4\n") && out.contains("\nactivity: 2 New\n") && out.contains("\nvariant: 1 New > Active > Resolved\n"), "{out}");
    assert!(!out.contains('█') && !err.contains("guessed-columns"), "{out}{err}");

    let (code, out, _) = itsm(&["log", "stats", &file, "--format", "json", "--top", "1"]);
    assert_eq!(code, 3);
    let record: Json = serde_json::from_str(&out).unwrap();
    let judge = jsonschema::validator_for(SchemaKind::LogStats.schema().as_value()).unwrap();
    assert!(judge.is_valid(&record), "{:?}", judge.iter_errors(&record).map(|error| error.to_string()).collect::<Vec<_>>());
    let stats = &record["stats"];
    assert_eq!((&stats["cases"], &stats["events"], &stats["variants"], &record["errors"]), (&2.into(), &4.into(), &2.into(), &1.into()));
    assert_eq!(stats["top_variants"].as_array().unwrap().len(), 1);
    assert_eq!(stats["durations"]["longest"], Json::from(2.0 * 86_400.0));
}

#[test]
fn strict_refuses_and_columns_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = put(folder.path(), "updates.csv", UPDATES);
    let (code, out, err) = itsm(&["log", "stats", &file, "--strict"]);
    assert_eq!((code, out.as_str()), (3, ""));
    assert!(err.contains("malformed-event"), "{err}");
    let (code, out, _) = itsm(&["log", "stats", &file, "--strict", "--format", "json"]);
    let record: Json = serde_json::from_str(&out).unwrap();
    assert!(code == 3 && record["stats"].is_null());

    let columns = "case=number,activity=assignment_group,time=sys_updated_at,rest=leave";
    let (_, out, _) = itsm(&["log", "stats", &file, "--columns", columns, "--format", "plain"]);
    assert!(out.contains("activity: 2 Group 1"), "{out}");
    let (code, _, err) = itsm(&["log", "stats", &file, "--columns", "case=number,activty=x"]);
    assert!(code == 2 && err.contains("did you mean `activity`?"), "{err}");
    let (code, _, err) = itsm(&["log", "stats", &file, "--columns", "case=number,activity=incident_stat"]);
    assert!(code == 3 && err.contains("is it `incident_state`?"), "{err}");
    for arguments in [["--preset", "remedy"], ["--zone", "Mars"], ["--delimiter", "ab"], ["--dates", "year-first"]] {
        let (code, _, _) = itsm(&[&["log", "stats", &file][..], &arguments[..]].concat());
        assert_eq!(code, 2, "{arguments:?}");
    }
    let (code, _, err) = itsm(&["log", "stats", "no-such.csv"]);
    assert!(code == 1 && err.contains("there is no file"), "{err}");
    let (code, _, err) = itsm(&["log", "stats", &put(folder.path(), "book.xlsx", "PK\u{3}\u{4}rest")]);
    assert!(code == 3 && err.contains("save the sheet as CSV"), "{err}");
}

#[test]
fn a_log_goes_through_all_formats() {
    let folder = tempfile::tempdir().unwrap();
    let file = put(
        folder.path(),
        "log.csv",
        "case:concept:name,concept:name,time:timestamp,note\nA,a,2026-03-02T09:00:00Z,=1+1\nA,b,2026-03-02T10:00:00Z,\"x;y\"\n",
    );
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let first = log(&file);
    let mut from = file;
    for name in ["1.xes.gz", "2.jsonl", "3.tsv", "4.csv.gz", "5.xes", "6.jsonl.gz"] {
        let to = path(name);
        let (code, out, err) = itsm(&["log", "convert", &from, "--output", &to]);
        assert_eq!((code, out.as_str(), err.as_str()), (0, "", ""), "{name}");
        assert_eq!(log(&to), first, "{name}");
        from = to;
    }
    let mut text = String::new();
    GzDecoder::new(fs::File::open(path("4.csv.gz")).unwrap()).read_to_string(&mut text).unwrap();
    assert!(text.contains("'=1+1"), "{text}");
    assert!(fs::read_to_string(path("3.tsv")).unwrap().contains("\tconcept:name\t"));

    let (code, out, _) = itsm(&["log", "convert", &from, "--to", "csv", "--to-delimiter", ";"]);
    assert!(code == 0 && out.starts_with("case:concept:name;concept:name;time:timestamp;note\n"), "{out}");
    let (code, _, err) = itsm(&["log", "convert", &from]);
    assert!(code == 2 && err.contains("--to"), "{err}");
    let (code, _, err) = itsm(&["log", "convert", &from, "--output", "/no/such/folder/x.csv"]);
    assert!(code == 1 && err.contains("cannot be written"), "{err}");
}

#[test]
fn standard_input_is_a_log_too() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_itsm"))
        .args(["log", "convert", "-", "--to", "jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"case:concept:name,concept:name\nA,a\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "{\"case:concept:name\":\"A\",\"concept:name\":\"a\"}\n");
}

#[test]
fn an_audit_trail_is_a_log() {
    let folder = tempfile::tempdir().unwrap();
    let at = |minute: u8| format!("2026-03-02T09:{minute:02}:00Z").parse().unwrap();
    let entries =
        vec![Entry::new("INC-1", 1, at(0), "assign", "new", "assigned").by("ann"), Entry::new("INC-1", 2, at(30), "resolve", "assigned", "resolved")];
    let mut journal = Memory::new();
    journal.append_all(entries.clone()).unwrap();
    let lines: Vec<String> = journal.records().iter().map(|record| serde_json::to_string(record).unwrap()).collect();
    let text = put(folder.path(), "journal.jsonl", &(lines.join("\n") + "\n"));
    let sqlite = folder.path().join("journal.sqlite");
    SqliteJournal::open(&sqlite).unwrap().append_all(entries).unwrap();
    for file in [text.as_str(), sqlite.to_str().unwrap()] {
        let (code, out, err) = itsm(&["log", "stats", file, "--classifier", "State", "--format", "plain"]);
        assert_eq!((code, err.as_str()), (0, ""), "{file}");
        assert!(out.contains("variant: 1 assigned > resolved") && out.contains("classifier: itsm:to"), "{out}");
    }
    let broken = put(folder.path(), "broken.jsonl", &(lines.join("\n").replace("\"resolved\"", "\"closed\"") + "\n"));
    let (code, _, err) = itsm(&["log", "stats", &broken]);
    assert!(code == 3 && err.contains("broken-chain"), "{err}");
    let (code, out, _) = itsm(&["log", "stats", &broken, "--no-verify"]);
    assert!(code == 0 && out.contains("1 cases, 2 events"), "{out}");
}

/// The library's way to the same logs.
#[test]
fn sources_and_paths() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "updates.csv", UPDATES);
    let (log, findings) = EventLog::from_source(&Folder::new(folder.path()), "updates.csv", &Reading::default());
    assert_eq!((log.unwrap().event_count(), findings.errors()), (4, 1));
    let error = EventLog::from_path(folder.path().join("updates.csv")).unwrap_err();
    assert_eq!(error.findings().map(|findings| findings.errors()), Some(1));
    let table = Table { columns: Some("case=number,activity=assignment_group".parse().unwrap()), ..Table::default() };
    let reading = Reading { table, ..Reading::default() };
    let (log, _) = EventLog::from_source(&Folder::new(folder.path()), "updates.csv", &reading);
    assert_eq!(log.unwrap().event_count(), 2);
}

/// Two incidents that one event closes, and the problem behind them.
const DESK: &str = r#"{"objectTypes":[{"name":"incident","attributes":[]},{"name":"problem","attributes":[]}],
"eventTypes":[{"name":"open","attributes":[]},{"name":"close","attributes":[]}],
"objects":[{"id":"INC-1","type":"incident"},{"id":"INC-2","type":"incident"},{"id":"PRB-1","type":"problem"}],
"events":[
{"id":"e1","type":"open","time":"2026-03-02T09:00:00Z","relationships":[{"objectId":"INC-1","qualifier":"opened"}]},
{"id":"e2","type":"close","time":"2026-03-02T10:00:00Z","relationships":[{"objectId":"INC-1","qualifier":""},{"objectId":"INC-2","qualifier":""},{"objectId":"PRB-1","qualifier":"cause"}]}
]}"#;

#[test]
fn object_centric_logs() {
    let folder = tempfile::tempdir().unwrap();
    let file = put(folder.path(), "desk.json", DESK);
    let (code, _, err) = itsm(&["log", "stats", &file]);
    assert!(code == 3 && err.contains("missing-object-type") && err.contains("`incident` (2 objects), `problem` (1 objects)"), "{code} {err}");
    let (code, out, err) = itsm(&["log", "stats", &file, "--object-type", "incident"]);
    assert!(code == 0 && out.contains("2 cases, 3 events, 2 activities, 2 variants"), "{out}{err}");
    assert!(err.contains("flattened-log") && err.contains("1 of 2 events have several objects of the type `incident`, and count 2 times"), "{err}");

    // Written as it is, and from what a flat log has kept.
    let (code, out, err) = itsm(&["log", "convert", &file, "--to", "ocel"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let read = |text: &str| eventlog::ocel::read("x", text.as_bytes(), &ReadOptions::default()).0.unwrap();
    assert!(read(&out) == read(DESK));
    let xes = folder.path().join("incidents.xes.gz");
    assert_eq!(itsm(&["log", "convert", &file, "--object-type", "incident", "--output", xes.to_str().unwrap()]).0, 0);
    let (code, again, err) = itsm(&["log", "convert", xes.to_str().unwrap(), "--to", "ocel"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(read(&again) == read(DESK), "{again}");
    let (code, out, _) = itsm(&["log", "convert", xes.to_str().unwrap(), "--to", "ocel", "--case-type", "ticket"]);
    assert!(code == 0 && out.contains(r#"{"id":"INC-1","type":"ticket""#), "{out}");

    // SQLite is told from a journal by its tables.
    let sqlite = folder.path().join("desk.sqlite");
    let tables = "CREATE TABLE event_map_type (ocel_type, ocel_type_map); CREATE TABLE object_map_type (ocel_type, ocel_type_map);
        CREATE TABLE event (ocel_id, ocel_type); CREATE TABLE object (ocel_id, ocel_type);
        CREATE TABLE event_object (ocel_event_id, ocel_object_id, ocel_qualifier); CREATE TABLE object_object (ocel_source_id, ocel_target_id, ocel_qualifier);
        CREATE TABLE event_open (ocel_id, ocel_time); CREATE TABLE object_incident (ocel_id, ocel_time);
        INSERT INTO event_map_type VALUES ('open', 'open'); INSERT INTO object_map_type VALUES ('incident', 'incident');
        INSERT INTO event VALUES ('e1', 'open'); INSERT INTO object VALUES ('INC-1', 'incident');
        INSERT INTO event_open VALUES ('e1', '2026-03-02T09:00:00Z'); INSERT INTO event_object VALUES ('e1', 'INC-1', '');";
    rusqlite::Connection::open(&sqlite).unwrap().execute_batch(tables).unwrap();
    let (code, out, err) = itsm(&["log", "stats", sqlite.to_str().unwrap()]);
    assert!(code == 0 && out.contains("1 cases, 1 events"), "{out}{err}");
}

/// Cases one after the other: every fifth one is not resolved, the last one comes back.
fn history(cases: usize) -> String {
    let mut text = "case,activity,time\n".to_owned();
    for number in 0..cases {
        for (step, activity) in ["assign", "start", "resolve", "close"].into_iter().enumerate() {
            if step != 2 || number % 5 != 0 {
                text += &format!("INC{number},{activity},2026-03-0{}T09:00:00Z\n", step + 1);
            }
        }
    }
    text
}

#[test]
fn a_log_is_checked_without_being_held() {
    let folder = tempfile::tempdir().unwrap();
    // More than one part.
    let file = put(folder.path(), "history.csv", &history(6_000));
    let model = put(
        folder.path(),
        "model.ptml",
        "<ptml><processTree id=\"1\" name=\"t\" root=\"s\"><sequence id=\"s\"/><manualTask id=\"a\" name=\"assign\"/>\
         <manualTask id=\"b\" name=\"start\"/><manualTask id=\"c\" name=\"resolve\"/><manualTask id=\"d\" name=\"close\"/>\
         <parentsNode id=\"1\" sourceId=\"s\" targetId=\"a\"/><parentsNode id=\"2\" sourceId=\"s\" targetId=\"b\"/>\
         <parentsNode id=\"3\" sourceId=\"s\" targetId=\"c\"/><parentsNode id=\"4\" sourceId=\"s\" targetId=\"d\"/></processTree></ptml>",
    );
    let run = |more: &[&str]| itsm(&[&["conform", &file, "--model", &model, "--format", "json", "--variants"][..], more].concat());
    let (code, whole, err) = run(&[]);
    assert_eq!(code, 3, "{err}");
    let whole: Json = serde_json::from_str(&whole).unwrap();
    assert_eq!((&whole["cases"], &whole["fitting_cases"], &whole["deviations"]), (&6000.into(), &4800.into(), &1200.into()));
    for mode in ["--stream", "--stream=grouped", "--stream=auto"] {
        let (code, out, err) = run(&[mode]);
        assert_eq!(code, 3, "{err}");
        assert_eq!(serde_json::from_str::<Json>(&out).unwrap(), whole, "{mode}");
    }
    // Followed one by one: the same figures, no list of variants.
    let (code, out, err) = run(&["--stream=interleaved"]);
    let record: Json = serde_json::from_str(&out).unwrap();
    assert_eq!(code, 3, "{err}");
    for field in ["cases", "events", "variants", "fitting_cases", "deviations", "log_fitness", "unsolved"] {
        assert_eq!(record[field], whole[field], "{field}");
    }
    assert!(record.get("per_variant").is_none());
    let messages: Vec<&str> = record["findings"].as_array().unwrap().iter().filter_map(|finding| finding["message"].as_str()).collect();
    assert!(messages.contains(&"case `INC0`: event 3, `close`, is the first that does not follow the model; deviations in all: 1"), "{messages:?}");
    let (_, out, _) = run(&["--stream=interleaved", "--open-cases", "2"]);
    assert_eq!(serde_json::from_str::<Json>(&out).unwrap()["deviations"], 1200);

    // In the order of time, which the first rows tell when cases overlap in them.
    let mixed = |cases: usize| {
        let text = history(cases);
        let (head, body) = text.split_once('\n').unwrap();
        let mut rows: Vec<&str> = body.lines().collect();
        rows.sort_by_key(|row| row.rsplit(',').next().unwrap());
        put(folder.path(), &format!("mixed{cases}.csv"), &format!("{head}\n{}\n", rows.join("\n")))
    };
    let conform = |file: &str, more: &[&str]| itsm(&[&["conform", file, "--model", &model, "--format", "json"][..], more].concat());
    let (few, many) = (mixed(50), mixed(6_000));
    let (_, out, _) = conform(&few, &["--stream"]);
    let record: Json = serde_json::from_str(&out).unwrap();
    assert_eq!((&record["cases"], &record["deviations"]), (&50.into(), &10.into()));
    let (code, out, _) = conform(&few, &["--stream=grouped"]);
    let record: Json = serde_json::from_str(&out).unwrap();
    let codes: Vec<&str> = record["findings"].as_array().unwrap().iter().filter_map(|finding| finding["code"].as_str()).collect();
    assert!(code == 3 && codes.contains(&"scattered-case"), "{out}");
    let (_, out, _) = conform(&many, &["--stream=interleaved"]);
    let record: Json = serde_json::from_str(&out).unwrap();
    assert_eq!((&record["cases"], &record["deviations"]), (&6_000.into(), &1_200.into()));
    let (_, out, _) = conform(&many, &["--stream=interleaved", "--open-cases", "10"]);
    assert!(out.contains("went on after it had been let go") && out.contains("were let go before they could end"), "{out}");
}

#[test]
fn streams_and_rules() {
    let folder = tempfile::tempdir().unwrap();
    let file = put(folder.path(), "history.csv", &history(6_000));
    let rules = put(
        folder.path(),
        "rules.yaml",
        "format: itsm/rules/1\nid: ticket\ntitle: Tickets\nrules:\n  - {id: resolved, template: precedence, first: [resolve], second: [close], severity: high}\n",
    );
    let conform = |more: &[&str]| itsm(&[&["conform", &file, "--rules", &rules, "--format", "json"][..], more].concat());
    let (code, whole, err) = conform(&[]);
    assert_eq!(code, 3, "{err}");
    let (code, parts, err) = conform(&["--stream"]);
    assert_eq!(code, 3, "{err}");
    assert_eq!(serde_json::from_str::<Json>(&parts).unwrap(), serde_json::from_str::<Json>(&whole).unwrap());
    let (code, _, err) = conform(&["--stream=interleaved"]);
    assert!(code == 2 && err.contains("sort it by case"), "{err}");
    let (code, _, err) = itsm(&["conform", &file, "--rules", &rules, "--format", "csv", "--stream"]);
    assert!(code == 2 && err.contains("names every case"), "{err}");
    let (code, _, _) = itsm(&["conform", &file, "--rules", &rules, "--open-cases", "5"]);
    assert_eq!(code, 2);
}

#[test]
fn a_log_is_anonymised() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let table = "case,activity,time,resource,note,priority,site\nINC-77,open,2026-03-02T09:00:00Z,Zoe,call Zoe,1,Zermatt\n\
                 INC-77,close,2026-03-02T10:00:00Z,Yan,done,2,Zermatt\n";
    let file = put(folder.path(), "log.csv", table);
    let key = put(folder.path(), "key.txt", "a secret of more than sixteen bytes\n");
    let (code, _, err) = itsm(&["log", "anonymise", &file, "--key", &key, "--output", &at("one.xes.gz")]);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("event org:resource: pseudonymised, it names people") && err.contains("event note: dropped"), "{err}");
    let one = log(&at("one.xes.gz"));
    let text =
        format!("{:?}", one.events().flat_map(|event| event.attributes().map(|view| view.value.to_string()).collect::<Vec<_>>()).collect::<Vec<_>>());
    assert!(["Zoe", "Yan", "call", "Zermatt", "2026"].iter().all(|word| !text.contains(word)) && text.contains("open"), "{text}");
    let (code, out, _) = itsm(&["log", "anonymise", &file, "--key", &key, "--keep", "site", "--drop", "org:resource", "--to", "csv"]);
    assert!(code == 0 && out.contains("Zermatt") && !out.contains("resource") && out.contains("case-"), "{out}");
    // Without a key one is made and said.
    let (code, out, err) = itsm(&["log", "anonymise", &file, "--to", "csv"]);
    assert_eq!(code, 0, "{err}");
    let said = err.lines().find_map(|line| line.strip_prefix("key: ")).unwrap();
    let made = put(folder.path(), "made.txt", said.split(' ').next().unwrap());
    assert_eq!(itsm(&["log", "anonymise", &file, "--key", &made, "--to", "csv"]).1, out);
    // Nothing is kept because it was misspelt.
    let (code, _, err) = itsm(&["log", "anonymise", &file, "--key", &key, "--drop", "prioritty", "--to", "csv"]);
    assert!(code == 2 && err.contains("did you mean `priority`?"), "{err}");
    let (code, _, err) = itsm(&["log", "anonymise", &file, "--key", &put(folder.path(), "short.txt", "abc"), "--to", "csv"]);
    assert!(code == 2 && err.contains("fewer than 16 bytes"), "{err}");
}
