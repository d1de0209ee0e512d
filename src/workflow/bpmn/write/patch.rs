//! Carries the differences between two forms of a workflow into the element of its process.

use std::{collections::BTreeMap, sync::Arc};

use rustc_hash::{FxHashMap, FxHashSet};

use super::ids::Ids;
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    workflow::{
        bpmn::{
            read::{
                process::{own_id, sources},
                role::{Role, role},
            },
            tree::Element,
        },
        definition::{FlowDefinition, NodeDefinition, NodeKind, WorkflowFile},
    },
};

/// Deepest nesting of subprocesses that is written; files that are nested deeper are not read either.
const DEEPEST: usize = 40;

/// What tells a flow from the others: its id, or its ends and which of those with the same ends it is.
type FlowKey = (Option<String>, String, String, usize);

/// The places of flows by a node that they touch.
type Ends<'a> = FxHashMap<&'a str, Vec<usize>>;

/// The work on one process.
pub struct Patch<'a> {
    pub ids: &'a mut Ids,
    /// The prefix that the file has for BPMN.
    pub prefix: Arc<str>,
    pub old: &'a WorkflowFile,
    pub new: &'a WorkflowFile,
    pub findings: &'a mut Findings,
    /// The id in the file of each node and lane of the new form.
    pub nodes: FxHashMap<&'a str, String>,
    pub lanes: FxHashMap<&'a str, String>,
    /// The id in the file of each flow, in the order of the new form.
    pub flows: Vec<String>,
    /// What stands at the top of the file: kind and name, and its id. New ones are added when all is done.
    pub tops: BTreeMap<(String, String), String>,
    pub added: Vec<Element>,
    /// Subprocess of each node that is inside one.
    inside: FxHashMap<&'a str, &'a str>,
    /// The flows of the new form that enter and leave each node, by their places.
    pub entering: Ends<'a>,
    pub leaving: Ends<'a>,
    /// The place of nodes and flows in the old form, and of flows in the new one.
    old_nodes: FxHashMap<&'a str, &'a NodeDefinition>,
    old_flows: FxHashMap<FlowKey, &'a FlowDefinition>,
    new_nodes: FxHashMap<&'a str, usize>,
    new_flows: FxHashMap<FlowKey, usize>,
    flow_keys: Vec<FlowKey>,
    old_keys: Vec<FlowKey>,
    /// The flows of the old form that enter and leave each node.
    old_ends: (Ends<'a>, Ends<'a>),
    /// The place of each flow by its id in the file.
    flow_places: FxHashMap<String, usize>,
    /// Elements that go to another place.
    moved_nodes: FxHashMap<String, Element>,
    moved_flows: FxHashMap<usize, Element>,
    placed_nodes: FxHashSet<String>,
    placed_flows: FxHashSet<usize>,
}

impl<'a> Patch<'a> {
    pub fn new(ids: &'a mut Ids, old: &'a WorkflowFile, new: &'a WorkflowFile, findings: &'a mut Findings) -> Self {
        let mut new_nodes = FxHashMap::default();
        for (place, node) in new.nodes.iter().enumerate() {
            new_nodes.entry(node.id.as_str()).or_insert(place);
        }
        let flow_keys = keyed(&new.flows);
        let (entering, leaving) = ends(&new.flows);
        Self {
            ids,
            prefix: "bpmn".into(),
            old,
            new,
            findings,
            nodes: FxHashMap::default(),
            lanes: FxHashMap::default(),
            flows: Vec::new(),
            tops: BTreeMap::new(),
            added: Vec::new(),
            inside: FxHashMap::default(),
            entering,
            leaving,
            old_keys: keyed(&old.flows),
            old_ends: ends(&old.flows),
            old_nodes: old.nodes.iter().map(|node| (node.id.as_str(), node)).collect(),
            old_flows: keyed(&old.flows).into_iter().zip(&old.flows).collect(),
            new_nodes,
            new_flows: flow_keys.iter().enumerate().map(|(place, key)| (key.clone(), place)).collect(),
            flow_keys,
            flow_places: FxHashMap::default(),
            moved_nodes: FxHashMap::default(),
            moved_flows: FxHashMap::default(),
            placed_nodes: FxHashSet::default(),
            placed_flows: FxHashSet::default(),
        }
    }

