//! Slots that the format does not have, and how a set declares them.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::{
    columns,
    names::{EXTENSIONS, Names, UNDEFINED},
    plan::{GROUPS, Report},
};
use crate::diagnostic::{Code, Severity, shown};

/// The declaration of an extension slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Definition {
    pub(super) name: String,
    /// What it means, a CURIE.
    pub(super) property: String,
    /// What its values are, a CURIE.
    pub(super) hint: Option<String>,
    /// The property as an IRI.
    pub(super) iri: String,
}

/// The declarations of a set.
#[derive(Debug, Default)]
pub(super) struct Definitions {
    list: Vec<Given>,
}

#[derive(Debug)]
struct Given {
    name: String,
    property: Option<String>,
    hint: Option<String>,
}

impl Definitions {
    /// Reads the text of `extension_definitions` that a set keeps.
    pub(super) fn read(text: Option<&str>, report: &mut Report) -> Self {
        let Some(text) = text.filter(|text| !text.trim().is_empty()) else { return Self::default() };
        let mut list = Vec::new();
        let items = match serde_json::from_str::<Json>(text) {
            Ok(Json::Array(items)) => items,
            Ok(item @ Json::Object(_)) => vec![item],
            _ => vec![Json::Null],
        };
        for item in items {
            let member = |name: &str| item.get(name).and_then(Json::as_str).map(str::to_owned).filter(|text| !text.trim().is_empty());
            let further =
                item.as_object().is_some_and(|members| members.keys().any(|key| !matches!(key.as_str(), "slot_name" | "property" | "type_hint")));
            if let Some(name) = member("slot_name") {
                if further {
                    let message = format!("the definition of `{name}` holds more than a name, a property and a type; the rest is not written");
                    report.set(Severity::Warning, Code::MappingMetadata, message, "readers pass over a definition that holds anything else");
                }
                if !list.iter().any(|given: &Given| given.name == name) {
                    list.push(Given { name, property: member("property"), hint: member("type_hint") });
                }
            } else {
                let message = "an extension definition without `slot_name` is not written".to_owned();
                report.set(Severity::Warning, Code::MappingMetadata, message, "every definition needs the name of a slot");
            }
        }
        Self { list }
    }

    fn given(&self, name: &str) -> Option<&Given> {
        self.list.iter().find(|given| given.name == name)
    }

    /// Whether the values of a slot are CURIEs.
    pub(super) fn holds_references(&self, name: &str) -> bool {
        let hint = self.given(name).and_then(|given| given.hint.as_deref());
        hint.is_some_and(|hint| hint.to_ascii_lowercase().ends_with("uriorcurie"))
    }

    /// Asks for the prefixes that the definitions of `used` slots need.
    pub(super) fn require(&mut self, used: &BTreeSet<String>, names: &mut Names<'_>, report: &mut Report) {
        for name in used {
            let mut own = None;
            for given in self.list.iter_mut().filter(|given| given.name == *name) {
                for (what, slot) in [("property", &mut given.property), ("type", &mut given.hint)] {
                    let Some(text) = slot.as_deref() else { continue };
                    let spelt = names.mark(text);
                    if spelt.is_none() {
                        let message = format!("the {what} `{}` of `{name}` is not written: it is no CURIE of the set", shown(text));
                        report.set(Severity::Warning, Code::MappingMetadata, message, "declare its prefix in `curie_map`");
                    }
                    *slot = spelt;
                }
                own.clone_from(&given.property);
            }
            if own.is_some() {
                continue;
            }
            if !is_name(name) {
                let message = format!("`{}` is written but cannot be declared, since it is no name of XML", shown(name));
                report.set(Severity::Warning, Code::MappingMetadata, message, "other readers may drop it; use letters, digits and `_`");
            } else if is_ours(name) {
                names.assign("itsmext", EXTENSIONS);
            } else {
                names.assign("undefined", UNDEFINED);
            }
        }
    }

    /// The definitions of `used` slots, sorted by property.
    pub(super) fn settle(self, used: &BTreeSet<String>, names: &Names<'_>, report: &mut Report) -> Vec<Definition> {
        let mut definitions: Vec<Definition> = Vec::new();
        for name in used.iter().filter(|name| is_name(name)) {
            let given = self.given(name);
            let property = given.and_then(|given| given.property.clone());
            let hint = given.and_then(|given| given.hint.clone());
            let ours = is_ours(name) && property.is_none();
            let property = property.unwrap_or_else(|| match name.strip_prefix("ext_") {
                Some(short) if ours => format!("{}:{short}", names.prefix_of(EXTENSIONS)),
                _ => format!("{}:{name}", names.prefix_of(UNDEFINED)),
            });
            let hint = hint.or_else(|| ours.then(|| "xsd:string".to_owned()));
            definitions.push(Definition { name: name.clone(), iri: names.expand(&property).into_owned(), property, hint });
        }
        definitions.sort_by(|first, second| first.iri.cmp(&second.iri).then_with(|| first.name.cmp(&second.name)));
        for (first, second) in definitions.iter().zip(definitions.iter().skip(1)).filter(|(first, second)| first.iri == second.iri) {
            let message = format!("`{}` and `{}` are defined by the same property", first.name, second.name);
            report.set(Severity::Warning, Code::MappingMetadata, message, "give each extension a property of its own; readers may keep only one");
        }
        definitions
    }
}

/// Whether an extension is defined by this library.
pub(super) fn is_ours(name: &str) -> bool {
    name == GROUPS || columns::ours().any(|(known, _)| known == name)
}

/// Whether a text is a name without a colon (`NCName` of XML), as extension slots need it.
fn is_name(text: &str) -> bool {
    let mut signs = text.chars();
    signs.next().is_some_and(|first| first == '_' || first.is_alphabetic())
        && signs.all(|sign| sign.is_alphanumeric() || matches!(sign, '_' | '-' | '.'))
}
