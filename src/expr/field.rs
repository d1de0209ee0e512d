//! Declared fields: what a condition may speak of.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Value, ValueError};
use crate::document::vocabulary;

vocabulary! {
    /// What kind of values a field holds.
    FieldType {
        /// True or false.
        Bool,
        /// A whole number of 64 bits.
        Int,
        /// A decimal number, exact.
        Decimal,
        /// Any text.
        String,
        /// A point in time.
        Instant,
        /// A length of time.
        Duration,
        /// One of the words that the field lists.
        Enum,
        /// Any number of values of one type.
        List,
    }
}

impl FieldType {
    /// The type with its article, for messages.
    #[must_use]
    pub fn described(self) -> &'static str {
        match self {
            Self::Bool => "a bool",
            Self::Int => "an int",
            Self::Decimal => "a decimal",
            Self::String => "a string",
            Self::Instant => "an instant",
            Self::Duration => "a duration",
            Self::Enum => "an enum",
            Self::List => "a list",
        }
    }
}

/// What a field may hold.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The kind of values.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// The words of an enum, or of a list of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// The type of what a list holds; strings when it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<FieldType>,
}

impl Field {
    /// A field of the given type.
    #[must_use]
    pub fn new(kind: FieldType) -> Self {
        Self { kind, values: Vec::new(), items: None }
    }

    /// An enum of the given words.
    #[must_use]
    pub fn words<'word>(values: impl IntoIterator<Item = &'word str>) -> Self {
        Self { values: values.into_iter().map(str::to_owned).collect(), ..Self::new(FieldType::Enum) }
    }

    /// A list of values of the given type.
    #[must_use]
    pub fn list(items: FieldType) -> Self {
        Self { items: Some(items), ..Self::new(FieldType::List) }
    }

    /// What one item of a list may be.
    #[must_use]
    pub fn item(&self) -> Self {
        Self { kind: self.items.unwrap_or(FieldType::String), values: self.values.clone(), items: None }
    }

    /// Reads a text, as forms and command lines have it: the words of an enum are checked, the items of a list are
    /// separated by commas.
    ///
    /// # Errors
    /// When the text is not a value of this field.
    pub fn parse(&self, text: &str) -> Result<Value, ValueError> {
        match self.kind {
            FieldType::List if text.trim().is_empty() => Ok(Value::List(Vec::new())),
            FieldType::List => {
                let item = self.item();
                text.split(',').map(|part| item.parse(part.trim())).collect::<Result<_, _>>().map(Value::List)
            }
            FieldType::Enum => self.word(text).map(|()| Value::Text(text.to_owned())),
            kind => Value::parse(text, kind),
        }
    }

    fn word(&self, text: &str) -> Result<(), ValueError> {
        if self.values.iter().any(|value| value == text) {
            return Ok(());
        }
        let names = self.values.iter().map(String::as_str);
        let help = crate::diagnostic::nearest(text, names).map(|name| format!("did you mean `{name}`?"));
        Err(ValueError::new(text, format!("one of {}", listed(&self.values)), help))
    }

    /// Gives a value read from JSON or YAML the declared type: texts become instants, durations and decimals, whole
    /// numbers become decimals. Null is a value of every field.
    ///
    /// # Errors
    /// When the value is not one of this field.
    pub fn accept(&self, value: Value) -> Result<Value, ValueError> {
        match (self.kind, value) {
            (_, Value::Null) => Ok(Value::Null),
            (FieldType::List, Value::List(items)) => {
                let item = self.item();
                let filled = |value: Value| match value {
                    Value::Null => Err(ValueError::new("null", item.kind.described(), None)),
                    value => item.accept(value),
                };
                items.into_iter().map(filled).collect::<Result<_, _>>().map(Value::List)
            }
            (FieldType::Decimal, Value::Int(number)) => Ok(Value::Decimal(number.into())),
            (FieldType::Decimal | FieldType::Instant | FieldType::Duration | FieldType::Enum, Value::Text(text)) => self.parse(&text),
            (_, value) if self.fits(&value) => Ok(value),
            (kind, value) => Err(ValueError::new(&value.to_string(), kind.described(), None)),
        }
    }

    /// Whether a value is null or one of this field as it is. Time is linear in the items of a list and the words of
    /// an enum.
    #[must_use]
    pub fn fits(&self, value: &Value) -> bool {
        match value {
            Value::List(items) if self.kind == FieldType::List => {
                let kind = self.items.unwrap_or(FieldType::String);
                items.iter().all(|item| item.is_filled() && self.fits_type(kind, item))
            }
            value => self.fits_type(self.kind, value),
        }
    }

    fn fits_type(&self, kind: FieldType, value: &Value) -> bool {
        match value {
            Value::Null => true,
            Value::Bool(_) => kind == FieldType::Bool,
            Value::Int(_) => matches!(kind, FieldType::Int | FieldType::Decimal),
            Value::Decimal(_) => kind == FieldType::Decimal,
            Value::Text(_) if kind == FieldType::String => true,
            Value::Text(text) => kind == FieldType::Enum && self.values.iter().any(|word| word == text),
            Value::Instant(_) => kind == FieldType::Instant,
            Value::Duration(_) => kind == FieldType::Duration,
            Value::List(_) => false,
        }
    }
}

