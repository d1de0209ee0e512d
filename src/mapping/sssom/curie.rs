//! Prefixes, and ids written with them.

use std::borrow::Cow;

use indexmap::IndexMap;

use crate::{
    diagnostic::{nearest, shown},
    mapping::vocabulary::Vocabulary,
};

/// Prefixes that every file has and none may change.
const BUILT_IN: [(&str, &str); 8] = [
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("semapv", "https://w3id.org/semapv/vocab/"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("sssom", "https://w3id.org/sssom/"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ("linkml", "https://w3id.org/linkml/"),
];

/// What framework ids stand for: `itil4:x` is `urn:itsm:itil4:x`.
pub(super) const OURS: &str = "urn:itsm:";
/// Longest IRI below [`OURS`] that a prefix may stand for, since it is written into every id.
pub(super) const LONGEST: usize = 200;
/// Prefixes beyond which no nearest one is looked for.
const COMPARED: usize = 1_000;

/// The prefixes of a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Prefixes {
    map: IndexMap<String, (String, Target)>,
    /// Whether unknown prefixes go unreported, because the metadata that might declare them could not be read.
    pub(super) lenient: bool,
    /// Prefixes by their IRIs, the longest first, where ids may be full IRIs.
    iris: Option<Vec<(String, String)>>,
}

/// What a prefix stands for.
#[derive(Clone, Debug)]
enum Target {
    /// The same as a built-in prefix.
    BuiltIn(&'static str),
    /// Ids of ours, with what is left of the IRI after [`OURS`].
    Ours(String),
    /// Anything else.
    Other,
}

/// An id in its usual form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Id {
    /// `framework:id` for elements of frameworks, the usual prefix for built-in ones, else as written.
    pub(super) text: String,
    /// Whether it is `framework:id`.
    pub(super) ours: bool,
}

/// Why a text is no id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault<'text> {
    /// There is no colon in it.
    NoPrefix,
    /// It begins or ends with a blank.
    Blanks,
    /// The prefix is not declared.
    Undeclared(&'text str),
}

/// Why a prefix cannot be declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// A built-in prefix with another IRI.
    BuiltIn,
    /// An IRI below [`OURS`] that is longer than [`LONGEST`].
    TooLong,
}

impl Prefixes {
    /// Declares a prefix; the first declaration counts. A refused prefix counts as declared, so that it is reported once.
    pub(super) fn declare(&mut self, prefix: &str, iri: &str) -> Result<(), Refused> {
        let (target, refused) = match (built_in(prefix), iri.strip_prefix(OURS)) {
            (Some(known), _) => (Target::BuiltIn(prefix_of(known)), (known != iri).then_some(Refused::BuiltIn)),
            (None, Some(rest)) if rest.len() <= LONGEST => (Target::Ours(rest.to_owned()), None),
            (None, Some(_)) => (Target::Other, Some(Refused::TooLong)),
            (None, None) => match BUILT_IN.iter().find(|(_, known)| *known == iri) {
                Some((name, _)) => (Target::BuiltIn(name), None),
                None => (Target::Other, None),
            },
        };
        self.map.entry(prefix.to_owned()).or_insert_with(|| (iri.to_owned(), target));
        refused.map_or(Ok(()), Err)
    }

