//! What the steps of the layout hand on: boxes and strands with sizes, then vertices in layers with segments between them.
//!
//! All steps think downwards: layers follow one another from the top, and within a layer things stand side by side. For a picture
//! that points to the right, sizes are swapped before and coordinates after. Sizes are whole numbers.

use super::column::Column;

/// The room that a node takes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Part {
    pub lane: usize,
    /// From the middle to the side that comes first within the layer.
    pub before: i64,
    /// From the middle to the other side, loops included.
    pub after: i64,
    /// Half of the size across the layer.
    pub half: i64,
    /// From the middle to the side of the outline itself.
    pub side: i64,
}

/// One or more edges drawn as one line between different nodes.
#[derive(Clone, Debug)]
pub struct Strand {
    pub from: usize,
    pub to: usize,
    pub label: Option<Part>,
    /// How strongly the ends want to be near each other.
    pub pull: i64,
}

/// Nodes and lines of a picture with their sizes.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    pub boxes: Vec<Part>,
    pub strands: Vec<Strand>,
    /// Number of lanes, 0 for a picture without lanes.
    pub lanes: usize,
    /// The least extent of each lane within layers.
    pub lane_least: i64,
}

/// A node, or a point at which a long edge passes a layer; one such point of an edge may hold the label.
#[derive(Clone, Copy, Debug, Default)]
pub struct Vertex {
    pub layer: usize,
    pub lane: usize,
    pub before: i64,
    pub after: i64,
    pub half: i64,
    pub is_box: bool,
}

/// A piece of an edge between neighbouring layers; ports are distances from the middles of the vertices.
#[derive(Clone, Copy, Debug, Default)]
pub struct Segment {
    pub upper: usize,
    pub lower: usize,
    pub upper_port: i64,
    pub lower_port: i64,
}

/// A whole edge from its upper node to its lower one.
#[derive(Clone, Debug, Default)]
pub struct Chain {
    pub vertices: Vec<usize>,
    pub segments: Vec<usize>,
    /// The vertex that holds the label.
    pub label: Option<usize>,
    /// The edge points upwards.
    pub turned: bool,
}

/// The graph after the first step.
#[derive(Clone, Debug)]
pub struct Sketch {
    /// Nodes first, in their order.
    pub vertices: Column<Vertex>,
    pub segments: Column<Segment>,
    /// One for every strand.
    pub chains: Vec<Chain>,
}

impl Default for Sketch {
    fn default() -> Self {
        Self { vertices: Column::from(Vec::new()), segments: Column::from(Vec::new()), chains: Vec::new() }
    }
}
