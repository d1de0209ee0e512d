//! Full-text search over titles, aliases and terms in every shipped language.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::Display;

use super::Catalog;
use crate::{
    Error,
    framework::{ElementIndex, Framework},
    id::ElementId,
};

/// One element that fits a search.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Hit {
    /// The element.
    pub id: ElementId,
    /// Its kind.
    pub kind: String,
    /// Its title in the framework's language.
    pub title: String,
    /// The text that fits.
    pub text: String,
    /// The language of that text.
    pub language: String,
    /// How well it fits.
    pub matched: Match,
}

/// How well a text fits a search, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema, Display)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Match {
    /// The whole text.
    Whole,
    /// The beginning of the text.
    Beginning,
    /// Every word begins a word of the text.
    Words,
    /// Every word stands somewhere in the text.
    Within,
}

impl Catalog {
    /// The elements whose id, title, alias or translation holds every word of `query`, the best fit first.
    ///
    /// Case and accents do not matter. One hit an element: the best one, the framework's own language first. Time is
    /// linear in all titles, since every framework and locale is loaded.
    ///
    /// # Errors
    /// The findings of a framework or locale that does not load.
    pub fn search(&self, query: &str) -> Result<Vec<Hit>, Error> {
        let wanted = fold(query);
        let words: Vec<&str> = wanted.split_whitespace().collect();
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let mut hits = Vec::new();
        for framework in self.frameworks()? {
            let mut best: Vec<Option<(Match, String, String)>> = vec![None; framework.elements().len()];
            let mut offer = |index: ElementIndex, text: &str, language: &str| {
                let Some(matched) = fit(&fold(text), &wanted, &words) else { return };
                if let Some(slot) = best.get_mut(index.place())
                    && slot.as_ref().is_none_or(|(known, _, _)| matched < *known)
                {
                    *slot = Some((matched, text.to_owned(), language.to_owned()));
                }
            };
            for (_, index, element) in framework.walk() {
                offer(index, element.title(), framework.language());
                offer(index, element.id(), framework.language());
                element.definition().aliases.iter().for_each(|alias| offer(index, alias, framework.language()));
            }
            for language in framework.locales() {
                let names = self.names(framework.id(), language)?;
                for (_, index, _) in framework.walk() {
                    if let Some((overlay, translation)) = names.translation(index) {
                        offer(index, &translation.title, overlay.language());
                        translation.aliases.iter().for_each(|alias| offer(index, alias, overlay.language()));
                    }
                }
            }
            hits.extend(best.into_iter().enumerate().filter_map(|(place, found)| hit(&framework, place, found?)));
        }
        // Stable: within the same fit, frameworks stay in order and their elements in the order of the files.
        hits.sort_by_key(|hit| hit.matched);
        Ok(hits)
    }
}

fn hit(framework: &Framework, place: usize, (matched, text, language): (Match, String, String)) -> Option<Hit> {
    let element = framework.get(ElementIndex::new(place))?;
    Some(Hit {
        id: ElementId::new(framework.id(), element.id()),
        kind: element.kind().to_owned(),
        title: element.title().to_owned(),
        text,
        language,
        matched,
    })
}

fn fit(text: &str, wanted: &str, words: &[&str]) -> Option<Match> {
    if text == wanted {
        return Some(Match::Whole);
    }
    if text.starts_with(wanted) {
        return Some(Match::Beginning);
    }
    let begins = |word: &&str| text.split(|character: char| !character.is_alphanumeric()).any(|part| part.starts_with(*word));
    if words.iter().all(begins) {
        return Some(Match::Words);
    }
    words.iter().all(|word| text.contains(word)).then_some(Match::Within)
}

/// Lower case without accents: compatibility decomposition, combining marks dropped.
///
/// Source: Unicode Standard Annex #15, normalization form KD; marks are the block U+0300 to U+036F, so that the marks of
/// other scripts, which change words, are kept.
fn fold(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    let plain = text.nfkd().filter(|character| !matches!(character, '\u{300}'..='\u{36f}')).flat_map(char::to_lowercase);
    plain.nfc().collect()
}
