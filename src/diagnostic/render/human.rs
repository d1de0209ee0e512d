//! Findings for people at a terminal: excerpt, underline, help; colours when asked for.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{
    super::{Diagnostic, Findings, Severity},
    plain::clean,
};

/// Every finding with its source line underlined, as compilers show them.
///
/// `colour` adds ANSI escapes: pass `true` for terminals only. Control characters of a stranger's file are
/// replaced by the renderer, so that an excerpt cannot steer the terminal.
#[must_use]
pub fn human(findings: &Findings, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    for finding in findings {
        text.push_str(&one(&renderer, finding));
        text.push_str("\n\n");
    }
    text
}

fn one(renderer: &Renderer, finding: &Diagnostic) -> String {
    let level = match finding.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    // The renderer shows control characters of messages and excerpts as pictures, those of paths as they are.
    let file = finding.file().map(clean);
    let title = level.primary_title(finding.message()).id(finding.code().as_str());
    let mut group = Group::with_title(title);
    match (file.as_deref(), finding.position(), finding.excerpt()) {
        (Some(file), Some(position), Some(excerpt)) => {
            let (start, end) = underline(excerpt, position.column(), position.length());
            group = group.element(
                Snippet::source(excerpt)
                    .path(file)
                    .line_start(usize::try_from(position.line()).unwrap_or(1))
                    .annotation(AnnotationKind::Primary.span(start..end)),
            );
        }
        (Some(file), Some(position), None) => {
            group = group.element(
                Origin::path(file).line(usize::try_from(position.line()).unwrap_or(1)).char_column(usize::try_from(position.column()).unwrap_or(1)),
            );
        }
        (Some(file), None, _) => group = group.element(Origin::path(file)),
        (None, _, _) => {}
    }
    if let Some(help) = finding.help_text() {
        group = group.element(Level::HELP.message(help));
    }
    renderer.render(&[group])
}

/// Byte range of `length` characters from `column` (counted from 1) in `line`.
fn underline(line: &str, column: u32, length: u32) -> (usize, usize) {
    let offset = |characters: u32| {
        let characters = usize::try_from(characters).unwrap_or(usize::MAX);
        line.char_indices().nth(characters).map_or(line.len(), |(at, _)| at)
    };
    let start = offset(column.saturating_sub(1));
    let end = offset(column.saturating_sub(1).saturating_add(length.max(1)));
    (start, end.max(start))
}