    /// Makes the process with this id say what the new form says.
    pub fn apply(mut self, root: &mut Element, process: &str) {
        self.prefix = Arc::clone(&root.name.prefix);
        for element in root.elements() {
            let names = ["name", "errorCode", "escalationCode"].into_iter().find_map(|name| element.attribute(name).filter(|name| !name.is_empty()));
            if let (Some(name), Some(id)) = (names, element.attribute("id")) {
                self.tops.entry((element.name.local.clone(), name.to_owned())).or_insert_with(|| id.to_owned());
            }
        }
        let Some(element) = root.elements_mut().find(|element| element.is("process") && element.attribute("id") == Some(process)) else { return };
        self.scopes();
        self.name_all(element);
        self.detach(element, None);
        self.workflow(element);
        self.put_lanes(element);
        self.fill(element, None);
        self.order(element);
        for added in std::mem::take(&mut self.added) {
            root.insert(added);
        }
    }

    /// Finds what stands in which subprocess; what is nested too deep or in itself stands at the top.
    fn scopes(&mut self) {
        let new = self.new;
        let subprocess = |id: &str| self.new_nodes.get(id).and_then(|place| new.nodes.get(*place)).filter(|node| *node.kind == NodeKind::Subprocess);
        for node in &new.nodes {
            let mut around = node.inside.as_ref().and_then(|inside| subprocess(inside));
            let Some(direct) = around else { continue };
            let mut depth = 0;
            while let Some(outer) = around.filter(|_| depth <= DEEPEST) {
                depth += 1;
                around = outer.inside.as_ref().and_then(|inside| subprocess(inside));
            }
            if depth > DEEPEST {
                let message = format!("`{}` stands inside more than {DEEPEST} subprocesses, and is written at the top", *node.id);
                self.findings.push(Diagnostic::warning(Code::LimitReached, message));
            } else {
                self.inside.insert(node.id.as_str(), direct.id.as_str());
            }
        }
    }

