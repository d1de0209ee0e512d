//! Reading PTML, the process trees of ProM and pm4py.

use roxmltree::Node;
use rustc_hash::{FxHashMap, FxHashSet};

use super::ProcessTree;
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    document::xml::{self, Places, children},
    source::{FileText, Limits},
};

/// As [`read`], from bytes in UTF-8, UTF-16, or ISO-8859-1 or Windows-1252 where declared.
///
/// Findings: those of [`read`], `not-utf8`.
#[must_use]
pub fn read_bytes(file: &str, bytes: &[u8], limits: Limits) -> (Option<ProcessTree>, Findings) {
    match xml::text(file, bytes, limits) {
        Ok(file) => read(&file, limits),
        Err(finding) => (None, Findings::from(*finding)),
    }
}

/// Reads the process tree of a PTML file.
///
/// Read are `sequence`, `xor` and `def` (a choice), `and`, `or`, `interleaved`, `xorLoop` and `defLoop` with a body, a redo and an
/// exit part (or the first two), `manualTask`, and `automaticTask`, which is silent. Children come in the order of the
/// `parentsNode` elements. Triggers, variables and expressions have no effect on the tree. A tree with an error is not given.
///
/// Time and memory are linear in the text and bounded by `limits`; trees are as deep as `limits.depth` at most.
///
/// Findings: `xml-syntax`, `limit-reached`, `malformed-net`, `dangling-reference`, `duplicate-id`, `missing-key`,
/// `unknown-value`, `unsupported-format`.
#[must_use]
pub fn read(file: &FileText, limits: Limits) -> (Option<ProcessTree>, Findings) {
    let document = match xml::parse(file, limits) {
        Ok(document) => document,
        Err(finding) => return (None, Findings::from(*finding)),
    };
    let root = document.root_element();
    let mut reader = Reader {
        file,
        places: Places::new(file),
        findings: Findings::new(),
        nodes: FxHashMap::default(),
        parts: FxHashMap::default(),
        seen: FxHashSet::default(),
        depth: limits.depth,
    };
    let tree = if root.tag_name().name() == "ptml" {
        match children(root).find(|node| node.tag_name().name() == "processTree") {
            Some(node) => reader.tree(node),
            None => reader.error(root, Code::MalformedNet, "the file has no process tree", "PTML holds a `processTree` element"),
        }
    } else {
        let message = format!("the file is no PTML: its root element is `{}`", root.tag_name().name());
        reader.error(root, Code::UnsupportedFormat, message, "the root element of PTML is `ptml`")
    };
    reader.findings.sort();
    let tree = tree.filter(|_| reader.findings.errors() == 0);
    (tree, reader.findings)
}

struct Reader<'file, 'node, 'text> {
    file: &'file FileText,
    places: Places<'file>,
    findings: Findings,
    nodes: FxHashMap<&'node str, Node<'node, 'text>>,
    /// The children of every node, and the elements that say so.
    parts: FxHashMap<&'node str, Vec<(&'node str, Node<'node, 'text>)>>,
    /// Nodes that stand in the tree already.
    seen: FxHashSet<&'node str>,
    depth: usize,
}

