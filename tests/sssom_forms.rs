//! Written SSSOM word by word: the canonical form, versions, refusals, hashes, and defects of what is read.
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

use itsm::{
    diagnostic::{Code, Findings, Severity},
    document::Located,
    framework::definition::Review,
    mapping::{
        MappingSet, Origin, RationaleKind, Relation, Row, Strength, Term, TermKind,
        sssom::{
            self, Format, Placement, Version, Writing,
            json::{self, Ids},
        },
    },
    source::{FileText, Limits},
};

#[path = "sssom/mod.rs"]
mod laws;
use laws::*;
const HEAD: &str = "\
#mapping_set_id: https://example.org/sets/one
#license: https://creativecommons.org/publicdomain/zero/1.0/
#curie_map:
#  i4: 'urn:itsm:itil4:'
#  f3: 'urn:itsm:fitsm3:'
#  ex: https://example.org/
";

/// A table with further columns below `HEAD`.
fn table(columns: &str, rows: &[&str]) -> String {
    let mut header = vec!["subject_id", "predicate_id", "object_id", "mapping_justification"];
    header.extend(columns.split_whitespace());
    format!("{HEAD}{}\n{}\n", header.join("\t"), rows.join("\n"))
}

/// One row between two elements.
fn plain() -> MappingSet {
    let (set, findings) = read(&table("", &[&format!("i4:a\tskos:exactMatch\tf3:b\t{M}")]));
    assert!(findings.is_empty(), "{findings:?}");
    set
}

/// The set with its row changed.
fn with(change: impl FnOnce(&mut Row)) -> MappingSet {
    let mut set = plain();
    let mut row = set.rows()[0].clone();
    change(&mut row);
    let mut changed = MappingSet::default();
    std::mem::swap(&mut changed.metadata, &mut set.metadata);
    std::mem::swap(&mut changed.curie_map, &mut set.curie_map);
    changed.push(row);
    changed
}

fn external(id: &str) -> Term {
    Term { id: Located::new(id.to_owned()), kind: TermKind::External, label: None }
}

#[test]
fn the_canonical_form_word_by_word() {
    let text = format!(
        "# mapping_set_id: https://example.org/sets/one
# comment: 'yes: \"no\"'
# license: https://creativecommons.org/publicdomain/zero/1.0/
# mapping_set_version: 1.10
# creator_id: ex:me
# ext_zeta: 'true'
# curie_map: {{z: 'urn:itsm:itil4:', f3: 'urn:itsm:fitsm3:', ex: https://example.org/, unused: https://unused.example/, skos: http://www.w3.org/2004/02/skos/core#}}
# object_source: urn:itsm:fitsm3
# extension_definitions:
# - {{slot_name: ext_zeta, property: ex:zeta}}
# - {{slot_name: ext_nowhere, property: ex:nowhere}}
stray\text_standing\text_relation\tobject_id\tconfidence\tpredicate_id\tsubject_id\tmapping_justification\tmapping_tool\tauthor_label
\tproposed\tequal subset\tf3:b\t0.12345\tskos:closeMatch\tz:b\t{M}\thand\t\"two
lines\"
kept\t\tequal\tf3:c\t1.0\tskos:exactMatch\tz:a\t{M}\thand\ta|\"b
"
    );
    // The quote in the last row would be torn; it is doubled as a writer would.
    let text = text.replace("a|\"b\n", "\"a|\"\"b\"\n");
    let (set, findings) = read(&text);
    assert_eq!(findings.errors(), 0, "{findings:?}");
    let result = written(&set, &Writing::default());
    let wanted = format!(
        "#curie_map:
#  ex: https://example.org/
#  fitsm3: \"urn:itsm:fitsm3:\"
#  itil4: \"urn:itsm:itil4:\"
#  itsm: \"urn:itsm:\"
#  itsmext: \"urn:itsm:ext:\"
#  undefined: http://sssom.invalid/
#mapping_set_id: https://example.org/sets/one
#mapping_set_version: \"1.10\"
#creator_id:
#  - ex:me
#license: https://creativecommons.org/publicdomain/zero/1.0/
#object_source: itsm:fitsm3
#mapping_tool: hand
#comment: \"yes: \\\"no\\\"\"
#extension_definitions:
#  - slot_name: stray
#    property: undefined:stray
#  - slot_name: ext_zeta
#    property: ex:zeta
#  - slot_name: ext_relation
#    property: itsmext:relation
#    type_hint: xsd:string
#  - slot_name: ext_standing
#    property: itsmext:standing
#    type_hint: xsd:string
#ext_zeta: \"true\"
subject_id\tpredicate_id\tobject_id\tmapping_justification\tauthor_label\tconfidence\tstray\text_relation\text_standing
itil4:a\tskos:exactMatch\tfitsm3:c\t{M}\t\"a|\"\"b\"\t1\tkept\t\t
itil4:b\tskos:closeMatch\tfitsm3:b\t{M}\t\"two\nlines\"\t0.123\t\tequal subset\tproposed
"
    );
    assert_eq!(result.text, wanted);
    assert_eq!(result.version, Version::V1_0);
    // The rounding is said.
    assert_eq!(result.findings.len(), 1);
    let (_, findings) = read(&result.text);
    assert!(findings.is_empty(), "{findings:?}");

    let external = written(&set, &Writing { placement: Placement::External, ..Writing::default() });
    let lines: Vec<&str> = wanted.lines().map(|line| line.strip_prefix('#').unwrap_or(line)).collect();
    assert_eq!(format!("{}{}", external.metadata.unwrap(), external.text).lines().collect::<Vec<_>>(), lines);
    assert!(!external.text.contains('#'));
}

