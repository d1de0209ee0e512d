//! Building a workflow in a program, piece by piece.

use super::{
    Library, Workflow,
    definition::{DataDefinition, FlowDefinition, LaneDefinition, NodeDefinition, NodeKind, RecordDefinition, WORKFLOW_FORMAT, WorkflowFile},
};
use crate::{diagnostic::Findings, document::Located};

/// Builds a [`Workflow`]; what is wrong with it is found when it is finished, all at once.
///
/// ```
/// use itsm::workflow::{WorkflowBuilder, definition::NodeKind};
///
/// let workflow = WorkflowBuilder::new("intake", "Intake")
///     .node("call", NodeKind::Start)
///     .node("record", NodeKind::Task)
///     .node("done", NodeKind::End)
///     .path(["call", "record", "done"])
///     .finish()?;
/// assert_eq!(workflow.graph().edge_count(), 2);
/// # Ok::<(), itsm::diagnostic::Findings>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct WorkflowBuilder {
    definition: WorkflowFile,
}

impl WorkflowBuilder {
    /// A workflow without nodes.
    #[must_use]
    pub fn new(id: impl Into<String>, title: impl Into<String>) -> Self {
        let format = Located::new(WORKFLOW_FORMAT.to_owned());
        Self { definition: WorkflowFile { format, id: Located::new(id.into()), title: title.into(), ..WorkflowFile::default() } }
    }

    /// With a node that has nothing but an id and a kind.
    #[must_use]
    pub fn node(self, id: impl Into<String>, kind: NodeKind) -> Self {
        self.node_with(NodeDefinition::new(id, kind))
    }

    /// With a node.
    #[must_use]
    pub fn node_with(mut self, node: NodeDefinition) -> Self {
        self.definition.nodes.push(node);
        self
    }

    /// With a flow that has no condition.
    #[must_use]
    pub fn flow(self, from: impl Into<String>, to: impl Into<String>) -> Self {
        self.flow_with(FlowDefinition { from: Located::new(from.into()), to: Located::new(to.into()), ..FlowDefinition::default() })
    }

    /// With a flow that is taken under a condition (CEL) over the fields.
    #[must_use]
    pub fn flow_when(self, from: impl Into<String>, to: impl Into<String>, when: impl Into<String>) -> Self {
        let when = Some(Located::new(when.into()));
        self.flow_with(FlowDefinition { from: Located::new(from.into()), to: Located::new(to.into()), when, ..FlowDefinition::default() })
    }

    /// With a flow that is taken when no condition of the others holds.
    #[must_use]
    pub fn flow_otherwise(self, from: impl Into<String>, to: impl Into<String>) -> Self {
        let (from, to) = (Located::new(from.into()), Located::new(to.into()));
        self.flow_with(FlowDefinition { from, to, otherwise: true, ..FlowDefinition::default() })
    }

    /// With a flow.
    #[must_use]
    pub fn flow_with(mut self, flow: FlowDefinition) -> Self {
        self.definition.flows.push(flow);
        self
    }

    /// With a flow from each of the nodes to the next.
    #[must_use]
    pub fn path<Id: Into<String>>(mut self, nodes: impl IntoIterator<Item = Id>) -> Self {
        let mut nodes = nodes.into_iter().map(Into::into);
        let mut from: Option<String> = nodes.next();
        for to in nodes {
            if let Some(from) = from.replace(to.clone()) {
                self = self.flow(from, to);
            }
        }
        self
    }

    /// With a field that conditions may speak of.
    #[must_use]
    pub fn field(mut self, name: impl Into<String>, field: DataDefinition) -> Self {
        self.definition.fields.insert(name.into(), field);
        self
    }

    /// With a role that does work.
    #[must_use]
    pub fn lane(mut self, id: impl Into<String>, title: impl Into<String>) -> Self {
        self.definition.lanes.push(LaneDefinition { id: Located::new(id.into()), title: Some(title.into()), element: None });
        self
    }

    /// With a record that lives a lifecycle.
    #[must_use]
    pub fn record(mut self, id: impl Into<String>, lifecycle: impl Into<String>) -> Self {
        self.definition.records.push(RecordDefinition { id: Located::new(id.into()), lifecycle: Located::new(lifecycle.into()), state: None });
        self
    }

    /// The definition so far, as it would stand in a file.
    #[must_use]
    pub fn definition(&self) -> &WorkflowFile {
        &self.definition
    }

    /// The workflow. Elements, calendars and called workflows are not looked up.
    ///
    /// # Errors
    /// All findings, when one is an error.
    pub fn finish(self) -> Result<Workflow, Findings> {
        self.finish_with(&())
    }

    /// The workflow, checked against what it points to.
    ///
    /// # Errors
    /// All findings, when one is an error.
    pub fn finish_with(self, library: &dyn Library) -> Result<Workflow, Findings> {
        let (workflow, findings) = Workflow::check(&self.definition, None, library);
        workflow.ok_or(findings)
    }
}
