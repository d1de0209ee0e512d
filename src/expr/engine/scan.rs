//! The scan before the parser: tokens with their places, bounds on nodes and depth, and mistakes in plain words.
//!
//! It decides no grammar beyond "operands and operators take turns and brackets close"; what it lets through, the parser
//! of `cel` reads. INVARIANT: what it lets through nests no deeper than the limit, whatever the parser makes of it.

use super::{super::ConditionLimits, place::Places};
use crate::diagnostic::{Code, Diagnostic};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name, a word such as `true`, or the operator `in`.
    Name,
    Number,
    Text,
    Symbol,
}

/// A word of the expression and its bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
    /// For an opening bracket: the byte behind the closing one.
    pub(super) closed: usize,
}

/// One mistake; the scan stops at the first, since those behind it may follow from it.
#[derive(Debug)]
pub(super) struct Problem {
    code: Code,
    message: String,
    help: Option<String>,
    start: usize,
    end: usize,
}

impl Problem {
    fn new(message: impl Into<String>, (start, end): (usize, usize)) -> Self {
        Self { code: Code::InvalidCondition, message: message.into(), help: None, start, end }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    fn limit(message: String, place: (usize, usize)) -> Self {
        Self { code: Code::LimitReached, ..Self::new(message, place) }.help("split the condition, or say it with fewer words")
    }

    pub(super) fn finding(self, places: &Places<'_>) -> Diagnostic {
        places.locate(Diagnostic::error(self.code, self.message).help_if(self.help), self.start, self.end)
    }
}

/// The tokens of a text that is worth parsing. Time and memory are linear in the text.
pub(super) fn scan(text: &str, limits: ConditionLimits) -> Result<Vec<Token>, Problem> {
    if text.len() > limits.length && text.chars().nth(limits.length).is_some() {
        return Err(Problem::limit(format!("the condition is longer than {} characters", limits.length), (0, text.len())));
    }
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(first) = rest.chars().next() else { break };
        if matches!(first, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
            at += 1;
            continue;
        }
        let (kind, length) = token(rest, first, at)?;
        tokens.push(Token { kind, start: at, end: at + length, closed: 0 });
        at += length;
    }
    let mut order = Order { text, limits, expects_operand: true, open: Vec::new(), nodes: 0, base: Level::default(), depth: 1 };
    order.run(&mut tokens)?;
    Ok(tokens)
}

/// Two characters first, so that the longest symbol is taken.
const SYMBOLS: [&str; 23] = ["&&", "||", "==", "!=", "<=", ">=", "(", ")", "[", "]", ",", ".", "?", ":", "!", "<", ">", "+", "-", "*", "/", "%", "{"];

fn token(rest: &str, first: char, at: usize) -> Result<(Kind, usize), Problem> {
    let second = rest.chars().nth(1);
    match first {
        '\'' | '"' => quoted(rest, 0, at).map(|length| (Kind::Text, length)),
        'r' | 'R' if matches!(second, Some('\'' | '"')) => quoted(rest, 1, at).map(|length| (Kind::Text, length)),
        'b' | 'B' if matches!(second, Some('\'' | '"')) => {
            Err(Problem::new("a condition has no bytes", (at, at + 1)).help("leave out the letter before the quote"))
        }
        'a'..='z' | 'A'..='Z' | '_' => Ok((Kind::Name, word(rest))),
        '0'..='9' => number(rest, at).map(|length| (Kind::Number, length)),
        _ => match SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)) {
            Some(&"{") => Err(Problem::new("a condition has no maps", (at, at + 1)).help("lists are written in square brackets")),
            Some(symbol) => Ok((Kind::Symbol, symbol.len())),
            None => Err(unknown(first, at)),
        },
    }
}

fn unknown(first: char, at: usize) -> Problem {
    let problem = Problem::new(format!("`{first}` means nothing in a condition"), (at, at + first.len_utf8()));
    match first {
        '=' => problem.help("did you mean `==`?"),
        '&' => problem.help("did you mean `&&`?"),
        '|' => problem.help("did you mean `||`?"),
        '‘' | '’' | '“' | '”' | '„' | '`' => problem.help("texts stand in straight quotes: '…'"),
        _ if first.is_alphanumeric() => problem.help("names have letters from a to z, digits and `_`; other texts stand in quotes"),
        _ => problem,
    }
}

/// The length of the name at the start.
fn word(rest: &str) -> usize {
    rest.find(|character: char| !character.is_ascii_alphanumeric() && character != '_').unwrap_or(rest.len())
}

