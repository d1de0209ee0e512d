//! Makes the element of a process say what belongs to the whole of a workflow.

use super::{
    node::{document, listed, own_elements},
    patch::Patch,
};
use crate::workflow::{bpmn::tree::Element, definition::WorkflowFile};

impl Patch<'_> {
    /// Carries what differs into the element of the process.
    pub fn workflow(&mut self, process: &mut Element) {
        let (old, new) = (self.old, self.new);
        if old.id != new.id {
            let own = Some(new.id.as_str()).filter(|own| Some(*own) != process.attribute("id"));
            process.set_extra("id", own);
        }
        if old.title != new.title {
            process.set("name", Some(&new.title));
        }
        document(process, old.summary.as_deref(), new.summary.as_deref());
        process.set_extra("framework", new.framework.as_ref().map(|framework| framework.as_str()));
        process.set_extra("version", new.version.as_deref());
        process.set_extra("standing", new.standing.map(|standing| standing.as_str()));
        let same = old.source == new.source
            && old.performs == new.performs
            && old.sources.iter().eq(&new.sources)
            && old.fields.iter().eq(&new.fields)
            && old.records == new.records;
        if !same {
            own_elements(process, &["source", "performs", "publication", "field", "record"], made(new));
        }
    }
}

fn made(workflow: &WorkflowFile) -> Vec<Element> {
    let mut made = listed("source", "key", &workflow.source);
    made.extend(listed("performs", "element", &workflow.performs));
    made.extend(workflow.sources.iter().map(|(key, source)| {
        let publication = Element::own("publication").with("key", key).with("title", &source.title);
        let publication = publication.with_if("publisher", source.publisher.as_deref());
        publication.with_if("date", source.date.as_deref()).with_if("note", source.note.as_deref())
    }));
    made.extend(workflow.fields.iter().map(|(name, field)| {
        let element = Element::own("field").with("name", name).with("type", field.r#type.as_str()).with_if("title", field.title.as_deref());
        field.values.iter().fold(element, |element, value| element.and(Element::own("value").with("text", value)))
    }));
    made.extend(workflow.records.iter().map(|record| {
        let element = Element::own("record").with("id", &record.id).with("lifecycle", &record.lifecycle);
        element.with_if("state", record.state.as_ref().map(|state| state.as_str()))
    }));
    made
}
