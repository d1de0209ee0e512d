//! The hash by which a snapshot knows the definition that it was taken of.

use indexmap::IndexMap;
use serde_json::json;

use super::{
    definition::{EventKind, StateDefinition},
    draft::{Draft, Said},
    expand::Step,
};
use crate::{
    digest::{Digest, canonical_json},
    document::Located,
};

/// The hash of what changes behaviour: canonical JSON, keys and lists sorted.
pub(super) fn hash(draft: &Draft, steps: &[Step]) -> String {
    let name =
        |names: &IndexMap<String, Said<StateDefinition>>, place: usize| names.get_index(place).map_or_else(String::new, |(name, _)| name.clone());
    let sorted = |mut list: Vec<serde_json::Value>| {
        list.sort_by_key(canonical_json);
        list
    };
    let texts = |names: &[Located<String>]| {
        let mut texts: Vec<String> = names.iter().map(|name| name.to_string()).collect();
        texts.sort();
        texts
    };
    let states = draft.states.values().map(|said| {
        let mut tags = said.item.tags.clone();
        tags.sort();
        json!({"id": *said.item.id, "kind": said.item.kind, "requires": texts(&said.item.requires), "tags": tags})
    });
    let events = draft.events.values().map(|said| json!({"id": *said.item.id, "kind": said.item.kind.unwrap_or(EventKind::User)}));
    let transitions = steps.iter().map(|step| {
        let definition = step.definition();
        json!({
            "from": name(&draft.states, step.from),
            "on": draft.events.get_index(step.on).map_or("", |(name, _)| name.as_str()),
            "to": name(&draft.states, step.to),
            "guard": definition.guard.as_ref().map(|guard| guard.trim().to_owned()),
            "otherwise": definition.otherwise,
            "roles": texts(&definition.roles),
            "requires": texts(&definition.requires),
            "effects": definition.effects,
        })
    });
    let fields = draft.fields.iter().map(|(name, said)| {
        let codes = said.item.codes.as_ref().and_then(|codes| draft.codes.get(codes.as_str())).into_iter().flatten().map(|code| code.id.to_string());
        let mut values: Vec<String> = said.item.values.iter().map(|value| value.to_string()).chain(codes).collect();
        values.sort();
        json!({"name": name, "type": *said.item.r#type, "values": values})
    });
    let timers = draft.timers.values().map(|said| {
        let item = &said.item;
        let text = |name: &Option<Located<String>>| name.as_ref().map(|name| name.to_string());
        json!({"id": *item.id, "in": texts(&item.r#in), "after": *item.after, "clock": text(&item.clock), "calendar": text(&item.calendar), "fires": *item.fires})
    });
    let approvals = draft.approvals.values().map(|said| {
        let item = &said.item;
        json!({"id": *item.id, "in": *item.r#in, "voters": texts(&item.voters), "rule": *item.quorum.rule, "count": item.quorum.count,
            "percent": item.quorum.percent, "veto": item.quorum.veto, "approve": *item.approve, "reject": item.reject.as_ref().map(|name| name.to_string())})
    });
    let four_eyes = draft.four_eyes.iter().map(|said| json!([*said.item.first, *said.item.second]));
    let all = json!({
        "id": *draft.id,
        "enforced": draft.enforced,
        "states": sorted(states.collect()),
        "events": sorted(events.collect()),
        "transitions": sorted(transitions.collect()),
        "fields": sorted(fields.collect()),
        "timers": sorted(timers.collect()),
        "approvals": sorted(approvals.collect()),
        "four_eyes": sorted(four_eyes.collect()),
    });
    Digest::of(canonical_json(&all).as_bytes()).to_string()
}