/// The length of the number at the start: whole, hexadecimal, or with a point or a power of ten.
fn number(rest: &str, at: usize) -> Result<usize, Problem> {
    let digits = |from: usize| {
        let tail = rest.get(from..).unwrap_or_default();
        tail.find(|character: char| !character.is_ascii_digit()).unwrap_or(tail.len())
    };
    let is = |at: usize, wanted: &[u8]| rest.as_bytes().get(at).is_some_and(|byte| wanted.contains(byte));
    let mut length = digits(0);
    if is(length, b".") && digits(length + 1) > 0 {
        length += 1 + digits(length + 1);
    }
    if is(length, b"eE") {
        let sign = usize::from(is(length + 1, b"+-"));
        let power = digits(length + 1 + sign);
        length += if power > 0 { 1 + sign + power } else { 0 };
    }
    let tail = word(rest.get(length..).unwrap_or_default());
    let whole = rest.get(..length + tail).unwrap_or_default();
    let is_hexadecimal = whole.strip_prefix("0x").is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    if tail == 0 || is_hexadecimal {
        return Ok(length + tail);
    }
    let help = if whole.ends_with(['u', 'U']) { "whole numbers are written without `u`" } else { "lengths of time are written `duration('PT8H')`" };
    Err(Problem::new(format!("`{whole}` is not a number"), (at, at + whole.len())).help(help))
}

/// The length of the text in quotes that begins at `from`.
fn quoted(rest: &str, from: usize, at: usize) -> Result<usize, Problem> {
    let body = rest.get(from..).unwrap_or_default();
    let quote = if body.starts_with('"') { '"' } else { '\'' };
    if body.starts_with("'''") || body.starts_with("\"\"\"") {
        return Err(Problem::new("three quotes in a row begin no text here", (at, at + from + 3)).help("write the text in single quotes"));
    }
    let mut characters = body.char_indices().skip(1);
    while let Some((place, character)) = characters.next() {
        match character {
            '\n' | '\r' => break,
            '\\' if from == 0 => {
                let escaped = characters.next().map_or('\n', |(_, escaped)| escaped);
                let known =
                    matches!(escaped, 'a' | 'b' | 'f' | 'n' | 'r' | 't' | 'v' | '\\' | '\'' | '"' | '`' | '?' | 'x' | 'X' | 'u' | 'U' | '0'..='3');
                if !known {
                    let problem = Problem::new(format!("`\\{escaped}` stands for no character"), (at + place, at + place + 1 + escaped.len_utf8()));
                    return Err(problem.help("write a back slash as `\\\\`, or the text as r'…', in which it stands for itself"));
                }
            }
            // A raw text keeps its back slashes, and none of them hides a quote.
            _ if character == quote => return Ok(from + place + 1),
            _ => {}
        }
    }
    Err(Problem::new("the text is not closed", (at, at + from + 1)).help(format!("it ends with another `{quote}` on the same line")))
}

/// What stands between two brackets, for the bound on depth.
#[derive(Clone, Copy, Default)]
struct Level {
    /// Choices (`?`), each of which holds the next.
    choices: usize,
    /// How many of them have their `:`.
    colons: usize,
    /// Operators and selections in a row, each of which holds those before it.
    row: usize,
}

/// Holds the tokens against the order of operands and operators.
struct Order<'text> {
    text: &'text str,
    limits: ConditionLimits,
    expects_operand: bool,
    /// The open brackets and the level around each.
    open: Vec<(usize, Level)>,
    nodes: usize,
    base: Level,
    depth: usize,
}

