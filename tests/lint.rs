//! Every rule about mapping sets finds its planted defect, once and at its place, and leaves the clean twin alone.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a test fails by panicking and reads its own files"
)]

use std::{collections::BTreeSet, fmt::Write as _, fs, path::Path, sync::Arc};

use itsm::{
    catalog::Catalog,
    diagnostic::{Code, Diagnostic, Findings, Severity},
    mapping::{MappingSet, Reading, Relation, Row, Strength, Term, TermKind, lint, sssom},
    source::{FileText, Limits, Memory},
};
use proptest::prelude::*;

/// Ends in line 9, so that the header of the table is line 10 and its first row line 11.
const HEAD: &str = "\
#mapping_set_id: https://acme.example/sets/one
#license: https://creativecommons.org/publicdomain/zero/1.0/
#curie_map:
#  itil4: \"urn:itsm:itil4:\"
#  fitsm3: \"urn:itsm:fitsm3:\"
#subject_source: itsm:itil4
#object_source: itsm:fitsm3
#subject_source_version: \"4\"
#object_source_version: \"3.0\"
";

/// A table with a reason in every row; `columns` and `rows` are separated by blanks.
fn table(head: &str, columns: &str, rows: &[&str]) -> String {
    let mut text = format!("{head}subject_id predicate_id object_id {columns} mapping_justification ext_rationale\n");
    for row in rows {
        writeln!(text, "{row} semapv:ManualMappingCuration Because").unwrap();
    }
    let (metadata, cells): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| line.starts_with('#'));
    let cells: Vec<String> = cells.iter().map(|line| line.split_whitespace().collect::<Vec<_>>().join("\t").replace("''", "")).collect();
    format!("{}\n{}\n", metadata.join("\n"), cells.join("\n"))
}

fn check(text: &str) -> Findings {
    Catalog::builtin().check_source(Arc::new(Memory::new().with("a.sssom.tsv", text.to_owned())))
}

/// `line:column severity code` of every finding.
fn places(text: &str) -> Vec<String> {
    let place = |finding: &Diagnostic| {
        let position = finding.position().unwrap();
        format!("{}:{} {} {}", position.line(), position.column(), finding.severity(), finding.code())
    };
    check(text).iter().map(place).collect()
}

/// The message and help of the only finding.
fn only(text: &str) -> (String, String) {
    let findings = check(text);
    assert_eq!(findings.len(), 1, "{findings:#?}");
    let finding = findings.iter().next().unwrap();
    (finding.message().to_owned(), finding.help_text().unwrap_or_default().to_owned())
}

const NONE: [&str; 0] = [];

#[test]
fn contradictory_rows() {
    let twice = |second: &str| table(HEAD, "", &["itil4:service-desk skos:broadMatch fitsm3:PR9", second]);
    for bad in [
        "itil4:service-desk skos:narrowMatch fitsm3:PR9",
        "itil4:service-desk skos:exactMatch fitsm3:PR9",
        "fitsm3:PR9 skos:broadMatch itil4:service-desk",
    ] {
        assert_eq!(places(&twice(bad)), ["12:1 error contradictory-rows"], "{bad}");
    }
    for good in [
        "itil4:service-desk skos:closeMatch fitsm3:PR9",
        "fitsm3:PR9 skos:narrowMatch itil4:service-desk",
        "fitsm3:PR10 skos:broadMatch itil4:service-desk",
    ] {
        assert_eq!(places(&twice(good)), NONE, "{good}");
    }
    let (message, help) = only(&twice("fitsm3:PR9 skos:broadMatch itil4:service-desk"));
    assert_eq!(message, "`fitsm3:PR9` subset `itil4:service-desk` contradicts line 11");
    assert_eq!(help, "line 11 leaves `superset`; keep what is true");
}

#[test]
fn contradictory_rows_of_three() {
    // Any two leave something, all three nothing.
    let rows = [
        "itil4:service-desk skos:closeMatch fitsm3:PR9 equal+subset",
        "itil4:service-desk skos:relatedMatch fitsm3:PR9 subset+overlap",
        "fitsm3:PR9 skos:closeMatch itil4:service-desk equal+subset+overlap",
    ];
    let text = table(HEAD, "ext_relation", &rows).replace('+', " ");
    assert_eq!(places(&text), ["13:1 error contradictory-rows"]);
    let findings = check(&text);
    let message = findings.iter().next().unwrap().message();
    assert!(message.ends_with("contradicts lines 11 and 12"), "{message}");
}

