//! Conditions: types, places of findings, hostile input, evaluation and overlap beside small brute-force twins.
#![cfg(feature = "expr")]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::too_many_lines,
    reason = "a test fails by panicking and reads its own texts"
)]

use std::collections::BTreeMap;

use itsm::{
    diagnostic::{Code, Diagnostic, Findings},
    document::{Located, Position},
    expr::{
        ByName, Calendars, Condition, ConditionError, ConditionLimits, Decimal, Environment, Field, FieldError, FieldType, Fields, Overlap, Value,
        overlap,
    },
    source::{FileText, Limits},
};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

fn fields() -> Fields {
    let declared = [
        ("urgent", Field::new(FieldType::Bool)),
        ("count", Field::new(FieldType::Int)),
        ("limit", Field::new(FieldType::Int)),
        ("cost", Field::new(FieldType::Decimal)),
        ("budget", Field::new(FieldType::Decimal)),
        ("title", Field::new(FieldType::String)),
        ("opened", Field::new(FieldType::Instant)),
        ("due", Field::new(FieldType::Instant)),
        ("effort", Field::new(FieldType::Duration)),
        ("priority", Field::words(["low", "medium", "high"])),
        ("impact", Field::words(["high", "wide"])),
        ("channel", Field::words(["mail", "phone"])),
        ("tags", Field::list(FieldType::String)),
        ("scores", Field::list(FieldType::Int)),
        ("kinds", Field { values: vec!["a".to_owned(), "b".to_owned()], ..Field::list(FieldType::Enum) }),
    ];
    declared.into_iter().fold(Fields::new(), |fields, (name, field)| fields.with(name, field).unwrap())
}

fn now() -> Timestamp {
    "2026-01-31T10:00:00Z".parse().unwrap()
}

/// Eight business hours for every day between two instants; only `office` is known.
struct Office;

impl Calendars for Office {
    fn elapsed(&self, calendar: &str, from: Timestamp, to: Timestamp) -> Option<SignedDuration> {
        (calendar == "office").then(|| SignedDuration::from_hours(to.duration_since(from).as_hours() / 24 * 8))
    }
}

fn environment() -> Environment<'static> {
    Environment { now: now(), calendars: &Office }
}

fn values() -> BTreeMap<String, Value> {
    let fields = fields();
    let texts = [
        ("urgent", "true"),
        ("count", "3"),
        ("limit", "7"),
        ("cost", "0.3"),
        ("budget", "1000"),
        ("title", "Printer é on fire"),
        ("opened", "2026-01-29T10:00:00Z"),
        ("effort", "PT90M"),
        ("priority", "high"),
        ("tags", "vip, north"),
        ("scores", "1,2,3"),
        ("kinds", "a"),
    ];
    texts.iter().map(|(name, text)| ((*name).to_owned(), fields.get(name).unwrap().parse(text).unwrap())).collect()
}

fn ask(text: &str) -> Result<bool, ConditionError> {
    read(text).holds(&values(), &environment())
}

fn read(text: &str) -> Condition {
    Condition::from_text(text, &fields()).unwrap_or_else(|findings| panic!("{text}: {}", shown(&findings)))
}

