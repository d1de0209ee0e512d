//! Planted violations of every template beyond order, what the log lacks, and open cases.

use itsm::{
    catalog::Catalog,
    conformance::rules::{CaseVerdict, Options, definition::Template},
    jiff::Timestamp,
};
use proptest::prelude::*;
use strum::IntoEnumIterator as _;

use super::logs::{counts, load, log, only, sentences, told};

fn rule(rule: &str) -> String {
    format!("rules:\n  - {{id: r, {rule}}}\n")
}

#[test]
fn time_limits() {
    let pack = load(&rule("template: time-limit, first: [open], second: [close], within: PT4H"), &());
    let history = told(
        "c1 | open at=2026-03-02T09:00:00Z
         c1 | close at=2026-03-02T13:00:00Z
         c2 | open at=2026-03-02T09:00:00Z
         c2 | close at=2026-03-02T13:00:01Z
         c3 | open at=2026-03-02T09:00:00Z
         c4 | close at=2026-03-02T09:00:00Z
         c5 | open
         c5 | close at=2026-03-02T09:00:00Z",
    );
    assert_eq!(counts(&pack, &history), [1, 2, 1, 0, 1]);
    assert_eq!(
        sentences(&pack, &history),
        [
            "Case c2: 'close' comes at 2026-03-02T13:00:01Z, not within PT4H after 'open', which ended at 2026-03-02T13:00:00Z",
            "Case c3: 'close' does not come within PT4H after 'open', which ended at 2026-03-02T13:00:00Z",
        ]
    );
    // Of an open case the deadline may still lie ahead.
    let open = load(&format!("ends: [close]\n{}", rule("template: time-limit, first: [open], second: [close], within: PT4H")), &());
    assert_eq!(open.compile(&history, &Options::default()).verdicts("r")[2], CaseVerdict::Violated);
    let as_of = Some("2026-03-02T10:00:00Z".parse::<Timestamp>().unwrap());
    assert_eq!(open.compile(&history, &Options { as_of, ..Options::default() }).verdicts("r")[2], CaseVerdict::Pending);
    // A log without times says nothing.
    let result = only(&pack.compile(&log(&[vec!["open", "close"]]), &Options::default()));
    assert_eq!((result.not_applicable, result.reason.as_deref()), (1, Some("no event of the log says when it happened")));
}

#[test]
fn time_limits_in_business_time() {
    let catalog = Catalog::builtin();
    let pack = load(&rule("template: time-limit, first: [open], second: [close], within: PT4H, calendar: berlin-office"), &catalog);
    // From Friday 16:00 to Monday 10:00 in Berlin: in open hours less than four, by the clock 66.
    let history = told(
        "c1 | open at=2026-03-06T15:00:00Z
         c1 | close at=2026-03-09T09:00:00Z
         c2 | open at=2026-03-06T15:00:00Z
         c2 | close at=2026-03-10T15:00:00Z",
    );
    assert_eq!(counts(&pack, &history), [1, 1, 0, 0, 0]);
    let by_clock = load(&rule("template: time-limit, first: [open], second: [close], within: P2D"), &());
    assert_eq!(counts(&by_clock, &history), [0, 2, 0, 0, 0]);
}

#[test]
fn four_eyes() {
    let pack = load(&rule("template: four-eyes, first: [ask], second: [approve]"), &());
    let history = told(
        "c1 | ask by=ann
         c1 | approve by=ann
         c2 | ask by=ann
         c2 | approve by=bob
         c3 | approve by=ann
         c4 | ask by=ann
         c4 | approve
         c5 | ask by=ann
         c5 | ask by=bob
         c5 | approve by=ann",
    );
    assert_eq!(counts(&pack, &history), [2, 1, 1, 0, 1]);
    assert_eq!(sentences(&pack, &history), ["Case c1: 'approve' and 'ask' are done by the same person, ann"]);
    let result = only(&pack.compile(&log(&[vec!["ask", "approve"]]), &Options::default()));
    assert_eq!((result.not_applicable, result.reason.as_deref()), (1, Some("no event and no case of the log has `org:resource`")));
}

#[test]
fn separation_of_duties() {
    let pack = load(&rule("template: separation-of-duties, first: [approve], second: [start]"), &());
    let history = told(
        "c1 | approve by=ann
         c1 | start by=bob
         c2 | approve by=bob
         c2 | start by=cem
         c3 | talk by=bob",
    );
    // Bob starts in one case what he may approve in another.
    assert_eq!(counts(&pack, &history), [0, 2, 1, 0, 0]);
    assert_eq!(
        sentences(&pack, &history),
        [
            "Case c1: 'start' is done by bob, who does both 'approve' and 'start'",
            "Case c2: 'approve' is done by bob, who does both 'approve' and 'start'",
        ]
    );
}

