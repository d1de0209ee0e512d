//! The elements of BPMN DI.

use std::sync::Arc;

use crate::{
    draw::{Area, Point},
    workflow::bpmn::{BPMN_DI, DC, DI, tree::Element},
};

/// What is drawn for a node, a lane or a pool.
#[derive(Clone, Debug)]
pub struct Shape {
    /// The id of what it stands for.
    pub element: String,
    pub area: Area,
    pub label: Option<Area>,
    /// For subprocesses: whether what is inside is shown.
    pub expanded: Option<bool>,
    /// For pools and lanes, which lie.
    pub lies: bool,
    /// For exclusive gateways, which have their sign.
    pub marked: bool,
}

impl Shape {
    pub fn new(element: &str, area: Area) -> Self {
        Self { element: element.to_owned(), area, label: None, expanded: None, lies: false, marked: false }
    }
}

/// What is drawn for a flow.
#[derive(Clone, Debug)]
pub struct Edge {
    pub element: String,
    pub points: Vec<Point>,
    pub label: Option<Area>,
}

/// Elements with the prefixes that the file has for diagrams.
pub struct Maker {
    shapes: Arc<str>,
    bounds: Arc<str>,
    points: Arc<str>,
}

impl Maker {
    pub fn new(root: &Element) -> Self {
        let prefix = |uri: &str, usual: &str| -> Arc<str> {
            root.declared.iter().find(|(_, known)| **known == *uri).map_or_else(|| usual.into(), |(prefix, _)| Arc::clone(prefix))
        };
        Self { shapes: prefix(BPMN_DI, "bpmndi"), bounds: prefix(DC, "dc"), points: prefix(DI, "di") }
    }

    pub fn part(&self, local: &str, id: &str) -> Element {
        Element::of(&self.shapes, BPMN_DI, local).with("id", id)
    }

    fn area(&self, area: Area) -> Element {
        let element = Element::of(&self.bounds, DC, "Bounds").with("x", &whole(area.x)).with("y", &whole(area.y));
        element.with("width", &whole(area.width)).with("height", &whole(area.height))
    }

    fn label(&self, part: Element, label: Option<Area>) -> Element {
        match label {
            Some(label) => part.and(Element::of(&self.shapes, BPMN_DI, "BPMNLabel").and(self.area(label))),
            None => part,
        }
    }

    pub fn shape(&self, shape: &Shape, id: &str) -> Element {
        let mut part = self.part("BPMNShape", id).with("bpmnElement", &shape.element);
        part.set("isHorizontal", shape.lies.then_some("true"));
        part.set("isMarkerVisible", shape.marked.then_some("true"));
        part.set("isExpanded", shape.expanded.map(|expanded| if expanded { "true" } else { "false" }));
        self.label(part.and(self.area(shape.area)), shape.label)
    }

    pub fn edge(&self, edge: &Edge, id: &str) -> Element {
        let part = self.part("BPMNEdge", id).with("bpmnElement", &edge.element);
        let part = self.points(&edge.points).into_iter().fold(part, Element::and);
        self.label(part, edge.label)
    }

    /// Waypoints; those that come to the same pixel are one, but two are left.
    pub fn points(&self, points: &[Point]) -> Vec<Element> {
        let mut places: Vec<(String, String)> = points.iter().map(|point| (whole(point.x), whole(point.y))).collect();
        if places.len() > 2 {
            places.dedup();
        }
        if let [only] = places.as_slice() {
            places.push(only.clone());
        }
        places.iter().map(|(x, y)| Element::of(&self.points, DI, "waypoint").with("x", x).with("y", y)).collect()
    }
}

/// A whole number of pixels.
fn whole(number: f64) -> String {
    format!("{:.0}", if number.abs() < 0.5 { 0.0 } else { number })
}
