//! The words of other formats for the five relations.
//!
//! | relation | CISO Assistant | NIST IR 8477 | OSCAL 1.2 | SKOS | OWL |
//! | --- | --- | --- | --- | --- | --- |
//! | equal | `equal` | equal | `equivalent-to`, `equal-to` | `exactMatch` | `equivalentClass`, `sameAs` |
//! | subset | `subset` | subset of | `subset-of` | `broadMatch` | `rdfs:subClassOf` |
//! | superset | `superset` | superset of | `superset-of` | `narrowMatch` | |
//! | overlap | `intersect` | intersects with | `intersects-with` | | |
//! | disjoint | `not_related` | no relationship | `no-relationship` | | `disjointWith` |
//!
//! Several words may say the same (OSCAL's `equal-to` is about the wording, `equivalent-to` about the meaning), so a
//! reader keeps the word that it read: as a predicate, `oscal:equal-to`. Sources: `tools/README.md` of
//! intuitem/ciso-assistant-community @ f990d7b1b; NIST IR 8477, section 4.3; usnistgov/OSCAL v1.2.2,
//! `oscal_mapping-common_metaschema.xml`; [`predicate`] for SKOS and OWL.

use strum::{Display, EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};

use super::{Relation, predicate};

/// A vocabulary of relations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Display, EnumString, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Vocabulary {
    /// CISO Assistant's library files.
    Ciso,
    /// Set theory relationship mapping of NIST IR 8477.
    Strm,
    /// OSCAL 1.2 control mapping.
    Oscal,
    /// SKOS, as SSSOM uses it.
    Skos,
    /// OWL and RDFS.
    Owl,
}

/// A word and what it says.
struct Word {
    vocabulary: Vocabulary,
    predicate: &'static str,
    relation: Relation,
}

const fn word(vocabulary: Vocabulary, predicate: &'static str, relation: Relation) -> Word {
    Word { vocabulary, predicate, relation }
}

/// The first word of a vocabulary for a relation is the one that is printed.
const WORDS: [Word; 24] = [
    word(Vocabulary::Ciso, "ciso:equal", Relation::EQUAL),
    word(Vocabulary::Ciso, "ciso:subset", Relation::SUBSET),
    word(Vocabulary::Ciso, "ciso:superset", Relation::SUPERSET),
    word(Vocabulary::Ciso, "ciso:intersect", Relation::OVERLAP),
    word(Vocabulary::Ciso, "ciso:not_related", Relation::DISJOINT),
    word(Vocabulary::Strm, "strm:equal", Relation::EQUAL),
    word(Vocabulary::Strm, "strm:subset of", Relation::SUBSET),
    word(Vocabulary::Strm, "strm:superset of", Relation::SUPERSET),
    word(Vocabulary::Strm, "strm:intersects with", Relation::OVERLAP),
    word(Vocabulary::Strm, "strm:no relationship", Relation::DISJOINT),
    // The word of GRC-Mapping-Analyst (austinsonger, `docs/output-format.md`).
    word(Vocabulary::Strm, "strm:not related", Relation::DISJOINT),
    // `equivalent-to` says less than `equal-to`, which is about the wording too.
    word(Vocabulary::Oscal, "oscal:equivalent-to", Relation::EQUAL),
    word(Vocabulary::Oscal, "oscal:equal-to", Relation::EQUAL),
    word(Vocabulary::Oscal, "oscal:subset-of", Relation::SUBSET),
    word(Vocabulary::Oscal, "oscal:superset-of", Relation::SUPERSET),
    word(Vocabulary::Oscal, "oscal:intersects-with", Relation::OVERLAP),
    word(Vocabulary::Oscal, "oscal:no-relationship", Relation::DISJOINT),
    word(Vocabulary::Skos, "skos:exactMatch", Relation::EQUAL),
    word(Vocabulary::Skos, "skos:broadMatch", Relation::SUBSET),
    word(Vocabulary::Skos, "skos:narrowMatch", Relation::SUPERSET),
    word(Vocabulary::Skos, "skos:relatedMatch", Relation::ANY),
    word(Vocabulary::Owl, "owl:equivalentClass", Relation::EQUAL),
    word(Vocabulary::Owl, "rdfs:subClassOf", Relation::SUBSET),
    word(Vocabulary::Owl, "owl:disjointWith", Relation::DISJOINT),
];

