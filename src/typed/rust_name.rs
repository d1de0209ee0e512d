//! Names in Rust for the ids of a lifecycle.

use unicode_normalization::UnicodeNormalization as _;

/// The words of Rust that cannot be names, those of all editions and those kept for later.
const KEYWORDS: [&str; 53] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else", "enum", "extern", "false",
    "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "Self", "static", "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where",
    "while", "yield", "_",
];

/// The methods that typed states have beside their events, their own and those of their traits.
const METHODS: [&str; 8] = ["begin", "machine", "into_machine", "fmt", "try_from", "try_into", "into", "wrap"];

/// The name of a type or a variant, `auto-close` as `AutoClose`. None when the id holds no letter and no digit.
///
/// One that would begin with a digit gets `prefix` before it, a keyword a `_` behind it.
pub(super) fn type_name(id: &str, prefix: &str) -> Option<String> {
    let name: String = words(id).iter().map(|word| capital(word)).collect();
    finished(name, prefix)
}

/// The name of a method or a module, `auto-close` as `auto_close`; as [`type_name`] for the rest. One that every typed
/// state has already gets a `_` behind it.
pub(super) fn method_name(id: &str, prefix: &str) -> Option<String> {
    let lower: Vec<String> = words(id).iter().map(|word| word.to_lowercase()).collect();
    let name = finished(lower.join("_"), prefix)?;
    Some(if METHODS.contains(&name.as_str()) { format!("{name}_") } else { name })
}

/// The words of an id: runs of letters and digits, cut where a small letter is followed by a capital.
fn words(id: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let (mut inside, mut small) = (false, false);
    // Rust compares names in NFC, and NFKC leaves letters that names may hold.
    for character in id.nfkc() {
        if !character.is_alphanumeric() {
            inside = false;
            continue;
        }
        match words.last_mut().filter(|_| inside && !(small && character.is_uppercase())) {
            Some(word) => word.push(character),
            None => words.push(character.to_string()),
        }
        (inside, small) = (true, character.is_lowercase());
    }
    words
}

fn capital(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

fn finished(name: String, prefix: &str) -> Option<String> {
    let first = name.chars().next()?;
    Some(match first {
        _ if KEYWORDS.contains(&name.as_str()) => format!("{name}_"),
        first if first.is_numeric() => format!("{prefix}{name}"),
        _ => name,
    })
}

#[cfg(test)]
mod tests {
    use super::{method_name, type_name};

    #[test]
    fn ids_become_names_of_rust() {
        let types = [
            ("auto-close", "AutoClose"),
            ("ev_assign", "EvAssign"),
            ("inProgress", "InProgress"),
            ("change.pre-approved", "ChangePreApproved"),
            ("2nd-line", "State2ndLine"),
            ("self", "Self_"),
            ("gelöst", "Gelöst"),
            ("RFC raised", "RFCRaised"),
        ];
        for (id, name) in types {
            assert_eq!(type_name(id, "State").as_deref(), Some(name), "{id}");
        }
        let methods = [
            ("auto-close", "auto_close"),
            ("inProgress", "in_progress"),
            ("await", "await_"),
            ("2nd", "on_2nd"),
            ("begin", "begin_"),
            ("Close", "close"),
        ];
        for (id, name) in methods {
            assert_eq!(method_name(id, "on_").as_deref(), Some(name), "{id}");
        }
        assert_eq!((type_name("--", "State"), method_name("", "on_")), (None, None));
    }
}