#[test]
fn required_fields_and_links() {
    let fields = "fields:\n  category: {type: string}\n  impact: {type: string, key: u_impact}\n  problem: {type: string}\n";
    let pack = load(&format!("{fields}{}", rule("template: required-fields, steps: [assign], fields: [category, impact]")), &());
    let history = told(
        "c1 | open category=disk
         c1 | assign u_impact=high
         c2 | assign category=disk
         c3 | u_impact=low
         c3 | assign field:category=disk
         c4 | open",
    );
    assert_eq!(counts(&pack, &history), [2, 1, 1, 0, 0]);
    assert_eq!(sentences(&pack, &history), ["Case c2: 'assign' without `impact`"]);
    let pack = load(&format!("{fields}{}", rule("template: linked-record, steps: [publish], link: problem")), &());
    // No event has the link: nothing can be said, and nothing passes.
    assert_eq!(counts(&pack, &log(&[vec!["publish"]])), [0, 0, 0, 0, 1]);
    let history = told("c1 | publish problem=PRB-1\n c2 | publish\n c3 | open");
    assert_eq!(counts(&pack, &history), [1, 1, 1, 0, 0]);
    assert_eq!(sentences(&pack, &history), ["Case c2: 'publish' without a linked record in `problem`"]);
}

#[test]
fn emptied_fields_are_not_filled() {
    let pack =
        load(&format!("fields: {{category: {{type: string}}}}\n{}", rule("template: required-fields, steps: [assign], fields: [category]")), &());
    let history = told("c1 | open category=disk\n c1 | change field:category=\n c1 | assign");
    assert_eq!(counts(&pack, &history), [0, 1, 0, 0, 0]);
}

#[test]
fn ping_pong() {
    let history = told(
        "c1 | work group=a
         c1 | work group=b
         c1 | work group=a
         c2 | work group=a
         c2 | work group=b
         c2 | work group=c
         c3 | work group=a
         c3 | work
         c3 | work group=a",
    );
    let returns = load(&rule("template: ping-pong"), &());
    assert!(returns.rule("r").is_some());
    // The default field is the attribute `org:group`.
    assert_eq!(counts(&returns, &history), [1, 1, 1, 0, 0]);
    assert_eq!(sentences(&returns, &history), ["Case c1: 'work' hands the work over to a, which is back and forth or too often"]);
    assert_eq!(counts(&load(&rule("template: ping-pong, count: 1"), &()), &history), [2, 0, 1, 0, 0]);
    assert_eq!(counts(&load(&rule("template: ping-pong, handovers: 1"), &()), &history), [0, 2, 1, 0, 0]);
    assert_eq!(counts(&load(&rule("template: ping-pong, handovers: 2"), &()), &history), [2, 0, 1, 0, 0]);
    assert_eq!(counts(&returns, &log(&[vec!["work"]])), [0, 0, 0, 0, 1]);
}

#[test]
fn change_windows() {
    let fields = "fields:\n  from: {type: instant}\n  to: {type: instant}\n";
    let pack = load(&format!("{fields}{}", rule("template: change-window, steps: [start], start: from, end: to")), &());
    let history = told(
        "c1 | from=2026-03-02T09:00:00Z to=2026-03-02T10:00:00Z
         c1 | start at=2026-03-02T10:00:00Z
         c2 | from=2026-03-02T09:00:00Z to=2026-03-02T10:00:00Z
         c2 | start at=2026-03-02T08:59:59Z
         c3 | start at=2026-03-02T09:00:00Z
         c4 | plan from=2026-03-02T09:00:00Z to=2026-03-02T10:00:00Z
         c4 | plan to=2026-03-03T10:00:00Z
         c4 | start at=2026-03-03T09:00:00Z",
    );
    assert_eq!(counts(&pack, &history), [2, 1, 0, 0, 1]);
    assert_eq!(
        sentences(&pack, &history),
        ["Case c2: 'start' happens at 2026-03-02T08:59:59Z, outside its window of 2026-03-02T09:00:00Z to 2026-03-02T10:00:00Z"]
    );
}

