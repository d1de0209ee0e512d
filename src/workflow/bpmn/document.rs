//! What a BPMN file says: workflows, who takes part, and the file itself for what is not understood.

use super::tree::Tree;
use crate::{document::Located, workflow::definition::WorkflowFile};

/// A BPMN file that was read, or that is to be written.
///
/// Workflows may be changed in place; [`write`](super::write()) carries the changes into the file and leaves the rest as it was. Equality
/// looks at the workflows and the whole file.
#[derive(Clone, Debug, PartialEq)]
pub struct BpmnDocument {
    pub(super) tree: Tree,
    pub(super) processes: Vec<Process>,
    pub(super) participants: Vec<Participant>,
    pub(super) message_flows: Vec<MessageFlow>,
}

/// One process of a BPMN file.
#[derive(Clone, Debug, PartialEq)]
pub struct Process {
    /// Its workflow, as it stands; what is wrong with it is found by [`Workflow::check`](crate::workflow::Workflow::check).
    pub workflow: WorkflowFile,
    /// The id of the process in the file. [`write`](super::write()) finds it by this.
    pub(super) id: String,
    /// Whether the file says that it can be run.
    pub(super) executable: bool,
}

impl Process {
    /// The id of the process in the file; that of the workflow unless XML does not allow it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Whether the file says that a process engine can run it (`isExecutable`).
    #[must_use]
    pub fn is_executable(&self) -> bool {
        self.executable
    }
}

/// A pool: somebody who takes part in a collaboration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// The id.
    pub id: Located<String>,
    /// The name; empty for none.
    pub name: String,
    /// The id of the process in the file; none for a black box, of which only messages are known.
    pub process: Option<Located<String>>,
}

/// A message from one pool, or a step in it, to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageFlow {
    /// The id.
    pub id: Located<String>,
    /// The name; empty for none.
    pub name: String,
    /// The id of the step or pool that sends.
    pub from: Located<String>,
    /// The id of the step or pool that receives.
    pub to: Located<String>,
}

impl BpmnDocument {
    /// The processes in the order of the file.
    #[must_use]
    pub fn processes(&self) -> &[Process] {
        &self.processes
    }

    /// The same, to change their workflows.
    #[must_use]
    pub fn processes_mut(&mut self) -> &mut [Process] {
        &mut self.processes
    }

    /// The process with this id.
    #[must_use]
    pub fn process(&self, id: &str) -> Option<&Process> {
        self.processes.iter().find(|process| process.id == id)
    }

    /// Who takes part, in the order of the file.
    #[must_use]
    pub fn participants(&self) -> &[Participant] {
        &self.participants
    }

    /// The messages between those who take part, in the order of the file.
    #[must_use]
    pub fn message_flows(&self) -> &[MessageFlow] {
        &self.message_flows
    }

    /// Whether the file has a diagram.
    #[must_use]
    pub fn has_diagram(&self) -> bool {
        super::diagram::has_diagram(&self.tree.root)
    }
}
