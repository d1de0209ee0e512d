//! The engine of conditions: scan, parse, check, evaluate, overlap, witnesses. Only with the feature `expr`.

mod calls;
mod candidates;
mod check;
mod evaluate;
mod operators;
mod overlap;
mod place;
mod sample;
mod scan;
mod tree;
mod witness;

pub(super) use evaluate::evaluate;
pub(super) use overlap::overlap;
pub(super) use tree::Tree;
pub(super) use witness::witness;

use super::{ConditionLimits, Fields, value::quoted};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    document::Located,
    source::FileText,
};
use place::Places;

/// The most levels whatever the limits say: parser and checker are recursive, and the stack of a thread is finite.
const DEEPEST: usize = 64;

/// Reads a condition; every way to fail becomes findings in the file.
pub(super) fn compile(text: &Located<String>, file: &FileText, fields: &Fields, limits: ConditionLimits) -> Result<Tree, Findings> {
    let places = Places::new(text, file);
    let limits = ConditionLimits { depth: limits.depth.min(DEEPEST), ..limits };
    let scanned = scan::scan(text, limits).map_err(|problem| Findings::from(problem.finding(&places)))?;
    // An environment without macros: `has`, `all` and `exists` stay calls as they were written, for the checker to see.
    let parser = cel::Env::default().with_optional_support(false).parser().max_recursion_depth(u16::MAX);
    let parsed = parser.parse_with_source_info(text).map_err(|errors| unread(text, &scanned, &errors, &places))?;
    check::check(text, &scanned, &parsed, fields, limits, &places)
}

/// What the parser itself refuses, after the scan found nothing: the token that it stops at.
fn unread(text: &str, tokens: &[scan::Token], errors: &cel::ParseErrors, places: &Places<'_>) -> Findings {
    let first = errors.errors.first();
    let at = first.map_or(0, |error| offset(text, error.pos));
    let token = tokens.iter().find(|token| token.end > at);
    let (start, end) = token.map_or((at, text.len().min(at.saturating_add(1))), |token| (token.start, token.end));
    let message = match (first.map(|error| error.msg.as_str()), text.get(start..end)) {
        (Some("invalid int literal"), Some(number)) => format!("{} is too large for an int", quoted(number)),
        (Some(message), _) => format!("the condition cannot be read: {}", message.trim_start_matches("Syntax error: ")),
        (None, _) => "the condition cannot be read".to_owned(),
    };
    places.locate(Diagnostic::error(Code::InvalidCondition, message), start, end).into()
}

/// The byte at a line and column from 1, columns in characters.
fn offset(text: &str, (line, column): (isize, isize)) -> usize {
    let skipped = usize::try_from(line.saturating_sub(1)).unwrap_or_default();
    let start: usize = text.split_inclusive('\n').take(skipped).map(str::len).sum();
    let column = usize::try_from(column.saturating_sub(1)).unwrap_or_default();
    let rest = text.get(start..).unwrap_or_default();
    start + rest.char_indices().nth(column).map_or(rest.len(), |(at, _)| at)
}

pub(super) fn fields(tree: &Tree) -> impl Iterator<Item = &str> {
    tree.fields.iter().map(|used| used.name.as_str())
}

pub(super) fn calendars(tree: &Tree) -> impl Iterator<Item = &str> {
    tree.calendars.iter().map(String::as_str)
}
