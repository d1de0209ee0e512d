//! From JSON to [`Settings`]: what may be said on every level, in the shapes of the versions.

use serde_json::{Number, Value as Json};

use super::{
    Confidence, Coverage, Settings, Shape,
    read::{method, prop},
};
use crate::{
    diagnostic::{Code, Severity, shown},
    document::Located,
    mapping::{
        Members,
        reading::{Object, number},
        report::Report,
    },
};

/// Words of `method`.
pub(super) const METHODS: [&str; 3] = ["human", "automation", "hybrid"];
const RATIONALES: [&str; 3] = ["syntactic", "semantic", "functional"];
const STATUSES: [&str; 5] = ["complete", "not-complete", "draft", "deprecated", "superseded"];

/// Takes the settings out of an object, with properties that keep what only the prototype could say. `all` is false for
/// maps, which have no method, status and description.
pub(super) fn settings(object: &mut Object<'_, '_>, shape: Shape, all: bool, report: &mut Report<'_>) -> (Settings, Vec<Json>) {
    let mut settings = Settings::default();
    let mut props = Vec::new();
    if all {
        match object.peek("method") {
            Some(node) if shape == Shape::Prototype && node.get("value").is_some() => {
                if let Some(mut inner) = object.object("method", "the method", report) {
                    settings.method = inner.need("value", report);
                    props.extend(inner.text("ns", report).map(|ns| prop("method-ns", &ns)));
                }
            }
            _ => settings.method = object.text("method", report),
        }
        if let Some(word) = &settings.method {
            method(word, word.position().unwrap_or(object.position), shape, report);
        }
        settings.status = object.text("status", report);
        if let Some(word) = &settings.status {
            report.word(Severity::Error, "status", word, word.position().unwrap_or(object.position), &STATUSES);
        }
        settings.description = object.text("mapping-description", report).map(Located::into_inner);
    }
    settings.matching_rationale = object.text("matching-rationale", report);
    if let Some(word) = &settings.matching_rationale {
        report.word(Severity::Error, "matching-rationale", word, word.position().unwrap_or(object.position), &RATIONALES);
    }
    settings.confidence = object.object("confidence-score", "the confidence", report).map(|inner| confidence(inner, shape, &mut props, report));
    settings.coverage = object.object("coverage", "the coverage", report).map(|inner| coverage(inner, shape, report));
    (settings, props)
}

fn confidence(mut object: Object<'_, '_>, shape: Shape, props: &mut Vec<Json>, report: &mut Report<'_>) -> Confidence {
    let category = object.text("category", report).map(Located::into_inner);
    let name = if shape == Shape::Prototype && object.peek("score").is_some() { "score" } else { "percentage" };
    let percentage = fraction(&mut object, name, shape == Shape::Prototype, report);
    if shape == Shape::Prototype {
        props.extend(object.text("description", report).map(|text| prop("confidence-description", &text)));
    }
    if shape == Shape::Current && percentage.is_some() && category.is_some() {
        let message = "the confidence has a category and a percentage";
        report.error(Code::UnknownKey, message, object.position, "from 1.2.1 on it has one of them; both are kept");
    }
    if percentage.is_none() && category.is_none() && object.peek("STRVALUE").is_none() {
        report.error(Code::MissingKey, "the confidence says nothing", object.position, "add `category` or `percentage`");
    }
    let known: &[&str] = if shape == Shape::First { &["percentage", "STRVALUE"] } else { &["percentage", "score"] };
    Confidence { percentage, category, other: object.rest(known, report) }
}

fn coverage(mut object: Object<'_, '_>, shape: Shape, report: &mut Report<'_>) -> Coverage {
    let method = object.text("generation-method", report).map(Located::into_inner);
    let wanted = if shape == Shape::First { "STRVALUE" } else { "target-coverage" };
    let target = fraction(&mut object, wanted, shape == Shape::First, report);
    Coverage { method, target, other: object.rest(&[wanted], report) }
}

/// A number from 0 to 1; anything else is reported and left.
fn fraction(object: &mut Object<'_, '_>, name: &'static str, quoted: bool, report: &mut Report<'_>) -> Option<Number> {
    let node = object.peek(name)?;
    let plain = matches!(&node.value, crate::document::Value::Scalar { plain: true, .. });
    let found = node.text().filter(|_| plain || quoted).and_then(number);
    let Some(found) = found else {
        let message = format!(
            "`{name}` must be a number from 0 to 1, found {}",
            node.text().map_or_else(|| node.describe().to_owned(), |text| format!("`{}`", shown(text)))
        );
        report.error(Code::WrongType, message, node.position, "it was kept as it is and not read");
        return None;
    };
    if !found.as_f64().is_some_and(|number| (0.0..=1.0).contains(&number)) {
        let message = format!("`{name}` must be a number from 0 to 1, found `{found}`");
        report.error(Code::UnknownValue, message, node.position, "write 0.9 for 90 per cent; rows take no confidence from it");
    }
    object.take(name);
    Some(found)
}

/// Members with further properties.
pub(super) fn with_props(mut other: Members, props: Vec<Json>) -> Members {
    if !props.is_empty()
        && let Json::Array(list) = other.entry("props".to_owned()).or_insert_with(|| Json::Array(Vec::new()))
    {
        list.extend(props);
    }
    other
}
