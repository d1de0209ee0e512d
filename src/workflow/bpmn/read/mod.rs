//! From a file to its workflows.

pub(super) mod event;
mod extension;
pub(super) mod identify;
mod lanes;
pub(super) mod process;
pub(super) mod role;

use self::{identify::identify, process::Reader, role::missed_root};
use super::{
    BPMN, BpmnDocument,
    document::{MessageFlow, Participant, Process},
    parse::parse,
    tree::{Element, Tree},
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    document::{Located, xml},
    source::{FileText, Limits},
};

/// As [`read`], from bytes in UTF-8, UTF-16, or ISO-8859-1 or Windows-1252 where declared; the text is what places of findings count in.
///
/// # Errors
/// `not-utf8` for another encoding, `limit-reached` for a file that is too large.
pub fn read_bytes(file: &str, bytes: &[u8], limits: Limits) -> Result<(FileText, Option<BpmnDocument>, Findings), Findings> {
    let file = xml::text(file, bytes, limits).map_err(|finding| Findings::from(*finding))?;
    let (document, findings) = read(&file, limits);
    Ok((file, document, findings))
}

/// Reads a BPMN 2.0 file.
///
/// The document comes back whenever the file is well-formed BPMN within the limits; its workflows may still be wrong, which
/// [`Workflow::check`](crate::workflow::Workflow::check) tells with the same file. Linear in the file.
///
/// Findings: `xml-syntax`, `limit-reached`, `unsupported-format` for another root than `definitions` of BPMN 2.0,
/// `unsupported-element` for what is kept and is not part of a workflow, `missing-key` and `duplicate-id` for what was given an id, `wrong-type` and
/// `unknown-value` for what stands in elements of our own.
#[must_use]
pub fn read(file: &FileText, limits: Limits) -> (Option<BpmnDocument>, Findings) {
    let mut findings = Findings::new();
    let Some(mut tree) = parse(file, limits, &mut findings).filter(|_| findings.errors() == 0) else { return (None, findings) };
    if !tree.root.is("definitions") {
        findings.push(other_root(file, &tree.root));
        return (None, findings);
    }
    identify(&mut tree.root, file, &mut findings);
    let document = interpret(tree, Some(file), &mut findings);
    findings.sort();
    (Some(document), findings)
}

/// What the tree says. Without a file, findings have no place.
pub(super) fn interpret(tree: Tree, file: Option<&FileText>, findings: &mut Findings) -> BpmnDocument {
    let root = &tree.root;
    let participants: Vec<Participant> =
        root.all("collaboration").flat_map(|collaboration| collaboration.all("participant")).map(participant).collect();
    let message_flows = root.all("collaboration").flat_map(|collaboration| collaboration.all("messageFlow")).map(message_flow).collect();
    let mut reader = Reader::new(root, file, findings);
    for element in root.elements().chain(root.all("collaboration").flat_map(Element::elements)) {
        if let Some(what) = missed_root(element) {
            reader.missed(element, what);
        }
    }
    let processes = root.all("process").map(|element| {
        let id = element.attribute("id").unwrap_or_default().to_owned();
        let is_its = |participant: &&Participant| participant.process.as_ref().is_some_and(|process| named(process, &id));
        let pool = participants.iter().find(is_its).map(|participant| participant.name.as_str());
        Process { workflow: reader.workflow(element, pool), executable: element.says("isExecutable"), id }
    });
    let processes = processes.collect();
    BpmnDocument { tree, processes, participants, message_flows }
}

/// Whether a qualified name, with a prefix or without, is this id.
pub(in crate::workflow::bpmn) fn named(reference: &str, id: &str) -> bool {
    reference == id || reference.split_once(':').is_some_and(|(_, local)| local == id)
}

fn participant(element: &Element) -> Participant {
    Participant {
        id: element.located("id").unwrap_or_default(),
        name: element.attribute("name").unwrap_or_default().to_owned(),
        process: element.located("processRef").filter(|process| !process.is_empty()),
    }
}

fn message_flow(element: &Element) -> MessageFlow {
    let end = |name| -> Located<String> { element.located(name).unwrap_or_default() };
    MessageFlow { id: end("id"), name: element.attribute("name").unwrap_or_default().to_owned(), from: end("sourceRef"), to: end("targetRef") }
}

fn other_root(file: &FileText, root: &Element) -> Diagnostic {
    let message = match (root.name.local.as_str(), &*root.name.namespace) {
        ("definitions", "") => "`definitions` is in no namespace, so this is no BPMN 2.0".to_owned(),
        ("definitions", namespace) => format!("`definitions` is in the namespace `{namespace}`, which is not that of BPMN 2.0"),
        (other, _) => format!("the outermost element is `{other}`, and that of BPMN 2.0 is `definitions`"),
    };
    let finding = Diagnostic::error(Code::UnsupportedFormat, message).help(format!("export the model as BPMN 2.0; its namespace is `{BPMN}`"));
    finding.located_if(file, root.position)
}
