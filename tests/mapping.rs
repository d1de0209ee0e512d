//! Mapping sets from SSSOM/TSV: planted defects at their places, and real files of others.
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

use std::{fmt::Write as _, path::Path};

use itsm::{
    diagnostic::{Code, Findings},
    framework::definition::{Authority, Review, Standing},
    mapping::{MappingSet, Origin, Relation, TermKind, sssom},
    source::{FileText, Folder, Limits, Source},
};
use proptest::prelude::*;

const HEAD: &str = "\
#mapping_set_id: https://example.org/sets/one
#license: https://creativecommons.org/publicdomain/zero/1.0/
#curie_map:
#  i4: 'urn:itsm:itil4:'
#  f3: 'urn:itsm:fitsm3:'
#  ex: https://example.org/
#subject_source: 'i4:'
#object_source: urn:itsm:fitsm3
";
const COLUMNS: &str = "subject_id\tpredicate_id\tobject_id\tmapping_justification";

fn read(text: &str) -> (Option<MappingSet>, Findings) {
    sssom::read(&FileText::new("set.sssom.tsv", text.to_owned()), Limits::default())
}

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

/// A table with `columns` beyond the required four, below `HEAD` (the header is line 9, the first row line 10).
fn table(columns: &str, rows: &[&str]) -> String {
    let mut text = format!("{HEAD}{COLUMNS}");
    for column in columns.split_whitespace() {
        write!(text, "\t{column}").unwrap();
    }
    for row in rows {
        write!(text, "\n{row}").unwrap();
    }
    text.push('\n');
    text
}

const M: &str = "semapv:ManualMappingCuration";

#[test]
fn a_full_row_fills_every_field() {
    let text = table(
        "subject_label predicate_modifier mapping_source confidence ext_relation ext_rationale ext_standing ext_authority ext_review author_label comment",
        &[&format!(
            "i4:change\tskos:exactMatch\tf3:PR12\t{M}\tChange\tNot\tex:origin\t0.5\tsubset overlap\t\"two\nlines\"\tproposed\tours\treviewed\tA|B\t"
        )],
    );
    let (set, findings) = read(&text);
    assert_eq!(places(&findings), [""; 0]);
    let set = set.unwrap();
    assert_eq!(set.id.as_deref().map(String::as_str), Some("https://example.org/sets/one"));
    assert_eq!(set.subject_framework.as_deref().map(String::as_str), Some("itil4"));
    assert_eq!(set.object_framework.as_deref().map(String::as_str), Some("fitsm3"));
    assert_eq!(set.curie_map.get("ex").map(String::as_str), Some("https://example.org/"));
    let row = set.find("itil4:change", "fitsm3:PR12").next().unwrap();
    assert_eq!((row.subject.kind, row.subject.framework(), row.subject.label.as_deref()), (TermKind::Element, Some("itil4"), Some("Change")));
    assert_eq!((row.predicate.as_str(), row.negated, row.relation.to_string().as_str()), ("skos:exactMatch", true, "subset overlap"));
    assert_eq!((row.origin, row.justification.as_str()), (Origin::Stated, M));
    assert_eq!((row.rationale.as_deref(), row.source.as_deref(), row.confidence), (Some("two\nlines"), Some("ex:origin"), Some(0.5)));
    assert_eq!((row.standing, row.authority, row.review), (Standing::Proposed, Authority::Ours, Review::Reviewed));
    assert_eq!((row.other.len(), row.slot("author_label"), row.slot("comment")), (1, Some("A|B"), None));
    assert_eq!((row.slot("subject_source"), row.slot("object_source")), (Some("i4:"), Some("urn:itsm:fitsm3")));
    assert_eq!(row.position.map(|place| (place.line(), place.column())), Some((10, 1)));
    let inverted = set.inverted().next().unwrap();
    assert_eq!((inverted.subject().id.as_str(), inverted.relation().to_string().as_str()), ("fitsm3:PR12", "superset overlap"));
    assert_eq!(inverted.predicate(), Some("skos:exactMatch"));
    let json = serde_json::to_string(&set).unwrap();
    let mut back: MappingSet = serde_json::from_str(&json).unwrap();
    assert_eq!(serde_json::to_string(&back).unwrap(), json);
    back.push(row.clone());
    assert_eq!(back.rows().len(), 2);
}

