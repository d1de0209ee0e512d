//! `unknown-edition`: a set about another edition than the one that is known under the id.

use rustc_hash::FxHashSet;

use super::Frameworks;
use crate::{
    diagnostic::{Code, Diagnostic, Findings, nearest},
    document::Position,
    framework::Framework,
    mapping::MappingSet,
    source::FileText,
};

/// Longest edition in characters that a message repeats.
const SHOWN: usize = 60;

pub(super) fn check<'set>(set: &'set MappingSet, file: &FileText, frameworks: &mut Frameworks<'_, 'set>) -> Findings {
    let mut findings = Findings::new();
    let mut seen = FxHashSet::default();
    let sides = [
        ("subject_source_version", &set.subject_framework, &set.subject_version),
        ("object_source_version", &set.object_framework, &set.object_version),
    ];
    for (slot, framework, version) in sides {
        let (Some(framework), Some(version)) = (framework, version) else { continue };
        seen.insert((slot, framework.as_str(), version.as_str()));
        let place = framework.position().or(Some(Position::new(1, 1, 1)));
        findings.extend(other_edition(framework, version, frameworks).map(|finding| finding.located_if(file, place)));
    }
    for row in set.rows() {
        for (slot, term) in [("subject_source_version", &row.subject), ("object_source_version", &row.object)] {
            let (Some(version), Some(framework)) = (row.other.get(slot), term.framework()) else { continue };
            if seen.insert((slot, framework, version.as_ref())) {
                findings.extend(other_edition(framework, version, frameworks).map(|finding| finding.located_if(file, row.position)));
            }
        }
    }
    findings
}

fn other_edition<'set>(id: &'set str, version: &str, frameworks: &mut Frameworks<'_, 'set>) -> Option<Diagnostic> {
    let catalog = frameworks.catalog;
    let framework = frameworks.get(id)?;
    if version.trim().is_empty() || is_edition(version, framework.edition()) {
        return None;
    }
    let shown: String = version.chars().take(SHOWN).collect();
    let message = format!("the set is about edition `{shown}` of `{id}`, but the one that is known is `{}`", framework.edition());
    let help = other_framework(framework, version, catalog).map_or_else(
        || format!("write `{}` if that is the one that was looked at, or name the framework of the other edition", framework.edition()),
        |other| format!("edition `{shown}` is known as `{other}`"),
    );
    Some(Diagnostic::warning(Code::UnknownEdition, message).help(help))
}

/// The framework of another edition: the one whose id is nearest.
fn other_framework(framework: &Framework, version: &str, catalog: &crate::catalog::Catalog) -> Option<String> {
    let fits =
        |id: &String| catalog.framework(id).is_ok_and(|other| other.publisher() == framework.publisher() && is_edition(version, other.edition()));
    let ids: Vec<String> = catalog.framework_ids().into_iter().filter(|id| id != framework.id()).filter(fits).collect();
    nearest(framework.id(), ids.iter().map(String::as_str)).map(str::to_owned)
}

/// Whether a text names an edition: `3`, `v3.0` and `FitSM 3.0` all name `3.0`.
fn is_edition(version: &str, edition: &str) -> bool {
    let word = |text: &str| {
        let text = text.trim().trim_start_matches(['v', 'V']);
        let mut text = text.trim_end_matches('.');
        while let Some(shorter) = text.strip_suffix(".0") {
            text = shorter;
        }
        text.to_lowercase()
    };
    let wanted = word(edition);
    word(version) == wanted || version.split(|sign: char| !sign.is_alphanumeric() && sign != '.').any(|part| word(part) == wanted)
}

#[cfg(test)]
mod tests {
    use super::is_edition;

    #[test]
    fn editions_are_recognised_however_they_are_written() {
        for (version, edition) in
            [("3", "3.0"), ("v3.0", "3.0"), ("FitSM 3.0", "3.0"), ("ISO/IEC 20000-1:2018", "2018"), ("2018-09", "2018"), ("4.0", "4")]
        {
            assert!(is_edition(version, edition), "{version} {edition}");
        }
        for (version, edition) in [("3.1", "3.0"), ("2011", "2018"), ("2.4", "2"), ("", "3.0"), ("20181", "2018")] {
            assert!(!is_edition(version, edition), "{version} {edition}");
        }
    }
}