fn shown(findings: &Findings) -> String {
    let line = |finding: &Diagnostic| {
        let position = finding.position().unwrap_or_default();
        format!(
            "{}:{}+{} {} [{}] {}",
            position.line(),
            position.column(),
            position.length(),
            finding.message(),
            finding.code(),
            finding.help_text().unwrap_or("-")
        )
    };
    findings.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn refused(text: &str) -> Findings {
    Condition::from_text(text, &fields()).expect_err(text)
}

#[test]
fn what_holds_and_what_does_not() {
    for (text, expected) in [
        ("true", true),
        ("urgent", true),
        ("!urgent", false),
        ("count == 3", true),
        ("count + 4 == limit", true),
        ("-7 / 2 == -3 && -7 % 2 == -1 && - count == -3", true),
        ("cost == 0.3", true),
        ("0.1 + 0.2 == cost", true),
        ("cost * 3 == 0.9", true),
        ("cost < 1 && 1 > cost && budget == 1e3", true),
        ("budget > 999.999999999999999999", true),
        ("count in [1, 2]", false),
        ("priority in ['medium', 'high']", true),
        ("priority != 'low' && priority == impact || true", true),
        ("'vip' in tags", true),
        ("'south' in tags", false),
        ("tags.exists(tag, tag.startsWith('no'))", true),
        ("tags.all(tag, size(tag) > 3)", false),
        ("scores.all(x, scores.exists(y, y >= x && y * y >= x))", true),
        ("[1, 2, 3].all(x, x in scores)", true),
        ("[].all(x, x > 3)", true),
        ("[].exists(x, x > 3)", false),
        ("has(title) && !has(due)", true),
        ("has(due) && due < now()", false),
        ("due < now() && false", false),
        ("urgent || due < now()", true),
        ("title.contains('é') && title.endsWith('fire')", true),
        ("title.size() == 17", true),
        ("title.matches('^Print.r')", true),
        (r"title.matches(r'\d')", false),
        ("now() - opened == duration('PT48H')", true),
        ("opened + duration('2h') < now()", true),
        ("duration('PT1H') + opened > opened", true),
        ("now() - duration('PT48H') == opened", true),
        ("effort * 2 == duration('PT3H') && 2 * effort == effort + effort && -effort < effort - effort", true),
        ("opened == instant('2026-01-29T11:00:00+01:00')", true),
        ("business_elapsed('office', opened, now()) >= duration('PT16H')", true),
        ("urgent ? count > 2 : count > 5", true),
        ("(urgent ? count : limit) == 3", true),
        ("urgent == true", true),
        ("title < 'Q'", true),
        ("'it''s' == title || 'it\\'s' == \"it's\"", true),
        ("kinds.exists(k, k == 'a')", true),
        ("'b' in kinds", false),
        ("0x1F == 31", true),
    ] {
        if text.contains("''") {
            // Two texts side by side, not an escaped quote as in SQL.
            assert!(shown(&refused(text)).contains("an operator is missing before `'s'`"), "{}", shown(&refused(text)));
            continue;
        }
        assert_eq!(ask(text), Ok(expected), "{text}");
    }
}

#[test]
fn what_has_no_answer() {
    let unfilled = || ConditionError::FieldNotFilled { field: "due".to_owned() };
    for (text, expected) in [
        ("due < now()", unfilled()),
        ("due < now() && urgent", unfilled()),
        ("urgent && due < now()", unfilled()),
        ("!urgent || due < now()", unfilled()),
        ("tags.all(tag, due < now())", unfilled()),
        ("count / (count - 3) == 1", ConditionError::DivisionByZero),
        ("count % 0 == 1", ConditionError::DivisionByZero),
        ("9223372036854775807 + count > 0", ConditionError::Overflow { operator: "+" }),
        ("-9223372036854775808 / -1 > 0", ConditionError::Overflow { operator: "/" }),
        ("opened + duration('PT2000000000H') > opened", ConditionError::Overflow { operator: "+" }),
        ("effort * 9223372036854775807 > effort", ConditionError::Overflow { operator: "*" }),
        ("cost * 0.0000000000000000000000000001 > 0", ConditionError::Overflow { operator: "*" }),
        ("business_elapsed('home', opened, now()) > effort", ConditionError::UnknownCalendar { calendar: "home".to_owned() }),
    ] {
        assert_eq!(ask(text), Err(expected), "{text}");
    }
    let wrong = |name: &str, value: Value| {
        read("priority == 'low' || count > 0 || 'x' in tags").holds(&ByName(|field: &str| (field == name).then(|| value.clone())), &environment())
    };
    assert_eq!(wrong("priority", "hihg".into()).unwrap_err().code(), "wrong-value");
    assert_eq!(wrong("count", "3".into()).unwrap_err().code(), "field-not-filled");
    assert_eq!(
        read("count > 0").holds(&BTreeMap::from([("count".to_owned(), Value::from("3"))]), &environment()).unwrap_err().to_string(),
        "the field `count` holds a string that does not fit its type, an int"
    );
    assert_eq!(
        read("'x' in tags").holds(&BTreeMap::from([("tags".to_owned(), Value::List(vec![Value::Null]))]), &environment()).unwrap_err().code(),
        "wrong-value"
    );
    assert_eq!(read("has(count)").holds(&(), &environment()), Ok(false));
    assert_eq!(unfilled().code(), "field-not-filled");
    assert_eq!(unfilled().to_string(), "the field `due` is not filled");
}

/// Every operator with every pair of types, against a table written by hand.
#[test]
fn types_matrix() {
    let names = ["urgent", "count", "cost", "title", "opened", "effort", "priority", "tags"];
    // Rows and columns in the order of `names`: what may be compared, ordered, added, subtracted, multiplied, divided.
    let comparable = ["b", "n", "n", "t", "i", "d", "t", ""];
    let ordered = ["", "n", "n", "t", "i", "d", "", ""];
    let sums = [("count", "count"), ("count", "cost"), ("cost", "count"), ("cost", "cost"), ("effort", "effort")];
    let added = [("opened", "effort"), ("effort", "opened")];
    let subtracted = [("opened", "effort"), ("opened", "opened")];
    let multiplied = [("count", "effort"), ("effort", "count")];
    for (row, left) in names.iter().enumerate() {
        for (column, right) in names.iter().enumerate() {
            let pair = (*left, *right);
            let fits = |text: String| Condition::from_text(&text, &fields()).is_ok();
            let same = |classes: [&str; 8]| !classes[row].is_empty() && classes[row] == classes[column];
            assert_eq!(fits(format!("{left} == {right}")), same(comparable), "{left} == {right}");
            assert_eq!(fits(format!("{left} != {right}")), same(comparable), "{left} != {right}");
            for operator in ["<", "<=", ">", ">="] {
                assert_eq!(fits(format!("{left} {operator} {right}")), same(ordered), "{left} {operator} {right}");
            }
            let gives = |operator: &str| fits(format!("[{left} {operator} {right}].size() == 1"));
            assert_eq!(gives("+"), sums.contains(&pair) || added.contains(&pair), "{left} + {right}");
            assert_eq!(gives("-"), sums.contains(&pair) || subtracted.contains(&pair), "{left} - {right}");
            assert_eq!(gives("*"), (sums.contains(&pair) && *left != "effort") || multiplied.contains(&pair), "{left} * {right}");
            assert_eq!(gives("/"), pair == ("count", "count"), "{left} / {right}");
            assert_eq!(gives("%"), pair == ("count", "count"), "{left} % {right}");
            let both_bool = pair == ("urgent", "urgent");
            assert_eq!(fits(format!("{left} && {right}")), both_bool);
            assert_eq!(fits(format!("{left} || {right}")), both_bool);
            assert_eq!(fits(format!("{left} in {right}")), *right == "tags" && ["title", "priority"].contains(left), "{left} in {right}");
            let both_text = [left, right].iter().all(|name| ["title", "priority"].contains(name));
            assert_eq!(fits(format!("{left}.contains({right})")), both_text);
        }
        assert_eq!(Condition::from_text(left, &fields()).is_ok(), *left == "urgent");
        assert_eq!(Condition::from_text(&format!("!{left}"), &fields()).is_ok(), *left == "urgent");
        assert!(Condition::from_text(&format!("has({left})"), &fields()).is_ok());
        assert_eq!(Condition::from_text(&format!("size({left}) > 0"), &fields()).is_ok(), ["title", "priority", "tags"].contains(left));
        assert_eq!(Condition::from_text(&format!("[-{left}] .size() > 0"), &fields()).is_ok(), ["count", "cost", "effort"].contains(left), "-{left}");
    }
}

/// Text, column (from 1), length, part of the message, part of the help.
const PLANTED: [(&str, u32, u32, &str, &str); 67] = [
    ("", 1, 1, "empty", "`true`"),
    ("count = 3", 7, 1, "`=` means nothing", "`==`"),
    ("urgent & urgent", 8, 1, "`&` means nothing", "`&&`"),
    ("urgent | urgent", 8, 1, "`|` means nothing", "`||`"),
    ("urgent and urgent", 8, 3, "an operator is missing before `and`", "`&&`"),
    ("urgent or urgent", 8, 2, "an operator is missing before `or`", "`||`"),
    ("not urgent", 5, 6, "an operator is missing before `urgent`", "`!`"),
    ("urgent is true", 8, 2, "operator is missing", "`==`"),
    ("count == 'a", 10, 1, "not closed", "another `'`"),
    ("title == “a”", 10, 1, "`“` means nothing", "straight quotes"),
    ("größe > 3", 3, 1, "`ö` means nothing", "letters from a to z"),
    ("count >", 7, 1, "nothing follows `>`", "-"),
    ("> 3", 1, 1, "an operand is missing before `>`", "-"),
    ("(count > 3", 1, 1, "`(` is not closed", "-"),
    ("count > 3)", 10, 1, "`)` closes nothing", "-"),
    ("count in [3)", 12, 1, "`)` closes a `[`", "-"),
    ("count in [3,]", 13, 1, "an operand is missing before `]`", "-"),
    ("()", 2, 1, "an operand is missing before `)`", "-"),
    ("count > 8h", 9, 2, "`8h` is not a number", "duration('PT8H')"),
    ("count > 8u", 9, 2, "`8u` is not a number", "without `u`"),
    ("title == b'a'", 10, 1, "no bytes", "leave out"),
    ("title == {1: 2}", 10, 1, "no maps", "square brackets"),
    ("title == '''a'''", 10, 3, "three quotes", "single quotes"),
    (r"title == '\d'", 11, 2, r"`\d` stands for no character", "r'…'"),
    ("count > 3, urgent", 10, 1, "a comma", "-"),
    ("count > 99999999999999999999", 9, 20, "`99999999999999999999` is too large for an int", "-"),
    ("cost > 0.00000000000000000000000000001", 8, 31, "more digits", "-"),
    ("(urgent ? true) && urgent", 15, 1, "has no `:`", "condition ? value"),
    ("urgent ? true", 10, 4, "has no `:`", "condition ? value"),
    ("count : 3", 7, 1, "only behind a `?`", "-"),
    ("prority == 'high'", 1, 7, "no field `prority`", "`priority`"),
    ("priority == high", 13, 4, "no field `high`", "in quotes: 'high'"),
    ("xyzzy == 3", 1, 5, "no field `xyzzy`", "the fields are `urgent`"),
    ("priority == 'hihg'", 13, 6, "`hihg` is not one of the values", "`high`"),
    ("'hihg' != priority", 1, 6, "`hihg` is not one of the values", "`high`"),
    ("priority == 'zzz'", 13, 5, "not one of the values", "`low`, `medium`, `high`"),
    ("priority in ['low', 'hihg']", 21, 6, "`hihg` is not one", "`high`"),
    ("priority in [1, 2]", 1, 8, "every item of `[1, 2]` is an int", "-"),
    ("count in tags", 1, 5, "every item of `tags` is a string", "-"),
    ("'c' in kinds", 1, 3, "`c` is not one", "`a`, `b`"),
    ("kinds.exists(k, k == 'c')", 22, 3, "`c` is not one", "`a`, `b`"),
    ("priority == channel", 1, 19, "cannot be compared", "no value in common"),
    ("priority > 'low'", 1, 16, "`>` asks for an order", "in ['…']"),
    ("urgent < true", 1, 13, "asks for an order", "-"),
    ("count == '3'", 1, 12, "cannot be compared", "without quotes"),
    ("due < '2026-01-31T09:00:00Z'", 1, 28, "cannot be compared", "instant('2026-01-31T09:00:00Z')"),
    ("effort > 'PT8H'", 1, 15, "cannot be compared", "duration('PT8H')"),
    ("tags == 'vip'", 1, 13, "cannot be compared", "`'vip' in tags`"),
    ("tags == tags", 1, 12, "cannot be compared", "single items"),
    ("due == null", 8, 4, "`null` is no value", "has(field)"),
    ("count + 1", 1, 9, "gives an int, not a bool", "-"),
    ("due", 1, 3, "gives an instant, not a bool", "has(due)"),
    ("urgent && due", 11, 3, "`due` is an instant, and `&&` takes bools", "has(due)"),
    ("cost / 2 > 1", 1, 8, "`/` does not take a decimal and an int", "multiply"),
    ("title + 'a' == title", 1, 11, "`+` does not take", "not joined"),
    ("sise(tags) > 3", 1, 4, "no function `sise`", "`size`"),
    ("contains(title, 'a')", 1, 20, "not called like this", "text.contains(part)"),
    ("title.contain('a')", 7, 7, "no function `contain`", "`contains`"),
    ("tags.contains('vip')", 1, 4, "`tags` is a list", "`'vip' in tags`"),
    ("'a' in title", 8, 5, "`in` takes a list", "`title.contains('a')`"),
    ("has(count > 3)", 1, 14, "takes its name", "has(field)"),
    ("has(cont)", 5, 4, "no field `cont`", "`count`"),
    ("title.matches('(')", 15, 3, "the pattern cannot be read", "r'…'"),
    ("due < instant('tomorrow')", 15, 10, "`tomorrow` is not an instant", "2026-01-31T09:00:00Z"),
    ("effort > duration('P1D')", 19, 5, "`P1D` is not a duration", "no fixed length"),
    ("tags[0] == 'vip'", 1, 7, "have no numbers", "`in`"),
    ("tags.all(title, true)", 10, 5, "`title` has a meaning already", "another name"),
];

#[test]
fn planted_errors_are_found_where_they_are() {
    let mut wrong = Vec::new();
    for (text, column, length, message, help) in PLANTED {
        let findings = refused(text);
        let finding = findings.iter().next().unwrap();
        let position = finding.position().unwrap();
        let right = findings.len() == 1
            && finding.code() == Code::InvalidCondition
            && (position.column(), position.length()) == (column, length)
            && finding.message().contains(message)
            && finding.help_text().unwrap_or("-").contains(help);
        if !right {
            wrong.push(format!("{text}: wanted {column}+{length}\n    {}", shown(&findings)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn all_findings_come_at_once() {
    let findings = refused("prority == 'high' && count == '3' || (title && cnt > 4)");
    let places: Vec<u32> = findings.iter().map(|finding| finding.position().unwrap().column()).collect();
    assert_eq!(places, [1, 22, 39, 48], "{}", shown(&findings));
}

/// The place of a condition in a YAML file, in each way to write a scalar.
#[test]
fn findings_point_into_the_file() {
    #[derive(serde::Deserialize, schemars::JsonSchema)]
    struct Holder {
        guard: Located<String>,
    }
    for (yaml, line) in [
        ("guard: count > 3 && cnt > 4\n", 1),
        ("# é\n  guard:   count > 3 && cnt > 4 # no more\n", 2),
        ("guard: 'title == ''é'' && cnt > 4'\n", 1),
        ("guard: \"title == 'é' && cnt > 4\"\n", 1),
        ("guard: \"title == \\\"\\u00e9\\\" && cnt > 4\"\n", 1),
        ("guard: \"title == '\\\\t' &&\\tcnt > 4\"\n", 1),
        ("{\"guard\": \"title == 'a\\/b' && cnt > 4\"}", 1),
    ] {
        let file = FileText::new("life.yaml", yaml.to_owned());
        let (document, findings) = itsm::document::parse(&file, Limits::default());
        assert!(findings.is_empty());
        let holder: Holder = document.unwrap().decode().unwrap();
        let findings = Condition::parse(&holder.guard, &file, &fields(), ConditionLimits::default()).unwrap_err();
        let finding = findings.iter().next().unwrap();
        let position = finding.position().unwrap();
        let before = yaml.lines().nth(line as usize - 1).unwrap().split_once("cnt").unwrap().0.chars().count();
        assert_eq!((position.line(), position.column() as usize, position.length()), (line, before + 1, 3), "{yaml}");
        assert_eq!(finding.file(), Some("life.yaml"));
        assert!(finding.excerpt().unwrap().contains("cnt"), "{yaml}");
    }
    // Where the place cannot be known, the scalar is named, and the message has the part.
    for yaml in ["guard: >\n  count > 3 &&\n  cnt > 4\n", "guard: |\n  count > 3 &&\n  cnt > 4\n", "guard: count > 3 &&\n  cnt > 4\n"] {
        let file = FileText::new("life.yaml", yaml.to_owned());
        let holder: Holder = itsm::document::parse(&file, Limits::default()).0.unwrap().decode().unwrap();
        let findings = Condition::parse(&holder.guard, &file, &fields(), ConditionLimits::default()).unwrap_err();
        let finding = findings.iter().next().unwrap();
        assert_eq!(finding.position(), holder.guard.position(), "{yaml}");
        assert!(finding.message().contains("`cnt`"));
    }
    // A condition that a program makes has no place.
    let findings = Condition::parse(&Located::new("cnt".to_owned()), &FileText::new("x", ""), &fields(), ConditionLimits::default()).unwrap_err();
    assert_eq!(findings.iter().next().unwrap().position(), None);
    // A place that is not in the file does no harm.
    let stray = Located::at("cnt".to_owned(), Position::new(9, 9, 3));
    assert!(Condition::parse(&stray, &FileText::new("x", ""), &fields(), ConditionLimits::default()).is_err());
}

#[test]
fn the_limits_hold() {
    let nested = |levels: usize| format!("{}urgent{}", "(".repeat(levels), ")".repeat(levels));
    assert!(Condition::from_text(&nested(64), &fields()).is_ok());
    let limited = |text: &str| {
        let findings = refused(text);
        assert_eq!(findings.iter().map(Diagnostic::code).collect::<Vec<_>>(), [Code::LimitReached], "{}", shown(&findings));
        findings.iter().next().unwrap().message().to_owned()
    };
    assert!(limited(&nested(65)).contains("64 levels"));
    assert!(Condition::from_text(&format!("count{} > 0", " + 1".repeat(63)), &fields()).is_ok());
    assert!(limited(&format!("count{} > 0", " + 1".repeat(64))).contains("64 levels"));
    let chain = |terms: usize| vec!["urgent"; terms].join(" && ");
    assert!(Condition::from_text(&chain(500), &fields()).is_ok());
    assert!(limited(&chain(501)).contains("1000 names"));
    assert!(limited(&format!("{}true", " ".repeat(10_000))).contains("10000 characters"));
    assert!(Condition::from_text(&format!("{}true", " ".repeat(9_996)), &fields()).is_ok());
    assert!(limited(&vec!["true ? true : true"; 70].join(" ? ")).contains("levels"));
}

/// Brackets and operators by the ten thousand; each is refused at once and no stack runs out.
#[test]
fn hostile_texts_are_refused() {
    let many = 10_000;
    let long = ConditionLimits { length: 10_000_000, nodes: 1_000_000, depth: usize::MAX, ..ConditionLimits::default() };
    for unit in [
        "(",
        "[",
        "!",
        "-",
        "!(",
        "urgent?",
        "urgent?urgent:",
        "size(",
        "a.",
        "a+",
        "a<",
        "has(",
        "tags.all(x,",
        "{",
        ")",
        "]",
        "'",
        "\"",
        "\\",
        ".",
        ",",
        "&&",
        "&&&",
        "\u{0}",
        "\u{200b}",
        "1",
        "1.",
        "0x",
        "r'",
        "//",
        "💥",
        "in ",
        "not ",
    ] {
        for tail in ["", "urgent", "urgent)", "'"] {
            let text = format!("{}{tail}", unit.repeat(many));
            assert!(Condition::from_text(&text, &fields()).is_err());
            let located = Located::at(text.clone(), Position::new(1, 1, 1));
            assert!(Condition::parse(&located, &FileText::new("x", text), &fields(), long).is_err(), "{unit}");
        }
    }
}

#[test]
fn steps_run_out() {
    let items: Vec<i64> = (0..2_000).collect();
    let values = BTreeMap::from([("scores".to_owned(), Value::from(items)), ("title".to_owned(), Value::from("a".repeat(50_000_000)))]);
    let twice = read("scores.all(x, scores.all(y, x == y || x != y))");
    assert_eq!(twice.holds(&values, &environment()), Err(ConditionError::TooManySteps { limit: 100_000 }));
    assert_eq!(read("scores.all(x, x >= 0)").holds(&values, &environment()), Ok(true));
    assert_eq!(read("title.contains('b')").holds(&values, &environment()).unwrap_err().code(), "too-many-steps");
    assert_eq!(read("title.matches('(a*)*b')").holds(&values, &environment()).unwrap_err().code(), "too-many-steps");
    assert_eq!(read("title == 'a' || title.contains('b') || true").holds(&values, &environment()).unwrap_err().code(), "too-many-steps");
}

#[test]
fn names_are_listed_once() {
    let condition =
        read("has(due) && due < now() || count > limit && business_elapsed('office', due, now()) > business_elapsed('home', due, opened)");
    assert_eq!(condition.fields().collect::<Vec<_>>(), ["due", "count", "limit", "opened"]);
    assert_eq!(condition.calendars().collect::<Vec<_>>(), ["office", "home"]);
    assert_eq!(condition.text().len(), condition.to_string().len());
}

#[test]
fn fields_fit_together() {
    let declare = |name: &str, field: Field| fields().with(name, field).unwrap_err();
    let plain = || Field::new(FieldType::Int);
    for name in ["", "assigned-to", "2nd", "größe", "a.b", "a b"] {
        assert_eq!(declare(name, plain()), FieldError::Name(name.to_owned()));
    }
    assert_eq!(declare("in", plain()), FieldError::Reserved("in".to_owned()));
    assert_eq!(declare("count", plain()), FieldError::Repeated("count".to_owned()));
    assert_eq!(declare("a", Field::new(FieldType::Enum)), FieldError::NoValues("a".to_owned()));
    assert_eq!(declare("a", Field::words(["x", "x"])), FieldError::RepeatedValue("a".to_owned(), "x".to_owned()));
    assert_eq!(declare("a", Field { kind: FieldType::Int, ..Field::words(["x"]) }), FieldError::UnusedValues("a".to_owned()));
    assert_eq!(declare("a", Field::list(FieldType::List)), FieldError::Items("a".to_owned()));
    assert_eq!(declare("a", Field { items: Some(FieldType::Int), ..plain() }), FieldError::Items("a".to_owned()));
}

#[test]
fn values_are_read_and_written() {
    let fields = fields();
    let read = |name: &str, text: &str| fields.get(name).unwrap().parse(text);
    assert_eq!(read("priority", "hihg").unwrap_err().to_string(), "`hihg` is not one of `low`, `medium`, `high`; did you mean `high`?");
    assert_eq!(read("count", "3.5").unwrap_err().to_string(), "`3.5` is not an int");
    assert_eq!(
        read("due", "2026-01-31").unwrap_err().to_string(),
        "`2026-01-31` is not an instant; write it like `2026-01-31T09:00:00Z`, with an offset"
    );
    assert!(read("kinds", "a, c").is_err() && read("scores", "1,x").is_err());
    assert_eq!(read("tags", " ").unwrap(), Value::List(Vec::new()));
    // JSON and back: the field gives texts their types again.
    for (name, value) in values() {
        let json = serde_json::to_string(&value).unwrap();
        let plain: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(fields.get(&name).unwrap().accept(plain).unwrap(), value, "{name}: {json}");
    }
    let accept = |name: &str, json: &str| fields.get(name).unwrap().accept(serde_json::from_str(json).unwrap());
    assert_eq!(accept("cost", "0.1").unwrap(), Value::Decimal("0.1".parse().unwrap()));
    assert_eq!(accept("cost", "2").unwrap(), Value::Decimal(2.into()));
    assert_eq!(accept("cost", "null").unwrap(), Value::Null);
    assert!(accept("count", "\"2\"").is_err() && accept("tags", "[null]").is_err() && accept("urgent", "1").is_err());
    assert!(serde_json::from_str::<Value>("0.12345678901234567").unwrap_err().to_string().contains("in quotes"));
    assert!(serde_json::from_str::<Value>("18446744073709551615").is_err());
}

#[test]
fn decimals_are_exact() {
    for (text, shown) in [
        ("0", "0"),
        ("-0.0", "0"),
        ("12.50", "12.5"),
        ("-0.05", "-0.05"),
        ("+1.5e3", "1500"),
        ("25e-1", "2.5"),
        ("100", "100"),
        ("1e28", "10000000000000000000000000000"),
        ("1e-28", "0.0000000000000000000000000001"),
    ] {
        assert_eq!(text.parse::<Decimal>().unwrap().to_string(), shown);
    }
    for text in ["", ".", "1.", ".5", "1e", "e5", "--1", "1_000", "1,5", "1e99999999999", "1e-29", "NaN", "inf", "9e38", "٣"] {
        assert!(text.parse::<Decimal>().is_err(), "{text}");
    }
    assert_eq!(Decimal::from(i64::MIN).to_string(), i64::MIN.to_string());
}

/// `units / 10^scale` as text, for numbers below ten to the sixth.
fn written(units: i64, scale: u32) -> String {
    let power = 10_i64.pow(scale);
    format!("{}{}.{:06}", if units < 0 { "-" } else { "" }, units.abs() / power, (units.abs() % power) * (1_000_000 / power))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Decimals behave as whole numbers of millionths do.
    #[test]
    fn decimals_agree_with_whole_numbers(a in -999_999_i64..1_000_000, b in -999_999_i64..1_000_000, s in 0_u32..7, t in 0_u32..7) {
        let (left, right): (Decimal, Decimal) = (written(a, s).parse().unwrap(), written(b, t).parse().unwrap());
        let (x, y) = (i128::from(a) * 10_i128.pow(6 - s), i128::from(b) * 10_i128.pow(6 - t));
        let whole = |decimal: Decimal, power: u32| {
            let text = decimal.checked_mul(Decimal::from(10_i64.pow(power))).unwrap().to_string();
            text.parse::<i128>().unwrap()
        };
        prop_assert_eq!(left.cmp(&right), x.cmp(&y));
        prop_assert_eq!(left == right, x == y);
        prop_assert_eq!(whole(left.checked_add(right).unwrap(), 6), x + y);
        prop_assert_eq!(whole(left.checked_sub(right).unwrap(), 6), x - y);
        prop_assert_eq!(whole(left.checked_mul(right).unwrap(), 12), x * y);
        prop_assert_eq!(left.to_string().parse::<Decimal>().unwrap(), left);
    }

    /// The order is total where aligning would overflow.
    #[test]
    fn large_decimals_have_an_order(a in any::<i64>(), b in 0_u64..100_000) {
        let large: Decimal = format!("{a}000000000000000000").parse().unwrap();
        let fine: Decimal = format!("{a}.00000000000000{b:05}").parse().unwrap();
        prop_assert_eq!(large.cmp(&fine), (i128::from(a) * 1_000_000_000_000_000_000).cmp(&i128::from(a)).then(if b > 0 && a == 0 { std::cmp::Ordering::Less } else { std::cmp::Ordering::Equal }));
        prop_assert_eq!(fine.cmp(&large), large.cmp(&fine).reverse());
    }
}

// The twin: conditions as a tree of its own, with an evaluator in wide whole numbers that shares nothing with the library.

#[derive(Clone, Debug)]
enum Int {
    Literal(i64),
    Field(&'static str),
    Size,
    Item,
    Negate(Box<Int>),
    Binary(char, Box<Int>, Box<Int>),
}

#[derive(Clone, Debug)]
enum Bool {
    Literal(bool),
    Urgent,
    Has(&'static str),
    Compare(&'static str, Int, Int),
    Word(bool, &'static str),
    Words(Vec<&'static str>),
    In(Int, Vec<i64>),
    Not(Box<Bool>),
    And(Box<Bool>, Box<Bool>),
    Or(Box<Bool>, Box<Bool>),
    Choice(Box<Bool>, Box<Bool>, Box<Bool>),
    Each(bool, &'static str, Int),
}

/// What the fields hold; none is null.
#[derive(Clone, Debug)]
struct World {
    urgent: Option<bool>,
    count: Option<i64>,
    limit: Option<i64>,
    title: Option<String>,
    priority: Option<&'static str>,
    scores: Option<Vec<i64>>,
}

type Outcome<T> = Result<T, &'static str>;
const UNFILLED: &str = "field-not-filled";

impl World {
    fn values(&self) -> BTreeMap<String, Value> {
        let entries: [(&str, Value); 6] = [
            ("urgent", self.urgent.into()),
            ("count", self.count.into()),
            ("limit", self.limit.into()),
            ("title", self.title.clone().into()),
            ("priority", self.priority.into()),
            ("scores", self.scores.clone().into()),
        ];
        entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    fn has(&self, field: &str) -> bool {
        match field {
            "urgent" => self.urgent.is_some(),
            "count" => self.count.is_some(),
            "limit" => self.limit.is_some(),
            "title" => self.title.is_some(),
            "priority" => self.priority.is_some(),
            _ => self.scores.is_some(),
        }
    }

    fn int(&self, int: &Int, item: i64) -> Outcome<i64> {
        let wide: i128 = match int {
            Int::Literal(value) => i128::from(*value),
            Int::Field("count") => i128::from(self.count.ok_or(UNFILLED)?),
            Int::Field(_) => i128::from(self.limit.ok_or(UNFILLED)?),
            Int::Size => self.title.as_ref().ok_or(UNFILLED)?.chars().count() as i128,
            Int::Item => i128::from(item),
            Int::Negate(part) => -i128::from(self.int(part, item)?),
            Int::Binary(operator, left, right) => {
                let (left, right) = (i128::from(self.int(left, item)?), i128::from(self.int(right, item)?));
                match operator {
                    '+' => left + right,
                    '-' => left - right,
                    '*' => left * right,
                    _ if right == 0 => return Err("division-by-zero"),
                    // Overflow of a remainder is that of its quotient, as for the processor.
                    '%' if left == i128::from(i64::MIN) && right == -1 => return Err("overflow"),
                    '/' => left / right,
                    _ => left % right,
                }
            }
        };
        i64::try_from(wide).map_err(|_| "overflow")
    }

    fn bool(&self, bool: &Bool) -> Outcome<bool> {
        match bool {
            Bool::Literal(value) => Ok(*value),
            Bool::Urgent => self.urgent.ok_or(UNFILLED),
            Bool::Has(field) => Ok(self.has(field)),
            Bool::Compare(operator, left, right) => self.compare(operator, left, right, 0),
            Bool::Word(equal, word) => Ok((self.priority.ok_or(UNFILLED)? == *word) == *equal),
            Bool::Words(words) => Ok(words.contains(&self.priority.ok_or(UNFILLED)?)),
            Bool::In(int, values) => Ok(values.contains(&self.int(int, 0)?)),
            Bool::Not(part) => Ok(!self.bool(part)?),
            Bool::And(left, right) => match (self.bool(left), self.bool(right)) {
                (Ok(false), _) | (_, Ok(false)) => Ok(false),
                (Err(error), _) | (_, Err(error)) => Err(error),
                _ => Ok(true),
            },
            Bool::Or(left, right) => match (self.bool(left), self.bool(right)) {
                (Ok(true), _) | (_, Ok(true)) => Ok(true),
                (Err(error), _) | (_, Err(error)) => Err(error),
                _ => Ok(false),
            },
            Bool::Choice(condition, first, second) => {
                if self.bool(condition)? {
                    self.bool(first)
                } else {
                    self.bool(second)
                }
            }
            Bool::Each(all, operator, int) => {
                let scores = self.scores.as_ref().ok_or(UNFILLED)?;
                let truths: Vec<Outcome<bool>> = scores.iter().map(|item| self.compare(operator, &Int::Item, int, *item)).collect();
                if truths.contains(&Ok(!all)) { Ok(!all) } else { truths.into_iter().find(Result::is_err).unwrap_or(Ok(*all)) }
            }
        }
    }

    fn compare(&self, operator: &str, left: &Int, right: &Int, item: i64) -> Outcome<bool> {
        let (left, right) = (self.int(left, item)?, self.int(right, item)?);
        Ok(match operator {
            "==" => left == right,
            "!=" => left != right,
            "<" => left < right,
            "<=" => left <= right,
            ">" => left > right,
            _ => left >= right,
        })
    }
}

impl std::fmt::Display for Int {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Literal(value) => write!(formatter, "{value}"),
            Self::Field(name) => formatter.write_str(name),
            Self::Size => formatter.write_str("size(title)"),
            Self::Item => formatter.write_str("item"),
            Self::Negate(part) => write!(formatter, "-({part})"),
            Self::Binary(operator, left, right) => write!(formatter, "({left} {operator} {right})"),
        }
    }
}

impl std::fmt::Display for Bool {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Literal(value) => write!(formatter, "{value}"),
            Self::Urgent => formatter.write_str("urgent"),
            Self::Has(field) => write!(formatter, "has({field})"),
            Self::Compare(operator, left, right) => write!(formatter, "{left} {operator} {right}"),
            Self::Word(equal, word) => write!(formatter, "priority {} '{word}'", if *equal { "==" } else { "!=" }),
            Self::Words(words) => write!(formatter, "priority in {words:?}"),
            Self::In(int, values) => write!(formatter, "{int} in {values:?}"),
            Self::Not(part) => write!(formatter, "!({part})"),
            Self::And(left, right) => write!(formatter, "({left}) && ({right})"),
            Self::Or(left, right) => write!(formatter, "({left}) || ({right})"),
            Self::Choice(condition, first, second) => write!(formatter, "({condition}) ? ({first}) : ({second})"),
            Self::Each(all, operator, int) => write!(formatter, "scores.{}(item, item {operator} {int})", if *all { "all" } else { "exists" }),
        }
    }
}

const OPERATORS: [&str; 6] = ["==", "!=", "<", "<=", ">", ">="];
const WORDS: [&str; 3] = ["low", "medium", "high"];

fn ints() -> impl Strategy<Value = Int> {
    let literal = prop_oneof![4 => -3_i64..4, 1 => prop::sample::select(vec![i64::MIN, i64::MAX])].prop_map(Int::Literal);
    let leaf = prop_oneof![literal, prop::sample::select(vec!["count", "limit"]).prop_map(Int::Field), Just(Int::Size)];
    leaf.prop_recursive(3, 8, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|part| Int::Negate(Box::new(part))),
            (prop::sample::select(vec!['+', '-', '*', '/', '%']), inner.clone(), inner).prop_map(|(operator, left, right)| Int::Binary(
                operator,
                Box::new(left),
                Box::new(right)
            )),
        ]
    })
}

fn bools(leaf: BoxedStrategy<Bool>) -> impl Strategy<Value = Bool> {
    leaf.prop_recursive(4, 24, 3, |inner| {
        let pair = || (inner.clone(), inner.clone());
        prop_oneof![
            inner.clone().prop_map(|part| Bool::Not(Box::new(part))),
            pair().prop_map(|(left, right)| Bool::And(Box::new(left), Box::new(right))),
            pair().prop_map(|(left, right)| Bool::Or(Box::new(left), Box::new(right))),
            (inner.clone(), pair()).prop_map(|(condition, (first, second))| Bool::Choice(Box::new(condition), Box::new(first), Box::new(second))),
        ]
    })
}

fn any_bool() -> impl Strategy<Value = Bool> {
    let operator = || prop::sample::select(OPERATORS.to_vec());
    let word = || prop::sample::select(WORDS.to_vec());
    bools(
        prop_oneof![
            any::<bool>().prop_map(Bool::Literal),
            Just(Bool::Urgent),
            prop::sample::select(vec!["urgent", "count", "limit", "title", "priority", "scores"]).prop_map(Bool::Has),
            (operator(), ints(), ints()).prop_map(|(operator, left, right)| Bool::Compare(operator, left, right)),
            (any::<bool>(), word()).prop_map(|(equal, word)| Bool::Word(equal, word)),
            prop::collection::vec(word(), 0..3).prop_map(Bool::Words),
            (ints(), prop::collection::vec(-3_i64..4, 0..4)).prop_map(|(int, values)| Bool::In(int, values)),
            (any::<bool>(), operator(), ints()).prop_map(|(all, operator, int)| Bool::Each(all, operator, int)),
        ]
        .boxed(),
    )
}

fn worlds() -> impl Strategy<Value = World> {
    let number = || prop::option::of(prop_oneof![4 => -3_i64..4, 1 => any::<i64>()]);
    let word = prop::sample::select(WORDS.to_vec());
    (
        prop::option::of(any::<bool>()),
        number(),
        number(),
        prop::option::of("[aé ]{0,4}"),
        prop::option::of(word),
        prop::option::of(prop::collection::vec(-3_i64..4, 0..4)),
    )
        .prop_map(|(urgent, count, limit, title, priority, scores)| World { urgent, count, limit, title, priority, scores })
}

/// Conditions that are decided by regions: single fields against literals, and logic.
fn simple_bool() -> impl Strategy<Value = Bool> {
    let operator = prop::sample::select(OPERATORS.to_vec());
    let word = || prop::sample::select(WORDS.to_vec());
    bools(
        prop_oneof![
            Just(Bool::Urgent),
            prop::sample::select(vec!["urgent", "count", "priority"]).prop_map(Bool::Has),
            (operator, -2_i64..3, any::<bool>(), prop::sample::select(vec!["count", "limit"])).prop_map(|(operator, literal, turned, field)| {
                let (field, literal) = (Int::Field(field), Int::Literal(literal));
                if turned { Bool::Compare(operator, literal, field) } else { Bool::Compare(operator, field, literal) }
            }),
            (any::<bool>(), word()).prop_map(|(equal, word)| Bool::Word(equal, word)),
            prop::collection::vec(word(), 0..3).prop_map(Bool::Words),
            prop::collection::vec(-2_i64..3, 0..3).prop_map(|values| Bool::In(Int::Field("count"), values)),
        ]
        .boxed(),
    )
}

/// Every world over small domains; literals lie from -2 to 2, so -4 to 4 has a number in every region.
fn every_world() -> Vec<World> {
    let numbers = || std::iter::once(None).chain((-4..=4).map(Some));
    let mut worlds = Vec::new();
    for urgent in [None, Some(false), Some(true)] {
        for count in numbers() {
            for limit in numbers() {
                for priority in [None, Some("low"), Some("medium"), Some("high")] {
                    worlds.push(World { urgent, count, limit, priority, title: None, scores: None });
                }
            }
        }
    }
    worlds
}

/// A condition whose text passes the limits on depth, which count brackets.
fn readable(bool: &Bool) -> Option<Condition> {
    let text = bool.to_string();
    match Condition::from_text(&text, &fields()) {
        Ok(condition) => Some(condition),
        Err(findings) => {
            assert!(findings.iter().all(|finding| finding.code() == Code::LimitReached), "{text}\n{}", shown(&findings));
            None
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn evaluation_agrees_with_the_twin(bool in any_bool(), worlds in prop::collection::vec(worlds(), 8)) {
        let Some(condition) = readable(&bool) else { return Ok(()) };
        for world in worlds {
            let found = condition.holds(&world.values(), &environment()).map_err(|error| error.code());
            prop_assert_eq!(found, world.bool(&bool), "{} in {:?}", bool, world);
        }
    }

    /// Words of the language in any order, and any text: no panic, and findings stand inside the text.
    #[test]
    fn any_words_are_survived(words in prop::collection::vec(prop::sample::select(vec!["count", "tags", "title", "due", "x", "(", ")", "[", "]", ",", ".", "?", ":", "!", "-", "+", "*", "/", "%", "&&", "||", "==", "<", "in", "has", "size", "all", "exists", "contains", "matches", "now", "instant", "duration", "'a'", "r'\\'", "\"é\"", "3", "0.5", "1e400", "true", "null", "{", "}", "'", "\\", "=", "é", "\n", "and", "if", "`", "_", "0x", "9223372036854775808"]), 0..14), glue in prop::sample::select(vec!["", " "])) {
        survive(&words.join(glue));
    }

    #[test]
    fn any_text_is_survived(text in "\\PC{0,40}") {
        survive(&text);
    }
}

fn survive(text: &str) {
    match Condition::from_text(text, &fields()) {
        Ok(condition) => drop(condition.holds(&values(), &environment())),
        Err(findings) => {
            assert!(findings.errors() > 0);
            for finding in &findings {
                let position = finding.position().unwrap();
                let column = position.column() as usize;
                assert!(position.length() >= 1 && column >= 1 && column <= text.chars().count() + 1, "{text:?}: {}", shown(&findings));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// Where the library decides, trying all worlds decides alike; on these conditions it always decides.
    #[test]
    fn overlap_agrees_with_trying_all(left in simple_bool(), right in simple_bool()) {
        let (Some(one), Some(two)) = (readable(&left), readable(&right)) else { return Ok(()) };
        let both = every_world().iter().any(|world| world.bool(&left) == Ok(true) && world.bool(&right) == Ok(true));
        let expected = if both { Overlap::Certain } else { Overlap::Never };
        prop_assert_eq!(overlap(&one, &two), expected, "{} | {}", left, right);
        prop_assert_eq!(overlap(&two, &one), expected);
        prop_assert_eq!(overlap(&one, &readable(&Bool::Not(Box::new(left.clone()))).unwrap()), Overlap::Never);
    }

    /// On any conditions, what it decides is right for the worlds that are tried.
    #[test]
    fn overlap_is_never_wrong(left in any_bool(), right in any_bool(), worlds in prop::collection::vec(worlds(), 30)) {
        let (Some(one), Some(two)) = (readable(&left), readable(&right)) else { return Ok(()) };
        if overlap(&one, &two) == Overlap::Never {
            for world in worlds {
                prop_assert!(world.bool(&left) != Ok(true) || world.bool(&right) != Ok(true), "{} | {} in {:?}", left, right, world);
            }
        }
    }
}

#[test]
fn overlap_of_typical_guards() {
    use Overlap::{Certain, Never, Unknown};
    for (left, right, expected) in [
        ("priority == 'high'", "priority == 'low'", Never),
        ("priority == 'high'", "priority != 'low'", Certain),
        ("priority in ['low', 'medium']", "priority == 'high'", Never),
        ("count > 3", "count <= 3", Never),
        ("count > 3", "count < 5", Certain),
        ("count > 3", "count < 4", Never),
        ("cost > 3", "cost < 4", Certain),
        ("cost > 3.1", "cost <= 3.1", Never),
        ("cost > 3 && cost < 3.0000000001", "cost != 4", Certain),
        ("now() > due", "!(now() > due)", Never),
        ("now() > due", "now() <= due", Unknown),
        ("now() > due && urgent", "now() > due && !urgent", Never),
        ("count > limit", "limit > count", Unknown),
        ("title == 'a'", "title == 'b'", Never),
        ("title != 'a'", "title != 'b'", Certain),
        ("title.contains('a')", "title == 'abc'", Certain),
        ("title.contains('x')", "title == 'abc'", Unknown),
        ("has(due)", "!has(due)", Never),
        ("!has(due)", "due > instant('2026-01-01T00:00:00Z')", Never),
        ("due > instant('2026-01-01T00:00:00Z')", "due < instant('2026-01-02T00:00:00Z')", Certain),
        ("effort >= duration('PT1H')", "effort < duration('PT60M')", Never),
        ("true", "true", Certain),
        ("has(tags)", "true", Certain),
        ("'a' in tags", "!('a' in tags)", Never),
        ("false", "now() > due", Never),
        ("business_elapsed('a', opened, due) > effort", "!(business_elapsed('a', opened, due) > effort)", Never),
        ("business_elapsed('a', opened, due) > effort", "!(business_elapsed('b', opened, due) > effort)", Unknown),
    ] {
        assert_eq!(overlap(&read(left), &read(right)), expected, "{left} | {right}");
    }
    // One name declared in two ways.
    let other = Fields::new().with("count", Field::new(FieldType::Decimal)).unwrap();
    assert_eq!(overlap(&read("count > 3"), &Condition::from_text("count < 2", &other).unwrap()), Unknown);
    // More combinations than are tried.
    let wide = (0..12).fold(Fields::new(), |fields, number| fields.with(&format!("f{number}"), Field::new(FieldType::Int)).unwrap());
    let text = (0..12).map(|number| format!("f{number} > {number}")).collect::<Vec<_>>().join(" && ");
    let condition = Condition::from_text(&text, &wide).unwrap();
    assert_eq!(overlap(&condition, &condition), Unknown);
}

/// The rows of the table below a header, back slashes of the Markdown taken off.
fn table(header: &str) -> Vec<Vec<Vec<String>>> {
    let text = include_str!("../docs/conditions.md");
    let mut tables = Vec::new();
    for (at, _) in text.match_indices(&format!("\n{header}\n")) {
        let rows = text[at + 1..].lines().skip(2).take_while(|line| line.starts_with("| "));
        let cells = |row: &str| row.trim_matches('|').replace("\\|\\|", "\u{1}").split('|').map(|cell| cell.trim().replace('\u{1}', "||")).collect();
        tables.push(rows.map(cells).collect());
    }
    tables
}

fn code(cell: &str) -> &str {
    cell.strip_prefix('`').and_then(|cell| cell.strip_suffix('`')).unwrap()
}

#[test]
fn the_guide_is_true() {
    let mut fields = Fields::new();
    let mut values = BTreeMap::new();
    for row in &table("| name | type | values | holds |")[0] {
        let words = row[2].split(", ").filter(|word| !word.is_empty()).map(str::to_owned).collect();
        let field = Field { values: words, ..Field::new(row[1].parse().unwrap()) };
        if !row[3].is_empty() {
            values.insert(row[0].clone(), field.parse(&row[3]).unwrap());
        }
        fields.declare(&row[0], field).unwrap();
    }
    let read = |text: &str| Condition::from_text(text, &fields);
    let answers = table("| condition | answer |");
    assert_eq!(answers.len(), 2);
    for row in answers.iter().flatten() {
        let condition = read(code(&row[0])).unwrap_or_else(|findings| panic!("{}", shown(&findings)));
        let answer = condition.holds(&values, &environment()).map_or_else(|error| error.to_string(), |answer| answer.to_string());
        assert_eq!(answer, row[1], "{}", row[0]);
    }
    for row in table("| condition | column | finding | help |").iter().flatten() {
        let findings = read(code(&row[0])).unwrap_err();
        let finding = findings.iter().next().unwrap();
        assert_eq!(findings.len(), 1);
        let found =
            [finding.position().unwrap().column().to_string(), finding.message().to_owned(), finding.help_text().unwrap_or_default().to_owned()];
        assert_eq!(found, row[1..], "{}", row[0]);
    }
    for row in table("| one | other | both |").iter().flatten() {
        let found = overlap(&read(code(&row[0])).unwrap(), &read(code(&row[1])).unwrap());
        assert_eq!(format!("{found:?}").to_lowercase(), row[2], "{} | {}", row[0], row[1]);
    }
    let types: Vec<String> = table("| type | what it holds | written in a condition |")[0].iter().map(|row| row[0].clone()).collect();
    assert_eq!(types, <FieldType as strum::IntoEnumIterator>::iter().map(|kind| kind.to_string()).collect::<Vec<_>>());
}

/// What the page of the code says about its examples.
#[test]
fn the_page_of_the_code_is_true() {
    let page = Code::InvalidCondition.page();
    let fields = Fields::new()
        .with("priority", Field::words(["low", "high"]))
        .and_then(|fields| fields.with("count", Field::new(FieldType::Int)))
        .and_then(|fields| fields.with("due", Field::new(FieldType::Instant)))
        .unwrap();
    let (example, instead) = page.split_once("## Instead").unwrap();
    let conditions = |text: &str| {
        text.lines().filter_map(|line| line.strip_prefix("- `")).map(|line| line.split_once('`').unwrap().0.to_owned()).collect::<Vec<_>>()
    };
    let wrong = conditions(example);
    assert_eq!(wrong.len(), 6);
    for text in wrong {
        let findings = Condition::from_text(&text, &fields).unwrap_err();
        assert_eq!(findings.len(), 1);
        let finding = findings.iter().next().unwrap();
        let line = example.lines().find(|line| line.starts_with(&format!("- `{text}`"))).unwrap();
        let position = finding.position().unwrap();
        let named: String = text.chars().skip(position.column() as usize - 1).take(position.length() as usize).collect();
        let help = finding.help_text().unwrap_or("the whole");
        assert!(line.contains(&format!("at `{named}`")) || named == text, "{line}: {named}");
        assert!(line.contains(help), "{line}: {help}");
    }
    for text in conditions(instead.split("## See also").next().unwrap()) {
        assert!(Condition::from_text(&text, &fields).is_ok(), "{text}");
    }
}

#[test]
fn conditions_are_shared_between_threads() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<Condition>();
    shared::<ConditionError>();
    shared::<Fields>();
    shared::<Environment<'static>>();
}