#[test]
fn defaults_predicates_and_gaps() {
    let (set, findings) = read(&table(
        "",
        &[
            &format!("i4:a\tskos:narrowMatch\tf3:b\t{M}"),
            &format!("i4:a\tskos:relatedMatch\tf3:c\t{M}"),
            &format!("i4:d\tskos:exactMatch\tsssom:NoTermFound\t{M}"),
            &format!("ex:d\trdfs:subClassOf\tf3:c\t{M}"),
        ],
    ));
    assert_eq!(places(&findings), [""; 0]);
    let set = set.unwrap();
    let relations: Vec<_> = set.rows().iter().map(|row| row.relation).collect();
    assert_eq!(relations, [Relation::SUPERSET, Relation::ANY, Relation::ANY, Relation::SUBSET]);
    let predicates: Vec<_> = set.inverted().map(itsm::mapping::Inverted::predicate).collect();
    assert_eq!(predicates, [Some("skos:broadMatch"), Some("skos:relatedMatch"), Some("skos:exactMatch"), None]);
    let first = set.rows().first().unwrap();
    assert_eq!((first.standing, first.authority, first.review), (Standing::Unconfirmed, Authority::ThirdParty, Review::Draft));
    let gap = set.gaps().next().unwrap();
    assert_eq!((set.gaps().count(), gap.subject.id.as_str(), gap.object.kind), (1, "itil4:d", TermKind::Nothing));
    assert_eq!(set.rows().last().unwrap().subject.kind, TermKind::External);
}

#[test]
fn defects_of_rows_stand_at_their_cells() {
    let extra = "ext_relation ext_standing ext_authority ext_review confidence predicate_modifier";
    let cases: [(&str, &str, &[&str]); 22] = [
        ("", "i4:a\tskos:exactMatch\tf3:b", &["10:22 error malformed-row"]),
        ("", &format!("i4:a\tskos:exactMatch\tf3:b\t{M}\tmore"), &["10:56 error malformed-row"]),
        ("", "# a remark", &["10:1 error malformed-row"]),
        ("", &format!("\tskos:exactMatch\tf3:b\t{M}"), &["10:1 error malformed-row"]),
        ("", "i4:a\t\t\t", &["10:6 error malformed-row", "10:7 error malformed-row", "10:8 error malformed-row"]),
        ("", &format!("i4:a\tskos:exactMatch\tnothing\t{M}"), &["10:22 error malformed-row"]),
        ("", &format!("i4:a \tskos:exactMatch\tf3:b\t{M}"), &["10:1 error malformed-row"]),
        ("", &format!("i4:a\tskos:exactMatch\tf4:b\t{M}"), &["10:22 error undeclared-prefix"]),
        ("", &format!("i4:é\tskos:exactMatch\thttps://example.org/b\t{M}"), &["10:22 error undeclared-prefix"]),
        ("", "i4:a\tskos:exactMatch\tf3:b\tsemapw:X", &["10:27 error undeclared-prefix"]),
        (
            "author_id",
            &format!("i4:a\tskos:exactMatch\tf3:b\t{M}\tex:a|orcid:b|c"),
            &["10:61 error undeclared-prefix", "10:69 warning malformed-row"],
        ),
        ("", &format!("i4:a\tskos:exactMach\tf3:b\t{M}"), &["10:6 warning unknown-predicate"]),
        ("", &format!("i4:a\tskos:exactMatch\tf3:b\t\"{M}"), &["10:27 error malformed-row"]),
        (extra, &format!("i4:a\tskos:exactMatch\tf3:b\t{M}\tsubst\t\t\t\t\t"), &["10:56 error malformed-row"]),
        (extra, &format!("i4:a\tskos:exactMatch\tf3:b\t{M}\tsubset\t\t\t\t\t"), &["10:56 error relation-conflict"]),
        (extra, &format!("i4:a\tskos:exactMatch\tf3:b\t{M}\tequal\t\t\t\t\tNot"), &["10:56 error relation-conflict"]),
        (extra, &format!("i4:a\tex:near\tf3:b\t{M}\toverlap\t\t\t\t\t"), &["10:6 warning unknown-predicate"]),
        (extra, &format!("i4:a\tskos:exactMatch\tf3:b\t{M}\t\tproven\t\t\t\t"), &["10:57 error malformed-row"]),
        (extra, &format!("i4:a\tskos:exactMatch\tf3:b\t{M}\t\t\tour\t\t\t"), &["10:58 error malformed-row"]),
        (extra, &format!("i4:a\tskos:exactMatch\tf3:b\t{M}\t\t\t\treview\t\t"), &["10:59 error malformed-row"]),
        (extra, &format!("i4:a\tskos:exactMatch\tf3:b\t{M}\t\t\t\t\t1.5\t"), &["10:60 error malformed-row"]),
        (extra, &format!("i4:a\tskos:exactMatch\tf3:b\t{M}\t\t\t\t\tNaN\tnot"), &["10:60 error malformed-row", "10:64 error malformed-row"]),
    ];
    for (columns, row, wanted) in cases {
        let (set, findings) = read(&table(columns, &[row]));
        assert_eq!(places(&findings), wanted, "{row} {findings:?}");
        assert_eq!(set.unwrap().rows().len(), usize::from(findings.errors() == 0), "{row}");
        for finding in &findings {
            assert!(finding.help_text().is_some() && finding.file() == Some("set.sssom.tsv"), "{finding:?}");
            assert_eq!(finding.excerpt(), Some(row));
        }
    }
}

