//! From the element of a process to its workflow: nodes, flows and lanes.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    lanes::Lanes,
    role::{Role, role},
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    document::Located,
    source::FileText,
    workflow::{
        bpmn::{CEL, UNKNOWN, tree::Element},
        definition::{FlowDefinition, NodeDefinition, NodeKind, Repetition, WORKFLOW_FORMAT, WorkflowFile},
    },
};

/// Reads the processes of one file.
pub struct Reader<'tree, 'found> {
    file: Option<&'tree FileText>,
    /// What stands at the top of the file, by id: messages, signals, errors, event definitions.
    roots: FxHashMap<&'tree str, &'tree Element>,
    /// The language of expressions that do not say theirs.
    language: Option<&'tree str>,
    findings: &'found mut Findings,
}

/// What is gathered of one process.
struct Gathered<'tree> {
    lanes: Lanes<'tree>,
    /// The id in the workflow of each node, by its id in the file.
    ids: FxHashMap<&'tree str, Located<String>>,
    /// Nodes and flows with the place that they are to have.
    nodes: Vec<(Option<usize>, NodeDefinition)>,
    flows: Vec<(Option<usize>, FlowDefinition)>,
    /// For each flow that is a default one, by its id in the file.
    defaults: FxHashSet<&'tree str>,
    /// Ids of what is missed, so that flows to it are no riddle.
    missed: FxHashSet<&'tree str>,
}

impl<'tree, 'found> Reader<'tree, 'found> {
    pub fn new(root: &'tree Element, file: Option<&'tree FileText>, findings: &'found mut Findings) -> Self {
        let mut roots = FxHashMap::default();
        for element in root.elements() {
            if let Some(id) = element.attribute("id") {
                roots.entry(id).or_insert(element);
            }
        }
        let language = root.attribute("expressionLanguage").filter(|language| !language.is_empty());
        Self { file, roots, language, findings }
    }

    /// The workflow of a process; `pool` is the name of its participant.
    pub fn workflow(&mut self, process: &'tree Element, pool: Option<&str>) -> WorkflowFile {
        let id = own_id(process);
        let title = [process.attribute("name"), pool].into_iter().flatten().find(|name| !name.is_empty()).unwrap_or(&id).to_owned();
        let mut lanes = Lanes::new(process);
        for (lane, message) in lanes.take_doubts() {
            self.warn(Code::UnsupportedElement, message, lane);
        }
        let ids = FxHashMap::default();
        let mut gathered =
            Gathered { lanes, ids, nodes: Vec::new(), flows: Vec::new(), defaults: FxHashSet::default(), missed: FxHashSet::default() };
        survey(process, &mut gathered);
        self.container(process, None, &mut gathered);
        let mut workflow = WorkflowFile {
            format: Located::new(WORKFLOW_FORMAT.to_owned()),
            id,
            title,
            summary: documentation(process),
            lanes: gathered.lanes.definitions(),
            nodes: in_order(gathered.nodes),
            flows: in_order(gathered.flows),
            ..WorkflowFile::default()
        };
        self.workflow_extension(process, &mut workflow);
        workflow
    }

    fn container(&mut self, element: &'tree Element, inside: Option<&Located<String>>, gathered: &mut Gathered<'tree>) {
        let sources = sources(element);
        for child in element.elements() {
            match role(child, &sources) {
                Role::Kept => {}
                Role::Missed(what) => {
                    self.missed(child, what);
                    gathered.missed.extend(child.attribute("id"));
                }
                Role::Node(..) | Role::Flow if child.attribute("id").is_none() => {}
                Role::Flow => {
                    let flow = self.flow(child, gathered);
                    gathered.flows.extend(flow.map(|flow| (place(child), flow)));
                }
                Role::Node(kind, task, remark) => {
                    if let Some(remark) = remark {
                        self.missed(child, remark);
                    }
                    let mut node = NodeDefinition::new(String::new(), kind);
                    node.kind = self.at(kind, child);
                    node.id = own_id(child);
                    node.task = task.map(|task| self.at(task, child));
                    node.inside = inside.cloned();
                    self.node(child, &mut node, gathered);
                    let id = node.id.clone();
                    gathered.nodes.push((place(child), node));
                    if kind == NodeKind::Subprocess {
                        self.container(child, Some(&id), gathered);
                    }
                }
            }
        }
    }

    fn node(&mut self, element: &'tree Element, node: &mut NodeDefinition, gathered: &Gathered<'tree>) {
        node.title = title(element);
        node.note = documentation(element);
        node.lane = element.attribute("id").and_then(|id| gathered.lanes.of(id));
        node.repeat = repetition(element);
        match *node.kind {
            NodeKind::Boundary => {
                node.on = element.located("attachedToRef").filter(|on| !on.is_empty()).map(|on| gathered.renamed(&on));
                node.continues = matches!(element.attribute("cancelActivity").map(str::trim), Some("false" | "0"));
            }
            NodeKind::Call => node.calls = element.extra("calls").or_else(|| element.located("calledElement")),
            _ => {}
        }
        self.trigger(element, node);
        self.node_extension(element, node);
    }

