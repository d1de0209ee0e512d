//! Reading PNML.

use roxmltree::Node;
use rustc_hash::FxHashMap;

use super::{
    PnmlNet,
    nodes::{Number, is_silent, label, name, own, point},
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings, nearest},
    document::xml::{self, Places, child, children},
    net::{NetBuilder, PlaceId, TransitionId},
    source::{FileText, Limits},
};

/// As [`read`], from bytes in UTF-8, UTF-16, or ISO-8859-1 or Windows-1252 where declared.
///
/// Findings: those of [`read`], `not-utf8`.
#[must_use]
pub fn read_bytes(file: &str, bytes: &[u8], limits: Limits) -> (Vec<PnmlNet>, Findings) {
    match xml::text(file, bytes, limits) {
        Ok(file) => read(&file, limits),
        Err(finding) => (Vec::new(), Findings::from(*finding)),
    }
}

/// Reads all place/transition nets of a PNML file.
///
/// Nets may have pages inside pages or none, reference places and transitions, weights as inscriptions, reset arcs
/// (`arctype`), final markings (`finalmarkings`, as ProM and pm4py write), and silent transitions (`activity="$invisible$"`).
/// A net without an initial marking gets one token on its only place without a producer, and one without a final marking
/// likewise on its only place without a consumer. A net with an error is left out.
///
/// Time and memory are linear in the text and bounded by `limits`; a document type declaration is refused.
///
/// Findings: `xml-syntax`, `limit-reached`, `malformed-net`, `dangling-reference`, `duplicate-id`, `missing-key`,
/// `unknown-value`, `unknown-key`, `unsupported-format`.
#[must_use]
pub fn read(file: &FileText, limits: Limits) -> (Vec<PnmlNet>, Findings) {
    let document = match xml::parse(file, limits) {
        Ok(document) => document,
        Err(finding) => return (Vec::new(), Findings::from(*finding)),
    };
    let mut report = Report { file, places: Places::new(file), findings: Findings::new() };
    let root = document.root_element();
    let mut nets = Vec::new();
    if root.tag_name().name() == "pnml" {
        for node in children(root) {
            match node.tag_name().name() {
                "net" => nets.extend(Reader::new(&mut report, node).read()),
                "toolspecific" | "name" => {}
                other => report.unread(node, other),
            }
        }
        if nets.is_empty() && report.findings.is_empty() {
            report.error(root, Code::MalformedNet, "the file has no net".to_owned(), "a PNML file holds `<net id=\"...\">` elements");
        }
    } else {
        let message = format!("the file is no PNML: its root element is `{}`", root.tag_name().name());
        report.error(root, Code::UnsupportedFormat, message, "the root element of PNML is `pnml`");
    }
    report.findings.sort();
    (nets, report.findings)
}

struct Report<'file> {
    file: &'file FileText,
    places: Places<'file>,
    findings: Findings,
}

impl Report<'_> {
    fn error(&mut self, node: Node<'_, '_>, code: Code, message: String, help: &str) {
        self.findings.push(Diagnostic::error(code, message).located(self.file, self.places.of(node)).help(help));
    }

    fn unread(&mut self, node: Node<'_, '_>, name: &str) {
        let finding = Diagnostic::warning(Code::UnknownKey, format!("the element `{name}` is not read here"));
        self.findings.push(finding.located(self.file, self.places.of(node)).help("what it says has no effect on the net"));
    }
}

/// What an id stands for.
#[derive(Clone, Copy)]
enum Target<'node, 'text> {
    Place(PlaceId),
    Transition(TransitionId),
    /// A reference node of a page, with the id that it refers to.
    Reference(Node<'node, 'text>),
}

