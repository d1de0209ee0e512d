//! Findings that need more than one example: several files, overlays, and what must not be reported after another finding.

use std::sync::Arc;

use itsm::{catalog::Catalog, source::Memory};

const HEAD: &str = "format: itsm/framework/1\nid: acme\ntitle: Acme\nedition: '1'\npublisher: Acme\n";
const KINDS: &str = "kinds:\n  practice: {title: Practice, role: process}\n";

/// The findings of a set of files as `file:line:column code`.
fn check(files: &[(&str, &str)]) -> Vec<String> {
    let source = files.iter().fold(Memory::new(), |source, (path, text)| source.with(*path, (*text).to_owned()));
    let findings = Catalog::builtin().check_source(Arc::new(source));
    let line = |finding: &itsm::diagnostic::Diagnostic| {
        let place = finding.position().unwrap_or_default();
        let doubt = if finding.severity() == itsm::diagnostic::Severity::Warning { " warning" } else { "" };
        format!("{}:{}:{} {}{doubt}", finding.file().unwrap_or_default(), place.line(), place.column(), finding.code())
    };
    findings.iter().map(line).collect()
}

#[test]
fn an_overlay_cannot_make_a_circle() {
    let head = "format: itsm/framework/1\nextends: itil4\nelements:\n";
    let by_parent = format!("{head}  - {{id: general-management-practices, parent: architecture-management}}\n");
    assert_eq!(check(&[("a.yaml", &by_parent)]), ["a.yaml:4:48 tree-cycle"]);
    let by_place = format!("{head}  - id: architecture-management\n    elements:\n      - {{id: general-management-practices}}\n");
    assert_eq!(check(&[("a.yaml", &by_place)]), ["a.yaml:4:9 tree-cycle"]);
}

#[test]
fn one_folder_cannot_hold_an_id_twice() {
    let file = format!("{HEAD}{KINDS}");
    assert_eq!(check(&[("a.yaml", &file), ("b.yaml", &file)]), ["b.yaml:2:5 duplicate-framework"]);
}

#[test]
fn a_later_format_is_not_passed_over() {
    let file = format!("{HEAD}{KINDS}");
    let found = check(&[("a.yaml", &file), ("b.yaml", "format: itsm/framework/9\nid: b\ntitle: B\nedition: '1'\npublisher: B\nnews: true\n")]);
    assert_eq!(found, ["b.yaml:1:9 unsupported-format", "b.yaml:6:1 unknown-key"]);
}

#[test]
fn a_head_without_an_id_is_reported_once_with_all_else() {
    let file = format!("{}{KINDS}news: true\n", HEAD.replace("id: acme\n", ""));
    assert_eq!(check(&[("a.yaml", &file)]), ["a.yaml:1:9 missing-key", "a.yaml:7:1 unknown-key"]);
}

#[test]
fn what_was_not_read_is_not_called_missing_for_sure() {
    let torn = "format: itsm/framework/1\ntitle: \"Acme\nid: acme\n";
    assert_eq!(check(&[("a.yaml", torn)]), ["a.yaml:2:8 yaml-syntax"]);

    let elements = "elements:\n  - {id: a, kind: practice, title: A, parent: b}\n";
    let head = format!("{HEAD}parts: [part.yaml]\nlocales: [de]\n{KINDS}{elements}");
    let locale = "format: itsm/locale/1\nframework: acme\nlanguage: de\nelements:\n  b: {title: B}\n";
    let part = "format: itsm/part/1\nframework: acme\nelements:\n  - {id: b, kind: practice, title: \"B}\n";
    let files = [("a.yaml", head.as_str()), ("part.yaml", part), ("locale/de.yaml", locale)];
    assert_eq!(
        check(&files),
        ["a.yaml:11:47 dangling-reference warning", "locale/de.yaml:5:3 unknown-locale-entry warning", "part.yaml:4:36 yaml-syntax"]
    );

    let elements = "elements:\n  - {id: a, kind: practice, title: A, parent: general-management-practices}\n  - {id: change-enablement}\n";
    let overlay = format!("format: itsm/framework/1\nextends: itil44\n{elements}");
    assert_eq!(check(&[("a.yaml", &overlay)]), ["a.yaml:2:10 unknown-framework"]);
}

#[test]
fn a_file_that_names_no_framework_has_one_finding_for_it() {
    let head = format!("{HEAD}parts: [part.yaml]\nlocales: [de]\n{KINDS}");
    let found = check(&[("a.yaml", &head), ("part.yaml", "format: itsm/part/1\n"), ("locale/de.yaml", "format: itsm/locale/1\nframework: acme\n")]);
    assert_eq!(found, ["locale/de.yaml:1:1 missing-key", "part.yaml:1:1 missing-key"]);
}
