//! Who hands what to whom, as a `petgraph` graph.

use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::FxHashMap;

use super::{ElementIndex, Framework, definition::Role};

/// The graph of hand-overs: nodes are elements, an edge weight is the place of the hand-over in
/// [`Framework::interfaces`]. All of petgraph's algorithms run on it.
pub type InterfaceGraph = DiGraph<ElementIndex, usize, u32>;

/// What to do with hand-overs from or to any process (`*`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wildcards {
    /// Leave them out.
    Skip,
    /// One edge for every element that has the role process.
    Expand,
}

impl Framework {
    /// The graph of process interfaces; time is linear in its edges.
    ///
    /// ```
    /// use itsm::{catalog::Catalog, framework::Wildcards, petgraph::algo::kosaraju_scc};
    /// let fitsm = Catalog::builtin().framework("fitsm3")?;
    /// let graph = fitsm.interface_graph(Wildcards::Skip);
    /// assert!(kosaraju_scc(&graph).iter().any(|component| component.len() > 1));
    /// # Ok::<(), itsm::Error>(())
    /// ```
    #[must_use]
    pub fn interface_graph(&self, wildcards: Wildcards) -> InterfaceGraph {
        let mut graph = InterfaceGraph::default();
        let mut nodes: FxHashMap<ElementIndex, NodeIndex<u32>> = FxHashMap::default();
        let any: Vec<ElementIndex> = match wildcards {
            Wildcards::Skip => Vec::new(),
            Wildcards::Expand => {
                let processes = (0..).map(ElementIndex::new).zip(self.elements());
                processes.filter(|(_, element)| element.role() == Role::Process).map(|(index, _)| index).collect()
            }
        };
        let ends = |id: &str| if id == "*" { any.clone() } else { self.index_of(id).into_iter().collect() };
        for (place, interface) in self.interfaces().iter().enumerate() {
            let (givers, receivers) = (ends(&interface.from), ends(&interface.to));
            for giver in &givers {
                for receiver in receivers.iter().filter(|receiver| *receiver != giver) {
                    let from = *nodes.entry(*giver).or_insert_with(|| graph.add_node(*giver));
                    let to = *nodes.entry(*receiver).or_insert_with(|| graph.add_node(*receiver));
                    graph.add_edge(from, to, place);
                }
            }
        }
        graph
    }
}
