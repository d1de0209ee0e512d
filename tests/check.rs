//! Checking finds every planted defect in one run, at its place, and survives hostile files.
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

use std::{fs, sync::Arc, time::Duration};

use itsm::{
    calendar::definition::CalendarFile,
    catalog::{Catalog, SHIPPED},
    diagnostic::{Code, Findings, Severity, render},
    document::{Shape, parse},
    framework::definition::{FrameworkFile, LocaleFile, PartFile},
    source::{FileText, Folder, Limits, Memory, Source},
};
use proptest::prelude::*;

const HEAD: &str = "format: itsm/framework/1\nid: acme\ntitle: Acme\nedition: '1'\npublisher: Acme\n";

fn check(files: Memory) -> Findings {
    Catalog::builtin().check_source(Arc::new(files))
}

/// `file:line:column code` of every finding.
fn places(findings: &Findings) -> Vec<String> {
    let place = |finding: &itsm::diagnostic::Diagnostic| {
        let position = finding.position().map_or(String::new(), |position| format!(":{}:{}", position.line(), position.column()));
        format!("{}{position} {}", finding.file().unwrap_or("-"), finding.code())
    };
    findings.iter().map(place).collect()
}

#[test]
fn all_defects_are_found_in_one_run_at_their_places() {
    let framework = "format: itsm/framework/1
id: acme
title: Acme
edition: '1'
publisher: Acme
editon: typo
id_pattern: '^[a-z]+$'
kinds:
  practice: {title: Practice, role: proces}
  role: {title: Role, role: role}
scales:
  level: {title: Level, levels: [{level: '1'}, {level: '2'}]}
sources:
  book: {title: Book}
parts: [more.yaml, gone.yaml, ../outside.yaml]
locales: [de, xx_YY]
elements:
  - id: alpha
    kind: practise
    title: Alpha
    purpse: typo
    source: [bok]
    references: [{to: omega, relation: near}, {to: 'fitsm3:PR99', relation: near}]
    inputs: [thing nobody makes]
  - id: alpha
    kind: role
    title: Again
  - {id: Bad1, kind: role, title: Bad id}
  - {id: gamma, kind: role}
  - {id: delta, title: No kind}
  - {id: epsilon, kind: role, title: Epsilon, parent: zeta}
  - {id: zeta, kind: role, title: Zeta, parent: epsilon}
  - {id: eta, kind: role, title: Eta, activity_count: 5, levels: [{scale: level, level: '1', count: 2}, {scale: levl, level: '1'}]}
  - {id: theta, kind: role, title: Theta, exhaustive: perhaps, aliases: one}
interfaces:
  - {from: alpha, to: nowhere, item: Thing}
";
    let part = "format: itsm/part/1\nframework: other\nelements:\n  - {id: iota, kind: role, title: Iota, title: Twice}\n";
    let locale = "format: itsm/locale/1\nframework: acme\nlanguage: de\nelements:\n  alphaa: {title: A}\n  zeta: {titel: Z, title: Z}\n";
    let files = Memory::new().with("framework.yaml", framework).with("more.yaml", part).with("locale/de.yaml", locale);
    let findings = check(files);
    // The columns are those of the offending words in the texts above.
    let at = |file: &str, text: &str, line: usize, word: &str, code: Code| {
        let column = text.lines().nth(line - 1).unwrap().find(word).unwrap() + 1;
        format!("{file}:{line}:{column} {code}")
    };
    let head = |line, word, code| at("framework.yaml", framework, line, word, code);
    let expected = [
        head(6, "editon", Code::UnknownKey),
        head(9, "proces}", Code::UnknownValue),
        head(15, "gone.yaml", Code::PartNotFound),
        head(15, "../outside", Code::PartNotFound),
        head(16, "xx_YY", Code::InvalidLanguage),
        head(16, "xx_YY", Code::PartNotFound),
        head(19, "practise", Code::UndeclaredKind),
        head(21, "purpse", Code::UnknownKey),
        head(22, "bok", Code::UndeclaredSource),
        head(23, "omega", Code::DanglingReference),
        head(23, "'fitsm3:PR99", Code::DanglingReference),
        head(24, "thing nobody", Code::UnproducedInput),
        head(25, "alpha", Code::DuplicateId),
        head(28, "Bad1", Code::IdPatternMismatch),
        head(29, "gamma", Code::MissingTitle),
        head(30, "delta", Code::MissingKind),
        head(31, "zeta}", Code::TreeCycle),
        head(33, "5, levels", Code::LevelCountMismatch),
        head(33, "levl", Code::UndeclaredLevel),
        head(34, "perhaps", Code::WrongType),
        head(34, "one}", Code::WrongType),
        head(36, "nowhere", Code::DanglingReference),
        at("locale/de.yaml", locale, 5, "alphaa", Code::UnknownLocaleEntry),
        at("locale/de.yaml", locale, 6, "titel", Code::UnknownKey),
        at("more.yaml", part, 2, "other", Code::WrongFramework),
        at("more.yaml", part, 4, "title: Twice", Code::DuplicateKey),
    ];
    let found = places(&findings);
    assert_eq!(found, expected, "{}", render::plain(&findings));
    // Where a known name is near, it is suggested.
    let help =
        |code: Code| findings.iter().filter(|finding| finding.code() == code).filter_map(|finding| finding.help_text()).collect::<Vec<_>>().join(" ");
    for (code, near) in [
        (Code::UnknownKey, "`edition`"),
        (Code::UnknownKey, "`purpose`"),
        (Code::UnknownValue, "`process`"),
        (Code::UndeclaredKind, "`practice`"),
        (Code::UndeclaredSource, "`book`"),
        (Code::UnknownLocaleEntry, "`alpha`"),
        (Code::UndeclaredLevel, "`level`"),
    ] {
        assert!(help(code).contains(near), "{code}: {}", help(code));
    }
}