/// Reads one net.
struct Reader<'report, 'file, 'node, 'text> {
    report: &'report mut Report<'file>,
    node: Node<'node, 'text>,
    builder: NetBuilder,
    ids: FxHashMap<&'node str, Target<'node, 'text>>,
    place_ids: Vec<&'node str>,
    transition_ids: Vec<&'node str>,
    place_nodes: Vec<Node<'node, 'text>>,
    transition_nodes: Vec<Node<'node, 'text>>,
    arcs: Vec<Node<'node, 'text>>,
    has_producer: Vec<bool>,
    has_consumer: Vec<bool>,
    is_marked: bool,
    is_wrong: bool,
}

/// Longest chain of reference nodes that is followed; longer ones are taken for circles.
const MOST_REFERENCES: usize = 1000;

impl<'report, 'file, 'node, 'text> Reader<'report, 'file, 'node, 'text> {
    fn new(report: &'report mut Report<'file>, node: Node<'node, 'text>) -> Self {
        Self {
            report,
            node,
            builder: NetBuilder::new(name(node).unwrap_or_default()),
            ids: FxHashMap::default(),
            place_ids: Vec::new(),
            transition_ids: Vec::new(),
            place_nodes: Vec::new(),
            transition_nodes: Vec::new(),
            arcs: Vec::new(),
            has_producer: Vec::new(),
            has_consumer: Vec::new(),
            is_marked: false,
            is_wrong: false,
        }
    }

    fn error(&mut self, node: Node<'_, '_>, code: Code, message: String, help: &str) {
        self.is_wrong = true;
        self.report.error(node, code, message, help);
    }

    fn read(mut self) -> Option<PnmlNet> {
        if let Some(kind) = self.node.attribute("type").filter(|kind| is_coloured(kind)) {
            let message = format!("the net is of the type `{kind}`, whose tokens have values; only place/transition nets are read");
            self.error(self.node, Code::UnsupportedFormat, message, "unfold the net in the tool that made it, or export it without colours");
            return None;
        }
        self.collect();
        for arc in std::mem::take(&mut self.arcs) {
            self.arc(arc);
        }
        self.initial();
        self.ends();
        if self.is_wrong {
            return None;
        }
        let owned = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
        let points = |nodes: &[Node<'_, '_>]| nodes.iter().map(|node| point(*node)).collect::<Vec<_>>();
        let (mut place_points, mut transition_points) = (points(&self.place_nodes), points(&self.transition_nodes));
        if place_points.iter().chain(&transition_points).all(Option::is_none) {
            (place_points, transition_points) = (Vec::new(), Vec::new());
        }
        let (place_ids, transition_ids) = (owned(&self.place_ids), owned(&self.transition_ids));
        let id = self.node.attribute("id").unwrap_or_default().to_owned();
        match self.builder.build() {
            Ok(net) => Some(PnmlNet { net, id, place_ids, transition_ids, place_points, transition_points }),
            Err(error) => {
                self.report.error(self.node, Code::MalformedNet, error.to_string(), "correct the net in the tool that made it");
                None
            }
        }
    }

    /// Notes all nodes and arcs of the net and its pages.
    fn collect(&mut self) {
        let mut pages = vec![self.node];
        while let Some(page) = pages.pop() {
            for node in children(page) {
                match node.tag_name().name() {
                    "page" => pages.push(node),
                    "place" => {
                        let Some(id) = self.id(node) else { continue };
                        let place = self.builder.place(name(node).unwrap_or_else(|| id.to_owned()));
                        if self.is_new(node, id, Target::Place(place)) {
                            self.place_ids.push(id);
                            self.place_nodes.push(node);
                        }
                    }
                    "transition" => {
                        let Some(id) = self.id(node) else { continue };
                        let own_name = name(node).unwrap_or_else(|| id.to_owned());
                        let transition =
                            if is_silent(node) { self.builder.transition(own_name, None) } else { self.builder.transition(id, Some(own_name)) };
                        if self.is_new(node, id, Target::Transition(transition)) {
                            self.transition_ids.push(id);
                            self.transition_nodes.push(node);
                        }
                        if own(node, "inclusive").is_some() {
                            self.builder.inclusive(transition);
                        }
                    }
                    "referencePlace" | "referenceTransition" => {
                        let Some(id) = self.id(node) else { continue };
                        self.is_new(node, id, Target::Reference(node));
                    }
                    "arc" => self.arcs.push(node),
                    // The last three are what tools write beside the nodes, without meaning for the net.
                    "name" | "graphics" | "toolspecific" | "finalmarkings" | "labels" | "text" | "tokenclass" => {}
                    other => self.report.unread(node, other),
                }
            }
        }
        self.has_producer = vec![false; self.place_ids.len()];
        self.has_consumer = vec![false; self.place_ids.len()];
    }

