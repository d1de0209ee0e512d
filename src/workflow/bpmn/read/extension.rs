//! What stands in our own namespace: links to frameworks, lifecycle events, fields, records, standing and sources.

use std::str::FromStr;

use super::process::{Reader, keys};
use crate::{
    diagnostic::{Code, Diagnostic, nearest},
    document::Located,
    framework::definition::{SourceDefinition, Standing},
    workflow::{
        bpmn::{ITSM, tree::Element},
        definition::{DataDefinition, FieldType, FiredDefinition, FlowDefinition, NodeDefinition, RecordDefinition, WorkflowFile},
    },
};

impl Reader<'_, '_> {
    /// What belongs to the whole of a workflow.
    pub fn workflow_extension(&mut self, element: &Element, workflow: &mut WorkflowFile) {
        workflow.framework = element.extra("framework");
        workflow.version = element.extra("version").map(Located::into_inner);
        workflow.standing = self.standing(element);
        workflow.source = keys(element, "source", "key");
        workflow.performs = keys(element, "performs", "element");
        for publication in element.extensions("publication") {
            let text = |name| publication.attribute(name).map(str::to_owned);
            let source =
                SourceDefinition { title: text("title").unwrap_or_default(), publisher: text("publisher"), date: text("date"), note: text("note") };
            workflow.sources.extend(text("key").map(|key| (key, source)));
        }
        for field in element.extensions("field") {
            let Some(name) = field.attribute("name").map(str::to_owned) else {
                self.incomplete(field, "name");
                continue;
            };
            if let Some(item) = self.field(field) {
                workflow.fields.insert(name, item);
            }
        }
        for record in element.extensions("record") {
            match (record.located("id"), record.located("lifecycle")) {
                (Some(id), Some(lifecycle)) => workflow.records.push(RecordDefinition { id, lifecycle, state: record.located("state") }),
                (None, _) => self.incomplete(record, "id"),
                (_, None) => self.incomplete(record, "lifecycle"),
            }
        }
    }

    fn field(&mut self, element: &Element) -> Option<DataDefinition> {
        let Some(written) = element.located("type") else {
            self.incomplete(element, "type");
            return None;
        };
        let known = <FieldType as strum::IntoEnumIterator>::iter().map(FieldType::as_str);
        let r#type = self.word::<FieldType>(element, &written, known)?;
        let r#type = written.position().map_or_else(|| Located::new(r#type), |position| Located::at(r#type, position));
        let values = element.elements().filter(|value| value.name.is(ITSM, "value")).filter_map(|value| value.located("text")).collect();
        Some(DataDefinition { r#type, values, title: element.attribute("title").map(str::to_owned) })
    }

    /// What belongs to a node.
    pub fn node_extension(&mut self, element: &Element, node: &mut NodeDefinition) {
        node.performs = keys(element, "performs", "element");
        node.source = keys(element, "source", "key");
        node.standing = self.standing(element);
        for fired in element.extensions("fires") {
            match (fired.located("record"), fired.located("event")) {
                (Some(record), Some(event)) => node.fires.push(FiredDefinition { record, event }),
                (None, _) => self.incomplete(fired, "record"),
                (_, None) => self.incomplete(fired, "event"),
            }
        }
    }

    /// What belongs to a flow.
    pub fn flow_extension(&mut self, element: &Element, flow: &mut FlowDefinition) {
        flow.standing = self.standing(element);
        flow.source = keys(element, "source", "key");
    }

    fn standing(&mut self, element: &Element) -> Option<Standing> {
        let written = element.extra("standing")?;
        let known = <Standing as strum::IntoEnumIterator>::iter().map(Standing::as_str);
        self.word(element, &written, known)
    }

    /// A word of a closed vocabulary; another one is reported.
    fn word<T: FromStr>(&mut self, element: &Element, written: &Located<String>, known: impl Iterator<Item = &'static str> + Clone) -> Option<T> {
        if let Ok(word) = written.parse() {
            return Some(word);
        }
        let near = nearest(written, known.clone()).map(|near| format!("did you mean `{near}`?"));
        let help = near.unwrap_or_else(|| format!("write one of {}", known.collect::<Vec<_>>().join(", ")));
        let mut place = element.clone();
        place.position = written.position().or(place.position);
        place.children.clear();
        self.report(Diagnostic::error(Code::UnknownValue, format!("`{}` is not a word that is known here", **written)).help(help), &place);
        None
    }

    fn incomplete(&mut self, element: &Element, key: &str) {
        let message = format!("`{}` of our own namespace does not say `{key}`, and is not read", element.name.local);
        self.report(Diagnostic::error(Code::MissingKey, message), element);
    }
}