#[test]
fn what_cannot_be_written_is_refused() {
    let slot = |name: &'static str, text: &'static str| with(move |row| drop(row.other.insert(name.into(), text.into())));
    let cases: Vec<(MappingSet, Code, &str)> = vec![
        (with(|row| row.subject = external("nothing")), Code::MalformedRow, "`nothing` in `subject_id` is not a CURIE"),
        (with(|row| row.subject = external("no:a")), Code::UndeclaredPrefix, "prefix `no`"),
        (with(|row| row.subject = external("ex:a b")), Code::MalformedRow, "`ex:a b`"),
        (with(|row| row.subject = external("ex:a<b")), Code::MalformedRow, "`ex:a<b`"),
        (with(|row| row.object = external("https://elsewhere.example/a")), Code::UndeclaredPrefix, "full IRI"),
        (with(|row| row.object = external("f3:b")), Code::MalformedRow, "marked as something outside"),
        (with(|row| row.object = external("sssom:NoTermFound")), Code::MalformedRow, "marked as something outside"),
        (with(|row| row.subject.id = Located::new("itil4".to_owned())), Code::MalformedRow, "not a CURIE"),
        (with(|row| row.subject.id = Located::new("itil4:a b".to_owned())), Code::MalformedRow, "no IRI can"),
        (with(|row| row.subject.kind = TermKind::Nothing), Code::MalformedRow, "marked as nothing"),
        (with(|row| row.subject.kind = TermKind::Literal), Code::MalformedRow, "label says something else").clone_label(),
        (with(|row| row.predicate = Located::default()), Code::MalformedRow, "`predicate_id`"),
        (with(|row| row.predicate = Located::new("no:such".to_owned())), Code::UndeclaredPrefix, "`no`"),
        (with(|row| row.justification = " ".to_owned()), Code::MalformedRow, "`mapping_justification` is empty"),
        (with(|row| row.relation = Relation::SUBSET), Code::RelationConflict, "exclude each other"),
        (with(|row| row.confidence = Some(f64::NAN)), Code::MalformedRow, "`confidence`"),
        (with(|row| row.confidence = Some(1.5)), Code::MalformedRow, "`confidence`"),
        (with(|row| row.rationale = Some("a\u{7}b".to_owned())), Code::MalformedRow, "control character"),
        (slot("comment", "a\0b"), Code::MalformedRow, "control character"),
        (slot("author_id", "ex:a|no:b"), Code::UndeclaredPrefix, "`no`"),
        (slot("similarity_score", "high"), Code::MalformedRow, "`similarity_score`"),
        (slot("confidence", "0.5"), Code::MalformedRow, "`confidence` cannot be a further slot"),
        (slot("mappings", "x"), Code::MalformedRow, "cannot be a further slot"),
        (slot("", "x"), Code::MalformedRow, "cannot be a further slot"),
        (slot("subject_type", "rdfs literal"), Code::MalformedRow, "which has an id"),
    ];
    for (set, code, words) in cases {
        let findings = sssom::write(&set, &Writing::default()).expect_err(words);
        let found: Vec<_> = findings.iter().map(|finding| (finding.code(), finding.message())).collect();
        assert!(findings.iter().any(|finding| finding.code() == code && finding.message().contains(words)), "{words}: {found:?}");
        for finding in findings.iter().filter(|finding| finding.severity() == Severity::Error) {
            assert!(finding.message().starts_with("row 1: ") && finding.help_text().is_some(), "{finding:?}");
            assert_eq!(finding.position().map(|place| (place.line(), place.column())), Some((8, 1)));
        }
    }
    let of_set = |change: &dyn Fn(&mut MappingSet)| {
        let mut set = plain();
        change(&mut set);
        sssom::write(&set, &Writing::default()).unwrap_err()
    };
    let cases: Vec<(Findings, Code, &str)> = vec![
        (of_set(&|set| (set.id, set.metadata) = (None, indexmap::IndexMap::default())), Code::MappingMetadata, "`mapping_set_id`"),
        (of_set(&|set| drop(set.metadata.shift_remove("license").and(set.licence.take()))), Code::MappingMetadata, "`license`"),
        (of_set(&|set| drop(set.curie_map.insert("owl".to_owned(), "https://example.org/".to_owned()))), Code::MappingMetadata, "`owl`"),
        (of_set(&|set| drop(set.metadata.insert("creator_id".to_owned(), "no:one".to_owned()))), Code::UndeclaredPrefix, "`no`"),
        (of_set(&|set| drop(set.metadata.insert("mapping_set_confidence".to_owned(), "2".to_owned()))), Code::MappingMetadata, "from 0 to 1"),
        (of_set(&|set| drop(set.metadata.insert("subject_type".to_owned(), "rdfs literal".to_owned()))), Code::MalformedRow, "has an id"),
    ];
    for (findings, code, words) in cases {
        assert!(findings.iter().any(|finding| finding.code() == code && finding.message().contains(words)), "{words}: {findings:?}");
    }
}