    fn id(&mut self, node: Node<'node, 'text>) -> Option<&'node str> {
        let id = node.attribute("id");
        if id.is_none() {
            let what = node.tag_name().name();
            self.error(node, Code::MissingKey, format!("the {what} has no `id`"), "arcs name nodes by their ids");
        }
        id
    }

    fn is_new(&mut self, node: Node<'node, 'text>, id: &'node str, target: Target<'node, 'text>) -> bool {
        let is_new = self.ids.insert(id, target).is_none();
        if !is_new {
            self.error(node, Code::DuplicateId, format!("two nodes have the id `{id}`"), "give every place and transition an id of its own");
        }
        is_new
    }

    /// The place or transition that an id stands for, by way of references.
    fn target(&mut self, from: Node<'node, 'text>, attribute: &str) -> Option<Target<'node, 'text>> {
        let (mut node, mut attribute) = (from, attribute);
        for _ in 0..MOST_REFERENCES {
            let Some(id) = node.attribute(attribute) else {
                let what = node.tag_name().name();
                self.error(node, Code::MissingKey, format!("the {what} has no `{attribute}`"), "name a place or a transition by its id");
                return None;
            };
            match self.ids.get(id) {
                Some(Target::Reference(next)) => (node, attribute) = (*next, "ref"),
                Some(found) => return Some(*found),
                None => {
                    self.dangling(node, id);
                    return None;
                }
            }
        }
        self.error(
            from,
            Code::MalformedNet,
            "reference nodes refer to each other in a circle".to_owned(),
            "let one of them name a place or a transition",
        );
        None
    }

    fn dangling(&mut self, node: Node<'_, '_>, id: &str) {
        // Looking for a like name goes through all of them; files with many such errors are not mistyped.
        let near = if self.report.findings.len() < 20 { nearest(id, self.ids.keys().copied()) } else { None };
        let help = near.map_or_else(|| "name a place or a transition of the same net".to_owned(), |near| format!("did you mean `{near}`?"));
        self.error(node, Code::DanglingReference, format!("there is no place or transition `{id}`"), &help);
    }

    fn arc(&mut self, arc: Node<'node, 'text>) {
        let (source, target) = (self.target(arc, "source"), self.target(arc, "target"));
        let (Some(source), Some(target)) = (source, target) else { return };
        let weight = self.number(arc, "inscription", "weight").unwrap_or(1);
        // The type stands in an element `arctype` or, as PIPE writes it, in the attribute of `type`.
        let kind = child(arc, "arctype").and_then(label).or_else(|| child(arc, "type").and_then(|kind| kind.attribute("value").map(str::to_owned)));
        match (source, target, kind.as_deref().unwrap_or("normal")) {
            (Target::Place(place), Target::Transition(transition), "reset") => {
                self.builder.reset(transition, place);
            }
            (Target::Place(place), Target::Transition(transition), "normal" | "") => {
                self.builder.input(transition, place, weight);
                mark(&mut self.has_consumer, place);
            }
            (Target::Transition(transition), Target::Place(place), "normal" | "") => {
                self.builder.output(transition, place, weight);
                mark(&mut self.has_producer, place);
            }
            (Target::Place(_), Target::Place(_), _) | (Target::Transition(_), Target::Transition(_), _) => {
                let what = if matches!(source, Target::Place(_)) { "places" } else { "transitions" };
                self.error(arc, Code::MalformedNet, format!("the arc joins two {what}"), "an arc joins a place and a transition");
            }
            (.., other) => {
                let message = format!("the arc is of the type `{other}`, which is not read");
                self.error(arc, Code::MalformedNet, message, "arcs are `normal`, or `reset` from a place to a transition");
            }
        }
    }

    /// A number in a label.
    fn number(&mut self, node: Node<'node, 'text>, name: &str, what: &str) -> Option<u32> {
        let number = Number::of(node, name)?;
        let value = number.value();
        if value.is_none() && !number.text.is_empty() {
            let message = format!("the {what} `{}` is no whole number", number.text);
            self.error(number.node, Code::MalformedNet, message, &format!("write a number from 0 to {}", u32::MAX));
        }
        value
    }

    fn initial(&mut self) {
        for (place, node) in (0_u32..).map(PlaceId::new).zip(self.place_nodes.clone()) {
            if let Some(tokens) = self.number(node, "initialMarking", "number of tokens")
                && tokens > 0
            {
                self.builder.initial(place, tokens);
                self.is_marked = true;
            }
        }
        if !self.is_marked
            && let Some(source) = only(&self.has_producer)
        {
            self.builder.initial(source, 1);
        }
    }

    /// Final markings and ends; pm4py and ProM list every place, most of them with 0 tokens.
    fn ends(&mut self) {
        let markings: Vec<_> = children(self.node).filter(|child| child.tag_name().name() == "finalmarkings").flat_map(children).collect();
        if let Some(second) = markings.get(1) {
            let finding = Diagnostic::warning(Code::UnknownKey, "only the first of several final markings is read");
            self.report
                .findings
                .push(finding.located(self.report.file, self.report.places.of(*second)).help("give each final marking a net of its own"));
        }
        let mut is_given = false;
        for node in markings.first().into_iter().flat_map(|marking| children(*marking)) {
            let Some(place) = self.place(node) else { continue };
            let value = label(node).and_then(|text| text.parse::<u32>().ok());
            match value {
                Some(0) => {}
                Some(tokens) => {
                    self.builder.final_(place, tokens);
                    is_given = true;
                }
                None => self.error(node, Code::MalformedNet, "the number of tokens is no whole number".to_owned(), "write `<text>1</text>`"),
            }
        }
        if let Some(ends) = own(self.node, "ends") {
            for node in children(ends) {
                if let Some(place) = self.place(node) {
                    self.builder.ends([place]);
                }
            }
        } else if !is_given && let Some(sink) = only(&self.has_consumer) {
            self.builder.final_(sink, 1);
        }
    }

    fn place(&mut self, node: Node<'node, 'text>) -> Option<PlaceId> {
        if let Target::Place(place) = self.target(node, "idref")? {
            return Some(place);
        }
        let id = node.attribute("idref").unwrap_or_default();
        self.error(node, Code::MalformedNet, format!("`{id}` is a transition, tokens lie on places"), "name a place by its id");
        None
    }
}

/// Types of nets whose tokens have values; those of time and other extras are read as what they extend.
fn is_coloured(kind: &str) -> bool {
    ["symmetricnet", "highlevelnet", "pt-hlpng", "coloured", "colored"].iter().any(|name| kind.to_ascii_lowercase().contains(name))
}

fn mark(flags: &mut [bool], place: PlaceId) {
    if let Some(flag) = flags.get_mut(place.index()) {
        *flag = true;
    }
}

/// The only place whose flag is not set.
fn only(flags: &[bool]) -> Option<PlaceId> {
    let mut open = (0_u32..).zip(flags).filter(|(_, flag)| !**flag).map(|(number, _)| PlaceId::new(number));
    open.next().filter(|_| open.next().is_none())
}
