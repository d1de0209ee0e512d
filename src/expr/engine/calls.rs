//! The functions and the types that they take.

use cel::common::ast::{CallExpr, Expr, IdedExpr};
use regex_lite::RegexBuilder;

use super::{
    super::{FieldType, Value},
    check::{Checker, Type, Typed},
    tree::{Node, Part, Pattern},
};
use crate::diagnostic::nearest;

/// Functions written before their arguments, with how they are called.
const FUNCTIONS: [(&str, &str); 6] = [
    ("has", "has(field)"),
    ("size", "size(value)"),
    ("now", "now()"),
    ("instant", "instant('2026-01-31T09:00:00Z')"),
    ("duration", "duration('PT8H')"),
    ("business_elapsed", "business_elapsed('calendar', from, to)"),
];
/// Functions written behind a value, with how they are called.
const METHODS: [(&str, &str); 7] = [
    ("size", "value.size()"),
    ("contains", "text.contains(part)"),
    ("startsWith", "text.startsWith(part)"),
    ("endsWith", "text.endsWith(part)"),
    ("matches", "text.matches('pattern')"),
    ("all", "list.all(item, condition)"),
    ("exists", "list.exists(item, condition)"),
];
/// Bytes that a compiled pattern may take.
const PATTERN_SIZE: usize = 64 * 1024;
/// Groups inside each other in a pattern.
const PATTERN_DEPTH: u32 = 32;

type Place = (usize, usize);