#[test]
fn disputes_are_warnings_and_negations_count() {
    let rows = ["itil4:service-desk skos:broadMatch fitsm3:PR9 disputed", "itil4:service-desk skos:narrowMatch fitsm3:PR9 disputed"];
    assert_eq!(places(&table(HEAD, "ext_review", &rows)), ["12:1 warning contradictory-rows"]);
    let rows = ["itil4:service-desk skos:exactMatch fitsm3:PR9 ''", "itil4:service-desk skos:exactMatch fitsm3:PR9 Not"];
    assert_eq!(places(&table(HEAD, "predicate_modifier", &rows)), ["12:1 error contradictory-rows"]);
    let rows = ["itil4:service-desk skos:broadMatch fitsm3:PR9 ''", "itil4:service-desk skos:exactMatch fitsm3:PR9 Not"];
    assert_eq!(places(&table(HEAD, "predicate_modifier", &rows)), NONE);
}

#[test]
fn self_mapping() {
    let row = |predicate: &str| table(HEAD, "", &[&format!("itil4:service-desk {predicate} itil4:service-desk")]);
    assert_eq!(places(&row("skos:exactMatch")), ["11:36 warning self-mapping"]);
    assert_eq!(places(&row("skos:closeMatch")), ["11:36 warning self-mapping"]);
    assert_eq!(places(&row("skos:broadMatch")), ["11:36 error self-mapping"]);
    assert_eq!(places(&table(HEAD, "", &["itil4:service-desk skos:broadMatch fitsm3:PR9"])), NONE);
    // Two equal texts without ids may come from two places.
    let literal = |text: &str| Term { kind: TermKind::Literal, ..Term::element(text) };
    let mut set = MappingSet::new("https://acme.example/sets/one");
    set.push(Row::new(literal("desk"), "skos:exactMatch", literal("desk"), Relation::EQUAL, "semapv:LexicalMatching"));
    assert!(lint(&set, &FileText::new("a", "")).is_empty());
}

#[test]
fn relation_cardinality_conflict() {
    let rows = |second: &str| table(HEAD, "", &["itil4:incident-management skos:exactMatch fitsm3:PR9", second]);
    assert_eq!(places(&rows("itil4:incident-management skos:exactMatch fitsm3:PR10")), ["12:43 warning relation-cardinality-conflict"]);
    assert_eq!(places(&rows("itil4:problem-management skos:exactMatch fitsm3:PR9")), ["12:1 warning relation-cardinality-conflict"]);
    let (message, _) = only(&rows("itil4:problem-management skos:exactMatch fitsm3:PR9"));
    assert_eq!(message, "`fitsm3:PR9` is equal to both `itil4:incident-management` (line 11) and `itil4:problem-management`");
    for good in [
        "itil4:problem-management skos:exactMatch fitsm3:PR10",
        "itil4:incident-management skos:broadMatch fitsm3:PR10",
        "itil4:incident-management owl:sameAs fitsm3:PR9",
    ] {
        assert_eq!(places(&rows(good)), NONE, "{good}");
    }
}

#[test]
fn cardinality_mismatch() {
    let rows = |first: &str, second: &str| {
        let first = format!("itil4:incident-management skos:broadMatch fitsm3:PR9 {first}");
        table(HEAD, "mapping_cardinality", &[&first, &format!("itil4:incident-management skos:closeMatch fitsm3:PR10 {second}")])
    };
    assert_eq!(places(&rows("1:n", "1:n")), NONE);
    assert_eq!(places(&rows("1:n", "''")), NONE);
    assert_eq!(places(&rows("1:n", "1:1")), ["12:1 warning cardinality-mismatch"]);
    assert_eq!(places(&rows("n:1", "1:n")), ["11:1 warning cardinality-mismatch"]);
    let (message, help) = only(&rows("n:1", "1:n"));
    assert_eq!(message, "`mapping_cardinality` is `n:1`, but the rows show `1:n`");
    assert!(help.contains("several subjects of one object"), "{help}");
    let scoped = |rows: String| rows.replace("#license", "#sssom_version: \"1.1\"\n#cardinality_scope: [predicate_id]\n#license");
    assert_eq!(places(&scoped(rows("1:1", "1:1"))), NONE);
    assert_eq!(places(&scoped(rows("1:n", "1:1"))), ["13:1 warning cardinality-mismatch"]);
    // A row that could not be read may be the one that was counted.
    assert_eq!(places(&rows("1:n", "1:n").replace("fitsm3:PR10", "fitsm:PR10")), ["12:43 error undeclared-prefix"]);
}

