//! Sizes of outlines and texts, in pixels.

use super::{
    picture::{Node, Shape},
    text,
};

/// Font sizes.
pub const NODE_TEXT: f64 = 13.0;
pub const EDGE_TEXT: f64 = 11.0;
pub const LANE_TEXT: f64 = 13.0;
pub const TITLE_TEXT: f64 = 16.0;

/// Widest lines; longer ones are wrapped.
const NODE_LINE: f64 = 150.0;
const BESIDE_LINE: f64 = 110.0;
const EDGE_LINE: f64 = 170.0;
pub const LANE_LINE: f64 = 120.0;

/// Titles of lanes and the heading are bold.
pub const BOLD: f64 = 1.15;

/// The room that the end of a line takes at a box.
const END: f64 = 10.0;

/// Most lines of one label; the drawing holds the whole text as a tooltip.
const NODE_LINES: usize = 8;
const EDGE_LINES: usize = 4;

/// Radius of the dot before a state in which records begin.
pub const DOT: f64 = 7.0;

/// How far the line of a loop goes out from its node, and how far apart its ends are at most, halved.
pub const LOOP_OUT: f64 = 26.0;
pub const LOOP_HALF: f64 = 12.0;

/// The least extent of the side of a box at which so many lines end.
pub fn side(ends: usize) -> f64 {
    f64::from(u32::try_from(ends).unwrap_or(u32::MAX)) * END + 8.0
}

/// An outline without its label: whole width and height.
pub fn outline(node: &Node, lines: &[String]) -> (f64, f64) {
    match node.shape {
        shape if shape.is_circle() => (32.0, 32.0),
        shape if shape.is_gateway() => (44.0, 44.0),
        shape => {
            let (width, height) = text_size(lines, NODE_TEXT);
            let extra = if matches!(shape, Shape::Final) { 6.0 } else { 0.0 };
            ((width + 26.0 + extra).max(60.0), (height + 18.0 + extra).max(36.0))
        }
    }
}

/// Width and height of lines of text.
pub fn text_size(lines: &[String], size: f64) -> (f64, f64) {
    let width = lines.iter().map(|line| text::width(line, size)).fold(0.0, f64::max);
    (width, text::height(lines.len(), size))
}

/// The label of a node in lines.
pub fn node_lines(node: &Node) -> Vec<String> {
    let limit = if node.shape.has_label_below() { BESIDE_LINE } else { NODE_LINE };
    text::wrap(&node.label, NODE_TEXT, limit, NODE_LINES)
}

/// The label of an edge in lines.
pub fn edge_lines(label: &str) -> Vec<String> {
    text::wrap(label, EDGE_TEXT, EDGE_LINE, EDGE_LINES)
}

/// The label of a lane in lines.
pub fn lane_lines(label: &str) -> Vec<String> {
    text::wrap(label, LANE_TEXT, LANE_LINE, 2)
}