    /// The id in its usual form.
    pub(super) fn resolve<'text>(&self, text: &'text str) -> Result<Id, Fault<'text>> {
        if text.trim() != text {
            return Err(Fault::Blanks);
        }
        let (prefix, local) = text.split_once(':').ok_or(Fault::NoPrefix)?;
        let other = || Id { text: text.to_owned(), ours: false };
        match self.map.get(prefix) {
            Some((_, Target::BuiltIn(name))) => Ok(Id { text: format!("{name}:{local}"), ours: false }),
            Some((_, Target::Ours(rest))) => {
                let full = format!("{rest}{local}");
                if full.contains(':') { Ok(Id { text: full, ours: true }) } else { Ok(other()) }
            }
            Some((_, Target::Other)) => Ok(other()),
            None if self.iris.is_some() && self.is_iri(text) => Ok(match text.strip_prefix(OURS).filter(|rest| rest.contains(':')) {
                Some(ours) => Id { text: ours.to_owned(), ours: true },
                None => Id { text: self.curie(text).into_owned(), ours: false },
            }),
            None if self.lenient || built_in(prefix).is_some() || (self.iris.is_some() && prefix.parse::<Vocabulary>().is_ok()) => Ok(other()),
            None => Err(Fault::Undeclared(prefix)),
        }
    }

    /// The framework that a source names: `itsm:itil4`, `urn:itsm:itil4`, or a CURIE that stands for the latter.
    pub(super) fn framework(&self, text: &str) -> Option<String> {
        let (prefix, local) = text.split_once(':')?;
        let full = match self.map.get(prefix) {
            Some((_, Target::Ours(rest))) => format!("{rest}{local}"),
            Some(_) => return None,
            None => text.strip_prefix(OURS).or_else(|| text.strip_prefix("itsm:"))?.to_owned(),
        };
        let id = full.strip_suffix(':').unwrap_or(&full);
        (!id.is_empty() && id.len() <= LONGEST && !id.contains([':', '/'])).then(|| id.to_owned())
    }

    /// Takes full IRIs for ids from now on. To be called when all prefixes are declared.
    pub(super) fn take_iris(&mut self) {
        let other = self.map.iter().filter(|(_, (iri, target))| matches!(target, Target::Other) && !iri.is_empty());
        let other = other.map(|(prefix, (iri, _))| (iri.clone(), prefix.clone()));
        // Words of other formats say what they say whether or not the file declares their prefix.
        let words = [Vocabulary::Ciso, Vocabulary::Strm, Vocabulary::Oscal].into_iter().map(|word| (word.iri().to_owned(), word.to_string()));
        let words = words.filter(|(_, prefix)| !self.map.contains_key(prefix));
        let built_in = built_ins().map(|(prefix, iri)| (iri.to_owned(), prefix.to_owned()));
        let mut iris: Vec<(String, String)> = built_in.chain(other).chain(words).collect();
        iris.sort_by(|(iri, prefix), (other, second)| other.len().cmp(&iri.len()).then_with(|| prefix.cmp(second)));
        self.iris = Some(iris);
    }

    /// Whether full IRIs are ids.
    pub(super) fn takes_iris(&self) -> bool {
        self.iris.is_some()
    }

    /// A full IRI as a CURIE, where IRIs are ids and a prefix stands for its beginning; any other text as it is.
    pub(super) fn curie<'text>(&self, text: &'text str) -> Cow<'text, str> {
        let Some(iris) = self.iris.as_ref().filter(|_| self.is_iri(text)) else { return Cow::Borrowed(text) };
        let found = iris.iter().find_map(|(iri, prefix)| Some((prefix, text.strip_prefix(iri.as_str()).filter(|local| !local.is_empty())?)));
        found.map_or(Cow::Borrowed(text), |(prefix, local)| Cow::Owned(format!("{prefix}:{local}")))
    }

    fn is_iri(&self, text: &str) -> bool {
        is_iri(text) && text.split_once(':').is_some_and(|(prefix, _)| !self.map.contains_key(prefix))
    }

    /// What to do about a prefix that is not declared.
    pub(super) fn help(&self, text: &str, prefix: &str) -> String {
        if let Some((framework, local)) = text.strip_prefix(OURS).and_then(|rest| rest.split_once(':')) {
            let (framework, local) = (shown(framework), shown(local));
            return format!("write `{framework}:{local}` and declare `{framework}: 'urn:itsm:{framework}:'` in `curie_map`");
        }
        if text.contains("://") {
            return "a full IRI is not allowed here; declare a prefix for it in `curie_map` and write a CURIE".to_owned();
        }
        let candidates = self.map.keys().take(COMPARED).map(String::as_str).chain(BUILT_IN.iter().map(|(name, _)| *name));
        match nearest(prefix, candidates) {
            Some(near) => format!("did you mean `{near}`? otherwise declare the prefix in `curie_map`"),
            None => "declare the prefix in `curie_map`".to_owned(),
        }
    }

    /// The prefixes as the file declares them.
    pub(super) fn declared(&self) -> IndexMap<String, String> {
        self.map.iter().map(|(prefix, (iri, _))| (prefix.clone(), iri.clone())).collect()
    }
}

