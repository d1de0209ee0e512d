//! Tests of one input, as in the cells of DMN tables: `high`, `low, medium`, `>= 10`, `1..5`, `[1..5)`, `not(low)`, `-`.

use super::{domain::Domain, ranges::Ranges};
use crate::diagnostic::{Code, nearest};

/// Why a test cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TestError {
    pub code: Code,
    pub message: String,
    pub help: Option<String>,
}

impl TestError {
    fn malformed(message: String, help: &str) -> Self {
        Self { code: Code::MalformedTest, message, help: Some(help.to_owned()) }
    }
}

/// The values that a test lets through; time is linear in the text times the values of the input.
pub(super) fn parse(text: &str, domain: &Domain) -> Result<Ranges, TestError> {
    let text = text.trim();
    // A name counts as it stands, whatever it is made of.
    if domain.names().iter().any(|name| name == text) {
        return list(text, domain, false);
    }
    match text {
        "" => Err(TestError::malformed("the test is empty".to_owned(), "write `-` for any value, or leave the input out")),
        "-" => Ok(domain.all()),
        _ => match text.strip_prefix("not(").and_then(|rest| rest.strip_suffix(')')) {
            Some(inner) => {
                let (low, high) = domain.ends();
                list(inner, domain, true).map(|set| set.complement(low, high))
            }
            None => list(text, domain, true),
        },
    }
}

/// Several tests with commas between them, of which one must hold.
fn list(text: &str, domain: &Domain, split: bool) -> Result<Ranges, TestError> {
    if !split {
        return literal(text, domain).map(|number| Ranges::of(number, number));
    }
    let mut set = Ranges::default();
    for part in parts(text) {
        set = set.union(one(part.trim(), domain)?);
    }
    Ok(set)
}

/// The text between commas, but for those in quotes.
fn parts(text: &str) -> Vec<&str> {
    let mut quoted = false;
    text.split(|character| {
        quoted ^= character == '"';
        character == ',' && !quoted
    })
    .collect()
}

fn one(text: &str, domain: &Domain) -> Result<Ranges, TestError> {
    let (least, greatest) = domain.ends();
    // The longer sign comes first, as the shorter one is its beginning.
    for sign in ["<=", ">=", "<", ">"] {
        let Some(rest) = text.strip_prefix(sign) else { continue };
        let number = literal(rest.trim(), domain)?;
        let set = match sign {
            "<=" => Ranges::of(least, number),
            ">=" => Ranges::of(number, greatest),
            "<" => number.checked_sub(1).map_or_else(Ranges::default, |high| Ranges::of(least, high)),
            _ => number.checked_add(1).map_or_else(Ranges::default, |low| Ranges::of(low, greatest)),
        };
        return Ok(set.intersection(&domain.all()));
    }
    match text.split_once("..") {
        Some((low, high)) if !text.starts_with('"') => range(text, low, high, domain),
        _ => literal(text, domain).map(|number| Ranges::of(number, number).intersection(&domain.all())),
    }
}

/// A range; a bracket that turns away from it, or a round one, leaves its end out.
fn range(text: &str, low: &str, high: &str, domain: &Domain) -> Result<Ranges, TestError> {
    let open = low.starts_with(['[', '(', ']']);
    let shut = high.ends_with([']', ')', '[']);
    if open != shut {
        let help = "write `1..5`, or brackets on both sides: `[1..5]` with its ends, `(1..5)` without";
        return Err(TestError::malformed(format!("the range `{text}` has a bracket on one side only"), help));
    }
    let (after, before) = (low.starts_with(['(', ']']), high.ends_with([')', '[']));
    let low = literal(low.trim_start_matches(['[', '(', ']']).trim(), domain)?;
    let high = literal(high.trim_end_matches([']', ')', '[']).trim(), domain)?;
    let set = match (low.checked_add(i64::from(after)), high.checked_sub(i64::from(before))) {
        (Some(low), Some(high)) => Ranges::of(low, high),
        _ => Ranges::default(),
    };
    if set.is_empty() {
        return Err(TestError::malformed(format!("the range `{text}` holds no value"), "the lower end comes first"));
    }
    Ok(set.intersection(&domain.all()))
}