#[test]
fn help_names_the_nearest_word() {
    let help = |columns: &str, row: &str| {
        let (_, findings) = read(&table(columns, &[row]));
        findings.iter().map(|finding| finding.help_text().unwrap_or_default().to_owned()).collect::<Vec<_>>().join("; ")
    };
    assert!(help("ext_relation", &format!("i4:a\tskos:closeMatch\tf3:b\t{M}\toverlp")).contains("`overlap`"));
    assert!(help("ext_standing", &format!("i4:a\tskos:closeMatch\tf3:b\t{M}\tconfimed")).contains("did you mean `confirmed`?"));
    assert!(help("", &format!("i4:a\tskos:closMatch\tf3:b\t{M}")).contains("`skos:closeMatch`"));
    assert!(help("", &format!("i4:a\tskos:closeMatch\tf:b\t{M}")).contains("`f3`"));
    assert!(help("", &format!("urn:itsm:itil4:a\tskos:closeMatch\tf3:b\t{M}")).contains("write `itil4:a`"));
    assert!(help("ext_relatoin confidnce", &format!("i4:a\tskos:closeMatch\tf3:b\t{M}\t\t")).contains("`ext_relation`"));
}

#[test]
fn rows_said_twice_and_columns_named_twice() {
    let row = format!("i4:a\tskos:exactMatch\tf3:b\t{M}");
    let other = format!("i4:a\tskos:closeMatch\tf3:b\t{M}");
    let (set, findings) = read(&table("", &[&row, &other, &row]));
    assert_eq!(places(&findings), ["12:1 warning repeated-row"]);
    assert_eq!(set.unwrap().find("itil4:a", "fitsm3:b").count(), 3);
    let (_, findings) = read(&table("comment comment confidnce", &[&format!("{row}\t\t\t")]));
    assert_eq!(places(&findings), ["9:65 error duplicate-key", "9:73 warning unknown-key"]);
}

