//! Writing mapping sets as SSSOM: what is written comes back, and twice written is once written.
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

use std::{path::Path, sync::Arc};

use itsm::{
    diagnostic::Code,
    document::Located,
    framework::definition::{Authority, Review, Standing},
    mapping::{
        Frameworks, Group, MappingSet, Origin, RationaleKind, Relation, Row, Slots, Strength, Term, TermKind, ciso, oscal, predicate,
        sssom::{
            self, Format, Records, Version, Writing,
            json::{self, Ids},
        },
    },
    source::{FileText, Folder, Limits, Source},
};
use proptest::prelude::*;

#[path = "sssom/mod.rs"]
mod laws;
use laws::*;

/// Real files of other projects: `ITSM_CORPUS` names a folder that holds `interop/`.
#[test]
fn files_of_other_projects_come_back() {
    let Some(corpus) = std::env::var_os("ITSM_CORPUS") else {
        println!("skipped: ITSM_CORPUS is not set");
        return;
    };
    let source = Folder::new(Path::new(&corpus).join("interop"));
    let load = |path: &str| {
        let file = source.read(path).unwrap();
        match path.strip_suffix(".tsv").and_then(|stem| source.read(&format!("{stem}.yml")).ok()) {
            Some(metadata) => sssom::read_with_metadata(&file, &metadata, Limits::default()).0.unwrap(),
            None => sssom::read(&file, Limits::default()).0.unwrap(),
        }
    };
    let paths: Vec<String> =
        source.list().unwrap().iter().filter(|path| path.contains(".sssom.tsv") || path.contains(".sssom.csv")).cloned().collect();
    assert!(paths.len() > 35, "{paths:?}");
    for path in &paths {
        let mut set = load(path);
        if path.ends_with("test-undeclared-prefixes.sssom.tsv") {
            let findings = sssom::write(&set, &Writing::default()).unwrap_err();
            assert!(findings.iter().any(|finding| finding.code() == Code::UndeclaredPrefix), "{findings:?}");
            continue;
        }
        if set.id.is_none() || set.licence.is_none() {
            let findings = sssom::write(&set, &Writing::default()).unwrap_err();
            assert!(findings.iter().all(|finding| finding.code() == Code::MappingMetadata), "{findings:?}");
            for (field, name, text) in [
                (&mut set.id, "mapping_set_id", "https://example.org/sets/none"),
                (&mut set.licence, "license", "https://w3id.org/sssom/license/unspecified"),
            ] {
                let text = field.get_or_insert_with(|| Located::new(text.to_owned())).to_string();
                set.metadata.insert(name.to_owned(), text);
            }
        }
        holds(&set, path);
        holds_in_json(&set, path);
    }
    // Both dialects of JSON say the same as the table, and full IRIs are written byte by byte as sssom-java does.
    let table = load("sssom-java/exo2c.sssom.tsv");
    let short = from_json(source.read("sssom-java/exo2c-from-sssompy.sssom.json").unwrap().text());
    assert_eq!(meaning(&short), meaning(&table));
    let wanted = source.read("sssom-java/exo2c.sssom.json").unwrap();
    assert_eq!(json::write(&table, Ids::Full, &Writing::default()).unwrap().text.trim_end(), wanted.text().trim_end());
    let mut full = from_json(wanted.text());
    assert_eq!(json::write(&full, Ids::Full, &Writing::default()).unwrap().text.trim_end(), wanted.text().trim_end());
    assert!(sssom::write(&full, &Writing::default()).unwrap_err().iter().all(|finding| finding.code() == Code::UndeclaredPrefix));
    full.curie_map.clone_from(&table.curie_map);
    assert_eq!(written(&full, &Writing::default()).text, written(&table, &Writing::default()).text);
    // What others publish as canonical is what is written here.
    for path in [
        "exo2c",
        "exo2c-empty",
        "exo2c-with-propagatable-slots",
        "test-escaping-yaml",
        "test-escaping-tsv",
        "test-literal-mappings",
        "test-record-ids",
    ] {
        let path = format!("sssom-java/{path}.sssom.tsv");
        let wanted = source.read(&path).unwrap();
        let text = written(&load(&path), &Writing::default()).text;
        assert_eq!(text, wanted.text(), "{path}");
    }
    let exo2c = source.read("sssom-java/exo2c.sssom.tsv").unwrap();
    for path in ["exo2c-unsorted.sssom.tsv", "test-trailing-tabs-in-header.sssom.tsv", "exo2c.sssom.csv"] {
        assert_eq!(written(&load(&format!("sssom-java/{path}")), &Writing::default()).text, exo2c.text(), "{path}");
    }
    let csv = Writing { format: Format::Csv, ..Writing::default() };
    assert_eq!(written(&load("sssom-java/exo2c.sssom.tsv"), &csv).text, source.read("sssom-java/exo2c.sssom.csv").unwrap().text());
    {
        let path = "schema_cardinality.sssom.tsv";
        let path = format!("sssom-spec/{path}");
        assert_eq!(written(&load(&path), &Writing::default()).text, source.read(&path).unwrap().text(), "{path}");
    }
    // The published test vectors of the record hash.
    for vector in ["vector1", "vector3"] {
        let set = load(&format!("sssom-spec/hash-vectors/{vector}.sssom.tsv"));
        let records = Records::of(&set).unwrap();
        let wanted = |kind: &str| source.read(&format!("sssom-spec/hash-vectors/{vector}.{kind}.txt")).unwrap().text().trim().to_owned();
        assert_eq!(records.expression(&set.rows()[0]), wanted("sexp"));
        assert_eq!(records.hash(&set.rows()[0]), wanted("hash"));
        assert_eq!(sssom::record_hash(&set, &set.rows()[0]).unwrap(), wanted("hash"));
    }
}