#[test]
fn extensions_can_be_left_out() {
    let mut set = with(|row| {
        row.review = Review::Reviewed;
        row.other.insert("own".into(), "x".into());
        row.other.insert("comment".into(), "kept".into());
    });
    set.metadata.insert("ext_of_set".to_owned(), "y".to_owned());
    let result = written(&set, &Writing { extensions: false, ..Writing::default() });
    let found: Vec<_> = result.findings.iter().map(|finding| finding.message()).collect();
    assert_eq!(found, ["extension slots were left out: `ext_of_set`, `ext_review`, `own`"]);
    assert!(!result.text.contains("ext_") && !result.text.contains("own") && result.text.ends_with("\tkept\n"), "{}", result.text);
    let json = json::write(&set, Ids::Short, &Writing { extensions: false, ..Writing::default() }).unwrap();
    assert!(!json.text.contains("ext_"), "{}", json.text);
}

/// What other readers may not take is written, and said.
#[test]
fn doubtful_values_are_written_with_a_warning() {
    let cases = [
        ("object_type", "thing", "`thing` is no value of `object_type`"),
        ("mapping_cardinality", "2:2", "`2:2`"),
        ("mapping_date", "last May", "`last May`"),
        ("review_date", "2026-1-1", "`2026-1-1`"),
        ("issue_tracker_item", "a text", "`issue_tracker_item` holds text that is no CURIE (1 times)"),
        ("a column", "x", "`a column` is written but cannot be declared"),
        ("reviewer_agreement", "0.33333", "numbers of 1 rows were rounded"),
    ];
    for (name, text, words) in cases {
        let set = with(|row| drop(row.other.insert(name.into(), text.into())));
        let result = written(&set, &Writing { condense: false, ..Writing::default() });
        let found: Vec<_> = result.findings.iter().map(|finding| finding.message()).collect();
        assert!(found.len() == 1 && found[0].contains(words), "{words}: {found:?}");
        assert_eq!(back(&result, Format::Tsv).rows()[0].slot(name), Some(number(name, text).as_str()));
    }
    let result = written(&with(|row| drop(row.other.insert("mapping_date".into(), "2026-01-01".into()))), &Writing::default());
    assert!(result.findings.is_empty() && result.text.contains("#mapping_date: 2026-01-01\n"), "{result:?}");
}

