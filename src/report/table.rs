//! A table of text and its written forms.

/// Rows of text under headers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    headers: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows.
    #[must_use]
    pub fn new<const N: usize>(headers: [&str; N]) -> Self {
        Self { headers: headers.iter().map(|header| (*header).to_owned()).collect(), rows: Vec::new() }
    }

    /// A table without rows, its headers known at run time.
    pub fn with_headers(headers: impl IntoIterator<Item = String>) -> Self {
        Self { headers: headers.into_iter().collect(), rows: Vec::new() }
    }

    /// Adds a row; it is cut or filled up to the number of headers.
    pub fn push(&mut self, row: impl IntoIterator<Item = String>) {
        let mut row: Vec<String> = row.into_iter().collect();
        row.resize(self.headers.len(), String::new());
        self.rows.push(row);
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// The rows.
    #[must_use]
    pub fn rows(&self) -> &[Vec<String>] {
        &self.rows
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table in GitHub Flavored Markdown; what would be markup in a cell is escaped.
    #[must_use]
    pub fn markdown(&self) -> String {
        let line = |cells: &mut dyn Iterator<Item = String>| format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "));
        let mut text = line(&mut self.headers.iter().map(|cell| escape_markdown(cell)));
        text.push_str(&line(&mut self.headers.iter().map(|_| "---".to_owned())));
        for row in &self.rows {
            text.push_str(&line(&mut row.iter().map(|cell| escape_markdown(cell))));
        }
        text
    }

    /// The table as CSV (RFC 4180), safe to open in a spreadsheet: a cell that a spreadsheet would run as a formula
    /// gets an apostrophe in front.
    ///
    /// Source of the dangerous beginnings: OWASP, "CSV Injection".
    #[must_use]
    pub fn csv(&self) -> String {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
        // Writing to memory fails only for rows of unequal length, which `push` rules out.
        let _ = writer.write_record(self.headers.iter().map(|cell| defuse(cell)));
        for row in &self.rows {
            let _ = writer.write_record(row.iter().map(|cell| defuse(cell)));
        }
        writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
    }

    /// The table as lines of `header: value`, one paragraph a row, for screen readers.
    #[must_use]
    pub fn plain(&self) -> String {
        let mut text = String::new();
        for row in &self.rows {
            for (header, cell) in self.headers.iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
                text.push_str(&format!("{header}: {}\n", one_line(cell)));
            }
            text.push('\n');
        }
        text
    }
}

fn one_line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// A cell in Markdown: what stands in backticks is code, everything else is text without markup.
///
/// Backticks count only where each stands alone and every one has its partner, so that a code span ends where it seems to; within one
/// nothing else has a meaning. Source: GitHub Flavored Markdown 0.29, 6.3 "Code spans" and 4.10 "Tables".
fn escape_markdown(text: &str) -> String {
    let text = one_line(text);
    let pieces: Vec<&str> = text.split('`').collect();
    let inner = pieces.get(1..pieces.len().saturating_sub(1)).unwrap_or_default();
    let is_code = pieces.len() % 2 == 1 && inner.iter().all(|piece| !piece.is_empty());
    let mut escaped = String::with_capacity(text.len());
    for (place, piece) in pieces.into_iter().enumerate() {
        if place > 0 {
            escaped.push_str(if is_code { "`" } else { "\\`" });
        }
        if is_code && place % 2 == 1 {
            escaped.push_str(&piece.replace('|', "\\|"));
        } else {
            escape_text(piece, &mut escaped);
        }
    }
    escaped
}

fn escape_text(text: &str, escaped: &mut String) {
    for character in text.chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '|' | '*' | '_' | '[' | ']' => {
                escaped.push('\\');
                escaped.push(character);
            }
            _ => escaped.push(character),
        }
    }
}

fn defuse(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::escape_markdown;

    #[test]
    fn backticks_make_code_only_in_pairs_that_stand_alone() {
        for (text, expected) in [
            ("`a_b` is missing before `c`", "`a_b` is missing before `c`"),
            ("`a|b` comes", "`a\\|b` comes"),
            ("`<b>` is <b>", "`<b>` is &lt;b&gt;"),
            ("`a` `b`", "`a` `b`"),
            // A name with a backtick of its own.
            ("extra `a` <img src=x> `b`", "extra `a` &lt;img src=x&gt; `b`"),
            ("extra `a`b`", "extra \\`a\\`b\\`"),
            ("``<b>``", "\\`\\`&lt;b&gt;\\`\\`"),
            ("`a``b`", "\\`a\\`\\`b\\`"),
            ("``", "\\`\\`"),
            ("a*b", "a\\*b"),
            ("", ""),
        ] {
            assert_eq!(escape_markdown(text), expected, "{text}");
        }
    }
}
