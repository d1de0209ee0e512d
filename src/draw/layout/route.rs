//! The last step: heights of layers, routes of edges, and everything turned to where the picture points.

use super::{
    Area, EdgeLabel, Layout, PlacedNode, Point, Route,
    column::Column,
    gather::{BESIDE, Bundle, Gathered, turn},
    parts::{Chain, Segment, Sketch},
    place::Placed,
};
use crate::draw::{
    picture::{Direction, Picture},
    style,
};

/// Least distance of layers, and how much of it a line that goes far sideways adds.
const LAYER_GAP: f64 = 30.0;
const PLAIN_GAP: f64 = 44.0;
const SLOPE: f64 = 0.14;
const MOST_GAP: f64 = 90.0;

/// A whole number of pixels.
#[allow(clippy::cast_precision_loss, reason = "coordinates are far below 2^52")]
fn pixels(number: i64) -> f64 {
    number as f64
}

/// Coordinates as the steps see them: `within` the layer and `along` the layers.
#[derive(Clone, Copy, Debug)]
struct Spot {
    within: f64,
    along: f64,
}

struct Router<'a> {
    picture: &'a Picture,
    gathered: Gathered,
    sketch: &'a Sketch,
    placed: &'a Placed,
    /// Middle and half extent of every layer.
    bands: Column<(f64, f64)>,
    /// What is nearest to the edge of the picture comes to 0.
    origin: f64,
}

pub fn route(picture: &Picture, gathered: Gathered, sketch: &Sketch, placed: &Placed, layers: usize) -> Layout {
    let mut router = Router { picture, gathered, sketch, placed, bands: Column::of(layers, (0.0, 0.0)), origin: 0.0 };
    let depth = router.measure_bands();
    let ends = router.measure_origin();
    let (width, height) = turn(picture.points(), (ends - router.origin, depth));
    let nodes = router.nodes();
    let edges = router.edges();
    let lanes = router.lanes(depth);
    Layout { width, height, nodes, edges, lanes }
}

