//! A workflow as it was written, with names looked up as far as they can be.

use indexmap::IndexMap;

use super::{
    Library,
    definition::{DataDefinition, FieldType, FlowDefinition, NodeDefinition, NodeKind, WorkflowFile},
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings, nearest},
    document::Located,
    expr::{Condition, ConditionLimits, Field, Fields},
    source::FileText,
};

/// What the rules look at.
pub(super) struct Draft<'file> {
    /// The file that findings point into; none for one that a program built.
    pub file: Option<&'file FileText>,
    pub definition: &'file WorkflowFile,
    pub library: &'file dyn Library,
    /// The place of each node by its id; of two with one id, the first.
    pub nodes: IndexMap<&'file str, usize>,
    /// The ends of each flow, where both are known.
    pub ends: Vec<Option<(usize, usize)>>,
    /// The flows that leave and that enter each node, by their places.
    pub outgoing: Vec<Vec<usize>>,
    pub incoming: Vec<Vec<usize>>,
    /// The conditions of flows, where they can be read.
    pub conditions: Vec<Option<Condition>>,
    pub fields: Fields,
}

impl<'file> Draft<'file> {
    /// Looks names up; what is not there has its finding in the rules. Linear.
    pub fn new(file: Option<&'file FileText>, definition: &'file WorkflowFile, library: &'file dyn Library, findings: &mut Findings) -> Self {
        let mut nodes = IndexMap::with_capacity(definition.nodes.len());
        for (place, node) in definition.nodes.iter().enumerate() {
            nodes.entry(node.id.as_str()).or_insert(place);
        }
        let place = |name: &Located<String>| nodes.get(name.as_str()).copied();
        let ends: Vec<_> = definition.flows.iter().map(|flow| place(&flow.from).zip(place(&flow.to))).collect();
        let mut outgoing = vec![Vec::new(); definition.nodes.len()];
        let mut incoming = outgoing.clone();
        for (flow, (from, to)) in ends.iter().enumerate().filter_map(|(flow, ends)| Some((flow, (*ends)?))) {
            outgoing.get_mut(from).into_iter().for_each(|list: &mut Vec<usize>| list.push(flow));
            incoming.get_mut(to).into_iter().for_each(|list: &mut Vec<usize>| list.push(flow));
        }
        let mut draft = Self { file, definition, library, nodes, ends, outgoing, incoming, conditions: Vec::new(), fields: Fields::new() };
        for (name, item) in &definition.fields {
            // A name that cannot stand in a condition is reported by the rules.
            let _ = draft.fields.declare(name, field(item));
        }
        draft.conditions = definition.flows.iter().map(|flow| draft.condition_of(flow, findings)).collect();
        draft
    }

    fn condition_of(&self, flow: &FlowDefinition, findings: &mut Findings) -> Option<Condition> {
        let when = flow.when.as_ref().filter(|_| flow.language.is_none())?;
        self.condition(when, findings)
    }

    /// A condition over the fields; what is wrong with it goes to the findings.
    pub fn condition(&self, text: &Located<String>, findings: &mut Findings) -> Option<Condition> {
        let read = match self.file {
            Some(file) => Condition::parse(text, file, &self.fields, ConditionLimits::default()),
            None => Condition::from_text(text, &self.fields),
        };
        read.map_err(|found| findings.append(found)).ok()
    }

    pub fn node(&self, place: usize) -> Option<&'file NodeDefinition> {
        self.definition.nodes.get(place)
    }

    pub fn flow(&self, place: usize) -> Option<&'file FlowDefinition> {
        self.definition.flows.get(place)
    }

    pub fn kind(&self, place: usize) -> Option<NodeKind> {
        self.node(place).map(|node| *node.kind)
    }

    /// The flows that leave a node.
    pub fn leaving(&self, place: usize) -> &[usize] {
        self.outgoing.get(place).map_or(&[], Vec::as_slice)
    }

    /// The flows that enter a node.
    pub fn entering(&self, place: usize) -> &[usize] {
        self.incoming.get(place).map_or(&[], Vec::as_slice)
    }

    /// The subprocess that a node stands in, by place; none at the top.
    pub fn scope(&self, place: usize) -> Option<usize> {
        let inside = self.node(place)?.inside.as_ref()?;
        self.nodes.get(inside.as_str()).copied()
    }

    /// A finding at a name of the file.
    pub fn at(&self, finding: Diagnostic, name: &Located<impl Sized>) -> Diagnostic {
        match (self.file, name.position()) {
            (Some(file), Some(position)) => finding.located(file, position),
            (Some(file), None) => finding.in_file(file.name().clone()),
            (None, _) => finding,
        }
    }

    /// Reports a name that is not declared, with the nearest one that is.
    pub fn unknown<'known>(&self, name: &Located<String>, what: &str, known: impl Iterator<Item = &'known str>) -> Diagnostic {
        let near = nearest(name, known).map(|near| format!("did you mean `{near}`?"));
        let finding = Diagnostic::error(Code::UndeclaredName, format!("there is no {what} `{}`", **name));
        self.at(finding.help_if(near), name)
    }
}

/// The type that a condition sees.
pub(super) fn field(item: &DataDefinition) -> Field {
    let values = || item.values.iter().map(|value| value.as_str());
    match *item.r#type {
        FieldType::Enum => Field::words(values()),
        FieldType::List if item.values.is_empty() => Field::list(FieldType::String),
        FieldType::List => Field { values: values().map(str::to_owned).collect(), ..Field::list(FieldType::Enum) },
        kind => Field::new(kind),
    }
}
