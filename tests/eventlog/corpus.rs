//! Real logs of other projects; they lie where `ITSM_CORPUS` says.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
};

use flate2::read::MultiGzDecoder;
use itsm::{
    diagnostic::Findings,
    eventlog::{self, Classifier, EventLog, Order, ReadOptions, Reading, Table, csv, jsonl, keys, xes},
    jiff::Timestamp,
};
use serde_json::Value as Json;

pub fn folder(name: &str) -> Option<PathBuf> {
    let Some(corpus) = std::env::var_os("ITSM_CORPUS") else {
        eprintln!("skipped: ITSM_CORPUS is not set");
        return None;
    };
    Some(Path::new(&corpus).join("data").join(name))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn text(path: &Path) -> String {
    let mut text = String::new();
    let mut file = File::open(path).unwrap();
    if path.extension().is_some_and(|extension| extension == "gz") {
        MultiGzDecoder::new(file).read_to_string(&mut text).unwrap();
    } else {
        file.read_to_string(&mut text).unwrap();
    }
    text
}

fn read(path: &Path) -> (Option<EventLog>, Findings) {
    xes::read(&path.to_string_lossy(), text(path).as_bytes(), &ReadOptions::default())
}

/// Cases and events as stated beside the files; those without a statement are counted by an outside reader of XML below.
const STATED: [(&str, usize, usize); 4] = [
    ("bpic2013_closed_problems.xes.gz", 1_487, 6_660),
    ("helpdesk.xes.gz", 4_580, 21_348),
    ("receipt.xes.gz", 1_434, 8_577),
    ("roadtraffic100traces.xes", 100, 390),
];

#[test]
fn all_logs_are_read_whole() {
    let Some(folder) = folder("xes") else { return };
    for (name, cases, events) in STATED {
        let (log, _) = read(&folder.join(name));
        let log = log.unwrap();
        assert_eq!((log.case_count(), log.event_count()), (cases, events), "{name}");
    }
    for path in files(&folder) {
        let (log, findings) = read(&path);
        let log = log.unwrap();
        assert_eq!(findings.errors(), 0, "{findings:#?}");
        let text = text(&path);
        let document = roxmltree::Document::parse(&text).unwrap();
        let elements = |name: &str| document.descendants().filter(|node| node.tag_name().name() == name).count();
        assert_eq!((log.case_count(), log.event_count()), (elements("trace"), elements("event")), "{}", path.display());
        for (case, trace) in log.cases().zip(document.descendants().filter(|node| node.tag_name().name() == "trace")) {
            let twin = trace.children().filter(|node| node.tag_name().name() == "event");
            assert_eq!(case.len(), twin.clone().count());
            for (event, node) in case.events().zip(twin) {
                let values = node.children().filter(|child| child.is_element());
                assert_eq!(event.attributes().count(), values.clone().count());
                for child in values.filter(|child| child.tag_name().name() == "string" && child.attribute("key") != Some("time:timestamp")) {
                    let found = event.get(child.attribute("key").unwrap()).unwrap();
                    assert_eq!(found.as_text(), child.attribute("value"));
                }
            }
        }
        let mut written = Vec::new();
        assert_eq!(xes::write(&log, &mut written).unwrap().replaced, 0);
        let (again, findings) = xes::read("again", written.as_slice(), &ReadOptions::default());
        assert_eq!(findings.errors(), 0);
        assert!(again.as_ref() == Some(&log), "{}", path.display());
        if std::env::var_os("ITSM_SHOW").is_some() {
            let activities = log.activities(&Classifier::default());
            eprintln!(
                "{}: {log:?} {} activities {} variants {} bytes {:?}",
                path.display(),
                activities.len(),
                log.variants(&activities).len(),
                log.memory(),
                itsm::diagnostic::render::plain(&findings_of(&path))
            );
        }
    }
}

fn findings_of(path: &Path) -> Findings {
    read(path).1
}

/// Small files, faulty and not, as their names say.
#[test]
fn faulty_files_have_findings() {
    let Some(folder) = folder("xes-conformance") else { return };
    for path in files(&folder) {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        // Two files declare nested attributes and have none, as all logs of one well-known program do.
        let harmless = ["logNoNestedAttributes", "stringNotNestedButDeclared"].contains(&name.as_str());
        let faulty = !harmless && (name.starts_with("no") || ["Incorrect", "No", "TooMany", "Swapped"].iter().any(|word| name.contains(word)));
        let findings = findings_of(&path);
        assert_eq!(!findings.is_empty(), faulty, "{name}: {findings:#?}");
    }
}

/// The log that a file of expected results is about; these are named after the logs.
fn log_of(expected: &str) -> EventLog {
    let stem = expected.split('.').next().unwrap().trim_end_matches("_lc");
    let folder = folder("xes").unwrap();
    let path = [format!("{stem}.xes.gz"), format!("{stem}.xes")].into_iter().map(|name| folder.join(name)).find(|path| path.is_file()).unwrap();
    EventLog::from_path(path).unwrap()
}

fn counts(list: &[eventlog::Count]) -> BTreeMap<String, u64> {
    list.iter().map(|count| (count.name.clone(), u64::try_from(count.count).unwrap())).collect()
}

/// Cases, events, activities, first and last activities and variants are those that another program counted.
#[test]
fn figures_are_those_of_another_program() {
    let Some(data) = folder("") else { return };
    let mut compared = 0;
    for path in files(&data.parent().unwrap().join("expected")) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.ends_with(".json.gz") {
            continue;
        }
        let expected: Json = serde_json::from_str(&text(&path)).unwrap();
        let classifier = match expected["classifier"].as_str().unwrap() {
            "activity" => Classifier::default(),
            "activity+lifecycle" => Classifier::new([keys::NAME, keys::LIFECYCLE]),
            other => panic!("{other}"),
        };
        let stats = log_of(&name).stats(&classifier, usize::MAX);
        let wanted = ["cases", "events", "variants"].map(|key| expected[key].as_u64().unwrap());
        assert_eq!(wanted, [stats.cases, stats.events, stats.variants].map(|count| u64::try_from(count).unwrap()), "{name}");
        compared += 1;
        for (key, found) in [("activities", &stats.activities), ("start", &stats.starts), ("end", &stats.ends)] {
            if let Some(wanted) = expected[key].as_object() {
                let wanted: BTreeMap<String, u64> = wanted.iter().map(|(name, count)| (name.clone(), count.as_u64().unwrap())).collect();
                assert_eq!(counts(found), wanted, "{name}: {key}");
                compared += 1;
            }
        }
        if let Some(wanted) = expected["per_variant"].as_array() {
            let wanted: BTreeMap<String, u64> =
                wanted.iter().map(|variant| (variant["activities"].to_string(), variant["count"].as_u64().unwrap())).collect();
            let found =
                stats.top_variants.iter().map(|variant| (Json::from(variant.activities.clone()).to_string(), u64::try_from(variant.cases).unwrap()));
            assert_eq!(found.collect::<BTreeMap<_, _>>(), wanted, "{name}");
            compared += 1;
        }
    }
    // Eleven files; two say all of activities, first and last ones, two the cases of every variant.
    assert!(compared >= 19, "{compared}");
}

