//! Test paths as a Rust test file.

use std::collections::BTreeSet;

use super::{Expected, ExpectedReason, Given, PathKind, ReasonKind, TestPath, TestPaths, TestStep};
use crate::expr::Value;

/// Where a test file loads its lifecycle from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathSource {
    /// The catalog of what is shipped, with these folders beside it.
    Catalog {
        /// The folders.
        folders: Vec<String>,
    },
    /// A file; what it extends and points to comes from the catalog.
    File {
        /// The folders beside the catalog.
        folders: Vec<String>,
        /// The folder of the file; empty for the one that the tests run in.
        folder: String,
        /// The name of the file.
        name: String,
    },
}

/// Columns of a line, where it can be broken.
const WIDTH: usize = 120;

impl TestPaths {
    /// A whole Rust test file, one test a path; `command` is how it is made anew. It compiles against this crate alone, with
    /// the feature `expr` where the lifecycle has guards.
    #[must_use]
    pub fn rust(&self, source: &PathSource, command: &str) -> String {
        let mut text = head(self, command);
        text += &imports(self, source);
        text += &loading(self, source, command);
        text += &helpers(self);
        let mut names = BTreeSet::new();
        for path in &self.paths {
            text += &test(path, &name(&path.name, &mut names));
        }
        text
    }

    fn steps(&self) -> impl Iterator<Item = &TestStep> {
        self.paths.iter().flat_map(|path| &path.steps)
    }

    fn has(&self, wanted: impl Fn(&Expected) -> bool) -> bool {
        self.steps().any(|step| wanted(&step.expected))
    }
}

fn head(paths: &TestPaths, command: &str) -> String {
    let covered = &paths.covered;
    let mut text = format!("//! Test paths of `{}`, made by `{}`.\n//!\n", paths.lifecycle, one_line(command));
    text += &format!(
        "//! {} of {} states, {} of {} transitions, {} refusals.\n",
        covered.states, covered.all_states, covered.transitions, covered.all_transitions, covered.refusals
    );
    for left in &paths.not_covered {
        text += &format!("//! Not covered: {}\n", one_line(&left.to_string()));
    }
    text + "#![allow(missing_docs, clippy::expect_used, clippy::panic, clippy::too_many_lines, reason = \"a test fails by panicking\")]\n\n"
}

fn imports(paths: &TestPaths, source: &PathSource) -> String {
    let mut names = Vec::new();
    if paths.steps().next().is_some() {
        names.extend(["Context", "Instance"]);
    }
    names.push("Lifecycle");
    if paths.has(|expected| !matches!(expected, Expected::Taken { .. })) {
        names.push("Reason");
    }
    let names = if let [one] = names.as_slice() { (*one).to_owned() } else { format!("{{{}}}", names.join(", ")) };
    let mut text = format!("use itsm::{{\n    catalog::Catalog,\n    lifecycle::{names},\n");
    if matches!(source, PathSource::File { .. }) {
        text += "    source::{Folder, Source as _},\n";
    }
    text + "};\n\n"
}

fn loading(paths: &TestPaths, source: &PathSource, command: &str) -> String {
    let mut catalog = "Catalog::builtin()".to_owned();
    let (PathSource::Catalog { folders } | PathSource::File { folders, .. }) = source;
    for folder in folders {
        catalog += &format!(".with_folder({folder:?}).expect(\"the folder can be read\")");
    }
    let mut text = "fn lifecycle() -> Lifecycle {\n".to_owned();
    match source {
        PathSource::Catalog { .. } => text += &format!("    {catalog}.lifecycle({:?}).expect(\"it loads\")\n", paths.lifecycle),
        PathSource::File { folder, name, .. } => {
            text += &format!("    let file = Folder::new({folder:?}).read({name:?}).expect(\"the file can be read\");\n");
            text += &format!("    {catalog}.load_lifecycle_file(&file).expect(\"it loads\").remove(0)\n");
        }
    }
    let message = format!("the definition has changed; make the paths anew: {}", one_line(command));
    let message = message.replace('{', "{{").replace('}', "}}");
    text + &format!(
        "}}\n\n#[test]\nfn the_paths_are_those_of_this_definition() {{\n    let made_of = {:?};\n    assert_eq!(lifecycle().hash(), made_of, {message:?});\n}}\n",
        paths.hash
    )
}

