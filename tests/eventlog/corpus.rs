//! Real logs of other projects; they lie where `ITSM_CORPUS` says.

use std::{
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
};

use flate2::read::MultiGzDecoder;
use itsm::{
    diagnostic::Findings,
    eventlog::{Classifier, EventLog, ReadOptions, xes},
};

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