#[test]
fn what_stands_before_a_syntax_error_is_checked_too() {
    let text = format!(
        "{HEAD}colour: red\nkinds:\n  practice: {{title: P, role: process}}\nelements:\n  - {{id: a, kind: practis, title: A}}\n  - {{id: b, kind: practice, title: \"open\n"
    );
    let found = places(&check(Memory::new().with("framework.yaml", text)));
    assert!(found.iter().any(|place| place.ends_with("yaml-syntax")), "{found:?}");
    assert!(found.contains(&"framework.yaml:6:1 unknown-key".to_owned()), "{found:?}");
    assert!(found.contains(&"framework.yaml:10:19 undeclared-kind".to_owned()), "{found:?}");
}

#[test]
fn json_is_accepted() {
    let text = r#"{
	"format": "itsm/framework/1", "id": "acme", "title": "Acme", "edition": "1", "publisher": "Acme",
	"kinds": {"practice": {"title": "Practice", "role": "process"}},
	"elements": [{"id": "a", "kind": "practice", "title": "Line\nbreak \u00e4 \ud83d\ude00 and \/ slash"}]
}"#;
    let catalog = Catalog::builtin().with_source(Arc::new(Memory::new().with("acme.json", text))).unwrap();
    assert_eq!(catalog.resolve("acme:a").unwrap().element().title(), "Line\nbreak ä 😀 and / slash");
    let broken = text.replace("\"kind\"", "\"kin\"");
    let findings = check(Memory::new().with("acme.json", broken));
    assert!(places(&findings).contains(&"acme.json:4:27 unknown-key".to_owned()), "{:?}", places(&findings));
}

#[test]
fn scalars_stay_as_they_were_written() {
    let text = format!(
        "{HEAD}kinds: {{clause: {{title: Clause, role: requirement}}}}\nelements:\n  - {{id: 3.10, kind: clause, title: no}}\n  - {{id: 3.1, kind: clause, title: 2024-01-01}}\n"
    );
    let catalog = Catalog::builtin().with_source(Arc::new(Memory::new().with("framework.yaml", text))).unwrap();
    assert_eq!(catalog.resolve("acme:3.10").unwrap().element().title(), "no");
    assert_eq!(catalog.resolve("acme:3.1").unwrap().element().title(), "2024-01-01");
}