/// Whether a text is an IRI rather than a CURIE.
pub(super) fn is_iri(text: &str) -> bool {
    text.contains("://") || text.starts_with("urn:")
}

/// The built-in prefixes and their IRIs.
pub(super) fn built_ins() -> impl Iterator<Item = (&'static str, &'static str)> {
    BUILT_IN.into_iter()
}

pub(super) fn built_in(prefix: &str) -> Option<&'static str> {
    BUILT_IN.iter().find(|(name, _)| *name == prefix).map(|(_, iri)| *iri)
}

/// The built-in prefix of an IRI that is in the table.
fn prefix_of(iri: &str) -> &'static str {
    BUILT_IN.iter().find(|(_, known)| *known == iri).map_or("", |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prefixes() -> Prefixes {
        let mut prefixes = Prefixes::default();
        for (prefix, iri) in
            [("i4", "urn:itsm:itil4:"), ("itsm", "urn:itsm:"), ("s", "http://www.w3.org/2004/02/skos/core#"), ("ex", "https://ex.org/")]
        {
            assert_eq!(prefixes.declare(prefix, iri), Ok(()));
        }
        prefixes
    }

    #[test]
    fn ids_take_their_usual_form() {
        let prefixes = prefixes();
        let id = |text: &'static str| prefixes.resolve(text).map(|id| (id.text, id.ours));
        assert_eq!(id("i4:change"), Ok(("itil4:change".to_owned(), true)));
        assert_eq!(id("itsm:itil4:a:b"), Ok(("itil4:a:b".to_owned(), true)));
        assert_eq!(id("itsm:itil4"), Ok(("itsm:itil4".to_owned(), false)));
        assert_eq!(id("s:exactMatch"), Ok(("skos:exactMatch".to_owned(), false)));
        assert_eq!(id("ex:a"), Ok(("ex:a".to_owned(), false)));
        assert_eq!(id("xe:a"), Err(Fault::Undeclared("xe")));
        assert_eq!(id("a"), Err(Fault::NoPrefix));
        assert_eq!(id("ex:a "), Err(Fault::Blanks));
    }

    #[test]
    fn sources_name_frameworks() {
        let prefixes = prefixes();
        for text in ["itsm:itil4", "urn:itsm:itil4", "urn:itsm:itil4:", "i4:"] {
            assert_eq!(prefixes.framework(text).as_deref(), Some("itil4"), "{text}");
        }
        assert_eq!(Prefixes::default().framework("itsm:itil4").as_deref(), Some("itil4"));
        for text in ["ex:itil4", "itil4", "i4:change", "urn:itsm:", "https://ex.org"] {
            assert_eq!(prefixes.framework(text), None, "{text}");
        }
    }

    #[test]
    fn built_in_prefixes_cannot_be_changed() {
        let mut prefixes = Prefixes::default();
        assert_eq!(prefixes.declare("skos", "http://www.w3.org/2004/02/skos/core#"), Ok(()));
        assert_eq!(prefixes.declare("owl", "https://ex.org/"), Err(Refused::BuiltIn));
        assert_eq!(prefixes.resolve("owl:sameAs").map(|id| id.text), Ok("owl:sameAs".to_owned()));
        assert_eq!(prefixes.declare("x", &format!("urn:itsm:{}", "x".repeat(300))), Err(Refused::TooLong));
    }
}
