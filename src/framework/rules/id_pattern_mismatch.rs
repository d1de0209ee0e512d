//! `id-pattern-mismatch` and `invalid-pattern`: ids fit the pattern that the framework states.

use regex_lite::RegexBuilder;

use super::{super::draft::Draft, stand_in};
use crate::diagnostic::{Code, Findings};

/// Bytes that a compiled pattern may take; a stranger's pattern must not eat the memory.
const PATTERN_LIMIT: usize = 256 * 1024;
/// Ids longer than this are refused whatever the pattern says: they become parts of URNs and file names.
const LONGEST_ID: usize = 200;

/// `regex-lite` matches in time linear in the id, so no pattern of a stranger takes long.
pub(super) fn check(draft: &Draft, findings: &mut Findings) {
    let below = draft.extended().and_then(|base| base.id_pattern.as_deref());
    let own = draft.head.id_pattern.as_ref();
    let pattern = match own.map(|pattern| pattern.as_str()).or(below) {
        Some(pattern) => match RegexBuilder::new(pattern).size_limit(PATTERN_LIMIT).build() {
            Ok(regex) => Some((pattern, regex)),
            Err(error) => {
                if let Some(own) = own {
                    let message = format!("the id pattern is not a regular expression: {error}");
                    findings
                        .push(draft.finding(Code::InvalidPattern, message, 0, own).help("write a regular expression such as `^[a-z][a-z0-9-]*$`"));
                }
                None
            }
        },
        None => None,
    };
    for entry in draft.entries.iter().filter(|entry| !stand_in(&entry.definition.id)) {
        let id = &entry.definition.id;
        let forbidden = id.chars().find(|character| character.is_whitespace() || character.is_control() || matches!(character, ':' | '#' | '|'));
        if let Some(character) = forbidden {
            let message = format!("the id `{}` holds {character:?}", **id);
            findings.push(draft.finding(Code::IdPatternMismatch, message, entry.file, id).help("ids hold no white space and none of : # |"));
        } else if id.chars().count() > LONGEST_ID {
            let message = format!("an id is longer than {LONGEST_ID} characters");
            findings.push(draft.finding(Code::IdPatternMismatch, message, entry.file, id).help("shorten it"));
        } else if let Some((text, _)) = pattern.as_ref().filter(|(_, regex)| !regex.is_match(id)) {
            let message = format!("the id `{}` does not fit the framework's pattern", **id);
            findings.push(draft.finding(Code::IdPatternMismatch, message, entry.file, id).help(format!("the pattern is {text}")));
        }
    }
}