#[test]
fn missing_columns() {
    let (set, findings) = read(&format!("{HEAD}subject_id\tpredicate\tobject_id\ni4:a\tskos:exactMatch\tf9:b\n"));
    assert_eq!(
        places(&findings),
        ["9:1 error missing-column", "9:1 error missing-column", "9:12 warning unknown-key", "10:22 error undeclared-prefix",]
    );
    assert!(set.unwrap().rows().is_empty());
    let (set, findings) = read(HEAD);
    assert_eq!((set.is_none(), places(&findings)), (true, vec!["9:1 error missing-column".to_owned()]));
}

#[test]
fn defects_of_metadata_stand_at_their_places() {
    let rest = format!("{COLUMNS}\ni4:a\tskos:exactMatch\ti4:b\t{M}\n");
    let id = "#mapping_set_id: https://example.org/sets/one\n";
    let licence = "#license: https://example.org/\n";
    let map = "# curie_map:\n#   i4: 'urn:itsm:itil4:'\n";
    let map = map.replace("# ", "#");
    let cases: [(String, &[&str]); 12] = [
        (String::new(), &["1:1 error mapping-metadata"]),
        (format!("{map}{licence}"), &["1:1 error mapping-metadata"]),
        (format!("{id}{map}"), &["1:1 warning mapping-metadata"]),
        (format!("{id}{licence}#curie_map: text\n"), &["3:13 error mapping-metadata"]),
        (format!("{id}{licence}{map}#  skos: https://example.org/\n"), &["5:10 error mapping-metadata"]),
        (format!("{id}{licence}{map}#  ex:\n"), &["5:6 error mapping-metadata"]),
        (format!("{id}{licence}{map}#license: other\n"), &["5:2 error duplicate-key"]),
        (format!("{id}{licence}{map}#licence: other\n"), &["5:2 warning unknown-key"]),
        (format!("{id}{licence}{map}#creator_id:\n#  - orcid:1\n#  - i4:x\n"), &["6:6 error undeclared-prefix"]),
        (format!("{id}{licence}{map}#comment: [a, b\n"), &["5:11 error mapping-metadata"]),
        (format!("{id}{licence}{map}#mapping_set_confidence: 3\n"), &["1:1 warning mapping-metadata", "5:26 error mapping-metadata"]),
        ("#only text\n".to_owned(), &["1:2 error mapping-metadata"]),
    ];
    for (head, wanted) in cases {
        let (_, findings) = read(&format!("{head}{rest}"));
        let places = places(&findings);
        if head.contains("[a, b") {
            // The parser says where it gave up; that is on the line after the open bracket or on it.
            assert!(places.len() == 1 && places.iter().all(|place| place.ends_with("error mapping-metadata")), "{places:?}");
            assert!(findings.iter().all(|finding| finding.position().is_some_and(|place| (5..=6).contains(&place.line()))));
        } else {
            assert_eq!(places, wanted, "{head} {findings:?}");
        }
    }
}

#[test]
fn marks_line_ends_and_empty_lines_do_not_matter() {
    let plain = table("comment", &[&format!("i4:a\tskos:exactMatch\tf3:b\t{M}\t\"a\tb\"\"c\nd\""), &format!("i4:a\tskos:exactMatch\tf3:c\t{M}\t")]);
    let (wanted, findings) = read(&plain);
    assert_eq!(places(&findings), [""; 0]);
    let wanted = wanted.unwrap();
    assert_eq!(wanted.rows().first().unwrap().slot("comment"), Some("a\tb\"c\nd"));
    let second = wanted.rows().last().unwrap();
    assert_eq!(second.object.id.position().map(|place| (place.line(), place.column())), Some((12, 22)));
    let (set, findings) = read(&format!("\u{feff}{plain}"));
    assert_eq!((set.as_ref(), findings.len()), (Some(&wanted), 0));
    let (set, findings) = read(&plain.replace('\n', "\r\n"));
    assert_eq!(findings.len(), 0, "{findings:?}");
    let row = set.as_ref().unwrap().rows().last().unwrap();
    assert_eq!(row.object.id.position(), second.object.id.position());
    let blank = plain.replacen(COLUMNS, &format!("\n{COLUMNS}"), 1).replacen("\ni4:", "\n\n\t\t\t\t\n \ni4:", 1);
    let (set, findings) = read(&blank);
    assert_eq!((places(&findings), set.unwrap().rows().len()), (vec![], 2));
}

