//! The type checker: from the tree of the parser to a [`Tree`] that fits the declared fields.

use cel::common::ast::{Expr, IdedExpr, LiteralValue, SourceInfo};

use super::{
    super::{ConditionLimits, Decimal, Field, FieldType, Fields, Value, field::listed, value::quoted},
    place::Places,
    scan::{Kind, Token},
    tree::{Node, Tree, UsedField},
};
use crate::diagnostic::{Code, Diagnostic, Findings, nearest};

/// What a part of a condition gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Bool,
    Int,
    Decimal,
    Text,
    /// A text that is one of these words.
    Enum(Vec<String>),
    Instant,
    Duration,
    List(Box<Type>),
    /// Not known: the item of an empty list, or a part that was reported already; fits everywhere.
    Unknown,
}

impl Type {
    pub(super) fn of(field: &Field) -> Self {
        match field.kind {
            FieldType::Bool => Self::Bool,
            FieldType::Int => Self::Int,
            FieldType::Decimal => Self::Decimal,
            FieldType::String => Self::Text,
            FieldType::Instant => Self::Instant,
            FieldType::Duration => Self::Duration,
            FieldType::Enum => Self::Enum(field.values.clone()),
            // INVARIANT: the items of a list are no lists, `Fields::declare` sees to it.
            FieldType::List if field.items == Some(FieldType::List) => Self::Unknown,
            FieldType::List => Self::List(Box::new(Self::of(&field.item()))),
        }
    }

    pub(super) fn described(&self) -> String {
        let kind = match self {
            Self::Bool => FieldType::Bool,
            Self::Int => FieldType::Int,
            Self::Decimal => FieldType::Decimal,
            Self::Text => FieldType::String,
            Self::Enum(_) => FieldType::Enum,
            Self::Instant => FieldType::Instant,
            Self::Duration => FieldType::Duration,
            Self::List(_) => FieldType::List,
            Self::Unknown => return "of no known type".to_owned(),
        };
        kind.described().to_owned()
    }

    pub(super) fn is_number(&self) -> bool {
        matches!(self, Self::Int | Self::Decimal | Self::Unknown)
    }

    pub(super) fn is_text(&self) -> bool {
        matches!(self, Self::Text | Self::Enum(_) | Self::Unknown)
    }
}

/// A checked part, its type, and the bytes of the expression that it stands in.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    pub(super) node: Node,
    pub(super) kind: Type,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Typed {
    pub(super) fn new(node: Node, kind: Type, (start, end): (usize, usize)) -> Self {
        Self { node, kind, start, end }
    }

    /// A part that was reported.
    pub(super) fn unknown(place: (usize, usize)) -> Self {
        Self::new(Node::Literal(Value::Null), Type::Unknown, place)
    }

    pub(super) fn place(&self) -> (usize, usize) {
        (self.start, self.end)
    }
}

/// Checks a parsed condition; the tree when there is nothing to report.
pub(super) fn check(
    text: &str,
    tokens: &[Token],
    parsed: &(IdedExpr, SourceInfo),
    fields: &Fields,
    limits: ConditionLimits,
    places: &Places<'_>,
) -> Result<Tree, Findings> {
    let (expression, source) = parsed;
    let mut checker =
        Checker { text, tokens, source, fields, places, findings: Findings::new(), used: Vec::new(), calendars: Vec::new(), variables: Vec::new() };
    let root = checker.expression(expression);
    if !matches!(root.kind, Type::Bool | Type::Unknown) {
        let help = matches!(root.node, Node::Field(_)).then(|| format!("did you mean `has({})`?", checker.snippet(root.place())));
        checker.report(root.place(), format!("the condition gives {}, not a bool", root.kind.described()), help);
    }
    let Checker { mut findings, used, calendars, .. } = checker;
    if findings.is_empty() {
        return Ok(Tree { root: root.node, fields: used, calendars, steps: limits.steps });
    }
    findings.sort();
    Err(findings)
}

pub(super) struct Checker<'a> {
    text: &'a str,
    tokens: &'a [Token],
    source: &'a SourceInfo,
    pub(super) fields: &'a Fields,
    places: &'a Places<'a>,
    findings: Findings,
    used: Vec<UsedField>,
    pub(super) calendars: Vec<String>,
    /// The items of the loops around, outermost first.
    pub(super) variables: Vec<(String, Type)>,
}

