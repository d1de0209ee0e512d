//! Ids: every node, flow and lane gets one that nothing else in the file has.

use rustc_hash::FxHashSet;

use super::role::{Role, role};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    source::FileText,
    workflow::bpmn::tree::Element,
};

/// Gives ids to what has none or one that was used before, and says so. Linear in the file.
pub fn identify(root: &mut Element, file: &FileText, findings: &mut Findings) {
    let mut ids = Ids { taken: taken(root), used: FxHashSet::default(), next: 0 };
    ids.walk(root, file, findings);
}

/// All ids of a tree, those of diagrams too.
pub fn taken(root: &Element) -> FxHashSet<String> {
    let mut taken = FxHashSet::default();
    gather(root, &mut taken);
    taken
}

fn gather(element: &Element, taken: &mut FxHashSet<String>) {
    taken.extend(element.attribute("id").map(str::to_owned));
    element.elements().for_each(|child| gather(child, taken));
}

struct Ids {
    taken: FxHashSet<String>,
    used: FxHashSet<String>,
    next: usize,
}

impl Ids {
    fn walk(&mut self, element: &mut Element, file: &FileText, findings: &mut Findings) {
        for child in element.elements_mut().filter(|child| child.is_bpmn() && !child.is("extensionElements")) {
            if needs_id(child) {
                self.settle(child, file, findings);
            } else if let Some(id) = child.attribute("id") {
                self.used.insert(id.to_owned());
            }
            self.walk(child, file, findings);
        }
    }

    fn settle(&mut self, element: &mut Element, file: &FileText, findings: &mut Findings) {
        let old = element.located("id").filter(|id| !id.trim().is_empty());
        if let Some(id) = &old
            && self.used.insert(id.to_string())
        {
            return;
        }
        let local = element.name.local.clone();
        let new = loop {
            self.next += 1;
            let new = format!("{local}_{}", self.next);
            if self.taken.insert(new.clone()) {
                break new;
            }
        };
        let (finding, place) = if let Some(id) = &old {
            let message = format!("the id `{}` stands twice; here the second one is called `{new}`", **id);
            (Diagnostic::warning(Code::DuplicateId, message).help("give each element an id of its own; references lead to the first"), id.position())
        } else {
            let message = format!("this `{local}` has no id; here it is called `{new}`");
            (Diagnostic::warning(Code::MissingKey, message).help("add an attribute `id`, by which others can refer to it"), None)
        };
        findings.push(finding.located_if(file, place.or(element.position)));
        self.used.insert(new.clone());
        element.set("id", Some(&new));
    }
}

fn needs_id(element: &Element) -> bool {
    let named = matches!(element.name.local.as_str(), "process" | "lane" | "participant" | "messageFlow");
    named || matches!(role(element, &FxHashSet::default()), Role::Node(..) | Role::Flow)
}
