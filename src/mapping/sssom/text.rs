//! How values are written: lists in cells, cells of the table, scalars of the metadata, numbers.

use std::borrow::Cow;

/// The items of a multi-valued cell: bars part them, `\|` and `\\` stand for the two signs, any other back slash for
/// itself.
pub(super) fn split(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let whole = rest?;
        let (item, behind) = cut(whole);
        rest = behind;
        Some(unescape(item))
    })
}

/// Up to the next bar that parts items, and what stands behind it.
fn cut(text: &str) -> (&str, Option<&str>) {
    let mut escaped = false;
    for (place, byte) in text.bytes().enumerate() {
        match byte {
            b'\\' if !escaped => escaped = true,
            b'|' if !escaped => return (text.get(..place).unwrap_or_default(), text.get(place.saturating_add(1)..)),
            _ => escaped = false,
        }
    }
    (text, None)
}

fn unescape(item: &str) -> Cow<'_, str> {
    if !item.contains('\\') {
        return Cow::Borrowed(item);
    }
    let mut plain = String::with_capacity(item.len());
    let mut signs = item.chars().peekable();
    while let Some(sign) = signs.next() {
        match signs.peek() {
            Some(next @ ('|' | '\\')) if sign == '\\' => {
                plain.push(*next);
                signs.next();
            }
            _ => plain.push(sign),
        }
    }
    Cow::Owned(plain)
}

/// Adds an item to a multi-valued cell.
pub(super) fn join(cell: &mut String, first: bool, item: &str) {
    if !first {
        cell.push('|');
    }
    for sign in item.chars() {
        if matches!(sign, '|' | '\\') {
            cell.push('\\');
        }
        cell.push(sign);
    }
}

/// Whether a multi-valued cell uses the escapes of 1.1.
pub(super) fn has_escapes(cell: &str) -> bool {
    cell.contains("\\|") || cell.contains("\\\\")
}

/// A decimal number with at most three digits behind the point, halves away from zero; none when the text is no number.
///
/// The text is rounded, not the binary number next to it, so that `1.0005` becomes `1.001`.
pub(super) fn number(text: &str) -> Option<Cow<'_, str>> {
    let text = text.trim();
    if is_short(text) {
        return Some(Cow::Borrowed(text));
    }
    let value: f64 = text.parse().ok().filter(|value: &f64| value.is_finite())?;
    let shown = if text.contains(['e', 'E']) { Cow::Owned(value.to_string()) } else { Cow::Borrowed(text) };
    let (sign, digits) = match shown.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", shown.strip_prefix('+').unwrap_or(&shown)),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let mut kept: Vec<u8> = whole.bytes().chain(part.bytes().chain(std::iter::repeat(b'0')).take(3)).collect();
    if part.as_bytes().get(3).is_some_and(|digit| *digit >= b'5') {
        carry(&mut kept);
    }
    let split = kept.len().saturating_sub(3);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (whole, part) = (text(kept.get(..split).unwrap_or_default()), text(kept.get(split..).unwrap_or_default()));
    let (whole, part) = (whole.trim_start_matches('0'), part.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    let sign = if whole == "0" && part.is_empty() { "" } else { sign };
    let point = if part.is_empty() { "" } else { "." };
    Some(Cow::Owned(format!("{sign}{whole}{point}{part}")))
}

/// Whether a number stands in its shortest form already: `0`, `1`, `0.25`.
fn is_short(text: &str) -> bool {
    match text.split_once('.') {
        None => matches!(text, "0" | "1"),
        Some((whole, part)) => {
            matches!(whole, "0") && (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()) && !part.ends_with('0')
        }
    }
}

/// Adds one to the last digit.
fn carry(digits: &mut Vec<u8>) {
    for digit in digits.iter_mut().rev() {
        if *digit < b'9' {
            *digit = digit.saturating_add(1);
            return;
        }
        *digit = b'0';
    }
    digits.insert(0, b'1');
}

/// A YAML scalar: plain where a reader takes it for the same text, else in double quotes.
///
/// Plain texts are those of YAML 1.2 that readers of 1.1 do not take for a truth value either.
pub(super) fn scalar(text: &str) -> Cow<'_, str> {
    if is_plain(text) { Cow::Borrowed(text) } else { Cow::Owned(quoted(text)) }
}

fn is_plain(text: &str) -> bool {
    let mut signs = text.chars();
    let Some(first) = signs.next() else { return false };
    let second = signs.next();
    let blank = |sign: Option<char>| sign.is_none_or(|sign| matches!(sign, ' ' | '\t'));
    let indicator = match first {
        '-' | '?' | ':' => blank(second),
        sign => ",[]{}#&*!|>'\"%@` ".contains(sign),
    };
    !indicator
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.chars().any(|sign| escape(sign).is_some())
        && !is_other_type(text)
        && !text.starts_with("---")
        && !text.starts_with("...")
}

/// Whether a plain scalar would be taken for a number, a truth value or nothing.
fn is_other_type(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let word = matches!(
        lower.as_str(),
        "true" | "false" | "null" | "~" | "yes" | "no" | "on" | "off" | "y" | "n" | ".inf" | "-.inf" | "+.inf" | ".nan" | "=" | "<<"
    );
    let digits = lower.strip_prefix(['+', '-']).unwrap_or(&lower);
    // Digits with underscores, colons between digits (base sixty) and other bases are numbers in YAML 1.1.
    let number = digits.starts_with(|sign: char| sign.is_ascii_digit() || sign == '.')
        && (digits.parse::<f64>().is_ok()
            || digits.starts_with("0x")
            || digits.starts_with("0o")
            || digits.starts_with("0b")
            || digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'_' | b'.' | b':')));
    word || number
}

