//! The parts of a PNML net as its file lists them, before ids are looked up.

use roxmltree::Node;

use super::Point;
use crate::document::xml::{child, children, inner_text};

/// The number of tokens or the weight that an element gives, and the element.
pub(super) struct Number<'node, 'text> {
    pub node: Node<'node, 'text>,
    pub text: String,
}

impl<'node, 'text> Number<'node, 'text> {
    /// The number in a child with this name.
    pub(super) fn of(node: Node<'node, 'text>, name: &str) -> Option<Self> {
        child(node, name).map(|node| Self { node, text: label(node).unwrap_or_default() })
    }

    /// The value; PIPE writes it behind the name of a colour, `Default,1`.
    pub(super) fn value(&self) -> Option<u32> {
        let digits = self.text.rsplit_once(',').map_or(self.text.as_str(), |(_, digits)| digits);
        digits.trim().parse().ok()
    }
}

/// The text of a label: of its `text` or `value`.
pub(super) fn label(node: Node<'_, '_>) -> Option<String> {
    child(node, "text").or_else(|| child(node, "value")).map(inner_text)
}

/// The name of a node, when it has one.
pub(super) fn name(node: Node<'_, '_>) -> Option<String> {
    child(node, "name").and_then(label).filter(|name| !name.is_empty())
}

/// Where a node is drawn.
pub(super) fn point(node: Node<'_, '_>) -> Option<Point> {
    let position = child(child(node, "graphics")?, "position")?;
    let number = |name| position.attribute(name).and_then(|text: &str| text.trim().parse::<f64>().ok()).filter(|number| number.is_finite());
    Some(Point { x: number("x")?, y: number("y")? })
}

/// Whether a transition is silent, by the signs that tools give.
pub(super) fn is_silent(node: Node<'_, '_>) -> bool {
    node.attribute("invisible") == Some("true")
        || children(node)
            .filter(|child| child.tag_name().name() == "toolspecific")
            .any(|tool| tool.attribute("activity").is_some_and(|activity| activity.contains("$invisible$")))
}

/// What this library writes beside the standard, under a `toolspecific` of its own.
pub(super) fn own<'node, 'text: 'node>(node: Node<'node, 'text>, name: &str) -> Option<Node<'node, 'text>> {
    children(node)
        .filter(|child| child.tag_name().name() == "toolspecific" && child.attribute("tool") == Some("itsm"))
        .find_map(|tool| child(tool, name))
}
