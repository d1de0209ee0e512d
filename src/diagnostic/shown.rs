//! User text in messages: cut off when it is long, and on one line.

/// Longest user text in characters that a message repeats.
const SHOWN: usize = 60;

/// User text for a message, cut off when it is long.
pub(crate) fn shown(text: &str) -> String {
    let mut cut: String = text.chars().take(SHOWN).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    cut.replace(['\n', '\r', '\t'], " ")
}
