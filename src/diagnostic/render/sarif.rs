//! Findings as SARIF 2.1.0, which code scanning services and editors read.
//!
//! Source: OASIS Standard "Static Analysis Results Interchange Format (SARIF) Version 2.1.0", 2020-03-27,
//! sections 3.13 (log file), 3.19 (tool component), 3.27 (result), 3.30 (region).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::{Code, Findings, Severity};

/// A SARIF log with one run; only the rules that have a result are listed.
#[must_use]
pub fn sarif(findings: &Findings) -> Value {
    let codes: BTreeSet<Code> = findings.iter().map(super::super::Diagnostic::code).collect();
    let index = |code: Code| codes.iter().position(|known| *known == code);
    let rules: Vec<Value> = codes.iter().map(|code| json!({ "id": code.as_str() })).collect();
    let results: Vec<Value> = findings
        .iter()
        .map(|finding| {
            let message = match finding.help_text() {
                Some(help) => format!("{}. Help: {help}", finding.message()),
                None => finding.message().to_owned(),
            };
            let level = match finding.severity() {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "note",
            };
            let mut result = json!({
                "ruleId": finding.code().as_str(),
                "ruleIndex": index(finding.code()),
                "level": level,
                "message": { "text": message },
            });
            if let (Some(file), Some(map)) = (finding.file(), result.as_object_mut()) {
                let mut location = json!({ "artifactLocation": { "uri": uri(file) } });
                if let (Some(position), Some(map)) = (finding.position(), location.as_object_mut()) {
                    map.insert(
                        "region".to_owned(),
                        json!({
                            "startLine": position.line(),
                            "startColumn": position.column(),
                            "endColumn": position.column().saturating_add(position.length().max(1)),
                        }),
                    );
                }
                map.insert("locations".to_owned(), json!([{ "physicalLocation": location }]));
            }
            result
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "itsm", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

/// Percent-encodes what a relative URI reference may not hold (RFC 3986, section 2).
fn uri(path: &str) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}