trait CloneLabel {
    fn clone_label(self) -> Self;
}

impl CloneLabel for (MappingSet, Code, &str) {
    /// A literal whose label is not its text.
    fn clone_label(self) -> Self {
        let set = with(|row| {
            row.subject.kind = TermKind::Literal;
            row.subject.label = Some("other".to_owned());
        });
        (set, self.1, self.2)
    }
}

#[test]
fn versions() {
    let newer = |change: &dyn Fn(&mut Row)| with(|row| change(row));
    let slot = |name: &'static str, text: &'static str| newer(&move |row: &mut Row| drop(row.other.insert(name.into(), text.into())));
    let mut of_set = plain();
    of_set.metadata.insert("mapping_set_confidence".to_owned(), "0.5".to_owned());
    let cases = [
        slot("review_date", "2026-01-01"),
        slot("record_id", "ex:1"),
        slot("subject_type", "composed entity expression"),
        slot("mapping_cardinality", "0:0"),
        slot("author_label", "a\\|b"),
        newer(&|row| row.justification = "semapv:MappingInversion".to_owned()),
        of_set,
    ];
    for set in cases {
        let result = written(&set, &Writing::default());
        assert!(result.version == Version::V1_1 && result.text.starts_with("#sssom_version: \"1.1\"\n#curie_map:\n"), "{}", result.text);
        let findings = sssom::write(&set, &Writing { version: Some(Version::V1_0), ..Writing::default() }).unwrap_err();
        assert!(findings.iter().any(|finding| finding.message().contains("SSSOM 1.0 cannot hold this set")), "{findings:?}");
        let (_, findings) = read(&result.text);
        assert!(findings.is_empty(), "{findings:?}");
    }
    // A list that needs no escapes, and slots that the set may state in 1.1 only.
    for set in [slot("author_label", "a\\b|c"), slot("curation_rule", "ex:1")] {
        let old = written(&set, &Writing { version: Some(Version::V1_0), ..Writing::default() });
        assert!(!old.text.contains("sssom_version") && old.version == Version::V1_0);
        assert!(old.text.lines().any(|line| line.starts_with("subject_id") && (line.ends_with("author_label") || line.ends_with("curation_rule"))));
    }
    let new = written(&slot("curation_rule", "ex:1"), &Writing { version: Some(Version::V1_1), ..Writing::default() });
    assert!(
        new.text.contains("#curation_rule:\n#  - ex:1\n") && new.text.ends_with("itil4:a\tskos:exactMatch\tfitsm3:b\tsemapv:ManualMappingCuration\n")
    );

    let say = |line: &str, columns: &str, row: &str| {
        let text = table(columns, &[&format!("i4:a\tskos:exactMatch\tf3:b\t{M}{row}")]);
        let (_, findings) = read(&format!("{line}{text}"));
        findings.iter().map(|finding| format!("{} {}", finding.code(), finding.message())).collect::<Vec<_>>().join("; ")
    };
    assert_eq!(say("#sssom_version: \"1.1\"\n", "review_date", "\t2026-01-01"), "");
    assert_eq!(say("", "review_date", "\t"), "");
    assert!(say("", "review_date", "\t2026-01-01").contains("`review_date` came with 1.1"));
    assert!(say("#sssom_version: \"1.0\"\n", "", "").contains("contradicts itself"));
    assert!(say("#sssom_version: \"1.2\"\n", "", "").contains("`1.2` is no version"));
}