impl Order<'_> {
    fn run(&mut self, tokens: &mut [Token]) -> Result<(), Problem> {
        let mut before: Option<Token> = None;
        for index in 0..tokens.len() {
            let Some(token) = tokens.get(index).copied() else { break };
            let opened = self.take(token, before, index, tokens)?;
            if let Some(opener) = opened.and_then(|opener| tokens.get_mut(opener)) {
                opener.closed = token.end;
            }
            self.bounded(token)?;
            before = Some(token);
        }
        let end = before.map_or(0, |token| token.end);
        if tokens.is_empty() {
            return Err(Problem::new("the condition is empty", (0, self.text.len())).help("write `true` for a condition that always holds"));
        }
        if self.expects_operand {
            let start = before.map_or(0, |token| token.start);
            return Err(Problem::new(format!("nothing follows `{}`", self.word(before)), (start, end)));
        }
        match self.open.last().and_then(|(opener, _)| tokens.get(*opener)) {
            Some(opener) => Err(Problem::new(format!("`{}` is not closed", self.word(Some(*opener))), (opener.start, opener.end))),
            None => self.settled(before.map_or((0, end), |token| (token.start, token.end))),
        }
    }

    fn word(&self, token: Option<Token>) -> &str {
        token.and_then(|token| self.text.get(token.start..token.end)).unwrap_or_default()
    }

    fn bounded(&self, token: Token) -> Result<(), Problem> {
        if self.nodes > self.limits.nodes {
            let message = format!("the condition has more than {} names, literals and operators", self.limits.nodes);
            return Err(Problem::limit(message, (token.start, token.end)));
        }
        // The outermost level is none inside another.
        if self.depth + self.base.choices + self.base.row > self.limits.depth + 1 {
            let message = format!("the condition has more than {} levels of brackets and operators inside each other", self.limits.depth);
            return Err(Problem::limit(message, (token.start, token.end)));
        }
        Ok(())
    }

    /// Takes one token in; gives the opening bracket that it closes.
    fn take(&mut self, token: Token, before: Option<Token>, index: usize, tokens: &[Token]) -> Result<Option<usize>, Problem> {
        let word = self.text.get(token.start..token.end).unwrap_or_default();
        let place = (token.start, token.end);
        if token.kind != Kind::Symbol && word != "in" {
            self.nodes += 1;
            if !self.expects_operand {
                return Err(self.operator_missing(word, before, place));
            }
            self.expects_operand = false;
            return Ok(None);
        }
        match word {
            "!" | "-" if self.expects_operand => {
                self.nodes += 1;
                self.base.row += 1;
            }
            "(" | "[" => self.opening(word, before, index, place)?,
            ")" | "]" => return self.closing(word, before, place, tokens).map(Some),
            "!" => return Err(self.operator_missing(word, before, place)),
            _ if self.expects_operand => return Err(Problem::new(format!("an operand is missing before `{word}`"), place)),
            "," if self.open.is_empty() => return Err(Problem::new("a comma stands only in lists and calls", place)),
            ":" if self.base.colons == self.base.choices => return Err(Problem::new("`:` stands only behind a `?`", place)),
            "," => {
                self.settled(place)?;
                self.binary(word);
            }
            _ => self.binary(word),
        }
        Ok(None)
    }

    /// Whether every choice on this level has its second value.
    fn settled(&self, place: (usize, usize)) -> Result<(), Problem> {
        if self.base.colons == self.base.choices {
            return Ok(());
        }
        Err(Problem::new("a `?` before this has no `:`", place).help("write `condition ? value : other value`"))
    }

    fn binary(&mut self, word: &str) {
        self.expects_operand = true;
        match word {
            "," => self.base = Level::default(),
            "&&" | "||" => {
                self.nodes += 1;
                self.base.row = 0;
            }
            "?" => {
                self.nodes += 1;
                self.base.choices += 1;
                self.base.row = 0;
            }
            ":" => {
                self.base.colons += 1;
                self.base.row = 0;
            }
            _ => {
                self.nodes += usize::from(word != ".");
                self.base.row += 1;
            }
        }
    }

    fn opening(&mut self, word: &str, before: Option<Token>, index: usize, place: (usize, usize)) -> Result<(), Problem> {
        if !self.expects_operand {
            let follows_name = before.is_some_and(|before| before.kind == Kind::Name);
            if word == "(" && !follows_name {
                return Err(self.operator_missing(word, before, place));
            }
        }
        self.nodes += usize::from(word == "[");
        self.expects_operand = true;
        self.depth += self.base.choices + self.base.row + 1;
        self.open.push((index, std::mem::take(&mut self.base)));
        Ok(())
    }

    fn closing(&mut self, word: &str, before: Option<Token>, place: (usize, usize), tokens: &[Token]) -> Result<usize, Problem> {
        let wanted = if word == ")" { "(" } else { "[" };
        let Some((opener, around)) = self.open.pop() else {
            return Err(Problem::new(format!("`{word}` closes nothing"), place));
        };
        let open = tokens.get(opener).copied();
        if self.word(open) != wanted {
            return Err(Problem::new(format!("`{word}` closes a `{}`", self.word(open)), place));
        }
        let is_empty = open.map(|open| open.start) == before.map(|before| before.start);
        let is_group = word == ")" && opener.checked_sub(1).and_then(|caller| tokens.get(caller)).is_none_or(|caller| caller.kind != Kind::Name);
        if self.expects_operand && (!is_empty || is_group) {
            return Err(Problem::new(format!("an operand is missing before `{word}`"), place));
        }
        self.settled(place)?;
        self.expects_operand = false;
        self.base = around;
        self.depth -= self.base.choices + self.base.row + 1;
        Ok(opener)
    }

    fn operator_missing(&self, word: &str, before: Option<Token>, place: (usize, usize)) -> Problem {
        let problem = Problem::new(format!("an operator is missing before `{word}`"), place);
        match (self.word(before), word) {
            ("not" | "NOT", _) => problem.help("write `!` for not"),
            (_, "and" | "AND") => problem.help("did you mean `&&`?"),
            (_, "or" | "OR") => problem.help("did you mean `||`?"),
            (_, "is") => problem.help("did you mean `==`?"),
            _ => problem,
        }
    }
}