#[test]
fn cardinality_of_gaps_and_negated_rows() {
    let gap = |value: &str| {
        let gap = format!("itil4:incident-management skos:exactMatch sssom:NoTermFound {value}");
        table(HEAD, "mapping_cardinality", &[&gap, "itil4:incident-management skos:closeMatch fitsm3:PR10 1:1"])
    };
    assert_eq!(places(&gap("1:0")), NONE);
    assert_eq!(places(&gap("1:1")), ["11:1 warning cardinality-mismatch"]);
    for value in ["1:1", "1:n"] {
        let first = format!("itil4:incident-management skos:closeMatch fitsm3:PR9 {value} ''");
        let rows = [first.as_str(), "itil4:incident-management skos:exactMatch fitsm3:PR10 '' Not"];
        assert_eq!(places(&table(HEAD, "mapping_cardinality predicate_modifier", &rows)), NONE, "the specification leaves it open");
    }
}

/// The cardinality of row `index`, straight from the words of the specification.
fn brute_force(rows: &[(u8, u8, u8)], index: usize, scoped: bool) -> &'static str {
    let (subject, predicate, object) = rows[index];
    let scope = rows.iter().filter(|row| !scoped || row.1 == predicate);
    let (mut several_objects, mut several_subjects) = (false, false);
    for other in scope {
        several_objects |= other.0 == subject && other.2 != object;
        several_subjects |= other.2 == object && other.0 != subject;
    }
    match (several_subjects, several_objects) {
        (false, false) => "1:1",
        (false, true) => "1:n",
        (true, false) => "n:1",
        (true, true) => "n:n",
    }
}

proptest! {
    #[test]
    fn cardinality_agrees_with_brute_force(
        rows in prop::collection::vec((0_u8..5, 0_u8..2, 0_u8..5), 1..14),
        stated in prop::collection::vec(0_usize..4, 14),
        scoped: bool,
    ) {
        const VALUES: [&str; 4] = ["1:1", "1:n", "n:1", "n:n"];
        let mut set = MappingSet::new("https://acme.example/sets/one");
        let mut wrong = BTreeSet::new();
        for (index, (subject, predicate, object)) in rows.iter().enumerate() {
            let predicate = ["skos:closeMatch", "skos:relatedMatch"][usize::from(*predicate)];
            let (subject, object) = (Term::element(format!("a:{subject}")), Term::element(format!("b:{object}")));
            let mut row = Row::new(subject, predicate, object, Relation::ANY, "semapv:LexicalMatching");
            row.other.insert("mapping_cardinality".into(), VALUES[stated[index]].into());
            if scoped {
                row.other.insert("cardinality_scope".into(), "predicate_id".into());
            }
            row.position = Some(itsm::document::Position::new(u32::try_from(index).unwrap() + 1, 1, 1));
            set.push(row);
            if VALUES[stated[index]] != brute_force(&rows, index, scoped) {
                wrong.insert((index + 1, brute_force(&rows, index, scoped)));
            }
        }
        let findings = lint(&set, &FileText::new("a", ""));
        let found: BTreeSet<(usize, &str)> = findings.iter().map(|finding| {
            assert_eq!(finding.code(), Code::CardinalityMismatch);
            let shown = VALUES.into_iter().find(|value| finding.message().ends_with(&format!("show `{value}`"))).unwrap();
            (usize::try_from(finding.position().unwrap().line()).unwrap(), shown)
        }).collect();
        prop_assert_eq!(found, wrong);
    }

    /// Two rows about a pair contradict each other exactly when no base relation satisfies both.
    #[test]
    fn contradictions_agree_with_the_definition(first in 1_u8..32, second in 1_u8..32, turned: bool) {
        let (one, other) = (Relation::from_bits(first).unwrap(), Relation::from_bits(second).unwrap());
        let mut set = MappingSet::new("https://acme.example/sets/one");
        let (a, b) = (Term::element("a:1"), Term::element("b:1"));
        set.push(Row::new(a.clone(), "skos:relatedMatch", b.clone(), one, "semapv:LexicalMatching"));
        let (subject, object) = if turned { (b, a) } else { (a, b) };
        set.push(Row::new(subject, "skos:relatedMatch", object, other, "semapv:LexicalMatching"));
        let possible = one.iter().any(|base| {
            let seen = if turned { Relation::of(base).converse() } else { Relation::of(base) };
            other.intersect(seen).is_some()
        });
        let found = lint(&set, &FileText::new("a", "")).iter().filter(|finding| finding.code() == Code::ContradictoryRows).count();
        prop_assert_eq!(found, usize::from(!possible));
    }
}

