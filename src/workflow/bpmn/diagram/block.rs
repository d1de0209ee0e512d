//! Places for what is in a process or a subprocess, subprocesses with all that is in them.

use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};

use super::parts::{Edge, Shape};
use crate::{
    draw::{self, Area, Layout, LayoutOptions, Picture, PlacedNode, Point, TooLarge, layout_sized},
    workflow::bpmn::{
        read::role::{Role, role},
        tree::Element,
    },
};

/// Sizes that modelling tools give to steps, events and gateways.
const STEP: (f64, f64) = (100.0, 80.0);
pub const EVENT: f64 = 36.0;
const GATEWAY: f64 = 50.0;

/// Around what is in a subprocess; its title stands above.
const PADDING: f64 = 24.0;
const TITLE: f64 = 40.0;

/// Below a step at whose border events stand, and from one of their lines to the next.
const BELOW: f64 = 34.0;
const LINE: f64 = 8.0;

/// What is in a process or subprocess, from `(0, 0)` on.
#[derive(Clone, Debug, Default)]
pub struct Block {
    pub width: f64,
    pub height: f64,
    pub shapes: Vec<Shape>,
    pub edges: Vec<Edge>,
    /// The areas of the lanes that were asked for.
    pub lanes: Vec<Area>,
}

impl Block {
    pub fn shift(&mut self, x: f64, y: f64) {
        let moved = |area: &mut Area| (area.x, area.y) = (area.x + x, area.y + y);
        self.shapes.iter_mut().for_each(|shape| {
            moved(&mut shape.area);
            shape.label.iter_mut().for_each(moved);
        });
        for edge in &mut self.edges {
            edge.points.iter_mut().for_each(|point| (point.x, point.y) = (point.x + x, point.y + y));
            edge.label.iter_mut().for_each(moved);
        }
        self.lanes.iter_mut().for_each(moved);
    }
}

/// The lanes of a block: their ids, and for each node its lane.
#[derive(Default)]
pub struct InLanes {
    pub lanes: Vec<String>,
    pub nodes: FxHashMap<String, String>,
}

impl InLanes {
    /// Puts gateways and events that no lane names where the work comes from, or else where it goes to, as the drawings of workflows
    /// do. Only the diagram is touched: whose they are is not said. Linear in the steps and flows.
    pub fn infer(&mut self, process: &Element) {
        let passed: FxHashSet<&str> = process.elements().filter(|child| is_drawn(child) && is_passed(child)).map(id).collect();
        for event in process.elements().filter(|child| child.is("boundaryEvent")) {
            if let Some(lane) = event.attribute("attachedToRef").and_then(|host| self.nodes.get(host)).cloned() {
                self.nodes.entry(id(event).to_owned()).or_insert(lane);
            }
        }
        for (from, to) in [("sourceRef", "targetRef"), ("targetRef", "sourceRef")] {
            let mut beside: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
            for flow in process.all("sequenceFlow") {
                if let (Some(from), Some(to)) = (flow.attribute(from), flow.attribute(to)) {
                    beside.entry(from).or_default().push(to);
                }
            }
            let mut known: VecDeque<&str> = process.elements().map(id).filter(|node| self.nodes.contains_key(*node)).collect();
            while let Some(node) = known.pop_front() {
                for next in beside.get(node).into_iter().flatten().filter(|next| passed.contains(*next)) {
                    if let (false, Some(lane)) = (self.nodes.contains_key(*next), self.nodes.get(node).cloned()) {
                        self.nodes.insert((*next).to_owned(), lane);
                        known.push_back(next);
                    }
                }
            }
        }
    }
}

/// Whether work passes through an element that nobody does.
fn is_passed(element: &Element) -> bool {
    element.name.local.ends_with("Event") || element.name.local.ends_with("Gateway")
}

/// Whether an element is drawn as a node.
pub fn is_drawn(element: &Element) -> bool {
    match role(element, &FxHashSet::default()) {
        Role::Node(..) => true,
        // What undoes, and what an event begins, is drawn although it is not read.
        Role::Missed(_) => ["Task", "task", "subProcess", "boundaryEvent", "callActivity"].iter().any(|ending| element.name.local.ends_with(ending)),
        Role::Flow | Role::Kept => false,
    }
}

fn shape_of(element: &Element) -> draw::Shape {
    match element.name.local.as_str() {
        "startEvent" => draw::Shape::Start,
        "endEvent" => draw::Shape::End,
        local if local.ends_with("Event") => draw::Shape::Event,
        local if local.ends_with("Gateway") => draw::Shape::Exclusive,
        local if is_container(local) => draw::Shape::Subprocess,
        _ => draw::Shape::Task,
    }
}

fn is_container(local: &str) -> bool {
    matches!(local, "subProcess" | "transaction" | "adHocSubProcess")
}

