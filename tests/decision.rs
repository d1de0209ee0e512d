//! Decision tables: what files may say, planted defects of every kind, and a twin that tries every combination of values.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    clippy::too_many_lines,
    reason = "a test fails by panicking"
)]

use std::{collections::BTreeSet, fmt::Write as _, time::Instant};

use itsm::{
    decision::{self, DecisionTable, InputKind, InputProblem, definition::DecisionFile},
    diagnostic::{Code, Findings, render},
    source::{FileText, Limits},
};
use proptest::prelude::*;

fn check(text: &str) -> (Option<DecisionTable>, Findings) {
    decision::check(&FileText::new("t.yaml", text.to_owned()), Limits::default())
}

fn load(text: &str) -> DecisionTable {
    let (table, findings) = check(text);
    assert!(findings.is_empty(), "{}", render::plain(&findings));
    table.unwrap()
}

/// The findings as `code line: message`.
fn found(text: &str) -> Vec<String> {
    let (table, findings) = check(text);
    assert_eq!(table.is_none(), findings.errors() > 0);
    findings.iter().map(|finding| format!("{} {}: {}", finding.code(), finding.position().map_or(0, |at| at.line()), finding.message())).collect()
}

const PRIORITY: &str = "format: itsm/decision/1
id: priority
title: Priority
inputs:
  - {id: impact, values: [low, medium, high]}
  - {id: urgency, values: [low, medium, high]}
outputs:
  - {id: priority, values: [planning, low, moderate, high, critical], monotone: {rising: [impact, urgency]}}
symmetric: [impact, urgency]
matrix:
  rows: impact
  columns: urgency
  order: [high, medium, low]
  cells:
    high: [critical, high, moderate]
    medium: [high, moderate, low]
    low: [moderate, low, planning]
";

/// Impact plus urgency, as every textbook has it.
#[test]
fn the_textbook_matrix() {
    let table = load(PRIORITY);
    let names = ["low", "medium", "high"];
    let priorities = ["planning", "low", "moderate", "high", "critical"];
    for (impact, row) in names.iter().enumerate() {
        for (urgency, column) in names.iter().enumerate() {
            let outcome = table.decide_named([("urgency", *column), ("impact", *row)]).unwrap();
            assert_eq!(outcome.value("priority"), Some(priorities[impact + urgency]));
            assert_eq!(outcome.ranks(), [u16::try_from(impact + urgency).unwrap()]);
            let rule = outcome.rules().next().unwrap();
            assert_eq!(rule.name(), format!("the cell of row `{row}` and column `{column}`"));
            assert_eq!(rule.when(), [("impact".to_owned(), (*row).to_owned()), ("urgency".to_owned(), (*column).to_owned())]);
            let numbers = [i64::try_from(impact).unwrap(), i64::try_from(urgency).unwrap()];
            assert_eq!(table.decide(&numbers).unwrap().ranks(), outcome.ranks());
        }
    }
    assert_eq!(table.rules().len(), 9);
    assert_eq!(table.rules()[0].position().unwrap().line(), 15);
    assert_eq!(table.reference(), "priority");
}