/// The fast path and the full path agree: a file decodes exactly when the shape check finds nothing.
#[test]
fn decoding_and_shape_agree_on_mutated_shipped_files() {
    let shapes = (Shape::of::<FrameworkFile>(), Shape::of::<PartFile>(), Shape::of::<LocaleFile>(), Shape::of::<CalendarFile>());
    let mut seen = (0, 0);
    for path in SHIPPED.paths().filter(|path| path.ends_with(".yaml")) {
        let text = SHIPPED.get(path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        // Deterministic damage: drop a line, blank a value, break a key, turn a value into a list or a mapping.
        for (place, line) in lines.iter().enumerate().filter(|(place, _)| place % 17 == 3) {
            for damage in 0..5 {
                let changed = match damage {
                    0 => String::new(),
                    1 => line.split_once(": ").map(|(key, _)| format!("{key}:")).unwrap_or_default(),
                    2 => line.replacen(": ", "x: ", 1),
                    3 => line.split_once(": ").map(|(key, _)| format!("{key}: [one, two]")).unwrap_or_default(),
                    _ => line.split_once(": ").map(|(key, _)| format!("{key}: {{one: two}}")).unwrap_or_default(),
                };
                let mut mutated: Vec<&str> = lines.clone();
                mutated[place] = &changed;
                let file = FileText::new(path, mutated.join("\n"));
                let (document, syntax) = parse(&file, Limits::default());
                let (Some(mut document), true) = (document, syntax.is_empty()) else { continue };
                let (decodes, findings, repaired) = match path {
                    _ if path.ends_with("framework.yaml") => {
                        let decodes = document.decode::<FrameworkFile>().is_ok();
                        let findings = document.shape(&shapes.0, true);
                        (decodes, findings, document.decode::<FrameworkFile>().is_ok())
                    }
                    _ if path.contains("/locale/") => {
                        let decodes = document.decode::<LocaleFile>().is_ok();
                        let findings = document.shape(&shapes.2, true);
                        (decodes, findings, document.decode::<LocaleFile>().is_ok())
                    }
                    _ if path.starts_with("calendars/") => {
                        let decodes = document.decode::<CalendarFile>().is_ok();
                        let findings = document.shape(&shapes.3, true);
                        (decodes, findings, document.decode::<CalendarFile>().is_ok())
                    }
                    _ => {
                        let decodes = document.decode::<PartFile>().is_ok();
                        let findings = document.shape(&shapes.1, true);
                        (decodes, findings, document.decode::<PartFile>().is_ok())
                    }
                };
                assert_eq!(decodes, findings.is_empty(), "{path} line {}: {changed}\n{}", place + 1, render::plain(&findings));
                assert!(repaired, "{path} line {}: {changed}: what is left does not decode", place + 1);
                if decodes { seen.0 += 1 } else { seen.1 += 1 }
            }
        }
    }
    assert!(seen.0 > 100 && seen.1 > 100, "{seen:?}");
}

fn codes(findings: &Findings) -> Vec<Code> {
    findings.iter().map(itsm::diagnostic::Diagnostic::code).collect()
}

/// Runs `work` on a thread of a small stack: recursion without a bound would end the test.
fn bounded<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (send, receive) = std::sync::mpsc::channel();
    std::thread::Builder::new().stack_size(1024 * 1024).spawn(move || drop(send.send(work()))).unwrap();
    receive.recv_timeout(Duration::from_secs(20)).expect("hostile input takes bounded time")
}

