//! What deviates, as findings.

use itsm::{
    conformance::{
        align::FollowedAlignment,
        rules::{Pack, definition::RuleSeverity},
    },
    diagnostic::{Code, Diagnostic, Findings, Severity},
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
pub fn unbound<'name>(unknown: impl Iterator<Item = &'name str>, file: &str, findings: &mut Findings) {
    let unknown: Vec<String> = unknown.map(|name| format!("`{name}`")).collect();
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

/// Says which cases deviate of those that were followed, and what could not be known.
pub fn followed(followed: &FollowedAlignment, is_open: bool, file: &str, findings: &mut Findings) {
    for case in followed.deviating.iter().take(MOST) {
        let cost = case.deviations.map_or_else(|| "it is not solved".to_owned(), |cost| format!("deviations in all: {cost}"));
        let what = if let (Some(event), Some(activity)) = (case.event, &case.activity) {
            format!("event {event}, `{activity}`, is the first that does not follow the model; {cost}")
        } else {
            let next: Vec<String> = case.next.iter().map(|label| format!("`{label}`")).collect();
            format!("ends before the model does, {} may come next; {cost}", next.join(" or "))
        };
        let finding = Diagnostic::error(Code::Deviation, format!("case `{}`: {what}", case.case));
        let finding = if is_open { finding.help("the case was taken as still open") } else { finding };
        findings.push(finding.in_file(file.to_owned()));
    }
    let mut say = |finding: Diagnostic| findings.push(finding.in_file(file.to_owned()));
    let more = followed.deviating.len().saturating_sub(MOST).saturating_add(followed.further);
    if more > 0 {
        say(Diagnostic::new(Severity::Note, Code::Deviation, format!("{more} more cases deviate")));
    }
    say(Diagnostic::new(Severity::Note, Code::Deviation, "cases do not stand together, so that each was followed event by event")
        .help("what is wrong with a case is its first event that does not follow and what it costs in all; variants are counted, not listed"));
    if followed.let_go > 0 {
        let message = format!("{} cases were let go before they could end, as others had events since", followed.let_go);
        say(Diagnostic::warning(Code::LimitReached, message).help("follow more cases at once with `--open-cases`"));
    }
    if followed.returned > 0 {
        let message = format!("{} times a case went on after it had been let go, and was taken for another case", followed.returned);
        say(Diagnostic::error(Code::ScatteredCase, message).help("follow more cases at once with `--open-cases`"));
    }
    if followed.disordered > 0 {
        let message = format!("{} events stand behind a later one of their case", followed.disordered);
        say(Diagnostic::warning(Code::TimeRunsBackwards, message).help("they were taken in the order of the file; sort it by time"));
    }
}
