//! Mapping formats of others: CISO Assistant, OSCAL, spreadsheets. Planted defects at their places, real files.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::too_many_lines,
    reason = "a test fails by panicking and reads its own files"
)]

use std::path::Path;

use itsm::{
    diagnostic::Findings,
    framework::Loader,
    mapping::{
        Frameworks, MappingSet, Origin, RationaleKind, Relation, Strength, StrengthValue, TermKind, ciso,
        columns::{self, Columns},
        oscal,
        vocabulary::Vocabulary,
    },
    source::{FileText, Folder, Limits, Memory, Source},
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The findings as `line:column severity code`.
fn places(findings: &Findings) -> Vec<String> {
    findings
        .iter()
        .map(|finding| {
            let place = finding.position().map(|place| format!("{}:{}", place.line(), place.column())).unwrap_or_default();
            format!("{place} {} {}", finding.severity(), finding.code())
        })
        .collect()
}

fn file(name: &str, text: &str) -> FileText {
    FileText::new(name, text.to_owned())
}

/// The folder of other projects' files: `ITSM_CORPUS` names a folder that holds `interop/`.
fn corpus() -> Option<Folder> {
    let corpus = std::env::var_os("ITSM_CORPUS");
    if corpus.is_none() {
        println!("skipped: ITSM_CORPUS is not set");
    }
    Some(Folder::new(Path::new(&corpus?).join("interop")))
}

const CISO: &str = "\
urn: urn:acme:risk:library:a-to-b
locale: en
version: '2'
x-own: {deep: [1, 2.50, null, 'no']}
objects:
  requirement_mapping_sets:
  - urn: urn:acme:risk:req_mapping_set:a-to-b
    source_framework_urn: urn:acme:risk:framework:A
    target_framework_urn: urn:acme:risk:framework:b
    requirement_mappings:
    - source_requirement_urn: urn:acme:risk:req_node:A:5.10
      target_requirement_urn: urn:acme:risk:req_node:b:x:1
      relationship: intersect
      rationale: Functional
      strength_of_relationship: 90
      annotation: a remark
    - source_requirement_urn: urn:acme:risk:req_node:A:5.1
      target_requirement_urn: urn:acme:risk:req_node:b:2
      relationship: equal
      rationale: \"because: it is\\nso\"
      strength_of_relationship: null
      own: kept
  threats: []
";

#[test]
fn libraries_of_ciso_assistant() {
    let (library, findings) = ciso::read(&file("a.yaml", CISO), Limits::default());
    assert_eq!(places(&findings), ["4:1 warning unknown-key", "22:7 warning unknown-key"], "{findings:?}");
    let library = library.unwrap();
    let sets = library.sets(&Frameworks::new().with("urn:acme:risk:framework:a", "acme"));
    let rows = sets[0].rows();
    assert_eq!(sets[0].subject_framework.as_deref().map(String::as_str), Some("acme"));
    assert_eq!(sets[0].curie_map.get("b").map(String::as_str), Some("urn:acme:risk:req_node:b:"));
    assert_eq!((rows[0].subject.id.as_str(), rows[0].subject.kind), ("acme:5.10", TermKind::Element));
    assert_eq!((rows[0].object.id.as_str(), rows[0].object.kind), ("b:x:1", TermKind::External));
    assert_eq!((rows[0].relation, rows[0].predicate.as_str()), (Relation::OVERLAP, "ciso:intersect"));
    assert_eq!((rows[0].rationale_kind, rows[0].rationale.as_deref()), (Some(RationaleKind::Functional), None));
    assert_eq!(rows[0].strength, Some(Strength { value: StrengthValue::Number(90.0), scale: None }));
    assert_eq!(rows[0].position.map(|place| (place.line(), place.column())), Some((11, 7)));
    assert_eq!((rows[1].relation, rows[1].rationale.as_deref(), &rows[1].strength), (Relation::EQUAL, Some("because: it is\nso"), &None));
    assert_eq!(sets[0].inverted().next().unwrap().predicate(), Some("ciso:intersect"));

    let text = library.to_yaml();
    let (again, findings) = ciso::read(&file("a.yaml", &text), Limits::default());
    assert_eq!((again.as_ref(), findings.errors()), (Some(&library), 0), "{text}");
    assert_eq!(again.unwrap().to_yaml(), text);
    assert_eq!(library.about["x-own"], json!({"deep": [1, "2.50", null, "no"]}));

    let (made, findings) = ciso::Library::of(&sets[0], "acme", "a-to-b");
    assert_eq!(places(&findings), [""; 0]);
    let (read, findings) = ciso::read(&file("b.yaml", &made.to_yaml()), Limits::default());
    // The framework outside is not known by its URN, which the reader reports.
    assert_eq!(places(&findings).iter().filter(|place| place.contains("missing-key")).count(), 1, "{findings:?}");
    let read = read.unwrap();
    assert_eq!(read, made);
    let rows: Vec<(&str, &str, &str)> =
        read.sets[0].mappings.iter().map(|row| (row.source.as_str(), row.target.as_str(), row.relationship.as_str())).collect();
    assert_eq!(rows[0], ("urn:acme:risk:req_node:acme:5.10", "urn:acme:risk:req_node:b:x:1", "intersect"));
    assert_eq!(read.sets[0].mappings[0].strength, Some(json!(90)));
}

#[test]
fn defects_of_libraries_stand_at_their_places() {
    let cases: [(&str, &str, &[&str]); 7] = [
        ("relationship: intersect", "relationship: overlaps", &["13:21 error unknown-value"]),
        ("relationship: intersect", "relationship: Intersect", &["13:21 warning unknown-value"]),
        ("      relationship: intersect\n", "", &["11:7 error missing-key", "11:7 error malformed-row"]),
        ("strength_of_relationship: 90", "strength_of_relationship: [90]", &["15:33 error wrong-type"]),
        ("    - source_requirement_urn: urn:acme:risk:req_node:A:5.10", "    - text\n    - source_requirement_urn: x", &["11:7 error wrong-type"]),
        ("urn: urn:acme:risk:library:a-to-b", "ref_id: x", &["1:1 error missing-key"]),
        ("    target_framework_urn: urn:acme:risk:framework:b\n", "", &["7:5 error missing-key"]),
    ];
    for (from, to, wanted) in cases {
        let (library, findings) = ciso::read(&file("a.yaml", &CISO.replacen(from, to, 1)), Limits::default());
        let found: Vec<String> = places(&findings).into_iter().filter(|place| !place.ends_with("unknown-key")).collect();
        assert_eq!(found, wanted, "{to}: {findings:?}");
        assert!(!library.unwrap().sets[0].mappings.is_empty());
    }
    for (text, wanted) in [("[]", "1:1 error wrong-type"), ("urn: x", "1:1 error missing-key"), ("urn: [", "1:6 error yaml-syntax")] {
        let (_, findings) = ciso::read(&file("a.yaml", text), Limits::default());
        assert!(places(&findings).contains(&wanted.to_owned()), "{text}: {findings:?}");
    }
}

#[test]
fn frameworks_of_ciso_assistant() {
    let text = "\
urn: urn:acme:risk:library:f
locale: en
version: 3
provider: Acme
objects:
  framework:
    urn: urn:acme:risk:framework:Acme_F-1.1
    name: Acme F
    requirement_nodes:
    - {urn: 'urn:acme:risk:req_node:acme-f:A', assessable: false, depth: 1, ref_id: A, name: First}
    - {urn: 'urn:acme:risk:req_node:acme-f:a.10', assessable: true, depth: 2, ref_id: 5.10, description: Text}
    - {urn: 'urn:acme:risk:req_node:acme-f:A.2', assessable: true, depth: 2, parent_urn: 'urn:acme:risk:req_node:acme-f:a', name: Two, implementation_groups: [L, M]}
    - {urn: 'urn:acme:risk:req_node:acme-f:a', depth: 1}
    - {depth: 1}
";
    let (framework, findings) = ciso::framework(&file("f.yaml", text), Limits::default());
    assert_eq!(places(&findings), ["13:13 error duplicate-id", "14:7 error missing-key", "14:7 error malformed-row"], "{findings:?}");
    let framework = framework.unwrap();
    let text = serde_json::to_string(&framework).unwrap();
    let files = Memory::new().with("framework.yaml", text);
    let loaded = Loader::new(&files, "framework.yaml").load().unwrap();
    assert_eq!(loaded.id(), "acme-f-1-1");
    assert_eq!(loaded.element("a.10").unwrap().title(), "Text");
    let second = framework.elements.iter().find(|element| *element.id == "a.2").unwrap();
    assert_eq!(second.parent.as_deref().map(String::as_str), Some("a"));
    assert_eq!(second.facts["implementation groups"], "L, M");
    assert_eq!(framework.elements[1].aliases, ["5.10"]);
}

const TITLE: &str = "Cybersecurity roles and responsibilities for the entire workforce and third-party stakeholders (e.g., suppliers, custome…";

#[test]
fn real_libraries() {
    let Some(corpus) = corpus() else { return };
    let mut rows = 0;
    for path in corpus.list().unwrap().into_iter().filter(|path| path.starts_with("ciso-assistant/")) {
        let original = corpus.read(&path).unwrap();
        let (library, findings) = ciso::read(&original, Limits::default());
        let library = library.unwrap();
        assert_eq!(places(&findings), [""; 0], "{path}");
        let (again, findings) = ciso::read(&file("again.yaml", &library.to_yaml()), Limits::default());
        assert_eq!(findings.len(), 0, "{path}: {findings:?}");
        assert!(again == Some(library.clone()), "{path}");
        for set in library.sets(&Frameworks::new()) {
            rows += set.rows().len();
            assert!(set.rows().iter().all(|row| row.relation.is_single() && row.subject.id.split(':').count() >= 2), "{path}");
        }
        if path.ends_with("nist-csf-1.1.yaml") {
            let (framework, findings) = ciso::framework(&original, Limits::default());
            assert_eq!(findings.len(), 0, "{findings:?}");
            let files = Memory::new().with("framework.yaml", serde_json::to_string(&framework.unwrap()).unwrap());
            let loaded = Loader::new(&files, "framework.yaml").load().unwrap();
            assert_eq!((loaded.id(), loaded.element("id.am-6").unwrap().title()), ("nist-csf-1-1", TITLE));
        }
    }
    assert!(rows > 2_000, "{rows}");
}

/// Any JSON without the members that the format gives a meaning to.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        prop_oneof![Just("no"), Just("1.0"), Just("~"), Just(""), Just("2024-01-01"), Just("- a"), Just("a: b"), Just("a #b")].prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(any::<String>(), inner, 0..4).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn whatever_a_library_holds_comes_back(about in value(), text in any::<String>(), own in value()) {
        let mut library = ciso::read(&file("a.yaml", CISO), Limits::default()).0.unwrap();
        library.about.insert("annotation".to_owned(), about);
        library.sets[0].mappings[0].rationale = Some(format!("x{text}"));
        library.sets[0].mappings[1].other.insert("z".to_owned(), own);
        let text = library.to_yaml();
        let (again, findings) = ciso::read(&file("a.yaml", &text), Limits::default());
        prop_assert_eq!(findings.errors(), 0, "{}\n{:?}", text, findings);
        prop_assert_eq!(again.unwrap(), library, "{}", text);
    }

    #[test]
    fn hostile_text_never_panics(text in any::<String>(), cut in 0..CISO.len(), put in "[\\[\\]{}:,\"'\n -]{0,4}") {
        let _ = ciso::read(&file("a.yaml", &text), Limits::default());
        let damaged = format!("{}{put}{}", &CISO[..cut], &CISO[cut..]);
        let (library, findings) = ciso::read(&file("a.yaml", &damaged), Limits::default());
        let _ = ciso::framework(&file("a.yaml", &damaged), Limits::default());
        for finding in &findings {
            prop_assert!(finding.position().is_some_and(|place| place.line() > 0), "{:?}", finding);
        }
        if let Some(library) = library {
            let again = ciso::read(&file("a.yaml", &library.to_yaml()), Limits::default()).0.unwrap();
            prop_assert_eq!(&again, &library, "{}", library.to_yaml());
            let _ = library.sets(&Frameworks::new());
        }
    }
}

