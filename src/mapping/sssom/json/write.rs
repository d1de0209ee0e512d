//! From a set to JSON.

use std::borrow::Cow;

use super::super::{
    Version, Writing, Written,
    curie::built_ins,
    model::Kind,
    plan::{Form, Plan, Report},
    text,
};
use crate::{diagnostic::Findings, mapping::MappingSet};

/// How ids are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ids {
    /// As CURIEs, with a JSON-LD `@context` for their prefixes, as sssom-py does.
    #[default]
    Short,
    /// As full IRIs, as sssom-java does.
    Full,
}

/// Writes a set as JSON: members in the order of the specification, lists always as lists, numbers as numbers, two blanks
/// deep.
///
/// `writing` says whether slots that all mappings share are written once, whether mappings are sorted, and for which
/// version. What [`read`](super::read) makes of the text is the same set; full IRIs become CURIEs again only where the
/// reader knows a prefix. Time and memory as for [`write`](super::super::write).
///
/// # Errors
///
/// As for [`write`](super::super::write), but control characters and full IRIs without a prefix can be written.
pub fn write(set: &MappingSet, ids: Ids, writing: &Writing) -> Result<Written, Findings> {
    let mut report = Report::default();
    let form = if ids == Ids::Full { Form::FullJson } else { Form::Json };
    let plan = Plan::new(set, writing, form, &mut report);
    if report.findings.errors() > 0 {
        return Err(report.findings);
    }
    let mut printer = Printer { out: String::from("{"), ids, plan: &plan, first: true };
    printer.about();
    printer.mappings();
    if ids == Ids::Short {
        printer.context();
    }
    printer.out.push_str("\n}\n");
    Ok(Written { text: printer.out, metadata: None, version: plan.version, findings: report.findings })
}

struct Printer<'plan, 'set> {
    out: String,
    ids: Ids,
    plan: &'plan Plan<'set>,
    /// Whether the object has no member yet.
    first: bool,
}

impl Printer<'_, '_> {
    fn key(&mut self, depth: usize, name: &str) {
        self.line(depth);
        string(&mut self.out, name);
        self.out.push_str(": ");
    }

    /// A new line for the next member or item.
    fn line(&mut self, depth: usize) {
        if !std::mem::take(&mut self.first) {
            self.out.push(',');
        }
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n("  ", depth));
    }

    /// Ends a list or an object.
    fn close(&mut self, depth: usize, sign: char) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n("  ", depth));
        self.out.push(sign);
        self.first = false;
    }

    fn id<'text>(&self, text: &'text str) -> Cow<'text, str> {
        if self.ids == Ids::Full { self.plan.names.expand(text) } else { Cow::Borrowed(text) }
    }

    fn value(&mut self, depth: usize, kind: Kind, text: &str) {
        match kind {
            Kind::Text => string(&mut self.out, text),
            Kind::Number => self.out.push_str(text),
            Kind::Reference => {
                let id = self.id(text);
                string(&mut self.out, &id);
            }
            Kind::Texts | Kind::References => {
                self.out.push('[');
                self.first = true;
                for item in text::split(text) {
                    self.line(depth.saturating_add(1));
                    let item = if kind == Kind::References { Cow::Owned(self.id(&item).into_owned()) } else { item };
                    string(&mut self.out, &item);
                }
                self.close(depth, ']');
            }
        }
    }

    fn about(&mut self) {
        let plan = self.plan;
        if plan.version > Version::V1_0 {
            self.key(1, "sssom_version");
            string(&mut self.out, plan.version.as_str());
        }
        for slot in &plan.slots {
            self.key(1, &slot.name);
            self.value(1, slot.kind, &slot.text);
        }
        if plan.definitions.is_empty() {
            return;
        }
        self.key(1, "extension_definitions");
        self.out.push('[');
        self.first = true;
        for definition in &plan.definitions {
            self.line(2);
            self.out.push('{');
            self.first = true;
            for (name, value) in
                [("slot_name", Some(&definition.name)), ("property", Some(&definition.property)), ("type_hint", definition.hint.as_ref())]
            {
                if let Some(value) = value {
                    let value = if name == "slot_name" { Cow::Borrowed(value.as_str()) } else { self.id(value) };
                    let value = value.into_owned();
                    self.key(3, name);
                    string(&mut self.out, &value);
                }
            }
            self.close(2, '}');
        }
        self.close(1, ']');
    }

    fn mappings(&mut self) {
        let plan = self.plan;
        self.key(1, "mappings");
        self.out.push('[');
        self.first = true;
        let mut start = self.out.len();
        let mut once = true;
        for (_, row) in plan.rows() {
            self.line(2);
            self.out.push('{');
            self.first = true;
            for column in &plan.columns {
                let cell = plan.cell(column, row);
                if !cell.is_empty() {
                    self.key(3, column.name);
                    self.value(3, column.kind, &cell);
                }
            }
            self.close(2, '}');
            if std::mem::take(&mut once) {
                // The other mappings will be about as long.
                start = self.out.len().saturating_sub(start).saturating_add(8);
                self.out.reserve(start.saturating_mul(plan.len()));
            }
        }
        if once {
            self.out.push(']');
            self.first = false;
        } else {
            self.close(1, ']');
        }
    }

    fn context(&mut self) {
        let plan = self.plan;
        self.key(1, "@type");
        string(&mut self.out, "MappingSet");
        self.key(1, "@context");
        self.out.push('{');
        self.first = true;
        let mut prefixes: Vec<(&str, &str)> = built_ins().collect();
        prefixes.extend(plan.names.map.iter().map(|(prefix, iri)| (prefix.as_str(), iri.as_str())));
        prefixes.sort_unstable();
        self.key(2, "@vocab");
        string(&mut self.out, "https://w3id.org/sssom/");
        for (prefix, iri) in prefixes {
            self.key(2, prefix);
            string(&mut self.out, iri);
        }
        self.close(1, '}');
    }
}

/// A JSON string.
fn string(out: &mut String, text: &str) {
    // Most texts need no escapes.
    if text.bytes().all(|byte| byte >= 0x20 && !matches!(byte, b'"' | b'\\' | 0x7f) && byte < 0x80) {
        out.push('"');
        out.push_str(text);
        out.push('"');
        return;
    }
    out.push('"');
    for sign in text.chars() {
        match sign {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            sign if sign.is_control() || matches!(sign, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}') => {
                out.push_str(&format!("\\u{:04x}", u32::from(sign)));
            }
            sign => out.push(sign),
        }
    }
    out.push('"');
}