/// Text that a table can hold: no control characters but tabs and line breaks, and not blank.
fn words() -> impl Strategy<Value = String> {
    let any = prop_oneof![any::<String>(), "[a-c|\\\\\"\t\n\r,:# é'-]{1,8}", "[a-z ]{1,12}"];
    any.prop_map(|text| text.chars().filter(|sign| u32::from(*sign) >= 0x20 || matches!(sign, '\t' | '\n' | '\r')).collect::<String>())
        .prop_filter("blank", |text| !text.trim().is_empty())
}

/// A multi-valued cell.
fn list() -> impl Strategy<Value = String> {
    let join = |items: Vec<String>| items.iter().map(|item| item.replace('\\', "\\\\").replace('|', "\\|")).collect::<Vec<_>>().join("|");
    proptest::collection::vec(words(), 1..4).prop_map(join)
}

fn term() -> impl Strategy<Value = Term> {
    let label = proptest::option::of(words());
    // The framework `ex` has the id of a prefix that stands for something else.
    let id = prop_oneof![
        ("(itil4|fitsm3|ex|owl)", "[a-zA-Z0-9._:é-]{1,6}").prop_map(|(framework, local)| (format!("{framework}:{local}"), TermKind::Element)),
        ("(ex|other)", "[a-zA-Z0-9._:/é-]{0,6}").prop_map(|(prefix, local)| (format!("{prefix}:{local}"), TermKind::External)),
        Just(("sssom:NoTermFound".to_owned(), TermKind::Nothing)),
        words().prop_map(|text| (text, TermKind::Literal)),
    ];
    (id, label).prop_map(|((id, kind), label)| {
        let label = if kind == TermKind::Literal { Some(id.clone()) } else { label };
        Term { id: Located::new(id), kind, label }
    })
}

