//! The prefixes of a set that is written: which are used, what they stand for, and how ids are spelt with them.

use std::{borrow::Cow, collections::BTreeMap};

use indexmap::IndexMap;
use rustc_hash::{FxHashMap, FxHashSet};

use super::curie::{OURS, built_in, built_ins, is_iri};
use crate::mapping::vocabulary::Vocabulary;

/// Where extension columns of ours are defined.
pub(super) const EXTENSIONS: &str = "urn:itsm:ext:";
/// What the specification puts before the name of an extension that nobody has defined.
pub(super) const UNDEFINED: &str = "http://sssom.invalid/";

/// Why a text cannot be written as an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault<'text> {
    /// There is no colon in it.
    NoPrefix,
    /// A sign in it cannot stand in an IRI.
    Sign(char),
    /// The prefix is not declared.
    Undeclared(&'text str),
    /// An IRI below no prefix.
    NoPrefixFor,
}

/// The prefixes of a set.
#[derive(Debug)]
pub(super) struct Names<'set> {
    declared: &'set IndexMap<String, String>,
    /// Prefixes by their IRIs, the longest first.
    iris: Vec<(&'set str, &'set str)>,
    /// Whether an IRI below no prefix may stay as it is.
    pub(super) keeps_iris: bool,
    frameworks: FxHashSet<&'set str>,
    used: FxHashSet<&'set str>,
    last: &'set str,
    /// Final prefixes and their IRIs, built-in ones left out.
    pub(super) map: BTreeMap<String, String>,
    /// IRIs whose prefix is not the one that ids in memory have.
    assigned: FxHashMap<String, String>,
    renamed: FxHashMap<&'set str, String>,
}

impl<'set> Names<'set> {
    pub(super) fn new(declared: &'set IndexMap<String, String>, keeps_iris: bool) -> Self {
        let usable = declared.iter().filter(|(prefix, iri)| !iri.is_empty() && is_local(prefix) && !prefix.is_empty() && !iri.starts_with(OURS));
        let known = usable.filter(|(prefix, _)| built_in(prefix).is_none()).map(|(prefix, iri)| (iri.as_str(), prefix.as_str()));
        let mut iris: Vec<(&str, &str)> = built_ins().map(|(prefix, iri)| (iri, prefix)).chain(known).collect();
        iris.sort_by(|(iri, prefix), (other, second)| other.len().cmp(&iri.len()).then_with(|| prefix.cmp(second)));
        Self {
            declared,
            iris,
            keeps_iris,
            frameworks: FxHashSet::default(),
            used: FxHashSet::default(),
            last: "",
            map: BTreeMap::new(),
            assigned: FxHashMap::default(),
            renamed: FxHashMap::default(),
        }
    }

    /// The IRI of a declared or built-in prefix.
    fn iri(&self, prefix: &str) -> Option<&str> {
        built_in(prefix).or_else(|| self.declared.get(prefix).map(String::as_str).filter(|iri| !iri.is_empty()))
    }

