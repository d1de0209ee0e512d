//! What a definition says, part by part: what changes behaviour, and what is words only.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{WorkflowPart, flow_name};
use crate::workflow::definition::WorkflowFile;

/// One part: what it does, and its words.
pub(super) struct Item {
    pub part: WorkflowPart,
    pub name: String,
    pub behaviour: Map<String, Value>,
    pub words: Map<String, Value>,
}

/// The parts of a definition in their order; the first is the workflow as a whole. What stands in `behaviour` is what the hash
/// of the workflow is of.
pub(super) fn statement(definition: &WorkflowFile) -> Vec<Item> {
    let whole = item(
        WorkflowPart::Workflow,
        "",
        json!({"id": *definition.id}),
        json!({
            "title": definition.title, "framework": definition.framework, "version": definition.version, "summary": definition.summary,
            "standing": definition.standing, "source": definition.source, "performs": definition.performs,
        }),
    );
    let nodes = definition.nodes.iter().map(|node| {
        let fires: Vec<String> = node.fires.iter().map(|fired| format!("{} of {}", *fired.event, *fired.record)).collect();
        let behaviour = json!({
            "kind": *node.kind, "lane": node.lane, "inside": node.inside, "task": node.task, "trigger": node.trigger, "name": node.name,
            "timer": node.timer, "condition": node.when, "language": node.language, "on": node.on, "continues": node.continues,
            "calls": node.calls, "fires": fires,
        });
        let words = json!({
            "title": node.title, "repeat": node.repeat, "performs": node.performs, "standing": node.standing, "source": node.source, "note": node.note,
        });
        item(WorkflowPart::Node, &node.id, behaviour, words)
    });
    let flows = definition.flows.iter().map(|flow| {
        let behaviour = json!({"condition": flow.when, "language": flow.language, "otherwise": flow.otherwise});
        let words = json!({"id": flow.id, "title": flow.title, "standing": flow.standing, "source": flow.source, "note": flow.note});
        item(WorkflowPart::Flow, &flow_name(&flow.from, &flow.to), behaviour, words)
    });
    let fields = definition
        .fields
        .iter()
        .map(|(name, field)| item(WorkflowPart::Field, name, json!({"type": field.r#type, "values": field.values}), json!({"title": field.title})));
    let records = definition
        .records
        .iter()
        .map(|record| item(WorkflowPart::Record, &record.id, json!({"lifecycle": record.lifecycle, "state": record.state}), json!({})));
    let lanes =
        definition.lanes.iter().map(|lane| item(WorkflowPart::Lane, &lane.id, json!({}), json!({"title": lane.title, "element": lane.element})));
    let sources = definition.sources.iter().map(|(key, source)| item(WorkflowPart::Source, key, json!({}), written(source)));
    [whole].into_iter().chain(nodes).chain(flows).chain(fields).chain(records).chain(lanes).chain(sources).collect()
}

fn item(part: WorkflowPart, name: &str, behaviour: Value, words: Value) -> Item {
    let map = |value: Value| match value {
        Value::Object(map) => map,
        _ => Map::new(),
    };
    Item { part, name: name.to_owned(), behaviour: map(behaviour), words: map(words) }
}

fn written(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}
