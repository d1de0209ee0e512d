//! Keeps a diagram in step with its model: what is gone goes, what is new stands below, what leads elsewhere is drawn anew.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    Made,
    block::{EVENT, InLanes, block, is_drawn},
    parts::{Edge, Maker, Shape},
};
use crate::{
    draw::{Area, Point},
    workflow::bpmn::{BPMN_DI, DC, DI, read::identify::taken, tree::Element, write::ids::Ids},
};

/// What lies between a diagram and what is put below it.
const BELOW: f64 = 40.0;

/// Brings the diagram up to date for the processes that changed.
pub fn change(root: &mut Element, before: &Element, ids: &mut Ids, changed: &[&str]) -> Made {
    if changed.is_empty() {
        return Ok(());
    }
    let old = taken(before);
    let now = taken(root);
    each_plane(root, &mut |plane| {
        plane.retain(|part| !part.attribute("bpmnElement").is_some_and(|element| old.contains(local(element)) && !now.contains(local(element))));
    });
    let ends_before = ends(before);
    let maker = Maker::new(root);
    for process in changed {
        let Some(process) = root.all("process").find(|element| element.attribute("id") == Some(process)).cloned() else { continue };
        let mut areas = areas(root);
        let mut parts = Vec::new();
        let is_new = |element: &Element| element.attribute("id").is_some_and(|id| !old.contains(id));
        let mut containers = vec![&process];
        let mut drawn: FxHashSet<String> = FxHashSet::default();
        while let Some(container) = containers.pop() {
            let is_free = |element: &Element| is_new(element) && !is_beside(element, &old);
            let mut content = block(container, &InLanes::default(), &is_free)?;
            let left = areas.values().map(|area| area.x).fold(f64::INFINITY, f64::min);
            let bottom = areas.values().map(|area| area.y + area.height).fold(0.0, f64::max);
            content.shift(if left.is_finite() { left } else { 0.0 }, bottom + BELOW);
            let events = container.elements().filter(|element| is_drawn(element) && is_new(element) && is_beside(element, &old));
            content.shapes.extend(events.filter_map(|event| beside(event, &areas)));
            for shape in &content.shapes {
                areas.insert(shape.element.clone(), shape.area);
                parts.push(maker.shape(shape, &ids.take(&format!("{}_di", shape.element))));
            }
            for edge in &content.edges {
                drawn.insert(edge.element.clone());
                parts.push(maker.edge(edge, &ids.take(&format!("{}_di", edge.element))));
            }
            // What is in a new subprocess was drawn with it.
            containers.extend(container.elements().filter(|child| is_drawn(child) && !is_new(child)));
        }
        let mut moved: FxHashMap<String, Vec<Point>> = FxHashMap::default();
        for (id, (from, to)) in ends(&process) {
            let same = ends_before.get(&id).is_some_and(|known| *known == (from.clone(), to.clone()));
            let (false, false, Some(start), Some(end)) = (same, drawn.contains(&id), areas.get(&from), areas.get(&to)) else { continue };
            let points = straight(*start, *end);
            if old.contains(&id) {
                moved.insert(id, points);
            } else {
                let edge = Edge { element: id.clone(), points, label: None };
                parts.push(maker.edge(&edge, &ids.take(&format!("{id}_di"))));
            }
        }
        place(root, &process, parts, &moved, &maker);
    }
    Ok(())
}

/// Whether an event stands at the border of a step that was there before.
fn is_beside(element: &Element, old: &FxHashSet<String>) -> bool {
    element.is("boundaryEvent") && element.attribute("attachedToRef").is_some_and(|host| old.contains(host))
}

/// A new event at the lower right of its step, left of those that were put there before.
fn beside(event: &Element, areas: &FxHashMap<String, Area>) -> Option<Shape> {
    let host = areas.get(event.attribute("attachedToRef")?)?;
    let mut middle = Point { x: host.x + host.width - EVENT, y: host.y + host.height };
    let is_taken = |area: &Area| areas.values().any(|other| other.width <= EVENT && other.overlaps(area));
    while is_taken(&Area::around(middle, EVENT, EVENT)) && middle.x > host.x {
        middle.x -= EVENT;
    }
    Some(Shape::new(event.attribute("id")?, Area::around(middle, EVENT, EVENT)))
}

