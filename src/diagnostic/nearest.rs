//! The known name that is nearest to a mistyped one.

/// The candidate most like `name`, when one is like enough to be worth suggesting.
///
/// Likeness is the Damerau-Levenshtein distance (optimal string alignment) without regard to case; a candidate
/// is suggested when at most a third of the longer name differs. Time is the number of candidates times the
/// product of the lengths; names over 64 characters are not compared.
///
/// ```
/// use itsm::diagnostic::nearest;
/// assert_eq!(nearest("purpos", ["purpose", "title"]), Some("purpose"));
/// assert_eq!(nearest("xyz", ["purpose", "title"]), None);
/// ```
pub fn nearest<'names>(name: &str, candidates: impl IntoIterator<Item = &'names str>) -> Option<&'names str> {
    const LONGEST: usize = 64;
    let wanted = name.to_lowercase();
    let length = wanted.chars().count();
    if length == 0 || length > LONGEST {
        return None;
    }
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let size = candidate.chars().count();
        let allowed = length.max(size) / 3;
        if size > LONGEST || size.abs_diff(length) > allowed.max(1) {
            continue;
        }
        let distance = strsim::osa_distance(&wanted, &candidate.to_lowercase());
        if distance <= allowed.max(1) && distance < length.max(size) && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}
