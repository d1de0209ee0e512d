//! A whole diagram for a file that has none: pools below each other, lanes, messages.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    Made,
    block::{Block, InLanes, block},
    parts::{Edge, Maker, Shape},
};
use crate::{
    draw::{Area, Point, TooLarge},
    workflow::bpmn::{BPMN_DI, read::named, tree::Element, write::ids::Ids},
};

/// Where a diagram begins, and what lies between pools.
const MARGIN: (f64, f64) = (160.0, 80.0);
const BETWEEN: f64 = 60.0;

/// The strip of a pool or lane in which its name stands, and what lies between it and the first node.
const STRIP: f64 = 30.0;
const PADDING: f64 = 24.0;

/// A pool of which only messages are known.
const CLOSED: (f64, f64) = (600.0, 60.0);

/// Makes diagrams: one for a collaboration, and one for each process that is in no pool.
pub fn whole(root: &mut Element, ids: &mut Ids) -> Made {
    // Planes that show nothing make room for the new ones.
    root.retain(|child| !child.name.is(BPMN_DI, "BPMNDiagram"));
    let mut pooled: FxHashSet<String> = FxHashSet::default();
    let mut made = Vec::new();
    let collaboration = root.elements_mut().find(|element| element.is("collaboration"));
    let collaboration = collaboration.map(|element| {
        if element.attribute("id").is_none_or(str::is_empty) {
            element.set("id", Some(&ids.take("Collaboration")));
        }
        element.clone()
    });
    if let Some(collaboration) = collaboration.filter(|collaboration| collaboration.child("participant").is_some()) {
        made.push((collaboration.attribute("id").unwrap_or_default().to_owned(), pools(root, &collaboration, &mut pooled)?));
    }
    for process in root.all("process") {
        let Some(id) = process.attribute("id").filter(|id| !pooled.contains(*id)) else { continue };
        let mut content = with_lanes(process)?;
        content.shift(MARGIN.0, MARGIN.1);
        made.push((id.to_owned(), content));
    }
    let maker = Maker::new(root);
    for (number, (element, content)) in (1..).zip(made) {
        let mut plane = maker.part("BPMNPlane", &ids.take(&format!("BPMNPlane_{number}"))).with("bpmnElement", &element);
        for shape in &content.shapes {
            plane.push(maker.shape(shape, &ids.take(&format!("{}_di", shape.element))));
        }
        for edge in &content.edges {
            plane.push(maker.edge(edge, &ids.take(&format!("{}_di", edge.element))));
        }
        let diagram = maker.part("BPMNDiagram", &ids.take(&format!("BPMNDiagram_{number}"))).and(plane);
        root.insert(diagram);
    }
    Ok(())
}

/// All pools of a collaboration, and the messages between them.
fn pools(root: &Element, collaboration: &Element, pooled: &mut FxHashSet<String>) -> Result<Block, TooLarge> {
    let mut contents = Vec::new();
    for pool in collaboration.all("participant") {
        let Some(id) = pool.attribute("id") else { continue };
        let process = pool.attribute("processRef");
        let process = root.all("process").find(|element| process.is_some_and(|name| element.attribute("id").is_some_and(|id| named(name, id))));
        let content = match process.filter(|process| pooled.insert(process.attribute("id").unwrap_or_default().to_owned())) {
            Some(process) => Some(with_lanes(process)?),
            None => None,
        };
        contents.push((id, content));
    }
    let open = contents.iter().flat_map(|(_, content)| content);
    let width = open.map(|content| content.width + STRIP + 2.0 * PADDING).fold(CLOSED.0, f64::max);
    let mut all = Block::default();
    let mut y = MARGIN.1;
    for (id, content) in contents {
        let has_lanes = content.as_ref().is_some_and(|content| !content.lanes.is_empty());
        let padding = if has_lanes { 0.0 } else { PADDING };
        let height = content.as_ref().map_or(CLOSED.1, |content| content.height.max(CLOSED.1) + 2.0 * padding);
        let mut shape = Shape::new(id, Area { x: MARGIN.0, y, width, height });
        shape.lies = true;
        all.shapes.push(shape);
        if let Some(mut content) = content {
            content.shift(MARGIN.0 + STRIP + padding, y + padding);
            // Lanes fill their pool.
            for shape in content.shapes.iter_mut().filter(|shape| shape.lies) {
                shape.area.width = MARGIN.0 + width - shape.area.x;
            }
            all.shapes.append(&mut content.shapes);
            all.edges.append(&mut content.edges);
        }
        y += height + BETWEEN;
    }
    messages(collaboration, &mut all);
    Ok(all)
}

