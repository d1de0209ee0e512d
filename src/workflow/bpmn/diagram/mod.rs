//! Diagrams (BPMN DI): shapes and edges with their places.

mod block;
mod change;
mod parts;
mod whole;

use super::{BPMN_DI, tree::Element, write::ids::Ids};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    draw::TooLarge,
};

/// Gives a file without a diagram a whole one. Of a diagram that is there, parts that stand for nothing any more go, and what is
/// new in the processes that changed gets a place below it; the rest stays where it is.
pub(super) fn complete(root: &mut Element, before: &Element, ids: &mut Ids, changed: &[&str], findings: &mut Findings) {
    let made = if has_diagram(root) { change::change(root, before, ids, changed) } else { whole::whole(root, ids) };
    if let Err(error) = made {
        findings.push(Diagnostic::warning(Code::LimitReached, format!("the file has no diagram of everything in it: {error}")));
    }
}

/// Whether a file shows anything.
pub(super) fn has_diagram(root: &Element) -> bool {
    planes(root).any(|plane| plane.elements().next().is_some())
}

fn planes(root: &Element) -> impl Iterator<Item = &Element> {
    let diagrams = root.elements().filter(|element| element.name.is(BPMN_DI, "BPMNDiagram"));
    diagrams.flat_map(|diagram| diagram.elements().filter(|element| element.name.is(BPMN_DI, "BPMNPlane")))
}

/// What making a diagram gives; it fails when there is too much for a layout.
type Made = Result<(), TooLarge>;
