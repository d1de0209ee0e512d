//! Ids that XML allows and nothing else in the file has.

use rustc_hash::FxHashSet;

/// Hands out ids.
pub struct Ids {
    taken: FxHashSet<String>,
}

impl Ids {
    pub fn new(taken: FxHashSet<String>) -> Self {
        Self { taken }
    }

    /// The wanted id where it can be one and is free, else one that is near to it.
    pub fn take(&mut self, wanted: &str) -> String {
        let name = ncname(wanted);
        let mut id = name.clone();
        let mut number = 1;
        while !self.taken.insert(id.clone()) {
            number += 1;
            id = format!("{name}_{number}");
        }
        id
    }
}

/// A text made to fit `NCName` of XML: letters, digits, `.`, `-` and `_`, and a letter or `_` first.
pub fn ncname(text: &str) -> String {
    let inner = |character: char| if character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '_') { character } else { '_' };
    let name: String = text.chars().map(inner).collect();
    if name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_') { name } else { format!("_{name}") }
}
