//! `itsm map` as a user runs it: files of every format in, files of every format out.
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

use std::{path::PathBuf, process::Command};

use itsm::schema::SchemaKind;
use serde_json::Value as Json;
use tempfile::TempDir;

struct Done {
    out: String,
    err: String,
    code: i32,
}

/// A folder of the test's own, in which the program runs.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn put(&self, name: &str, text: &str) -> &Self {
        std::fs::write(self.path(name), text).unwrap();
        self
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    fn itsm(&self, arguments: &str) -> Done {
        let output = Command::new(env!("CARGO_BIN_EXE_itsm"))
            .args(split(arguments))
            .current_dir(self.0.path())
            .env_remove("ITSM_WITH")
            .env("NO_COLOR", "1")
            .output()
            .unwrap();
        Done { out: String::from_utf8(output.stdout).unwrap(), err: String::from_utf8(output.stderr).unwrap(), code: output.status.code().unwrap() }
    }

    fn good(&self, arguments: &str) -> Done {
        let done = self.itsm(arguments);
        assert_eq!(done.code, 0, "{arguments}: {}", done.err);
        done
    }

    fn json(&self, arguments: &str, kind: SchemaKind) -> Json {
        let value: Json = serde_json::from_str(&self.good(&format!("{arguments} --format json")).out).unwrap();
        let validator = jsonschema::validator_for(kind.schema().as_value()).unwrap();
        let errors: Vec<String> = validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{arguments}: {errors:?}");
        value
    }
}

/// Words as a shell splits them, single quotes only.
fn split(text: &str) -> Vec<String> {
    text.split('\'')
        .enumerate()
        .flat_map(|(place, part)| if place % 2 == 1 { vec![part.to_owned()] } else { part.split_whitespace().map(str::to_owned).collect() })
        .collect()
}

/// A set of ours between two frameworks, `A RELATION B` a row.
fn sssom(from: &str, to: &str, rows: &[&str]) -> String {
    let mut text = format!(
        "#curie_map:\n#  {from}: \"urn:itsm:{from}:\"\n#  {to}: \"urn:itsm:{to}:\"\n#mapping_set_id: \"urn:x:{from}-to-{to}\"\n#license: https://example.org/l\n#subject_source: itsm:{from}\n#subject_source_version: \"1\"\n#object_source: itsm:{to}\n#object_source_version: \"1\"\n#mapping_date: 2026-01-31\n#extension_definitions:\n#  - slot_name: ext_relation\n#    property: urn:itsm:ext:relation\n#  - slot_name: ext_rationale\n#    property: urn:itsm:ext:rationale\nsubject_id\tpredicate_id\tobject_id\tmapping_justification\text_relation\text_rationale\n"
    );
    for row in rows {
        let words: Vec<&str> = row.split(' ').collect();
        let (subject, object) = (words[0], words[words.len() - 1]);
        let relation = words[1..words.len() - 1].join(" ");
        text.push_str(&format!("{from}:{subject}\tskos:relatedMatch\t{to}:{object}\tsemapv:ManualMappingCuration\t{relation}\tSaid by hand.\n"));
    }
    text
}

/// What `map diff` sees between two files.
fn differences(desk: &Desk, older: &str, newer: &str) -> Vec<String> {
    let value = desk.json(&format!("map diff {older} {newer}"), SchemaKind::MapDiff);
    value.as_array().unwrap().iter().map(|row| format!("{} {}", row["change"].as_str().unwrap(), row["subject"].as_str().unwrap())).collect()
}

#[test]
fn every_format_of_sssom_says_the_same() {
    let desk = Desk::new();
    desk.put("one.sssom.tsv", &sssom("a", "b", &["1 equal 1", "2 subset 2", "3 overlap 3", "4 equal superset 4"]));
    for name in ["two.sssom.tsv", "two.sssom.csv", "two.sssom.json"] {
        desk.good(&format!("map convert one.sssom.tsv --output {name}"));
        assert_eq!(differences(&desk, "one.sssom.tsv", name), Vec::<String>::new(), "{name}");
    }
    desk.good("map convert one.sssom.tsv --to sssom-json-iri --output iri.sssom.json");
    assert!(desk.text("iri.sssom.json").contains("urn:itsm:a:1"));
    let other: Vec<String> =
        differences(&desk, "one.sssom.tsv", "iri.sssom.json").into_iter().filter(|change| !change.starts_with("metadata")).collect();
    assert!(other.is_empty(), "{other:?}");
    // What was written canonically is written the same again.
    let out = desk.good("map convert two.sssom.tsv").out;
    assert_eq!(out, desk.text("two.sssom.tsv"));
}

