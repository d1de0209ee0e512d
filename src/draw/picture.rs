//! What a picture shows: nodes, edges and lanes, without coordinates.

use indexmap::IndexMap;

use super::Mark;

/// Which family of diagrams a picture belongs to; decides between Mermaid's two languages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PictureKind {
    /// A state machine.
    #[default]
    States,
    /// Steps that follow one another.
    Flow,
}

/// Where most edges point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the top to the bottom; lanes are columns.
    Down,
    /// From the left to the right; lanes are rows. Takes less room where edges have labels.
    Right,
}

/// The outline of a node, by what it stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, strum::EnumIter)]
pub enum Shape {
    /// A state.
    #[default]
    State,
    /// A state in which a record begins; gets an arrow from a dot.
    Initial,
    /// A state in which a record ends; has a double border.
    Final,
    /// A state in which work waits for somebody else; has a dashed border.
    Waiting,
    /// A step that somebody carries out.
    Task,
    /// A step that is a workflow of its own.
    Subprocess,
    /// Where a flow begins.
    Start,
    /// Where a flow ends.
    End,
    /// Something that happens meanwhile.
    Event,
    /// A branching of which one way is taken.
    Exclusive,
    /// A branching of which all ways are taken.
    Parallel,
    /// A branching of which at least one way is taken.
    Inclusive,
    /// A branching that waits for the first of several events.
    EventBased,
    /// A thing or document.
    Data,
}

impl Shape {
    /// Whether the label stands below the outline, because the outline has no room for it.
    pub(crate) fn has_label_below(self) -> bool {
        matches!(self, Self::Start | Self::End | Self::Event | Self::Exclusive | Self::Parallel | Self::Inclusive | Self::EventBased)
    }

    /// Whether the outline is a diamond.
    pub(crate) fn is_gateway(self) -> bool {
        matches!(self, Self::Exclusive | Self::Parallel | Self::Inclusive | Self::EventBased)
    }

    /// Whether the outline is a circle.
    pub(crate) fn is_circle(self) -> bool {
        matches!(self, Self::Start | Self::End | Self::Event)
    }
}

/// How a node or an edge stands out from the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Emphasis {
    /// Like most.
    #[default]
    Plain,
    /// What the reader is to look at, such as the present state.
    Strong,
    /// What matters less, such as a state that cannot be reached.
    Muted,
    /// What ended well.
    Good,
    /// What is wrong or ended badly.
    Bad,
}

/// How the line of an edge is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Line {
    /// Without gaps.
    #[default]
    Solid,
    /// With gaps, such as for timers and messages.
    Dashed,
}

/// A node of a [`Picture`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The name by which edges find it; unique in a picture.
    pub id: String,
    /// What is written on it. Line feeds begin new lines; long lines are wrapped.
    pub label: String,
    /// The outline.
    pub shape: Shape,
    /// The id of its lane.
    pub lane: Option<String>,
    /// How it stands out.
    pub emphasis: Emphasis,
    /// What an event is about; drawn in circles only.
    pub mark: Option<Mark>,
}

impl Node {
    /// A state whose label is its id.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        let id = id.into();
        Self { label: id.clone(), id, shape: Shape::State, lane: None, emphasis: Emphasis::Plain, mark: None }
    }

    /// With this label instead of the id.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// With this outline.
    #[must_use]
    pub fn shape(mut self, shape: Shape) -> Self {
        self.shape = shape;
        self
    }

    /// In the lane with this id.
    #[must_use]
    pub fn lane(mut self, lane: impl Into<String>) -> Self {
        self.lane = Some(lane.into());
        self
    }

    /// Standing out in this way.
    #[must_use]
    pub fn emphasis(mut self, emphasis: Emphasis) -> Self {
        self.emphasis = emphasis;
        self
    }

    /// With what the event is about.
    #[must_use]
    pub fn mark(mut self, mark: Mark) -> Self {
        self.mark = Some(mark);
        self
    }
}

/// An edge of a [`Picture`]. Edges from a node to itself and several edges between two nodes are allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The id of the node that it leaves.
    pub from: String,
    /// The id of the node that it enters.
    pub to: String,
    /// What is written at it; may be empty or have several lines.
    pub label: String,
    /// The line.
    pub line: Line,
    /// How it stands out.
    pub emphasis: Emphasis,
}

impl Edge {
    /// A solid edge without a label.
    #[must_use]
    pub fn new(from: impl Into<String>, to: impl Into<String>) -> Self {
        Self { from: from.into(), to: to.into(), label: String::new(), line: Line::Solid, emphasis: Emphasis::Plain }
    }