#[test]
fn user_confirmation() {
    let history = told(
        "c1 | confirm role=user
         c1 | close role=agent
         c2 | close role=user
         c3 | close role=agent
         c4 | close role=agent said=yes
         c5 | close
         c6 | confirm role=user
         c6 | reopen role=agent
         c6 | close role=agent",
    );
    let all = "template: user-confirmation, steps: [close], first: [confirm], roles: [user], fields: [said], revoked: [reopen]";
    let pack = load(&format!("fields: {{said: {{type: string}}}}\n{}", rule(all)), &());
    assert_eq!(counts(&pack, &history), [3, 2, 0, 0, 1]);
    assert_eq!(sentences(&pack, &history), ["Case c3: 'close' without the user's confirmation", "Case c6: 'close' without the user's confirmation"]);
    // Without any way to see it, nothing can be said.
    let pack = load(&rule("template: user-confirmation, steps: [close], roles: [user]"), &());
    assert_eq!(counts(&pack, &log(&[vec!["close"]])), [0, 0, 0, 0, 1]);
    let pack = load(&rule("template: user-confirmation, steps: [close], first: [confirm]"), &());
    assert_eq!(counts(&pack, &log(&[vec!["close"], vec!["confirm", "close"]])), [1, 1, 0, 0, 0]);
}

#[test]
fn priorities() {
    let fields = "fields:
  impact: {type: enum, values: [low, medium, high]}
  urgency: {type: enum, values: [low, medium, high]}
  priority: {type: enum, values: [planning, low, moderate, high, critical]}
";
    let history = told(
        "c1 | open impact=high urgency=high priority=critical
         c2 | open impact=high urgency=high priority=low
         c3 | open impact=high urgency=huge priority=low
         c4 | open impact=high priority=low
         c5 | open impact=high urgency=high priority=low
         c5 | correct priority=critical",
    );
    let pack = load(&format!("{fields}{}", rule("template: priority, decision: 'neutral:priority'")), &Catalog::builtin());
    assert_eq!(counts(&pack, &history), [2, 1, 0, 0, 2]);
    assert_eq!(sentences(&pack, &history), ["Case c2: `priority` is low and should be critical in the end"]);
    let matrix = "template: priority, steps: [open], matrix: {rows: impact, columns: urgency, value: priority, cells: {high: {high: critical}}}";
    let pack = load(&format!("{fields}{}", rule(matrix)), &());
    assert_eq!(counts(&pack, &history), [1, 2, 0, 0, 2]);
    assert_eq!(sentences(&pack, &history)[1], "Case c5: at 'open' `priority` is low and should be critical");
}

#[test]
fn conditions() {
    let fields = "fields:\n  risk: {type: enum, values: [low, high]}\n";
    let pack = load(&format!("{fields}{}", rule("template: precedence, first: [approve], second: [start], when: \"risk == 'high'\"")), &());
    let history = told(
        "c1 | open risk=high
         c1 | start
         c2 | open risk=low
         c2 | start
         c3 | start
         c4 | risk=high
         c4 | approve
         c4 | start
         c5 | open risk=odd
         c5 | start
         c6 | open",
    );
    assert_eq!(counts(&pack, &history), [1, 1, 2, 0, 2]);
    assert_eq!(sentences(&pack, &history), ["Case c1: 'start' without 'approve' before it"]);
    // A rule of the case as a whole is asked at its end.
    let pack = load(&format!("{fields}{}", rule("template: existence, steps: [start], when: \"risk == 'high'\"")), &());
    assert_eq!(
        counts(&pack, &told("c1 | open risk=high\n c2 | open risk=low\n c2 | open risk=high\n c2 | start\n c3 | open risk=low")),
        [1, 1, 1, 0, 0]
    );
    assert_eq!(counts(&pack, &log(&[vec!["open"]])), [0, 0, 0, 0, 1]);
}

#[test]
fn steps_stand_for_activities() {
    let steps = "steps: {end: [close, cancel], review: []}\nends: [end]\n";
    let pack = load(&format!("{steps}{}", rule("template: existence, steps: [end]")), &());
    assert_eq!(counts(&pack, &log(&[vec!["open", "cancel"], vec!["open"]])), [1, 0, 0, 1, 0]);
    let pack = load(&format!("{steps}{}", rule("template: response, first: [end], second: [review]")), &());
    let result = only(&pack.compile(&log(&[vec!["close"]]), &Options::default()));
    assert_eq!((result.not_applicable, result.reason.as_deref()), (1, Some("no activity stands for the step `review`")));
    let pack = load(&rule("template: response, first: [close], second: [reviwe]"), &());
    assert_eq!(only(&pack.compile(&log(&[vec!["close"]]), &Options::default())).unseen, ["reviwe"]);
}