#[test]
fn row_on_group() {
    let row = |row: &str| places(&table(HEAD, "", &[row]));
    assert_eq!(row("itil4:service-management-practices skos:narrowMatch fitsm3:PR9"), ["11:1 warning row-on-group"]);
    assert_eq!(row("itil4:incident-management skos:broadMatch fitsm3:PR9"), NONE);
    // A requirement group of FitSM is made of its requirements; two groups may be compared; a gap is one for all.
    assert_eq!(row("itil4:incident-management skos:relatedMatch fitsm3:GR1"), NONE);
    assert_eq!(row("itil4:service-management-practices skos:closeMatch fitsm3:GR1"), NONE);
    assert_eq!(row("itil4:service-management-practices skos:exactMatch sssom:NoTermFound"), NONE);
    let (_, help) = only(&table(HEAD, "", &["itil4:service-management-practices skos:narrowMatch fitsm3:PR9"]));
    assert!(help.starts_with("name those of its elements that are meant, such as `itil4:"), "{help}");
}

#[test]
fn strength_off_scale() {
    let row = |strength: &str, scale: &str| {
        let row = format!("itil4:incident-management skos:broadMatch fitsm3:PR9 {strength} {scale}");
        table(HEAD, "ext_strength ext_strength_scale", &[&row])
    };
    for (strength, scale) in
        [("11", "1-10"), ("0", "1-10"), ("-1", "0..5"), ("high", "1-10"), ("4", "1,2,3"), ("highest", "low;medium;high"), ("101", "0-100%")]
    {
        assert_eq!(places(&row(strength, scale)), ["11:1 warning strength-off-scale"], "{strength} on {scale}");
    }
    for (strength, scale) in [("10", "1-10"), ("1", "1-10"), ("0.5", "0–1"), ("High", "low;medium;high"), ("77", "ours")] {
        assert_eq!(places(&row(strength, scale)), NONE, "{strength} on {scale}");
    }
    assert_eq!(places(&row("5", "''")), ["11:1 note strength-off-scale"]);
    let mut set = MappingSet::new("https://acme.example/sets/one");
    for number in 0..3 {
        let terms = (Term::element(format!("a:{number}")), Term::element("b:1"));
        let mut row = Row::new(terms.0, "skos:closeMatch", terms.1, Relation::ANY, "semapv:LexicalMatching");
        row.strength = Strength::from_text("2", None);
        set.push(row);
    }
    let findings = lint(&set, &FileText::new("a", ""));
    let messages: Vec<&str> = findings.iter().map(Diagnostic::message).collect();
    assert_eq!(messages, ["3 rows give a strength but not its scale"]);
}

#[test]
fn missing_rationale() {
    let rows = [
        "itil4:incident-management skos:broadMatch fitsm3:PR9",
        "itil4:problem-management skos:broadMatch fitsm3:PR10",
        "itil4:service-desk skos:relatedMatch fitsm3:PR9",
    ];
    let full = table(HEAD, "", &rows);
    assert_eq!(places(&full), NONE);
    let some = full.replace("PR10\tsemapv:ManualMappingCuration\tBecause", "PR10\tsemapv:ManualMappingCuration\t");
    assert_eq!(places(&some), ["12:1 note missing-rationale"]);
    assert_eq!(only(&some).0, "1 of 3 judgements gives no reason");
    assert_eq!(only(&full.replace("Because", "")).0, "none of the 3 judgements gives a reason");
    assert_eq!(places(&full.replace("Because", "").replace("ManualMappingCuration", "LexicalMatching")), NONE, "a program has no reasons");
    assert_eq!(places(&full.replace("ext_rationale", "comment")), NONE, "a comment is a reason");
}

#[test]
fn missing_and_unknown_edition() {
    let text = table(HEAD, "", &["itil4:incident-management skos:broadMatch fitsm3:PR9"]);
    assert_eq!(places(&text), NONE);
    assert_eq!(places(&text.replace("#object_source_version: \"3.0\"\n", "")), ["7:17 note missing-edition"]);
    assert_eq!(
        places(&text.replace("#object_source_version: \"3.0\"\n", "").replace("#subject_source_version: \"4\"\n", "")),
        ["6:18 note missing-edition", "7:17 note missing-edition"]
    );
    assert_eq!(places(&text.replace("\"3.0\"", "\"FitSM 3\"")), NONE);
    let other = text.replace("\"3.0\"", "\"2.4\"");
    assert_eq!(places(&other), ["7:17 warning unknown-edition"]);
    let (message, help) = only(&other);
    assert_eq!(message, "the set is about edition `2.4` of `fitsm3`, but the one that is known is `3.0`");
    assert_eq!(help, "edition `2.4` is known as `fitsm2`");
    let (_, help) = only(&text.replace("\"3.0\"", "\"3.7\""));
    assert!(help.starts_with("write `3.0` if"), "{help}");
    // Every row may say it for itself; one that is wrong is found once.
    let rows = |second: &str| {
        let second = format!("itil4:problem-management skos:broadMatch fitsm3:PR10 {second}");
        let third = second.replace("PR10", "PR11").replace("problem", "incident");
        table(HEAD, "object_source_version", &["itil4:service-desk skos:relatedMatch fitsm3:PR9 3.0", &second, &third])
            .replace("#object_source_version: \"3.0\"\n", "")
    };
    assert_eq!(places(&rows("3.0")), NONE);
    assert_eq!(places(&rows("2.4")), ["11:1 warning unknown-edition"]);
}