fn a_row() -> impl Strategy<Value = Row> {
    let predicates = prop_oneof![
        Just("skos:exactMatch"),
        Just("skos:broadMatch"),
        Just("skos:narrowMatch"),
        Just("skos:relatedMatch"),
        Just("owl:disjointWith"),
        Just("ex:near"),
        Just("strm:intersects with"),
        Just("oscal:equal-to"),
        Just("ciso:not_related"),
    ];
    let what = (term(), term(), predicates, any::<bool>(), 1..32_u8, 0..3_usize);
    let words_about = (
        proptest::option::of(words()),
        0..4_usize,
        proptest::option::of(("[0-9.]{1,4}|high", proptest::option::of(words()))),
        0..4_usize,
        0..3_usize,
        0..4_usize,
    );
    let numbers = (proptest::option::of(0..=1000_u32), proptest::option::of(any::<bool>()));
    let other = proptest::collection::vec(
        prop_oneof![
            ("(comment|other|ext_mine|a column|match_type)", words()),
            ("(author_label|match_string|curation_rule_text|cardinality_scope)", list()),
            ("(author_id|curation_rule)", "(ex:[a-z]{1,3}|other:1)([|]ex:2)?"),
            ("(similarity_score|reviewer_agreement)", "0[.][0-9]{1,3}|1|1[.]00"),
            ("(mapping_tool|mapping_date)", "[a-c]{1,2}"),
            ("(subject_source|object_source)", "(ex:a|itsm:itil4|itsm:fitsm3)"),
        ],
        0..5,
    );
    (what, words_about, numbers, other).prop_map(|(what, (rationale, kind, strength, standing, authority, review), (confidence, source), other)| {
        let (subject, object, predicate, negated, bits, origin) = what;
        let gap = subject.kind == TermKind::Nothing || object.kind == TermKind::Nothing;
        let reading = if gap { Relation::ANY } else { predicate::relation_of(predicate, negated).unwrap_or(Relation::ANY) };
        let relation = Relation::from_bits(bits).unwrap();
        Row {
            subject,
            object,
            predicate: Located::new(predicate.to_owned()),
            negated,
            relation: relation.intersect(reading).map_or(reading, |_| relation),
            origin: [Origin::Stated, Origin::Derived, Origin::Candidate][origin],
            justification: M.to_owned(),
            rationale,
            rationale_kind: [None, Some(RationaleKind::Syntactic), Some(RationaleKind::Semantic), Some(RationaleKind::Functional)][kind],
            strength: strength.and_then(|(text, scale)| Strength::from_text(&text, scale.as_deref())),
            source: source.map(|first| if first { "ex:origin" } else { "other:set" }.to_owned()),
            confidence: confidence.map(|number| f64::from(number) / 1000.0),
            standing: [Standing::Confirmed, Standing::Secondary, Standing::Proposed, Standing::Unconfirmed][standing],
            authority: [Authority::Published, Authority::ThirdParty, Authority::Ours][authority],
            review: [Review::Draft, Review::Reviewed, Review::Disputed, Review::Superseded][review],
            other: other.into_iter().map(|(name, text)| (Arc::from(name), Arc::from(text))).collect(),
            inherited: Arc::default(),
            position: None,
        }
    })
}

