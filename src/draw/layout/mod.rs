//! Coordinates for pictures: a layered layout in the manner of Sugiyama.
//!
//! The steps: sizes and lines that are drawn as one ([`gather`](self)), layers, order within layers, ports and coordinates, routes.

mod column;
mod gather;
mod layers;
mod order;
mod parts;
mod place;
mod route;
mod simplex;

use super::picture::{Node, Picture};

/// Most nodes that are laid out.
pub const MAX_NODES: usize = 2_000;
/// Most edges that are laid out.
pub const MAX_EDGES: usize = 5_000;
/// Most nodes and passages of edges through layers, taken together.
pub const MAX_POINTS: usize = 30_000;

/// A picture that is beyond what a layout takes in, or a reader.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TooLarge {
    /// Too many nodes.
    #[error("the picture has {0} nodes, and at most {MAX_NODES} are laid out; draw a part of it, or write DOT and use Graphviz")]
    Nodes(usize),
    /// Too many edges.
    #[error("the picture has {0} edges, and at most {MAX_EDGES} are laid out; draw a part of it, or write DOT and use Graphviz")]
    Edges(usize),
    /// Edges so long that they pass too many layers.
    #[error(
        "the nodes of the picture and the layers that its edges pass come to {0}, and at most {MAX_POINTS} are laid out; draw a part of it, or write DOT and use Graphviz"
    )]
    Points(usize),
}

/// What a caller may choose about a layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayoutOptions {
    /// Edges with the same ends, the same line and the same emphasis become one line with a label of several lines.
    ///
    /// Edges from a node to itself are always drawn as one loop.
    pub merge_parallel: bool,
}

impl Default for LayoutOptions {
    fn default() -> Self {
        Self { merge_parallel: true }
    }
}

/// A place, in pixels from the left and from the top.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// A rectangle, in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Area {
    /// Left side.
    pub x: f64,
    /// Upper side.
    pub y: f64,
    /// Extent to the right.
    pub width: f64,
    /// Extent downwards.
    pub height: f64,
}

impl Area {
    /// The rectangle of this size around a point.
    #[must_use]
    pub fn around(middle: Point, width: f64, height: f64) -> Self {
        Self { x: middle.x - width / 2.0, y: middle.y - height / 2.0, width, height }
    }

    /// The middle.
    #[must_use]
    pub fn middle(&self) -> Point {
        Point { x: self.x + self.width / 2.0, y: self.y + self.height / 2.0 }
    }

    /// Whether two rectangles share more than their borders.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.x < other.x + other.width && other.x < self.x + self.width && self.y < other.y + other.height && other.y < self.y + self.height
    }
}

/// Where a node stands.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacedNode {
    /// The outline; circles and diamonds fill it.
    pub outline: Area,
    /// The label, within the outline or, for circles and diamonds, outside.
    pub label: Area,
    /// The lines of the label.
    pub lines: Vec<String>,
    /// The dot and the line to the node, for a state in which records begin.
    pub dot: Option<(Point, Vec<Point>)>,
}

/// What is written at an edge.
#[derive(Clone, Debug, PartialEq)]
pub struct EdgeLabel {
    /// The room it takes; nothing else is there but the line of the edge itself.
    pub area: Area,
    /// Its lines.
    pub lines: Vec<String>,
}

/// How an edge runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// From the border of the node it leaves to the border of the node it enters.
    pub points: Vec<Point>,
    /// Its label, unless it has none or is drawn with an earlier edge.
    pub label: Option<EdgeLabel>,
    /// The place of the first edge that is drawn with the same line; its own place for most edges.
    pub drawn_as: usize,
}

/// Coordinates of everything in a picture, from `(0, 0)` on.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// Extent to the right.
    pub width: f64,
    /// Extent downwards.
    pub height: f64,
    /// In the order of [`Picture::nodes`].
    pub nodes: Vec<PlacedNode>,
    /// In the order of [`Picture::edges`].
    pub edges: Vec<Route>,
    /// In the order of [`Picture::lanes`]. Nodes without a lane stand behind the last one.
    pub lanes: Vec<Area>,
}

/// Lays a picture out: layers from cycle removal and network simplex, few crossings, long edges straight, room for every label.
///
/// Boxes of nodes and labels never overlap, and no line passes through a box. Time is bounded; about 10 ms for 100 nodes.
///
/// ```
/// use itsm::draw::{Edge, LayoutOptions, Picture, layout};
///
/// let picture = Picture::flow("Two steps").edge(Edge::new("first", "second").label("then"));
/// let layout = layout(&picture, LayoutOptions::default())?;
/// assert!(layout.nodes[0].outline.x < layout.nodes[1].outline.x);
/// # Ok::<(), itsm::draw::TooLarge>(())
/// ```
///
/// # Errors
///
/// When the picture has more than [`MAX_NODES`] nodes or [`MAX_EDGES`] edges, or its edges pass too many layers.
pub fn layout(picture: &Picture, options: LayoutOptions) -> Result<Layout, TooLarge> {
    layout_sized(picture, options, &|_, size| size)
}

/// Width and height of the outline of a node, from those that its label asks for.
pub(crate) type Sizes<'a> = dyn Fn(&Node, (f64, f64)) -> (f64, f64) + 'a;

/// As [`layout`], with outlines of other sizes than their labels ask for.
pub(crate) fn layout_sized(picture: &Picture, options: LayoutOptions, sizes: &Sizes<'_>) -> Result<Layout, TooLarge> {
    if picture.nodes().len() > MAX_NODES {
        return Err(TooLarge::Nodes(picture.nodes().len()));
    }
    if picture.edges().len() > MAX_EDGES {
        return Err(TooLarge::Edges(picture.edges().len()));
    }
    let gathered = gather::gather(picture, options, sizes);
    let mut sketch = layers::sketch(&gathered.parts, MAX_POINTS)?;
    let layers = order::order(&sketch);
    place::ports(&gathered.parts, &mut sketch, &layers);
    let placed = place::place(&gathered.parts, &sketch, &layers);
    Ok(route::route(picture, gathered, &sketch, &placed, layers.len()))
}