#[test]
fn deep_nesting_is_refused() {
    for opening in ["[", "{a: ", "- ", "? "] {
        let text = format!("{HEAD}elements: {}", opening.repeat(100_000));
        let found = bounded(move || codes(&check(Memory::new().with("framework.yaml", text))));
        assert!(found.contains(&Code::LimitReached) || found.contains(&Code::YamlSyntax), "{opening}: {found:?}");
    }
    let indented = (0..3000).fold(String::new(), |text, depth| text + &" ".repeat(depth) + "a:\n");
    let found = bounded(move || codes(&check(Memory::new().with("framework.yaml", format!("{HEAD}kinds:\n{indented}")))));
    assert!(found.contains(&Code::LimitReached) || found.contains(&Code::YamlSyntax), "{found:?}");
}

#[test]
fn alias_bombs_are_refused() {
    let mut text = format!("{HEAD}kinds: &a0 {{k: {{title: K, role: term}}}}\n");
    text.push_str("elements:\n  - &b0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..40 {
        text.push_str(&format!("  - &b{level} [{}]\n", vec![format!("*b{}", level - 1); 10].join(", ")));
    }
    let found = bounded(move || codes(&check(Memory::new().with("framework.yaml", text))));
    assert!(found.contains(&Code::LimitReached), "{found:?}");
    let itself = format!("{HEAD}elements: &a [*a]\n");
    assert!(bounded(move || codes(&check(Memory::new().with("framework.yaml", itself)))).contains(&Code::YamlSyntax));
}

#[test]
fn long_lines_are_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("framework.yaml");
    fs::write(&path, format!("{HEAD}summary: {}", "x".repeat(100 * 1024 * 1024))).unwrap();
    let findings = Catalog::builtin().check_path(&path);
    assert_eq!(codes(&findings), [Code::LimitReached]);
    // Just under the limit the line is read, and no excerpt of it is kept.
    fs::write(
        &path,
        format!("{HEAD}kinds: {{k: {{title: K, role: term}}}}\nelements: [{{id: a, kind: k, titel: {}}}]", "x".repeat(15 * 1024 * 1024)),
    )
    .unwrap();
    let findings = Catalog::builtin().check_path(&path);
    assert!(codes(&findings).contains(&Code::UnknownKey));
    assert!(render::human(&findings, false).len() < 10_000);
}

#[test]
fn floods_of_findings_are_bounded_and_counted() {
    let text = format!("{HEAD}{}", "a: x\n".repeat(200_000));
    let findings = bounded(move || check(Memory::new().with("framework.yaml", text)));
    assert_eq!(findings.len(), Findings::LISTED);
    // 199,999 times the key stands again, and once it is not known.
    assert_eq!(findings.errors(), 200_000);
    assert!(render::summary(&findings).ends_with("190000 of them not listed"), "{}", render::summary(&findings));
}

#[test]
fn unreadable_files_are_findings() {
    let folder = tempfile::tempdir().unwrap();
    let catalog = Catalog::builtin();
    let at = |name: &str| folder.path().join(name);
    assert_eq!(codes(&catalog.check_path(&at("missing.yaml"))), [Code::UnreadableFile]);
    fs::write(at("latin.yaml"), b"format: itsm/framework/1\ntitle: St\xf6rung\n").unwrap();
    let findings = catalog.check_path(&at("latin.yaml"));
    let finding = findings.iter().next().unwrap();
    let position = finding.position().unwrap();
    assert_eq!((finding.code(), position.line(), position.column()), (Code::NotUtf8, 2, 10));
    fs::create_dir(at("parts")).unwrap();
    fs::create_dir(at("parts/more.yaml")).unwrap();
    fs::write(at("parts/framework.yaml"), format!("{HEAD}parts: [more.yaml]\n")).unwrap();
    assert_eq!(codes(&catalog.check_path(&at("parts/framework.yaml"))), [Code::PartNotFound]);
    fs::write(at("empty.yaml"), "").unwrap();
    assert_eq!(codes(&catalog.check_path(&at("empty.yaml"))), [Code::YamlSyntax]);
    fs::create_dir(at("nothing")).unwrap();
    assert_eq!(codes(&catalog.check_path(&at("nothing"))), [Code::UnsupportedFormat]);
    // Root reads everything, so permissions are tried through a source that refuses.
    assert!(Folder::new(at("nowhere")).list().is_err());
}