const TAKEN: &str = r#"
/// The event happens, and nothing speaks against it.
fn taken(record: &mut Instance, event: &str, context: &Context, to: &str) {
    let id = record.lifecycle().event(event).expect("an event of the lifecycle");
    let applied = record.apply(id, context).unwrap_or_else(|refusal| panic!("{refusal}"));
    assert!(applied.irregular.is_empty(), "{event}: {:?}", applied.irregular);
    assert_eq!(record.state().id(), to, "after `{event}`");
}
"#;

const REFUSED: &str = r#"
/// The event is refused for these reasons, and the record stays as it is.
fn refused(record: &mut Instance, event: &str, context: &Context, reasons: &[Reason]) {
    let id = record.lifecycle().event(event).expect("an event of the lifecycle");
    let before = record.snapshot();
    let refusal = record.apply(id, context).expect_err(event);
    assert_eq!(refusal.reasons().cloned().collect::<Vec<_>>(), reasons, "{event}");
    assert_eq!(record.snapshot(), before, "after `{event}`");
}
"#;

const IRREGULAR: &str = r#"
/// The event happens, and what speaks against it is noted.
fn irregular(record: &mut Instance, event: &str, context: &Context, to: &str, reasons: &[Reason]) {
    let id = record.lifecycle().event(event).expect("an event of the lifecycle");
    let applied = record.apply(id, context).unwrap_or_else(|refusal| panic!("{refusal}"));
    assert_eq!(applied.irregular, reasons, "{event}");
    assert_eq!(record.state().id(), to, "after `{event}`");
}
"#;

fn helpers(paths: &TestPaths) -> String {
    let mut text = String::new();
    if paths.has(|expected| matches!(expected, Expected::Taken { .. })) {
        text += TAKEN;
    }
    if paths.has(|expected| matches!(expected, Expected::Refused { .. })) {
        text += REFUSED;
    }
    if paths.has(|expected| matches!(expected, Expected::Irregular { .. })) {
        text += IRREGULAR;
    }
    text
}

/// The name of a test function; numbered where letters that names cannot have make two the same.
fn name(text: &str, taken: &mut BTreeSet<String>) -> String {
    let plain: String = text.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '_' }).collect();
    let mut name = plain.clone();
    let mut number = 2;
    while !taken.insert(name.clone()) {
        name = format!("{plain}_{number}");
        number += 1;
    }
    name
}

fn test(path: &TestPath, name: &str) -> String {
    let mut text = format!("\n#[test]\nfn {name}() {{\n    let mut record = lifecycle().begin();\n");
    let mut rest = path.steps.as_slice();
    while let Some((step, after)) = rest.split_first() {
        let like = rest.iter().take_while(|other| is_plain_refusal(other)).count();
        if like > 1 && path.kind == PathKind::Refusals {
            let (together, after) = rest.split_at(like);
            text += &refusals_together(together);
            rest = after;
        } else {
            text += &one(step);
            rest = after;
        }
    }
    text + "}\n"
}

/// An event that is refused whatever is given.
fn is_plain_refusal(step: &TestStep) -> bool {
    let is_plain = |reasons: &[ExpectedReason]| matches!(reasons, [reason] if reason.kind == ReasonKind::NoTransition);
    step.given.is_empty() && matches!(&step.expected, Expected::Refused { reasons } if is_plain(reasons))
}

fn refusals_together(steps: &[TestStep]) -> String {
    let events: Vec<String> = steps.iter().map(|step| format!("{:?}", step.event)).collect();
    let mut lines = vec![String::new()];
    for event in events {
        match lines.last_mut() {
            Some(line) if line.len() + event.len() + 10 < WIDTH => line.push_str(&format!("{}{event},", if line.is_empty() { "" } else { " " })),
            _ => lines.push(format!("{event},")),
        }
    }
    let listed = match lines.as_slice() {
        [line] => format!("[{}]", line.trim_end_matches(',')),
        lines => lines.iter().fold("[\n".to_owned(), |text, line| text + "        " + line + "\n") + "    ]",
    };
    format!("    for event in {listed} {{\n        refused(&mut record, event, &Context::new(), &[Reason::NoTransition]);\n    }}\n")
}