#[test]
fn oscal_and_ciso_assistant_come_back_as_they_went() {
    let desk = Desk::new();
    desk.put("one.sssom.tsv", &sssom("a", "b", &["1 equal 1", "2 subset 2", "3 overlap 3", "4 superset 4", "5 disjoint 5"]));
    desk.good("map convert one.sssom.tsv --to oscal --output one.oscal.json");
    desk.good("map convert one.oscal.json --framework urn:itsm:a=a --framework urn:itsm:b=b --output back.sssom.tsv");
    let relations = |text: String| -> Vec<String> {
        let mut rows: Vec<String> =
            text.lines().filter(|line| line.starts_with("a:")).map(|line| line.split('\t').take(3).collect::<Vec<_>>().join(" ")).collect();
        rows.sort();
        rows
    };
    assert_eq!(relations(desk.text("back.sssom.tsv")).len(), 5);
    let only: Vec<String> =
        differences(&desk, "one.sssom.tsv", "back.sssom.tsv").into_iter().filter(|change| !change.starts_with("metadata")).collect();
    assert!(only.is_empty(), "{only:?}");

    desk.good("map convert one.sssom.tsv --to ciso --packager acme --output one.yaml");
    desk.good("map convert one.yaml --framework urn:acme:risk:framework:a=a --framework urn:acme:risk:framework:b=b --to oscal --last-modified 2026-01-31T00:00:00Z --output two.oscal.json");
    desk.good("map check two.oscal.json");
}

#[test]
fn what_a_format_cannot_say_is_told_and_strict_refuses_it() {
    let desk = Desk::new();
    desk.put("one.sssom.tsv", &sssom("a", "b", &["1 equal 1", "2 equal subset 2"]));
    let done = desk.good("map convert one.sssom.tsv --to oscal");
    assert!(done.err.contains("a:2"), "{}", done.err);
    let done = desk.itsm("map convert one.sssom.tsv --to oscal --strict");
    assert_eq!((done.code, done.out.as_str()), (1, ""));
}

#[test]
fn malformed_rows_are_told_with_their_place_and_strict_refuses_the_file() {
    let desk = Desk::new();
    let text = sssom("a", "b", &["1 equal 1", "2 eqal 2", "3 subset 3"]);
    let line = text.lines().position(|line| line.contains("eqal")).unwrap() + 1;
    desk.put("one.sssom.tsv", &text);
    let done = desk.itsm("map convert one.sssom.tsv --output two.sssom.tsv");
    assert_eq!(done.code, 3, "{}", done.err);
    assert!(done.err.contains(&format!("one.sssom.tsv:{line}:")) && done.err.contains("equal"), "{}", done.err);
    assert!(desk.text("two.sssom.tsv").contains("a:3"));
    let done = desk.itsm("map convert one.sssom.tsv --output strict.sssom.tsv --strict");
    assert_eq!(done.code, 1);
    assert!(!desk.path("strict.sssom.tsv").exists());
}

#[test]
fn plain_tables_are_read_by_their_columns() {
    let desk = Desk::new();
    desk.put("strm.csv", "FDE #,STRM Relationship,SCF #,Strength\n5.10,Subset Of,GOV-01,5\n5.11,Equal,GOV-02,10\n");
    let done = desk.itsm("map check strm.csv");
    assert!(done.code == 3 && done.out.contains("does not say what its columns hold"), "{}", done.out);
    let done = desk.itsm(
        "map convert strm.csv --subject-column 'FDE #' --object-column 'SCF #' --relation-column 'STRM Relationship' --strength-column Strength --strength-scale 1-10",
    );
    assert!(done.code == 1 && done.err.contains("mapping_set_id"), "{}", done.err);
    let done = desk.good(
        "map convert strm.csv --id urn:x:strm --licence https://example.org/l --subject-column 'FDE #' --object-column 'SCF #' --relation-column 'STRM Relationship' --strength-column Strength --strength-scale 1-10",
    );
    assert!(done.out.contains("5.10") && done.out.contains("1-10"), "{}", done.out);
}

