//! Events can be what they say: triggers that fit where they stand, times that can be read, conditions over the fields.

use crate::{
    calendar::{BusinessDuration, DurationError},
    diagnostic::{Code, Diagnostic, Findings},
    document::Located,
    workflow::{
        definition::{NodeDefinition, NodeKind, ScheduleDefinition, TriggerKind},
        draft::Draft,
    },
};

/// Reports triggers that cannot stand where they stand, times and conditions that cannot be read, and links that lead nowhere.
/// Linear in the nodes, but for links, which are looked for among all.
pub(super) fn check(draft: &Draft<'_>, findings: &mut Findings) {
    for node in &draft.definition.nodes {
        if let Some(trigger) = &node.trigger {
            fitting(draft, node, trigger, findings);
        }
        if let Some(timer) = &node.timer {
            times(draft, node, timer, findings);
        }
        if let Some(when) = node.when.as_ref().filter(|_| node.language.is_none()) {
            draft.condition(when, findings);
        }
    }
}

fn fitting(draft: &Draft<'_>, node: &NodeDefinition, trigger: &Located<TriggerKind>, findings: &mut Findings) {
    use TriggerKind as Trigger;
    let fits = match *node.kind {
        NodeKind::Start => matches!(**trigger, Trigger::Message | Trigger::Timer | Trigger::Signal | Trigger::Condition),
        NodeKind::Catch => matches!(**trigger, Trigger::Message | Trigger::Timer | Trigger::Signal | Trigger::Condition | Trigger::Link),
        NodeKind::Boundary => !matches!(**trigger, Trigger::Link | Trigger::Terminate),
        NodeKind::End => !matches!(**trigger, Trigger::Timer | Trigger::Condition | Trigger::Link),
        NodeKind::Throw => matches!(**trigger, Trigger::Message | Trigger::Escalation | Trigger::Signal | Trigger::Link | Trigger::Compensation),
        _ => return,
    };
    if !fits {
        let message = format!("the {} event `{}` cannot be about `{}`", *node.kind, *node.id, **trigger);
        let help = match *node.kind {
            NodeKind::Start => "a workflow begins with a `message`, a `timer`, a `signal` or a `condition`, or with nothing in particular",
            NodeKind::Catch => "`message`, `timer`, `signal`, `condition` and `link` can be waited for",
            NodeKind::Boundary => "a `link` or `terminate` does not happen to a step",
            NodeKind::End => "an end can throw `message`, `error`, `escalation`, `signal` or `terminate`",
            _ => "`message`, `escalation`, `signal` and `link` can be thrown; an `error` ends the branch: use an end",
        };
        findings.push(draft.at(Diagnostic::error(Code::MisplacedKey, message).help(help), trigger));
    }
    if matches!(**trigger, Trigger::Compensation | Trigger::Cancel) {
        let message = format!("`{}` is about `{}`, which is drawn and kept, and cannot be run", *node.id, **trigger);
        findings
            .push(draft.at(Diagnostic::warning(Code::UnsupportedElement, message).help("model what is to be done as steps of their own"), trigger));
    }
    if **trigger == Trigger::Link && matches!(*node.kind, NodeKind::Throw | NodeKind::Catch) {
        link(draft, node, findings);
    }
}

/// A jump needs a place to land, in the same scope; a landing place needs somebody who jumps.
fn link(draft: &Draft<'_>, node: &NodeDefinition, findings: &mut Findings) {
    let Some(name) = &node.name else { return };
    let wanted = if *node.kind == NodeKind::Throw { NodeKind::Catch } else { NodeKind::Throw };
    let other = |other: &&NodeDefinition| {
        *other.kind == wanted
            && other.trigger.as_deref() == Some(&TriggerKind::Link)
            && other.name.as_ref() == Some(name)
            && other.inside == node.inside
    };
    let others = draft.definition.nodes.iter().filter(other).count();
    let message = match (*node.kind, others) {
        (NodeKind::Throw, 0) => format!("no event catches the link `{}`", **name),
        (NodeKind::Throw, 2..) => format!("{others} events catch the link `{}`, and it can lead to one place only", **name),
        (NodeKind::Catch, 0) => format!("no event throws the link `{}`", **name),
        _ => return,
    };
    findings
        .push(draft.at(Diagnostic::error(Code::UndeclaredName, message).help("the two share a `name` and stand inside the same subprocess"), name));
}

fn times(draft: &Draft<'_>, node: &NodeDefinition, timer: &ScheduleDefinition, findings: &mut Findings) {
    let said: Vec<&Located<String>> = [&timer.after, &timer.at, &timer.words].into_iter().flatten().collect();
    if let [_, second, ..] = said.as_slice() {
        let finding = Diagnostic::error(Code::MisplacedKey, format!("the timer of `{}` says more than once when", *node.id));
        findings.push(draft.at(finding.help("say one of `after`, `at` and `words`"), second));
    }
    if said.is_empty() && timer.every.is_none() {
        let finding = Diagnostic::error(Code::MissingKey, format!("the timer of `{}` does not say when", *node.id));
        findings.push(draft.at(finding.help("add `after: PT4H`, or `at:` with a field that holds an instant"), &node.id));
    }
    for length in [&timer.after, &timer.every].into_iter().flatten() {
        let read: Result<BusinessDuration, DurationError> = length.parse();
        let message = match read {
            Ok(duration) if duration.is_negative() => format!("`{}` is less than nothing", **length),
            Ok(_) => continue,
            Err(error) => error.to_string(),
        };
        let help = "hours as `PT8H`, days as `P3D`; with a calendar they are open hours and business days";
        findings.push(draft.at(Diagnostic::error(Code::MalformedDuration, message).help(help), length));
    }
    if let Some(at) = &timer.at {
        let is_instant = draft.fields.get(at).map(|field| field.kind == crate::expr::FieldType::Instant);
        if is_instant == Some(false) {
            let finding = Diagnostic::error(Code::WrongType, format!("the field `{}` does not hold an instant", **at));
            findings.push(draft.at(finding.help("declare it with `type: instant`"), at));
        } else if is_instant.is_none() && at.parse::<jiff::Timestamp>().is_err() {
            findings.push(draft.unknown(at, "field or instant", draft.definition.fields.keys().map(String::as_str)));
        }
    }
}