impl Router<'_> {
    fn measure_bands(&mut self) -> f64 {
        let mut gaps = Column::of(self.bands.len(), if self.bands.len() > 0 && self.has_labels() { LAYER_GAP } else { PLAIN_GAP });
        for vertex in self.sketch.vertices.iter() {
            let half = &mut self.bands[vertex.layer].1;
            *half = half.max(pixels(vertex.half));
        }
        for segment in self.sketch.segments.iter() {
            let sideways = (self.upper_end(*segment) - self.lower_end(*segment)).abs();
            let gap = &mut gaps[self.sketch.vertices[segment.upper].layer];
            *gap = gap.max((LAYER_GAP + sideways * SLOPE).min(MOST_GAP));
        }
        let mut at = 0.0;
        for layer in 0..self.bands.len() {
            let half = self.bands[layer].1;
            self.bands[layer].0 = at + half;
            at += 2.0 * half + if layer + 1 < self.bands.len() { gaps[layer] } else { 0.0 };
        }
        at
    }

    fn has_labels(&self) -> bool {
        self.gathered.parts.strands.iter().any(|strand| strand.label.is_some())
    }

    /// Sets the origin and returns the other end.
    fn measure_origin(&mut self) -> f64 {
        let mut ends: Option<(i64, i64)> = None;
        for (place, vertex) in self.sketch.vertices.iter().enumerate() {
            let middle = self.placed.middles[place];
            let (low, high) = ends.unwrap_or((i64::MAX, i64::MIN));
            ends = Some((low.min(middle - vertex.before), high.max(middle + vertex.after)));
        }
        let (mut low, mut high) = ends.unwrap_or((0, 0));
        if let (Some(first), Some(last)) = (self.placed.borders.first(), self.placed.borders.last()) {
            (low, high) = (low.min(*first), high.max(*last));
        }
        self.origin = pixels(low);
        pixels(high)
    }

    fn upper_end(&self, segment: Segment) -> f64 {
        pixels(self.placed.middles[segment.upper] + segment.upper_port)
    }

    fn lower_end(&self, segment: Segment) -> f64 {
        pixels(self.placed.middles[segment.lower] + segment.lower_port)
    }

    fn point(&self, spot: Spot) -> Point {
        let (x, y) = turn(self.picture.points(), (spot.within - self.origin, spot.along));
        Point { x, y }
    }

    fn middle(&self, vertex: usize) -> Spot {
        Spot { within: pixels(self.placed.middles[vertex]), along: self.bands[self.sketch.vertices[vertex].layer].0 }
    }

    fn nodes(&self) -> Vec<PlacedNode> {
        let mut nodes: Vec<PlacedNode> = Vec::new();
        for (place, (node, (lines, size))) in self.picture.nodes().zip(&self.gathered.nodes).enumerate() {
            let middle = self.point(self.middle(place));
            let outline = Area::around(middle, size.0, size.1);
            let (width, height) = style::text_size(lines, style::NODE_TEXT);
            let label = match (node.shape.has_label_below(), self.picture.points()) {
                (false, _) => middle,
                (true, Direction::Right) => Point { x: middle.x, y: outline.y + size.1 + BESIDE + height / 2.0 },
                (true, Direction::Down) => Point { x: outline.x + size.0 + BESIDE + width / 2.0, y: middle.y },
            };
            nodes.push(PlacedNode { outline, label: Area::around(label, width, height), lines: lines.clone(), dot: None });
        }
        let first_dot = self.gathered.nodes.len();
        let first_strand = self.sketch.chains.len() - self.gathered.dots.len();
        for (number, node) in self.gathered.dots.iter().enumerate() {
            if let (Some(node), Some(chain)) = (nodes.get_mut(*node), self.sketch.chains.get(first_strand + number)) {
                node.dot = Some((self.point(self.middle(first_dot + number)), self.chain(chain)));
            }
        }
        nodes
    }

    fn edges(&self) -> Vec<Route> {
        let mut routes = vec![Route { points: Vec::new(), label: None, drawn_as: 0 }; self.picture.edges().len()];
        for (chain, bundle) in self.sketch.chains.iter().zip(&self.gathered.bundles) {
            let label = chain.label.map(|vertex| self.point(self.middle(vertex)));
            fill(&mut routes, bundle, &self.chain(chain), label);
        }
        for (node, bundle) in &self.gathered.loops {
            let (points, label) = self.circle(*node, bundle);
            fill(&mut routes, bundle, &points, Some(label));
        }
        routes
    }

    /// The points of an edge: straight through every layer, slanted between layers.
    fn chain(&self, chain: &Chain) -> Vec<Point> {
        let mut spots: Vec<Spot> = Vec::new();
        for segment in &chain.segments {
            let segment = self.sketch.segments[*segment];
            for (vertex, within, sign) in [(segment.upper, self.upper_end(segment), 1.0), (segment.lower, self.lower_end(segment), -1.0)] {
                let (middle, half) = self.bands[self.sketch.vertices[vertex].layer];
                let port = within - pixels(self.placed.middles[vertex]);
                let edge = Spot { within, along: middle + sign * half };
                if self.sketch.vertices[vertex].is_box {
                    let border = Spot { within, along: middle + sign * self.reach(vertex, port) };
                    spots.extend(if sign > 0.0 { [border, edge] } else { [edge, border] });
                } else {
                    spots.push(edge);
                }
            }
        }
        spots.dedup_by(|one, other| (one.within - other.within).abs() < 0.01 && (one.along - other.along).abs() < 0.01);
        if chain.turned {
            spots.reverse();
        }
        spots.into_iter().map(|spot| self.point(spot)).collect()
    }

    /// From the middle of a box to its outline, along the layers, at this distance sideways.
    fn reach(&self, vertex: usize, port: f64) -> f64 {
        let Some((node, (_, size))) = self.picture.nodes().nth(vertex).zip(self.gathered.nodes.get(vertex)) else {
            return (style::DOT * style::DOT - port * port).max(0.0).sqrt();
        };
        let (side, half) = turn(self.picture.points(), (size.0 / 2.0, size.1 / 2.0));
        match node.shape {
            shape if shape.is_circle() => (half * half - port * port).max(0.0).sqrt(),
            shape if shape.is_gateway() => half * (1.0 - (port / side).abs()).max(0.0),
            _ => half,
        }
    }

    /// The points of a loop and the middle of its label.
    fn circle(&self, node: usize, bundle: &Bundle) -> (Vec<Point>, Point) {
        let middle = self.middle(node);
        let (shape, size) = self
            .picture
            .nodes()
            .nth(node)
            .map(|node| node.shape)
            .zip(self.gathered.nodes.get(node))
            .map_or_else(Default::default, |(shape, (_, size))| (shape, *size));
        let (side, half) = turn(self.picture.points(), (size.0 / 2.0, size.1 / 2.0));
        let apart = style::LOOP_HALF.min(half * 0.6);
        let reach = match shape {
            shape if shape.is_circle() => (side * side - apart * apart).max(0.0).sqrt(),
            shape if shape.is_gateway() => side * (1.0 - apart / half),
            _ => side,
        };
        let (near, far) = (middle.within - reach, middle.within - side - style::LOOP_OUT);
        let spots = [(near, -apart), (far, -apart), (far, apart), (near, apart)];
        let points = spots.map(|(within, along)| self.point(Spot { within, along: middle.along + along }));
        let (label, _) = turn(self.picture.points(), bundle.size);
        (points.to_vec(), self.point(Spot { within: far - BESIDE - label / 2.0, along: middle.along }))
    }

    fn lanes(&self, depth: f64) -> Vec<Area> {
        let borders = self.placed.borders.iter().zip(self.placed.borders.iter().skip(1));
        let area = |(from, to): (&i64, &i64)| {
            let start = self.point(Spot { within: pixels(*from), along: 0.0 });
            let (width, height) = turn(self.picture.points(), (pixels(to - from), depth));
            Area { x: start.x, y: start.y, width, height }
        };
        borders.map(area).take(self.picture.lanes().len()).collect()
    }
}

/// Gives all edges of a bundle their route, and the first of them the label.
fn fill(routes: &mut [Route], bundle: &Bundle, points: &[Point], label: Option<Point>) {
    let Some(first) = bundle.edges.first().copied() else { return };
    for edge in &bundle.edges {
        let Some(route) = routes.get_mut(*edge) else { continue };
        route.points = points.to_vec();
        route.drawn_as = first;
        if *edge == first && !bundle.lines.is_empty() {
            route.label = label.map(|middle| EdgeLabel { area: Area::around(middle, bundle.size.0, bundle.size.1), lines: bundle.lines.clone() });
        }
    }
}
