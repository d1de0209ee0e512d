//! From a picture to boxes and strands with sizes: edges that are drawn as one line, room for labels and loops.

use indexmap::IndexMap;

use super::{
    LayoutOptions, Sizes,
    column::Column,
    parts::{Part, Parts, Strand},
};
use crate::draw::{
    picture::{Direction, Edge, Emphasis, Line, Picture, Shape},
    style,
};

/// Between an outline or loop and the label beside it.
pub const BESIDE: f64 = 4.0;

/// Edges that are drawn as one line.
#[derive(Clone, Debug, Default)]
pub struct Bundle {
    /// Places of the edges; none for the line from a dot.
    pub edges: Vec<usize>,
    pub lines: Vec<String>,
    /// Width and height of the label.
    pub size: (f64, f64),
}

/// Everything with its size.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    pub parts: Parts,
    /// One for every strand.
    pub bundles: Vec<Bundle>,
    /// Loops, by the place of their node.
    pub loops: IndexMap<usize, Bundle>,
    /// Lines of every node, and the size of its outline.
    pub nodes: Vec<(Vec<String>, (f64, f64))>,
    /// Places of nodes that have a dot, in the order of the boxes behind those of the nodes.
    pub dots: Vec<usize>,
}

/// Sizes as whole numbers, never too small.
#[allow(clippy::cast_possible_truncation, reason = "sizes are far below the limits, and `as` saturates")]
pub fn whole(size: f64) -> i64 {
    size.ceil() as i64
}

/// A size as the layout sees it: first the extent within the layer, then across.
pub fn turn(direction: Direction, (width, height): (f64, f64)) -> (f64, f64) {
    match direction {
        Direction::Down => (width, height),
        Direction::Right => (height, width),
    }
}

pub fn gather(picture: &Picture, options: LayoutOptions, sizes: &Sizes<'_>) -> Gathered {
    let mut gathered = Gathered::default();
    bundles(picture, options, &mut gathered);
    let direction = picture.points();
    let unnamed = picture.lanes().len();
    let ends = most_ends(picture, &gathered);
    for (place, node) in picture.nodes().enumerate() {
        let lines = style::node_lines(node);
        let size = with_room(node.shape, direction, sizes(node, style::outline(node, &lines)), ends[place]);
        let (side, across) = turn(direction, (size.0 / 2.0, size.1 / 2.0));
        let (mut before, mut after, mut half) = (side, side, across);
        if node.shape.has_label_below() && !lines.is_empty() {
            let (within, over) = turn(direction, style::text_size(&lines, style::NODE_TEXT));
            after += BESIDE + within;
            half = half.max(over / 2.0);
        }
        if let Some(own) = gathered.loops.get(&place) {
            before += style::LOOP_OUT;
            if !own.lines.is_empty() {
                let (within, over) = turn(direction, own.size);
                before += BESIDE + within;
                half = half.max(over / 2.0);
            }
        }
        let lane = node.lane.as_ref().and_then(|lane| picture.lane_index(lane)).unwrap_or(unnamed);
        gathered.parts.boxes.push(Part { lane, before: whole(before), after: whole(after), half: whole(half), side: whole(side) });
        gathered.nodes.push((lines, size));
        if node.shape == Shape::Initial {
            gathered.dots.push(place);
        }
    }
    let has_unnamed = gathered.parts.boxes.iter().any(|part| part.lane == unnamed);
    if unnamed > 0 {
        gathered.parts.lanes = unnamed + usize::from(has_unnamed);
        let titles = picture.lanes().map(|lane| style::text_size(&style::lane_lines(&lane.label), style::LANE_TEXT).0);
        gathered.parts.lane_least = whole(titles.fold(0.0, f64::max) * style::BOLD + 20.0);
    }
    dots(&mut gathered);
    gathered
}

/// The larger of the numbers of lines that leave and enter each node.
fn most_ends(picture: &Picture, gathered: &Gathered) -> Column<usize> {
    let mut leaving = Column::of(picture.nodes().len(), 0);
    let mut entering = leaving.clone();
    for strand in &gathered.parts.strands {
        leaving[strand.from] += 1;
        entering[strand.to] += 1;
    }
    let both: Vec<usize> = leaving.iter().zip(entering.iter()).map(|(out, into)| *out.max(into)).collect();
    Column::from(both)
}

/// Boxes at which many lines end are larger than their label asks for.
fn with_room(shape: Shape, direction: Direction, size: (f64, f64), ends: usize) -> (f64, f64) {
    if shape.has_label_below() {
        return size;
    }
    let (side, across) = turn(direction, size);
    turn(direction, (side.max(style::side(ends)), across))
}

fn dots(gathered: &mut Gathered) {
    for node in gathered.dots.clone() {
        let lane = gathered.parts.boxes.get(node).map_or(0, |part| part.lane);
        let size = whole(style::DOT);
        let dot = gathered.parts.boxes.len();
        gathered.parts.boxes.push(Part { lane, before: size, after: size, half: size, side: size });
        gathered.parts.strands.push(Strand { from: dot, to: node, label: None, pull: 4 });
        gathered.bundles.push(Bundle::default());
    }
}

fn bundles(picture: &Picture, options: LayoutOptions, gathered: &mut Gathered) {
    let mut found: IndexMap<(usize, usize, Line, Emphasis, usize), Bundle> = IndexMap::new();
    for (place, edge) in picture.edges().iter().enumerate() {
        let (Some(from), Some(to)) = (picture.node_index(&edge.from), picture.node_index(&edge.to)) else { continue };
        if from == to {
            gathered.loops.entry(from).or_default().add(place, edge);
            continue;
        }
        let own = if options.merge_parallel { 0 } else { place };
        found.entry((from, to, edge.line, edge.emphasis, own)).or_default().add(place, edge);
    }
    gathered.loops.values_mut().for_each(Bundle::measure);
    for ((from, to, ..), mut bundle) in found {
        bundle.measure();
        let label = (!bundle.lines.is_empty()).then(|| {
            let (within, over) = turn(picture.points(), bundle.size);
            let (side, half) = (whole(within / 2.0), whole(over / 2.0));
            Part { before: side, after: side, half, side, lane: 0 }
        });
        gathered.parts.strands.push(Strand { from, to, label, pull: 1 });
        gathered.bundles.push(bundle);
    }
}

impl Bundle {
    fn add(&mut self, place: usize, edge: &Edge) {
        self.edges.push(place);
        self.lines.extend(style::edge_lines(&edge.label));
    }

    fn measure(&mut self) {
        let (width, height) = style::text_size(&self.lines, style::EDGE_TEXT);
        self.size = (width + 6.0, height + 2.0);
    }
}
