//! A text that matches a regular expression, for the plain part of the language; whoever uses it matches it again.

use std::{iter::Peekable, str::Chars};

/// Repetitions that are written out at most.
const MOST: usize = 64;

/// A text that probably matches: the first of alternatives, the least of repetitions. None for what is not understood.
pub(super) fn sample(pattern: &str) -> Option<String> {
    let mut rest = pattern.chars().peekable();
    let text = alternatives(&mut rest)?;
    rest.next().is_none().then_some(text)
}

/// Recursion is bounded by the checker: groups are nested at most 32 deep.
fn alternatives(rest: &mut Peekable<Chars<'_>>) -> Option<String> {
    let first = sequence(rest)?;
    while rest.next_if_eq(&'|').is_some() {
        sequence(rest)?;
    }
    Some(first)
}

fn sequence(rest: &mut Peekable<Chars<'_>>) -> Option<String> {
    let mut text = String::new();
    while let Some(character) = rest.next_if(|next| !matches!(next, '|' | ')')) {
        let one = match character {
            '^' | '$' => continue,
            '.' => "x".to_owned(),
            '[' => class(rest)?.to_string(),
            '\\' => escaped(rest.next()?)?.to_string(),
            '(' => group(rest)?,
            other => other.to_string(),
        };
        text.push_str(&one.repeat(times(rest)?));
    }
    Some(text)
}

fn group(rest: &mut Peekable<Chars<'_>>) -> Option<String> {
    if rest.next_if_eq(&'?').is_some() {
        rest.next_if_eq(&':')?;
    }
    let text = alternatives(rest)?;
    rest.next_if_eq(&')').map(|_| text)
}

/// One character of a class; of one that leaves characters out, the first usual one that it does not name.
fn class(rest: &mut Peekable<Chars<'_>>) -> Option<char> {
    let negated = rest.next_if_eq(&'^').is_some();
    let mut members: Vec<(char, char)> = Vec::new();
    loop {
        let first = match rest.next()? {
            ']' if !members.is_empty() => break,
            '[' => return None,
            '\\' => escaped(rest.next()?)?,
            other => other,
        };
        let mut ahead = rest.clone();
        let last = if ahead.next() == Some('-') && ahead.next().is_some_and(|end| end != ']') {
            rest.next();
            rest.next()?
        } else {
            first
        };
        members.push((first, last));
    }
    if !negated {
        return members.first().map(|(first, _)| *first);
    }
    ['x', 'X', '1', '-', ' '].into_iter().find(|usual| !members.iter().any(|(first, last)| (first..=last).contains(&usual)))
}

fn escaped(name: char) -> Option<char> {
    match name {
        'd' => Some('1'),
        'w' | 'D' | 'S' => Some('x'),
        's' | 'W' => Some(' '),
        't' => Some('\t'),
        'n' => Some('\n'),
        letter if letter.is_alphanumeric() => None,
        other => Some(other),
    }
}

/// How often the part before is to stand there.
fn times(rest: &mut Peekable<Chars<'_>>) -> Option<usize> {
    let count = match rest.peek() {
        Some('*' | '+' | '?') => {
            // Once suits all three, and reads better than nothing.
            rest.next();
            1
        }
        Some('{') => {
            rest.next();
            let mut digits = String::new();
            while let Some(digit) = rest.next_if(char::is_ascii_digit) {
                digits.push(digit);
            }
            while rest.next_if(|next| *next != '}').is_some() {}
            rest.next_if_eq(&'}')?;
            digits.parse().ok()?
        }
        _ => 1,
    };
    rest.next_if_eq(&'?');
    (count <= MOST).then_some(count)
}