    /// Takes the id of a framework's element in.
    pub(super) fn element(&mut self, id: &'set str) -> Result<(), Fault<'set>> {
        let (framework, local) = id.split_once(':').ok_or(Fault::NoPrefix)?;
        signs(framework)?;
        signs(local)?;
        if framework.is_empty() {
            return Err(Fault::NoPrefix);
        }
        self.frameworks.insert(framework);
        Ok(())
    }

    /// Takes any other id in; whether it has to be spelt anew.
    pub(super) fn reference(&mut self, text: &'set str) -> Result<bool, Fault<'set>> {
        let (prefix, _) = text.split_once(':').ok_or(Fault::NoPrefix)?;
        signs(text)?;
        if prefix == self.last && !prefix.is_empty() {
            return Ok(false);
        }
        if self.iri(prefix).is_some() {
            self.used.insert(prefix);
            self.last = prefix;
            return Ok(false);
        }
        if let Ok(word) = prefix.parse::<Vocabulary>() {
            self.assign(prefix, word.iri());
            return Ok(false);
        }
        if !is_iri(text) {
            return Err(Fault::Undeclared(prefix));
        }
        match self.below(text) {
            Some((prefix, _)) => {
                self.used.insert(prefix);
                Ok(true)
            }
            None if self.keeps_iris => Ok(false),
            None => Err(Fault::NoPrefixFor),
        }
    }

    /// Takes an id in that need not last as long as the set; the id as it is written, when it has a known prefix.
    pub(super) fn mark(&mut self, text: &str) -> Option<String> {
        let (prefix, _) = text.split_once(':').filter(|_| signs(text).is_ok())?;
        if built_in(prefix).is_some() {
            return Some(text.to_owned());
        }
        if let Some((prefix, _)) = self.declared.get_key_value(prefix).filter(|(_, iri)| !iri.is_empty()) {
            self.used.insert(prefix);
            return Some(text.to_owned());
        }
        match self.below(text).filter(|_| is_iri(text)) {
            Some((prefix, local)) => {
                self.used.insert(prefix);
                Some(format!("{prefix}:{local}"))
            }
            None => (self.keeps_iris && is_iri(text)).then(|| text.to_owned()),
        }
    }

    /// Whether a reader takes an id for an element of a framework, by what the set declares.
    pub(super) fn means_element(&self, text: &str) -> bool {
        let Some((prefix, local)) = text.split_once(':') else { return false };
        match self.iri(prefix) {
            Some(iri) => iri.strip_prefix(OURS).is_some_and(|rest| rest.contains(':') || local.contains(':')),
            None => text.strip_prefix(OURS).is_some_and(|rest| rest.contains(':')),
        }
    }

    /// Takes a word of another format in.
    pub(super) fn word(&mut self, text: &'set str) -> Result<bool, Fault<'set>> {
        let (prefix, local) = text.split_once(':').ok_or(Fault::NoPrefix)?;
        local.split(' ').chain([prefix]).try_for_each(signs)?;
        if self.iri(prefix).is_some() {
            self.used.insert(prefix);
        } else if let Ok(word) = prefix.parse::<Vocabulary>() {
            self.assign(prefix, word.iri());
        }
        Ok(true)
    }

    /// Takes the name of a framework as a source in (`itsm:itil4`, `urn:itsm:itil4`); whether it is one.
    pub(super) fn source(&mut self, text: &'set str) -> bool {
        let Some(framework) = self.framework_of(text) else { return false };
        if is_local(framework) {
            self.assign("itsm", OURS);
            return true;
        }
        false
    }

    fn framework_of<'text>(&self, text: &'text str) -> Option<&'text str> {
        let rest = match text.strip_prefix(OURS) {
            Some(rest) if self.iri("urn").is_none() => rest,
            _ => text.strip_prefix("itsm:").filter(|_| self.iri("itsm").is_none_or(|iri| iri == OURS))?,
        };
        let framework = rest.strip_suffix(':').unwrap_or(rest);
        (!framework.is_empty() && !framework.contains([':', '/'])).then_some(framework)
    }

    /// The longest prefix that an IRI lies below, and what is left of it.
    fn below<'text>(&self, iri: &'text str) -> Option<(&'set str, &'text str)> {
        self.iris.iter().find_map(|(base, prefix)| Some((*prefix, iri.strip_prefix(base).filter(|local| !local.is_empty())?)))
    }

    /// Asks for a prefix that stands for an IRI; [`Names::prefix_of`] gives its name after [`Names::settle`].
    pub(super) fn assign(&mut self, wish: &str, iri: &str) {
        self.assigned.entry(iri.to_owned()).or_insert_with(|| wish.to_owned());
    }

    /// Settles the names of all prefixes, once all ids are in.
    pub(super) fn settle(&mut self) {
        for prefix in &self.used {
            if built_in(prefix).is_none()
                && let Some(iri) = self.declared.get(*prefix)
            {
                self.map.insert((*prefix).to_owned(), iri.clone());
            }
        }
        let mut frameworks: Vec<&str> = self.frameworks.iter().copied().collect();
        frameworks.sort_unstable();
        for framework in frameworks {
            let name = self.name(framework, &format!("{OURS}{framework}:"));
            if name != framework {
                self.renamed.insert(framework, name);
            }
        }
        let mut wishes: Vec<(String, String)> = self.assigned.iter().map(|(iri, wish)| (wish.clone(), iri.clone())).collect();
        wishes.sort_unstable();
        for (wish, iri) in wishes {
            let name = self.name(&wish, &iri);
            self.assigned.insert(iri, name);
        }
    }

