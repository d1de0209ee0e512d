//! From a lifecycle to the listing that [`typed_lifecycle!`](crate::typed_lifecycle) turns into types.

use std::fmt::{self, Write as _};

use indexmap::IndexMap;

use super::{
    SourceText,
    rust_name::{method_name, type_name},
};
use crate::lifecycle::{Asks, EventId, Lifecycle, State, StateId, definition::StateKind};

/// The widest line, as in `rustfmt.toml`.
const WIDTH: usize = 150;

/// What generated code must know of the place where it will stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The path to this library, `itsm`.
    pub library: String,
    /// How to make the file anew: a command.
    pub command: String,
    /// Where the texts of the definition come from: its own first, then those that it extends.
    pub sources: Vec<SourceText>,
}

/// Why no types can be generated; everything that stands in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GenerateError {
    lifecycle: String,
    problems: Vec<String>,
}

impl GenerateError {
    /// What stands in the way.
    #[must_use]
    pub fn problems(&self) -> &[String] {
        &self.problems
    }
}

impl fmt::Display for GenerateError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}` cannot be typed: {}", self.lifecycle, self.problems.join("; "))
    }
}

impl std::error::Error for GenerateError {}

/// The name of the module that a lifecycle or framework gets, `change_emergency` for `change.emergency`.
#[must_use]
pub fn module_name(id: &str) -> String {
    method_name(id, "lifecycle_").unwrap_or_else(|| "lifecycle".to_owned())
}

/// The Rust file with the types of a lifecycle. Linear in its transitions.
///
/// # Errors
/// When it has no events, or ids that give no name in Rust or the same one.
pub fn generate(lifecycle: &Lifecycle, destination: &Destination) -> Result<String, GenerateError> {
    let listing = Listing::new(lifecycle)?;
    let mut text = String::new();
    header(&mut text, lifecycle, destination);
    let _ = writeln!(text, "{}::typed_lifecycle! {{", destination.library);
    document(&mut text, 1, [lifecycle.title(), lifecycle.summary().unwrap_or_default()]);
    let _ = writeln!(text, "    {} = {} {{", listing.machine, literal(lifecycle.id()));
    let _ = writeln!(text, "        hash: {},", literal(lifecycle.hash()));
    text.push_str("        sources: [\n");
    for SourceText { reference, expression } in &destination.sources {
        let _ = writeln!(text, "            {} = {expression},", literal(reference));
    }
    text.push_str("        ],\n    }\n");
    listing.events(&mut text);
    listing.states(&mut text);
    if !lifecycle.is_enforced() {
        text.push_str("    typestate: \"none: nothing is enforced, so a type could not say the state\",\n");
    }
    text.push_str("}\n");
    Ok(text)
}

fn header(text: &mut String, lifecycle: &Lifecycle, destination: &Destination) {
    let _ = writeln!(text, "//! The types of `{}`, generated from its definition. Not to be edited; make them anew with", lifecycle.reference());
    let _ = writeln!(text, "//! `{}`.\n", destination.command);
}

/// The names of a lifecycle in Rust.
struct Listing<'lifecycle> {
    lifecycle: &'lifecycle Lifecycle,
    machine: String,
    states: Vec<String>,
    events: Vec<String>,
    methods: Vec<String>,
}

impl<'lifecycle> Listing<'lifecycle> {
    fn new(lifecycle: &'lifecycle Lifecycle) -> Result<Self, GenerateError> {
        let mut problems = Vec::new();
        let states = || lifecycle.states().map(|(_, state)| state.id());
        let events = || lifecycle.events().map(|(_, event)| event.id());
        if lifecycle.events().len() == 0 {
            problems.push("it has no events".to_owned());
        }
        let machine = named([lifecycle.id()].into_iter(), "lifecycle", |id| type_name(id, "Lifecycle"), &mut problems);
        let mut listing = Self {
            lifecycle,
            machine: machine.into_iter().next().unwrap_or_default(),
            states: named(states(), "state", |id| type_name(id, "State"), &mut problems),
            events: named(events(), "event", |id| type_name(id, "Event"), &mut problems),
            methods: named(events(), "event", |id| method_name(id, "on_"), &mut problems),
        };
        // The names that every module has.
        if matches!(listing.machine.as_str(), "State" | "Event" | "Definition") {
            listing.machine.push_str("Machine");
        }
        problems.dedup();
        if problems.is_empty() { Ok(listing) } else { Err(GenerateError { lifecycle: lifecycle.reference(), problems }) }
    }

    fn events(&self, text: &mut String) {
        text.push_str("    events {\n");
        let width = widest(&self.events);
        for ((_, event), name) in self.lifecycle.events().zip(&self.events) {
            document(text, 2, [event.title()]);
            let _ = writeln!(text, "        {name:width$} = {},", literal(event.id()));
        }
        text.push_str("    }\n");
    }

    fn states(&self, text: &mut String) {
        text.push_str("    states {\n");
        for ((id, state), name) in self.lifecycle.states().zip(&self.states) {
            document(text, 2, [state.title()]);
            let head = format!("        {name} = {}, {} {{", literal(state.id()), kind(state));
            let ways = self.ways(id, name);
            if ways.is_empty() {
                let _ = writeln!(text, "{head}}}");
                continue;
            }
            let _ = writeln!(text, "{head}");
            let methods = ways.iter().map(|way| way.method.len()).max().unwrap_or(0) + 1;
            let events = ways.iter().map(|way| way.event.len()).max().unwrap_or(0);
            for Way { method, event, target, asks } in &ways {
                let line = format!("            {:methods$} {event:events$} => {target}", format!("{method}:"));
                let _ = match asks {
                    None => writeln!(text, "{line},"),
                    Some(asks) if line.chars().count() + asks.chars().count() + 5 <= WIDTH => writeln!(text, "{line} if {asks},"),
                    Some(asks) => writeln!(text, "{line}\n                if {asks},"),
                };
            }
            text.push_str("        }\n");
        }
        text.push_str("    }\n");
    }

    /// What can happen in a state, in the order of the events.
    fn ways(&self, state: StateId, state_name: &str) -> Vec<Way<'_>> {
        let events = self.lifecycle.events().zip(&self.events).zip(&self.methods);
        events.filter_map(|(((id, _), event), method)| self.way(state, state_name, id, event, method)).collect()
    }

    fn way<'way>(&'way self, state: StateId, state_name: &str, id: EventId, event: &'way str, method: &'way str) -> Option<Way<'way>> {
        let transitions: Vec<_> = self.lifecycle.table().transitions(state, id).filter_map(|id| self.lifecycle.get_transition(id)).collect();
        let mut targets: Vec<&str> = Vec::new();
        for transition in &transitions {
            let target = self.states.get(transition.to().place())?.as_str();
            if !targets.contains(&target) {
                targets.push(target);
            }
        }
        let mut asks: Vec<String> = Vec::new();
        for asked in transitions.iter().map(|transition| asked(&self.lifecycle.asks(transition))) {
            if !asks.contains(&asked) {
                asks.push(asked);
            }
        }
        let plain = targets.len() == 1 && asks.iter().all(String::is_empty);
        let outcome = if targets.len() > 1 { format!(" as {}", self.outcome(state_name, event)) } else { String::new() };
        let told: Vec<&str> = asks.iter().map(|asks| if asks.is_empty() { "nothing" } else { asks }).collect();
        (!targets.is_empty()).then(|| Way {
            method,
            event,
            target: targets.join(" | ") + &outcome,
            asks: (!plain).then(|| literal(&one_line(&told.join("; or for ")))),
        })
    }

    /// The name of the enum of the states that an event can lead to.
    fn outcome(&self, state: &str, event: &str) -> String {
        let mut name = format!("{state}{event}");
        while self.states.contains(&name) {
            name.push_str("Outcome");
        }
        name
    }
}

/// An event of a state.
struct Way<'listing> {
    method: &'listing str,
    event: &'listing str,
    target: String,
    /// A Rust literal.
    asks: Option<String>,
}

/// Names for ids; what has none, and what has the same as another, is a problem.
fn named<'id>(ids: impl Iterator<Item = &'id str>, what: &str, name: impl Fn(&str) -> Option<String>, problems: &mut Vec<String>) -> Vec<String> {
    let mut known: IndexMap<String, &str> = IndexMap::new();
    for id in ids {
        let Some(name) = name(id) else {
            problems.push(format!("the {what} `{id}` gives no name in Rust; give it an id with a letter"));
            continue;
        };
        if let Some(first) = known.get(&name) {
            problems.push(format!("the {what}s `{first}` and `{id}` are both `{name}` in Rust; give one of them another id"));
        } else {
            known.insert(name, id);
        }
    }
    known.into_keys().collect()
}

/// What is asked for, in words; empty for nothing.
fn asked(asks: &Asks<'_>) -> String {
    let list = |names: &[&str], between: &str| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(between);
    let mut parts = Vec::new();
    if !asks.roles.is_empty() {
        parts.push(format!("the role {}", list(&asks.roles, " or ")));
    }
    if let [one] = asks.fields.as_slice() {
        parts.push(format!("the field `{one}`"));
    } else if !asks.fields.is_empty() {
        parts.push(format!("the fields {}", list(&asks.fields, ", ")));
    }
    parts.extend(asks.guard.map(|guard| format!("`{guard}`")));
    parts.extend(asks.approval.map(|(approval, given)| format!("the {} of `{approval}`", if given { "approval" } else { "refusal" })));
    if !asks.another_than.is_empty() {
        parts.push(format!("another person than did {}", list(&asks.another_than, " or ")));
    }
    if asks.remembers {
        parts.push("the actor, who is remembered".to_owned());
    }
    parts.join("; ")
}

/// The variant of a state's kind.
fn kind(state: &State) -> &'static str {
    match state.kind() {
        StateKind::Initial => "Initial",
        StateKind::Open => "Open",
        StateKind::Waiting => "Waiting",
        StateKind::Resolved => "Resolved",
        StateKind::Terminal => "Terminal",
    }
}

/// A text as a Rust literal.
fn literal(text: &str) -> String {
    format!("{text:?}")
}

/// Guards may be written over several lines.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn widest(names: &[String]) -> usize {
    names.iter().map(|name| name.chars().count()).max().unwrap_or(0)
}

/// Paragraphs as documentation, wrapped.
fn document<'text>(text: &mut String, depth: usize, paragraphs: impl IntoIterator<Item = &'text str>) {
    let indent = "    ".repeat(depth);
    for (place, paragraph) in paragraphs.into_iter().filter(|paragraph| !paragraph.trim().is_empty()).enumerate() {
        if place > 0 {
            let _ = writeln!(text, "{indent}///");
        }
        let mut line = String::new();
        for word in escaped(paragraph).split_whitespace() {
            if !line.is_empty() && indent.len() + line.chars().count() + word.chars().count() + 5 > 120 {
                let _ = writeln!(text, "{indent}///{line}");
                line.clear();
            }
            line.push(' ');
            line.push_str(word);
        }
        let _ = writeln!(text, "{indent}///{line}");
    }
}

/// A text without what Markdown would take for a link or a tag.
fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut escaped, character| {
        if matches!(character, '[' | ']' | '<' | '>') {
            escaped.push('\\');
        }
        escaped.push(character);
        escaped
    })
}