fn a_set() -> impl Strategy<Value = MappingSet> {
    let metadata = proptest::collection::vec(
        prop_oneof![
            ("(mapping_set_title|mapping_set_description|comment|issue_tracker|ext_own|own key)", words().boxed()),
            ("(creator_label|see_also)", list().boxed()),
            ("creator_id", "(ex:[a-z]{1,3}|other:1)([|]ex:2)?".boxed()),
            ("mapping_set_confidence", "0[.][0-9]{1,3}|1".boxed()),
            ("(mapping_tool|mapping_tool_version|similarity_measure)", "[a-c]{1,2}".boxed()),
            ("subject_source", "(itsm:itil4|ex:source)".boxed()),
        ],
        0..6,
    );
    (metadata, proptest::collection::vec(a_row(), 0..6), any::<bool>()).prop_map(|(metadata, rows, group)| {
        let mut set = MappingSet::new("https://example.org/sets/made");
        set.licence = Some("https://example.org/licence".to_owned().into());
        let prefixes =
            [("ex", "https://example.org/"), ("other", "http://other.example/#"), ("unused", "http://unused.example/"), ("i4", "urn:itsm:itil4:")];
        set.curie_map = prefixes.into_iter().map(|(prefix, iri)| (prefix.to_owned(), iri.to_owned())).collect();
        set.metadata = metadata.into_iter().collect();
        set.metadata.insert("mapping_set_id".to_owned(), "https://example.org/sets/made".to_owned());
        set.metadata.insert("license".to_owned(), "https://example.org/licence".to_owned());
        set.title = set.metadata.get("mapping_set_title").cloned();
        set.description = set.metadata.get("mapping_set_description").cloned();
        if set.metadata.get("subject_source").is_some_and(|source| source == "itsm:itil4") {
            set.subject_framework = Some("itil4".to_owned().into());
        }
        // What a reader does with slots of the set.
        let inherited: Slots = ["mapping_tool", "mapping_tool_version", "subject_source", "similarity_measure"]
            .into_iter()
            .filter(|name| rows.iter().all(|row: &Row| !row.other.contains_key(*name)))
            .filter_map(|name| Some((Arc::from(name), Arc::from(set.metadata.get(name)?.as_str()))))
            .collect();
        let inherited = Arc::new(inherited);
        for mut row in rows {
            row.inherited = Arc::clone(&inherited);
            set.push(row);
        }
        if group {
            let of = |id: &str| Term { id: Located::new(id.to_owned()), kind: TermKind::Element, label: None };
            let group = Group {
                id: Some("g".to_owned()),
                sources: vec![of("itil4:a")],
                targets: vec![of("fitsm3:b"), of("fitsm3:c")],
                predicate: "oscal:equal-to".to_owned().into(),
                relation: Relation::EQUAL,
                justification: M.to_owned(),
                rationale_kind: None,
                rationale: Some("quotes \" and\nlines: all of it # here".to_owned()),
                strength: None,
                confidence: Some(0.123_456),
                other: Slots::default(),
                position: None,
            };
            set.push_group(group, 0);
        }
        set
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn every_set_comes_back(set in a_set()) {
        holds(&set, "made");
        holds_in_json(&set, "made");
    }

    /// Hashes do not depend on how a set is written.
    #[test]
    fn records_keep_their_hashes(set in a_set()) {
        let hashes = |set: &MappingSet| {
            let records = Records::of(set).unwrap();
            let mut hashes: Vec<String> = set.rows().iter().map(|row| records.hash(row)).collect();
            hashes.sort();
            hashes
        };
        let wanted = hashes(&set);
        prop_assert_eq!(hashes(&back(&written(&set, &Writing::default()), Format::Tsv)), wanted.clone());
        prop_assert_eq!(hashes(&from_json(&json::write(&set, Ids::Short, &Writing::default()).unwrap().text)), wanted);
    }

    #[test]
    fn arbitrary_json_never_panics(text in any::<String>(), parts in proptest::collection::vec(prop_oneof![
        Just("{"), Just("}"), Just("["), Just("]"), Just(","), Just(":"), Just("\"mappings\""), Just("\"subject_id\""), Just("\"@context\""), Just("null"),
        Just("\"ex\""), Just("\"https://example.org/\""), Just("0.5"), Just("\"author_id\""), Just("\"match_type\""), Just("\"extension_definitions\""),
    ], 0..40)) {
        for text in [text, parts.concat(), format!("{{\"mappings\": [{}", parts.concat())] {
            let (set, _) = json::read(&FileText::new("a.json", text), Limits::default());
            if let Some(set) = set {
                let _ = sssom::write(&set, &Writing::default());
                let _ = json::write(&set, Ids::Full, &Writing::default());
            }
        }
    }

    /// Whatever was read, writing it either works and comes back, or says why not.
    #[test]
    fn what_was_read_is_written_or_refused(parts in proptest::collection::vec(prop_oneof![
        Just("\n"), Just("\t"), Just("#"), Just("\""), Just("\r"), Just("|"), Just("i4:a"), Just("i4:"), Just("skos:exactMatch"), Just("sssom:NoTermFound"),
        Just("\nsubject_id\tpredicate_id\tobject_id\tmapping_justification\text_relation\tconfidence\n"), Just("equal"), Just("0.5"), Just("\\"),
        Just("\ni4:a\tskos:exactMatch\ti4:b\tsemapv:X\tequal\t0.5\n"), Just("\u{1}"), Just("author_id"), Just("subject_type"), Just("rdfs literal"),
        Just("#curie_map:\n#  i4: 'urn:itsm:itil4:'\n"), Just("é"), Just(" "), Just("semapv:X"), Just("#subject_type: rdfs literal\n"),
        Just("#extension_definitions: [{slot_name: x, property: 'i4:x'}]\n"), Just("#mapping_set_id: a\n#license: b\n"), Just("#comment: [1, {a: b}]\n"),
    ], 0..60)) {
        let (set, _) = sssom::read(&FileText::new("set.sssom.tsv", parts.concat()), Limits::default());
        let Some(mut set) = set else { return Ok(()) };
        set.id.get_or_insert_with(|| "https://example.org/".to_owned().into());
        set.licence.get_or_insert_with(|| "https://example.org/".to_owned().into());
        match sssom::write(&set, &Writing::default()) {
            Ok(text) => prop_assert_eq!(meaning(&back(&text, Format::Tsv)).1, meaning(&set).1),
            Err(findings) => prop_assert!(findings.errors() > 0),
        }
    }
}

/// The shipped sets and that of the example come back, and other readers lose none of their columns.
#[test]
fn shipped_sets_come_back() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seen = 0;
    for folder in ["frameworks/mappings", "examples/acme"] {
        let source = Folder::new(root.join(folder));
        for path in source.list().unwrap().into_iter().filter(|path| path.ends_with(".sssom.tsv")) {
            let (set, _) = sssom::read(&source.read(&path).unwrap(), Limits::default());
            let set = set.unwrap();
            holds(&set, &path);
            holds_in_json(&set, &path);
            let result = written(&set, &Writing::default());
            assert!(result.findings.is_empty() && result.version == Version::V1_0, "{path}: {:?}", result.findings);
            let header = result.text.lines().find(|line| line.starts_with("subject_id")).unwrap();
            for column in header.split('\t').filter(|column| column.starts_with("ext_")) {
                assert!(result.text.contains(&format!("#  - slot_name: {column}\n#    property: itsmext:")), "{path}: {column}");
            }
            seen += 1;
        }
    }
    assert!(seen > 4, "{seen}");
}

/// Sets that came from files of other formats, written as SSSOM.
#[test]
fn sets_of_other_formats_come_back() {
    let Some(corpus) = std::env::var_os("ITSM_CORPUS") else {
        println!("skipped: ITSM_CORPUS is not set");
        return;
    };
    let source = Folder::new(Path::new(&corpus).join("interop"));
    let frameworks =
        Frameworks::new().with("urn:intuitem:risk:framework:itil4", "itil4").with("urn:intuitem:risk:framework:iso27001-2022", "iso27001");
    let mut seen = 0;
    for path in source.list().unwrap() {
        let file = source.read(&path).unwrap();
        let sets = if path.starts_with("ciso-assistant/") {
            ciso::read(&file, Limits::default()).0.unwrap().sets(&frameworks)
        } else if path.ends_with("mapping-collection.json") {
            oscal::read(&file, Limits::default()).0.unwrap().sets(&frameworks, Limits::default()).0
        } else {
            continue;
        };
        for mut set in sets {
            set.licence = Some("https://w3id.org/sssom/license/unspecified".to_owned().into());
            let first = written(&set, &Writing::default());
            let again = back(&first, Format::Tsv);
            // The frameworks of the set hold for its rows from now on.
            let rows = |set: &MappingSet| {
                let own = |row: &Row| {
                    let mut row = Row { inherited: Arc::default(), ..row.clone() };
                    row.other.sort_keys();
                    serde_json::to_string(&row).unwrap()
                };
                let mut rows: Vec<String> = bare(set).rows().iter().map(own).collect();
                rows.sort();
                rows
            };
            assert_eq!(rows(&again), rows(&set), "{path}");
            assert_eq!(meaning(&again).2, meaning(&set).2, "{path}");
            assert_eq!(written(&again, &Writing::default()).text, first.text, "{path}");
            let short = json::write(&set, Ids::Short, &Writing::default()).unwrap();
            assert_eq!(rows(&from_json(&short.text)), rows(&set), "{path}");
            match json::write(&set, Ids::Full, &Writing::default()) {
                Ok(full) => assert_eq!(from_json(&full.text).rows().len(), set.rows().len()),
                // Prefixes of these files stand for paths.
                Err(findings) => assert!(path.starts_with("oscal/") && findings.iter().any(|finding| finding.message().contains("which is no IRI"))),
            }
            seen += 1;
        }
    }
    assert!(seen > 5, "{seen}");
}
