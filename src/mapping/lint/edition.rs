//! `missing-edition`: a framework of which nobody knows the edition.

use crate::{
    diagnostic::{Code, Diagnostic, Findings, Severity},
    document::Position,
    mapping::MappingSet,
    source::FileText,
};

pub(super) fn check(set: &MappingSet, file: &FileText) -> Findings {
    let sides = [
        ("subject_source_version", &set.subject_framework, &set.subject_version),
        ("object_source_version", &set.object_framework, &set.object_version),
    ];
    let missing = sides.into_iter().filter_map(|(slot, framework, version)| {
        // A set that names no framework has a finding of its own, and every row may say it for itself.
        let framework = framework.as_ref()?;
        let said = |text: Option<&str>| text.is_some_and(|text| !text.trim().is_empty());
        let by_rows = !set.rows().is_empty() && set.rows().iter().all(|row| said(row.slot(slot)));
        if said(version.as_deref()) || by_rows {
            return None;
        }
        let message = format!("the set does not say which edition of `{}` it is about (`{slot}`)", **framework);
        let help = "a new edition may move what the rows are about; name the edition that was looked at";
        let place = framework.position().unwrap_or(Position::new(1, 1, 1));
        Some(Diagnostic::new(Severity::Note, Code::MissingEdition, message).help(help).located(file, place))
    });
    missing.collect()
}
