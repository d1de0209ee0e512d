//! Every code has its page in `docs/codes/`, and what the pages say is true.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    str::FromStr as _,
    sync::Arc,
};

use itsm::{
    calendar::{self, definition::CALENDAR_FORMAT},
    catalog::Catalog,
    diagnostic::{Code, Diagnostic, Findings},
    eventlog::{EventLog, Reading},
    source::{Limits, Memory},
};
use strum::IntoEnumIterator as _;

/// Codes that text files cannot show; their pages say in prose how they come about. Conditions stand in no file that the
/// catalog reads yet (lifecycles will hold them): `tests/expr.rs` tests what their pages say. Neither does it read nets:
/// `tests/net/` tests those, and `tests/rules/` Declare models and waivers, `tests/eventlog/` logs in parts.
const IN_PROSE: [Code; 16] = [
    Code::MissingObjectType,
    Code::FlattenedLog,
    Code::BrokenChain,
    Code::TimeRunsBackwards,
    Code::UnreadableFile,
    Code::NotUtf8,
    Code::LimitReached,
    Code::InvalidCondition,
    Code::MissingFeature,
    Code::XmlSyntax,
    Code::MalformedNet,
    Code::MalformedConstraint,
    Code::ExpiredWaiver,
    Code::Deviation,
    Code::BrokenRule,
    Code::ScatteredCase,
];
/// Longest summary: one line of `itsm explain`.
const LONGEST_SUMMARY: usize = 100;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/codes")
}

/// The text below a heading.
fn section<'page>(page: &'page str, heading: &str) -> Option<&'page str> {
    let (_, rest) = page.split_once(&format!("\n## {heading}\n\n"))?;
    Some(rest.split("\n## ").next().unwrap_or(rest))
}

/// The fenced blocks of a section as files: the second word of the info string is the path.
fn files(section: &str) -> Result<Vec<(String, String)>, String> {
    let mut files = Vec::new();
    let mut lines = section.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```") else { continue };
        let (kind, path) = info.split_once(' ').ok_or_else(|| format!("the block `{info}` names no file"))?;
        if !path.ends_with(&format!(".{kind}")) {
            return Err(format!("the block `{info}` is of another kind than its file"));
        }
        let text: String = lines.by_ref().take_while(|line| *line != "```").flat_map(|line| [line, "\n"]).collect();
        if kind == "tsv" && !text.contains('\t') {
            return Err(format!("there is no tab in `{path}`"));
        }
        files.push((path.to_owned(), text));
    }
    Ok(files)
}

fn check(files: &[(String, String)]) -> Findings {
    let source = files.iter().fold(Memory::new(), |source, (path, text)| source.with(path.clone(), text.clone()));
    if let Some((path, _)) = files.iter().find(|(path, _)| matches!(path.as_str(), "log.xes" | "log.csv")) {
        return EventLog::from_source(&source, path, &Reading::default()).1;
    }
    // A calendar is checked with the files that it names.
    match files.iter().find(|(_, text)| text.starts_with(&format!("format: {CALENDAR_FORMAT}\n"))) {
        Some((path, _)) => calendar::check(&source, path, Limits::default()).1,
        None => Catalog::builtin().check_source(Arc::new(source)),
    }
}

fn place(finding: &Diagnostic) -> String {
    let position = finding.position().unwrap_or_default();
    format!("{}:{}:{}", finding.file().unwrap_or_default(), position.line(), position.column())
}

fn listed(findings: &Findings) -> String {
    let lines: Vec<String> = findings.iter().map(|finding| format!("    {}: {} [{}]", place(finding), finding.message(), finding.code())).collect();
    format!("\n{}", lines.join("\n"))
}

/// Everything that is wrong with the form of a page.
fn form(code: Code, page: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut lines = page.lines();
    if lines.next() != Some(&format!("# {code}")) {
        wrong.push(format!("the first line is not `# {code}`"));
    }
    let summary = code.summary();
    if lines.next() != Some("") || lines.next() != Some(summary) || lines.next() != Some("") {
        wrong.push("the summary does not stand alone below the title".to_owned());
    }
    if summary.is_empty() || summary.chars().count() > LONGEST_SUMMARY || !summary.ends_with('.') || summary.contains(['`', '*', '#']) {
        wrong.push(format!("the summary is not a plain sentence of at most {LONGEST_SUMMARY} characters"));
    }
    let headings: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    if !matches!(headings.as_slice(), ["Why it matters", "Example", "Instead"] | ["Why it matters", "Example", "Instead", "See also"]) {
        wrong.push(format!("the headings are {headings:?}"));
    }
    if !page.ends_with('\n') || page.ends_with("\n\n") {
        wrong.push("the page does not end with one line break".to_owned());
    }
    for line in section(page, "See also").unwrap_or_default().lines() {
        let named = line.strip_prefix("- `").and_then(|rest| rest.split_once("`: ")).and_then(|(name, _)| Code::from_str(name).ok());
        if named.is_none_or(|named| named == code) {
            wrong.push(format!("`{line}` does not name another code"));
        }
    }
    wrong
}

/// Everything that is wrong with the files that a page shows.
fn shown(code: Code, page: &str) -> Result<(), String> {
    let example = section(page, "Example").ok_or("there is no example")?;
    let instead = section(page, "Instead").ok_or("nothing is shown instead")?;
    let (before, after) = (files(example)?, files(instead)?);
    if IN_PROSE.contains(&code) {
        return if before.is_empty() && after.is_empty() {
            Ok(())
        } else {
            Err("the code is listed as one in prose, but there are files".to_owned())
        };
    }
    if before.is_empty() || after.is_empty() {
        return Err("a block of files is missing".to_owned());
    }
    let paths = |files: &[(String, String)]| files.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>();
    if paths(&before) != paths(&after) {
        return Err("the two sets of files have different names".to_owned());
    }
    let stated =
        example.lines().find_map(|line| line.strip_prefix(&format!("gives `{code}` at "))).ok_or("the place of the finding is not stated")?;
    let found = check(&before);
    if !found.iter().any(|finding| finding.code() == code && place(finding) == stated) {
        return Err(format!("the example does not give the finding at {stated}, but:{}", listed(&found)));
    }
    if found.len() > 1 {
        return Err(format!("the example gives more than one finding:{}", listed(&found)));
    }
    let left = check(&after);
    if !left.is_empty() {
        return Err(format!("what is shown instead has findings:{}", listed(&left)));
    }
    Ok(())
}

#[test]
fn every_page_is_right() {
    let mut wrong = Vec::new();
    for code in Code::iter() {
        let page = code.page();
        if page.is_empty() {
            wrong.push(format!("{code}: there is no page"));
            continue;
        }
        wrong.extend(form(code, page).into_iter().map(|what| format!("{code}: {what}")));
        wrong.extend(shown(code, page).err().map(|what| format!("{code}: {what}")));
    }
    assert!(wrong.is_empty(), "{} things are wrong in docs/codes:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_page_has_a_code() {
    let names = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let pages: BTreeSet<String> = names.filter(|name| !name.starts_with('.')).collect();
    let codes: BTreeSet<String> = Code::iter().map(|code| format!("{code}.md")).collect();
    assert_eq!(pages, codes);
}
