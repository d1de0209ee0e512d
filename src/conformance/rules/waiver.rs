//! Waivers: deviations that somebody accepted for a time are told apart from those that nobody did.

use std::sync::LazyLock;

use jiff::civil::Date;

use super::{
    Deviation,
    definition::{WAIVERS_FORMAT, WaiverDefinition, WaiversFile},
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    document::{Position, Shape, read},
    source::{FileText, Limits},
};

/// Deviations that somebody accepted.
#[derive(Clone, Debug)]
pub struct Waiver {
    rule: String,
    case: Option<String>,
    reason: String,
    who: String,
    expires: Date,
    /// Where the day of expiry stands.
    place: Option<(FileText, Position)>,
}

impl Waiver {
    /// A waiver of what was written; a date that cannot be read is reported.
    pub(super) fn new(definition: &WaiverDefinition, file: Option<&FileText>, findings: &mut Findings) -> Option<Self> {
        let place = file.cloned().zip(definition.expires.position());
        let expires = definition.expires.parse::<Date>();
        let Ok(expires) = expires else {
            let finding = Diagnostic::error(Code::MalformedDate, format!("`{}` is no date", *definition.expires));
            findings.push(at(finding, place.as_ref()).help("write it like `2027-03-31`"));
            return None;
        };
        Some(Self {
            rule: definition.rule.to_string(),
            case: definition.case.as_ref().map(|case| case.to_string()),
            reason: definition.reason.to_string(),
            who: definition.who.to_string(),
            expires,
            place,
        })
    }

    /// The id of the rule.
    #[must_use]
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// Why it is accepted.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// Who accepted it.
    #[must_use]
    pub fn who(&self) -> &str {
        &self.who
    }

    /// The last day on which it counts.
    #[must_use]
    pub fn expires(&self) -> Date {
        self.expires
    }

    /// Whether it is about a deviation, whatever the day.
    #[must_use]
    pub fn covers(&self, deviation: &Deviation) -> bool {
        self.rule == deviation.rule && self.case.as_ref().is_none_or(|pattern| matches(pattern, &deviation.case))
    }
}

fn at(finding: Diagnostic, place: Option<&(FileText, Position)>) -> Diagnostic {
    match place {
        Some((file, position)) => finding.located(file, *position),
        None => finding,
    }
}

/// Whether a text is of a pattern in which `*` stands for any characters. Time is the product of the lengths at most.
fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        // The earliest place leaves the most for the parts that follow.
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    true
}

/// Reads a file of waivers. Those that cannot be read are left out, with a finding. Linear.
#[must_use]
pub fn read_waivers(file: &FileText, limits: Limits) -> (Vec<Waiver>, Findings) {
    static SHAPE: LazyLock<Shape> = LazyLock::new(Shape::of::<WaiversFile>);
    let mut findings = Findings::new();
    let definition = read::<WaiversFile>(file, &SHAPE, WAIVERS_FORMAT, limits, &mut findings).unwrap_or_default();
    let waivers = definition.waivers.iter().filter_map(|waiver| Waiver::new(waiver, Some(file), &mut findings)).collect();
    findings.sort();
    (waivers, findings)
}

/// Deviations, told apart by waivers.
#[derive(Clone, Debug, Default)]
pub struct Waived {
    /// Those that nobody accepted.
    pub open: Vec<Deviation>,
    /// Those that a waiver covers, with its place in the list.
    pub waived: Vec<(Deviation, usize)>,
    /// `expired-waiver`: a waiver that does not count any more. A warning, since what it covered is in `open`.
    pub findings: Findings,
}

/// Tells deviations apart that a waiver covers on a day. Time is the product of both.
#[must_use]
pub fn apply_waivers(waivers: &[Waiver], deviations: Vec<Deviation>, today: Date) -> Waived {
    let mut result = Waived::default();
    for waiver in waivers.iter().filter(|waiver| waiver.expires < today) {
        let message = format!("the waiver of the rule `{}` by {} ended on {}", waiver.rule, waiver.who, waiver.expires);
        let finding = Diagnostic::warning(Code::ExpiredWaiver, message).help("renew it with a new date, or take it out");
        result.findings.push(at(finding, waiver.place.as_ref()));
    }
    for deviation in deviations {
        match waivers.iter().position(|waiver| waiver.expires >= today && waiver.covers(&deviation)) {
            Some(place) => result.waived.push((deviation, place)),
            None => result.open.push(deviation),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns() {
        for (pattern, text, expected) in [
            ("INC-1", "INC-1", true),
            ("INC-1", "INC-12", false),
            ("INC-*", "INC-12", true),
            ("*", "", true),
            ("*-1", "INC-1", true),
            ("a*b*c", "aXbYc", true),
            ("a*b*c", "acb", false),
            ("a*a", "a", false),
            ("*ab*ab", "abab", true),
            ("*ab*ab", "ab", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }
}