const OSCAL: &str = r#"{
  "mapping-collection": {
    "uuid": "a0000000-0000-4000-8000-000000000001",
    "metadata": {
      "title": "A to B", "last-modified": "2026-01-01T00:00:00Z", "version": "1.10", "oscal-version": "1.2.2"
    },
    "provenance": {
      "method": "human", "matching-rationale": "semantic", "status": "complete", "mapping-description": "By hand.",
      "confidence-score": {"percentage": 0.5}
    },
    "mappings": [
      {
        "uuid": "a0000000-0000-4000-8000-000000000002",
        "source-resource": {"type": "catalog", "href": "a.json", "remarks": "kept"},
        "target-resource": {"type": "profile", "href": "b.json"},
        "matching-rationale": "functional",
        "maps": [
          {
            "uuid": "a0000000-0000-4000-8000-000000000003",
            "relationship": "equal-to",
            "sources": [{"type": "control", "id-ref": "a-1"}],
            "targets": [{"type": "statement", "id-ref": "b-1"}],
            "matching-rationale": "syntactic",
            "confidence-score": {"category": "high"},
            "coverage": {"generation-method": "arbitrary", "target-coverage": 0.85},
            "qualifiers": [{"subject": "source", "predicate": "has-requirement", "category": "restricted", "description": "d"}],
            "remarks": "why"
          },
          {
            "uuid": "a0000000-0000-4000-8000-000000000004",
            "relationship": "equivalent-to",
            "sources": [{"type": "control", "id-ref": "a-2"}],
            "targets": [{"type": "control", "id-ref": "b-2"}, {"type": "control", "id-ref": "b-3"}]
          },
          {
            "uuid": "a0000000-0000-4000-8000-000000000005",
            "relationship": "intersects-with",
            "sources": [{"type": "control", "id-ref": "a-3"}],
            "targets": [{"type": "control", "id-ref": "b-2"}, {"type": "control", "id-ref": "b-3"}]
          },
          {
            "uuid": "a0000000-0000-4000-8000-000000000006",
            "relationship": "supports",
            "ns": "https://example.org/ns",
            "sources": [{"type": "control", "id-ref": "a-4"}],
            "targets": [{"type": "control", "id-ref": "b-4"}]
          }
        ],
        "source-gap-summary": {
          "uuid": "a0000000-0000-4000-8000-000000000007",
          "unmapped-controls": [{"with-ids": ["a-9", "a-10"], "with-child-controls": "yes"}]
        },
        "target-gap-summary": {
          "uuid": "a0000000-0000-4000-8000-000000000008",
          "unmapped-controls": [{"with-ids": ["b-9"]}, {"matching": [{"pattern": "c-*"}]}]
        }
      }
    ],
    "back-matter": {"resources": []}
  }
}
"#;