    fn scope(&self, node: &str) -> Option<&'a str> {
        self.inside.get(node).copied()
    }

    /// Where a flow stands: with the node it leaves.
    fn flow_scope(&self, flow: usize) -> Option<&'a str> {
        self.new.flows.get(flow).and_then(|flow| self.scope(&flow.from))
    }

    /// Ids in the file of everything: those it has, and new ones.
    fn name_all(&mut self, process: &Element) {
        let mut known = FxHashMap::default();
        let mut flows = FxHashMap::default();
        known_nodes(process, &mut known);
        let mut count = FxHashMap::default();
        self.known_flows(process, &known, &mut count, &mut flows);
        for node in &self.new.nodes {
            let id = known.get(node.id.as_str()).cloned().unwrap_or_else(|| self.ids.take(&node.id));
            self.nodes.entry(node.id.as_str()).or_insert(id);
        }
        for (place, flow) in self.new.flows.iter().enumerate() {
            let wanted = || flow.id.as_ref().map_or_else(|| format!("Flow_{}", place + 1), |id| id.to_string());
            let id = flows.get(&place).cloned().unwrap_or_else(|| self.ids.take(&wanted()));
            self.flow_places.insert(id.clone(), place);
            self.flows.push(id);
        }
    }

    /// The flows of the new form that the file has already, by their place, with their ids in the file.
    fn known_flows(
        &self,
        element: &Element,
        nodes: &FxHashMap<String, String>,
        count: &mut FxHashMap<(String, String), usize>,
        found: &mut FxHashMap<usize, String>,
    ) {
        let back: FxHashMap<&str, &str> = nodes.iter().map(|(own, id)| (id.as_str(), own.as_str())).collect();
        let mut todo = vec![element];
        while let Some(element) = todo.pop() {
            for child in element.elements() {
                if child.is("sequenceFlow") {
                    if let (Some(place), Some(id)) = (self.place_of(child, &back, count), child.attribute("id")) {
                        found.insert(place, id.to_owned());
                    }
                } else if child.is_bpmn() && !child.is("extensionElements") {
                    todo.push(child);
                }
            }
        }
    }

    fn place_of(&self, flow: &Element, back: &FxHashMap<&str, &str>, count: &mut FxHashMap<(String, String), usize>) -> Option<usize> {
        let end = |name: &str| {
            let reference = flow.attribute(name).unwrap_or_default();
            back.get(reference).copied().unwrap_or(reference).to_owned()
        };
        let (from, to) = (end("sourceRef"), end("targetRef"));
        let id = own_id(flow);
        let key = if id.is_empty() {
            let number = count.entry((from.clone(), to.clone())).or_default();
            *number += 1;
            (None, from, to, *number)
        } else {
            (Some(id.into_inner()), String::new(), String::new(), 0)
        };
        self.new_flows.get(&key).copied()
    }

    /// Takes out nodes and flows that are gone or go to another subprocess.
    fn detach(&mut self, container: &mut Element, inside: Option<&str>) {
        let kinds = kinds(container);
        for (child, kind) in container.elements_mut().zip(&kinds) {
            if let Some(Role::Node(NodeKind::Subprocess, ..)) = kind {
                let id = own_id(child).into_inner();
                self.detach(child, Some(&id));
            }
        }
        let mut kinds = kinds.into_iter();
        let mut moved_nodes = Vec::new();
        let mut moved_flows = Vec::new();
        let this = &*self;
        container.retain(|child| match kinds.next().flatten() {
            Some(Role::Node(..)) => {
                let id = own_id(child).into_inner();
                let is_here = this.new_nodes.contains_key(id.as_str()) && this.scope(&id) == inside;
                if !is_here && this.new_nodes.contains_key(id.as_str()) {
                    moved_nodes.push((id, child.clone()));
                }
                is_here
            }
            Some(Role::Flow) => {
                let place = child.attribute("id").and_then(|id| this.flow_places.get(id)).copied();
                let is_here = place.is_some_and(|place| this.flow_scope(place) == inside);
                moved_flows.extend(place.filter(|_| !is_here).map(|place| (place, child.clone())));
                // What was no part of the old form is no loss of the new one.
                is_here || place.is_none() && this.is_foreign(child)
            }
            _ => true,
        });
        self.moved_nodes.extend(moved_nodes);
        self.moved_flows.extend(moved_flows);
    }

    /// Whether a flow was not read, as one that leads to what is only kept.
    fn is_foreign(&self, flow: &Element) -> bool {
        let id = own_id(flow);
        !id.is_empty() && !self.old_flows.contains_key(&(Some(id.into_inner()), String::new(), String::new(), 0))
    }

    /// Brings what is in a container up to date and adds what is new.
    fn fill(&mut self, container: &mut Element, inside: Option<&str>) {
        let kinds = kinds(container);
        for (child, kind) in container.elements_mut().zip(kinds) {
            match kind {
                Some(Role::Node(..)) => {
                    let id = own_id(child).into_inner();
                    self.bring_node(child, &id);
                }
                Some(Role::Flow) => {
                    let place = child.attribute("id").and_then(|id| self.flow_places.get(id)).copied();
                    if let Some(place) = place {
                        self.bring_flow(child, place);
                    }
                }
                _ => {}
            }
        }
        let new = self.new;
        for node in &new.nodes {
            if self.scope(&node.id) == inside && !self.placed_nodes.contains(node.id.as_str()) {
                let mut element = self.moved_nodes.remove(node.id.as_str()).unwrap_or_else(|| Element::new(&self.prefix, ""));
                self.bring_node(&mut element, &node.id);
                container.insert(element);
            }
        }
        for place in 0..new.flows.len() {
            if self.flow_scope(place) == inside && !self.placed_flows.contains(&place) {
                let mut element = self.moved_flows.remove(&place).unwrap_or_else(|| Element::new(&self.prefix, "sequenceFlow"));
                self.bring_flow(&mut element, place);
                container.insert(element);
            }
        }
    }

    /// A node of the new form.
    pub fn new_node(&self, id: &str) -> Option<&'a NodeDefinition> {
        self.new_nodes.get(id).and_then(|place| self.new.nodes.get(*place))
    }

    /// Whether the old form has a node of this id.
    pub fn is_known(&self, id: &str) -> bool {
        self.old_nodes.contains_key(id)
    }

    /// The flow of the old form that leaves a node when no other does.
    pub fn old_default(&self, node: &str) -> Option<usize> {
        first_default(&self.old.flows, self.old_ends.1.get(node))
    }

    /// The flow of the new form that leaves a node when no other does; of several the first.
    pub fn new_default(&self, node: &str) -> Option<usize> {
        first_default(&self.new.flows, self.leaving.get(node))
    }

    /// Whether a flow of the old form and one of the new are the same.
    pub fn same_flow(&self, old: usize, new: usize) -> bool {
        self.old_keys.get(old).is_some_and(|key| Some(key) == self.flow_keys.get(new))
    }

    /// Whether the same flows enter and leave a node in both forms.
    pub fn same_ends(&self, node: &str) -> bool {
        let same = |old: &Ends<'_>, new: &Ends<'_>| {
            let (old, new) = (old.get(node).map_or(&[][..], Vec::as_slice), new.get(node).map_or(&[][..], Vec::as_slice));
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| self.same_flow(*old, *new))
        };
        same(&self.old_ends.0, &self.entering) && same(&self.old_ends.1, &self.leaving)
    }

    fn bring_node(&mut self, element: &mut Element, id: &str) {
        let Some(new) = self.new_node(id) else { return };
        if !self.placed_nodes.insert(id.to_owned()) {
            return;
        }
        let old = self.old_nodes.get(id).copied();
        self.node(element, old, new);
        if *new.kind == NodeKind::Subprocess {
            self.fill(element, Some(id));
        }
    }

    fn bring_flow(&mut self, element: &mut Element, place: usize) {
        let (Some(new), true) = (self.new.flows.get(place), self.placed_flows.insert(place)) else { return };
        let old = self.flow_keys.get(place).and_then(|key| self.old_flows.get(key)).copied();
        self.flow(element, old, new, place);
    }

    /// Says the place of nodes and flows where the file has them in another order than the workflow.
    fn order(&self, process: &mut Element) {
        let (mut nodes, mut flows) = (Vec::new(), Vec::new());
        walk(process, &mut |child, is_flow| if is_flow { flows.push(own(child)) } else { nodes.push(own(child)) });
        let by_node: FxHashMap<&str, usize> = self.nodes.iter().filter_map(|(own, id)| Some((id.as_str(), *self.new_nodes.get(own)?))).collect();
        let by_flow: FxHashMap<&str, usize> = self.flow_places.iter().map(|(id, place)| (id.as_str(), *place)).collect();
        let is_sorted = |found: &[String], places: &FxHashMap<&str, usize>| found.iter().filter_map(|id| places.get(id.as_str())).is_sorted();
        let (nodes_fit, flows_fit) = (is_sorted(&nodes, &by_node), is_sorted(&flows, &by_flow));
        walk_mut(process, &mut |child, is_flow| {
            let (fits, places) = if is_flow { (flows_fit, &by_flow) } else { (nodes_fit, &by_node) };
            let place = places.get(own(child).as_str()).filter(|_| !fits).map(ToString::to_string);
            child.set_extra("place", place.as_deref());
        });
    }
}

