//! Object-centric logs in SQLite: files that are made here, damaged and hostile ones.

use std::path::Path;

use itsm::{
    diagnostic::{Code, Findings},
    eventlog::{
        ReadOptions,
        ocel::{self, ObjectLog},
    },
};
use rusqlite::Connection;

const SCHEMA: &str = "
    CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
    CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
    CREATE TABLE event (ocel_id TEXT PRIMARY KEY, ocel_type TEXT);
    CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT);
    CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT);
    CREATE TABLE object_object (ocel_source_id TEXT, ocel_target_id TEXT, ocel_qualifier TEXT);
    INSERT INTO event_map_type VALUES ('open it', 'open'), ('close', 'close');
    INSERT INTO object_map_type VALUES ('incident', 'incident');
    INSERT INTO event VALUES ('e1', 'open it'), ('e2', 'close');
    INSERT INTO object VALUES ('INC-1', 'incident'), ('INC-2', 'incident');
    INSERT INTO event_object VALUES ('e1', 'INC-1', 'opened'), ('e2', 'INC-1', 'closed'), ('e2', 'INC-2', 'closed');
    INSERT INTO object_object VALUES ('INC-2', 'INC-1', 'child');
    CREATE TABLE event_open (ocel_id TEXT, ocel_time TIMESTAMP, minutes INTEGER, \"cost \"\"net\"\"?\" REAL, urgent BOOLEAN);
    CREATE TABLE event_close (ocel_id TEXT, ocel_time TIMESTAMP);
    CREATE TABLE object_incident (ocel_id TEXT, ocel_time TIMESTAMP, ocel_changed_field TEXT, priority INTEGER, title TEXT);
    INSERT INTO event_open VALUES ('e1', '2026-03-02 09:00:00', 5, 1.5, 1);
    INSERT INTO event_close VALUES ('e2', '2026-03-02T10:00:00Z');
    INSERT INTO object_incident VALUES ('INC-1', '1970-01-01 00:00:00', NULL, 3, 'Disk'), ('INC-1', '2026-03-02 09:30:00', 'priority', 1, NULL);
";

/// The same log as JSON.
const TWIN: &str = r#"{
"objectTypes": [{"name": "incident", "attributes": [{"name": "priority", "type": "integer"}, {"name": "title", "type": "string"}]}],
"eventTypes": [{"name": "open it", "attributes": [{"name": "minutes", "type": "integer"}, {"name": "cost \"net\"?", "type": "float"}, {"name": "urgent", "type": "boolean"}]},
  {"name": "close", "attributes": []}],
"objects": [{"id": "INC-1", "type": "incident", "attributes": [
    {"name": "priority", "time": "1970-01-01T00:00:00Z", "value": 3}, {"name": "title", "time": "1970-01-01T00:00:00Z", "value": "Disk"},
    {"name": "priority", "time": "2026-03-02T09:30:00Z", "value": 1}]},
  {"id": "INC-2", "type": "incident", "relationships": [{"objectId": "INC-1", "qualifier": "child"}]}],
"events": [{"id": "e1", "type": "open it", "time": "2026-03-02T09:00:00Z", "attributes": [{"name": "minutes", "value": 5},
    {"name": "cost \"net\"?", "value": 1.5}, {"name": "urgent", "value": true}], "relationships": [{"objectId": "INC-1", "qualifier": "opened"}]},
  {"id": "e2", "type": "close", "time": "2026-03-02T10:00:00Z", "relationships": [{"objectId": "INC-1", "qualifier": "closed"}, {"objectId": "INC-2", "qualifier": "closed"}]}]
}"#;

fn with(more: &str, read: impl FnOnce(&Path)) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.sqlite");
    let connection = Connection::open(&path).unwrap();
    connection.execute_batch(SCHEMA).unwrap();
    connection.execute_batch(more).unwrap();
    drop(connection);
    let before = std::fs::read(&path).unwrap();
    read(&path);
    assert_eq!(std::fs::read(&path).unwrap(), before, "reading changed the file");
}

fn read(path: &Path) -> (ObjectLog, Findings) {
    let (log, findings) = ocel::read_sqlite("log.sqlite", path, &ReadOptions::default());
    (log.unwrap(), findings)
}