#[test]
fn one_planted_defect_gives_one_kind_of_finding() {
    let swap = |from: &str, to: &str| found(&PRIORITY.replacen(from, to, 1));
    assert_eq!(
        swap("    low: [moderate, low, planning]\n", "    low: [moderate, low, '-']\n"),
        ["unused-name 8: nothing leads to the value `planning` of `priority`", "incomplete-table 11: no rule matches impact = low, urgency = low"]
    );
    assert_eq!(
        swap("medium: [high, moderate, low]", "medium: [high, moderate, high]"),
        [
            "not-monotone 15: `priority` falls when `impact` rises: impact = medium, urgency = low gives `high`, impact = high, urgency = low gives `moderate`",
            "not-monotone 16: `priority` falls when `urgency` rises: impact = medium, urgency = low gives `high`, impact = medium, urgency = medium gives `moderate`",
            "not-symmetric 16: the outcome is not the same with values exchanged: impact = low, urgency = medium gives `low`, impact = medium, urgency = low gives `high`",
        ]
    );
    assert_eq!(swap("[moderate, low, planning]", "[moderate, lwo, planning]"), ["undeclared-name 17: the output has no value `lwo`"]);
    assert_eq!(swap("columns: urgency", "columns: urgncy"), ["undeclared-name 12: there is no input `urgncy`"]);
    assert_eq!(swap("order: [high", "order: [hihg"), ["undeclared-name 13: the input has no value `hihg`"]);
    assert_eq!(
        swap("[moderate, low, planning]", "[moderate, low]"),
        [
            "incomplete-table 11: no rule matches impact = low, urgency = low",
            "cell-count-mismatch 17: the row `low` has 2 cells, and there are 3 columns",
        ]
    );
    assert_eq!(
        swap("    low: [moderate", "    -: [moderate"),
        [
            "overlapping-rules 17: the cell of row `-` and column `high` overlaps the cell of row `high` and column `high` in line 15: both match impact = high, urgency = high",
            "overlapping-rules 17: the cell of row `-` and column `medium` overlaps the cell of row `high` and column `medium` in line 15: both match impact = high, urgency = medium",
            "overlapping-rules 17: the cell of row `-` and column `low` overlaps the cell of row `high` and column `low` in line 15: both match impact = high, urgency = low",
        ]
    );
    assert_eq!(swap("symmetric: [impact, urgency]", "symmetric: [impact]"), ["not-symmetric 9: `impact` has no other input to change places with"]);
    assert_eq!(
        swap("{id: urgency, values: [low, medium, high]}", "{id: urgency, values: [low, medium, high, huge]}"),
        [
            "not-symmetric 9: `impact` and `urgency` cannot change places: they do not have the same values",
            "incomplete-table 11: no rule matches impact = high, urgency = huge",
            "incomplete-table 11: no rule matches impact = low, urgency = huge",
            "incomplete-table 11: no rule matches impact = medium, urgency = huge",
        ]
    );
}

const RULES: &str = "format: itsm/decision/1
id: route
title: Route
hit: first
inputs:
  - {id: users, from: 0}
  - {id: vip, values: ['no', 'yes']}
outputs:
  - {id: route, values: [desk, team, management], monotone: {rising: [users, vip]}}
rules:
  - when: {users: '>= 100'}
    then: {route: management}
  - when: {vip: 'yes'}
    then: {route: team}
  - when: {users: '[10..100)'}
    then: {route: team}
  - then: {route: desk}
";

#[test]
fn numbers_and_the_order_of_rules() {
    let table = load(RULES);
    for (users, vip, route, rule) in
        [("0", "no", "desk", "rule 4"), ("9", "yes", "team", "rule 2"), ("10", "no", "team", "rule 3"), ("99", "no", "team", "rule 3")]
    {
        let outcome = table.decide_named([("users", users), ("vip", vip)]).unwrap();
        assert_eq!((outcome.value("route"), outcome.rules().next().unwrap().name()), (Some(route), rule));
    }
    assert_eq!(table.decide(&[i64::MAX, 1]).unwrap().value("route"), Some("management"));
    assert_eq!(table.inputs()[0].kind(), InputKind::Number { from: 0, to: i64::MAX });
    assert_eq!(
        found(&RULES.replace("users: '>= 100'", "users: '>= 100', vip: 'no'")),
        ["not-monotone 13: `route` falls when `vip` rises: users = 100, vip = no gives `management`, users = 100, vip = yes gives `team`"]
    );
    assert_eq!(
        found(&RULES.replace("'[10..100)'", "'> 100'")),
        ["unused-rule 15: rule 3 never decides: the rules before it match everything that it does"]
    );
    assert_eq!(
        found(&RULES.replace("  - then: {route: desk}\n", "")),
        ["unused-name 9: nothing leads to the value `desk` of `route`", "incomplete-table 11: no rule matches users = 0, vip = no",]
    );
    assert_eq!(found(&RULES.replace("  - then: {route: desk}\n", "otherwise: {route: desk}\n")), Vec::<String>::new());
    assert_eq!(found(&RULES.replace("'[10..100)'", "'[100..10)'")), ["malformed-test 15: the range `[100..10)` holds no value"]);
    assert_eq!(found(&RULES.replace("rising: [users, vip]", "falling: [users]")).len(), 3);
}