    /// With this label.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// With a dashed line.
    #[must_use]
    pub fn dashed(mut self) -> Self {
        self.line = Line::Dashed;
        self
    }

    /// Standing out in this way.
    #[must_use]
    pub fn emphasis(mut self, emphasis: Emphasis) -> Self {
        self.emphasis = emphasis;
        self
    }
}

/// A band that holds the nodes of one role or group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// The name by which nodes find it; unique in a picture.
    pub id: String,
    /// What is written on it.
    pub label: String,
}

/// A graph to be drawn.
///
/// A picture is always whole: an edge that names a node nobody declared declares it (a state or task whose label is
/// the id), and so does a node that names a lane. What is declared twice has the properties of the later declaration
/// and the place of the first.
///
/// ```
/// use itsm::draw::{Edge, Picture};
///
/// let picture = Picture::flow("Intake").edge(Edge::new("register", "classify"));
/// assert_eq!(picture.nodes().map(|node| node.label.as_str()).collect::<Vec<_>>(), ["register", "classify"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    title: String,
    description: String,
    kind: PictureKind,
    direction: Direction,
    lanes: IndexMap<String, Lane>,
    nodes: IndexMap<String, Node>,
    edges: Vec<Edge>,
}

impl Picture {
    /// An empty picture of a state machine.
    #[must_use]
    pub fn states(title: impl Into<String>) -> Self {
        Self::empty(title.into(), PictureKind::States)
    }

    /// An empty picture of a flow.
    #[must_use]
    pub fn flow(title: impl Into<String>) -> Self {
        Self::empty(title.into(), PictureKind::Flow)
    }

    fn empty(title: String, kind: PictureKind) -> Self {
        let description = String::new();
        Self { title, description, kind, direction: Direction::Right, lanes: IndexMap::new(), nodes: IndexMap::new(), edges: Vec::new() }
    }

    /// With a sentence for those who cannot see the picture; without one, the drawing lists its edges.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// With most edges pointing this way; to the right by default.
    #[must_use]
    pub fn direction(mut self, direction: Direction) -> Self {
        self.direction = direction;
        self
    }

    /// With this lane. Lanes keep their order.
    #[must_use]
    pub fn lane(mut self, id: impl Into<String>, label: impl Into<String>) -> Self {
        let id = id.into();
        self.lanes.insert(id.clone(), Lane { id, label: label.into() });
        self
    }

    /// With this node. The order of nodes is a hint to the layout: early nodes tend to come first.
    #[must_use]
    pub fn node(mut self, node: Node) -> Self {
        if let Some(lane) = &node.lane {
            self.lanes.entry(lane.clone()).or_insert_with(|| Lane { id: lane.clone(), label: lane.clone() });
        }
        self.nodes.insert(node.id.clone(), node);
        self
    }

    /// With this edge.
    #[must_use]
    pub fn edge(mut self, edge: Edge) -> Self {
        let shape = if self.kind == PictureKind::Flow { Shape::Task } else { Shape::State };
        for id in [&edge.from, &edge.to] {
            self.nodes.entry(id.clone()).or_insert_with(|| Node::new(id.clone()).shape(shape));
        }
        self.edges.push(edge);
        self
    }

    /// With these edges.
    #[must_use]
    pub fn edges_of(self, edges: impl IntoIterator<Item = Edge>) -> Self {
        edges.into_iter().fold(self, Self::edge)
    }

    /// With these nodes.
    #[must_use]
    pub fn nodes_of(self, nodes: impl IntoIterator<Item = Node>) -> Self {
        nodes.into_iter().fold(self, Self::node)
    }

    /// The heading.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The sentence for those who cannot see the picture; may be empty.
    #[must_use]
    pub fn described(&self) -> &str {
        &self.description
    }

    /// The family of diagrams.
    #[must_use]
    pub fn kind(&self) -> PictureKind {
        self.kind
    }

    /// Where most edges point.
    #[must_use]
    pub fn points(&self) -> Direction {
        self.direction
    }

    /// The lanes in their order.
    #[must_use]
    pub fn lanes(&self) -> impl ExactSizeIterator<Item = &Lane> {
        self.lanes.values()
    }

    /// The nodes in their order.
    #[must_use]
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = &Node> {
        self.nodes.values()
    }

    /// The edges in their order.
    #[must_use]
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// The place of a node in [`Picture::nodes`].
    #[must_use]
    pub fn node_index(&self, id: &str) -> Option<usize> {
        self.nodes.get_index_of(id)
    }

    /// The place of a lane in [`Picture::lanes`].
    #[must_use]
    pub fn lane_index(&self, id: &str) -> Option<usize> {
        self.lanes.get_index_of(id)
    }
}