#[test]
fn commas_separate_the_columns_of_csv_files() {
    let text = table("", &[&format!("i4:a\tskos:exactMatch\tf3:b\t{M}")]).replace('\t', ",");
    let (set, findings) = sssom::read(&FileText::new("set.CSV", text.clone()), Limits::default());
    assert_eq!((places(&findings), set.unwrap().rows().len()), (vec![], 1));
    let (_, findings) = read(&text);
    assert!(findings.iter().any(|finding| finding.code() == Code::MissingColumn && finding.help_text().unwrap().contains("tabs")));
}

#[test]
fn metadata_beside_the_table() {
    let yaml = "mapping_set_id: https://example.org/one\ncurie_map:\n  i4: 'urn:itsm:itil4:'\nmapping_tool: hand\ncreator_id: orcid:1\n";
    let metadata = FileText::new("set.sssom.yml", yaml);
    let table =
        FileText::new("set.sssom.tsv", format!("#mapping_tool: eye\n{COLUMNS}\ni4:a\tskos:exactMatch\tx:b\t{M}\ni4:a\tskos:exactMatch\ti4:b\t{M}\n"));
    let (set, findings) = sssom::read_with_metadata(&table, &metadata, Limits::default());
    let wanted = ["3:22 error undeclared-prefix", "1:1 warning mapping-metadata", "4:15 warning mapping-metadata", "5:13 error undeclared-prefix"];
    assert_eq!(places(&findings), wanted, "{findings:?}");
    let files: Vec<_> = findings.iter().filter_map(|finding| finding.file()).collect();
    assert_eq!(files, ["set.sssom.tsv", "set.sssom.yml", "set.sssom.yml", "set.sssom.yml"]);
    let set = set.unwrap();
    assert_eq!(set.rows().first().unwrap().slot("mapping_tool"), Some("eye"));
}

#[test]
fn slots_of_the_set_reach_rows_only_when_no_row_has_its_own() {
    let head = HEAD.replace("#curie_map", "#mapping_tool: hand\n#mapping_date: 2026-01-01\n#curie_map");
    let text = format!("{head}{COLUMNS}\tmapping_date\ni4:a\tskos:exactMatch\tf3:b\t{M}\t\ni4:a\tskos:exactMatch\tf3:c\t{M}\t2026-02-02\n");
    let (set, findings) = read(&text);
    assert_eq!(places(&findings), [""; 0]);
    let set = set.unwrap();
    let dates: Vec<_> = set.rows().iter().map(|row| (row.slot("mapping_tool"), row.slot("mapping_date"))).collect();
    assert_eq!(dates, [(Some("hand"), None), (Some("hand"), Some("2026-02-02"))]);
    assert_eq!(set.date.as_deref(), Some("2026-01-01"));
}

#[test]
fn literals_need_labels() {
    let text = format!(
        "{HEAD}subject_label\tsubject_type\tpredicate_id\tobject_id\tmapping_justification\nalice\trdfs literal\tskos:closeMatch\tf3:b\t{M}\n\trdfs literal\tskos:closeMatch\tf3:b\t{M}\nbob\t\tskos:closeMatch\tf3:b\t{M}\n"
    );
    let (set, findings) = read(&text);
    assert_eq!(places(&findings), ["11:1 error malformed-row", "12:5 error malformed-row"]);
    let row = set.unwrap().rows().first().cloned().unwrap();
    assert_eq!((row.subject.id.as_str(), row.subject.kind), ("alice", TermKind::Literal));
}