/// The same value whatever the order of members.
fn same(original: &str, written: &str) {
    let original: Value = serde_json::from_str(original).unwrap();
    let written: Value = serde_json::from_str(written).unwrap();
    assert_eq!(written, original);
}

#[test]
fn collections_of_oscal() {
    let (collection, findings) = oscal::read(&file("a.json", OSCAL), Limits::default());
    assert_eq!(places(&findings), ["43:29 note unknown-predicate", "55:69 note malformed-row"], "{findings:?}");
    let collection = collection.unwrap();
    same(OSCAL, &collection.to_json());
    let (again, _) = oscal::read(&file("b.json", &collection.to_json()), Limits::default());
    assert_eq!(again.as_ref(), Some(&collection));

    let (sets, findings) = collection.sets(&Frameworks::new().with("a.json", "fa"), Limits::default());
    assert_eq!(findings.len(), 0);
    let set = &sets[0];
    assert_eq!((set.rows().len(), set.groups().len(), set.gaps().count()), (7, 2, 3));
    assert_eq!(set.id.as_deref().map(String::as_str), Some("urn:uuid:a0000000-0000-4000-8000-000000000002"));
    assert_eq!((set.version.as_deref(), set.description.as_deref()), (Some("1.10"), Some("By hand.")));
    let first = set.find("fa:a-1", "target:b-1").next().unwrap();
    assert_eq!((first.subject.kind, first.object.kind), (TermKind::Element, TermKind::External));
    assert_eq!((first.relation, first.predicate.as_str()), (Relation::EQUAL, "oscal:equal-to"));
    assert_eq!((first.rationale_kind, first.confidence, first.rationale.as_deref()), (Some(RationaleKind::Syntactic), None, Some("why")));
    assert_eq!(first.slot("ext_confidence_category"), Some("high"));
    assert_eq!((first.slot("ext_coverage"), first.slot("ext_object_kind")), (Some("0.85"), Some("statement")));
    assert_eq!(first.justification, "semapv:ManualMappingCuration");
    // a equal to b-2 and b-3 together: each is equal or inside.
    let split = set.find("fa:a-2", "target:b-3").next().unwrap();
    assert_eq!((split.relation.to_string().as_str(), split.origin), ("equal superset", Origin::Derived));
    assert_eq!(split.slot("ext_group"), Some("a0000000-0000-4000-8000-000000000004"));
    assert_eq!(set.groups()[0].confidence, Some(0.5));
    assert_eq!(set.groups()[0].rationale_kind, Some(RationaleKind::Functional));
    // An overlap with the union says nothing of the parts.
    assert_eq!(set.rows().iter().filter(|row| row.subject.id.as_str() == "fa:a-3").count(), 0);
    let other = set.find("fa:a-4", "target:b-4").next().unwrap();
    assert_eq!((other.relation, other.predicate.as_str()), (Relation::ANY, "ns1:supports"));
    assert_eq!(set.curie_map["ns1"], "https://example.org/ns#");
    let gaps: Vec<_> = set.gaps().map(|row| (row.subject.id.as_str(), row.object.id.as_str(), row.relation)).collect();
    assert_eq!(gaps[0], ("fa:a-9", "sssom:NoTermFound", Relation::ANY));
    assert_eq!(gaps[2], ("sssom:NoTermFound", "target:b-9", Relation::ANY));

    let about = oscal::About {
        title: "Made".to_owned(),
        version: "1".to_owned(),
        last_modified: "2026-01-01T00:00:00Z".to_owned(),
        method: "human".to_owned(),
        status: "draft".to_owned(),
        description: "By a test.".to_owned(),
    };
    let (made, findings) = oscal::Collection::of(&sets, &about);
    assert_eq!(findings.len(), 0, "{findings:?}");
    let (read, findings) = oscal::read(&file("c.json", &made.to_json()), Limits::default());
    assert_eq!(findings.errors(), 0, "{findings:?}");
    let read = read.unwrap();
    assert_eq!(read, made);
    let names = Frameworks::new().with("urn:itsm:fa", "fa");
    let (back, _) = read.sets(&names, Limits::default());
    let brief = |set: &MappingSet| {
        let mut rows: Vec<_> =
            set.rows().iter().map(|row| (row.subject.id.to_string(), row.object.id.to_string(), row.predicate.to_string(), row.relation)).collect();
        rows.sort();
        rows
    };
    assert_eq!(brief(&back[0]), brief(set));
    assert_eq!(back[0].groups().len(), 2);

    let (_, findings) = collection.sets(&Frameworks::new(), Limits { nodes: 2, ..Limits::default() });
    assert_eq!(places(&findings), ["29:11 error limit-reached"]);
}

