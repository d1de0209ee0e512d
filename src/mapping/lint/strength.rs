//! `strength-off-scale`: a strength outside its scale, or without one.

use rustc_hash::FxHashMap;

use crate::{
    diagnostic::{Code, Diagnostic, Findings, Severity, shown},
    mapping::{MappingSet, Strength, StrengthValue},
    source::FileText,
};

/// What a scale allows.
enum Scale<'text> {
    /// Numbers from the first to the second.
    Range(f64, f64),
    /// A list of words or numbers.
    Words(Vec<&'text str>),
    /// A name that says nothing about values.
    Name,
}

pub(super) fn check(set: &MappingSet, file: &FileText) -> Findings {
    let mut findings = Findings::new();
    let mut scales: FxHashMap<&str, Scale<'_>> = FxHashMap::default();
    let (mut unscaled, mut first) = (0_usize, None);
    for (row, strength) in set.rows().iter().filter_map(|row| Some((row, row.strength.as_ref()?))) {
        let Some(scale) = strength.scale.as_deref().filter(|scale| !scale.trim().is_empty()) else {
            unscaled = unscaled.saturating_add(1);
            first = first.or(row.position);
            continue;
        };
        if !scales.entry(scale).or_insert_with(|| Scale::of(scale)).holds(strength) {
            let value = match &strength.value {
                StrengthValue::Number(number) => number.to_string(),
                StrengthValue::Text(text) => shown(text),
            };
            let message = format!("the strength `{value}` is not on the scale `{}`", shown(scale));
            let help = "write a value of the scale, or the scale that was used";
            findings.push(Diagnostic::warning(Code::StrengthOffScale, message).help(help).located_if(file, row.position));
        }
    }
    if unscaled > 0 {
        let rows = if unscaled == 1 {
            "1 row gives a strength but not its scale".to_owned()
        } else {
            format!("{unscaled} rows give a strength but not its scale")
        };
        let finding = Diagnostic::new(Severity::Note, Code::StrengthOffScale, rows);
        let help = "the numbers mean nothing to others; name the scale, such as `1-10` (in SSSOM as `ext_strength_scale`)";
        findings.push(finding.help(help).located_if(file, first));
    }
    findings
}

impl<'text> Scale<'text> {
    /// Reads `1-10`, `0 to 5`, `0..100%`, and lists such as `low, medium, high`.
    fn of(text: &'text str) -> Self {
        if let Some((least, most)) = range(text) {
            return Self::Range(least, most);
        }
        let words: Vec<&str> = text.split([',', ';', '|']).map(str::trim).filter(|word| !word.is_empty()).collect();
        if words.len() > 1 { Self::Words(words) } else { Self::Name }
    }

    fn holds(&self, strength: &Strength) -> bool {
        match (self, &strength.value) {
            (Self::Range(least, most), StrengthValue::Number(number)) => (least..=most).contains(&number),
            (Self::Range(least, most), StrengthValue::Text(text)) => number(text).is_some_and(|number| (*least..=*most).contains(&number)),
            (Self::Words(words), StrengthValue::Number(number)) => words.iter().any(|word| self::number(word) == Some(*number)),
            (Self::Words(words), StrengthValue::Text(text)) => words.iter().any(|word| word.to_lowercase() == text.to_lowercase()),
            (Self::Name, _) => true,
        }
    }
}

/// The ends of a range, the lesser first.
fn range(text: &str) -> Option<(f64, f64)> {
    ["..", "–", "—", " to ", "-"].into_iter().find_map(|sign| {
        text.match_indices(sign).find_map(|(at, _)| {
            let (low, high) = (number(text.get(..at)?)?, number(text.get(at.checked_add(sign.len())?..)?)?);
            Some((low.min(high), low.max(high)))
        })
    })
}

/// A finite number, also one of percent.
fn number(text: &str) -> Option<f64> {
    text.trim().trim_end_matches('%').trim_end().parse().ok().filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read() {
        for (text, ends) in [
            ("1-10", (1.0, 10.0)),
            (" 0 – 5 ", (0.0, 5.0)),
            ("0..100%", (0.0, 100.0)),
            ("-1 to 1", (-1.0, 1.0)),
            ("-2--1", (-2.0, -1.0)),
            ("10-1", (1.0, 10.0)),
        ] {
            assert_eq!(range(text), Some(ends), "{text}");
        }
        for text in ["", "-", "low-high", "1-10 points", "likert", "1", "nan-1", "-1"] {
            assert_eq!(range(text), None, "{text}");
        }
    }

    #[test]
    fn values_are_held_against_lists() {
        let on = |scale, value| Scale::of(scale).holds(&Strength::from_text(value, None).unwrap());
        assert!(on("low, medium, high", "High") && !on("low, medium, high", "highest"));
        assert!(on("1|2|4", "2.0") && !on("1|2|4", "3"));
        assert!(on("our own", "17") && on("0-100%", "50%") && !on("0-100%", "150%"));
    }
}