/// Each case as its name, its activities and their times.
fn rows(log: &EventLog) -> BTreeMap<String, Vec<(String, Option<Timestamp>)>> {
    let events = |case: eventlog::Case<'_>| {
        let mut events: Vec<_> = case.events().map(|event| (event.name().unwrap().into_owned(), event.instant())).collect();
        events.sort_by_key(|(_, time)| *time);
        events
    };
    log.cases().map(|case| (case.name().unwrap().into_owned(), events(case))).collect()
}

/// Tables that another program wrote from XES say what that says.
#[test]
fn tables_are_the_logs_that_they_were_written_from() {
    let Some(data) = folder("") else { return };
    for (table, log) in [("csv/receipt.csv.gz", "xes/receipt.xes.gz"), ("csv/running-example.csv", "xes/running-example.xes")] {
        let (table, log) = (EventLog::from_path(data.join(table)).unwrap(), EventLog::from_path(data.join(log)).unwrap());
        assert_eq!(rows(&table), rows(&log));
    }
    let other = EventLog::from_path(data.join("csv/running-example-transformed.csv")).unwrap();
    assert_eq!((other.case_count(), other.event_count()), (6, 42));
}

/// Real logs go through tables and JSON Lines: what was not lost is still there.
#[test]
fn logs_go_through_tables_and_lines() {
    let Some(folder) = folder("xes") else { return };
    let reading = Reading { table: Table { order: Order::AsAdded, ..Table::default() }, ..Reading::default() };
    for path in files(&folder) {
        let log = EventLog::from_path(&path).unwrap();
        let (mut table, mut lines) = (Vec::new(), Vec::new());
        let lost = csv::write(&log, b',', &mut table).unwrap();
        assert_eq!(jsonl::write(&log, &mut lines).unwrap(), lost, "{}", path.display());
        for text in [table, lines] {
            let (again, findings) = eventlog::read("again", text.as_slice(), &reading);
            let left = log.event_count() - lost.loose_events - lost.nameless_events;
            if left == 0 {
                // No event has a name, so there is no activity to read.
                assert!(again.is_none() || findings.errors() > 0, "{}", path.display());
                continue;
            }
            let again = again.unwrap();
            assert_eq!(findings.errors(), lost.nameless_events, "{}: {findings:#?}", path.display());
            // An event without a name is no row to read, and a case of such events alone goes with them.
            let cases = log.cases().filter(|case| case.events().any(|event| event.name().is_some())).count();
            assert_eq!((again.case_count(), again.event_count()), (cases, left), "{}", path.display());
            if lost.nameless_events + lost.renamed_cases == 0 {
                assert_eq!(rows(&again), rows(&log), "{}", path.display());
            }
        }
    }
}
