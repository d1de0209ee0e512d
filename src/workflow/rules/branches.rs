//! The ways that leave a gateway cover every case, and only one of them can be taken where one is.

use jiff::Timestamp;

use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    expr::{Condition, Overlap, Truth, Value, Witness, WitnessSearch, overlap, witness},
    workflow::{
        definition::{FlowDefinition, NodeDefinition, NodeKind},
        draft::Draft,
    },
};

/// The flows of one gateway whose conditions are held against each other.
const MOST: usize = 64;

/// Reports ways without a condition, ways that can both be taken, and cases that no way covers. Time is the square of the
/// conditions of one gateway, times that of [`overlap`]; beyond 64 of them they are not held against each other, which is said.
pub(super) fn check(draft: &Draft<'_>, findings: &mut Findings) {
    for (place, node) in draft.definition.nodes.iter().enumerate() {
        if matches!(*node.kind, NodeKind::Exclusive | NodeKind::Inclusive) && draft.leaving(place).len() > 1 {
            branches(draft, node, place, findings);
        }
    }
}

fn branches(draft: &Draft<'_>, node: &NodeDefinition, place: usize, findings: &mut Findings) {
    let flows: Vec<(&FlowDefinition, Option<&Condition>)> =
        draft.leaving(place).iter().filter_map(|flow| Some((draft.flow(*flow)?, draft.conditions.get(*flow)?.as_ref()))).collect();
    let mut others = flows.iter().filter(|(flow, _)| flow.otherwise);
    let otherwise = others.next();
    for (flow, _) in others {
        let finding = Diagnostic::error(Code::OverlappingBranches, format!("two flows of `{}` are taken otherwise", *node.id));
        findings.push(draft.at(finding.help("one way can be left for what no condition covers"), &flow.from));
    }
    for (flow, _) in flows.iter().filter(|(flow, _)| flow.otherwise && flow.when.is_some()) {
        let finding = Diagnostic::error(Code::MisplacedKey, format!("the flow to `{}` has a condition and is taken otherwise", *flow.to));
        findings.push(draft.at(finding.help("say one of `when` and `otherwise`"), flow.when.as_ref().unwrap_or(&flow.from)));
    }
    let open = flows.iter().filter(|(flow, _)| flow.when.is_none() && !flow.otherwise);
    if let Some((flow, _)) = open.clone().next() {
        let names: Vec<String> = open.map(|(flow, _)| format!("`{}`", *flow.to)).collect();
        let message = format!("`{}` does not say when it leads to {}", *node.id, names.join(", "));
        let help = "whoever runs the workflow is asked; `when:` on the flows, and `otherwise: true` on one, lets it decide by itself";
        findings.push(draft.at(Diagnostic::warning(Code::UndecidedBranch, message).help(help), &flow.from));
        return;
    }
    if flows.len() > MOST {
        let message = format!("`{}` has more than {MOST} conditions, which were not held against each other", *node.id);
        findings.push(draft.at(Diagnostic::warning(Code::LimitReached, message), &node.id));
        return;
    }
    if *node.kind == NodeKind::Exclusive {
        overlapping(draft, node, &flows, findings);
    }
    if otherwise.is_none() {
        uncovered(draft, node, &flows, findings);
    }
}

fn overlapping(draft: &Draft<'_>, node: &NodeDefinition, flows: &[(&FlowDefinition, Option<&Condition>)], findings: &mut Findings) {
    let known: Vec<(&FlowDefinition, &Condition)> = flows.iter().filter_map(|(flow, condition)| Some((*flow, (*condition)?))).collect();
    for (place, (second, own)) in known.iter().enumerate() {
        for (first, other) in known.iter().take(place) {
            let finding = match overlap(other, own) {
                Overlap::Never => continue,
                Overlap::Certain => {
                    let message = format!("`{}` can lead to `{}` and to `{}` at the same time", *node.id, *first.to, *second.to);
                    Diagnostic::error(Code::OverlappingBranches, message)
                        .help("let one of the conditions exclude the other, or use an `inclusive` gateway")
                }
                Overlap::Unknown => {
                    let message = format!("the conditions under which `{}` leads to `{}` and to `{}` may both hold", *node.id, *first.to, *second.to);
                    Diagnostic::warning(Code::OverlappingBranches, message).help("`otherwise: true` on one of the flows settles it")
                }
            };
            findings.push(draft.at(finding, second.when.as_ref().unwrap_or(&second.from)));
        }
    }
}

/// Looks for data with which no way is open: every condition has an answer, and it is no.
fn uncovered(draft: &Draft<'_>, node: &NodeDefinition, flows: &[(&FlowDefinition, Option<&Condition>)], findings: &mut Findings) {
    let conditions: Option<Vec<(&Condition, Truth)>> = flows.iter().map(|(_, condition)| Some(((*condition)?, Truth::False))).collect();
    // What is in another language, or cannot be read, is not decided here.
    let Some(conditions) = conditions else { return };
    let filled = |_: &str, value: &Value| value.is_filled();
    let search = WitnessSearch { admits: &filled, ..WitnessSearch::at(Timestamp::UNIX_EPOCH) };
    if let Some(found) = witness(&conditions, &search) {
        let message = format!("no way out of `{}` is open {}", *node.id, described(&found));
        let finding = Diagnostic::error(Code::IncompleteBranches, message).help("mark one flow `otherwise: true`, or add the way that is missing");
        findings.push(draft.at(finding, &node.id));
    }
}

fn described(found: &Witness) -> String {
    let values: Vec<String> = found.values.iter().map(|(name, value)| format!("`{name}` is {value}")).collect();
    if values.is_empty() { "at all".to_owned() } else { format!("when {}", values.join(" and ")) }
}