#[test]
fn everything_that_is_wrong_with_what_is_given_at_once() {
    let table = load(RULES);
    let error = table.decide_named([("usres", "1"), ("vip", "si"), ("vip", "yes")]).unwrap_err();
    assert_eq!(error.problems().len(), 4);
    assert_eq!(
        error.to_string(),
        "`route` cannot decide: there is no input `usres`; did you mean `users`?; the input `vip` has no value `si`; it is one of no, yes; \
         the input `vip` is given twice; the input `users` is missing"
    );
    assert_eq!(table.decide(&[1]).unwrap_err().problems(), [InputProblem::Count { inputs: 2, values: 1 }]);
    assert_eq!(table.decide(&[-1, 2]).unwrap_err().problems().len(), 2);
    assert_eq!(
        table.decide_named([("users", "many"), ("vip", "no")]).unwrap_err().to_string(),
        "`route` cannot decide: the input `users` is a whole number, not `many`"
    );
}

#[test]
fn the_other_hit_policies() {
    let text = |hit: &str| {
        format!(
            "format: itsm/decision/1\nid: t\ntitle: T\nhit: {hit}\ninputs: [{{id: n, from: 1, to: 9}}]\noutputs: [{{id: o, values: [a, b]}}]\nrules:\n  - {{when: {{n: '< 6'}}, then: {{o: a}}}}\n  - {{when: {{n: '> 4'}}, then: {{o: b}}}}\n"
        )
    };
    assert_eq!(load(&text("first")).decide(&[5]).unwrap().value("o"), Some("a"));
    assert_eq!(load(&text("priority")).decide(&[5]).unwrap().value("o"), Some("b"));
    let collect = load(&text("collect"));
    assert_eq!(collect.decide(&[5]).unwrap().answers().collect::<Vec<_>>(), [[("o", "a")], [("o", "b")]]);
    assert_eq!(collect.decide(&[5]).unwrap().rules().count(), 2);
    assert_eq!(found(&text("any")), ["overlapping-rules 9: rule 2 overlaps and says something else than rule 1 in line 8: both match n = 5"]);
    load(&text("any").replace("o: b}", "o: a}").replace("[a, b]", "[a]"));
    // Nothing matches: a table that collects answers with nothing, others may not be silent.
    let gap = text("collect").replace("> 4", "> 7");
    assert_eq!(load(&gap).decide(&[6]).unwrap().answers().count(), 0);
    assert_eq!(found(&gap.replace("collect", "unique")), ["incomplete-table 8: no rule matches n = 6"]);
    assert_eq!(found(&text("collect").replace("[a, b]}", "[a, b], monotone: {rising: [n]}}")).len(), 1);
}

#[test]
fn all_findings_come_in_one_run() {
    let text = "format: itsm/decision/1
id: Bad Id
title: T
source: [nowhere]
sources: {here: {title: Here}}
inputs:
  - {id: a, values: [x, y, x]}
  - {id: a, from: ten}
  - {id: n, from: 9, to: 1}
outputs:
  - {id: o, values: [p, q], titles: {r: R}, monotone: {rising: [b]}}
rules:
  - {when: {a: z}, then: {o: p}}
  - {when: {c: x}, then: {}}
  - {when: {n: 'x..'}, then: {o: s}, els: 1}
symmetric: [a, d]
";
    let codes: BTreeSet<Code> = check(text).1.iter().map(itsm::diagnostic::Diagnostic::code).collect();
    for code in [
        Code::IdPatternMismatch,
        Code::UndeclaredSource,
        Code::DuplicateId,
        Code::MalformedTest,
        Code::UndeclaredName,
        Code::MissingKey,
        Code::UnknownKey,
        Code::NotSymmetric,
    ] {
        assert!(codes.contains(&code), "{code}: {codes:?}");
    }
}

#[test]
fn nothing_is_called_missing_that_may_stand_in_what_could_not_be_read() {
    let cut = PRIORITY.replace("    low: [moderate, low, planning]\n", "    low: [moderate, low\n");
    let (table, findings) = check(&cut);
    assert!(table.is_none());
    assert!(findings.iter().all(|finding| finding.code() != Code::IncompleteTable), "{findings:?}");
    // A test that cannot be read may match anything.
    assert!(found(&PRIORITY.replace("    low: [mod", "    lwo: [mod")).iter().all(|finding| finding.starts_with("undeclared-name")));
}

