//! How findings look in every form, held by snapshots in `tests/snapshots/`.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::sync::Arc;

use insta::assert_snapshot;
use itsm::{
    catalog::Catalog,
    diagnostic::{Code, Diagnostic, Findings, render},
    document::Position,
    report::Table,
    source::{FileText, Memory},
};

fn findings() -> Findings {
    let text = "format: itsm/framework/1
id: acme
title: Störungen bei Acme
edition: '1'
publisher: Acme
kinds: {practice: {title: Practice, role: process}}
elements:
  - {id: störung, kind: practise, title: Ä, inputs: [nobody's]}
  - id: \"line\\nbreak\"
    kind: practice
";
    Catalog::builtin().check_source(Arc::new(Memory::new().with("a folder/frame,work:100%.yaml", text)))
}

#[test]
fn human() {
    assert_snapshot!(render::human(&findings(), false));
}

#[test]
fn plain() {
    assert_snapshot!(render::plain(&findings()));
}

#[test]
fn json() {
    assert_snapshot!(serde_json::to_string_pretty(&render::json(&findings())).unwrap());
}

#[test]
fn github() {
    assert_snapshot!(render::github(&findings()));
}

#[test]
fn sarif() {
    let text = serde_json::to_string_pretty(&render::sarif(&findings())).unwrap();
    assert_snapshot!(text.replace(env!("CARGO_PKG_VERSION"), "VERSION"));
}

/// A stranger's file name, line and name cannot steer a terminal or forge a second finding.
#[test]
fn hostile_text_is_defused() {
    let file = FileText::new("a\u{1b}[2J\nb.yaml", "x: \u{1b}[31mred\u{7}\n");
    let hostile: Findings =
        Diagnostic::error(Code::UnknownKey, "unknown key `\u{1b}[31m`\n::error::forged").located(&file, Position::new(1, 4, 9)).into();
    for text in [render::plain(&hostile), render::github(&hostile)] {
        assert_eq!(text.lines().count(), 1, "{text:?}");
    }
    assert!(!render::plain(&hostile).contains('\u{1b}'));
    assert!(!render::human(&hostile, false).contains('\u{1b}'), "{:?}", render::human(&hostile, false));
    assert!(!render::human(&hostile, false).contains('\u{7}'));
}

#[test]
fn tables() {
    let mut table = Table::new(["id", "title"]);
    table.push(["a|b".to_owned(), "<script>*x*</script>".to_owned()]);
    table.push(["=1+1".to_owned(), "two\nlines, \"quoted\"".to_owned()]);
    assert_snapshot!(format!("{}\n{}\n{}", table.markdown(), table.csv(), table.plain()));
}