#[test]
fn old_columns_become_new_ones() {
    let head =
        HEAD.to_owned() + "subject_id\tsubject_label\tpredicate_id\tobject_id\tmatch_type\tsemantic_similarity_score\tsemantic_similarity_measure";
    let (set, findings) = read(&format!(
        "{head}\tmatch_term_type\ni4:a\ta\tskos:exactMatch\tf3:b\tHumanCurated\t0.5\tcosine\tClassMatch\ni4:b\tb\tskos:exactMatch\tf3:b\tLexikal\t0.5\tcosine\tClassMatch\ni4:b\tb\tskos:exactMatch\tf3:b\tLexical\t0.5\tcosine\tX\n"
    ));
    let found: Vec<String> = findings
        .iter()
        .map(|finding| {
            let place = finding.position().unwrap();
            format!("{}:{} {} {}", place.line(), place.column(), finding.code(), finding.help_text().unwrap())
        })
        .collect();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found[0].starts_with("9:29 malformed-row did you mean `Lexical`?")
            && found[1].starts_with("10:48 malformed-row the words are `ConceptMatch`"),
        "{found:?}"
    );
    let row = &set.rows()[0];
    assert_eq!((set.rows().len(), row.justification.as_str()), (1, M));
    let slots = ["subject_type", "object_type", "similarity_score", "similarity_measure"].map(|slot| row.slot(slot).unwrap_or_default());
    assert_eq!(slots, ["owl class", "owl class", "0.5", "cosine"]);
    holds(&set, "old");
    // New columns count where both are there.
    let (set, findings) =
        read(&table("match_type object_type match_term_type", &[&format!("i4:a\tskos:exactMatch\tf3:b\t{M}\tLexical\towl class\tClassMatch")]));
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!((set.rows()[0].justification.as_str(), set.rows()[0].slot("subject_type")), (M, None));
}

#[test]
fn fields_without_a_slot_come_back() {
    let columns = "ext_origin ext_rationale_kind ext_strength ext_strength_scale";
    let row = format!("i4:a\tskos:exactMatch\tf3:b\t{M}");
    let (set, findings) = read(&table(columns, &[&format!("{row}\tcandidate\tFunctional\t7.5\tout of 10"), &format!("{row}\t\t\thigh\t")]));
    assert_eq!(findings.errors(), 0, "{findings:?}");
    let [first, second] = set.rows() else { panic!() };
    assert_eq!((first.origin, first.rationale_kind), (Origin::Candidate, Some(RationaleKind::Functional)));
    assert_eq!((first.strength.clone(), second.strength.clone()), (Strength::from_text("7.5", Some("out of 10")), Strength::from_text("high", None)));
    assert!(first.other.is_empty());
    holds(&set, "fields");
    for (cells, wanted) in [("maybe\t\t\t", "8:56"), ("\tpoetic\t\t", "8:57"), ("\t\t\tout of 10", "8:59")] {
        let (_, findings) = read(&table(columns, &[&format!("{row}\t{cells}")]));
        let places: Vec<String> =
            findings.iter().map(|finding| finding.position().unwrap()).map(|place| format!("{}:{}", place.line(), place.column())).collect();
        assert_eq!(places, [wanted], "{findings:?}");
    }
    let (_, findings) = read(&format!("#ext_groups: nothing\n{}", table("", &[&row])));
    assert!(
        findings.iter().any(|finding| finding.code() == Code::MappingMetadata && finding.message().contains("does not hold groups")),
        "{findings:?}"
    );
}

