//! Diagrams of our own: everything is there, in its place, and nothing stands on anything else.

use std::collections::BTreeMap;

use itsm::workflow::{
    WorkflowBuilder, bpmn,
    bpmn::BpmnDocument,
    definition::{NodeDefinition, NodeKind, TriggerKind},
};
use proptest::{prelude::*, sample::Index};

use crate::tools::{read, without_diagram};

#[derive(Clone, Copy, Debug)]
struct Area {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

impl Area {
    fn holds(&self, other: &Self) -> bool {
        self.x <= other.x && self.y <= other.y && other.x + other.width <= self.x + self.width && other.y + other.height <= self.y + self.height
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.x < other.x + other.width && other.x < self.x + self.width && self.y < other.y + other.height && other.y < self.y + self.height
    }

    /// Whether a point is at the border, as far as whole pixels tell.
    fn touches(&self, x: f64, y: f64) -> bool {
        let near = |from: f64, length: f64, at: f64| from - 1.5 <= at && at <= from + length + 1.5;
        near(self.x, self.width, x) && near(self.y, self.height, y)
    }
}

/// Checks the diagram of a file: unique ids that XML allows, a shape for each node inside that of its subprocess, no two shapes on each other, events
/// at borders, and flows from border to border.
fn check(text: &str) {
    let tree = roxmltree::Document::parse(text).unwrap();
    let number = |node: roxmltree::Node<'_, '_>, name: &str| node.attribute(name).unwrap().parse::<f64>().unwrap();
    let mut ids: Vec<&str> =
        tree.descendants().filter_map(|node| node.attribute("id").filter(|_| node.tag_name().namespace() != Some("urn:itsm:bpmn:1"))).collect();
    let is_name = |id: &&str| {
        id.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && id.chars().all(|letter| letter.is_ascii_alphanumeric() || "._-".contains(letter))
    };
    assert!(ids.iter().all(is_name), "{ids:?}");
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "an id stands twice\n{text}");
    let mut areas: BTreeMap<&str, Area> = BTreeMap::new();
    for shape in tree.descendants().filter(|node| node.tag_name().name() == "BPMNShape") {
        let bounds = shape.children().find(|node| node.tag_name().name() == "Bounds").unwrap();
        let area = Area { x: number(bounds, "x"), y: number(bounds, "y"), width: number(bounds, "width"), height: number(bounds, "height") };
        assert!(areas.insert(shape.attribute("bpmnElement").unwrap(), area).is_none());
    }
    let process = tree.descendants().find(|node| node.tag_name().name() == "process").unwrap();
    let is_node = |node: &roxmltree::Node<'_, '_>| {
        let name = node.tag_name().name();
        ["Event", "Gateway", "ask", "subProcess", "callActivity"].iter().any(|ending| name.ends_with(ending))
    };
    for node in process.descendants().filter(is_node) {
        let id = node.attribute("id").unwrap();
        let area = areas.get(id).unwrap_or_else(|| panic!("{id} has no shape\n{text}"));
        let host = node.attribute("attachedToRef");
        let mut siblings = node.parent().unwrap().children().filter(is_node).filter(|other| *other != node);
        if let Some(host) = host {
            assert!(areas[host].touches(area.x + area.width / 2.0, area.y + area.height / 2.0), "{id} is not at {host}");
        } else {
            let on = siblings.find(|other| other.attribute("attachedToRef").is_none() && areas[other.attribute("id").unwrap()].overlaps(area));
            assert!(on.is_none(), "{id} stands on {:?}\n{text}", on.and_then(|on| on.attribute("id")));
        }
        if node.parent().unwrap().tag_name().name() == "subProcess" && host.is_none() {
            assert!(areas[node.parent().unwrap().attribute("id").unwrap()].holds(area), "{id} is outside of its subprocess");
        }
    }
    for lane in process.descendants().filter(|node| node.tag_name().name() == "lane") {
        let area = areas[lane.attribute("id").unwrap()];
        for node in lane.children().filter(|node| node.tag_name().name() == "flowNodeRef").filter_map(|node| node.text()) {
            assert!(area.holds(&areas[node]), "{node} is outside of its lane\n{text}");
        }
    }
    for flow in process.descendants().filter(|node| node.tag_name().name() == "sequenceFlow") {
        let id = flow.attribute("id").unwrap();
        let edge = tree.descendants().find(|node| node.attribute("bpmnElement") == Some(id)).unwrap_or_else(|| panic!("{id} is not drawn\n{text}"));
        let points: Vec<(f64, f64)> =
            edge.children().filter(|node| node.tag_name().name() == "waypoint").map(|node| (number(node, "x"), number(node, "y"))).collect();
        assert!(points.len() >= 2);
        let at = |end: &str, point: (f64, f64)| {
            assert!(areas[flow.attribute(end).unwrap()].touches(point.0, point.1), "{id} does not touch its {end}: {points:?}\n{text}");
        };
        at("sourceRef", points[0]);
        at("targetRef", points[points.len() - 1]);
    }
}

