//! What events are about: from event definitions to triggers.

use super::process::Reader;
use crate::{
    calendar::BusinessDuration,
    diagnostic::Code,
    document::Located,
    workflow::{
        bpmn::{CEL, UNKNOWN, WORDS, tree::Element},
        definition::{NodeDefinition, NodeKind, ScheduleDefinition, TaskKind, TriggerKind},
    },
};

/// The trigger of an event definition, by the name of its element.
pub const DEFINITIONS: [(&str, TriggerKind); 10] = [
    ("messageEventDefinition", TriggerKind::Message),
    ("timerEventDefinition", TriggerKind::Timer),
    ("errorEventDefinition", TriggerKind::Error),
    ("escalationEventDefinition", TriggerKind::Escalation),
    ("signalEventDefinition", TriggerKind::Signal),
    ("conditionalEventDefinition", TriggerKind::Condition),
    ("linkEventDefinition", TriggerKind::Link),
    ("terminateEventDefinition", TriggerKind::Terminate),
    ("compensateEventDefinition", TriggerKind::Compensation),
    ("cancelEventDefinition", TriggerKind::Cancel),
];

/// The attribute of an event definition that names what stands at the top of the file, and the attributes that are its name.
pub fn named_by(trigger: TriggerKind) -> Option<(&'static str, &'static str, &'static [&'static str])> {
    Some(match trigger {
        TriggerKind::Message => ("messageRef", "message", &["name"]),
        TriggerKind::Signal => ("signalRef", "signal", &["name"]),
        TriggerKind::Error => ("errorRef", "error", &["name", "errorCode"]),
        TriggerKind::Escalation => ("escalationRef", "escalation", &["name", "escalationCode"]),
        _ => return None,
    })
}

/// Whether a node of this kind can have a trigger.
pub fn is_event(kind: NodeKind) -> bool {
    matches!(kind, NodeKind::Start | NodeKind::End | NodeKind::Catch | NodeKind::Throw | NodeKind::Boundary)
}

fn trigger_of(element: &Element) -> Option<TriggerKind> {
    DEFINITIONS.iter().find(|(name, _)| element.is(name)).map(|(_, trigger)| *trigger)
}

impl<'tree> Reader<'tree, '_> {
    /// Fills in what an event is about, and the message of a task that sends or receives one.
    pub fn trigger(&mut self, element: &'tree Element, node: &mut NodeDefinition) {
        if is_event(*node.kind) {
            self.event(element, node);
        } else if matches!(node.task.as_deref(), Some(TaskKind::Send | TaskKind::Receive)) {
            node.name = self.name(element, TriggerKind::Message);
        }
        node.name = element.extra("name").or_else(|| node.name.take());
    }

    fn event(&mut self, element: &'tree Element, node: &mut NodeDefinition) {
        let referenced = element.all("eventDefinitionRef").map(|reference| (reference.trimmed(), reference));
        let referenced: Vec<_> = referenced.map(|(name, at)| (self.root(&name), name, at)).collect();
        for (_, name, at) in referenced.iter().filter(|(found, ..)| found.is_none_or(|found| trigger_of(found).is_none())) {
            self.warn(Code::UndeclaredName, format!("there is no event definition `{}`", **name), at);
        }
        let all = element.elements().chain(referenced.iter().filter_map(|(found, ..)| *found));
        let mut known = all.filter_map(|definition| Some((definition, trigger_of(definition)?)));
        let Some((definition, trigger)) = known.next() else { return };
        if let Some((second, _)) = known.next() {
            self.missed(second, &format!("a second thing that `{}` is about; only the first is read", *node.id));
        }
        node.trigger = Some(match definition.position {
            Some(position) => Located::at(trigger, position),
            None => Located::new(trigger),
        });
        match trigger {
            TriggerKind::Timer => node.timer = Some(Self::schedule(definition)),
            TriggerKind::Condition => {
                let (when, language) = definition.child("condition").map_or((None, None), |condition| self.expression(condition));
                // A condition that is not said is one that whoever runs the workflow answers.
                node.language = if when.is_some() { language } else { Some(UNKNOWN.to_owned()) };
                node.when = Some(when.unwrap_or_default());
            }
            TriggerKind::Link => node.name = definition.located("name").filter(|name| !name.is_empty()),
            other => node.name = self.name(definition, other),
        }
    }

    /// The name of the message, signal, error or escalation that an element refers to.
    fn name(&mut self, element: &'tree Element, trigger: TriggerKind) -> Option<Located<String>> {
        let (attribute, _, names) = named_by(trigger)?;
        let reference = element.located(attribute).filter(|reference| !reference.is_empty())?;
        let Some(root) = self.root(&reference) else {
            self.warn(Code::UndeclaredName, format!("there is no {trigger} `{}`", *reference), element);
            return Some(reference);
        };
        let name = names.iter().find_map(|name| root.attribute(name).filter(|name| !name.is_empty()));
        let name = name.unwrap_or_else(|| root.attribute("id").unwrap_or_default()).to_owned();
        Some(match reference.position() {
            Some(position) => Located::at(name, position),
            None => Located::new(name),
        })
    }

    /// When a timer goes off.
    fn schedule(definition: &Element) -> ScheduleDefinition {
        let mut schedule =
            ScheduleDefinition { calendar: definition.extra("calendar"), every: definition.extra("every"), ..ScheduleDefinition::default() };
        let said = ["timeDuration", "timeDate", "timeCycle"].into_iter().find_map(|name| Some((name, definition.child(name)?)));
        let Some((form, element)) = said else {
            if schedule.every.is_none() {
                schedule.words = Some(Located::default());
            }
            return schedule;
        };
        let language = element.attribute("language").unwrap_or_default();
        let text = if [CEL, WORDS].contains(&language) { element.verbatim() } else { element.trimmed() };
        let is_duration = |text: &str| text.parse::<BusinessDuration>().is_ok();
        match (form, language) {
            (_, WORDS) => schedule.words = Some(text),
            ("timeDuration", CEL) => schedule.after = Some(text),
            ("timeDate", CEL) => schedule.at = Some(text),
            ("timeCycle", CEL) => schedule.every = Some(text),
            ("timeDuration", _) if is_duration(&text) => schedule.after = Some(text),
            ("timeDate", _) if text.parse::<jiff::Timestamp>().is_ok() => schedule.at = Some(text),
            ("timeCycle", _) if text.strip_prefix("R/").is_some_and(is_duration) => schedule.every = Some(repeated(&text)),
            _ => schedule.words = Some(text),
        }
        schedule
    }
}

/// The length in `R/PT10M`.
fn repeated(text: &Located<String>) -> Located<String> {
    let length = text.strip_prefix("R/").unwrap_or(text).to_owned();
    match text.position() {
        Some(position) => Located::at(length, position),
        None => Located::new(length),
    }
}