#[test]
fn limits_hold() {
    let rows: Vec<String> = (0..30).map(|index| format!("i4:a\tskos:exactMatch\tf3:b{index}\t{M}")).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let file = FileText::new("set.sssom.tsv", table("", &rows));
    let (set, findings) = sssom::read(&file, Limits { nodes: 25, ..Limits::default() });
    assert_eq!(places(&findings), ["35:1 error limit-reached"]);
    assert_eq!(set.unwrap().rows().len(), 25);

    // Many findings, each on its own line, and a long value that every row inherits: linear all the same.
    let mut text = HEAD.replace("#curie_map", &format!("#mapping_tool: {}\n#curie_map", "x".repeat(100_000)));
    text.push_str(COLUMNS);
    text.push_str("\tcomment");
    for index in 0..60_000 {
        write!(text, "\nx{index}:a\tskos:exactMatch\tf3:b\t{M}\t").unwrap();
    }
    for index in 0..60_000 {
        write!(text, "\ni4:a{index}\tskos:exactMatch\tf3:b\t{M}\t").unwrap();
    }
    let (set, findings) = read(&text);
    assert_eq!((findings.len(), findings.errors()), (10_000, 60_000));
    assert_eq!(set.unwrap().rows().len(), 60_000);
}

/// What other projects' files give: rows, and how many findings of which code.
const CORPUS: [(&str, usize, &str); 34] = [
    ("sssom-spec/embedded_foodie-inc-2022-05-01.sssom.tsv", 5, ""),
    ("sssom-spec/external_example1.sssom.tsv", 5, ""),
    ("sssom-spec/hash-vectors/vector1.sssom.tsv", 1, "mapping-metadata mapping-metadata"),
    ("sssom-spec/hash-vectors/vector3.sssom.tsv", 1, "mapping-metadata mapping-metadata"),
    // Some files use slots of 1.1 without saying so.
    ("sssom-spec/schema_cardinality-scope-predicate.sssom.tsv", 6, "mapping-metadata"),
    ("sssom-spec/schema_cardinality.sssom.tsv", 9, "repeated-row"),
    ("sssom-spec/schema_composite-entities.sssom.tsv", 3, ""),
    ("sssom-spec/schema_curation_rule.sssom.tsv", 3, ""),
    ("sssom-spec/schema_extension-slots.sssom.tsv", 4, ""),
    ("sssom-spec/schema_literals.sssom.tsv", 4, ""),
    ("sssom-spec/schema_mapping_set_confidence.sssom.tsv", 2, ""),
    ("sssom-spec/schema_no_term_found.sssom.tsv", 2, ""),
    ("sssom-spec/schema_pipe-escaping.sssom.tsv", 2, ""),
    ("sssom-spec/schema_predicate-types.sssom.tsv", 4, "mapping-metadata unknown-predicate unknown-predicate unknown-predicate unknown-predicate"),
    ("sssom-spec/schema_review_date.sssom.tsv", 1, "mapping-metadata"),
    ("sssom-spec/schema_version.sssom.tsv", 2, "mapping-metadata"),
    ("sssom-java/exo2c-empty.sssom.tsv", 0, ""),
    ("sssom-java/exo2c-unsorted.sssom.tsv", 8, ""),
    ("sssom-java/exo2c-with-extensions.sssom.tsv", 8, ""),
    ("sssom-java/exo2c-with-propagatable-slots.sssom.tsv", 8, ""),
    ("sssom-java/exo2c.sssom.csv", 8, ""),
    ("sssom-java/exo2c.sssom.tsv", 8, ""),
    ("sssom-java/test-empty-lines.sssom.tsv", 3, ""),
    // Text in `issue_tracker_item`, which holds CURIEs.
    ("sssom-java/test-escaping-tsv.sssom.tsv", 1, "malformed-row"),
    ("sssom-java/test-escaping-yaml.sssom.tsv", 1, ""),
    ("sssom-java/test-external-metadata.sssom.tsv", 9, ""),
    ("sssom-java/test-literal-mappings.sssom.tsv", 1, ""),
    (
        "sssom-java/test-missing-required-slots.sssom.tsv",
        0,
        "malformed-row malformed-row malformed-row malformed-row malformed-row malformed-row malformed-row malformed-row",
    ),
    ("sssom-java/test-out-of-range-double-values.sssom.tsv", 0, "malformed-row malformed-row"),
    ("sssom-java/test-pseudo-list-values.sssom.tsv", 1, ""),
    ("sssom-java/test-record-ids.sssom.tsv", 8, ""),
    ("sssom-java/test-sssom11-slots-with-version.sssom.tsv", 8, ""),
    ("sssom-java/test-trailing-tabs-in-header.sssom.tsv", 8, ""),
    ("sssom-java/test-undeclared-prefixes.sssom.tsv", 1, "undeclared-prefix"),
];

