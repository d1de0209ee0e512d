//! A tree held against the JSON Schema of its Rust type: every unknown key, wrong type and missing field at once.
//!
//! The schema is the one that `schemars` makes of the type that the file is decoded into, so the format is defined once.
//! Only the keywords that our types give rise to are read; a test fails when a schema uses another one.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use schemars::JsonSchema;
use serde_json::{Map, Value as Json};

use super::{Document, Node, Position, Value};
use crate::{
    diagnostic::{Code, Diagnostic, Findings, nearest},
    source::FileText,
};

/// A compiled schema.
#[derive(Clone, Debug)]
pub struct Shape {
    rules: Vec<Rule>,
    root: usize,
}

#[derive(Clone, Debug, Default)]
struct Rule {
    /// Words that are allowed, when the vocabulary is closed.
    words: Vec<String>,
    /// JSON types that are allowed; empty means any.
    types: Vec<Type>,
    properties: HashMap<String, usize>,
    required: Vec<String>,
    /// What unknown keys hold: nothing is allowed, or a rule.
    others: Others,
    items: Option<usize>,
    /// Rules of which one must fit (an optional value: null or the rule).
    any_of: Vec<usize>,
    same_as: Option<usize>,
    /// What one item is called in messages.
    about: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Others {
    #[default]
    Allowed,
    Refused,
    Fit(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Type {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

impl Shape {
    /// The shape of a type.
    #[must_use]
    pub fn of<T: JsonSchema>() -> Self {
        Self::from_schema(schemars::schema_for!(T).as_value())
    }

    fn from_schema(schema: &Json) -> Self {
        let mut compiler = Compiler { rules: Vec::new(), named: HashMap::new(), definitions: schema.get("$defs").and_then(Json::as_object) };
        let root = compiler.compile(schema);
        Self { rules: compiler.rules, root }
    }

    fn rule(&self, index: usize) -> Option<&Rule> {
        let mut rule = self.rules.get(index)?;
        // INVARIANT: references never form a loop without a property or item between, so this ends.
        while let Some(next) = rule.same_as {
            rule = self.rules.get(next)?;
        }
        Some(rule)
    }
}

struct Compiler<'schema> {
    rules: Vec<Rule>,
    named: HashMap<String, usize>,
    definitions: Option<&'schema Map<String, Json>>,
}

impl Compiler<'_> {
    fn compile(&mut self, schema: &Json) -> usize {
        let index = self.rules.len();
        self.rules.push(Rule::default());
        let rule = self.read(schema);
        if let Some(place) = self.rules.get_mut(index) {
            *place = rule;
        }
        index
    }

    fn read(&mut self, schema: &Json) -> Rule {
        let mut rule = Rule::default();
        let Some(schema) = schema.as_object() else { return rule };
        if let Some(name) = schema.get("$ref").and_then(Json::as_str).and_then(|path| path.strip_prefix("#/$defs/")) {
            rule.same_as = Some(self.definition(name));
            return rule;
        }
        rule.types = match schema.get("type") {
            Some(Json::String(name)) => json_type(name).into_iter().collect(),
            Some(Json::Array(names)) => names.iter().filter_map(Json::as_str).filter_map(json_type).collect(),
            _ => Vec::new(),
        };
        rule.words = words(schema);
        rule.about = schema.get("x-itsm-item").and_then(Json::as_str).map(str::to_owned);
        if let Some(properties) = schema.get("properties").and_then(Json::as_object) {
            for (name, property) in properties {
                let index = self.compile(property);
                rule.properties.insert(name.clone(), index);
            }
        }
        rule.required = strings(schema.get("required"));
        rule.others = match schema.get("additionalProperties") {
            Some(Json::Bool(false)) => Others::Refused,
            Some(other @ Json::Object(_)) => Others::Fit(self.compile(other)),
            _ => Others::Allowed,
        };
        rule.items = schema.get("items").map(|items| self.compile(items));
        for keyword in ["anyOf", "oneOf"] {
            if let Some(choices) = schema.get(keyword).and_then(Json::as_array).filter(|_| rule.words.is_empty()) {
                for choice in choices {
                    let index = self.compile(choice);
                    rule.any_of.push(index);
                }
            }
        }
        rule
    }

    fn definition(&mut self, name: &str) -> usize {
        if let Some(index) = self.named.get(name) {
            return *index;
        }
        let index = self.rules.len();
        self.named.insert(name.to_owned(), index);
        self.rules.push(Rule::default());
        if let Some(schema) = self.definitions.and_then(|definitions| definitions.get(name)) {
            let rule = self.read(schema);
            if let Some(place) = self.rules.get_mut(index) {
                *place = rule;
            }
        }
        index
    }
}

/// The words of a closed vocabulary, written as `enum`, `const` or a `oneOf` of documented `const`s.
fn words(schema: &Map<String, Json>) -> Vec<String> {
    let mut words = strings(schema.get("enum"));
    words.extend(schema.get("const").and_then(Json::as_str).map(str::to_owned));
    if let Some(choices) = schema.get("oneOf").and_then(Json::as_array) {
        let listed: Option<Vec<Vec<String>>> =
            choices.iter().map(|choice| choice.as_object().map(words_of_choice).filter(|list| !list.is_empty())).collect();
        words.extend(listed.into_iter().flatten().flatten());
    }
    words
}

fn words_of_choice(choice: &Map<String, Json>) -> Vec<String> {
    let mut words = strings(choice.get("enum"));
    words.extend(choice.get("const").and_then(Json::as_str).map(str::to_owned));
    words
}

fn strings(value: Option<&Json>) -> Vec<String> {
    value.and_then(Json::as_array).map(|list| list.iter().filter_map(Json::as_str).map(str::to_owned).collect()).unwrap_or_default()
}

fn json_type(name: &str) -> Option<Type> {
    Some(match name {
        "null" => Type::Null,
        "boolean" => Type::Boolean,
        "integer" => Type::Integer,
        "number" => Type::Number,
        "string" => Type::String,
        "array" => Type::Array,
        "object" => Type::Object,
        _ => return None,
    })
}

impl Document<'_> {
    /// Everything in the tree that does not fit the shape; what does not fit is taken out of the tree or replaced.
    ///
    /// Afterwards the tree decodes, so that later checks run on what is left and all findings come in one run. With
    /// `whole` false (after a syntax error) missing keys are not reported, since they may stand in the part that could
    /// not be read. Time is linear in the tree.
    ///
    /// Findings: `unknown-key`, `missing-key`, `missing-title`, `wrong-type`, `unknown-value`.
    pub fn shape(&mut self, shape: &Shape, whole: bool) -> Findings {
        let mut check = Check { file: self.file, shape, whole, findings: Findings::new() };
        if !check.node(&mut self.root, shape.root, "the file") {
            self.root.value = Value::Mapping(Vec::new());
            check.node(&mut self.root, shape.root, "the file");
        }
        check.findings
    }
}

struct Check<'check> {
    file: &'check FileText,
    shape: &'check Shape,
    whole: bool,
    findings: Findings,
}