#[test]
fn cases_end_and_are_opened_again() {
    let pack = load(&format!("ends: [close]\nresumes: [reopen]\n{}", rule("template: response, first: [open], second: [pay]")), &());
    let history = log(&[vec!["open"], vec!["open", "close"], vec!["open", "close", "reopen"], vec!["open", "close", "note"], vec!["open", "pay"]]);
    assert_eq!(counts(&pack, &history), [1, 2, 0, 2, 0]);
    let ended = pack.compile(&history, &Options { treat_as_ended: true, ..Options::default() });
    assert_eq!((ended.run().open_cases, only(&ended).violated), (0, 4));
}

/// Every deviation of every template has a sentence of its own, with the case in it.
#[test]
fn every_order_has_its_sentence() {
    let traces = log(&[vec!["b", "a"], vec!["a", "b"], vec!["a", "b", "b", "a", "a"], vec!["c"], vec!["a"], vec!["b"]]);
    let mut seen = std::collections::BTreeSet::new();
    for template in Template::iter().take_while(|template| *template != Template::RequiredOrder) {
        let unary = matches!(template, Template::Existence | Template::Absence | Template::Exactly | Template::Init | Template::End);
        let steps = if unary { "steps: [a]" } else { "first: [a], second: [b]" };
        let said = sentences(&load(&rule(&format!("template: {template}, {steps}")), &()), &traces);
        assert!(!said.is_empty(), "{template}");
        assert!(said.iter().all(|sentence| sentence.starts_with("Case c")), "{said:?}");
        seen.insert(said);
    }
    assert!(seen.len() > 20, "{}", seen.len());
}

#[test]
fn deviations_beyond_the_limit_are_counted() {
    let pack = load("rules:\n  - {id: a, template: absence, steps: [x]}\n  - {id: b, template: absence, steps: [x]}\n", &());
    let traces = vec![vec!["x"]; 10];
    let deviations = pack.compile(&log(&traces), &Options::default()).deviations(3);
    assert_eq!((deviations.list.len(), deviations.further), (6, 14));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Who asks and who approves, against a twin that looks back from each approval; who does both, against one that looks at all pairs.
    #[test]
    fn people(events in prop::collection::vec((0_usize..4, prop::sample::select(vec!["ask", "approve", "talk"]), 0_usize..4), 1..30)) {
        let who = ["", "ann", "bob", "cem"];
        let mut lines: Vec<String> = vec!["c0 | talk by=zoe".to_owned()];
        lines.extend(events.iter().map(|(case, activity, person)| match who[*person] {
            "" => format!("c{case} | {activity}"),
            person => format!("c{case} | {activity} by={person}"),
        }));
        let history = told(&lines.join("\n"));
        let of_case = |case: usize| -> Vec<(&str, &str)> {
            events.iter().filter(|(of, ..)| *of == case).map(|(_, activity, person)| (*activity, who[*person])).collect()
        };
        let present: Vec<usize> = history.cases().map(|case| case.name().unwrap()[1..].parse().unwrap()).collect();
        let verdict = |said: Vec<Option<bool>>| match said {
            said if said.contains(&Some(false)) => CaseVerdict::Violated,
            said if said.contains(&None) => CaseVerdict::NotApplicable,
            said if said.is_empty() => CaseVerdict::Vacuous,
            _ => CaseVerdict::Satisfied,
        };
        let different = |one: &str, two: &str| (!one.is_empty() && !two.is_empty()).then_some(one != two);
        let eyes = present.iter().map(|case| {
            let trace = of_case(*case);
            let approvals = (0..trace.len()).filter(|at| trace[*at].0 == "approve");
            verdict(approvals.filter_map(|at| {
                let asked = trace[..at].iter().rev().find(|(activity, _)| *activity == "ask")?;
                Some(different(asked.1, trace[at].1))
            }).collect())
        });
        let eyes: Vec<CaseVerdict> = eyes.collect();
        let pack = load(&rule("template: four-eyes, first: [ask], second: [approve]"), &());
        prop_assert_eq!(pack.compile(&history, &Options::default()).verdicts("r"), eyes);

        let does = |person: &str, wanted: &str| events.iter().any(|(_, activity, by)| who[*by] == person && *activity == wanted);
        let duties: Vec<CaseVerdict> = present.iter().map(|case| {
            let acts = of_case(*case).into_iter().filter(|(activity, _)| *activity != "talk");
            verdict(acts.map(|(_, person)| (!person.is_empty()).then(|| !(does(person, "ask") && does(person, "approve")))).collect())
        }).collect();
        let pack = load(&rule("template: separation-of-duties, first: [ask], second: [approve]"), &());
        prop_assert_eq!(pack.compile(&history, &Options::default()).verdicts("r"), duties);
    }
}