impl Vocabulary {
    /// The relation that a word states; none for one that is not of the vocabulary.
    ///
    /// Case never matters but for SKOS and OWL, whose words may have their prefix. Words of NIST IR 8477 may have
    /// underscores or hyphens for blanks, and "to", "of" or "with" may be missing.
    ///
    /// ```
    /// use itsm::mapping::{Relation, vocabulary::Vocabulary};
    /// assert_eq!(Vocabulary::Strm.parse("Intersects With"), Some(Relation::OVERLAP));
    /// assert_eq!(Vocabulary::Strm.parse("subset_of"), Some(Relation::SUBSET));
    /// assert_eq!(Vocabulary::Oscal.parse("equal-to"), Some(Relation::EQUAL));
    /// assert_eq!(Vocabulary::Skos.parse("closeMatch"), Some(Relation::ANY));
    /// assert_eq!(Vocabulary::Ciso.parse("overlap"), None);
    /// ```
    #[must_use]
    pub fn parse(self, text: &str) -> Option<Relation> {
        self.find(text).map(|word| word.relation).or_else(|| {
            let prefixes: &[&str] = match self {
                Self::Skos => &["skos:"],
                Self::Owl => &["owl:", "rdfs:"],
                Self::Ciso | Self::Strm | Self::Oscal => &[],
            };
            let text = text.trim();
            let whole = prefixes.iter().any(|prefix| text.starts_with(prefix)).then(|| predicate::relation_of(text, false));
            whole.unwrap_or_else(|| prefixes.iter().find_map(|prefix| predicate::relation_of(&format!("{prefix}{text}"), false)))
        })
    }

    /// The word for a relation; none where the vocabulary has no exact one.
    ///
    /// SKOS has a word for a bare link (all five possible), the others only for single base relations.
    #[must_use]
    pub fn print(self, relation: Relation) -> Option<&'static str> {
        self.words().find(|word| word.relation == relation).map(Word::text)
    }

    /// The predicate that keeps a word as it was written, such as `strm:Subset Of`. SKOS and OWL words keep their prefix.
    #[must_use]
    pub fn predicate(self, text: &str) -> String {
        let text = text.trim();
        match self {
            Self::Skos | Self::Owl if text.contains(':') => text.to_owned(),
            Self::Owl if text.starts_with("sub") => format!("rdfs:{text}"),
            _ => format!("{self}:{text}"),
        }
    }

    /// The words of the vocabulary that have a single meaning, as they are printed.
    pub fn tokens(self) -> impl Iterator<Item = &'static str> {
        self.words().map(Word::text)
    }

    /// What the prefix of [`Vocabulary::predicate`] stands for. The standards give their words no IRIs: those of the
    /// first three are addresses of the standards, chosen here.
    #[must_use]
    pub fn iri(self) -> &'static str {
        match self {
            Self::Ciso => "https://github.com/intuitem/ciso-assistant-community#",
            Self::Strm => "https://doi.org/10.6028/NIST.IR.8477#",
            Self::Oscal => "http://csrc.nist.gov/ns/oscal#",
            Self::Skos => "http://www.w3.org/2004/02/skos/core#",
            Self::Owl => "http://www.w3.org/2002/07/owl#",
        }
    }

    fn words(self) -> impl Iterator<Item = &'static Word> {
        WORDS.iter().filter(move |word| word.vocabulary == self)
    }

    fn find(self, text: &str) -> Option<&'static Word> {
        let text = text.trim();
        match self {
            Self::Skos | Self::Owl => self.words().find(|word| word.predicate == text || word.text() == text),
            Self::Ciso | Self::Oscal => self.words().find(|word| word.text().eq_ignore_ascii_case(text)),
            Self::Strm => {
                let plain = plain(text);
                self.words().find(|word| plain == self::plain(word.text()))
            }
        }
    }
}

impl Word {
    fn text(&self) -> &'static str {
        self.predicate.split_once(':').map_or(self.predicate, |(_, text)| text)
    }
}

/// A word of NIST IR 8477 without case, separators and the small words at its end.
fn plain(text: &str) -> String {
    let lower = text.to_lowercase().replace(['_', '-'], " ");
    let words: Vec<&str> = lower.split_whitespace().collect();
    let words = match words.as_slice() {
        [before @ .., "of" | "with" | "to"] => before,
        all => all,
    };
    match words.join(" ").as_str() {
        "intersect" => "intersects".to_owned(),
        joined => joined.to_owned(),
    }
}

/// The vocabulary of a predicate that [`Vocabulary::predicate`] made, and the word in it; none for SKOS and OWL.
fn split(predicate: &str) -> Option<(Vocabulary, &str)> {
    let (prefix, text) = predicate.split_once(':')?;
    let vocabulary = Vocabulary::iter().find(|vocabulary| <&str>::from(vocabulary) == prefix)?;
    (!matches!(vocabulary, Vocabulary::Skos | Vocabulary::Owl)).then_some((vocabulary, text))
}

/// The relation of a predicate made of a word of CISO Assistant, NIST IR 8477 or OSCAL.
pub(super) fn relation_of(predicate: &str) -> Option<Relation> {
    let (vocabulary, text) = split(predicate)?;
    vocabulary.parse(text)
}