impl Check<'_> {
    /// Checks one node; false when it cannot be used and must go.
    fn node(&mut self, node: &mut Node<'_>, index: usize, name: &str) -> bool {
        let Some(rule) = self.shape.rule(index) else { return true };
        if !rule.any_of.is_empty() {
            let null = |choice: &usize| self.shape.rule(*choice).is_some_and(|rule| rule.types == [Type::Null]);
            if node.is_null() && rule.any_of.iter().any(null) {
                return true;
            }
            if let Some(choice) = rule.any_of.iter().find(|choice| !null(choice)) {
                return self.node(node, *choice, name);
            }
        }
        if !self.typed(node, rule, name) {
            return false;
        }
        let position = node.position;
        let null = node.is_null();
        if null && rule.types.contains(&Type::Object) && !rule.types.contains(&Type::Null) {
            // A key without a value stands for an empty mapping, which may lack what it must have.
            node.value = Value::Mapping(Vec::new());
        }
        match &mut node.value {
            Value::Scalar { text, .. } => {
                if rule.words.is_empty() || (null && rule.types.contains(&Type::Null)) || rule.words.iter().any(|word| word == text) {
                    return true;
                }
                let known = rule.words.join(", ");
                let help = nearest(text, rule.words.iter().map(String::as_str))
                    .map_or_else(|| format!("use one of: {known}"), |word| format!("did you mean `{word}`? known are: {known}"));
                self.push(Code::UnknownValue, format!("`{text}` is not known for {name}"), position, help);
                false
            }
            Value::Sequence(items) => {
                if let Some(index) = rule.items {
                    let name = self
                        .shape
                        .rule(index)
                        .and_then(|rule| rule.about.as_deref())
                        .map_or_else(|| name.to_owned(), |about| format!("this {about}"));
                    items.retain_mut(|item| self.node(item, index, &name));
                }
                true
            }
            Value::Mapping(entries) => {
                self.mapping(position, entries, rule, name);
                true
            }
        }
    }

    fn mapping<'text>(&mut self, position: Position, entries: &mut Vec<(Node<'text>, Node<'text>)>, rule: &Rule, name: &str) {
        let first = entries.first().map_or(position, |(key, _)| key.position);
        let missing: Vec<&String> = rule.required.iter().filter(|required| !entries.iter().any(|(key, _)| key.text() == Some(required))).collect();
        let mut seen: HashSet<String> = HashSet::new();
        entries.retain_mut(|(key, value)| {
            let text = key.text().unwrap_or_default().to_owned();
            // A key that stands twice has its finding already; the first one counts.
            if !seen.insert(text.clone()) {
                return false;
            }
            match (rule.properties.get(&text), rule.others) {
                (Some(index), _) => self.node(value, *index, &format!("`{text}`")),
                (None, Others::Fit(index)) => self.node(value, index, &format!("`{text}`")),
                (None, Others::Allowed) => true,
                (None, Others::Refused) => {
                    let mut known: Vec<&str> = rule.properties.keys().map(String::as_str).collect();
                    known.sort_unstable();
                    let help = nearest(&text, known.iter().copied())
                        .map_or_else(|| format!("known keys: {}", known.join(", ")), |word| format!("did you mean `{word}`?"));
                    self.push(Code::UnknownKey, format!("unknown key `{text}` in {name}"), key.position, help);
                    false
                }
            }
        });
        if self.whole {
            for required in missing {
                let code = if required == "title" { Code::MissingTitle } else { Code::MissingKey };
                self.push(code, format!("{name} has no `{required}`"), first, format!("add a line `{required}: ...`"));
            }
        }
        for required in &rule.required {
            if !entries.iter().any(|(key, _)| key.text() == Some(required)) {
                let scalar = |text: String| Node { position: first, value: Value::Scalar { text: Cow::Owned(text), plain: false } };
                let stand_in = rule.properties.get(required).and_then(|index| self.shape.rule(*index)).map(|wanted| match wanted.types.first() {
                    Some(Type::Array) => Node { position: first, value: Value::Sequence(Vec::new()) },
                    Some(Type::Object) => Node { position: first, value: Value::Mapping(Vec::new()) },
                    Some(Type::Integer | Type::Number) => scalar("0".to_owned()),
                    Some(Type::Boolean) => scalar("false".to_owned()),
                    _ => scalar(wanted.words.first().cloned().unwrap_or_default()),
                });
                if let Some(stand_in) = stand_in {
                    entries.push((scalar(required.clone()), stand_in));
                }
            }
        }
    }

    /// Whether the node has an allowed type; pushes a finding when it has not.
    fn typed(&mut self, node: &Node<'_>, rule: &Rule, name: &str) -> bool {
        let fits = |wanted: &Type| match (&node.value, wanted) {
            (Value::Scalar { text, .. }, Type::Boolean) => matches!(text.as_ref(), "true" | "false"),
            (Value::Scalar { text, .. }, Type::Integer) => text.parse::<u32>().is_ok(),
            (Value::Scalar { text, .. }, Type::Number) => text.parse::<f64>().is_ok_and(f64::is_finite),
            (Value::Scalar { .. }, Type::String) => !node.is_null(),
            // An empty value stands for an empty list or mapping.
            (Value::Scalar { .. }, Type::Null | Type::Array | Type::Object) => node.is_null(),
            (Value::Sequence(_), wanted) => *wanted == Type::Array,
            (Value::Mapping(_), wanted) => *wanted == Type::Object,
        };
        let word = !rule.words.is_empty();
        if rule.types.is_empty() && word && !matches!(node.value, Value::Scalar { .. }) {
            self.wrong(node, name, "a word");
            return false;
        }
        if rule.types.is_empty() || rule.types.iter().any(fits) {
            return true;
        }
        let wanted = rule.types.iter().find(|wanted| **wanted != Type::Null).map_or("nothing", |wanted| match wanted {
            Type::Null => "nothing",
            Type::Boolean => "`true` or `false`",
            Type::Integer => "a whole number from 0",
            Type::Number => "a number",
            Type::String if word => "a word",
            Type::String => "text",
            Type::Array => "a list",
            Type::Object => "a mapping",
        });
        self.wrong(node, name, wanted);
        false
    }

    fn wrong(&mut self, node: &Node<'_>, name: &str, wanted: &str) {
        let found = match node.text() {
            Some(text) if !text.is_empty() && text.len() <= 60 && !node.is_null() => format!("`{text}`"),
            _ => node.describe().to_owned(),
        };
        self.push(Code::WrongType, format!("{name} must be {wanted}, found {found}"), node.position, format!("write {wanted} here"));
    }

    fn push(&mut self, code: Code, message: String, position: Position, help: String) {
        self.findings.push(Diagnostic::error(code, message).located(self.file, position).help(help));
    }
}
