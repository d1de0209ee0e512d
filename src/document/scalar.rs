//! Texts as they are written in YAML.

/// A text as a YAML scalar, without quotes where every reader of YAML 1.1 and 1.2 takes it for text, in block and in flow style alike.
pub(crate) fn scalar(text: &str) -> String {
    let reserved = matches!(text.to_ascii_lowercase().as_str(), "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n" | "nan" | "inf");
    let simple = text.chars().next().is_some_and(|first| first.is_ascii_alphabetic())
        && text.chars().all(|sign| sign.is_ascii_alphanumeric() || " _-./:()+".contains(sign))
        && !text.contains(": ")
        && !text.ends_with([' ', ':'])
        && text.len() <= 120;
    if simple && !reserved {
        return text.to_owned();
    }
    let mut quoted = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            sign if sign.is_control() || matches!(sign, '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}') => {
                quoted.push_str(&format!("\\u{:04X}", u32::from(sign)));
            }
            sign => quoted.push(sign),
        }
    }
    quoted.push('"');
    quoted
}