impl Checker<'_> {
    pub(super) fn report(&mut self, (start, end): (usize, usize), message: String, help: Option<String>) {
        let finding = Diagnostic::error(Code::InvalidCondition, message).help_if(help);
        self.findings.push(self.places.locate(finding, start, end));
    }

    /// The text of a place in backticks' form, cut when it is long.
    pub(super) fn snippet(&self, (start, end): (usize, usize)) -> String {
        quoted(self.text.get(start..end).unwrap_or_default()).trim_matches('`').to_owned()
    }

    /// The token that the parser made a part of, by its place.
    pub(super) fn token(&self, id: u64) -> Option<usize> {
        let (start, _) = self.source.offset_for(id)?;
        let start = usize::try_from(start).ok()?;
        self.tokens.binary_search_by(|token| token.start.cmp(&start)).ok()
    }

    pub(super) fn token_at(&self, index: Option<usize>) -> Token {
        let whole = Token { kind: Kind::Symbol, start: 0, end: self.text.len(), closed: self.text.len() };
        index.and_then(|index| self.tokens.get(index)).copied().unwrap_or(whole)
    }

    /// The bytes of the token of a part.
    pub(super) fn own_place(&self, id: u64) -> (usize, usize) {
        let token = self.token_at(self.token(id));
        (token.start, token.end)
    }

    /// One part. Recursion is bounded by the scan.
    pub(super) fn expression(&mut self, expression: &IdedExpr) -> Typed {
        let place = self.own_place(expression.id);
        match &expression.expr {
            Expr::Literal(literal) => self.literal(literal, expression.id),
            Expr::Ident(name) => self.name(name, place),
            Expr::Call(call) => match self.operator(&call.func_name, &call.args, expression.id) {
                Some(typed) => typed,
                None => self.call(call, expression.id),
            },
            Expr::List(list) => self.list(&list.elements, expression.id),
            Expr::Select(select) => {
                let operand = self.quiet(&select.operand);
                let end = self.token_at(self.token(expression.id).map(|index| index + 1)).end;
                let place = (operand.start, end);
                let joined = self.snippet(place).replace('.', "_");
                let help = nearest(&joined, self.fields.names()).map(|name| format!("did you mean `{name}`?"));
                self.report(place, format!("there is no field `{}`: names have no point", self.snippet(place)), help);
                Typed::unknown(place)
            }
            _ => {
                self.report(place, format!("`{}` has no meaning in a condition", self.snippet(place)), None);
                Typed::unknown(place)
            }
        }
    }

    /// A part whose own findings do not matter, since what it stands in is reported.
    fn quiet(&mut self, expression: &IdedExpr) -> Typed {
        let kept = std::mem::take(&mut self.findings);
        let typed = self.expression(expression);
        self.findings = kept;
        typed
    }

    fn literal(&mut self, literal: &LiteralValue, id: u64) -> Typed {
        let index = self.token(id);
        let token = self.token_at(index);
        // The sign of a number is a token of its own.
        let signed = |checker: &Self, negative: bool| match index.and_then(|index| index.checked_sub(1)) {
            Some(before) if negative => (checker.token_at(Some(before)).start, token.end),
            _ => (token.start, token.end),
        };
        let place = (token.start, token.end);
        match literal {
            LiteralValue::Boolean(value) => Typed::new(Node::Literal(Value::Bool(*value.inner())), Type::Bool, place),
            LiteralValue::Int(value) => {
                let value = *value.inner();
                Typed::new(Node::Literal(Value::Int(value)), Type::Int, signed(self, value < 0))
            }
            LiteralValue::Double(value) => {
                // The parser keeps a binary number; the text has every digit.
                let negative = value.inner().is_sign_negative();
                let place = signed(self, negative);
                let number = self.text.get(token.start..token.end).and_then(|text| text.parse::<Decimal>().ok());
                let Some(number) = number.and_then(|number| if negative { number.checked_neg() } else { Some(number) }) else {
                    self.report(place, format!("`{}` has more digits than a decimal holds", self.snippet(place)), None);
                    return Typed::unknown(place);
                };
                Typed::new(Node::Literal(Value::Decimal(number)), Type::Decimal, place)
            }
            LiteralValue::String(value) => Typed::new(Node::Literal(Value::Text(value.inner().to_owned())), Type::Text, place),
            LiteralValue::Null => {
                let help = "`has(field)` says whether a field is filled, `!has(field)` that it is not";
                self.report(place, "`null` is no value to work with".to_owned(), Some(help.to_owned()));
                Typed::unknown(place)
            }
            LiteralValue::Bytes(_) | LiteralValue::UInt(_) => {
                self.report(place, format!("`{}` has no meaning in a condition", self.snippet(place)), None);
                Typed::unknown(place)
            }
        }
    }

    fn name(&mut self, name: &str, place: (usize, usize)) -> Typed {
        if let Some(index) = self.variables.iter().rposition(|(variable, _)| variable == name) {
            let kind = self.variables.get(index).map_or(Type::Unknown, |(_, kind)| kind.clone());
            return Typed::new(Node::Variable(index), kind, place);
        }
        let fields = self.fields;
        if let Some(field) = fields.get(name) {
            return Typed::new(Node::Field(self.use_field(name, field)), Type::of(field), place);
        }
        self.unknown_field(name, place);
        Typed::unknown(place)
    }

    pub(super) fn unknown_field(&mut self, name: &str, place: (usize, usize)) {
        let owner = self.fields.iter().find(|(_, field)| field.values.iter().any(|value| value == name));
        let variables = self.variables.iter().map(|(variable, _)| variable.as_str());
        let help = match (owner, nearest(name, self.fields.names().chain(variables))) {
            (Some((owner, _)), _) => Some(format!("the value of `{owner}` is written in quotes: '{name}'")),
            (None, Some(near)) => Some(format!("did you mean `{near}`?")),
            (None, None) if self.fields.is_empty() => Some("no fields are declared here".to_owned()),
            (None, None) => Some(format!("the fields are {}", listed(&self.fields.names().map(str::to_owned).collect::<Vec<_>>()))),
        };
        self.report(place, format!("there is no field `{name}`"), help);
    }

    pub(super) fn use_field(&mut self, name: &str, field: &Field) -> usize {
        if let Some(index) = self.used.iter().position(|used| used.name == name) {
            return index;
        }
        self.used.push(UsedField { name: name.to_owned(), field: field.clone() });
        self.used.len() - 1
    }

    fn list(&mut self, elements: &[IdedExpr], id: u64) -> Typed {
        let token = self.token_at(self.token(id));
        let mut kind = Type::Unknown;
        let mut items: Vec<Typed> = Vec::with_capacity(elements.len());
        for element in elements {
            let item = self.expression(element);
            if let Some(both) = joined(&kind, &item.kind) {
                kind = both;
            } else {
                let (snippet, own, first) = (self.snippet(item.place()), item.kind.described(), kind.described());
                self.report(item.place(), format!("`{snippet}` is {own} in a list whose first item is {first}"), None);
            }
            items.push(item);
        }
        let nodes = items.into_iter().map(|item| item.node).collect();
        Typed::new(Node::List(nodes), Type::List(Box::new(kind)), (token.start, token.closed))
    }

    /// Reports a literal that is none of the words of an enum it is held against.
    pub(super) fn word(&mut self, node: &Node, words: &[String], place: (usize, usize)) {
        let Node::Literal(Value::Text(text)) = node else { return };
        if words.iter().any(|word| word == text) {
            return;
        }
        let near = nearest(text, words.iter().map(String::as_str));
        let help = near.map_or_else(|| format!("the values are {}", listed(words)), |near| format!("did you mean `{near}`?"));
        self.report(place, format!("{} is not one of the values", quoted(text)), Some(help));
    }
}

/// The type of which both are values, if there is one: the items of one list.
pub(super) fn joined(left: &Type, right: &Type) -> Option<Type> {
    match (left, right) {
        (Type::Unknown, other) | (other, Type::Unknown) => Some(other.clone()),
        (Type::Int | Type::Decimal, Type::Int | Type::Decimal) => Some(if left == right { left.clone() } else { Type::Decimal }),
        (Type::List(_), _) | (_, Type::List(_)) => None,
        (left, right) if left == right => Some(left.clone()),
        (left, right) if left.is_text() && right.is_text() => Some(Type::Text),
        _ => None,
    }
}
