//! Drawings in the language of Mermaid.

use std::{collections::BTreeSet, fmt::Write as _};

use rustc_hash::FxHashMap;

use super::picture::{Direction, Edge, Emphasis, Line, Node, Picture, PictureKind, Shape};

/// Words that mean something to Mermaid and so cannot be ids.
const WORDS: [&str; 24] = [
    "end",
    "state",
    "note",
    "class",
    "classdef",
    "style",
    "direction",
    "default",
    "graph",
    "flowchart",
    "subgraph",
    "click",
    "href",
    "call",
    "linkstyle",
    "as",
    "fork",
    "join",
    "choice",
    "interpolate",
    "statediagram",
    "hide",
    "scale",
    "title",
];

/// Writes a picture for Mermaid: `stateDiagram-v2` for state machines without lanes, `flowchart` otherwise.
///
/// Ids are made of letters, digits and `_`; what is special in labels is written as a character code.
#[must_use]
pub fn mermaid(picture: &Picture) -> String {
    let mut out = String::new();
    if !picture.title().trim().is_empty() {
        // A title is text of a page, in which nothing of a stranger's may look like markup.
        let title = picture.title().split_whitespace().collect::<Vec<_>>().join(" ").replace('<', "‹").replace('>', "›");
        let _ = write!(out, "---\ntitle: {}\n---\n", yaml(&title));
    }
    let names = names(picture);
    if picture.kind() == PictureKind::States && picture.lanes().len() == 0 {
        states(picture, &names, &mut out);
    } else {
        flow(picture, &names, &mut out);
    }
    emphases(picture, &names, &mut out);
    out
}

type Names<'a> = FxHashMap<&'a str, String>;

/// A safe and unique name for every node.
fn names(picture: &Picture) -> Names<'_> {
    let mut taken = BTreeSet::new();
    let mut names = FxHashMap::default();
    for node in picture.nodes() {
        let safe: String = node.id.chars().map(|character| if character.is_ascii_alphanumeric() { character } else { '_' }).take(60).collect();
        let begins_well = safe.starts_with(|first: char| first.is_ascii_alphabetic());
        let lower = safe.to_ascii_lowercase();
        // In a flowchart `o` and `x` behind a line are arrow heads, so no id begins with them alone; a prefix avoids all of it.
        let mut name = if begins_well && !WORDS.contains(&lower.as_str()) && !safe.contains("__") { safe } else { format!("n_{safe}") };
        if taken.contains(&name.to_ascii_lowercase()) {
            let stem = name.clone();
            let mut number = 2;
            while taken.contains(&name.to_ascii_lowercase()) {
                name = format!("{stem}_{number}");
                number += 1;
            }
        }
        taken.insert(name.to_ascii_lowercase());
        names.insert(node.id.as_str(), name);
    }
    names
}

fn states(picture: &Picture, names: &Names<'_>, out: &mut String) {
    out.push_str("stateDiagram-v2\n");
    let _ = writeln!(out, "    direction {}", direction(picture.points()));
    for node in picture.nodes() {
        let name = name(names, &node.id);
        let _ = writeln!(out, "    state \"{}\" as {name}", caption(&node.label));
        match node.shape {
            Shape::Initial => drop(writeln!(out, "    [*] --> {name}")),
            Shape::Final => drop(writeln!(out, "    {name} --> [*]")),
            _ => {}
        }
    }
    for edge in picture.edges() {
        let (from, to) = (name(names, &edge.from), name(names, &edge.to));
        let text = label(&edge.label);
        let text = if text.is_empty() { text } else { format!(" : {text}") };
        let _ = writeln!(out, "    {from} --> {to}{text}");
    }
}

fn flow(picture: &Picture, names: &Names<'_>, out: &mut String) {
    let _ = writeln!(out, "flowchart {}", direction(picture.points()));
    for (place, lane) in picture.lanes().enumerate() {
        let _ = writeln!(out, "    subgraph lane_{place} [\"{}\"]", caption(&lane.label));
        for node in picture.nodes().filter(|node| node.lane.as_deref() == Some(lane.id.as_str())) {
            let _ = writeln!(out, "        {}", flow_node(names, node));
        }
        out.push_str("    end\n");
    }
    for node in picture.nodes().filter(|node| node.lane.is_none()) {
        let _ = writeln!(out, "    {}", flow_node(names, node));
    }
    for edge in picture.edges() {
        let _ = writeln!(out, "    {}", flow_edge(names, edge));
    }
}