/// A value, with or without quotes.
fn literal(text: &str, domain: &Domain) -> Result<i64, TestError> {
    let name = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
    if let Some(number) = domain.number(name) {
        return Ok(number);
    }
    match domain {
        _ if name.is_empty() => Err(TestError::malformed("a value is missing in the test".to_owned(), "write `-` for any value")),
        Domain::Numbers { .. } => Err(TestError::malformed(
            format!("`{name}` is no whole number"),
            "write a number such as `10`, a comparison such as `>= 10`, or a range such as `1..5`",
        )),
        Domain::Levels(names) => {
            let near = nearest(name, names.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
            let help = near.unwrap_or_else(|| format!("its values are {}", names.join(", ")));
            Err(TestError { code: Code::UndeclaredName, message: format!("the input has no value `{name}`"), help: Some(help) })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels() -> Domain {
        Domain::Levels(["low", "medium", "high", "very high", "a, b", "not(x)"].map(str::to_owned).into())
    }

    fn accepted(text: &str, domain: &Domain) -> Vec<i64> {
        let set = parse(text, domain).unwrap_or_else(|error| panic!("{text}: {error:?}"));
        (-12..12).filter(|number| set.contains(*number)).collect()
    }

    #[test]
    #[allow(clippy::panic, reason = "a test fails by panicking")]
    fn every_form() {
        let numbers = Domain::Numbers { from: -10, to: 10 };
        for (text, expected) in [
            ("3", vec![3]),
            ("-3", vec![-3]),
            ("1, 3 ,5", vec![1, 3, 5]),
            ("[1..3]", vec![1, 2, 3]),
            ("(1..3)", vec![2]),
            ("]1..3]", vec![2, 3]),
            ("[1..3[", vec![1, 2]),
            ("1..3", vec![1, 2, 3]),
            ("-2..-1", vec![-2, -1]),
            ("< -8", vec![-10, -9]),
            ("<=-9", vec![-10, -9]),
            ("> 8", vec![9, 10]),
            (">=10, 0", vec![0, 10]),
            ("not(-9..10)", vec![-10]),
            ("not(< 9, 10)", vec![9]),
            ("99", vec![]),
        ] {
            assert_eq!(accepted(text, &numbers), expected, "{text}");
        }
        assert_eq!(accepted("-", &numbers).len(), 21);
        for (text, expected) in [
            ("low", vec![0]),
            ("low, high", vec![0, 2]),
            (">= high", vec![2, 3, 4, 5]),
            ("low..high", vec![0, 1, 2]),
            ("a, b", vec![4]),
            ("\"a, b\", low", vec![0, 4]),
            ("not(x)", vec![5]),
            ("not(low, medium, \"a, b\", \"not(x)\")", vec![2, 3]),
        ] {
            assert_eq!(accepted(text, &levels()), expected, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let refused = |text: &str, domain: &Domain| parse(text, domain).map_err(|error| (error.code, error.message)).err();
        let numbers = Domain::Numbers { from: i64::MIN, to: i64::MAX };
        for text in ["", " ", "1,,2", "5..1", "(1..2)", "[1..2", "1..2]", "ten", "1.5", ">", "not()", "99999999999999999999"] {
            assert_eq!(refused(text, &numbers).map(|(code, _)| code), Some(Code::MalformedTest), "{text}");
        }
        assert_eq!(refused("hihg", &levels()), Some((Code::UndeclaredName, "the input has no value `hihg`".to_owned())));
        assert!(parse(&format!("> {}", i64::MAX), &numbers).is_ok_and(|set| set.is_empty()));
    }
}