/// Puts new parts on the plane that shows the process, and new ends on edges.
fn place(root: &mut Element, process: &Element, parts: Vec<Element>, moved: &FxHashMap<String, Vec<Point>>, maker: &Maker) {
    let inside = taken(process);
    let mut parts = Some(parts);
    let mut last = 0;
    let mut best = 0;
    each_plane(root, &mut |plane| {
        if plane.elements().any(|part| part.attribute("bpmnElement").is_some_and(|element| inside.contains(local(element)))) && best == 0 {
            best = last + 1;
        }
        last += 1;
    });
    let wanted = best.max(1);
    let mut number = 0;
    each_plane(root, &mut |plane| {
        number += 1;
        for part in plane.elements_mut() {
            let Some(points) = part.attribute("bpmnElement").and_then(|element| moved.get(local(element))) else { continue };
            part.retain(|child| !child.name.is(DI, "waypoint"));
            part.tidy();
            let mut made = maker.points(points);
            made.append(&mut part.elements().cloned().collect());
            part.children.clear();
            for child in made {
                part.push(child);
            }
        }
        if number == wanted {
            for part in parts.take().into_iter().flatten() {
                plane.tidy();
                plane.push(part);
            }
        }
    });
}

fn each_plane(root: &mut Element, visit: &mut impl FnMut(&mut Element)) {
    for diagram in root.elements_mut().filter(|element| element.name.is(BPMN_DI, "BPMNDiagram")) {
        diagram.elements_mut().filter(|element| element.name.is(BPMN_DI, "BPMNPlane")).for_each(&mut *visit);
    }
}

/// A reference without its prefix.
fn local(reference: &str) -> &str {
    reference.split_once(':').map_or(reference, |(_, local)| local)
}

/// Source and target of each flow, by its id.
fn ends(element: &Element) -> FxHashMap<String, (String, String)> {
    let mut found = FxHashMap::default();
    let mut todo = vec![element];
    while let Some(element) = todo.pop() {
        for child in element.elements().filter(|child| child.is_bpmn()) {
            match (child.is("sequenceFlow"), child.attribute("id"), child.attribute("sourceRef"), child.attribute("targetRef")) {
                (true, Some(id), Some(from), Some(to)) => drop(found.insert(id.to_owned(), (from.to_owned(), to.to_owned()))),
                (true, ..) => {}
                (false, ..) => todo.push(child),
            }
        }
    }
    found
}

/// The places of all shapes.
fn areas(root: &Element) -> FxHashMap<String, Area> {
    let mut areas = FxHashMap::default();
    for shape in super::planes(root).flat_map(Element::elements) {
        let bounds = shape.elements().find(|child| child.name.is(DC, "Bounds"));
        let number = |name: &str| bounds.and_then(|bounds| bounds.attribute(name)?.trim().parse::<f64>().ok()).filter(|number| number.is_finite());
        if let (Some(element), Some(x), Some(y), Some(width), Some(height)) =
            (shape.attribute("bpmnElement"), number("x"), number("y"), number("width"), number("height"))
        {
            areas.insert(local(element).to_owned(), Area { x, y, width, height });
        }
    }
    areas
}

/// From the side of one shape that is nearer to the other.
fn straight(from: Area, to: Area) -> Vec<Point> {
    let (start, end) = (from.middle(), to.middle());
    let right = end.x >= start.x;
    let side = |area: Area, right: bool| Point { x: if right { area.x + area.width } else { area.x }, y: area.middle().y };
    if from.x < to.x + to.width && to.x < from.x + from.width {
        let down = end.y >= start.y;
        let side = |area: Area, below: bool| Point { x: area.middle().x, y: if below { area.y + area.height } else { area.y } };
        return vec![side(from, down), side(to, !down)];
    }
    vec![side(from, right), side(to, !right)]
}