fn codes(findings: &Findings) -> Vec<(Code, String, u32)> {
    let place = |finding: &itsm::diagnostic::Diagnostic| finding.position().map_or(0, |at| at.line());
    findings
        .iter()
        .map(|finding| (finding.code(), finding.file().unwrap().to_owned(), place(finding)))
        .filter(|(code, ..)| *code != Code::MalformedInstant)
        .collect()
}

#[test]
fn a_log_is_the_same_as_json() {
    with("", |path| {
        assert!(ocel::is_object_log(path));
        let (log, findings) = read(path);
        assert_eq!(codes(&findings), []);
        let (twin, findings) = ocel::read("twin.json", TWIN.as_bytes(), &ReadOptions::default());
        assert!(findings.is_empty(), "{findings:?}");
        assert!(log == twin.unwrap());
    });
}

#[test]
fn planted_defects_have_table_and_row() {
    let defects = "
        INSERT INTO event_object VALUES ('e1', 'INC-9', 'x'), ('e9', 'INC-1', 'x');
        INSERT INTO event VALUES ('e3', 'clse');
        INSERT INTO object_incident VALUES ('INC-2', '1970-01-01 00:00:00', NULL, 'high', x'00');
        INSERT INTO object_map_type VALUES ('problem', 'problem');
    ";
    with(defects, |path| {
        let (_, findings) = read(path);
        let at = |table: &str| format!("log.sqlite, table {table}");
        let mut expected = vec![
            (Code::MissingColumn, "log.sqlite".to_owned(), 0),
            (Code::UndeclaredName, at("event"), 3),
            (Code::MissingKey, at("event"), 3),
            (Code::DanglingReference, at("event_object"), 4),
            (Code::DanglingReference, at("event_object"), 5),
            (Code::WrongType, at("object_incident"), 3),
            (Code::WrongType, at("object_incident"), 3),
        ];
        let mut found = codes(&findings);
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{findings:#?}");
    });
}

#[test]
fn nothing_of_a_hostile_schema_runs() {
    // A view without end where a table is expected, a table whose column is computed, a trigger, a virtual table.
    let hostile = "
        DROP TABLE event_object;
        CREATE VIEW event_object AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS ocel_event_id, x AS ocel_object_id, x AS ocel_qualifier FROM n;
        DROP TABLE event_close;
        CREATE TABLE event_close (ocel_id TEXT, ocel_time TIMESTAMP, big AS (hex(zeroblob(100000000))) VIRTUAL);
        INSERT INTO event_close VALUES ('e2', '2026-03-02T10:00:00Z');
        CREATE TRIGGER t AFTER INSERT ON event BEGIN DELETE FROM object; END;
    ";
    with(hostile, |path| {
        assert!(ocel::is_object_log(path));
        let (log, findings) = read(path);
        let found: Vec<Code> = codes(&findings).into_iter().map(|(code, ..)| code).collect();
        assert_eq!(found, [Code::UnsupportedElement, Code::UnsupportedElement]);
        assert_eq!((log.events().len(), log.objects().len()), (2, 2));
    });
}

#[test]
fn what_is_no_log_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.sqlite");
    for content in [&b""[..], b"not a database at all, but long enough to look like a file", b"SQLite format 3\0 and nothing behind it"] {
        std::fs::write(&path, content).unwrap();
        assert!(!ocel::is_object_log(&path));
        let (_, findings) = ocel::read_sqlite("x.sqlite", &path, &ReadOptions::default());
        assert!(findings.errors() > 0);
    }
    let (log, findings) = ocel::read_sqlite("none", folder.path().join("none"), &ReadOptions::default());
    assert!(log.is_none() && findings.errors() == 1);
    // Every truncation and many damaged bytes end in findings or in a log, and never in a panic.
    with("", |whole| {
        let bytes = std::fs::read(whole).unwrap();
        for cut in (0..bytes.len()).step_by(4099) {
            std::fs::write(&path, &bytes[..cut]).unwrap();
            let _ = ocel::read_sqlite("x", &path, &ReadOptions::default());
        }
        for at in (0..bytes.len()).step_by(211) {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0xff;
            std::fs::write(&path, &damaged).unwrap();
            let _ = ocel::read_sqlite("x", &path, &ReadOptions::default());
        }
    });
}