#[cfg(unix)]
#[test]
fn pipes_and_links_do_not_lead_astray() {
    let folder = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("framework.yaml"), HEAD).unwrap();
    std::os::unix::fs::symlink(outside.path(), folder.path().join("link")).unwrap();
    assert!(Folder::new(folder.path()).list().unwrap().is_empty());
    let status = std::process::Command::new("mkfifo").arg(folder.path().join("framework.yaml")).status();
    if status.is_ok_and(|status| status.success()) {
        let path = folder.path().join("framework.yaml");
        assert_eq!(bounded(move || codes(&Catalog::builtin().check_path(&path))), [Code::UnreadableFile]);
    }
}

#[test]
fn a_part_or_locale_is_checked_with_its_framework() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("locale")).unwrap();
    fs::write(at("framework.yaml"), format!("{HEAD}extra: 1\nkinds: {{k: {{title: K, role: term}}}}\nparts: [more.yaml]\nlocales: [de]\n")).unwrap();
    fs::write(at("more.yaml"), "format: itsm/part/1\nframework: acme\nelements:\n  - {id: a, kind: kk, title: A}\n").unwrap();
    fs::write(at("locale/de.yaml"), "format: itsm/locale/1\nframework: acme\nlanguage: de\nelements:\n  b: {title: B}\n").unwrap();
    let catalog = Catalog::builtin();
    assert_eq!(codes(&catalog.check_path(&at("more.yaml"))), [Code::UndeclaredKind]);
    assert_eq!(codes(&catalog.check_path(&at("locale/de.yaml"))), [Code::UnknownLocaleEntry]);
    assert_eq!(codes(&catalog.check_path(folder.path())).len(), 3);
}

#[test]
fn severities_are_counted() {
    let findings = check(
        Memory::new()
            .with("framework.yaml", format!("{HEAD}kinds: {{k: {{title: K, role: term}}}}\nelements: [{{id: a, kind: k, title: A, inputs: [x]}}]\n")),
    );
    assert_eq!((findings.errors(), findings.warnings(), findings.len()), (0, 1, 1));
    assert_eq!(findings.iter().next().unwrap().severity(), Severity::Warning);
    let open = check(Memory::new().with(
        "framework.yaml",
        format!("{HEAD}flows: open\nkinds: {{k: {{title: K, role: term}}}}\nelements: [{{id: a, kind: k, title: A, inputs: [x]}}]\n"),
    ));
    assert!(open.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    /// No text makes the reader panic, and what is wrong is always said.
    #[test]
    fn arbitrary_text_never_panics(text in "[\\PC\n\t ]{0,200}") {
        let findings = check(Memory::new().with("framework.yaml", format!("format: itsm/framework/1\n{text}")));
        prop_assert!(!findings.is_empty());
    }

    /// Text made of what YAML is made of reaches deeper.
    #[test]
    fn yaml_like_text_never_panics(parts in proptest::collection::vec(prop_oneof![
        Just("elements:"), Just("- id: a"), Just("  kind: k"), Just("  title: T"), Just("kinds: {k: {title: K, role: term}}"), Just("parent: a"),
        Just("&a"), Just("*a"), Just("["), Just("]"), Just("{"), Just("}"), Just("\n"), Just(": "), Just("|"), Just(">"), Just("'"), Just("\""),
        Just("!!str"), Just("---"), Just("..."), Just("# c"), Just("? "), Just("extends: itil4"), Just("hide: [a]"), Just("\u{feff}"), Just("\t"), Just("~"),
    ], 0..40)) {
        let text: String = parts.join(" ");
        let lines: String = parts.join("\n");
        let _ = check(Memory::new().with("framework.yaml", format!("{HEAD}{text}")));
        let _ = check(Memory::new().with("framework.yaml", format!("{HEAD}{lines}")));
        for rendering in [render::human, |findings: &Findings, _| render::plain(findings)] {
            let _ = rendering(&check(Memory::new().with("framework.yaml", format!("{HEAD}{lines}"))), true);
        }
    }
}
