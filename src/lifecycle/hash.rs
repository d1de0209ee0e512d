//! What a definition says: what changes behaviour, with the hash by which snapshots know it, and what is words only.

use indexmap::IndexMap;
use serde_json::{Value, json};

use super::{
    definition::{EventKind, StateDefinition},
    draft::{Draft, Said},
    expand::Step,
};
use crate::{
    digest::{Digest, canonical_json},
    document::Located,
};

/// A definition as canonical JSON: keys and lists sorted.
#[derive(Clone, Debug, Default)]
pub(super) struct Statement {
    /// What changes behaviour.
    pub behaviour: Value,
    /// What does not. Its lists run along with those of `behaviour`; roles and codes have lists of their own.
    pub words: Value,
}

impl Statement {
    /// SHA-256 of what changes behaviour, in hex.
    pub fn hash(&self) -> String {
        Digest::of(canonical_json(&self.behaviour).as_bytes()).to_string()
    }
}

/// What the draft of a lifecycle says.
pub(super) fn statement(draft: &Draft, steps: &[Step]) -> Statement {
    let name =
        |names: &IndexMap<String, Said<StateDefinition>>, place: usize| names.get_index(place).map_or_else(String::new, |(name, _)| name.clone());
    let texts = |names: &[Located<String>]| {
        let mut texts: Vec<String> = names.iter().map(|name| name.to_string()).collect();
        texts.sort();
        texts
    };
    let states = draft.states.values().map(|said| {
        let mut tags = said.item.tags.clone();
        tags.sort();
        let item = &said.item;
        let words = json!({"title": item.title, "standing": item.standing, "note": item.note});
        (json!({"id": *item.id, "kind": item.kind, "requires": texts(&item.requires), "tags": tags}), words)
    });
    let events = draft.events.values().map(|said| {
        let item = &said.item;
        (json!({"id": *item.id, "kind": item.kind.unwrap_or(EventKind::User)}), json!({"title": item.title, "note": item.note}))
    });
    let transitions = steps.iter().map(|step| {
        let definition = step.definition();
        let words = json!({
            "performs": texts(&definition.performs), "standing": definition.standing, "source": texts(&definition.source), "note": definition.note,
        });
        let behaviour = json!({
            "from": name(&draft.states, step.from),
            "on": draft.events.get_index(step.on).map_or("", |(name, _)| name.as_str()),
            "to": name(&draft.states, step.to),
            "guard": definition.guard.as_ref().map(|guard| guard.trim().to_owned()),
            "otherwise": definition.otherwise,
            "roles": texts(&definition.roles),
            "requires": texts(&definition.requires),
            "effects": definition.effects,
        });
        (behaviour, words)
    });
    let fields = draft.fields.iter().map(|(name, said)| {
        let codes = draft.codes_of(&said.item).iter().map(|code| code.id.to_string());
        let mut values: Vec<String> = said.item.values.iter().map(|value| value.to_string()).chain(codes).collect();
        values.sort();
        (json!({"name": name, "type": *said.item.r#type, "values": values}), json!({"title": said.item.title, "personal": said.item.personal}))
    });
    let timers = draft.timers.values().map(|said| {
        let item = &said.item;
        let text = |name: &Option<Located<String>>| name.as_ref().map(|name| name.to_string());
        let behaviour = json!({"id": *item.id, "in": texts(&item.r#in), "after": *item.after, "clock": text(&item.clock), "calendar": text(&item.calendar), "fires": *item.fires});
        (behaviour, json!({"note": item.note}))
    });
    let approvals = draft.approvals.values().map(|said| {
        let item = &said.item;
        let behaviour = json!({"id": *item.id, "in": *item.r#in, "voters": texts(&item.voters), "rule": *item.quorum.rule, "count": item.quorum.count,
            "percent": item.quorum.percent, "veto": item.quorum.veto, "approve": *item.approve, "reject": item.reject.as_ref().map(|name| name.to_string())});
        (behaviour, json!({"note": item.note}))
    });
    let four_eyes = draft.four_eyes.iter().map(|said| (json!([*said.item.first, *said.item.second]), json!({"note": said.item.note})));
    let (states, state_words) = sorted(states);
    let (events, event_words) = sorted(events);
    let (transitions, transition_words) = sorted(transitions);
    let (fields, field_words) = sorted(fields);
    let (timers, timer_words) = sorted(timers);
    let (approvals, approval_words) = sorted(approvals);
    let (four_eyes, four_eyes_words) = sorted(four_eyes);
    let behaviour = json!({
        "id": *draft.id,
        "enforced": draft.enforced,
        "states": states,
        "events": events,
        "transitions": transitions,
        "fields": fields,
        "timers": timers,
        "approvals": approvals,
        "four_eyes": four_eyes,
    });
    let about = &draft.about;
    let roles = draft.roles.values().map(|said| {
        let item = &said.item;
        json!({"id": *item.id, "title": item.title, "element": item.element.as_ref().map(|name| name.to_string())})
    });
    let codes = draft.codes.iter().map(|(name, said)| {
        let codes = &said.item;
        let titles: Value = codes.iter().map(|code| (code.id.to_string(), json!(code.title))).collect::<serde_json::Map<_, _>>().into();
        // The codes of a list that a field uses are values of that field.
        let is_used = draft.fields.values().any(|said| said.item.codes.as_ref().is_some_and(|used| used.as_str() == name));
        let unused: Vec<String> = codes.iter().filter(|_| !is_used).map(|code| code.id.to_string()).collect();
        json!({"id": name, "titles": titles, "unused": unused})
    });
    let words = json!({
        "lifecycle": {
            "title": draft.title, "framework": about.framework, "version": about.version, "record": about.record, "axis": about.axis,
            "summary": about.summary, "standing": about.standing,
        },
        "states": state_words,
        "events": event_words,
        "transitions": transition_words,
        "fields": field_words,
        "timers": timer_words,
        "approvals": approval_words,
        "four_eyes": four_eyes_words,
        "roles": roles.collect::<Vec<_>>(),
        "codes": codes.collect::<Vec<_>>(),
    });
    Statement { behaviour, words }
}

/// What changes behaviour in the order of its text, and the words that go with each.
fn sorted(items: impl Iterator<Item = (Value, Value)>) -> (Vec<Value>, Vec<Value>) {
    let mut items: Vec<(Value, Value)> = items.collect();
    items.sort_by_cached_key(|(behaviour, _)| canonical_json(behaviour));
    items.into_iter().unzip()
}