/// Lays out those nodes of a container that `wanted` says. Time is that of the layout; recursion is bounded by the depth of the file.
pub fn block(container: &Element, lanes: &InLanes, wanted: &dyn Fn(&Element) -> bool) -> Result<Block, TooLarge> {
    let drawn: Vec<&Element> = container.elements().filter(|child| is_drawn(child) && child.attribute("id").is_some() && wanted(child)).collect();
    let mut inner: FxHashMap<&str, Block> = FxHashMap::default();
    for child in &drawn {
        if is_container(&child.name.local) && child.elements().any(is_drawn) {
            inner.insert(id(child), block(child, &InLanes::default(), &|_| true)?);
        }
    }
    let attached = Attached::new(&drawn);
    let mut picture = lanes.lanes.iter().fold(Picture::flow(""), |picture, lane| picture.lane(lane.as_str(), ""));
    for child in drawn.iter().filter(|child| !attached.is_attached(id(child))) {
        let node = draw::Node::new(id(child)).label(child.attribute("name").unwrap_or_default()).shape(shape_of(child));
        picture = picture.node(match lanes.nodes.get(id(child)) {
            Some(lane) => node.lane(lane.as_str()),
            None => node,
        });
    }
    let known: FxHashSet<&str> = drawn.iter().map(|child| id(child)).collect();
    let flows: Vec<(&Element, &str, &str)> = container
        .all("sequenceFlow")
        .filter_map(|flow| Some((flow, flow.attribute("sourceRef")?, flow.attribute("targetRef")?)))
        .filter(|(flow, from, to)| flow.attribute("id").is_some() && known.contains(from) && known.contains(to))
        .collect();
    for (flow, from, to) in &flows {
        let edge = draw::Edge::new(attached.host(from), attached.host(to));
        picture = picture.edge(edge.label(flow.attribute("name").unwrap_or_default()));
    }
    let sizes = |node: &draw::Node, asked: (f64, f64)| {
        let size = size(node, asked, inner.get(node.id.as_str()));
        (size.0.max(attached.width(&node.id)), size.1 + 2.0 * attached.room(&node.id))
    };
    let layout = layout_sized(&picture, LayoutOptions { merge_parallel: false }, &sizes)?;
    let mut block = Block { width: layout.width, height: layout.height, lanes: layout.lanes.clone(), ..Block::default() };
    let placed: FxHashMap<&str, &PlacedNode> = picture.nodes().map(|node| node.id.as_str()).zip(&layout.nodes).collect();
    for child in &drawn {
        let shape = match (attached.place(id(child)), placed.get(attached.host(id(child)))) {
            (Some((place, of)), Some(host)) => beside(child, attached.real(attached.host(id(child)), host.outline), place, of),
            (None, Some(own)) => stand(child, own, attached.real(id(child), own.outline), inner.contains_key(id(child))),
            (_, None) => continue,
        };
        let origin = (shape.area.x + PADDING, shape.area.y + TITLE);
        block.shapes.push(shape);
        if let Some(mut content) = inner.remove(id(child)) {
            content.shift(origin.0, origin.1);
            block.shapes.append(&mut content.shapes);
            block.edges.append(&mut content.edges);
        }
    }
    edges(&mut block, &flows, &layout, &attached);
    Ok(block)
}

fn id(element: &Element) -> &str {
    element.attribute("id").unwrap_or_default()
}

/// The outline of a node without what is attached to it.
fn size(node: &draw::Node, asked: (f64, f64), inner: Option<&Block>) -> (f64, f64) {
    match (node.shape, inner) {
        (draw::Shape::Start | draw::Shape::End | draw::Shape::Event, _) => (EVENT, EVENT),
        (draw::Shape::Exclusive, _) => (GATEWAY, GATEWAY),
        (_, Some(block)) => ((block.width + 2.0 * PADDING).max(asked.0), block.height + TITLE + PADDING),
        _ => (asked.0.max(STEP.0), asked.1.max(STEP.1)),
    }
}

/// A node that the layout placed.
fn stand(element: &Element, placed: &PlacedNode, area: Area, is_open: bool) -> Shape {
    let outside = !placed.lines.is_empty() && is_passed(element);
    let mut shape = Shape::new(id(element), area);
    shape.label = outside.then_some(placed.label);
    shape.expanded = is_container(&element.name.local).then_some(is_open);
    shape.marked = element.is("exclusiveGateway");
    shape
}

/// An event at the lower border of a step, the `place`th `of` so many.
fn beside(element: &Element, host: Area, place: usize, of: usize) -> Shape {
    let part = (number(place) + 1.0) / (number(of) + 1.0);
    let middle = Point { x: host.x + host.width * part, y: host.y + host.height };
    let mut shape = Shape::new(id(element), Area::around(middle, EVENT, EVENT));
    if element.attribute("name").is_some_and(|name| !name.is_empty()) {
        shape.label = Some(Area { x: middle.x + EVENT / 2.0 + 2.0, y: middle.y + 6.0, width: 80.0, height: 14.0 });
    }
    shape
}

