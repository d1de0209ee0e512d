//! Makes the element of a flow say what its definition says.

use super::{
    node::{document, has_default, listed, own_elements},
    patch::Patch,
    reference,
};
use crate::workflow::{bpmn::tree::Element, definition::FlowDefinition};

impl Patch<'_> {
    /// Carries what differs into an element; without an old form it is a new one. `place` is that of the flow in the new form.
    pub fn flow(&mut self, element: &mut Element, old: Option<&FlowDefinition>, new: &FlowDefinition, place: usize) {
        let blank = FlowDefinition::default();
        let known = old.unwrap_or(&blank);
        let id = self.flows.get(place).cloned().unwrap_or_default();
        if old.is_none() {
            element.set("id", Some(&id));
            let own = new.id.as_ref().map_or("", |own| own.as_str());
            element.set_extra("id", Some(own).filter(|own| *own != id));
        }
        let end = |node: &str| self.nodes.get(node).cloned().unwrap_or_else(|| reference(node));
        if old.is_none() || known.from != new.from {
            element.set("sourceRef", Some(&end(&new.from)));
        }
        if old.is_none() || known.to != new.to {
            element.set("targetRef", Some(&end(&new.to)));
        }
        if known.title != new.title {
            element.set("name", new.title.as_deref());
        }
        document(element, known.note.as_deref(), new.note.as_deref());
        if known.when != new.when || known.language != new.language {
            element.retain(|child| !child.is("conditionExpression"));
            if let Some(when) = &new.when {
                element.insert(self.expression("conditionExpression", when, new.language.as_deref()));
            }
        }
        if known.standing != new.standing {
            element.set_extra("standing", new.standing.map(|standing| standing.as_str()));
        }
        if known.source != new.source {
            own_elements(element, &["source"], listed("source", "key", &new.source));
        }
        element.set_extra("otherwise", self.is_told(new, place).then_some("true"));
    }

    /// Whether that a flow is taken otherwise has to be said at the flow: BPMN has one default flow, and not everywhere.
    fn is_told(&self, flow: &FlowDefinition, place: usize) -> bool {
        let kind = self.new_node(&flow.from).map(|node| *node.kind);
        let first = self.new_default(&flow.from);
        flow.otherwise && (first != Some(place) || !kind.is_some_and(has_default))
    }
}