fn own(element: &Element) -> String {
    element.attribute("id").unwrap_or_default().to_owned()
}

/// The roles of the elements in a container.
fn kinds(container: &Element) -> Vec<Option<Role>> {
    let sources = sources(container);
    container.elements().map(|child| Some(role(child, &sources)).filter(|role| matches!(role, Role::Node(..) | Role::Flow))).collect()
}

/// Ids of nodes: in the workflow, and in the file.
fn known_nodes(container: &Element, known: &mut FxHashMap<String, String>) {
    for (child, kind) in container.elements().zip(kinds(container)) {
        if let (Some(Role::Node(kind, ..)), Some(id)) = (kind, child.attribute("id")) {
            known.entry(own_id(child).into_inner()).or_insert_with(|| id.to_owned());
            if kind == NodeKind::Subprocess {
                known_nodes(child, known);
            }
        }
    }
}

fn walk(container: &Element, visit: &mut impl FnMut(&Element, bool)) {
    for (child, kind) in container.elements().zip(kinds(container)) {
        let Some(kind) = kind else { continue };
        visit(child, kind == Role::Flow);
        if matches!(kind, Role::Node(NodeKind::Subprocess, ..)) {
            walk(child, visit);
        }
    }
}

fn walk_mut(container: &mut Element, visit: &mut impl FnMut(&mut Element, bool)) {
    let kinds = kinds(container);
    for (child, kind) in container.elements_mut().zip(kinds) {
        let Some(kind) = kind else { continue };
        visit(child, kind == Role::Flow);
        if matches!(kind, Role::Node(NodeKind::Subprocess, ..)) {
            walk_mut(child, visit);
        }
    }
}

/// What tells flows from each other, in their order.
fn keyed(flows: &[FlowDefinition]) -> Vec<FlowKey> {
    let mut count: FxHashMap<(&str, &str), usize> = FxHashMap::default();
    let mut keys = Vec::with_capacity(flows.len());
    for flow in flows {
        keys.push(if let Some(id) = &flow.id {
            (Some(id.to_string()), String::new(), String::new(), 0)
        } else {
            let number = count.entry((flow.from.as_str(), flow.to.as_str())).or_default();
            *number += 1;
            (None, flow.from.to_string(), flow.to.to_string(), *number)
        });
    }
    keys
}

/// The flows that enter and that leave each node.
fn ends(flows: &[FlowDefinition]) -> (Ends<'_>, Ends<'_>) {
    let (mut entering, mut leaving) = (Ends::default(), Ends::default());
    for (place, flow) in flows.iter().enumerate() {
        entering.entry(flow.to.as_str()).or_default().push(place);
        leaving.entry(flow.from.as_str()).or_default().push(place);
    }
    (entering, leaving)
}

fn first_default(flows: &[FlowDefinition], leaving: Option<&Vec<usize>>) -> Option<usize> {
    leaving.into_iter().flatten().copied().find(|place| flows.get(*place).is_some_and(|flow| flow.otherwise))
}
