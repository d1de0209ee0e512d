//! The rules that a definition is checked by: one rule, one file; each has its page in `docs/codes/`.

mod dangling_reference;
mod duplicate_id;
mod id_pattern_mismatch;
mod invalid_language;
mod level_count_mismatch;
mod missing_key;
mod missing_title;
mod tree_cycle;
mod undeclared_kind;
mod undeclared_level;
mod undeclared_source;
mod unknown_framework;
mod unknown_locale_entry;
mod unproduced_input;

use super::{
    Environment,
    draft::{Draft, LocaleDraft},
};
use crate::{
    diagnostic::{Findings, nearest},
    document::Located,
};

/// A rule looks at the whole draft and says what it finds.
type Rule = fn(&Draft, &mut Findings);

/// What must hold before the elements can be put together.
const STRUCTURAL: [Rule; 6] =
    [missing_key::check, duplicate_id::check, tree_cycle::check, undeclared_kind::check, missing_title::check, dangling_reference::parents];

/// What is checked on top of that.
const FURTHER: [Rule; 7] = [
    id_pattern_mismatch::check,
    undeclared_source::check,
    undeclared_level::check,
    level_count_mismatch::check,
    unproduced_input::check,
    invalid_language::check,
    dangling_reference::interfaces,
];

/// The findings that keep a framework from being assembled; time is linear in the elements.
pub(super) fn structural(draft: &Draft) -> Findings {
    let mut findings = Findings::new();
    unknown_framework::base(draft, &mut findings);
    for rule in STRUCTURAL {
        rule(draft, &mut findings);
    }
    findings
}

/// The findings of all rules.
pub(super) fn all(draft: &Draft, environment: &dyn Environment) -> Findings {
    let mut findings = structural(draft);
    for rule in FURTHER {
        rule(draft, &mut findings);
    }
    dangling_reference::references(draft, environment, &mut findings);
    unknown_framework::suggest(draft, environment, &mut findings);
    findings
}

/// The findings of a locale file.
pub(super) fn locale(locale: &LocaleDraft, draft: &Draft) -> Findings {
    let mut findings = Findings::new();
    unknown_locale_entry::check(locale, draft, &mut findings);
    invalid_language::locale(locale, &mut findings);
    undeclared_source::locale(locale, &mut findings);
    findings
}

/// `did you mean ...?` when a known name is near.
fn suggestion<'names>(name: &str, known: impl IntoIterator<Item = &'names str>) -> Option<String> {
    nearest(name, known).map(|near| format!("did you mean `{near}`?"))
}

/// Whether a name was put in by the reader for one that is missing and has its finding already.
fn stand_in(name: &Located<String>) -> bool {
    name.is_empty()
}
