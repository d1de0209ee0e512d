//! The floors of `docs/architecture.md`: a room uses only rooms on floors below its own.
//!
//! The sources are parsed, so `use` trees, full paths in code and `super::` are all seen.
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

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use syn::visit::Visit;

/// Rooms by floor, the ground first. A room that is not listed fails the test.
const FLOORS: [&[&str]; 7] = [
    &["id", "diagnostic", "document", "locale", "error", "source", "time", "draw", "digest", "provenance", "difference"],
    &["framework", "calendar", "expr", "audit", "decision", "net"],
    &["mapping", "lifecycle", "workflow", "eventlog"],
    &["typed", "behaviour", "conformance", "simulation"],
    &["catalog"],
    &["report", "store"],
    &["schema"],
];

/// The program stands above all floors and reaches the library by its name.
const PROGRAM: [&str; 2] = ["main", "cli"];

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

#[derive(Default)]
struct Paths {
    /// The modules that the code stands in, from the crate root.
    place: Vec<String>,
    /// Rooms that are named.
    used: BTreeSet<String>,
}

impl Paths {
    fn resolve(&mut self, segments: &[String]) {
        let mut at = match segments.first().map(String::as_str) {
            Some("crate") => Vec::new(),
            Some("self") => self.place.clone(),
            Some("super") => self.place[..self.place.len().saturating_sub(1)].to_vec(),
            _ => return,
        };
        for segment in &segments[1..] {
            match segment.as_str() {
                "super" => drop(at.pop()),
                other => at.push(other.to_owned()),
            }
        }
        self.used.extend(at.into_iter().next());
    }

    fn tree(&mut self, tree: &syn::UseTree, before: &mut Vec<String>) {
        match tree {
            syn::UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.tree(&path.tree, before);
                before.pop();
            }
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.tree(tree, before)),
            syn::UseTree::Name(name) => self.leaf(&name.ident.to_string(), before),
            syn::UseTree::Rename(rename) => self.leaf(&rename.ident.to_string(), before),
            syn::UseTree::Glob(_) => self.resolve(before),
        }
    }

    fn leaf(&mut self, name: &str, before: &mut Vec<String>) {
        before.push(name.to_owned());
        self.resolve(before);
        before.pop();
    }
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree(&item.tree, &mut Vec::new());
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.resolve(&segments);
        syn::visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        // What stands inside a macro call is not parsed; a path into the crate there is found by its words.
        let text = item.tokens.to_string();
        for (at, _) in text.match_indices("crate :: ") {
            let room: String = text[at + 9..].chars().take_while(|character| character.is_alphanumeric() || *character == '_').collect();
            self.used.insert(room);
        }
        syn::visit::visit_macro(self, item);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        // Unit tests may look at anything.
        let is_test = item.attrs.iter().any(|attribute| quote::quote!(#attribute).to_string().contains("cfg (test)"));
        if !is_test {
            self.place.push(item.ident.to_string());
            syn::visit::visit_item_mod(self, item);
            self.place.pop();
        }
    }
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn modules(root: &Path, file: &Path) -> Vec<String> {
    let relative = file.strip_prefix(root).unwrap().with_extension("");
    let mut parts: Vec<String> = relative.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    if parts.last().is_some_and(|last| last == "mod" || last == "lib") {
        parts.pop();
    }
    parts
}

#[allow(clippy::disallowed_methods, reason = "the test reads the sources")]
fn offences(root: &Path) -> Vec<String> {
    let mut files = Vec::new();
    sources(root, &mut files);
    let mut offences = Vec::new();
    for file in files {
        let place = modules(root, &file);
        let Some(room) = place.first().cloned() else { continue };
        let mut paths = Paths { place, used: BTreeSet::new() };
        paths.visit_file(&syn::parse_file(&fs::read_to_string(&file).unwrap()).unwrap());
        let shown = file.strip_prefix(root).unwrap().display().to_string();
        if PROGRAM.contains(&room.as_str()) {
            offences
                .extend(paths.used.iter().filter(|used| floor(used).is_some()).map(|used| format!("{shown} reaches into the library's `{used}`")));
            continue;
        }
        let Some(own) = floor(&room) else {
            offences.push(format!("{shown} stands in a room that has no floor: `{room}`"));
            continue;
        };
        for used in paths.used.iter().filter(|used| **used != room) {
            // Names re-exported at the root are types of the ground floor.
            let Some(other) = floor(used) else { continue };
            let allowed = other < own || (own == 0 && other == 0);
            if !allowed {
                offences.push(format!("{shown} (floor {own}) uses `{used}` (floor {other})"));
            }
        }
    }
    offences
}

#[test]
fn rooms_use_only_floors_below() {
    let offences = offences(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")));
    assert!(offences.is_empty(), "{}", offences.join("\n"));
}

/// The checker itself: planted offences of every form are seen.
#[test]
fn offences_are_seen() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("framework/a.rs", "use crate::{diagnostic::Code, mapping::Relation};");
    write("framework/b/c.rs", "use super::super::super::catalog::Catalog;");
    write("mapping/d.rs", "fn f() -> crate::report::Table { g!(crate::schema::X) }");
    write("source/e.rs", "mod inner { use super::super::super::framework::Framework; }");
    write("cellar/f.rs", "");
    write("catalog/g.rs", "#[cfg(test)] mod tests { use crate::report::Table; }");
    let found = offences(folder.path()).join("\n");
    for expected in ["framework/a.rs", "framework/b/c.rs", "uses `report`", "uses `schema`", "source/e.rs", "`cellar`"] {
        assert!(found.contains(expected), "{expected} is missing in\n{found}");
    }
    assert!(!found.contains("diagnostic") && !found.contains("catalog/g.rs"), "{found}");
}

/// Files stay small enough to read: median 250 lines or less, nine of ten under 600, none over 1,000.
#[test]
#[allow(clippy::disallowed_methods, reason = "the test reads the sources")]
fn files_stay_small() {
    let mut files = Vec::new();
    sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut files);
    let mut lines: BTreeMap<usize, PathBuf> = BTreeMap::new();
    let mut sizes: Vec<usize> = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        // Generated code neither counts nor makes the others look small.
        if text.lines().next().is_some_and(|line| line.contains("generated from its definition")) {
            continue;
        }
        let count = text.lines().count();
        sizes.push(count);
        lines.insert(count, file);
    }
    sizes.sort_unstable();
    assert!(sizes[sizes.len() / 2] <= 250, "median {}", sizes[sizes.len() / 2]);
    assert!(sizes[sizes.len() * 9 / 10] < 600, "ninth of ten {}", sizes[sizes.len() * 9 / 10]);
    let (largest, file) = lines.last_key_value().unwrap();
    assert!(*largest <= 1000, "{} has {largest} lines", file.display());
}

/// Every file says in its first line what lives there.
#[test]
#[allow(clippy::disallowed_methods, reason = "the test reads the sources")]
fn files_say_what_lives_there() {
    let mut files = Vec::new();
    sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut files);
    let silent: Vec<_> = files.iter().filter(|file| !fs::read_to_string(file).unwrap().starts_with("//! ")).collect();
    assert!(silent.is_empty(), "{silent:?}");
}