fn kind() -> impl Strategy<Value = NodeKind> {
    prop::sample::select(vec![NodeKind::Task, NodeKind::Exclusive, NodeKind::End, NodeKind::Catch, NodeKind::Subprocess, NodeKind::Boundary])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn everything_has_its_place(
        nodes in prop::collection::vec((kind(), "[a-z ]{0,30}", any::<Index>(), prop::option::of(any::<Index>()), any::<Index>()), 1..25),
        flows in prop::collection::vec((any::<Index>(), any::<Index>(), "[a-z]{0,9}"), 0..30),
        lanes in 0..4_usize,
    ) {
        let mut builder = WorkflowBuilder::new("w", "W");
        for lane in 0..lanes {
            builder = builder.lane(format!("lane{lane}"), format!("Lane {lane}"));
        }
        let mut made: Vec<NodeDefinition> = Vec::new();
        for (place, (kind, title, on, inside, lane)) in nodes.into_iter().enumerate() {
            let mut node = NodeDefinition::new(format!("n{place}"), kind);
            node.title = Some(title);
            let subprocesses: Vec<NodeDefinition> = made.iter().filter(|node| *node.kind == NodeKind::Subprocess).cloned().collect();
            if let (Some(inside), false) = (inside, subprocesses.is_empty()) {
                node.inside = Some(inside.get(&subprocesses).id.clone());
            } else if lanes > 0 {
                node.lane = Some(format!("lane{}", lane.index(lanes)).into());
            }
            if kind == NodeKind::Boundary {
                let steps: Vec<&NodeDefinition> = made.iter().filter(|step| matches!(*step.kind, NodeKind::Task | NodeKind::Subprocess)).collect();
                let Some(step) = (!steps.is_empty()).then(|| on.get(&steps)) else { continue };
                node.on = Some(step.id.clone());
                (node.inside, node.lane) = (step.inside.clone(), None);
                node.trigger = Some(itsm::document::Located::new(TriggerKind::Error));
            }
            made.push(node);
        }
        for (from, to, title) in flows {
            let Some(from) = (!made.is_empty()).then(|| from.get(&made)) else { continue };
            let near: Vec<&NodeDefinition> = made.iter().filter(|node| node.inside == from.inside).collect();
            let flow = itsm::workflow::definition::FlowDefinition { from: from.id.clone(), to: to.get(&near).id.clone(), title: Some(title), ..Default::default() };
            builder = builder.flow_with(flow);
        }
        for node in made {
            builder = builder.node_with(node);
        }
        let (text, findings) = bpmn::write(&BpmnDocument::new(builder.definition()));
        prop_assert!(findings.is_empty());
        check(&text);
    }
}

#[test]
fn the_golden_diagram() {
    check(include_str!("golden/small.bpmn"));
}

/// Pools, a black box and messages in a file that came without a diagram.
#[test]
fn pools_without_a_diagram() {
    let text = "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'><collaboration id='c'>
        <participant id='p1' name='Desk' processRef='one'/><participant id='p3' name='Customer'/>
        <messageFlow id='m' name='Call' sourceRef='p3' targetRef='s'/></collaboration>
        <process id='one'><laneSet><lane id='l1'><flowNodeRef>s</flowNodeRef><childLaneSet><lane id='l2'><flowNodeRef>s</flowNodeRef></lane><lane id='l3'/></childLaneSet></lane></laneSet>
        <startEvent id='s'/></process><process id='two'><task id='t'/></process></definitions>";
    let (document, _) = read(text);
    let (written, findings) = bpmn::write(&document);
    assert!(findings.is_empty());
    check(&written);
    let tree = roxmltree::Document::parse(&written).unwrap();
    let drawn: Vec<&str> =
        tree.descendants().filter(|node| !node.tag_name().name().ends_with("Plane")).filter_map(|node| node.attribute("bpmnElement")).collect();
    assert_eq!(drawn, ["p1", "l1", "l2", "l3", "s", "p3", "m", "t"]);
    assert_eq!(tree.descendants().filter(|node| node.tag_name().name() == "BPMNDiagram").count(), 2);
    assert_eq!(crate::tools::canonical(&without_diagram(&written)), crate::tools::canonical(text));
}

/// Too much for a layout: the file is written without a diagram, and that is said.
#[test]
fn too_large_for_a_layout() {
    let builder = (0..3_000).fold(WorkflowBuilder::new("w", "W"), |builder, number| builder.node(format!("n{number}"), NodeKind::Task));
    let (text, findings) = bpmn::write(&BpmnDocument::new(builder.definition()));
    assert_eq!(findings.iter().map(|finding| finding.code()).collect::<Vec<_>>(), [itsm::diagnostic::Code::LimitReached]);
    assert!(!read(text).0.has_diagram());
}