#[test]
fn a_set_turned_round_twice_is_the_set() {
    let desk = Desk::new();
    desk.put("one.sssom.tsv", &sssom("a", "b", &["1 equal 1", "2 subset 2"]));
    desk.good("map invert one.sssom.tsv --output two.sssom.tsv");
    assert!(desk.text("two.sssom.tsv").contains("b:2\t"));
    desk.good("map invert two.sssom.tsv --output three.sssom.tsv");
    assert_eq!(differences(&desk, "one.sssom.tsv", "three.sssom.tsv"), Vec::<String>::new());
}

#[test]
fn composition_names_its_premises_and_its_assumption() {
    let desk = Desk::new();
    desk.put("ab.sssom.tsv", &sssom("a", "b", &["1 subset 1", "2 overlap 2"])).put("bc.sssom.tsv", &sssom("b", "c", &["1 equal 1", "2 overlap 2"]));
    let done = desk.good("map compose ab.sssom.tsv bc.sssom.tsv");
    assert!(done.out.contains("a:1 subset b:1|b:1 equal c:1") && done.out.contains("non-empty"), "{}", done.out);
    assert!(done.err.contains("1 rows; nothing follows about 1 further pairs"), "{}", done.err);
}

#[test]
fn merging_shows_what_differs() {
    let desk = Desk::new();
    desk.put("anna.sssom.tsv", &sssom("a", "b", &["1 equal 1", "2 equal 2", "3 equal subset 3"]));
    desk.put("ben.sssom.tsv", &sssom("a", "b", &["1 equal 1", "2 disjoint 2", "3 subset overlap 3"]));
    let record = desk.json("map merge anna.sssom.tsv ben.sssom.tsv --rule strictest --output both.sssom.tsv", SchemaKind::MapMerge);
    assert_eq!(record["rows"], 4);
    let results: Vec<_> = record["differing"].as_array().unwrap().iter().map(|pair| pair["result"].clone()).collect();
    assert_eq!(results, [Json::Null, serde_json::json!(["subset"])]);
    assert!(desk.text("both.sssom.tsv").contains("disputed"));
    desk.good("map check both.sssom.tsv");
    let done = desk.itsm("map merge anna.sssom.tsv ben.sssom.tsv --rule loudest");
    assert!(done.code == 2 && done.err.contains("keep, strictest, weakest or first"), "{}", done.err);
}

#[test]
fn rows_are_carried_over_to_a_new_edition() {
    let desk = Desk::new();
    desk.put("old.sssom.tsv", &sssom("a", "b", &["1 equal 1", "2 superset 2", "3 equal 3"]));
    desk.put("editions.sssom.tsv", &sssom("a", "n", &["1 equal 1", "2 subset 2"]));
    let record = desk.json("map migrate old.sssom.tsv --onto n --over editions.sssom.tsv --output new.sssom.tsv", SchemaKind::MapMigrate);
    assert_eq!((&record["kept"], &record["derived"]), (&Json::from(1), &Json::from(1)));
    assert_eq!((&record["left"][0]["subject"], &record["left"][0]["reason"]), (&Json::from("a:3"), &Json::from("no-successor")));
    assert!(desk.text("new.sssom.tsv").contains("n:2\t"));
    let done = desk.itsm("map migrate old.sssom.tsv --onto itil4");
    assert_eq!(done.code, 1);
    assert!(done.err.contains("no mapping set leads from a framework of this set to `itil4`"), "{}", done.err);
}

#[test]
fn a_shipped_edition_map_is_found() {
    let desk = Desk::new();
    desk.put("acme.sssom.tsv", &sssom("itil2011", "acme", &["incident-management equal 1"]));
    let done = desk.itsm("map migrate acme.sssom.tsv --onto itil4 --output new.sssom.tsv");
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.out.contains("rows kept"), "{}", done.out);
}
