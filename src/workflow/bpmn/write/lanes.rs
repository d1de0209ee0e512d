//! Makes the lanes of a process say who does what.

use rustc_hash::FxHashMap;

use super::patch::Patch;
use crate::workflow::{
    bpmn::{read::process::own_id, tree::Element},
    definition::{LaneDefinition, NodeDefinition},
};

impl<'a> Patch<'a> {
    /// Brings the lanes of a process up to date.
    pub fn put_lanes(&mut self, process: &mut Element) {
        let (old, new) = (self.old, self.new);
        let lane_of = |nodes: &'a [NodeDefinition]| -> FxHashMap<&'a str, &'a str> {
            nodes.iter().filter_map(|node| Some((node.id.as_str(), node.lane.as_ref()?.as_str()))).collect()
        };
        let (before, after) = (lane_of(&old.nodes), lane_of(&new.nodes));
        if old.lanes == new.lanes && before == after {
            return;
        }
        let known: FxHashMap<&str, &LaneDefinition> = old.lanes.iter().map(|lane| (lane.id.as_str(), lane)).collect();
        let wanted: FxHashMap<&str, &LaneDefinition> = new.lanes.iter().map(|lane| (lane.id.as_str(), lane)).collect();
        let gone: Vec<String> = self
            .old
            .nodes
            .iter()
            .map(|node| node.id.as_str())
            .filter(|id| before.get(id) != after.get(id))
            .filter_map(|id| self.file_id(process, id))
            .collect();
        edit(process, &mut |lane| {
            lane.retain(|child| !(child.is("flowNodeRef") && gone.iter().any(|id| *id == *child.trimmed())));
            let id = own_id(lane);
            if let (Some(old), Some(new)) = (known.get(id.as_str()), wanted.get(id.as_str())) {
                self.lanes.insert(new.id.as_str(), lane.attribute("id").unwrap_or_default().to_owned());
                describe(lane, old, new);
            }
        });
        drop_lanes(process, &|lane: &Element| known.contains_key(own_id(lane).as_str()) && !wanted.contains_key(own_id(lane).as_str()));
        self.add_lanes(process, &known);
        self.assign(process, &before, &after);
    }

    fn file_id(&self, process: &Element, own: &str) -> Option<String> {
        self.nodes.get(own).cloned().or_else(|| find(process, own))
    }

    fn add_lanes(&mut self, process: &mut Element, known: &FxHashMap<&str, &LaneDefinition>) {
        let new = self.new;
        if new.lanes.is_empty() {
            return;
        }
        if process.child("laneSet").is_none() {
            let id = self.ids.take("LaneSet");
            process.insert(Element::new(&self.prefix, "laneSet").with("id", &id));
        }
        let mut made = Vec::new();
        for lane in new.lanes.iter().filter(|lane| !known.contains_key(lane.id.as_str())) {
            let id = self.ids.take(&lane.id);
            let mut element = Element::new(&self.prefix, "lane").with("id", &id);
            element.set_extra("id", Some(lane.id.as_str()).filter(|own| *own != id));
            describe(&mut element, &LaneDefinition::default(), lane);
            self.lanes.insert(lane.id.as_str(), id);
            made.push(element);
        }
        let Some(set) = process.child_mut("laneSet") else { return };
        for lane in made {
            set.insert(lane);
        }
        // Lanes of one set come in the order of the workflow.
        let place = |element: &Element| new.lanes.iter().position(|lane| *lane.id == *own_id(element));
        if set.elements().all(|lane| place(lane).is_some()) && !set.elements().filter_map(place).is_sorted() {
            set.tidy();
            set.sort_by_key(|element| place(element).unwrap_or(usize::MAX));
        }
    }

    /// Names nodes in the lanes that they are in now.
    fn assign(&mut self, process: &mut Element, before: &FxHashMap<&str, &str>, after: &FxHashMap<&str, &str>) {
        let mut joining: FxHashMap<&str, Vec<&String>> = FxHashMap::default();
        for node in &self.new.nodes {
            let id = node.id.as_str();
            let is_new = !self.is_known(id);
            let lane = after.get(id).filter(|lane| is_new || before.get(id) != Some(*lane));
            if let (Some(lane), Some(file)) = (lane.and_then(|lane| self.lanes.get(*lane)), self.nodes.get(id)) {
                joining.entry(lane.as_str()).or_default().push(file);
            }
        }
        let prefix = self.prefix.clone();
        edit(process, &mut |lane| {
            let id = lane.attribute("id").unwrap_or_default().to_owned();
            for node in joining.remove(id.as_str()).into_iter().flatten() {
                lane.insert(Element::new(&prefix, "flowNodeRef").and_text(node));
            }
        });
    }
}

fn describe(lane: &mut Element, old: &LaneDefinition, new: &LaneDefinition) {
    if old.title != new.title {
        lane.set("name", new.title.as_deref());
    }
    if old.element != new.element {
        lane.set_extra("element", new.element.as_ref().map(|element| element.as_str()));
    }
}

/// Visits all lanes, those of subprocesses too.
fn edit(element: &mut Element, visit: &mut impl FnMut(&mut Element)) {
    for child in element.elements_mut() {
        match child.name.local.as_str() {
            "laneSet" | "childLaneSet" | "subProcess" | "transaction" | "adHocSubProcess" => edit(child, visit),
            "lane" => {
                visit(child);
                edit(child, visit);
            }
            _ => {}
        }
    }
}

/// Takes lanes out, and sets that are left without any.
fn drop_lanes(element: &mut Element, is_gone: &impl Fn(&Element) -> bool) {
    element.retain(|child| !(child.is("lane") && is_gone(child)));
    for child in element.elements_mut() {
        if matches!(child.name.local.as_str(), "laneSet" | "childLaneSet" | "lane" | "subProcess" | "transaction" | "adHocSubProcess") {
            drop_lanes(child, is_gone);
        }
    }
    element.retain(|child| !(child.is("childLaneSet") || child.is("laneSet")) || child.child("lane").is_some());
}

/// The id in the file of a node by its own one, anywhere in a process.
fn find(element: &Element, own: &str) -> Option<String> {
    element
        .elements()
        .filter(|child| child.is_bpmn() && !child.is("extensionElements"))
        .find_map(|child| if *own_id(child) == own { child.attribute("id").map(str::to_owned) } else { find(child, own) })
}
