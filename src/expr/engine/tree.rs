//! The checked tree that is evaluated.

use regex_lite::Regex;

use super::super::{Field, Value};

/// A checked condition.
#[derive(Clone, Debug)]
pub(in crate::expr) struct Tree {
    pub(super) root: Node,
    /// The fields that it speaks of, in the order of first use.
    pub(super) fields: Vec<UsedField>,
    /// The calendars that it speaks of, in the order of first use.
    pub(super) calendars: Vec<String>,
    /// How many steps an evaluation may take.
    pub(super) steps: u32,
}

#[derive(Clone, Debug)]
pub(super) struct UsedField {
    pub(super) name: String,
    pub(super) field: Field,
}

/// One part of a condition. INVARIANT: the types fit, as the checker found; depth is bounded by the scan.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Literal(Value),
    /// The value of a field, by its place in [`Tree::fields`].
    Field(usize),
    /// The item that a loop stands at, by the number of loops around that one.
    Variable(usize),
    /// `has(field)`.
    Filled(usize),
    List(Vec<Node>),
    Not(Box<Node>),
    And(Box<[Node; 2]>),
    Or(Box<[Node; 2]>),
    /// `condition ? first : second`.
    Choice(Box<[Node; 3]>),
    Negate(Box<Node>),
    Arithmetic(Arithmetic, Box<[Node; 2]>),
    Compare(Comparison, Box<[Node; 2]>),
    /// `item in list`.
    Member(Box<[Node; 2]>),
    Size(Box<Node>),
    /// `text.contains(part)` and its like.
    Part(Part, Box<[Node; 2]>),
    Matches(Box<Node>, Pattern),
    /// `list.all(item, condition)` when `all`, otherwise `exists`.
    Loop {
        all: bool,
        parts: Box<[Node; 2]>,
    },
    Now,
    /// Business time between two instants, the calendar by its place in [`Tree::calendars`].
    Elapsed(usize, Box<[Node; 2]>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

impl Arithmetic {
    pub(super) fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    pub(super) fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Contains,
    StartsWith,
    EndsWith,
}

/// A regular expression; equal when its text is.
#[derive(Clone, Debug)]
pub(super) struct Pattern(pub(super) Regex);

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

impl Node {
    /// The parts of a node, in the order of evaluation.
    pub(super) fn parts(&self) -> &[Node] {
        match self {
            Self::Literal(_) | Self::Field(_) | Self::Variable(_) | Self::Filled(_) | Self::Now => &[],
            Self::List(items) => items,
            Self::Not(part) | Self::Negate(part) | Self::Size(part) | Self::Matches(part, _) => std::slice::from_ref(part),
            Self::And(parts)
            | Self::Or(parts)
            | Self::Member(parts)
            | Self::Arithmetic(_, parts)
            | Self::Compare(_, parts)
            | Self::Part(_, parts)
            | Self::Elapsed(_, parts)
            | Self::Loop { parts, .. } => &**parts,
            Self::Choice(parts) => &**parts,
        }
    }

    fn parts_mut(&mut self) -> &mut [Node] {
        match self {
            Self::Literal(_) | Self::Field(_) | Self::Variable(_) | Self::Filled(_) | Self::Now => &mut [],
            Self::List(items) => items,
            Self::Not(part) | Self::Negate(part) | Self::Size(part) | Self::Matches(part, _) => std::slice::from_mut(part),
            Self::And(parts)
            | Self::Or(parts)
            | Self::Member(parts)
            | Self::Arithmetic(_, parts)
            | Self::Compare(_, parts)
            | Self::Part(_, parts)
            | Self::Elapsed(_, parts)
            | Self::Loop { parts, .. } => &mut **parts,
            Self::Choice(parts) => &mut **parts,
        }
    }

    /// Gives fields and calendars the numbers that they have in another tree.
    pub(super) fn renumber(&mut self, fields: &[usize], calendars: &[usize]) {
        match self {
            Self::Field(index) | Self::Filled(index) => *index = fields.get(*index).copied().unwrap_or(*index),
            Self::Elapsed(index, _) => *index = calendars.get(*index).copied().unwrap_or(*index),
            _ => {}
        }
        self.parts_mut().iter_mut().for_each(|part| part.renumber(fields, calendars));
    }
}
