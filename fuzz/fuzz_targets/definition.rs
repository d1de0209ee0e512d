//! Any text as a framework, part and locale file: no panic, and a finding whenever it does not load.
#![no_main]

use std::sync::Arc;

use itsm::{catalog::Catalog, diagnostic::render, source::Memory};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (head, rest) = text.split_once("\u{1}").unwrap_or((text, ""));
    let (part, locale) = rest.split_once("\u{1}").unwrap_or((rest, ""));
    let files = Memory::new()
        .with("framework.yaml", format!("format: itsm/framework/1\n{head}"))
        .with("part.yaml", part.to_owned())
        .with("locale/de.yaml", locale.to_owned());
    let findings = Catalog::empty().check_source(Arc::new(files.clone()));
    let _ = (render::human(&findings, true), render::sarif(&findings), render::github(&findings));
    if findings.errors() == 0 {
        assert!(Catalog::empty().with_source(Arc::new(files)).is_ok());
    }
});
