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

/// What a rule must have at hand, so that it does not call missing what only could not be read.
#[derive(Clone, Copy)]
enum Needs {
    /// Nothing beside what is there.
    Nothing,
    /// The framework file to its end.
    Head,
    /// The framework below, with its elements and vocabularies.
    Base,
    /// All elements: the framework below, and all files to their ends. When only an end is missing, the rule says what
    /// it finds all the same, as a warning: what is named may stand in the part that was not read.
    Elements,
}

impl Needs {
    fn met_by(self, draft: &Draft) -> bool {
        match self {
            Self::Nothing => true,
            Self::Head => draft.head_read,
            Self::Base | Self::Elements => draft.has_base(),
        }
    }
}

/// What must hold before the elements can be put together.
const STRUCTURAL: [(Needs, Rule); 6] = [
    (Needs::Head, missing_key::check),
    (Needs::Nothing, duplicate_id::check),
    (Needs::Nothing, tree_cycle::check),
    (Needs::Base, undeclared_kind::check),
    (Needs::Base, missing_title::check),
    (Needs::Elements, dangling_reference::parents),
];

/// What is checked on top of that.
const FURTHER: [(Needs, Rule); 7] = [
    (Needs::Nothing, id_pattern_mismatch::check),
    (Needs::Base, undeclared_source::check),
    (Needs::Base, undeclared_level::check),
    (Needs::Nothing, level_count_mismatch::check),
    (Needs::Elements, unproduced_input::check),
    (Needs::Nothing, invalid_language::check),
    (Needs::Elements, dangling_reference::interfaces),
];

/// The findings that keep a framework from being assembled; time is linear in the elements.
pub(super) fn structural(draft: &Draft) -> Findings {
    let mut findings = Findings::new();
    unknown_framework::base(draft, &mut findings);
    run(&STRUCTURAL, draft, &mut findings);
    findings
}

fn run(rules: &[(Needs, Rule)], draft: &Draft, findings: &mut Findings) {
    for (needs, rule) in rules.iter().filter(|(needs, _)| needs.met_by(draft)) {
        match needs {
            Needs::Elements => findings.append(doubted(draft, |found| rule(draft, found))),
            Needs::Nothing | Needs::Head | Needs::Base => rule(draft, findings),
        }
    }
}

/// What a rule about all elements finds, as warnings when some could not be read.
fn doubted(draft: &Draft, rule: impl FnOnce(&mut Findings)) -> Findings {
    let mut found = Findings::new();
    rule(&mut found);
    if draft.all_read { found } else { found.into_iter().map(|finding| finding.doubted(UNREAD)).collect() }
}

const UNREAD: &str = "what is missing may stand in the part that could not be read";

/// The findings of all rules.
pub(super) fn all(draft: &Draft, environment: &dyn Environment) -> Findings {
    let mut findings = structural(draft);
    run(&FURTHER, draft, &mut findings);
    if Needs::Elements.met_by(draft) {
        findings.append(doubted(draft, |found| dangling_reference::references(draft, environment, found)));
    }
    unknown_framework::suggest(draft, environment, &mut findings);
    findings
}

/// The findings of a locale file that it has for itself, whatever it translates.
pub(super) fn locale_alone(locale: &LocaleDraft) -> Findings {
    let mut findings = Findings::new();
    invalid_language::locale(locale, &mut findings);
    undeclared_source::locale(locale, &mut findings);
    findings
}

/// The findings of a locale file.
pub(super) fn locale(locale: &LocaleDraft, draft: &Draft) -> Findings {
    let mut findings = Findings::new();
    unknown_locale_entry::framework(locale, draft, &mut findings);
    if Needs::Elements.met_by(draft) {
        findings.append(doubted(draft, |found| unknown_locale_entry::check(locale, draft, found)));
    }
    findings.append(locale_alone(locale));
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
