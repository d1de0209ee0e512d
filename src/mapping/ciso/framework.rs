//! Framework libraries as framework definitions.

use indexmap::IndexMap;

use super::parts;
use crate::{
    diagnostic::{Code, Findings},
    document::{Located, Node, parse},
    framework::definition::{
        ElementDefinition, FRAMEWORK_FORMAT, FrameworkFile, KindDefinition, LevelDefinition, Rights, Role, ScaleDefinition, Standing,
    },
    mapping::{reading::Object, report::Report},
    source::{FileText, Limits},
};

/// Kinds of the nodes: assessable ones are requirements, all others headings.
const REQUIREMENT: &str = "requirement";
const HEADING: &str = "heading";
/// Longest title in characters that is made of a description.
const TITLE: usize = 120;

/// The id of a framework of ours that fits a framework URN: its last part in lower case, other signs than letters and
/// digits as hyphens.
///
/// ```
/// use itsm::mapping::ciso::framework_id;
/// assert_eq!(framework_id("urn:intuitem:risk:framework:NIST-csf-1.1").as_deref(), Some("nist-csf-1-1"));
/// assert_eq!(framework_id("nothing"), None);
/// ```
#[must_use]
pub fn framework_id(urn: &str) -> Option<String> {
    let last: Vec<&str> = urn.split(':').skip(4).collect();
    let lower = last.join("-").to_lowercase();
    let words: Vec<&str> = lower.split(|sign: char| !sign.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.is_empty() { None } else { Some(words.join("-")) }
}

/// Reads the framework of a library as a definition: nodes become elements whose id is the last part of their URN, with
/// the parents that the file names. Time and memory are linear in the text and bounded by `limits`.
///
/// What our definitions have no place for (questions, threats, translations) is not taken over. Missing parents and
/// circles are findings of the framework loader; nodes with the URN of an earlier one are reported here and left out.
///
/// Findings: those of [`parse`], `missing-key`, `wrong-type`, `malformed-row`, `duplicate-id`.
#[must_use]
pub fn framework(file: &FileText, limits: Limits) -> (Option<FrameworkFile>, Findings) {
    let (document, findings) = parse(file, limits);
    let mut report = Report::after(file, findings);
    let framework = document.and_then(|document| read(&document.root, &mut report));
    (framework, report.finish())
}

fn read(root: &Node<'_>, report: &mut Report<'_>) -> Option<FrameworkFile> {
    let mut top = Object::of(root, "the library", report)?;
    let mut text = |key: &'static str, report: &mut Report<'_>| top.text(key, report);
    let [provider, published, version, copyright] =
        ["provider", "publication_date", "version", "copyright"].map(|key| text(key, report).map(Located::into_inner));
    let language = text("locale", report);
    let Some(objects) = top.peek("objects") else {
        top.lacks("objects", report);
        return None;
    };
    let mut objects = Object::of(objects, "`objects`", report)?;
    if objects.peek("framework").is_none() {
        objects.lacks("framework", report);
        return None;
    }
    let mut object = objects.object("framework", "the framework", report)?;
    let urn = object.need("urn", report);
    let id = urn.as_ref().and_then(|urn| framework_id(urn).map(|id| Located::at(id, urn.position().unwrap_or_default())));
    let title = object.need("name", report).map(Located::into_inner);
    let summary = object.text("description", report).map(Located::into_inner);
    let levels: Vec<LevelDefinition> = object.list("scores_definition", report).iter().filter_map(|node| level(node, report)).collect();
    if object.peek("requirement_nodes").is_none() {
        object.lacks("requirement_nodes", report);
    }
    let elements = nodes(object.list("requirement_nodes", report), report);
    let kind = |title: &str, role| KindDefinition { title: title.to_owned(), role, children: None };
    let kinds =
        IndexMap::from([(HEADING.to_owned(), kind("Heading", Role::Group)), (REQUIREMENT.to_owned(), kind("Requirement", Role::Requirement))]);
    let scale = ScaleDefinition { title: "Scores".to_owned(), levels, note: None };
    Some(FrameworkFile {
        format: Located::new(FRAMEWORK_FORMAT.to_owned()),
        id,
        title,
        edition: version,
        publisher: provider.clone(),
        published,
        language,
        summary,
        extends: None,
        based_on: None,
        rights: (provider.is_some() || copyright.is_some()).then_some(Rights { holder: provider, licence: None, attribution: None, note: copyright }),
        id_pattern: None,
        flows: None,
        defaults: None,
        kinds,
        scales: if scale.levels.is_empty() { IndexMap::new() } else { IndexMap::from([("score".to_owned(), scale)]) },
        sources: IndexMap::new(),
        parts: Vec::new(),
        locales: Vec::new(),
        elements,
        interfaces: Vec::new(),
        hide: Vec::new(),
    })
}

fn level(node: &Node<'_>, report: &mut Report<'_>) -> Option<LevelDefinition> {
    let mut object = Object::of(node, "the score", report)?;
    let level = object.need("score", report)?.into_inner();
    let title = object.text("name", report).map(Located::into_inner);
    let note = object.text("description", report).map(Located::into_inner);
    Some(LevelDefinition { level, title, standing: None, note })
}

fn nodes(list: &[Node<'_>], report: &mut Report<'_>) -> Vec<ElementDefinition> {
    let mut seen = rustc_hash::FxHashMap::default();
    // The last node of each depth, for nodes that do not name their parent.
    let mut open: Vec<(u64, String)> = Vec::new();
    let mut elements = Vec::new();
    for node in list {
        let Some(mut object) = Object::of(node, "the node", report) else { continue };
        let Some(urn) = object.need("urn", report) else {
            report.error(Code::MalformedRow, "the node has no URN", node.position, "it was left out");
            continue;
        };
        let place = urn.position().unwrap_or(node.position);
        let lower = urn.to_lowercase();
        let Some((_, _, id)) = parts(&lower) else {
            let message = format!("`{}` is not the URN of a node", crate::diagnostic::shown(&urn));
            report.error(Code::MalformedRow, message, place, "the form is `urn:<packager>:risk:req_node:<framework>:<id>`; it was left out");
            continue;
        };
        if let Some(line) = seen.insert(id.to_owned(), place.line()) {
            report.error(
                Code::DuplicateId,
                format!("two nodes have the id `{id}`"),
                place,
                &format!("line {line} has it already; this one was left out"),
            );
            continue;
        }
        let id = id.to_owned();
        let depth = object.text("depth", report).and_then(|text| text.parse::<u64>().ok());
        let named = object.text("parent_urn", report).map(|urn| {
            let lower = urn.to_lowercase();
            let parent = parts(&lower).map_or(lower.as_str(), |(_, _, id)| id).to_owned();
            Located::at(parent, urn.position().unwrap_or(place))
        });
        if let Some(depth) = depth {
            while open.last().is_some_and(|(above, _)| *above >= depth) {
                open.pop();
            }
        }
        let parent = named.or_else(|| depth.and_then(|_| open.last()).map(|(_, parent)| Located::at(parent.clone(), place)));
        if let Some(depth) = depth {
            open.push((depth, id.clone()));
        }
        elements.push(element(object, Located::at(id, place), parent, report));
    }
    elements
}

fn element(mut object: Object<'_, '_>, id: Located<String>, parent: Option<Located<String>>, report: &mut Report<'_>) -> ElementDefinition {
    let name = object.text("name", report);
    let ref_id = object.text("ref_id", report);
    let description = object.text("description", report).map(Located::into_inner);
    let assessable = object.text("assessable", report).is_some_and(|text| text.eq_ignore_ascii_case("true"));
    let place = id.position().unwrap_or_default();
    let short = || {
        let first = description.as_deref()?.lines().next()?;
        let cut: String = first.chars().take(TITLE).collect();
        Some(if cut.len() < first.len() { format!("{cut}…") } else { cut })
    };
    let title = name.map(Located::into_inner).or_else(short).or_else(|| ref_id.as_deref().cloned()).unwrap_or_else(|| id.to_string());
    let mut facts = IndexMap::new();
    for key in ["weight", "importance"] {
        if let Some(text) = object.text(key, report) {
            facts.insert(key.to_owned(), text.into_inner());
        }
    }
    let groups: Vec<&str> = object.list("implementation_groups", report).iter().filter_map(Node::text).collect();
    if !groups.is_empty() {
        facts.insert("implementation groups".to_owned(), groups.join(", "));
    }
    ElementDefinition {
        kind: Some(Located::at(if assessable { REQUIREMENT } else { HEADING }.to_owned(), place)),
        title: Some(Located::at(title, place)),
        aliases: ref_id.into_iter().map(Located::into_inner).filter(|alias| *alias != *id).collect(),
        id,
        parent,
        purpose: description,
        standing: Some(Standing::Secondary),
        note: object.text("annotation", report).map(Located::into_inner),
        facts,
        ..ElementDefinition::default()
    }
}
