//! What the tests share: reading, and XML as a text that two trees have in common when they say the same.

use std::fmt::Write as _;

use itsm::{
    diagnostic::{Code, Findings},
    source::{FileText, Limits},
    workflow::{bpmn, bpmn::BpmnDocument, definition::WorkflowFile},
};

pub fn file(text: impl Into<String>) -> FileText {
    FileText::new("model.bpmn", text.into())
}

pub fn read(text: impl Into<String>) -> (BpmnDocument, Findings) {
    let (document, findings) = bpmn::read(&file(text), Limits::default());
    (document.unwrap_or_else(|| panic!("{findings:?}")), findings)
}

/// The only workflow of a file.
pub fn workflow(text: impl Into<String>) -> (WorkflowFile, Findings) {
    let (document, findings) = read(text);
    assert_eq!(document.processes().len(), 1);
    (document.processes()[0].workflow.clone(), findings)
}

/// A process around this content.
pub fn process(content: &str) -> String {
    format!(
        "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:itsm=\"urn:itsm:bpmn:1\" targetNamespace=\"t\">\n<process id=\"p\">\n{content}\n</process>\n</definitions>"
    )
}

/// Codes and lines of findings.
pub fn places(findings: &Findings) -> Vec<(Code, u32)> {
    findings.iter().map(|finding| (finding.code(), finding.position().map_or(0, |position| position.line()))).collect()
}

/// An XML text in a form that is the same for files that say the same: names with namespaces, attributes in order, comments and
/// instructions, and no white space where only elements stand.
pub fn canonical(text: &str) -> String {
    let document = roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let mut out = String::new();
    for node in document.root().children() {
        add(node, 0, &mut out);
    }
    out
}

fn add(node: roxmltree::Node<'_, '_>, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    if node.is_text() {
        let siblings = node.parent().unwrap();
        let is_between = siblings.children().any(|other| other.is_element())
            && siblings.children().all(|other| !other.is_text() || other.text().unwrap().trim().is_empty());
        if !is_between && !node.text().unwrap().is_empty() {
            let _ = writeln!(out, "{indent}text {:?}", node.text().unwrap());
        }
    } else if node.is_element() {
        let _ = writeln!(out, "{indent}<{{{}}}{}", node.tag_name().namespace().unwrap_or(""), node.tag_name().name());
        let mut attributes: Vec<String> = node
            .attributes()
            .map(|attribute| format!("{{{}}}{}={:?}", attribute.namespace().unwrap_or(""), attribute.name(), attribute.value()))
            .collect();
        attributes.sort();
        for attribute in attributes {
            let _ = writeln!(out, "{indent}  {attribute}");
        }
        for child in node.children() {
            add(child, depth + 1, out);
        }
    } else {
        let _ = writeln!(out, "{indent}{:?} {:?} {:?}", node.node_type(), node.text(), node.pi());
    }
}

/// A file without its diagrams.
pub fn without_diagram(text: &str) -> String {
    let document = roxmltree::Document::parse(text).unwrap();
    let mut rest = text.to_owned();
    let diagrams: Vec<_> =
        document.root_element().children().filter(|node| node.tag_name().name() == "BPMNDiagram").map(|node| node.range()).collect();
    for range in diagrams.into_iter().rev() {
        rest.replace_range(range, "");
    }
    rest
}
