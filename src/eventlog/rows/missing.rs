//! Texts that say that there is no value.

/// Looks up whether a cell is missing.
pub(in crate::eventlog) struct Missing<'table> {
    /// Whether an empty cell is.
    empty: bool,
    /// The other texts.
    words: Vec<&'table str>,
    /// By bit, up to 63 bytes and more: whether some text has that length.
    lengths: u64,
}

impl<'table> Missing<'table> {
    pub(in crate::eventlog) fn new(words: &'table [String]) -> Self {
        let (empty, words): (Vec<&str>, Vec<&str>) = words.iter().map(String::as_str).partition(|word| word.is_empty());
        let lengths = words.iter().fold(0, |lengths, word| lengths | Self::length(word));
        Self { empty: !empty.is_empty(), words, lengths }
    }

    fn length(text: &str) -> u64 {
        1 << text.len().min(63)
    }

    /// Whether a cell is missing; blanks around it do not count. Most cells are told by their length.
    pub(in crate::eventlog) fn is(&self, text: &str) -> bool {
        let text = text.trim();
        if text.is_empty() {
            return self.empty;
        }
        self.lengths & Self::length(text) != 0 && self.words.contains(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::Missing;

    #[test]
    fn a_cell_is_missing_when_it_is_one_of_the_texts() {
        let long = "n".repeat(80);
        let words = ["", "?", "n/a", &long].map(str::to_owned);
        let missing = Missing::new(&words);
        for (text, is) in [("", true), ("  ", true), ("?", true), (" ? ", true), ("!", false), ("n/a", true), ("N/A", false), ("??", false)] {
            assert_eq!(missing.is(text), is, "{text}");
        }
        assert!(missing.is(&long) && !missing.is(&"m".repeat(80)) && !missing.is(&"n".repeat(81)));
        assert!(!Missing::new(&[]).is("") && !Missing::new(&words[1..]).is(""));
    }
}
