//! The README tells the truth: its commands run, and what they print is what it shows.
#![cfg(feature = "cli")]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "a test fails by panicking and reads its own files"
)]

use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Every `console` block: commands after `$`, then their output, `...` for lines that are left out.
#[test]
fn consoles_show_real_output() {
    let readme = std::fs::read_to_string(format!("{ROOT}/README.md")).unwrap();
    let mut commands = 0;
    for block in readme.split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap();
        for run in block.split("$ ").skip(1) {
            let (command, expected) = run.split_once('\n').unwrap();
            let arguments = command.strip_prefix("cargo itsm ").expect("README commands are `cargo itsm`");
            let output =
                Command::new(env!("CARGO_BIN_EXE_itsm")).args(arguments.split_whitespace()).current_dir(ROOT).env("NO_COLOR", "1").output().unwrap();
            assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
            let printed = String::from_utf8(output.stdout).unwrap();
            let mut lines = printed.lines().filter(|line| !line.trim().is_empty());
            let mut skipping = false;
            for line in expected.lines().filter(|line| !line.trim().is_empty()) {
                if line == "..." {
                    skipping = true;
                } else if skipping {
                    assert!(lines.by_ref().any(|printed| printed.trim_end() == line), "{command} does not print {line:?} there:\n{printed}");
                    skipping = false;
                } else {
                    assert_eq!(lines.next().map(str::trim_end), Some(line), "{command}");
                }
            }
            assert!(skipping || lines.next().is_none(), "{command} prints more than the README shows");
            commands += 1;
        }
    }
    assert!(commands >= 5, "{commands}");
}

/// Every file that the README and the documents link to is there.
#[test]
fn links_lead_somewhere() {
    let docs = std::fs::read_dir(format!("{ROOT}/docs")).unwrap().map(|entry| format!("docs/{}", entry.unwrap().file_name().to_string_lossy()));
    let pages = docs.filter(|name| name.ends_with(".md")).chain(["README.md", "examples/pipeline/README.md"].map(str::to_owned));
    for file in pages {
        let text = std::fs::read_to_string(format!("{ROOT}/{file}")).unwrap();
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        for target in
            text.split("](").skip(1).filter_map(|rest| rest.split(')').next()).filter(|target| !target.contains("://") && !target.starts_with('#'))
        {
            let path = format!("{ROOT}/{folder}/{}", target.split('#').next().unwrap());
            assert!(std::path::Path::new(&path).exists(), "{file} links to {target}");
        }
    }
}