impl Checker<'_> {
    pub(super) fn call(&mut self, call: &CallExpr, id: u64) -> Typed {
        let index = self.token(id);
        let closed = self.token_at(index).closed;
        let name = self.token_at(index.and_then(|index| index.checked_sub(1)));
        let name = (name.start, name.end);
        match call.target.as_deref() {
            None => self.function(&call.func_name, &call.args, name, (name.0, closed)),
            Some(target) => self.method(target, &call.func_name, &call.args, name, closed),
        }
    }

    fn function(&mut self, function: &str, arguments: &[IdedExpr], name: Place, place: Place) -> Typed {
        match (function, arguments) {
            ("has", [field]) => self.filled(field, place),
            ("size", [value]) => {
                let value = self.expression(value);
                self.size(value, place)
            }
            ("now", []) => Typed::new(Node::Now, Type::Instant, place),
            ("instant", [text]) => self.written(text, FieldType::Instant, Type::Instant, place),
            ("duration", [text]) => self.written(text, FieldType::Duration, Type::Duration, place),
            ("business_elapsed", [calendar, from, to]) => self.elapsed(calendar, from, to, place),
            _ => self.unknown_function(function, false, name, place),
        }
    }

    fn method(&mut self, target: &IdedExpr, method: &str, arguments: &[IdedExpr], name: Place, closed: usize) -> Typed {
        let target = self.expression(target);
        let place = (target.start, closed);
        match (method, arguments) {
            ("size", []) => self.size(target, place),
            ("contains", [part]) => self.part(Part::Contains, target, part, name, place),
            ("startsWith", [part]) => self.part(Part::StartsWith, target, part, name, place),
            ("endsWith", [part]) => self.part(Part::EndsWith, target, part, name, place),
            ("matches", [pattern]) => self.matches(target, pattern, place),
            ("all" | "exists", [variable, body]) => self.each(method == "all", target, variable, body, place),
            _ => self.unknown_function(method, true, name, place),
        }
    }

    /// A name that is no function, or one with the wrong number of arguments or on the wrong side of the point.
    fn unknown_function(&mut self, function: &str, is_method: bool, name: Place, place: Place) -> Typed {
        let (own, other) = if is_method { (&METHODS[..], &FUNCTIONS[..]) } else { (&FUNCTIONS[..], &METHODS[..]) };
        let form = |table: &[(&str, &'static str)]| table.iter().find(|(known, _)| *known == function).map(|(_, form)| *form);
        if let Some(form) = form(own).or_else(|| form(other)) {
            self.report(place, format!("`{function}` is not called like this"), Some(format!("write `{form}`")));
        } else {
            let names = own.iter().chain(other).map(|(name, _)| *name);
            let help = nearest(function, names.clone()).map_or_else(
                || {
                    format!(
                        "the functions are {}",
                        names.map(|name| format!("`{name}`")).collect::<std::collections::BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(", ")
                    )
                },
                |near| format!("did you mean `{near}`?"),
            );
            self.report(name, format!("there is no function `{function}`"), Some(help));
        }
        Typed::unknown(place)
    }

    fn filled(&mut self, field: &IdedExpr, place: Place) -> Typed {
        let own = self.own_place(field.id);
        let fields = self.fields;
        match &field.expr {
            Expr::Ident(name) => match fields.get(name) {
                Some(declared) => return Typed::new(Node::Filled(self.use_field(name, declared)), Type::Bool, place),
                None => self.unknown_field(name, own),
            },
            _ => self.report(place, "`has` asks whether a field is filled, and takes its name".to_owned(), Some("write `has(field)`".to_owned())),
        }
        Typed::unknown(place)
    }

    fn size(&mut self, value: Typed, place: Place) -> Typed {
        if !value.kind.is_text() && !matches!(value.kind, Type::List(_)) {
            let message = format!("`{}` is {}, and `size` takes a string or a list", self.snippet(value.place()), value.kind.described());
            self.report(value.place(), message, None);
        }
        Typed::new(Node::Size(Box::new(value.node)), Type::Int, place)
    }

    /// A literal text, which some functions need so that they can be checked before they run.
    fn text(&mut self, expression: &IdedExpr, wanted: &str) -> Option<(String, Place)> {
        let typed = self.expression(expression);
        match typed.node {
            Node::Literal(Value::Text(text)) => Some((text, (typed.start, typed.end))),
            _ if typed.kind == Type::Unknown => None,
            _ => {
                self.report((typed.start, typed.end), format!("`{}` must be {wanted} in quotes", self.snippet((typed.start, typed.end))), None);
                None
            }
        }
    }

    /// `instant('…')`, `duration('…')`.
    fn written(&mut self, text: &IdedExpr, field: FieldType, kind: Type, place: Place) -> Typed {
        let Some((text, own)) = self.text(text, field.described()) else { return Typed::new(Node::Literal(Value::Null), kind, place) };
        match Value::parse(&text, field) {
            Ok(value) => Typed::new(Node::Literal(value), kind, place),
            Err(error) => {
                self.report(own, format!("{} is not {}", error.found, error.expected), error.help);
                Typed::new(Node::Literal(Value::Null), kind, place)
            }
        }
    }

    fn elapsed(&mut self, calendar: &IdedExpr, from: &IdedExpr, to: &IdedExpr, place: Place) -> Typed {
        let calendar = self.text(calendar, "the name of a calendar").map_or_else(String::new, |(name, _)| name);
        let (from, to) = (self.expression(from), self.expression(to));
        for operand in [&from, &to] {
            if !matches!(operand.kind, Type::Instant | Type::Unknown) {
                let message = format!(
                    "`{}` is {}, and business time runs from one instant to another",
                    self.snippet(operand.place()),
                    operand.kind.described()
                );
                self.report(operand.place(), message, None);
            }
        }
        let index = self.calendars.iter().position(|known| *known == calendar).unwrap_or_else(|| {
            self.calendars.push(calendar);
            self.calendars.len() - 1
        });
        Typed::new(Node::Elapsed(index, Box::new([from.node, to.node])), Type::Duration, place)
    }

    /// Reports a value that is not a text.
    fn wants_text(&mut self, value: &Typed, function: &str) {
        if !value.kind.is_text() {
            let message = format!("`{}` is {}, and `{function}` takes strings", self.snippet(value.place()), value.kind.described());
            self.report(value.place(), message, None);
        }
    }

    fn part(&mut self, part: Part, whole: Typed, piece: &IdedExpr, name: Place, place: Place) -> Typed {
        let piece = self.expression(piece);
        let function = self.snippet(name);
        if matches!(whole.kind, Type::List(_)) && part == Part::Contains {
            let help = format!("did you mean `{} in {}`?", self.snippet(piece.place()), self.snippet(whole.place()));
            self.report(whole.place(), format!("`{}` is a list, and `contains` takes strings", self.snippet(whole.place())), Some(help));
        } else {
            self.wants_text(&whole, &function);
        }
        self.wants_text(&piece, &function);
        Typed::new(Node::Part(part, Box::new([whole.node, piece.node])), Type::Bool, place)
    }

    fn matches(&mut self, whole: Typed, pattern: &IdedExpr, place: Place) -> Typed {
        self.wants_text(&whole, "matches");
        let Some((pattern, own)) = self.text(pattern, "a pattern") else { return Typed::unknown(place) };
        match RegexBuilder::new(&pattern).size_limit(PATTERN_SIZE).nest_limit(PATTERN_DEPTH).build() {
            Ok(regex) => Typed::new(Node::Matches(Box::new(whole.node), Pattern(regex)), Type::Bool, place),
            Err(error) => {
                let help = "patterns are regular expressions; write them as r'…', so that back slashes stand for themselves".to_owned();
                self.report(own, format!("the pattern cannot be read: {error}"), Some(help));
                Typed::unknown(place)
            }
        }
    }

    fn each(&mut self, all: bool, list: Typed, variable: &IdedExpr, body: &IdedExpr, place: Place) -> Typed {
        let function = if all { "all" } else { "exists" };
        let item = match list.kind.clone() {
            Type::List(item) => *item,
            Type::Unknown => Type::Unknown,
            other => {
                self.report(list.place(), format!("`{}` is {}, and `{function}` takes a list", self.snippet(list.place()), other.described()), None);
                Type::Unknown
            }
        };
        let own = self.own_place(variable.id);
        let name = match &variable.expr {
            Expr::Ident(name) if !name.starts_with('.') => name.clone(),
            _ => {
                self.report(own, format!("`{function}` gives every item a name"), Some(format!("write `list.{function}(item, condition)`")));
                String::new()
            }
        };
        if self.fields.get(&name).is_some() || self.variables.iter().any(|(known, _)| *known == name) {
            self.report(own, format!("`{name}` has a meaning already"), Some("take another name for the item".to_owned()));
        }
        self.variables.push((name, item));
        let body = self.expression(body);
        self.variables.pop();
        if !matches!(body.kind, Type::Bool | Type::Unknown) {
            let message = format!("`{}` is {}, and `{function}` takes a condition", self.snippet(body.place()), body.kind.described());
            self.report(body.place(), message, None);
        }
        Typed::new(Node::Loop { all, parts: Box::new([list.node, body.node]) }, Type::Bool, place)
    }
}
