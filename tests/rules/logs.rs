//! Logs and packs that tests write in a few words.

use itsm::{
    conformance::rules::{Compiled, Library, Options, Pack, RuleResult, check_rules, definition::Template},
    diagnostic::render,
    eventlog::{EventLog, LogBuilder, Order, keys},
    jiff::Timestamp,
    source::{FileText, Limits},
};

/// A log of traces without anything else.
pub fn log(traces: &[Vec<&str>]) -> EventLog {
    let mut builder = LogBuilder::new();
    for (number, trace) in traces.iter().enumerate() {
        let case = builder.named_case(&format!("c{}", number + 1)).unwrap();
        for activity in trace {
            builder.named_event(case, activity).unwrap();
        }
    }
    builder.finish(Order::AsAdded)
}

/// A log written as `case | activity key=value ...` by line; `at=` is the instant, `by=` who, `role=` and `group=` likewise, a
/// line `case` alone with values sets values of the case.
pub fn told(text: &str) -> EventLog {
    let mut builder = LogBuilder::new();
    let mut cases = std::collections::BTreeMap::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (name, rest) = line.split_once('|').unwrap();
        let name = name.trim();
        let case = *cases.entry(name.to_owned()).or_insert_with(|| builder.named_case(name).unwrap());
        let mut words = rest.split_whitespace().peekable();
        let target: itsm::eventlog::Target = match words.peek() {
            Some(word) if !word.contains('=') => builder.named_event(case, words.next().unwrap()).unwrap().into(),
            _ => case.into(),
        };
        for word in words {
            let (key, value) = word.split_once('=').unwrap();
            match key {
                "at" => builder.set(target, keys::TIME, value.parse::<Timestamp>().unwrap()).unwrap(),
                "by" => builder.set(target, keys::RESOURCE, value).unwrap(),
                "role" => builder.set(target, keys::ROLE, value).unwrap(),
                "group" => builder.set(target, keys::GROUP, value).unwrap(),
                key => builder.set(target, key, value).unwrap(),
            };
        }
    }
    builder.finish(Order::AsAdded)
}

pub fn load(rules: &str, library: &dyn Library) -> Pack {
    let text = format!("format: itsm/rules/1\nid: test\ntitle: Test\n{rules}");
    let (pack, findings) = check_rules(&FileText::new("test.yaml", text), library, Limits::default());
    assert!(findings.is_empty(), "{}", render::plain(&findings));
    pack.unwrap()
}

/// A pack of one rule about two steps.
pub fn pair(template: Template, first: &str, second: &str) -> Pack {
    load(&format!("rules:\n  - {{id: r, template: {template}, first: ['{first}'], second: ['{second}']}}\n"), &())
}

pub fn only(compiled: &Compiled<'_>) -> RuleResult {
    let result = compiled.run();
    assert_eq!(result.rules.len(), 1);
    let rule = result.rules.into_iter().next().unwrap();
    assert_eq!(rule.satisfied + rule.violated + rule.vacuous + rule.pending + rule.not_applicable, u64::try_from(result.cases).unwrap());
    rule
}

/// The counts of the only rule of a pack: satisfied, violated, vacuous, pending, not applicable.
pub fn counts(pack: &Pack, log: &EventLog) -> [u64; 5] {
    let rule = only(&pack.compile(log, &Options::default()));
    [rule.satisfied, rule.violated, rule.vacuous, rule.pending, rule.not_applicable]
}

/// The sentences of all deviations.
pub fn sentences(pack: &Pack, log: &EventLog) -> Vec<String> {
    pack.compile(log, &Options::default()).deviations(100).list.into_iter().map(|deviation| deviation.sentence).collect()
}
