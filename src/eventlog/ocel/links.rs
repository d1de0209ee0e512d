//! Several texts as one: the ids of related objects in a column.

/// What stands between two ids.
const BETWEEN: char = ';';
/// What stands before a sign that is part of an id.
const ESCAPE: char = '\\';

/// Joins ids with `;` between them; a `;` or `\` in an id has a `\` before it.
pub(super) fn join<'text>(texts: impl IntoIterator<Item = &'text str>, joined: &mut String) {
    joined.clear();
    for (index, text) in texts.into_iter().enumerate() {
        if index > 0 {
            joined.push(BETWEEN);
        }
        if !text.contains([BETWEEN, ESCAPE]) {
            joined.push_str(text);
            continue;
        }
        for sign in text.chars() {
            if matches!(sign, BETWEEN | ESCAPE) {
                joined.push(ESCAPE);
            }
            joined.push(sign);
        }
    }
}

/// The ids that a column of related objects holds: `;` stands between them, and `\` before a `;` or `\` that is part of an id. Linear.
///
/// ```
/// assert_eq!(itsm::eventlog::ocel::split(r"PRB-1;odd\;id"), ["PRB-1", "odd;id"]);
/// assert!(itsm::eventlog::ocel::split("").is_empty());
/// ```
#[must_use]
pub fn split(joined: &str) -> Vec<String> {
    if joined.is_empty() {
        return Vec::new();
    }
    let (mut texts, mut text, mut escaped) = (Vec::new(), String::new(), false);
    for sign in joined.chars() {
        match sign {
            _ if escaped => text.push(sign),
            ESCAPE => {}
            BETWEEN => texts.push(std::mem::take(&mut text)),
            _ => text.push(sign),
        }
        escaped = sign == ESCAPE && !escaped;
    }
    texts.push(text);
    texts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{join, split};

    proptest! {
        /// Ids come back as they were.
        #[test]
        fn joined_ids_are_split(ids in proptest::collection::vec(r"[a-z;\\]{1,6}", 0..6)) {
            let mut joined = String::new();
            join(ids.iter().map(String::as_str), &mut joined);
            prop_assert_eq!(split(&joined), ids);
        }
    }
}
