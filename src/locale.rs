//! Language tags and their fallback.

/// Whether `tag` has the form of a BCP 47 language tag: a language of two to eight letters, then subtags of one to
/// eight letters or digits.
///
/// Source: RFC 5646, section 2.1. The tag is not looked up in the registry of subtags.
///
/// ```
/// assert!(itsm::locale::is_well_formed("pt-BR"));
/// assert!(!itsm::locale::is_well_formed("german_at"));
/// ```
#[must_use]
pub fn is_well_formed(tag: &str) -> bool {
    let mut subtags = tag.split('-');
    let language =
        subtags.next().is_some_and(|language| (2..=8).contains(&language.len()) && language.bytes().all(|byte| byte.is_ascii_alphabetic()));
    language && subtags.all(|subtag| (1..=8).contains(&subtag.len()) && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// The tags to look for, the most wanted first: the tag itself, then with its last subtags dropped one by one.
///
/// Source: RFC 4647, section 3.4 (lookup); single-letter subtags are dropped together with what follows them.
///
/// ```
/// assert_eq!(itsm::locale::fallback("de-AT-1996"), ["de-AT-1996", "de-AT", "de"]);
/// ```
#[must_use]
pub fn fallback(tag: &str) -> Vec<&str> {
    let mut tags = vec![tag];
    let mut rest = tag;
    while let Some((shorter, _)) = rest.rsplit_once('-') {
        rest = match shorter.rsplit_once('-') {
            Some((before, single)) if single.len() == 1 => before,
            _ => shorter,
        };
        tags.push(rest);
    }
    tags
}