/// Regions, not values: tables far too large for trying all combinations are proved all the same.
#[test]
fn large_tables_take_little_time_and_too_large_ones_say_so() {
    let start = Instant::now();
    let mut text = String::from("format: itsm/decision/1\nid: t\ntitle: T\nhit: first\ninputs:\n");
    for input in 0..20 {
        writeln!(text, "  - {{id: i{input}}}").unwrap();
    }
    text.push_str("outputs: [{id: o, values: [a, b], monotone: {rising: [i0, i19]}}]\nrules:\n");
    for input in 0..20 {
        writeln!(text, "  - {{when: {{i{input}: '> {input}'}}, then: {{o: b}}}}").unwrap();
    }
    text.push_str("  - {then: {o: a}}\n");
    let table = load(&text);
    assert_eq!(table.decide(&[0; 20]).unwrap().value("o"), Some("a"));
    assert_eq!(table.decide(&[1; 20]).unwrap().value("o"), Some("b"));
    // A gap in one of billions of regions.
    let gap = text.replace("  - {then: {o: a}}\n", "  - {when: {i3: '< 3'}, then: {o: a}}\n");
    assert_eq!(found(&gap).len(), 1);
    // Rules on pairs of far inputs keep all sets of rules apart.
    let mut hard = String::from("format: itsm/decision/1\nid: t\ntitle: T\nhit: first\ninputs:\n");
    for input in 0..32 {
        writeln!(hard, "  - {{id: i{input}}}").unwrap();
    }
    hard.push_str("outputs: [{id: o, values: [a]}]\nrules:\n");
    for rule in 0..1_000 {
        writeln!(hard, "  - {{when: {{i{}: '> {rule}', i{}: '< {rule}'}}, then: {{o: a}}}}", rule % 16, 31 - rule % 13).unwrap();
    }
    hard.push_str("  - {then: {o: a}}\n");
    assert!(found(&hard).iter().any(|finding| finding.starts_with("limit-reached")), "{:?}", found(&hard));
    let many = format!("{}{}", &hard[..hard.find("rules:").unwrap()], "rules:\n") + &"  - {then: {o: a}}\n".repeat(2_001);
    assert_eq!(found(&many), ["limit-reached 2: the table has 2001 rules, more than 2000"]);
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

#[test]
fn a_program_may_build_the_definition() {
    let file = FileText::new("t.yaml", PRIORITY);
    let table = DecisionTable::load(&file).unwrap();
    let definition: DecisionFile = serde_json::from_value(serde_json::to_value(table.definition()).unwrap()).unwrap();
    assert_eq!(&definition, table.definition());
    assert_eq!(DecisionTable::new(&definition).unwrap().rules().len(), 9);
    let mut broken = definition;
    broken.matrix = None;
    assert!(DecisionTable::new(&broken).unwrap_err().iter().any(|finding| finding.code() == Code::IncompleteTable));
}

// The twin: tests as trees with an evaluation of their own, all combinations tried.

#[derive(Clone, Debug)]
enum Test {
    Any,
    One(i64),
    Range(i64, i64, bool, bool),
    Compared(&'static str, i64),
    Either(Vec<Test>),
    Not(Vec<Test>),
}

impl Test {
    fn holds(&self, value: i64) -> bool {
        match self {
            Self::Any => true,
            Self::One(one) => value == *one,
            Self::Range(low, high, after, before) => {
                (if *after { value > *low } else { value >= *low }) && (if *before { value < *high } else { value <= *high })
            }
            Self::Compared("<", bound) => value < *bound,
            Self::Compared("<=", bound) => value <= *bound,
            Self::Compared(">", bound) => value > *bound,
            Self::Compared(_, bound) => value >= *bound,
            Self::Either(tests) => tests.iter().any(|test| test.holds(value)),
            Self::Not(tests) => !tests.iter().any(|test| test.holds(value)),
        }
    }

    fn text(&self, name: &dyn Fn(i64) -> String) -> String {
        let list = |tests: &[Self]| tests.iter().map(|test| test.text(name)).collect::<Vec<_>>().join(", ");
        match self {
            Self::Any => "-".to_owned(),
            Self::One(one) => name(*one),
            Self::Range(low, high, false, false) => format!("{}..{}", name(*low), name(*high)),
            Self::Range(low, high, after, before) => {
                format!("{}{}..{}{}", if *after { "(" } else { "[" }, name(*low), name(*high), if *before { ")" } else { "]" })
            }
            Self::Compared(sign, bound) => format!("{sign} {}", name(*bound)),
            Self::Either(tests) => list(tests),
            Self::Not(tests) => format!("not({})", list(tests)),
        }
    }
}

/// Whole numbers from 0 to 3, which is what levels are too.
const VALUES: i64 = 4;

fn simple() -> impl Strategy<Value = Test> {
    prop_oneof![
        (0..VALUES).prop_map(Test::One),
        // Not empty, which is a finding of its own.
        (0..VALUES, 0..VALUES).prop_map(|(one, other)| Test::Range(one.min(other), one.max(other), false, false)),
        (0..2_i64, any::<bool>()).prop_map(|(low, before)| Test::Range(low, low + 2, true, before)),
        (prop_oneof![Just("<"), Just("<="), Just(">"), Just(">=")], 0..VALUES).prop_map(|(sign, bound)| Test::Compared(sign, bound)),
    ]
}

fn test() -> impl Strategy<Value = Test> {
    prop_oneof![
        3 => Just(Test::Any),
        4 => simple(),
        2 => proptest::collection::vec(simple(), 2..4).prop_map(Test::Either),
        1 => proptest::collection::vec(simple(), 1..3).prop_map(Test::Not),
    ]
}

#[derive(Clone, Debug)]
struct Twin {
    hit: &'static str,
    levels: [bool; 3],
    rules: Vec<([Test; 3], [u16; 2])>,
    otherwise: bool,
}

fn twin() -> impl Strategy<Value = Twin> {
    let rule = ([test(), test(), test()], [0_u16..3, 0_u16..2]);
    let hit = prop_oneof![Just("unique"), Just("any"), Just("first"), Just("first"), Just("priority"), Just("collect")];
    (hit, [any::<bool>(), any::<bool>(), any::<bool>()], proptest::collection::vec(rule, 0..7), any::<bool>())
        .prop_map(|(hit, levels, rules, otherwise)| Twin { hit, levels, rules, otherwise })
}

impl Twin {
    fn text(&self) -> String {
        let mut text = format!("format: itsm/decision/1\nid: t\ntitle: T\nhit: {}\ninputs:\n", self.hit);
        let names = |levels: bool| move |value: i64| if levels { format!("v{value}") } else { value.to_string() };
        for (place, levels) in self.levels.iter().enumerate() {
            let kind = if *levels { "values: [v0, v1, v2, v3]" } else { "from: 0, to: 3" };
            writeln!(text, "  - {{id: i{place}, {kind}}}").unwrap();
        }
        text.push_str("outputs:\n  - {id: o, values: [a, b, c], monotone: {rising: [i0], falling: [i2]}}\n  - {id: p, values: [x, y]}\n");
        if self.levels[0] == self.levels[2] {
            text.push_str("symmetric: [i2, i0]\n");
        } else {
            text.push_str("symmetric: []\n");
        }
        if self.otherwise {
            text.push_str("otherwise: {o: a, p: x}\n");
        } else {
            text.push_str("otherwise: {}\n");
        }
        text.push_str("rules:\n");
        for (tests, [o, p]) in &self.rules {
            let when: Vec<String> =
                tests.iter().enumerate().map(|(place, test)| format!("i{place}: '{}'", test.text(&names(self.levels[place])))).collect();
            let (o, p) = (["a", "b", "c"][usize::from(*o)], ["x", "y"][usize::from(*p)]);
            writeln!(text, "  - {{when: {{{}}}, then: {{o: {o}, p: {p}}}}}", when.join(", ")).unwrap();
        }
        text
    }

    fn combinations() -> impl Iterator<Item = [i64; 3]> {
        (0..VALUES).flat_map(|a| (0..VALUES).flat_map(move |b| (0..VALUES).map(move |c| [a, b, c])))
    }

    fn matching(&self, values: [i64; 3]) -> Vec<usize> {
        let holds = |tests: &[Test; 3]| tests.iter().zip(values).all(|(test, value)| test.holds(value));
        (0..self.rules.len()).filter(|rule| holds(&self.rules[*rule].0)).collect()
    }

    /// The rules that count and what they give; none when nothing is said.
    fn outcome(&self, values: [i64; 3]) -> Option<(Vec<usize>, Vec<[u16; 2]>)> {
        let matching = self.matching(values);
        let gives = |rules: &[usize]| rules.iter().map(|rule| self.rules[*rule].1).collect::<Vec<_>>();
        if matching.is_empty() {
            return match (self.otherwise, self.hit) {
                (true, _) => Some((Vec::new(), vec![[0, 0]])),
                (false, "collect") => Some((Vec::new(), Vec::new())),
                _ => None,
            };
        }
        let chosen = match self.hit {
            "collect" => matching,
            "priority" => {
                let best = matching.iter().map(|rule| self.rules[*rule].1).max().unwrap();
                vec![*matching.iter().find(|rule| self.rules[**rule].1 == best).unwrap()]
            }
            _ => vec![matching[0]],
        };
        let given = gives(&chosen);
        Some((chosen, given))
    }

    /// The codes that must be found, each with the lines where it stands, where the line is not a matter of choice.
    fn expected(&self) -> BTreeSet<Code> {
        let mut codes = BTreeSet::new();
        let single = self.hit != "collect";
        if !single {
            codes.insert(Code::NotMonotone);
        }
        for values in Self::combinations() {
            let matching = self.matching(values);
            let clash = matching.iter().any(|one| self.rules[*one].1 != self.rules[matching[0]].1);
            if (self.hit == "unique" && matching.len() > 1) || (self.hit == "any" && clash) {
                codes.insert(Code::OverlappingRules);
            }
            let Some((_, gives)) = self.outcome(values) else {
                codes.insert(Code::IncompleteTable);
                continue;
            };
            for (input, rising) in [(0, true), (2, false)] {
                let mut above = values;
                above[input] += 1;
                if single
                    && above[input] < VALUES
                    && let Some((_, higher)) = self.outcome(above)
                    && (if rising { higher[0][0] < gives[0][0] } else { higher[0][0] > gives[0][0] })
                {
                    codes.insert(Code::NotMonotone);
                }
            }
            if self.levels[0] == self.levels[2]
                && let Some((_, exchanged)) = self.outcome([values[2], values[1], values[0]])
                && exchanged != gives
            {
                codes.insert(Code::NotSymmetric);
            }
        }
        codes
    }

    /// The lines of rules that never decide (or never match, where that is what counts).
    fn unused(&self) -> BTreeSet<usize> {
        let decisive = matches!(self.hit, "first" | "priority");
        let used: BTreeSet<usize> = Self::combinations()
            .flat_map(|values| if decisive { self.outcome(values).map_or_else(Vec::new, |(rules, _)| rules) } else { self.matching(values) })
            .collect();
        let first = self.text().lines().position(|line| line == "rules:").unwrap() + 2;
        (0..self.rules.len()).filter(|rule| !used.contains(rule)).map(|rule| rule + first).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_diagram_says_what_trying_everything_says(twin in twin()) {
        let text = twin.text();
        let (table, findings) = check(&text);
        let proved = [Code::OverlappingRules, Code::IncompleteTable, Code::NotMonotone, Code::NotSymmetric];
        let codes: BTreeSet<Code> = findings.iter().map(itsm::diagnostic::Diagnostic::code).filter(|code| proved.contains(code)).collect();
        prop_assert_eq!(&codes, &twin.expected(), "{}\n{}", text, render::plain(&findings));
        let others = [Code::UnusedRule, Code::UnusedName];
        prop_assert!(findings.iter().all(|finding| proved.contains(&finding.code()) || others.contains(&finding.code())), "{}\n{}", text, render::plain(&findings));
        let unused: BTreeSet<usize> =
            findings.iter().filter(|finding| finding.code() == Code::UnusedRule).map(|finding| finding.position().unwrap().line() as usize).collect();
        prop_assert_eq!(unused, twin.unused(), "{}", text);
        prop_assert_eq!(table.is_some(), codes.is_empty());
        for values in Twin::combinations().filter(|_| table.is_some()) {
            let outcome = table.as_ref().unwrap().decide(&values).unwrap();
            let (rules, gives) = twin.outcome(values).unwrap();
            prop_assert_eq!(outcome.ranks().to_vec(), gives.concat(), "{} {:?}", text, values);
            prop_assert_eq!(outcome.rules().map(|rule| rule.name().to_owned()).collect::<Vec<_>>(), rules.iter().map(|rule| format!("rule {}", rule + 1)).collect::<Vec<_>>());
        }
        // Every example of a gap is a gap.
        for finding in findings.iter().filter(|finding| finding.code() == Code::IncompleteTable) {
            let values: Vec<i64> = finding.message().split(" = ").skip(1).map(|rest| rest.trim_start_matches('v')[..1].parse().unwrap()).collect();
            prop_assert!(twin.matching(values.try_into().unwrap()).is_empty());
        }
    }

    /// Any text as a test: no panic, and no finding but on the test and what follows from it.
    #[test]
    fn any_text_as_a_test(test in "[-0-9<>=()\\[\\]., \"nothigevry]{0,12}") {
        let text = RULES.replace("'[10..100)'", &format!("{test:?}"));
        let _ = check(&text);
    }
}