fn one(step: &TestStep) -> String {
    let event = &step.event;
    let (before, context) = context(&step.given);
    let call = match &step.expected {
        Expected::Taken { to } => format!("taken(&mut record, {event:?}, {context}, {to:?});"),
        Expected::Refused { reasons } => format!("refused(&mut record, {event:?}, {context}, &[{}]);", written(reasons)),
        Expected::Irregular { to, reasons } => format!("irregular(&mut record, {event:?}, {context}, {to:?}, &[{}]);", written(reasons)),
    };
    format!("{before}    {call}\n")
}

/// The line that makes a context, where one is needed, and how the call names it.
fn context(given: &Given) -> (String, &'static str) {
    let mut calls = Vec::new();
    calls.extend(given.actor.iter().map(|actor| format!(".with_actor({actor:?})")));
    calls.extend(given.roles.iter().map(|role| format!(".with_role({role:?})")));
    calls.extend(given.fields.iter().map(|(name, value)| format!(".with_field({name:?}, {})", literal(value))));
    calls.extend(given.votes.iter().map(|vote| format!(".with_vote({:?}, {:?}, {})", vote.voter, vote.role, vote.yes)));
    calls.extend(given.electorate.iter().map(|people| format!(".with_electorate({people})")));
    calls.extend(given.at.iter().map(|at| format!(".at(\"{at}\".parse().expect(\"an instant\"))")));
    if calls.is_empty() {
        return (String::new(), "&Context::new()");
    }
    let line = format!("    let given = Context::new(){};\n", calls.concat());
    let broken = || format!("    let given = Context::new()\n        {};\n", calls.join("\n        "));
    (if line.chars().count() > WIDTH { broken() } else { line }, "&given")
}

/// A value that a field takes; what has no literal is a text, which fields read.
fn literal(value: &Value) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => format!("{value}_i64"),
        Value::List(items) if items.is_empty() => "Vec::<String>::new()".to_owned(),
        Value::List(items) => format!("vec![{}]", items.iter().map(literal).collect::<Vec<_>>().join(", ")),
        other => format!("{:?}", other.to_string()),
    }
}

fn written(reasons: &[ExpectedReason]) -> String {
    reasons.iter().map(reason).collect::<Vec<_>>().join(", ")
}

fn reason(reason: &ExpectedReason) -> String {
    let about = |place: usize| format!("{:?}.to_owned()", reason.about.get(place).map_or("", String::as_str));
    match reason.kind {
        ReasonKind::NoTransition => "Reason::NoTransition".to_owned(),
        ReasonKind::Sequence => format!(
            "Reason::Sequence {{ expected: {}, actual: {} }}",
            reason.about.first().map_or("0", String::as_str),
            reason.about.get(1).map_or("0", String::as_str)
        ),
        ReasonKind::Role => {
            let roles: Vec<String> = (0..reason.about.len()).map(about).collect();
            format!("Reason::Role(vec![{}])", roles.join(", "))
        }
        ReasonKind::Field => format!("Reason::Field({})", about(0)),
        ReasonKind::Guard => format!("Reason::Guard({})", about(0)),
        ReasonKind::GuardUnknown => format!("Reason::GuardUnknown {{ guard: {}, why: {} }}", about(0), about(1)),
        ReasonKind::Undecided => format!("Reason::Undecided({})", about(0)),
        ReasonKind::DecidedOtherwise => format!("Reason::DecidedOtherwise({})", about(0)),
        ReasonKind::SamePerson => format!("Reason::SamePerson {{ actor: {}, event: {} }}", about(0), about(1)),
        ReasonKind::NoActor => "Reason::NoActor".to_owned(),
        ReasonKind::Ambiguous => format!("Reason::Ambiguous({})", reason.about.first().map_or("0", String::as_str)),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