impl<'node, 'text> Reader<'_, 'node, 'text> {
    /// Adds an error; gives nothing, for brevity.
    fn error<T>(&mut self, node: Node<'_, '_>, code: Code, message: impl Into<String>, help: &str) -> Option<T> {
        self.findings.push(Diagnostic::error(code, message).located(self.file, self.places.of(node)).help(help));
        None
    }

    fn attribute(&mut self, node: Node<'node, 'text>, name: &str) -> Option<&'node str> {
        let found = node.attribute(name);
        if found.is_none() {
            let what = node.tag_name().name();
            return self.error(node, Code::MissingKey, format!("the {what} has no `{name}`"), "nodes of a tree name each other by their ids");
        }
        found
    }

    fn tree(&mut self, tree: Node<'node, 'text>) -> Option<ProcessTree> {
        for node in children(tree) {
            match node.tag_name().name() {
                "parentsNode" => {
                    if let (Some(parent), Some(child)) = (self.attribute(node, "sourceId"), self.attribute(node, "targetId")) {
                        self.parts.entry(parent).or_default().push((child, node));
                    }
                }
                "variable" | "expression" | "originator" => {}
                _ => {
                    let Some(id) = self.attribute(node, "id") else { continue };
                    if self.nodes.insert(id, node).is_some() {
                        self.error::<()>(node, Code::DuplicateId, format!("two nodes have the id `{id}`"), "give every node an id of its own");
                    }
                }
            }
        }
        let root = self.attribute(tree, "root")?;
        let found = self.block(root, tree, self.depth);
        let mut lost: Vec<_> = self.nodes.iter().filter(|(id, _)| !self.seen.contains(*id)).map(|(_, node)| *node).collect();
        lost.sort_by_key(|node| node.range().start);
        if found.is_some() {
            for node in lost {
                let message = format!("the node `{}` hangs in no tree", node.attribute("id").unwrap_or_default());
                let finding = Diagnostic::warning(Code::MalformedNet, message).located(self.file, self.places.of(node));
                self.findings.push(finding.help("give it a parent with a `parentsNode` element, or leave it out"));
            }
        }
        found
    }

    /// The block with this id, which `from` names.
    fn block(&mut self, id: &'node str, from: Node<'node, 'text>, depth: usize) -> Option<ProcessTree> {
        let Some(node) = self.nodes.get(id).copied() else {
            return self.error(from, Code::DanglingReference, format!("there is no node `{id}`"), "name a node of the same tree by its id");
        };
        if !self.seen.insert(id) {
            let message = format!("the node `{id}` has two parents, or is its own ancestor");
            return self.error(from, Code::MalformedNet, message, "give every node one parent; repeat a part that is meant twice");
        }
        let Some(depth) = depth.checked_sub(1) else {
            let message = format!("the tree is more than {} levels deep", self.depth);
            return self.error(node, Code::LimitReached, message, "merge blocks of the same kind that stand in each other");
        };
        let named = self.parts.get(id).cloned().unwrap_or_default();
        let count = named.len();
        // All findings of all parts, and a tree only when every part is one.
        let parts: Vec<Option<ProcessTree>> = named.into_iter().map(|(part, from)| self.block(part, from, depth)).collect();
        let parts: Vec<ProcessTree> = parts.into_iter().collect::<Option<_>>()?;
        let kind = node.tag_name().name();
        Some(match kind {
            "manualTask" | "automaticTask" => {
                if count > 0 {
                    return self.error(node, Code::MalformedNet, "a task has no parts", "put the parts into a block, such as a `sequence`");
                }
                if kind == "automaticTask" { ProcessTree::Silent } else { ProcessTree::Task(node.attribute("name").unwrap_or_default().to_owned()) }
            }
            "sequence" => ProcessTree::Sequence(parts),
            "xor" | "def" => ProcessTree::Exclusive(parts),
            "and" => ProcessTree::Parallel(parts),
            "or" => ProcessTree::Inclusive(parts),
            "interleaved" => ProcessTree::Interleaving(parts),
            "xorLoop" | "defLoop" => {
                let mut parts = parts.into_iter();
                let (Some(body), Some(redo), exit, None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
                    let message = format!("a loop has a body, a redo part and an exit part, this one has {count} parts");
                    return self.error(node, Code::MalformedNet, message, "use an `automaticTask` for a part in which nothing is done");
                };
                ProcessTree::Loop { body: body.into(), redo: redo.into(), exit: exit.unwrap_or(ProcessTree::Silent).into() }
            }
            other => {
                let message = format!("nodes of the kind `{other}` are not read");
                let help = "use `sequence`, `xor`, `and`, `or`, `interleaved`, `xorLoop`, `manualTask` or `automaticTask`";
                return self.error(node, Code::UnknownValue, message, help);
            }
        })
    }
}
