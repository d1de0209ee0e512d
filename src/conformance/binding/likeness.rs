//! How alike two names are: words without case, accents, endings and order, and words that mean the same at a service desk.

use unicode_normalization::UnicodeNormalization as _;

/// Words that name the same thing in tools and frameworks. The list is ours; the first of a group stands for it.
const SAME: [&[&str]; 14] = [
    &["assign", "allocate", "dispatch", "route"],
    &["accept", "acknowledge", "take"],
    &["approve", "authorize", "authorise", "grant"],
    &["cancel", "withdraw", "abandon"],
    &["close", "finish", "complete", "done"],
    &["escalate", "raise"],
    &["implement", "deploy", "install"],
    &["incident", "ticket", "case", "issue"],
    &["log", "record", "register", "create", "open", "new"],
    &["pend", "hold", "wait", "suspend", "await", "park"],
    &["reject", "deny", "refuse", "decline"],
    &["reopen", "recur", "return"],
    &["resolve", "solve", "fix", "restore", "fulfil", "fulfill"],
    &["work", "progress", "start", "begin", "process"],
];

/// Words that say nothing about which activity it is.
const EMPTY: [&str; 22] =
    ["a", "an", "the", "of", "to", "by", "for", "in", "on", "is", "it", "was", "be", "and", "or", "with", "has", "been", "der", "die", "das", "wird"];

/// Forms of verbs that no ending makes, with the verb.
const IRREGULAR: [(&str, &str); 22] = [
    ("began", "begin"),
    ("begun", "begin"),
    ("broken", "break"),
    ("built", "build"),
    ("chosen", "choose"),
    ("found", "find"),
    ("given", "give"),
    ("gone", "go"),
    ("held", "hold"),
    ("left", "leave"),
    ("made", "make"),
    ("met", "meet"),
    ("paid", "pay"),
    ("sent", "send"),
    ("shut", "close"),
    ("taken", "take"),
    ("told", "tell"),
    ("took", "take"),
    ("undone", "undo"),
    ("withdrawn", "withdraw"),
    ("withdrew", "withdraw"),
    ("written", "write"),
];

/// A name in a form that can be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Likeness {
    /// The name folded, with one blank between words.
    pub folded: String,
    /// Its words by their stems, in the order of the alphabet, none twice.
    stems: Vec<String>,
    /// The same, each as the first of the words that mean the same.
    meanings: Vec<String>,
}

impl Likeness {
    pub fn of(name: &str) -> Self {
        let words = words(name);
        let sorted = |mut words: Vec<String>| {
            words.sort_unstable();
            words.dedup();
            words
        };
        let said: Vec<&String> = words.iter().filter(|word| !EMPTY.contains(&word.as_str())).collect();
        let stems: Vec<String> = said.iter().map(|word| stem(word)).collect();
        let meanings = stems.iter().map(|stem| meaning(stem)).collect();
        Self { folded: words.join(" "), stems: sorted(stems), meanings: sorted(meanings) }
    }

    /// Whether the words are the same but for their endings and order.
    pub fn has_the_words_of(&self, other: &Self) -> bool {
        !self.stems.is_empty() && self.stems == other.stems
    }

    /// Whether the words mean the same.
    pub fn means_what(&self, other: &Self) -> bool {
        !self.meanings.is_empty() && self.meanings == other.meanings
    }

    /// From 0 to 1000: twice the meanings in common, in proportion to all (Dice's coefficient, L. R. Dice, "Measures of the Amount of
    /// Ecologic Association Between Species", 1945).
    pub fn in_common(&self, other: &Self) -> usize {
        let common = self.meanings.iter().filter(|word| other.meanings.contains(word)).count();
        let all = self.meanings.len() + other.meanings.len();
        (2_000 * common).checked_div(all).unwrap_or(0)
    }
}

/// The words of a name: parted where it is no letter or digit, and where a small letter is followed by a capital one. Folded as for
/// a search: compatibility decomposition (Unicode Standard Annex #15), without accents, in lower case.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for character in name.nfkd().filter(|character| !matches!(character, '\u{300}'..='\u{36f}')) {
        let begins = !character.is_alphanumeric() || (was_small && character.is_uppercase());
        if begins && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        was_small = character.is_lowercase();
        if let Some(word) = words.last_mut().filter(|_| character.is_alphanumeric()) {
            word.extend(character.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// A word without the endings that make `closed` and `closing` of `close`. No grammar: what it makes is only compared with what it made.
fn stem(word: &str) -> String {
    let word = IRREGULAR.iter().find(|(form, _)| *form == word).map_or(word, |(_, verb)| verb);
    let endings = ["ments", "ment", "ings", "ing", "ions", "ion", "als", "al", "ers", "er", "ed", "es", "s", "e"];
    // Four letters at least are left, so that `need` and `news` stay what they are.
    let short = endings.iter().find_map(|ending| word.strip_suffix(ending).filter(|stem| stem.chars().count() >= 3));
    let stem = short.unwrap_or(word);
    let stem = stem.strip_suffix('e').filter(|stem| stem.chars().count() >= 3).unwrap_or(stem);
    // `cancelled` and `cancel`, `progressing` and `progress`.
    let mut letters = stem.chars().rev();
    match (letters.next(), letters.next()) {
        (Some(last), Some(before)) if last == before && stem.chars().count() > 4 => stem.strip_suffix(last).unwrap_or(stem).to_owned(),
        _ => stem.to_owned(),
    }
}

fn meaning(stemmed: &str) -> String {
    let group = SAME.iter().find(|group| group.iter().any(|word| stem(word) == stemmed));
    group.and_then(|group| group.first()).map_or_else(|| stemmed.to_owned(), |first| stem(first))
}

#[cfg(test)]
mod tests {
    use super::Likeness;

    #[test]
    fn words_are_compared_without_their_endings() {
        for (one, other) in [
            ("Close", "closed"),
            ("Closing", "close"),
            ("ResolveIncident", "incident resolved"),
            ("Approval", "approve"),
            ("cancelled", "Cancel"),
            ("in-progress", "Progress"),
            ("Assignment", "assign"),
            ("Ticket taken", "take ticket"),
            ("Withdrawn", "withdraw"),
            ("Störung lösen", "storung losen"),
        ] {
            assert!(Likeness::of(one).has_the_words_of(&Likeness::of(other)), "{one} {other}");
        }
        for (one, other) in [("open", "close"), ("reopen", "open"), ("approve", "reject"), ("", ""), ("the", "a")] {
            assert!(!Likeness::of(one).has_the_words_of(&Likeness::of(other)), "{one} {other}");
        }
    }

    #[test]
    fn words_of_the_field_mean_the_same() {
        for (one, other) in
            [("Fixed", "resolve"), ("Taken", "accept"), ("On hold", "pending"), ("Authorise", "approved"), ("Ticket closed", "close incident")]
        {
            assert!(Likeness::of(one).means_what(&Likeness::of(other)), "{one} {other}");
        }
        assert!(!Likeness::of("reopen").means_what(&Likeness::of("open")));
        assert_eq!(Likeness::of("close ticket").in_common(&Likeness::of("close")), 666);
    }
}
