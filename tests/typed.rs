//! Typed lifecycles: generated and checked in agree, and the typed machine does what the loaded one does.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test fails by panicking and reads its own files"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use itsm::{
    catalog::{Catalog, SHIPPED},
    lifecycle::{Context, Instance, Lifecycle},
    source::{FileText, Limits, Source as _},
    typed::{self, Definition, Definitions, Destination, Machine, Name, SourceText},
};
use proptest::prelude::*;

// ---- generated and checked in

/// The generated files of all built-in lifecycles, by their paths.
fn generated() -> BTreeMap<PathBuf, String> {
    let catalog = Catalog::builtin();
    let mut files = BTreeMap::new();
    let mut modules: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in SHIPPED.paths().filter(|path| path.contains("/lifecycles/")) {
        let definitions = Definitions::load(&SHIPPED.read(path).unwrap(), &catalog, Limits::default()).unwrap();
        for lifecycle in &definitions.lifecycles {
            let (pack, module) = (typed::module_name(lifecycle.framework().unwrap()), typed::module_name(lifecycle.id()));
            let destination = Destination {
                library: "crate".to_owned(),
                command: "ITSM_BLESS=1 cargo test --test typed".to_owned(),
                sources: sources(&definitions),
            };
            files.insert(Path::new(&pack).join(format!("{module}.rs")), typed::generate(lifecycle, &destination).unwrap());
            assert!(modules.entry(pack).or_default().insert(module), "{path}");
        }
    }
    for (pack, modules) in modules {
        let mut text = format!("//! The types of the lifecycles of `{pack}`; `ITSM_BLESS=1 cargo test --test typed` makes them anew.\n\n");
        for module in modules {
            let _ = writeln!(text, "pub mod {module};");
        }
        files.insert(Path::new(&pack).join("mod.rs"), text);
    }
    files
}

fn sources(definitions: &Definitions) -> Vec<SourceText> {
    let expression = |place: usize, name: &str| match place {
        0 => format!("include_str!(\"../../../{name}\")"),
        _ => {
            let (folder, id) = name.strip_suffix(".yaml").unwrap().split_once("/lifecycles/").unwrap();
            let pack = folder.rsplit('/').next().unwrap();
            format!("crate::typed::{}::{}::SOURCE", typed::module_name(pack), typed::module_name(id))
        }
    };
    let sources = definitions.sources.iter().enumerate();
    sources.map(|(place, (reference, file))| SourceText { reference: reference.clone(), expression: expression(place, file.name()) }).collect()
}

#[test]
fn generated_and_checked_in_agree() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/typed");
    let files = generated();
    if std::env::var_os("ITSM_BLESS").is_some() {
        for (path, text) in &files {
            fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            fs::write(root.join(path), text).unwrap();
        }
    }
    let stale: Vec<_> =
        files.iter().filter(|(path, text)| fs::read_to_string(root.join(path)).ok().as_deref() != Some(text.as_str())).map(|(path, _)| path).collect();
    assert!(stale.is_empty(), "make them anew with ITSM_BLESS=1 cargo test --test typed: {stale:?}");
    // Nothing stands there that is no longer generated.
    let folders = fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let there = folders.flat_map(|folder| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    let left: Vec<_> = there.filter(|path| !files.contains_key(path.strip_prefix(&root).unwrap())).collect();
    assert!(left.is_empty(), "{left:?}");
}