fn flow_node(names: &Names<'_>, node: &Node) -> String {
    let (open, close) = match node.shape {
        Shape::State | Shape::Initial | Shape::Waiting => ("(", ")"),
        Shape::Final | Shape::End => ("(((", ")))"),
        Shape::Task => ("[", "]"),
        Shape::Subprocess => ("[[", "]]"),
        Shape::Start | Shape::Event => ("((", "))"),
        Shape::Exclusive | Shape::Parallel | Shape::Inclusive | Shape::EventBased => ("{", "}"),
        Shape::Data => ("[/", "/]"),
    };
    let sign = match node.shape {
        Shape::Parallel => "+ ",
        Shape::Inclusive => "○ ",
        Shape::EventBased => "⬠ ",
        Shape::Exclusive => "× ",
        _ => "",
    };
    let mark = node.mark.map(|mark| format!("{} ", mark.sign.character())).unwrap_or_default();
    format!("{}{open}\"{sign}{mark}{}\"{close}", name(names, &node.id), caption(&node.label))
}

fn flow_edge(names: &Names<'_>, edge: &Edge) -> String {
    let arrow = match edge.line {
        Line::Solid => "-->",
        Line::Dashed => "-.->",
    };
    let text = label(&edge.label);
    let text = if text.is_empty() { String::new() } else { format!("|\"{text}\"|") };
    format!("{} {arrow}{text} {}", name(names, &edge.from), name(names, &edge.to))
}

fn emphases(picture: &Picture, names: &Names<'_>, out: &mut String) {
    let styles = [
        (Emphasis::Strong, "strong", "stroke-width:3px"),
        (Emphasis::Muted, "muted", "color:#76808c,stroke:#76808c"),
        (Emphasis::Good, "good", "stroke:#1f7a3d,stroke-width:2px"),
        (Emphasis::Bad, "bad", "stroke:#b3261e,stroke-width:2px"),
    ];
    for (emphasis, class, style) in styles {
        let members: Vec<&str> = picture.nodes().filter(|node| node.emphasis == emphasis).map(|node| name(names, &node.id)).collect();
        if !members.is_empty() {
            let _ = write!(out, "    classDef {class} {style}\n    class {} {class}\n", members.join(","));
        }
    }
    let waiting: Vec<&str> = picture.nodes().filter(|node| node.shape == Shape::Waiting).map(|node| name(names, &node.id)).collect();
    if !waiting.is_empty() {
        let _ = write!(out, "    classDef waiting stroke-dasharray:5 3\n    class {} waiting\n", waiting.join(","));
    }
}

fn name<'a>(names: &'a Names<'_>, id: &str) -> &'a str {
    names.get(id).map_or("unknown", String::as_str)
}

fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Right => "LR",
        Direction::Down => "TB",
    }
}

/// A label where Mermaid insists on one: a no-break space stands for an empty one.
fn caption(text: &str) -> String {
    let label = label(text);
    if label.is_empty() { "#160;".to_owned() } else { label }
}

/// A label: letters and digits of any script as they are, `<br/>` between lines, codes for whatever might be read as language.
fn label(text: &str) -> String {
    let mut label = String::with_capacity(text.len());
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    for (place, line) in lines.iter().enumerate() {
        if place > 0 {
            label.push_str("<br/>");
        }
        for character in line.chars() {
            match character {
                ' ' | '.' | ',' | '/' | '(' | ')' | '?' | '!' | '+' => label.push(character),
                '\t' => label.push(' '),
                ascii if ascii.is_ascii_alphanumeric() => label.push(ascii),
                control if control.is_control() => label.push('\u{FFFD}'),
                ascii if ascii.is_ascii() => drop(write!(label, "#{};", u32::from(ascii))),
                other => label.push(other),
            }
        }
    }
    label
}

/// A double-quoted YAML scalar for the heading.
fn yaml(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            control if control.is_control() => quoted.push('\u{FFFD}'),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}
