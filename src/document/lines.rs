//! JSON Lines: one object a line.

use rustc_hash::FxHashMap;
use serde::de::DeserializeOwned;

use super::Position;
use crate::{
    diagnostic::{Code, Diagnostic, Findings, shown},
    source::FileText,
};

/// Most findings that one file gives: a file of another kind is said to be one, and not line by line.
const MOST_FINDINGS: usize = 100;

/// Reads a file of things that are kept one a line, each with a name of its own; blank lines are skipped.
///
/// `what` is one of them in words and `example` how a line looks. All lines that are none are reported, up to a hundred.
/// Time and memory are linear in the text.
pub(crate) fn lines<Item: DeserializeOwned>(file: &FileText, what: &str, example: &str, name: fn(&Item) -> &str) -> (Vec<Item>, Findings) {
    let (mut items, mut findings) = (Vec::new(), Findings::new());
    let mut known: FxHashMap<String, u32> = FxHashMap::default();
    for (number, line) in (1_u32..).zip(file.text().lines()) {
        if line.trim().is_empty() {
            continue;
        }
        match serde_json::from_str::<Item>(line) {
            Ok(item) => match known.insert(name(&item).to_owned(), number) {
                None => items.push(item),
                Some(first) => {
                    let message = format!("the {what} `{}` stands in line {first} already", shown(name(&item)));
                    findings.push(Diagnostic::error(Code::DuplicateId, message).located(file, Position::new(number, 1, 1)));
                }
            },
            Err(error) => {
                let column = u32::try_from(error.column()).unwrap_or(1).max(1);
                let finding = Diagnostic::error(Code::YamlSyntax, format!("this is no stored {what}: {error}"));
                findings.push(finding.help(format!("a line looks like `{example}`")).located(file, Position::new(number, column, 1)));
            }
        }
        if findings.errors() >= MOST_FINDINGS {
            let message = format!("there are more findings than {MOST_FINDINGS}; the rest of the file was not read");
            findings.push(Diagnostic::error(Code::LimitReached, message).in_file(file.name().clone()));
            break;
        }
    }
    (items, findings)
}
