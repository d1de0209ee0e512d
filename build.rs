//! Lists the files under `frameworks/` and the pages under `docs/codes/` in tables that the library embeds.
//!
//! The table is sorted by path and holds `include_str!` of every definition, locale and mapping file, so adding a file
//! to `frameworks/` is all it takes to ship it.

use std::{
    env,
    fmt::Write as _,
    fs,
    io::{Error, Result},
    path::{Path, PathBuf},
};

fn main() -> Result<()> {
    let manifest = variable("CARGO_MANIFEST_DIR")?;
    let root = manifest.join("frameworks");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    walk(&root, "", &mut files)?;
    files.sort();
    let mut table = String::from("&[\n");
    for path in &files {
        literal(&mut table, path, &root.join(path))?;
    }
    table.push_str("]\n");
    fs::write(variable("OUT_DIR")?.join("frameworks.rs"), table)?;
    pages(&manifest.join("docs/codes"))
}

/// The pages of codes, by the names of their files without the ending.
fn pages(folder: &Path) -> Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut pages = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if let Some(name) = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(".md")) {
            pages.push((name.to_owned(), path.clone()));
        }
    }
    pages.sort();
    let mut table = String::from("&[\n");
    for (name, path) in &pages {
        literal(&mut table, name, path)?;
    }
    table.push_str("]\n");
    fs::write(variable("OUT_DIR")?.join("codes.rs"), table)
}

/// One row of a table, both texts as Rust literals.
fn literal(table: &mut String, name: &str, path: &Path) -> Result<()> {
    let path = path.to_str().ok_or_else(|| Error::other("the path of the package is not UTF-8"))?;
    writeln!(table, "    ({name:?}, include_str!({path:?})),").map_err(Error::other)
}

#[allow(clippy::disallowed_methods, reason = "cargo speaks to build scripts through the environment")]
fn variable(name: &str) -> Result<PathBuf> {
    env::var_os(name).map(PathBuf::from).ok_or_else(|| Error::other(format!("cargo did not set {name}")))
}

fn walk(folder: &Path, relative: &str, files: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if relative.is_empty() { name.clone() } else { format!("{relative}/{name}") };
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), &path, files)?;
        } else if name.ends_with(".yaml") || name.ends_with(".tsv") {
            files.push(path);
        }
    }
    Ok(())
}