/// Most words that a message lists.
const LISTED: usize = 8;

/// Words in backticks, cut when there are many.
pub(super) fn listed(words: &[String]) -> String {
    let shown: Vec<String> = words.iter().take(LISTED).map(|word| super::value::quoted(word)).collect();
    let more = if words.len() > LISTED { format!(" and {} more", words.len() - LISTED) } else { String::new() };
    format!("{}{more}", shown.join(", "))
}

/// Why a field cannot be declared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FieldError {
    /// The name cannot stand in a condition.
    #[error("`{0}` cannot be the name of a field: names are letters, digits and `_`, and do not begin with a digit")]
    Name(String),
    /// The name is a word of the language of conditions.
    #[error("`{0}` cannot be the name of a field: it is a word of the language of conditions")]
    Reserved(String),
    /// The name is declared already.
    #[error("the field `{0}` is declared twice")]
    Repeated(String),
    /// An enum lists no words.
    #[error("the field `{0}` is an enum and lists no values")]
    NoValues(String),
    /// One word stands twice.
    #[error("the field `{0}` lists the value `{1}` twice")]
    RepeatedValue(String, String),
    /// Words are listed where none are looked at.
    #[error("the field `{0}` lists values, which only an enum or a list of them has")]
    UnusedValues(String),
    /// A type of items where there are none, or one that items cannot have.
    #[error("the field `{0}` has a wrong `items`: only a list has them, and they are not lists themselves")]
    Items(String),
}

/// Words that CEL reserves or reads as values and operators (CEL language definition, section "Syntax").
const RESERVED: [&str; 21] = [
    "as",
    "break",
    "const",
    "continue",
    "else",
    "false",
    "for",
    "function",
    "if",
    "import",
    "in",
    "let",
    "loop",
    "namespace",
    "null",
    "package",
    "return",
    "true",
    "var",
    "void",
    "while",
];

/// The fields that conditions may speak of, by name, in the order of declaration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Fields {
    fields: IndexMap<String, Field>,
}

impl Fields {
    /// No fields.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Declares a field.
    ///
    /// # Errors
    /// When the name cannot stand in a condition or is taken, or the field does not fit together.
    pub fn declare(&mut self, name: &str, field: Field) -> Result<(), FieldError> {
        let own = || name.to_owned();
        let starts_well = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
        if !starts_well || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            return Err(FieldError::Name(own()));
        }
        if RESERVED.contains(&name) {
            return Err(FieldError::Reserved(own()));
        }
        if self.fields.contains_key(name) {
            return Err(FieldError::Repeated(own()));
        }
        let of_items = field.kind == FieldType::List;
        if (field.items.is_some() && !of_items) || field.items == Some(FieldType::List) {
            return Err(FieldError::Items(own()));
        }
        let is_enum = field.kind == FieldType::Enum || (of_items && field.items == Some(FieldType::Enum));
        if is_enum == field.values.is_empty() {
            return Err(if is_enum { FieldError::NoValues(own()) } else { FieldError::UnusedValues(own()) });
        }
        let mut seen = rustc_hash::FxHashSet::default();
        if let Some(twice) = field.values.iter().find(|value| !seen.insert(value.as_str())) {
            return Err(FieldError::RepeatedValue(own(), twice.clone()));
        }
        self.fields.insert(own(), field);
        Ok(())
    }

    /// Declares a field and hands the whole back.
    ///
    /// # Errors
    /// Those of [`Fields::declare`].
    pub fn with(mut self, name: &str, field: Field) -> Result<Self, FieldError> {
        self.declare(name, field).map(|()| self)
    }

    /// The field of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Field> {
        self.fields.get(name)
    }

    /// All fields in the order of declaration.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Field)> {
        self.fields.iter().map(|(name, field)| (name.as_str(), field))
    }

    /// The names in the order of declaration.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.keys().map(String::as_str)
    }

    /// The number of fields.
    #[must_use]
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether there are no fields.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }
}