/// How a sign is written between double quotes when it cannot stand for itself in a plain scalar.
fn escape(sign: char) -> Option<Cow<'static, str>> {
    Some(match sign {
        '\0' => "\\0".into(),
        '\u{7}' => "\\a".into(),
        '\u{8}' => "\\b".into(),
        '\t' => "\\t".into(),
        '\n' => "\\n".into(),
        '\u{b}' => "\\v".into(),
        '\u{c}' => "\\f".into(),
        '\r' => "\\r".into(),
        '\u{1b}' => "\\e".into(),
        '\u{85}' => "\\N".into(),
        '\u{a0}' => "\\_".into(),
        '\u{2028}' => "\\L".into(),
        '\u{2029}' => "\\P".into(),
        '\u{feff}' | '\u{fffe}' | '\u{ffff}' => format!("\\u{:04X}", u32::from(sign)).into(),
        sign if sign.is_control() => format!("\\x{:02x}", u32::from(sign)).into(),
        _ => return None,
    })
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len().saturating_add(2));
    out.push('"');
    for sign in text.chars() {
        match sign {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            sign => match escape(sign) {
                Some(escaped) => out.push_str(&escaped),
                None => out.push(sign),
            },
        }
    }
    out.push('"');
    out
}

/// Adds a cell, in quotes where RFC 4180 asks for them; false when it holds a control character, which no table can.
pub(super) fn cell(out: &mut String, text: &str, delimiter: u8) -> bool {
    let (mut quotes, mut fine) = (false, true);
    for byte in text.bytes() {
        if byte == delimiter || matches!(byte, b'\n' | b'\r' | b'"') {
            quotes = true;
        } else if byte < 0x20 && byte != b'\t' {
            fine = false;
        }
    }
    if quotes {
        out.push('"');
        for (index, part) in text.split('"').enumerate() {
            if index > 0 {
                out.push_str("\"\"");
            }
            out.push_str(part);
        }
        out.push('"');
    } else {
        out.push_str(text);
    }
    fine
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lists_of_the_specification() {
        let items = |text: &'static str| split(text).map(Cow::into_owned).collect::<Vec<_>>();
        assert_eq!(items("Alice\\|Bob|Charlie"), ["Alice|Bob", "Charlie"]);
        assert_eq!(items("Alice\\\\Bob|Charlie\\\\|David\\\\\\|Eve\\\\"), ["Alice\\Bob", "Charlie\\", "David\\|Eve\\"]);
        assert_eq!(items("a\\b||"), ["a\\b", "", ""]);
        assert_eq!(items(""), [""]);
    }

    #[test]
    fn numbers_are_rounded_half_away_from_zero() {
        // The table of `support-hashing.md`, and carries.
        let cases = [
            ("0.7832", "0.783"),
            ("0.7835", "0.784"),
            ("0.7836", "0.784"),
            ("-0.7832", "-0.783"),
            ("-0.7836", "-0.784"),
            ("-0.7835", "-0.784"),
            ("1.0", "1"),
            ("0.0", "0"),
            ("-0.0004", "0"),
            ("0.0005", "0.001"),
            ("1.0005", "1.001"),
            ("0.9996", "1"),
            ("9.9995", "10"),
            ("0.50", "0.5"),
            (".5", "0.5"),
            ("+1", "1"),
            ("5e-1", "0.5"),
            ("1e-9", "0"),
            (" 0.25 ", "0.25"),
        ];
        for (text, wanted) in cases {
            assert_eq!(number(text).as_deref(), Some(wanted), "{text}");
        }
        for text in ["", "a", "NaN", "inf", "0,5", "1.2.3"] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn lists_come_back(items in proptest::collection::vec("[a|\\\\b]{0,6}", 1..5)) {
            let mut cell = String::new();
            for (index, item) in items.iter().enumerate() {
                join(&mut cell, index == 0, item);
            }
            let back: Vec<String> = split(&cell).map(Cow::into_owned).collect();
            prop_assert_eq!(back, items);
        }

        #[test]
        fn scalars_come_back(text in prop_oneof![any::<String>(), "[-a:#?\"' \\\\0-9.~|>{}\t\n%@`&*!,x_]{0,8}"]) {
            let file = crate::source::FileText::new("a.yml", format!("key: {}\nlist:\n  - {}\n", scalar(&text), scalar(&text)));
            let (document, findings) = crate::document::parse(&file, crate::source::Limits::default());
            prop_assert!(findings.is_empty(), "{:?} {}", findings, file.text());
            let root = document.unwrap().root;
            prop_assert_eq!(root.get("key").and_then(|node| node.text()), Some(text.as_str()));
            prop_assert!(!root.get("key").unwrap().is_null());
        }

        #[test]
        fn rounding_is_near_and_stays(value in -2.0_f64..2.0) {
            let text = value.to_string();
            let rounded = number(&text).unwrap().into_owned();
            prop_assert!((rounded.parse::<f64>().unwrap() - value).abs() <= 0.000_500_001);
            prop_assert_eq!(number(&rounded).unwrap().into_owned(), rounded.clone());
        }
    }
}