#[test]
fn unknown_predicates_are_reported() {
    let text = table(HEAD, "", &["itil4:incident-management skos:broaderMatch fitsm3:PR9"]);
    assert_eq!(places(&text), ["11:27 warning unknown-predicate"]);
}

#[test]
fn shipped_sets_have_no_finding() {
    let findings = Catalog::builtin().check_path(Path::new("frameworks/mappings"));
    assert!(findings.is_empty(), "{findings:#?}");
}

/// Sixty thousand rows that all break a rule: findings are bounded, and the time is linear in the rows.
#[test]
fn hostile_sets_end() {
    const ROWS: usize = 60_000;
    let mut same = MappingSet::new("https://acme.example/sets/one");
    let mut star = MappingSet::new("https://acme.example/sets/two");
    let mut scopes = MappingSet::new("https://acme.example/sets/three");
    for number in 0..ROWS {
        let base = if number % 2 == 0 { Relation::SUBSET } else { Relation::SUPERSET };
        same.push(Row::new(Term::element("a:1"), "skos:broadMatch", Term::element("b:1"), base, "semapv:LexicalMatching"));
        let row = Row::new(Term::element("a:1"), "skos:exactMatch", Term::element(format!("b:{number}")), Relation::EQUAL, "semapv:LexicalMatching");
        let mut scoped = row.clone();
        scoped.relation = Relation::ANY;
        scoped.other.insert("mapping_cardinality".into(), "1:1".into());
        scoped.other.insert("cardinality_scope".into(), format!("predicate_id|slot{number}").into());
        star.push(row);
        scopes.push(scoped);
    }
    let file = FileText::new("a", "");
    assert_eq!(lint(&same, &file).errors(), ROWS / 2);
    assert_eq!(lint(&star, &file).warnings(), ROWS - 1);
    let findings = lint(&scopes, &file);
    assert_eq!(findings.iter().filter(|finding| finding.code() == Code::LimitReached).count(), 1);
    assert_eq!(findings.iter().filter(|finding| finding.code() == Code::CardinalityMismatch).count(), 16);
}

/// The published examples of the specification state right cardinalities, and no public set gets an error of a rule.
#[test]
fn public_sets_are_judged_fairly() {
    let Ok(corpus) = std::env::var("ITSM_CORPUS") else {
        eprintln!("skipped: ITSM_CORPUS is not set");
        return;
    };
    let mut read = 0;
    for folder in ["sssom-spec", "sssom-java", "biomappings", "oscal", "ciso-assistant"] {
        for entry in fs::read_dir(Path::new(&corpus).join("interop").join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy();
            if !name.ends_with(".sssom.tsv") && !name.contains("mapping-collection") && !name.starts_with("mapping-") {
                continue;
            }
            let findings = Catalog::builtin().check_sets(&path, &Reading::default());
            let wrong = [Code::CardinalityMismatch, Code::SelfMapping, Code::ContradictoryRows, Code::StrengthOffScale, Code::MissingRationale];
            // Strengths without a scale and judgements without a reason are no more than notes.
            let fair = |finding: &Diagnostic| finding.severity() == Severity::Note || !wrong.contains(&finding.code());
            assert!(findings.iter().all(fair), "{}: {findings:#?}", path.display());
            read += 1;
        }
    }
    assert!(read > 30, "{read} sets");
    // With a wrong value planted, the example is found out.
    let path = Path::new(&corpus).join("interop/sssom-spec/schema_cardinality.sssom.tsv");
    let text = fs::read_to_string(path).unwrap().replacen("\tn:n\t", "\t1:n\t", 1);
    let file = FileText::new("planted.sssom.tsv", text);
    let (set, _) = sssom::read(&file, Limits::default());
    let planted = lint(&set.unwrap(), &file).iter().filter(|finding| finding.code() == Code::CardinalityMismatch).count();
    assert_eq!(planted, 1);
}
