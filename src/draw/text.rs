//! How much room text takes, where it wraps, and how XML holds it.

use std::fmt::Write as _;

/// From one line of text to the next, as a multiple of the font size.
const LINE_HEIGHT: f64 = 1.25;

/// Fonts that stand in for the asked one may be a little wider.
const SAFETY: f64 = 1.06;

/// Advance widths, in the font that pictures ask for, of the printable ASCII characters from space on, in thousandths of the font size
/// (Adobe font metrics of Helvetica).
const WIDTHS: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584,
    584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667,
    611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500,
    722, 500, 500, 500, 334, 260, 334, 584,
];

/// The width of a character in thousandths of the font size; generous where fonts differ.
fn advance(character: char) -> u16 {
    let code = u32::from(character);
    let known = usize::try_from(code).ok().and_then(|code| code.checked_sub(32)).and_then(|place| WIDTHS.get(place));
    match (known, code) {
        (Some(width), _) => *width,
        // Combining marks, joiners, direction marks and variation selectors take no room.
        (_, 0x300..=0x36F | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x2069 | 0xFE00..=0xFE0F) => 0,
        // East Asian scripts and pictographs fill a square, some of them more.
        (_, 0x1100..=0x11FF | 0x2E80..=0xA4CF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0xFE30..=0xFE4F | 0xFF00..=0xFF60) => 1000,
        (_, 0x2190..=0x2BFF | 0x1F000..=0x1FAFF) => 1300,
        (_, 0..=0x24F) => 640,
        _ => 800,
    }
}

/// The width of one line of text, in the unit of `size`.
pub fn width(line: &str, size: f64) -> f64 {
    let thousandths: u64 = line.chars().map(|character| u64::from(advance(character))).sum();
    let bounded = u32::try_from(thousandths).unwrap_or(u32::MAX);
    f64::from(bounded) / 1000.0 * size * SAFETY
}

/// The height of so many lines.
pub fn height(lines: usize, size: f64) -> f64 {
    f64::from(u32::try_from(lines).unwrap_or(u32::MAX)) * size * LINE_HEIGHT
}

/// The lines of `text`, wrapped at spaces so that none is wider than `limit`, broken inside a word where that is
/// longer; at most `most` lines, the last of which ends in `…` when something is left out.
pub fn wrap(text: &str, size: f64, limit: f64, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    'lines: for line in text.lines() {
        let mut current = String::new();
        for word in line.split_whitespace() {
            for piece in pieces(word, size, limit) {
                let joined = if current.is_empty() { piece.clone() } else { format!("{current} {piece}") };
                if current.is_empty() || width(&joined, size) <= limit {
                    current = joined;
                } else {
                    lines.push(std::mem::replace(&mut current, piece));
                }
                if lines.len() > most {
                    break 'lines;
                }
            }
        }
        if !current.is_empty() {
            lines.push(current);
        }
    }
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            last.push('…');
        }
    }
    lines
}

/// A word cut into parts that fit.
fn pieces(word: &str, size: f64, limit: f64) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut used = 0.0;
    for character in word.chars() {
        let step = f64::from(advance(character)) / 1000.0 * size * SAFETY;
        if used + step > limit && used > 0.0 {
            pieces.push(String::new());
            used = 0.0;
        }
        used += step;
        if let Some(last) = pieces.last_mut() {
            last.push(character);
        }
    }
    pieces
}

/// Text as content or attribute of XML 1.0; characters that XML cannot hold become U+FFFD.
pub fn xml(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // As a reference, so that a reader keeps them in attributes too.
            '\n' | '\r' | '\t' => drop(write!(escaped, "&#{};", u32::from(character))),
            '\u{0}'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{FFFE}' | '\u{FFFF}' => escaped.push('\u{FFFD}'),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::{width, wrap, xml};

    #[test]
    fn lines_are_wrapped_and_cut() {
        assert_eq!(wrap("one two three\nfour", 10.0, 45.0, 9), ["one two", "three", "four"]);
        assert_eq!(wrap(&"x".repeat(50), 10.0, 53.0, 2), ["xxxxxxxxxx", "xxxxxxxxxx…"]);
        assert!(wrap("  \n ", 10.0, 50.0, 3).is_empty());
        assert!(wrap(&"wide ".repeat(200), 10.0, 80.0, 99).iter().all(|line| width(line, 10.0) <= 80.0));
    }

    #[test]
    fn xml_holds_anything() {
        assert_eq!(xml("<a b='c'>&\u{1}"), "&lt;a b=&#39;c&#39;&gt;&amp;\u{FFFD}");
    }
}