    /// The prefix for an IRI: the one that is wished for, or one that stands for it, or the wish with a number.
    fn name(&mut self, wish: &str, iri: &str) -> String {
        let free = |name: &str, map: &BTreeMap<String, String>| match built_in(name) {
            Some(known) => known == iri,
            None => map.get(name).is_none_or(|known| known == iri),
        };
        let mut known: Vec<&String> = self.declared.iter().filter(|(_, known)| *known == iri).map(|(prefix, _)| prefix).collect();
        known.sort_unstable();
        let name = if free(wish, &self.map) {
            wish.to_owned()
        } else if let Some(prefix) = known.into_iter().find(|prefix| free(prefix, &self.map) && is_local(prefix)) {
            prefix.clone()
        } else {
            let numbered = (2_usize..).map(|number| format!("{wish}_{number}"));
            numbered.into_iter().find(|name| free(name, &self.map) && !self.declared.contains_key(name)).unwrap_or_default()
        };
        self.map.insert(name.clone(), iri.to_owned());
        name
    }

    /// The prefix that was settled for an IRI.
    pub(super) fn prefix_of(&self, iri: &str) -> &str {
        self.assigned.get(iri).map_or("", String::as_str)
    }

    /// Whether elements of some framework are spelt with another prefix than the framework's id.
    pub(super) fn renames(&self) -> bool {
        !self.renamed.is_empty()
    }

    /// An element's id as it is written.
    pub(super) fn spell_element<'text>(&self, id: &'text str) -> Cow<'text, str> {
        match id.split_once(':').and_then(|(framework, local)| Some((self.renamed.get(framework)?, local))) {
            Some((prefix, local)) => Cow::Owned(format!("{prefix}:{local}")),
            None => Cow::Borrowed(id),
        }
    }

    /// Any other id as it is written. `source`: the name of a framework may stand there.
    pub(super) fn spell<'text>(&self, text: &'text str, source: bool) -> Cow<'text, str> {
        if source && let Some(framework) = self.framework_of(text) {
            return Cow::Owned(format!("{}:{framework}", self.prefix_of(OURS)));
        }
        let Some((prefix, local)) = text.split_once(':') else { return Cow::Borrowed(text) };
        if self.iri(prefix).is_some() {
            return Cow::Borrowed(text);
        }
        if let Ok(word) = prefix.parse::<Vocabulary>() {
            let name = self.prefix_of(word.iri());
            return if name == prefix { Cow::Borrowed(text) } else { Cow::Owned(format!("{name}:{local}")) };
        }
        match self.below(text) {
            Some((prefix, local)) if is_iri(text) => Cow::Owned(format!("{prefix}:{local}")),
            _ => Cow::Borrowed(text),
        }
    }

    /// The full IRI of an id as it is written; the text itself when it has no known prefix.
    pub(super) fn expand<'text>(&self, text: &'text str) -> Cow<'text, str> {
        let known =
            text.split_once(':').and_then(|(prefix, local)| Some((self.map.get(prefix).map(String::as_str).or_else(|| built_in(prefix))?, local)));
        match known {
            Some((iri, local)) => Cow::Owned(format!("{iri}{local}")),
            None => Cow::Borrowed(text),
        }
    }

    /// Built-in prefixes that the set declares as something else.
    pub(super) fn misused(&self) -> impl Iterator<Item = &'set str> + use<'set> {
        self.declared.iter().filter(|(prefix, iri)| built_in(prefix).is_some_and(|known| known != *iri)).map(|(prefix, _)| prefix.as_str())
    }
}

/// Signs that cannot stand in an IRI (RFC 3987).
fn signs<'text>(text: &str) -> Result<(), Fault<'text>> {
    let plain = |byte: u8| byte > b' ' && !matches!(byte, b'<' | b'>' | b'"' | b'{' | b'}' | b'|' | b'\\' | b'^' | b'`' | 0x7f);
    // Most ids are plain ASCII.
    if text.bytes().all(|byte| byte < 0x80 && plain(byte)) {
        return Ok(());
    }
    match text.chars().find(|sign| sign.is_whitespace() || sign.is_control() || u8::try_from(*sign).is_ok_and(|byte| byte < 0x80 && !plain(byte))) {
        Some(sign) => Err(Fault::Sign(sign)),
        None => Ok(()),
    }
}

fn is_local(text: &str) -> bool {
    signs(text).is_ok() && !text.contains(':')
}
