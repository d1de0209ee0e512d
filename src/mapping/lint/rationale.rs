//! `missing-rationale`: judgements without a reason.

use crate::{
    diagnostic::{Code, Diagnostic, Findings, Severity},
    mapping::{MappingSet, Origin, Row},
    source::FileText,
};

/// How a person, or nobody knows who, came to a row; what a program found has its own trace (SEMAPV).
const JUDGED: [&str; 2] = ["semapv:ManualMappingCuration", "semapv:UnspecifiedMatching"];

/// Slots that can hold the reason beside `ext_rationale`.
const REASONS: [&str; 3] = ["comment", "curation_rule", "curation_rule_text"];

pub(super) fn check(set: &MappingSet, file: &FileText) -> Findings {
    let judged = |justification: &str| JUDGED.contains(&justification);
    let rows = set.rows().iter().filter(|row| row.origin == Origin::Stated && judged(&row.justification));
    let groups = set.groups().iter().filter(|group| judged(&group.justification));
    // Rows that were split off a group are derived: its reason is said once, at the group.
    let said = rows.map(|row| (row.position, gives_reason(row)));
    let said = said.chain(groups.map(|group| (group.position, is_said(group.rationale.as_deref()))));
    let (mut all, mut missing, mut first) = (0_usize, 0_usize, None);
    for (position, reason) in said {
        all = all.saturating_add(1);
        if !reason {
            missing = missing.saturating_add(1);
            first = first.into_iter().chain(position).min();
        }
    }
    if missing == 0 {
        return Findings::new();
    }
    let message = match (missing, all) {
        (1, 1) => "the only judgement gives no reason".to_owned(),
        (1, _) => format!("1 of {all} judgements gives no reason"),
        _ if missing == all => format!("none of the {all} judgements gives a reason"),
        _ => format!("{missing} of {all} judgements give no reason; this is the first"),
    };
    let help = "say why each row holds (in SSSOM as `ext_rationale`), so that somebody else can check it";
    Diagnostic::new(Severity::Note, Code::MissingRationale, message).help(help).located_if(file, first).into()
}

fn gives_reason(row: &Row) -> bool {
    is_said(row.rationale.as_deref()) || REASONS.iter().any(|slot| is_said(row.slot(slot)))
}

fn is_said(text: Option<&str>) -> bool {
    text.is_some_and(|text| !text.trim().is_empty())
}