/// The predicate that says the same from the other side.
pub(super) fn inverse_of(predicate: &str) -> Option<&'static str> {
    let (vocabulary, text) = split(predicate)?;
    let word = vocabulary.find(text)?;
    let converse = word.relation.converse();
    if converse == word.relation {
        Some(word.predicate)
    } else {
        vocabulary.words().find(|word| word.relation == converse).map(|word| word.predicate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::definition::BaseRelation;

    #[test]
    fn every_word_reads_back() {
        for vocabulary in Vocabulary::iter() {
            for word in vocabulary.words() {
                assert_eq!(vocabulary.parse(word.text()), Some(word.relation), "{}", word.predicate);
                assert_eq!(predicate::relation_of(word.predicate, false), Some(word.relation), "{}", word.predicate);
                assert!(vocabulary.parse(vocabulary.print(word.relation).unwrap()).is_some_and(|relation| relation == word.relation));
                assert_eq!(vocabulary.predicate(word.predicate.strip_prefix("rdfs:").unwrap_or(word.text())), word.predicate);
                assert_eq!(vocabulary.parse(&format!(" {} ", word.text())), Some(word.relation));
            }
        }
    }

    #[test]
    fn every_relation_prints_as_the_table_says() {
        let table = [
            (Vocabulary::Ciso, [Some("equal"), Some("subset"), Some("superset"), Some("intersect"), Some("not_related")]),
            (Vocabulary::Strm, [Some("equal"), Some("subset of"), Some("superset of"), Some("intersects with"), Some("no relationship")]),
            (Vocabulary::Oscal, [Some("equivalent-to"), Some("subset-of"), Some("superset-of"), Some("intersects-with"), Some("no-relationship")]),
            (Vocabulary::Skos, [Some("exactMatch"), Some("broadMatch"), Some("narrowMatch"), None, None]),
            (Vocabulary::Owl, [Some("equivalentClass"), Some("subClassOf"), None, None, Some("disjointWith")]),
        ];
        for (vocabulary, words) in table {
            for (base, wanted) in BaseRelation::iter().zip(words) {
                assert_eq!(vocabulary.print(Relation::of(base)), wanted, "{vocabulary} {base}");
            }
            for bits in (1..31).filter(|bits: &u8| !bits.is_power_of_two()) {
                assert_eq!(vocabulary.print(Relation::from_bits(bits).unwrap()), None);
            }
        }
        assert_eq!(Vocabulary::Skos.print(Relation::ANY), Some("relatedMatch"));
    }

    #[test]
    fn spellings_of_strm() {
        let cases = [
            (Relation::EQUAL, ["equal", "Equal", "EQUAL", "Equal To", "equal_to"]),
            (Relation::SUBSET, ["subset of", "Subset Of", "subset_of", "subset-of", "Subset"]),
            (Relation::SUPERSET, ["superset of", "Superset Of", "superset_of", "superset-of", "superset"]),
            (Relation::OVERLAP, ["intersects with", "Intersects With", "intersects_with", "intersect", "Intersects  with"]),
            (Relation::DISJOINT, ["no relationship", "No Relationship", "no_relationship", "not_related", "Not Related"]),
        ];
        for (relation, spellings) in cases {
            for spelling in spellings {
                assert_eq!(Vocabulary::Strm.parse(spelling), Some(relation), "{spelling}");
                let kept = Vocabulary::Strm.predicate(spelling);
                assert_eq!(predicate::relation_of(&kept, false), Some(relation), "{kept}");
                let inverse = predicate::inverse_of(&kept).unwrap();
                assert_eq!(predicate::relation_of(inverse, false), Some(relation.converse()), "{kept}");
            }
        }
        for wrong in ["", "of", "related", "sub set", "equal equal", "skos:exactMatch"] {
            assert_eq!(Vocabulary::Strm.parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn words_of_one_vocabulary_are_not_those_of_another() {
        assert_eq!(Vocabulary::Ciso.parse("subset-of"), None);
        assert_eq!(Vocabulary::Oscal.parse("subset"), None);
        assert_eq!(Vocabulary::Owl.parse("exactMatch"), None);
        assert_eq!(Vocabulary::Owl.parse("owl:sameAs"), Some(Relation::EQUAL));
        assert_eq!(Vocabulary::Owl.parse("sameAs"), Some(Relation::EQUAL));
        assert_eq!(Vocabulary::Skos.parse("owl:sameAs"), None);
        assert_eq!(Vocabulary::Skos.parse("skos:closeMatch"), Some(Relation::ANY));
        assert_eq!(predicate::relation_of("oscal:equal", false), None);
    }

    #[test]
    fn inverses_keep_the_level_of_sameness() {
        assert_eq!(inverse_of("oscal:equal-to"), Some("oscal:equal-to"));
        assert_eq!(inverse_of("oscal:equivalent-to"), Some("oscal:equivalent-to"));
        assert_eq!(inverse_of("oscal:subset-of"), Some("oscal:superset-of"));
        assert_eq!(inverse_of("strm:not_related"), Some("strm:not related"));
        for word in WORDS.iter().filter(|word| split(word.predicate).is_some()) {
            assert_eq!(relation_of(inverse_of(word.predicate).unwrap()), Some(word.relation.converse()));
        }
    }
}
