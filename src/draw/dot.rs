//! Drawings in the language of Graphviz.

use std::fmt::Write as _;

use super::picture::{Direction, Edge, Emphasis, Line, Node, Picture, Shape};

/// Writes a picture as a Graphviz digraph; lanes are clusters.
///
/// Ids and labels are quoted strings; nothing in them is read as HTML or as an escape.
#[must_use]
pub fn dot(picture: &Picture) -> String {
    let mut out = format!("digraph {} {{\n", quoted(picture.title()));
    let direction = match picture.points() {
        Direction::Right => "LR",
        Direction::Down => "TB",
    };
    let _ = writeln!(out, "  graph [rankdir={direction}, label={}, labelloc=t, fontname=\"Helvetica\"];", quoted(picture.title()));
    out.push_str("  node [fontname=\"Helvetica\", fontsize=13];\n  edge [fontname=\"Helvetica\", fontsize=11];\n");
    for (place, lane) in picture.lanes().enumerate() {
        let _ = writeln!(out, "  subgraph \"cluster_{place}\" {{\n    label={};", quoted(&lane.label));
        for node in picture.nodes().filter(|node| node.lane.as_deref() == Some(lane.id.as_str())) {
            let _ = writeln!(out, "    {}", node_line(node));
        }
        out.push_str("  }\n");
    }
    for node in picture.nodes().filter(|node| node.lane.is_none()) {
        let _ = writeln!(out, "  {}", node_line(node));
    }
    for (place, node) in picture.nodes().filter(|node| node.shape == Shape::Initial).enumerate() {
        let dot = free_name(picture, place);
        let _ = writeln!(out, "  {dot} [shape=point, width=0.15, label=\"\"];\n  {dot} -> {};", quoted(&node.id));
    }
    for edge in picture.edges() {
        let _ = writeln!(out, "  {}", edge_line(edge));
    }
    out.push_str("}\n");
    out
}

/// A name that no node has.
fn free_name(picture: &Picture, place: usize) -> String {
    let mut name = format!("start {place}");
    while picture.node_index(&name).is_some() {
        name.push('+');
    }
    quoted(&name)
}

fn node_line(node: &Node) -> String {
    let shape = match node.shape {
        Shape::State | Shape::Initial => "shape=box, style=rounded",
        Shape::Waiting => "shape=box, style=\"rounded,dashed\"",
        Shape::Final => "shape=box, style=rounded, peripheries=2",
        Shape::Task => "shape=box",
        Shape::Subprocess => "shape=box, peripheries=2",
        Shape::Start => "shape=circle",
        Shape::End => "shape=circle, penwidth=3",
        Shape::Event => "shape=doublecircle",
        Shape::Exclusive | Shape::Parallel | Shape::Inclusive | Shape::EventBased => "shape=diamond",
        Shape::Data => "shape=note",
    };
    format!("{} [label={}, {shape}{}];", quoted(&node.id), quoted(&node.label), colour(node.emphasis))
}

fn edge_line(edge: &Edge) -> String {
    let mut attributes = Vec::new();
    if !edge.label.is_empty() {
        attributes.push(format!("label={}", quoted(&edge.label)));
    }
    if edge.line == Line::Dashed {
        attributes.push("style=dashed".to_owned());
    }
    let colour = colour(edge.emphasis);
    attributes.extend((!colour.is_empty()).then(|| colour.trim_start_matches(", ").to_owned()));
    let attributes = if attributes.is_empty() { String::new() } else { format!(" [{}]", attributes.join(", ")) };
    format!("{} -> {}{attributes};", quoted(&edge.from), quoted(&edge.to))
}

fn colour(emphasis: Emphasis) -> &'static str {
    match emphasis {
        Emphasis::Plain => "",
        Emphasis::Strong => ", penwidth=3",
        Emphasis::Muted => ", color=\"#76808c\", fontcolor=\"#76808c\"",
        Emphasis::Good => ", color=\"#1f7a3d\"",
        Emphasis::Bad => ", color=\"#b3261e\"",
    }
}

/// A string of DOT. Backslashes are doubled, since Graphviz reads escapes such as `\N` in labels; `&` is written as an
/// entity, since it reads those too. Control characters become U+FFFD.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.replace("\r\n", "\n").chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '&' => quoted.push_str("&amp;"),
            '\n' | '\r' => quoted.push_str("\\n"),
            other if other.is_control() => quoted.push('\u{FFFD}'),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}