fn edges(block: &mut Block, flows: &[(&Element, &str, &str)], layout: &Layout, attached: &Attached<'_>) {
    let areas: FxHashMap<String, Area> = block.shapes.iter().map(|shape| (shape.element.clone(), shape.area)).collect();
    for ((flow, from, to), route) in flows.iter().zip(&layout.edges) {
        let mut points = route.points.clone();
        if let (Some((place, _)), Some(event), Some(host)) = (attached.place(from), areas.get(*from), areas.get(attached.host(from))) {
            leave(&mut points, *event, *host, place);
        }
        if points.len() < 2 {
            points = ["", from, to].iter().filter_map(|id| areas.get(*id)).map(Area::middle).collect();
        }
        // The layout knew steps with the room around them, and no events at their borders.
        if let (Some(first), Some(area)) = (points.first_mut(), areas.get(*from)) {
            fit(first, *area, attached.is_attached(from));
        }
        if let (Some(last), Some(area)) = (points.last_mut(), areas.get(*to)) {
            fit(last, *area, attached.is_attached(to));
        }
        // The layout puts labels on lines, for drawings that leave out the line behind them. Modelling tools do not: above.
        let above = |area: Area| Area { y: area.y - area.height / 2.0 - 2.0, ..area };
        let label = route.label.as_ref().map(|label| above(label.area));
        block.edges.push(Edge { element: id(flow).to_owned(), points, label });
    }
}

/// Puts the end of a line at the border of what it leads to: the nearest place, or below an event.
fn fit(point: &mut Point, area: Area, is_attached: bool) {
    if is_attached {
        *point = Point { x: area.middle().x, y: area.y + area.height };
    } else {
        point.x = point.x.max(area.x).min(area.x + area.width);
        point.y = point.y.max(area.y).min(area.y + area.height);
    }
}

/// Lets a line that was laid out from a step begin at the event at its border: down, along below the step, and on.
fn leave(points: &mut Vec<Point>, event: Area, host: Area, place: usize) {
    let middle = event.middle();
    let below = event.y + event.height + 6.0 + number(place) * LINE;
    let beside = host.x + host.width + 12.0;
    let rest = points.split_off(points.len().min(1));
    let bends = [(middle.x, event.y + event.height), (middle.x, below), (beside, below)];
    *points = bends.into_iter().map(|(x, y)| Point { x, y }).collect();
    points.extend(rest.into_iter().filter(|point| point.x > beside || point.x < host.x));
}

#[allow(clippy::cast_precision_loss, reason = "few events stand at one step")]
fn number(count: usize) -> f64 {
    count as f64
}

/// Events at the borders of steps.
#[derive(Default)]
struct Attached<'tree> {
    /// For each such event: its step, and its place among those of the step.
    hosts: FxHashMap<&'tree str, (&'tree str, usize)>,
    count: FxHashMap<&'tree str, usize>,
}

impl<'tree> Attached<'tree> {
    fn new(drawn: &[&'tree Element]) -> Self {
        let steps: FxHashSet<&str> = drawn.iter().filter(|element| !element.is("boundaryEvent")).map(|element| id(element)).collect();
        let mut attached = Self::default();
        for event in drawn.iter().filter(|element| element.is("boundaryEvent")) {
            if let Some(host) = event.attribute("attachedToRef").and_then(|host| steps.get(host)) {
                let count = attached.count.entry(host).or_default();
                attached.hosts.insert(id(event), (host, *count));
                *count += 1;
            }
        }
        attached
    }

    fn is_attached(&self, id: &str) -> bool {
        self.hosts.contains_key(id)
    }

    /// The step of an event; other nodes themselves.
    fn host<'id>(&self, id: &'id str) -> &'id str
    where
        'tree: 'id,
    {
        self.hosts.get(id).map_or(id, |(host, _)| host)
    }

    fn place(&self, id: &str) -> Option<(usize, usize)> {
        let (host, place) = self.hosts.get(id)?;
        Some((*place, self.count.get(host).copied().unwrap_or(1)))
    }

    /// The room that events take above and below a step. Above there are none; it keeps the step in the middle, where lines end.
    fn room(&self, id: &str) -> f64 {
        self.count.get(id).map_or(0.0, |count| BELOW + number(*count) * LINE)
    }

    fn width(&self, id: &str) -> f64 {
        self.count.get(id).map_or(0.0, |count| (number(*count) + 1.0) * (EVENT + 10.0))
    }

    /// The outline of a step without that room.
    fn real(&self, id: &str, area: Area) -> Area {
        let room = self.room(id);
        Area { y: area.y + room, height: area.height - 2.0 * room, ..area }
    }
}
