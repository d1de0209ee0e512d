//! Lanes of a process: they may hold lanes, and each node belongs to the innermost that names it.

use rustc_hash::{FxHashMap, FxHashSet};

use super::process::own_id;
use crate::{
    document::Located,
    workflow::{bpmn::tree::Element, definition::LaneDefinition},
};

struct Lane<'tree> {
    element: &'tree Element,
    depth: usize,
    /// Whether there are lanes in it.
    is_outer: bool,
}

/// The lanes of a process and of its subprocesses.
pub struct Lanes<'tree> {
    all: Vec<Lane<'tree>>,
    /// For each node, by its id in the file, the place of its lane.
    nodes: FxHashMap<String, usize>,
    doubts: Vec<(&'tree Element, String)>,
}

impl<'tree> Lanes<'tree> {
    /// Gathers all lanes of a process. Linear.
    pub fn new(process: &'tree Element) -> Self {
        let mut lanes = Self { all: Vec::new(), nodes: FxHashMap::default(), doubts: Vec::new() };
        lanes.container(process);
        lanes
    }

    fn container(&mut self, element: &'tree Element) {
        for set in element.all("laneSet") {
            self.set(set, 0);
        }
        for inner in element.elements().filter(|inner| matches!(inner.name.local.as_str(), "subProcess" | "transaction" | "adHocSubProcess")) {
            self.container(inner);
        }
    }

    fn set(&mut self, set: &'tree Element, depth: usize) {
        for element in set.all("lane") {
            let place = self.all.len();
            let is_outer = element.child("childLaneSet").is_some_and(|inner| inner.child("lane").is_some());
            self.all.push(Lane { element, depth, is_outer });
            for node in element.all("flowNodeRef").map(Element::trimmed) {
                self.assign(element, node.as_str(), place);
            }
            for inner in element.all("childLaneSet") {
                self.set(inner, depth + 1);
            }
        }
    }

    fn assign(&mut self, element: &'tree Element, node: &str, place: usize) {
        let deep = |place: usize| self.all.get(place).map_or(0, |lane| lane.depth);
        match self.nodes.get(node).copied() {
            None => drop(self.nodes.insert(node.to_owned(), place)),
            Some(known) if deep(known) < deep(place) => drop(self.nodes.insert(node.to_owned(), place)),
            Some(known) if deep(known) == deep(place) && known != place => {
                let name = |lane: &Element| lane.attribute("name").or_else(|| lane.attribute("id")).unwrap_or_default().to_owned();
                let first = self.all.get(known).map(|lane| name(lane.element)).unwrap_or_default();
                self.doubts
                    .push((element, format!("`{node}` stands in the lanes `{first}` and `{}`; it is read as one of the first", name(element))));
            }
            Some(_) => {}
        }
    }

    /// What is doubtful about lanes, to be reported once.
    pub fn take_doubts(&mut self) -> Vec<(&'tree Element, String)> {
        std::mem::take(&mut self.doubts)
    }

    /// The lane of a node, by its id in the file.
    pub fn of(&self, node: &str) -> Option<Located<String>> {
        let lane = self.all.get(*self.nodes.get(node)?)?;
        Some(own_id(lane.element))
    }

    /// The lanes without lanes in them, and those of the others that hold nodes of their own.
    pub fn definitions(&self) -> Vec<LaneDefinition> {
        let used: FxHashSet<usize> = self.nodes.values().copied().collect();
        let lanes = self.all.iter().enumerate().filter(|(place, lane)| !lane.is_outer || used.contains(place));
        let definition = |lane: &Lane<'_>| LaneDefinition {
            id: own_id(lane.element),
            title: lane.element.attribute("name").filter(|name| !name.is_empty()).map(str::to_owned),
            element: lane.element.extra("element"),
        };
        lanes.map(|(_, lane)| definition(lane)).collect()
    }
}