/// The two vectors of the specification (`support-hashing.md`) that the corpus does not hold.
#[test]
fn published_hashes() {
    let text = "\
#curie_map:
#  FBbt: http://purl.obolibrary.org/obo/FBbt_
#  UBERON: http://purl.obolibrary.org/obo/UBERON_
#  example: https://example.org/sets/record-id#
record_id\tsubject_id\tpredicate_id\tobject_id\tmapping_justification
example:0000001\tFBbt:0009124\tskos:exactMatch\tUBERON:0000003\tsemapv:LexicalMatching
";
    let (set, _) = read(text);
    assert_eq!(sssom::record_hash(&set, &set.rows()[0]).unwrap(), "18F3436E89AA1AA2");
    let text = "\
#curie_map:
#  COMENT: https://example.com/entities/
#  EXPROP: https://example.org/properties/
#  ORGENT: https://example.org/entities/
#extension_definitions:
#  - slot_name: ext_bar
#    property: EXPROP:barProperty
#    type_hint: xsd:integer
#  - slot_name: ext_baz
#    property: EXPROP:bazProperty
#    type_hint: linkml:Uriorcurie
subject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label\tmapping_justification\text_bar\text_baz
ORGENT:0001\talice\tskos:closeMatch\tCOMENT:0011\talpha\tsemapv:ManualMappingCuration\t111\tORGENT:BAZ_0001
";
    let (set, _) = read(text);
    assert_eq!(sssom::record_hash(&set, &set.rows()[0]).unwrap(), "66BD0A57A976A109");
    let text = "\
#curie_map:
#  FBbt: http://purl.obolibrary.org/obo/FBbt_
#  UBERON: http://purl.obolibrary.org/obo/UBERON_
#  orcid: https://orcid.org/
subject_id\tpredicate_id\tobject_id\tmapping_justification\tcreator_id
FBbt:00001234\tskos:exactMatch\tUBERON:0005678\tsemapv:ManualMappingCuration\torcid:0000-0000-5678-1234|orcid:0000-0000-1234-5678
";
    let (set, _) = read(text);
    assert_eq!(sssom::record_hash(&set, &set.rows()[0]).unwrap(), "0A442FB005783031");
}

#[test]
fn defects_of_json_stand_at_their_places() {
    let places = |text: &str| -> Vec<String> {
        let (_, findings) = json::read(&FileText::new("a.json", text.to_owned()), Limits::default());
        findings
            .iter()
            .map(|finding| {
                let place = finding.position().unwrap_or_default();
                format!("{}:{} {} {}", place.line(), place.column(), finding.severity(), finding.code())
            })
            .collect()
    };
    let head = "{\"mapping_set_id\": \"https://example.org/a\", \"license\": \"https://example.org/l\", \"@context\": {\"ex\": \"https://example.org/\", \"x\": {\"@id\": \"y\"}},\n";
    let row = |members: &str| {
        format!(
            "{head}\"mappings\": [\n{{\"subject_id\": \"ex:a\", \"predicate_id\": \"skos:exactMatch\", \"mapping_justification\": \"semapv:X\", {members}}}]}}"
        )
    };
    assert_eq!(places(&row("\"object_id\": \"https://example.org/b\", \"confidence\": 0.5, \"author_label\": [\"a\"], \"comment\": null")), [""; 0]);
    let cases: [(String, &[&str]); 11] = [
        (row("\"object_id\": \"no:b\""), &["3:109 error undeclared-prefix"]),
        (row("\"object_id\": \"b\""), &["3:109 error malformed-row"]),
        (row("\"object_label\": \"b\""), &["3:2 error missing-column"]),
        (row("\"object_id\": {\"a\": 1}"), &["3:109 error malformed-row"]),
        (row("\"object_id\": \"ex:b\", \"confidence\": 2"), &["3:131 error malformed-row"]),
        (row("\"object_id\": \"ex:b\", \"confidnce\": 1"), &["3:117 warning unknown-key"]),
        (
            row("\"object_id\": \"ex:b\"}, 5, {\"object_id\": \"ex:b\""),
            &["3:118 error malformed-row", "3:121 error malformed-row", "3:121 error malformed-row", "3:121 error malformed-row"],
        ),
        (format!("{head}\"mappings\": 5}}"), &["2:13 error wrong-type"]),
        (format!("{head}\"comment\": \"a\"}}"), &["1:1 error missing-key"]),
        ("[]".to_owned(), &["1:1 error wrong-type"]),
        ("{\"mappings\": []}".to_owned(), &["1:1 warning mapping-metadata", "1:1 error mapping-metadata"]),
    ];
    for (text, wanted) in cases {
        assert_eq!(places(&text), wanted, "{text}");
    }
    assert!(!places("{\"mappings\": [").is_empty());
}