#[test]
fn defects_of_collections_stand_at_their_places() {
    let cases: [(&str, &str, &[&str]); 16] = [
        ("\"method\": \"human\"", "\"method\": \"manual\"", &["8:17 error unknown-value"]),
        ("\"status\": \"complete\"", "\"status\": \"done\"", &["8:70 error unknown-value"]),
        ("\"relationship\": \"equal-to\"", "\"relationship\": \"equals\"", &["20:29 error unknown-value"]),
        ("\"relationship\": \"equal-to\"", "\"relationship\": {\"type\": \"equal-to\"}", &["20:29 error wrong-type"]),
        ("\"relationship\": \"equal-to\",\n", "\n", &["18:11 error missing-key", "18:11 error malformed-row"]),
        ("\"id-ref\": \"a-1\"", "\"id_ref\": \"a-1\"", &["21:25 error unknown-key"]),
        ("\"type\": \"statement\"", "\"type\": \"part\"", &["22:34 error unknown-value"]),
        ("\"category\": \"high\"", "\"category\": \"high\", \"percentage\": 2", &["24:33 error unknown-key", "24:68 error unknown-value"]),
        ("\"category\": \"high\"", "\"percentage\": \"x\"", &["24:33 error missing-key", "24:48 error wrong-type"]),
        ("\"target-coverage\": 0.85", "\"STRVALUE\": 0.85", &["25:60 warning unknown-key"]),
        ("\"subject\": \"source\"", "\"subject\": \"none\"", &["26:40 error unknown-value"]),
        ("\"with-child-controls\": \"yes\"", "\"with-child-controls\": \"maybe\"", &["51:33 error unknown-value"]),
        ("\"oscal-version\": \"1.2.2\"", "\"oscal-version\": \"new\"", &["5:103 error unsupported-format"]),
        ("\"oscal-version\": \"1.2.2\"", "\"oscal-version\": \"1.3.0\"", &["5:103 warning unsupported-format"]),
        ("\"uuid\": \"a0000000-0000-4000-8000-000000000001\"", "\"uuid\": \"one\"", &["3:13 error wrong-type"]),
        ("\"back-matter\"", "\"front-matter\"", &["59:5 warning unknown-key"]),
    ];
    let mut wrong = Vec::new();
    for (from, to, wanted) in cases {
        let text = OSCAL.replacen(from, to, 1);
        assert_ne!(text, OSCAL, "{from}");
        let (collection, findings) = oscal::read(&file("a.json", &text), Limits::default());
        let found: Vec<String> = places(&findings).into_iter().filter(|place| !place.contains(" note ")).collect();
        if found != wanted {
            wrong.push(format!("{to}: {found:?}, not {wanted:?}"));
        }
        let collection = collection.unwrap();
        if !to.contains("id_ref") && !to.contains("\"type\": \"equal-to\"") && to.trim() != "" {
            same(&text, &collection.to_json());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn numbers_of_oscal_1_2_0_and_of_the_prototype() {
    let first = OSCAL
        .replace("\"oscal-version\": \"1.2.2\"", "\"oscal-version\": \"1.2.0\"")
        .replace("\"target-coverage\": 0.85", "\"STRVALUE\": 0.85")
        .replace("{\"category\": \"high\"}", "{\"category\": \"high\", \"percentage\": 0.75, \"STRVALUE\": \"text\"}");
    let (collection, findings) = oscal::read(&file("a.json", &first), Limits::default());
    assert_eq!(findings.iter().filter(|finding| finding.severity().to_string() != "note").count(), 0, "{findings:?}");
    let collection = collection.unwrap();
    same(&first, &collection.to_json());
    let (sets, _) = collection.sets(&Frameworks::new(), Limits::default());
    let row = &sets[0].rows()[0];
    assert_eq!((row.confidence, row.slot("ext_coverage"), row.subject.id.as_str()), (Some(0.75), Some("0.85"), "source:a-1"));

    let prototype = OSCAL
        .replace("\"oscal-version\": \"1.2.2\"", "\"oscal-version\": \"1.1.3\"")
        .replace("\"relationship\": \"equal-to\"", "\"relationship\": {\"type\": \"equal-to\"}")
        .replace("id-ref", "id_ref")
        .replace("\"method\": \"human\"", "\"method\": {\"value\": \"human\", \"ns\": \"https://example.org/\"}")
        .replace("{\"percentage\": 0.5}", "{\"score\": \"0.50\", \"description\": \"so so\"}");
    let (collection, findings) = oscal::read(&file("a.json", &prototype), Limits::default());
    let found: Vec<String> = places(&findings).into_iter().filter(|place| !place.contains(" note ")).collect();
    assert_eq!(found, ["5:103 warning unsupported-format"], "{findings:?}");
    let collection = collection.unwrap();
    assert_eq!(collection.oscal_version(), Some("1.2.2"));
    assert_eq!(collection.provenance.confidence.as_ref().unwrap().fraction(), Some(0.5));
    assert!(collection.to_json().contains("so so") && collection.to_json().contains("https://example.org/\""));
    let (again, findings) = oscal::read(&file("a.json", &collection.to_json()), Limits::default());
    assert_eq!((again.as_ref(), findings.errors()), (Some(&collection), 0));
}

#[test]
fn real_collections() {
    let Some(corpus) = corpus() else { return };
    let original = corpus.read("oscal/nist_ai_rmf_to_iso_42001.mapping-collection.json").unwrap();
    let (collection, findings) = oscal::read(&original, Limits::default());
    let codes: Vec<String> = findings.iter().map(|finding| format!("{} {}", finding.code(), finding.message())).collect();
    assert_eq!(codes, ["unknown-value `manual` is not a word of `method`"]);
    let collection = collection.unwrap();
    same(original.text(), &collection.to_json());
    assert_eq!(oscal::read(&file("again.json", &collection.to_json()), Limits::default()).0.as_ref(), Some(&collection));
    let (sets, findings) = collection.sets(&Frameworks::new(), Limits::default());
    // Two maps are of one to one; overlaps with several targets give no pairs.
    assert_eq!((sets[0].rows().len(), sets[0].groups().len(), findings.len()), (2, 47, 0));

    let original = corpus.read("oscal/prototype-shape.PCI_v4-to-Harmonized_V1.1.mapping-collection.json").unwrap();
    let (collection, findings) = oscal::read(&original, Limits::default());
    // Method `semi-automated`; and an item of type `equal-to`, a slip of the file.
    let codes: Vec<String> = findings.iter().map(|finding| format!("{} {}", finding.severity(), finding.code())).collect();
    assert_eq!(codes, ["warning unsupported-format", "warning unknown-value", "error unknown-value"], "{findings:?}");
    let collection = collection.unwrap();
    let (sets, _) = collection.sets(&Frameworks::new(), Limits::default());
    let rows: Vec<_> = sets[0].rows().iter().map(|row| (row.relation, row.confidence)).collect();
    assert_eq!((rows.len(), rows[0]), (4, (Relation::SUBSET, Some(0.95))));
    assert_eq!(oscal::read(&file("again.json", &collection.to_json()), Limits::default()).0, Some(collection));
}

const TABLE: &str = "\
a workbook
FDE #,FDE Name,STRM Rationale,STRM Relationship,SCF #,Strength,Notes,
5.10,\"Use, and\nmore\",Semantic,Intersects With,GOV-01,5,\"said \"\"so\"\"\",
5.1,Rules,because,subset_of,GOV-02,high,,
7,,,No Relationship,,,,
,,,,,,,
8,,,overlaps,GOV-03,,,
9,,,equal,,,,
,,,equal,GOV-03,,,
10,,,,GOV-03,,,
11,,,equal,GOV-03,,,,more
";

fn strm() -> Columns {
    Columns {
        rationale: Some("STRM Rationale".to_owned()),
        strength: Some("Strength".to_owned()),
        strength_scale: Some("1-10".to_owned()),
        subject_label: Some("fde name ".to_owned()),
        object_framework: Some("scf".to_owned()),
        header_line: 2,
        ..Columns::new("FDE #", "SCF #", "STRM Relationship", Vocabulary::Strm)
    }
}

#[test]
fn tables_with_named_columns() {
    let (set, findings) = columns::read(&file("strm.csv", TABLE), &strm(), Limits::default());
    let wanted = [
        "8:5 warning unknown-predicate",
        "9:11 error malformed-row",
        "10:1 error malformed-row",
        "11:6 error malformed-row",
        "12:22 error malformed-row",
    ];
    assert_eq!(places(&findings), wanted, "{findings:?}");
    let set = set.unwrap();
    let rows = set.rows();
    assert_eq!(rows.len(), 4);
    assert_eq!((rows[0].subject.id.as_str(), rows[0].subject.label.as_deref()), ("subject:5.10", Some("Use, and\nmore")));
    assert_eq!((rows[0].object.id.as_str(), rows[0].object.kind), ("scf:GOV-01", TermKind::Element));
    assert_eq!(rows[0].object.id.position().map(|place| (place.line(), place.column())), Some((4, 32)));
    assert_eq!(
        (rows[0].relation, rows[0].predicate.as_str(), rows[0].rationale_kind),
        (Relation::OVERLAP, "strm:Intersects With", Some(RationaleKind::Semantic))
    );
    assert_eq!(rows[0].strength, Some(Strength { value: StrengthValue::Number(5.0), scale: Some("1-10".to_owned()) }));
    assert_eq!(rows[0].slot("Notes"), Some("said \"so\""));
    assert_eq!((rows[1].relation, rows[1].rationale.as_deref()), (Relation::SUBSET, Some("because")));
    assert_eq!(rows[1].strength.as_ref().unwrap().value, StrengthValue::Text("high".to_owned()));
    assert!(rows[2].is_gap() && rows[2].relation == Relation::ANY);
    assert_eq!(rows[3].relation, Relation::ANY);

    let (set, findings) = columns::read(&file("strm.csv", "FDE #,Other\n"), &Columns { header_line: 1, ..strm() }, Limits::default());
    assert_eq!((set.is_none(), findings.errors(), findings.warnings()), (true, 2, 3));
    let (set, findings) = columns::read(&file("strm.csv", ""), &strm(), Limits::default());
    assert_eq!((set.is_none(), places(&findings)), (true, vec!["2:1 error missing-column".to_owned()]));
    let (_, findings) = columns::read(&file("strm.csv", &format!("{TABLE}12,\"x\n")), &strm(), Limits::default());
    assert!(places(&findings).contains(&"13:1 error malformed-row".to_owned()), "{findings:?}");
    let tabs = "a\tb\tr\n1.10\t2\tsubset\n";
    let (set, findings) =
        columns::read(&file("t.tsv", tabs), &Columns::new("A", "B", "R", Vocabulary::Ciso), Limits { nodes: 0, ..Limits::default() });
    assert_eq!((set.unwrap().rows().len(), places(&findings)), (0, vec!["2:1 error limit-reached".to_owned()]));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn whatever_a_collection_holds_comes_back(props in value(), remarks in value(), own in value()) {
        let mut value: Value = serde_json::from_str(OSCAL).unwrap();
        let collection = &mut value["mapping-collection"];
        collection["back-matter"] = props;
        collection["mappings"][0]["maps"][0]["own"] = own;
        collection["mappings"][0]["maps"][1]["remarks"] = remarks;
        let text = serde_json::to_string_pretty(&value).unwrap();
        let (read, findings) = oscal::read(&file("a.json", &text), Limits::default());
        prop_assert_eq!(findings.errors(), 0, "{:?}", findings);
        prop_assert_eq!(serde_json::from_str::<Value>(&read.unwrap().to_json()).unwrap(), value);
    }

    #[test]
    fn damaged_collections_and_tables_never_panic(cut in 0..OSCAL.len(), to in 0..OSCAL.len(), put in "[\\[\\]{}:,\"'\n 0-]{0,4}", text in any::<String>()) {
        let (from, to) = (cut.min(to), cut.max(to).min(cut + 40));
        let damaged = format!("{}{put}{}", &OSCAL[..from], &OSCAL[to.max(from)..]);
        let (collection, findings) = oscal::read(&file("a.json", &damaged), Limits::default());
        for finding in &findings {
            prop_assert!(finding.position().is_some_and(|place| place.line() > 0), "{:?}", finding);
        }
        if let Some(collection) = collection {
            let (again, _) = oscal::read(&file("a.json", &collection.to_json()), Limits::default());
            prop_assert_eq!(again, Some(collection.clone()));
            let _ = collection.sets(&Frameworks::new(), Limits::default());
        }
        let _ = oscal::read(&file("a.json", &text), Limits::default());
        let _ = columns::read(&file("a.csv", &text), &strm(), Limits::default());
    }

    #[test]
    fn cells_of_tables_stand_where_they_are(cells in proptest::collection::vec("[a-z\", \n]{0,6}", 3..12)) {
        let quoted: Vec<String> = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
        let text = format!("s,o,r\n{}\n", quoted.chunks_exact(3).map(|row| row.join(",")).collect::<Vec<_>>().join("\n"));
        let (set, findings) = columns::read(&file("a.csv", &text), &Columns::new("s", "o", "r", Vocabulary::Ciso), Limits::default());
        for row in set.unwrap().rows() {
            for term in [&row.subject, &row.object] {
                let place = term.id.position().unwrap();
                let line = text.lines().nth(usize::try_from(place.line()).unwrap() - 1).unwrap();
                prop_assert_eq!(line.chars().nth(usize::try_from(place.column()).unwrap() - 1), Some('"'), "{} {:?}", text, term);
            }
        }
        for finding in &findings {
            let place = finding.position().unwrap();
            prop_assert!(text.lines().count() >= usize::try_from(place.line()).unwrap());
        }
    }
}
