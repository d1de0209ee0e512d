//! The third step: ports at nodes, and where everything stands within its layer.
//!
//! Coordinates are an optimum of network simplex (Gansner, Koutsofios, North, Vo 1993, section 4.2): the lengths of all segments
//! sideways are least in sum, long edges count more so that they run straight, and nothing comes too near its neighbour.

use super::{
    column::Column,
    parts::{Parts, Sketch},
    simplex::{Constraint, solve},
};

/// Bound on the work for coordinates, in touched vertices.
const WORK: usize = 6_000_000;

/// Least distances between neighbours in a layer: of two boxes or labels, where a line passes, and at the border of a lane.
const BOX_GAP: i64 = 22;
const LINE_GAP: i64 = 9;
const LANE_GAP: i64 = 14;

/// Distance of lines that leave a node on the same side, when there is room.
const PORT_STEP: i64 = 16;

/// Middles of vertices within their layers, and the borders of lanes (one more than lanes).
pub struct Placed {
    pub middles: Column<i64>,
    pub borders: Vec<i64>,
}

/// Spreads the ends of segments over the sides of the boxes, in the order of where they lead.
pub fn ports(parts: &Parts, sketch: &mut Sketch, layers: &[Vec<usize>]) {
    let mut place = Column::of(sketch.vertices.len(), 0_usize);
    for layer in layers {
        for (index, vertex) in layer.iter().enumerate() {
            place[*vertex] = index;
        }
    }
    let mut sides = Column::of(parts.boxes.len(), (Vec::new(), Vec::new()));
    for (index, segment) in sketch.segments.iter().enumerate() {
        if sketch.vertices[segment.upper].is_box {
            sides[segment.upper].0.push((place[segment.lower], index));
        }
        if sketch.vertices[segment.lower].is_box {
            sides[segment.lower].1.push((place[segment.upper], index));
        }
    }
    for (node, part) in parts.boxes.iter().enumerate() {
        let (mut down, mut up) = std::mem::take(&mut sides[node]);
        down.sort_unstable();
        up.sort_unstable();
        for (ends, below) in [(down, true), (up, false)] {
            let count = i64::try_from(ends.len()).unwrap_or(1);
            // Corners stay free.
            let room = (2 * part.side - 12).max(0);
            let step = if count > 1 { (room / (count - 1)).min(PORT_STEP) } else { 0 };
            for (number, (_, index)) in (0..).zip(ends) {
                let port = (2 * number - (count - 1)) * step / 2;
                let segment = &mut sketch.segments[index];
                if below {
                    segment.upper_port = port;
                } else {
                    segment.lower_port = port;
                }
            }
        }
    }
}

/// Coordinates within layers.
pub fn place(parts: &Parts, sketch: &Sketch, layers: &[Vec<usize>]) -> Placed {
    let vertices = sketch.vertices.len();
    let segments = sketch.segments.len();
    let borders = if parts.lanes == 0 { 0 } else { parts.lanes + 1 };
    let first_border = vertices + segments;
    let mut constraints = Vec::new();
    for (index, segment) in sketch.segments.iter().enumerate() {
        let weight = match (sketch.vertices[segment.upper].is_box, sketch.vertices[segment.lower].is_box) {
            (true, true) => 1,
            (false, false) => 8,
            _ => 2,
        };
        // A helper left of both ends; its two distances are the sideways length of the segment.
        let shift = segment.upper_port - segment.lower_port;
        let helper = vertices + index;
        constraints.push(Constraint { tail: helper, head: segment.upper, length: (-shift).max(0), weight });
        constraints.push(Constraint { tail: helper, head: segment.lower, length: shift.max(0), weight });
    }
    for layer in layers {
        for (left, right) in layer.iter().zip(layer.iter().skip(1)) {
            let (one, other) = (sketch.vertices[*left], sketch.vertices[*right]);
            let is_wide = |vertex: super::parts::Vertex| vertex.is_box || vertex.half > 0;
            let gap = if one.lane != other.lane {
                2 * LANE_GAP
            } else if is_wide(one) && is_wide(other) {
                BOX_GAP
            } else {
                LINE_GAP
            };
            constraints.push(Constraint { tail: *left, head: *right, length: one.after + gap + other.before, weight: 0 });
        }
        if borders > 0 {
            for vertex in layer {
                let part = sketch.vertices[*vertex];
                let border = first_border + part.lane;
                constraints.push(Constraint { tail: border, head: *vertex, length: part.before + LANE_GAP, weight: 0 });
                constraints.push(Constraint { tail: *vertex, head: border + 1, length: part.after + LANE_GAP, weight: 0 });
            }
        }
    }
    for lane in 0..parts.lanes {
        constraints.push(Constraint { tail: first_border + lane, head: first_border + lane + 1, length: parts.lane_least, weight: 1 });
    }
    let values = solve(vertices + segments + borders, constraints, WORK);
    let middles: Vec<i64> = values.iter().take(vertices).copied().collect();
    Placed { middles: Column::from(middles), borders: values.iter().skip(first_border).copied().collect() }
}
