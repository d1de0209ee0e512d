//! What deviates, as findings.

use itsm::{
    conformance::{
        align::LabelMap,
        rules::{Pack, definition::RuleSeverity},
    },
    diagnostic::{Code, Diagnostic, Findings, Severity},
    eventlog::Activities,
    report::Conformity,
};

/// Deviations of either kind that become findings; tables and JSON have all.
pub const MOST: usize = 100;

/// A finding for each way in which cases do not follow the model, for each variant that is not solved, and for each deviation from a
/// rule.
pub fn deviations(conformity: &Conformity, is_open: bool, most: usize, findings: &mut Findings) {
    let record = &conformity.record;
    let file = record.log.name.clone();
    for way in record.per_deviation.iter().take(most) {
        let finding = Diagnostic::error(Code::Deviation, format!("{}: {}", who(way.cases, &way.example), way.deviation));
        let mut help = Vec::new();
        if !way.elements.is_empty() {
            help.push(format!("touches {}", way.elements.join(", ")));
        }
        if is_open {
            help.push("cases are taken as still open".to_owned());
        }
        let finding = if help.is_empty() { finding } else { finding.help(help.join("; ")) };
        findings.push(finding.in_file(file.clone()));
    }
    let left_out = record.per_deviation.len().saturating_sub(most);
    if left_out > 0 {
        let message = format!("{left_out} more ways in which cases do not follow the model");
        findings.push(
            Diagnostic::new(Severity::Note, Code::Deviation, message)
                .in_file(file.clone())
                .help("`--format csv` lists all, `--variants` all variants"),
        );
    }
    unsolved(conformity, most, findings);
    for deviation in conformity.deviations.iter().take(most) {
        let finding = Diagnostic::new(severity(deviation.severity), Code::BrokenRule, deviation.sentence.clone());
        let evidence = conformity.requirements_of(deviation).join(", ");
        let evidence = if evidence.is_empty() { evidence } else { format!(", evidence for {evidence}") };
        findings.push(finding.in_file(file.clone()).help(format!("the rule is `{}` of {}{evidence}", deviation.rule, deviation.pack)));
    }
    let more = conformity.deviations.len().saturating_sub(most);
    if more > 0 {
        findings.push(
            Diagnostic::new(Severity::Note, Code::BrokenRule, format!("{more} more deviations from rules"))
                .in_file(file)
                .help("`--format csv` lists all"),
        );
    }
}

fn who(cases: usize, example: &str) -> String {
    if cases == 1 { format!("case `{example}`") } else { format!("{cases} cases such as `{example}`") }
}

/// Says which variants have no answer.
fn unsolved(conformity: &Conformity, most: usize, findings: &mut Findings) {
    let record = &conformity.record;
    let open = record.per_variant.iter().flatten().filter(|variant| record.model.is_some() && variant.deviations.is_none());
    for variant in open.take(most) {
        let who = who(variant.cases, &variant.example);
        let finding = match variant.at_least {
            Some(least) => Diagnostic::warning(Code::LimitReached, format!("{who} cannot be solved within the limits; at least {least} deviations"))
                .help("raise the limit with `--states`"),
            None => Diagnostic::error(Code::Deviation, format!("{who}: the model has no run that comes to its end")),
        };
        findings.push(finding.in_file(record.log.name.clone()));
    }
}

/// Says which rules have more deviations than were looked for.
pub fn further(pack: &Pack, further: u64, findings: &mut Findings) {
    if further > 0 {
        let message = format!("{further} more deviations from rules of {} were counted and not listed", pack.reference());
        findings.push(Diagnostic::new(Severity::Note, Code::LimitReached, message));
    }
}

/// Says which activities of the log the model does not know.
pub fn unbound(activities: &Activities, map: &LabelMap, file: &str, findings: &mut Findings) {
    let unknown: Vec<String> =
        activities.names().enumerate().filter(|(number, _)| map.get(*number).is_empty()).map(|(_, name)| format!("`{name}`")).collect();
    if unknown.is_empty() {
        return;
    }
    let shown = unknown.iter().take(10).cloned().collect::<Vec<_>>().join(", ");
    let more = unknown.len().saturating_sub(10);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    let message = format!("the model has no label for {shown}{rest}: each of their events is one too much");
    findings.push(
        Diagnostic::warning(Code::Deviation, message).in_file(file.to_owned()).help("bind them to labels of the model: `itsm log bind` proposes how"),
    );
}

/// How bad a deviation from a rule is, as a finding.
pub fn severity(severity: RuleSeverity) -> Severity {
    match severity {
        RuleSeverity::High => Severity::Error,
        RuleSeverity::Medium => Severity::Warning,
        RuleSeverity::Low => Severity::Note,
    }
}