fn messages(collaboration: &Element, all: &mut Block) {
    let areas: FxHashMap<&str, Area> = all.shapes.iter().map(|shape| (shape.element.as_str(), shape.area)).collect();
    let mut edges = Vec::new();
    for flow in collaboration.all("messageFlow") {
        let end = |name: &str| {
            let reference = flow.attribute(name)?;
            areas.get(reference).or_else(|| areas.get(reference.split_once(':')?.1)).copied()
        };
        if let (Some(id), Some(from), Some(to)) = (flow.attribute("id"), end("sourceRef"), end("targetRef")) {
            edges.push(Edge { element: id.to_owned(), points: message(from, to), label: None });
        }
    }
    all.edges.append(&mut edges);
}

/// Up or down from the border of one to the border of the other; the wider one is left or entered as near to the other as it goes.
fn message(from: Area, to: Area) -> Vec<Point> {
    let (mut start, mut end) = (from.middle(), to.middle());
    let within = |area: Area, x: f64| x.max(area.x + 10.0).min(area.x + area.width - 10.0);
    if from.width > to.width {
        start.x = within(from, end.x);
    } else {
        end.x = within(to, start.x);
    }
    let down = start.y <= end.y;
    start.y = if down { from.y + from.height } else { from.y };
    end.y = if down { to.y } else { to.y + to.height };
    vec![start, end]
}

/// The lanes of a process, outermost first, with the ids of what is named in them.
struct LaneTree {
    id: String,
    nodes: Vec<String>,
    inner: Vec<Self>,
}

fn tree(set: &Element) -> Vec<LaneTree> {
    let lane = |element: &Element| LaneTree {
        id: element.attribute("id").unwrap_or_default().to_owned(),
        nodes: element.all("flowNodeRef").map(|node| node.trimmed().into_inner()).collect(),
        inner: element.all("childLaneSet").flat_map(tree).collect(),
    };
    set.all("lane").filter(|lane| lane.attribute("id").is_some()).map(lane).collect()
}

impl LaneTree {
    fn depth(&self) -> usize {
        1 + self.inner.iter().map(Self::depth).max().unwrap_or(0)
    }

    /// Innermost lanes in their order; what stands only in an outer one goes to its first.
    fn leaves(&self, found: &mut InLanes) {
        let first = found.lanes.len();
        if self.inner.is_empty() {
            found.lanes.push(self.id.clone());
        }
        self.inner.iter().for_each(|lane| lane.leaves(found));
        if let Some(leaf) = found.lanes.get(first).cloned() {
            for node in &self.nodes {
                found.nodes.entry(node.clone()).or_insert_with(|| leaf.clone());
            }
        }
    }

    /// The shapes of a lane and those in it, from the areas of the innermost ones. Returns what it covers.
    fn shapes(&self, x: f64, width: f64, areas: &mut impl Iterator<Item = Area>, shapes: &mut Vec<Shape>) -> Option<(f64, f64)> {
        let place = shapes.len();
        let mut own = Shape::new(&self.id, Area::default());
        own.lies = true;
        shapes.push(own);
        let mut covered: Option<(f64, f64)> = None;
        if self.inner.is_empty() {
            covered = areas.next().map(|area| (area.y, area.y + area.height));
        }
        for lane in &self.inner {
            let inner = lane.shapes(x + STRIP, width - STRIP, areas, shapes);
            covered = match (covered, inner) {
                (Some((top, bottom)), Some((from, to))) => Some((top.min(from), bottom.max(to))),
                (known, new) => known.or(new),
            };
        }
        let (top, bottom) = covered?;
        shapes.get_mut(place)?.area = Area { x, y: top, width, height: bottom - top };
        covered
    }
}

/// What is in a process, with the shapes of its lanes.
fn with_lanes(process: &Element) -> Result<Block, TooLarge> {
    let lanes: Vec<LaneTree> = process.all("laneSet").flat_map(tree).collect();
    let mut found = InLanes::default();
    for lane in &lanes {
        lane.leaves(&mut found);
    }
    found.infer(process);
    let mut content = block(process, &found, &|_| true)?;
    if lanes.is_empty() {
        return Ok(content);
    }
    let depth = lanes.iter().map(LaneTree::depth).max().unwrap_or(0);
    let strips = (0..depth).map(|_| STRIP).sum::<f64>();
    content.shift(strips + PADDING, 0.0);
    content.width += strips + 2.0 * PADDING;
    let mut areas = content.lanes.clone().into_iter();
    let mut shapes = Vec::new();
    for lane in &lanes {
        lane.shapes(0.0, content.width, &mut areas, &mut shapes);
    }
    shapes.append(&mut content.shapes);
    Ok(Block { shapes, ..content })
}