/// Real files of other projects: `ITSM_CORPUS` names a folder that holds `interop/`.
#[test]
fn files_of_other_projects() {
    let Some(corpus) = std::env::var_os("ITSM_CORPUS") else {
        println!("skipped: ITSM_CORPUS is not set");
        return;
    };
    let source = Folder::new(Path::new(&corpus).join("interop"));
    let load = |path: &str| {
        let file = source.read(path).unwrap();
        match path.strip_suffix(".tsv").and_then(|stem| source.read(&format!("{stem}.yml")).ok()) {
            Some(metadata) => sssom::read_with_metadata(&file, &metadata, Limits::default()),
            None => sssom::read(&file, Limits::default()),
        }
    };
    for (path, rows, codes) in CORPUS {
        let (set, findings) = load(path);
        let found: Vec<&str> = findings.iter().map(|finding| finding.code().as_str()).collect();
        assert_eq!((set.unwrap().rows().len(), found.join(" ").as_str()), (rows, codes), "{path}: {findings:?}");
    }
    // Real curation at work: 1825 rows that say what does not match.
    let (set, findings) = load("biomappings/negative.sssom.tsv");
    let set = set.unwrap();
    assert_eq!((set.rows().len(), findings.errors()), (1825, 0));
    assert!(set.rows().iter().filter(|row| row.predicate.as_str() == "skos:exactMatch").all(|row| row.negated && row.relation.bits() == 30));
    let (set, findings) = load("biomappings/unsure.sssom.tsv");
    assert_eq!((set.unwrap().rows().len(), findings.errors()), (105, 0));
    // Everything else of the folder must at least not panic.
    let read = source.list().unwrap().iter().filter(|path| source.read(path).is_ok()).map(String::as_str).map(load).count();
    assert!(read > 40, "{read}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_text_never_panics(text in any::<String>(), beside in any::<String>()) {
        let file = FileText::new("a.tsv", text);
        let _ = sssom::read(&file, Limits::default());
        let _ = sssom::read_with_metadata(&file, &FileText::new("a.yml", beside), Limits::default());
    }

    #[test]
    fn text_of_the_format_never_panics(parts in proptest::collection::vec(prop_oneof![
        Just("\n"), Just("\t"), Just("#"), Just("\""), Just("\r"), Just("|"), Just("i4:a"), Just("i4:"), Just("skos:exactMatch"), Just("sssom:NoTermFound"),
        Just("subject_id"), Just("\nsubject_id\tpredicate_id\tobject_id\tmapping_justification\text_relation\tconfidence\n"), Just("equal"), Just("0.5"),
        Just("#curie_map:\n#  i4: 'urn:itsm:itil4:'\n"), Just("é"), Just(" "), Just("semapv:X"), Just("#subject_type: rdfs literal\n"),
    ], 0..60)) {
        let text = parts.concat();
        let (set, findings) = read(&text);
        let lines = u32::try_from(text.lines().count()).unwrap();
        for finding in &findings {
            let place = finding.position().unwrap();
            prop_assert!(place.line() >= 1 && place.column() >= 1 && place.line() <= lines + 1, "{:?}", finding);
        }
        for row in set.iter().flat_map(|set| set.rows()) {
            prop_assert_eq!(row.relation.converse().converse(), row.relation);
        }
    }
}