    fn flow(&mut self, element: &'tree Element, gathered: &Gathered<'tree>) -> Option<FlowDefinition> {
        let (from, to) = (element.located("sourceRef"), element.located("targetRef"));
        for (key, end) in [("sourceRef", &from), ("targetRef", &to)] {
            if end.is_none() {
                let message = format!("the flow `{}` has no `{key}`, and is not read", element.attribute("id").unwrap_or_default());
                self.warn(Code::MissingKey, message, element);
            }
        }
        let (from, to) = (from?, to?);
        if let Some(end) = [&from, &to].into_iter().find(|end| gathered.missed.contains(end.as_str())) {
            let what = format!("a flow from or to `{}`, which is not part of the workflow", **end);
            self.missed(element, &what);
            return None;
        }
        let id = match element.extra("id") {
            Some(own) if own.is_empty() => None,
            own => own.or_else(|| element.located("id")),
        };
        let (when, language) = element.child("conditionExpression").map_or((None, None), |expression| self.expression(expression));
        let language = language.filter(|_| when.is_some());
        let is_default = element.attribute("id").is_some_and(|id| gathered.defaults.contains(id));
        let mut flow = FlowDefinition {
            id,
            from: gathered.renamed(&from),
            to: gathered.renamed(&to),
            when,
            language,
            otherwise: is_default || element.extra("otherwise").is_some(),
            title: title(element),
            note: documentation(element),
            ..FlowDefinition::default()
        };
        self.flow_extension(element, &mut flow);
        Some(flow)
    }

    /// An expression and its language: none for CEL. An expression without text is none.
    pub fn expression(&self, element: &Element) -> (Option<Located<String>>, Option<String>) {
        let said = element.attribute("language").filter(|language| !language.is_empty()).or(self.language);
        let is_cel = said.is_some_and(|language| language == CEL || language.eq_ignore_ascii_case("cel"));
        let text = if is_cel { element.verbatim() } else { element.trimmed() };
        let when = Some(text).filter(|text| !text.trim().is_empty());
        (when, (!is_cel).then(|| said.unwrap_or(UNKNOWN).to_owned()))
    }

    /// What stands at the top of the file under this id, with a prefix or without.
    pub fn root(&self, reference: &str) -> Option<&'tree Element> {
        let local = || reference.split_once(':').and_then(|(_, local)| self.roots.get(local));
        self.roots.get(reference).or_else(local).copied()
    }

    /// Says that an element is kept and is not all that it was.
    pub fn missed(&mut self, element: &Element, what: &str) {
        let id = element.attribute("id").or_else(|| element.attribute("name")).map_or_else(String::new, |id| format!(" `{id}`"));
        let message = format!("`{}`{id} is {what}", element.name.local);
        let finding = Diagnostic::warning(Code::UnsupportedElement, message).help("it is kept, and written back as it is");
        self.report(finding, element);
    }

    pub fn warn(&mut self, code: Code, message: String, element: &Element) {
        self.report(Diagnostic::warning(code, message), element);
    }

    pub fn report(&mut self, finding: Diagnostic, element: &Element) {
        let finding = match self.file {
            Some(file) => finding.located_if(file, element.position),
            None => finding,
        };
        self.findings.push(finding);
    }

    fn at<T>(&self, value: T, element: &Element) -> Located<T> {
        match element.position.filter(|_| self.file.is_some()) {
            Some(position) => Located::at(value, position),
            None => Located::new(value),
        }
    }
}

impl Gathered<'_> {
    /// A reference to a node as the workflow has it.
    fn renamed(&self, reference: &Located<String>) -> Located<String> {
        let local = || reference.split_once(':').and_then(|(_, local)| self.ids.get(local));
        let Some(id) = self.ids.get(reference.as_str()).or_else(local) else { return reference.clone() };
        match reference.position() {
            Some(position) => Located::at(id.to_string(), position),
            None => Located::new(id.to_string()),
        }
    }
}

/// Ids and default flows, which may be spoken of before they stand.
fn survey<'tree>(element: &'tree Element, gathered: &mut Gathered<'tree>) {
    let sources = sources(element);
    for child in element.elements() {
        if let (Role::Node(kind, ..), Some(id)) = (role(child, &sources), child.attribute("id")) {
            gathered.ids.entry(id).or_insert_with(|| own_id(child));
            gathered.defaults.extend(child.attribute("default"));
            if kind == NodeKind::Subprocess {
                survey(child, gathered);
            }
        } else if let (Role::Missed(_), Some(id)) = (role(child, &sources), child.attribute("id")) {
            gathered.missed.insert(id);
        }
    }
}

/// The ids of what flows of this container leave.
pub fn sources(container: &Element) -> FxHashSet<&str> {
    container.all("sequenceFlow").filter_map(|flow| flow.attribute("sourceRef")).collect()
}

/// The id in the workflow: what it was called there, else the id in the file.
pub fn own_id(element: &Element) -> Located<String> {
    element.extra("id").or_else(|| element.located("id")).unwrap_or_default()
}

/// The place among its like that it had in the workflow, where the file has another order.
fn place(element: &Element) -> Option<usize> {
    element.extra("place")?.parse().ok()
}

fn in_order<T>(mut items: Vec<(Option<usize>, T)>) -> Vec<T> {
    if items.iter().any(|(place, _)| place.is_some()) {
        items.sort_by_key(|(place, _)| place.unwrap_or(usize::MAX));
    }
    items.into_iter().map(|(_, item)| item).collect()
}

fn title(element: &Element) -> Option<String> {
    element.attribute("name").filter(|name| !name.is_empty()).map(str::to_owned)
}

fn documentation(element: &Element) -> Option<String> {
    element.child("documentation").map(Element::text).filter(|text| !text.trim().is_empty())
}

fn repetition(element: &Element) -> Option<Repetition> {
    let many = element
        .child("multiInstanceLoopCharacteristics")
        .map(|many| if many.says("isSequential") { Repetition::Sequential } else { Repetition::Parallel });
    many.or_else(|| element.child("standardLoopCharacteristics").map(|_| Repetition::Loop))
}

/// The keys of what our own elements say, in their order.
pub fn keys(element: &Element, local: &str, attribute: &str) -> Vec<Located<String>> {
    element.extensions(local).filter_map(|extension| extension.located(attribute)).collect()
}
