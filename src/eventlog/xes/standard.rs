//! What the standard says about keys: the extensions and classifiers of IEEE 1849-2016.

use crate::eventlog::{
    attribute::Attribute,
    log::{Extension, NamedClassifier},
};

/// The standard extensions: prefix, name, keys.
const EXTENSIONS: [(&str, &str, &[&str]); 7] = [
    ("concept", "Concept", &["name", "instance"]),
    ("lifecycle", "Lifecycle", &["model", "transition", "state"]),
    ("org", "Organizational", &["resource", "role", "group"]),
    ("time", "Time", &["timestamp"]),
    ("semantic", "Semantic", &["modelReference"]),
    ("identity", "Identity", &["id"]),
    ("cost", "Cost", &["total", "currency", "amount", "driver", "drivers", "type"]),
];

/// Where the standard extensions are described: this, the prefix, `.xesext`.
const BASE: &str = "http://www.xes-standard.org/";

/// The standard extension of a prefix.
pub(in crate::eventlog) fn extension(prefix: &str) -> Option<Extension> {
    let (prefix, name, _) = EXTENSIONS.iter().find(|(known, ..)| *known == prefix)?;
    Some(Extension { name: (*name).to_owned(), prefix: (*prefix).to_owned(), uri: format!("{BASE}{prefix}.xesext") })
}

/// The keys that a standard extension has, when the log declares it and `key` bears its prefix without being one of them.
pub(super) fn unknown_key(key: &str, declared: &[Extension]) -> Option<String> {
    let (prefix, name) = key.split_once(':')?;
    let (_, _, keys) = EXTENSIONS.iter().find(|(known, ..)| *known == prefix)?;
    let is_standard = |extension: &Extension| {
        let file = extension.uri.strip_prefix(BASE).and_then(|file| file.strip_suffix(".xesext"));
        extension.prefix == prefix && file == Some(prefix)
    };
    if keys.contains(&name) || !declared.iter().any(is_standard) {
        return None;
    }
    Some(keys.iter().map(|known| format!("`{prefix}:{known}`")).collect::<Vec<_>>().join(", "))
}

/// The keys of a classifier. Blanks stand between them; a key with a blank in it stands in single quotes, or is known by the
/// keys that the log declares to be global.
pub(super) fn classifier_keys(text: &str, globals: &[Attribute]) -> Vec<String> {
    let mut keys = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        if let Some((key, after)) = rest.strip_prefix('\'').and_then(|quoted| quoted.split_once('\'')) {
            keys.push(key.to_owned());
            rest = after.trim_start();
            continue;
        }
        let word = rest.split(char::is_whitespace).next().unwrap_or(rest);
        let fits = |key: &&str| rest.strip_prefix(*key).is_some_and(|after| after.is_empty() || after.starts_with(char::is_whitespace));
        let longest = globals.iter().map(|global| global.key.as_str()).filter(|key| key.len() > word.len()).filter(fits).max_by_key(|key| key.len());
        let key = longest.unwrap_or(word);
        keys.push(key.to_owned());
        rest = rest.strip_prefix(key).unwrap_or_default().trim_start();
    }
    keys
}

/// The keys of a classifier as one text. A key with a quote and a blank in it has no form; it is written as it is.
pub(super) fn joined(classifier: &NamedClassifier) -> String {
    let written = |key: &String| {
        let plain = !key.is_empty() && !key.starts_with('\'') && !key.contains(char::is_whitespace);
        if plain { key.clone() } else { format!("'{key}'") }
    };
    classifier.keys.iter().map(written).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{classifier_keys, joined};
    use crate::eventlog::{Attribute, NamedClassifier, Scope};

    #[test]
    fn keys_of_classifiers() {
        let globals = [Attribute::new("Activity code", "x"), Attribute::new("Activity", "x")];
        let keys = |text: &str| classifier_keys(text, &globals);
        assert_eq!(keys("concept:name lifecycle:transition"), ["concept:name", "lifecycle:transition"]);
        assert_eq!(keys(" Activity code Activity\tx "), ["Activity code", "Activity", "x"]);
        assert_eq!(keys("'a b' c 'd"), ["a b", "c", "'d"]);
        assert!(keys("  ").is_empty());
        let classifier = NamedClassifier { name: String::new(), scope: Scope::Event, keys: vec!["a b".to_owned(), "c".to_owned(), String::new()] };
        assert_eq!(classifier_keys(&joined(&classifier), &[]), classifier.keys);
    }
}
