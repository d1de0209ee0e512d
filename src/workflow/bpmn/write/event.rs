//! Makes an event say what it is about.

use super::{node::holds_name, patch::Patch};
use crate::workflow::{
    bpmn::{
        CEL, UNKNOWN, WORDS, XSI,
        read::event::{DEFINITIONS, is_event, named_by},
        tree::{Attribute, Element, Name},
    },
    definition::{NodeDefinition, ScheduleDefinition, TriggerKind},
};

impl Patch<'_> {
    /// Puts the trigger of a node in the place of what the element says. Of an event definition of the same kind, what is not
    /// understood stays.
    pub fn event(&mut self, element: &mut Element, node: &NodeDefinition) {
        let named = node.name.as_ref().map(|name| name.as_str()).filter(|name| !name.is_empty() && holds_name(node));
        element.set_extra("name", node.name.as_ref().map(|name| name.as_str()).filter(|_| named.is_none()));
        if !is_event(*node.kind) {
            element.retain(|child| !DEFINITIONS.iter().any(|(name, _)| child.is(name)));
            let message = named.map(|name| self.top(TriggerKind::Message, name));
            if message.is_some() || element.is("sendTask") || element.is("receiveTask") {
                element.set("messageRef", message.as_deref());
            }
            return;
        }
        let word = node.trigger.as_deref().and_then(|trigger| DEFINITIONS.iter().find(|(_, known)| known == trigger)).map(|(word, _)| *word);
        let kept = word.and_then(|word| element.child(word)).cloned();
        element.retain(|child| !DEFINITIONS.iter().any(|(name, _)| child.is(name)) && !child.is("eventDefinitionRef"));
        let (Some(word), Some(trigger)) = (word, node.trigger.as_deref()) else { return };
        let mut definition = kept.unwrap_or_else(|| Element::new(&self.prefix, word));
        match trigger {
            TriggerKind::Timer => self.schedule(&mut definition, &node.timer.clone().unwrap_or_default()),
            TriggerKind::Condition => {
                definition.retain(|child| !child.is("condition"));
                let when = node.when.as_ref().map_or("", |when| when.as_str());
                definition.insert(self.expression("condition", when, node.language.as_deref()));
            }
            TriggerKind::Link => definition.set("name", Some(named.unwrap_or_default())),
            other => {
                if let Some((attribute, ..)) = named_by(*other) {
                    let reference = named.map(|name| self.top(*other, name));
                    definition.set(attribute, reference.as_deref());
                }
            }
        }
        element.insert(definition);
    }

    /// The id of the message, signal, error or escalation with this name at the top of the file; a new one where there is none.
    fn top(&mut self, trigger: TriggerKind, name: &str) -> String {
        let Some((_, word, names)) = named_by(trigger) else { return String::new() };
        if let Some(id) = self.tops.get(&(word.to_owned(), name.to_owned())) {
            return id.clone();
        }
        let id = self.ids.take(&format!("{word}_{name}"));
        let mut made = Element::new(&self.prefix, word).with("id", &id);
        for attribute in names {
            made.set(attribute, Some(name));
        }
        self.added.push(made);
        self.tops.insert((word.to_owned(), name.to_owned()), id.clone());
        id
    }

    fn schedule(&self, definition: &mut Element, timer: &ScheduleDefinition) {
        definition.retain(|child| !["timeDuration", "timeDate", "timeCycle"].iter().any(|name| child.is(name)));
        definition.set_extra("calendar", timer.calendar.as_ref().map(|calendar| calendar.as_str()));
        definition.set_extra("every", timer.every.as_ref().map(|every| every.as_str()));
        let said = match timer {
            ScheduleDefinition { after: Some(after), .. } => {
                let is_plain = after.parse::<crate::calendar::BusinessDuration>().is_ok();
                Some(("timeDuration", after, if is_plain { None } else { Some(CEL) }))
            }
            ScheduleDefinition { at: Some(at), .. } => Some(("timeDate", at, if at.parse::<jiff::Timestamp>().is_ok() { None } else { Some(CEL) })),
            ScheduleDefinition { words: Some(words), .. } => Some(("timeDate", words, Some(WORDS))),
            _ => None,
        };
        match (said, &timer.every) {
            (Some((name, text, language)), _) => definition.insert(self.formal(name, text, language)),
            (None, Some(every)) if every.parse::<crate::calendar::BusinessDuration>().is_ok() => {
                definition.set_extra("every", None);
                definition.insert(self.formal("timeCycle", &format!("R/{}", **every), None));
            }
            _ => {}
        }
    }

    /// An expression of a condition; without a language it is CEL.
    pub fn expression(&self, name: &str, text: &str, language: Option<&str>) -> Element {
        let written = match language {
            None => Some(CEL),
            Some(UNKNOWN) => None,
            other => other,
        };
        self.formal(name, text, written)
    }

    fn formal(&self, name: &str, text: &str, language: Option<&str>) -> Element {
        let mut element = Element::new(&self.prefix, name);
        let prefix = if self.prefix.is_empty() { String::new() } else { format!("{}:", self.prefix) };
        let name = Name { prefix: "xsi".into(), local: "type".to_owned(), namespace: XSI.into() };
        element.attributes.push(Attribute { name, value: format!("{prefix}tFormalExpression"), position: None });
        element.set("language", language);
        element.and_text(text)
    }
}
