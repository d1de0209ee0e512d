//! Test paths: complete on every built-in lifecycle, replayed on fresh instances and in a simulator of the tests' own.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test fails by panicking and reads its own files"
)]

mod simulator;

/// A test file as `itsm lifecycle paths --format rust` writes it.
#[rustfmt::skip]
#[path = "generated/neutral_change.rs"]
mod neutral_change;

use std::{collections::BTreeSet, env, fs, path::Path};

use itsm::{
    catalog::{Catalog, SHIPPED},
    lifecycle::{Expected, ExpectedReason, Lifecycle, PathKind, PathLimits, PathSource, TestPaths, check_lifecycle},
    source::{FileText, Limits, Source as _},
};
use proptest::prelude::*;
use simulator::Simulator;

fn load(text: &str) -> (Lifecycle, FileText) {
    let file = FileText::new("lifecycle.yaml", text.to_owned());
    let (lifecycles, findings) = check_lifecycle(&file, &(), Limits::default());
    (lifecycles.into_iter().next().unwrap_or_else(|| panic!("{findings:?}\n{text}")), file)
}

fn kinds(reasons: &[ExpectedReason]) -> Vec<String> {
    let mut kinds: Vec<String> = reasons.iter().map(|reason| reason.kind.to_string()).collect();
    kinds.sort();
    kinds
}

/// Replays paths on fresh instances and in the simulator; what is written as JSON and read again is the same.
fn replay(lifecycle: &Lifecycle, paths: &TestPaths, simulator: &Simulator) {
    let read: TestPaths = serde_json::from_str(&serde_json::to_string(paths).unwrap()).unwrap();
    for path in &read.paths {
        let (mut instance, mut simulated) = (lifecycle.begin(), simulator.clone());
        for step in &path.steps {
            let place = format!("{} {}: {} in {}", paths.lifecycle, path.name, step.event, step.state);
            assert_eq!(instance.state().id(), step.state, "{place}");
            let applied = instance.apply(lifecycle.event(&step.event).unwrap(), &step.given.context());
            let outcome = simulated.apply(&step.event, &step.given);
            let (to, refused, reasons) = match &step.expected {
                Expected::Taken { to } => (to, false, &Vec::new()),
                Expected::Irregular { to, reasons } => (to, false, reasons),
                Expected::Refused { reasons } => (&step.state, true, reasons),
            };
            let got: Vec<ExpectedReason> = match &applied {
                Ok(applied) => applied.irregular.iter().map(ExpectedReason::from).collect(),
                Err(refusal) => refusal.reasons().map(ExpectedReason::from).collect(),
            };
            assert_eq!((instance.state().id(), applied.is_err(), &got), (to.as_str(), refused, reasons), "{place}");
            assert_eq!((&outcome.to, outcome.refused, outcome.reasons), (to, refused, kinds(reasons)), "simulated: {place}");
        }
    }
}

/// What paths cover, counted from their steps alone: states, and events of states that were refused for want of a transition.
fn covered(paths: &TestPaths) -> (BTreeSet<&str>, BTreeSet<(&str, &str)>) {
    let steps = || paths.paths.iter().flat_map(|path| &path.steps);
    let mut states: BTreeSet<&str> = steps().map(|step| step.state.as_str()).collect();
    let mut untaken = BTreeSet::new();
    for step in steps() {
        match &step.expected {
            Expected::Taken { to } | Expected::Irregular { to, .. } => {
                states.insert(to);
            }
            Expected::Refused { .. } => {}
        }
        if let Expected::Refused { reasons } | Expected::Irregular { reasons, .. } = &step.expected
            && kinds(reasons) == ["no-transition"]
        {
            untaken.insert((step.state.as_str(), step.event.as_str()));
        }
    }
    (states, untaken)
}

/// States that no event leads to in what a tool really does; and two demands, with those taken over from there, that nothing leads to.
const NOT_COVERED: [&str; 10] = [
    "neutral:lifecycle/change.standard `close` in `review` to `closed`, when this is missing: same-person `finish`: no path comes to `review` after `finish`",
    "neutral:lifecycle/change.standard `close` in `review` to `closed`, when this is missing: no-actor: no path comes to `review` after `finish`",
    "itil4:lifecycle/change.standard `close` in `review` to `closed`, when this is missing: same-person `finish`: no path comes to `review` after `finish`",
    "itil4:lifecycle/change.standard `close` in `review` to `closed`, when this is missing: no-actor: no path comes to `review` after `finish`",
    "itop:lifecycle/emergency-change `validated`: no transition leads to it",
    "itop:lifecycle/emergency-change `rejected`: no transition leads to it",
    "itop:lifecycle/routine-change `validated`: no transition leads to it",
    "itop:lifecycle/routine-change `rejected`: no transition leads to it",
    "itop:lifecycle/routine-change `approved`: no transition leads to it",
    "itop:lifecycle/routine-change `notapproved`: no transition leads to it",
];

#[test]
fn built_in_lifecycles_are_covered_and_agree_with_the_simulator() {
    let catalog = Catalog::builtin();
    let mut left = BTreeSet::new();
    for path in SHIPPED.paths().filter(|path| path.contains("/lifecycles/")) {
        let file = SHIPPED.read(path).unwrap();
        for (place, lifecycle) in catalog.load_lifecycle_file(&file).unwrap().iter().enumerate() {
            let model = (place > 0).then(|| lifecycle.id().rsplit_once('.').unwrap().1);
            let simulator = Simulator::of(&file, model);
            let paths = lifecycle.test_paths(PathLimits::default());
            replay(lifecycle, &paths, &simulator);
            left.extend(paths.not_covered.iter().map(|left| format!("{} {left}", lifecycle.reference())));
            // Counted by the simulator: all states but those listed, all transitions, all events that a state does not take.
            let (states, untaken) = covered(&paths);
            let known: BTreeSet<&str> = simulator.states().collect();
            let listed: BTreeSet<&str> = paths.not_covered.iter().filter(|left| left.event.is_none()).map(|left| left.state.as_str()).collect();
            assert_eq!(states, known.difference(&listed).copied().collect(), "{}", lifecycle.reference());
            assert_eq!((paths.covered.transitions, paths.covered.all_transitions), (simulator.transitions(), simulator.transitions()), "{path}");
            let expected: BTreeSet<(&str, &str)> = states
                .iter()
                .flat_map(|state| simulator.events().map(|event| (*state, event)))
                .filter(|(state, event)| !simulator.takes(state, event))
                .collect();
            assert_eq!(untaken, expected, "{path}");
            every_transition_is_taken(lifecycle, &paths);
        }
    }
    assert_eq!(left, NOT_COVERED.iter().map(|text| (*text).to_owned()).collect());
}

/// By running the paths and looking at what was taken.
fn every_transition_is_taken(lifecycle: &Lifecycle, paths: &TestPaths) {
    let mut taken = BTreeSet::new();
    for path in paths.paths.iter().filter(|path| path.kind == PathKind::Transitions) {
        let mut instance = lifecycle.begin();
        for step in &path.steps {
            taken.extend(instance.apply(lifecycle.event(&step.event).unwrap(), &step.given.context()).unwrap().transition);
        }
    }
    assert_eq!(taken.len(), paths.covered.transitions, "{}", lifecycle.reference());
}

#[test]
fn the_generated_test_file_is_up_to_date() {
    let catalog = Catalog::builtin();
    let paths = catalog.lifecycle("neutral:change").unwrap().test_paths(PathLimits::default());
    let text = paths.rust(&PathSource::Catalog { folders: Vec::new() }, "itsm lifecycle paths neutral:change --format rust");
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/generated/neutral_change.rs"));
    if env::var_os("ITSM_BLESS").is_some() {
        fs::write(path, text).unwrap();
    } else {
        let known = fs::read_to_string(path).unwrap();
        assert!(known == text, "stale; run ITSM_BLESS=1 cargo test --test lifecycle_paths, which writes {}", path.display());
    }
}

/// Every form of Rust that can come out: guards, instants, lists, irregular events, names that are none.
#[test]
fn generated_files_are_rust() {
    let parse = |text: &str| syn::parse_file(text).map_err(|error| format!("{error}\n{text}")).unwrap();
    let catalog = Catalog::builtin();
    for lifecycle in catalog.lifecycles().unwrap() {
        let paths = lifecycle.test_paths(PathLimits::default());
        let file = parse(&paths.rust(&PathSource::Catalog { folders: vec!["my \"own\"".to_owned()] }, "itsm {0}"));
        let tests = file.items.iter().filter(|item| matches!(item, syn::Item::Fn(function) if !function.attrs.iter().any(|one| one.path().is_ident("doc")) && function.attrs.len() == 1));
        assert_eq!(tests.count(), paths.paths.len() + 1, "{}", lifecycle.reference());
    }
    let (odd, _) = load(&ODD.replace("version: '1'", "enforced: false"));
    let file = PathSource::File { folders: Vec::new(), folder: String::new(), name: "odd.yaml".to_owned() };
    let text = odd.test_paths(PathLimits::default()).rust(&file, "itsm lifecycle paths odd.yaml --format rust");
    parse(&text);
    assert!(text.contains("irregular(&mut record, \"rück-gabe\", &Context::new(), \"neu\", &[Reason::NoTransition]);"), "{text}");
}

const ODD: &str = "
format: itsm/lifecycle/1
id: odd
title: Odd
version: '1'
fields: {grund: {type: string, title: 'Grund \"warum\"'}}
roles: [{id: 'größe'}]
states: [{id: neu, kind: initial}, {id: 'läuft', kind: open, requires: [grund]}, {id: lauft, kind: open}, {id: ende, kind: terminal}]
events: [{id: los}, {id: 'rück-gabe'}, {id: halt}]
transitions:
  - {from: [neu], on: los, to: 'läuft', roles: ['größe']}
  - {from: ['läuft'], on: 'rück-gabe', to: lauft}
  - {from: [lauft], on: halt, to: ende}
";

#[test]
fn steps_are_bounded_and_what_is_beyond_is_listed() {
    let change = Catalog::builtin().lifecycle("neutral:change").unwrap();
    for steps in [0, 1, 7, 60, 200] {
        let paths = change.test_paths(PathLimits { steps });
        assert!(paths.paths.iter().map(|path| path.steps.len()).sum::<usize>() <= steps);
        assert!(paths.not_covered.iter().any(|left| left.why.contains("limit of")), "{steps}");
        assert_eq!(
            paths.covered.all_transitions - paths.covered.transitions,
            paths.not_covered.iter().filter(|left| left.event.is_some() && left.missing.is_none()).count()
        );
    }
}

#[test]
fn where_nothing_is_enforced_refusals_are_irregular() {
    for text in [ODD.replace("version: '1'", "enforced: false"), DEMANDING.replace("version: '1'", "enforced: false")] {
        let (lifecycle, file) = load(&text);
        let paths = lifecycle.test_paths(PathLimits::default());
        assert_eq!(paths.not_covered, []);
        replay(&lifecycle, &paths, &Simulator::of(&file, None));
        assert!(paths.paths.iter().flat_map(|path| &path.steps).all(|step| !matches!(step.expected, Expected::Refused { .. })));
        assert!(paths.covered.refusals > 5);
    }
}

const DEMANDING: &str = "
format: itsm/lifecycle/1
id: demanding
title: Demanding
version: '1'
fields: {plan: {type: string}, cost: {type: int}, when: {type: instant}, items: {type: list}, how: {type: enum, codes: ways}}
codes: {ways: [{id: slow}, {id: fast}]}
roles: [{id: author}, {id: judge}, {id: doer}]
states:
  - {id: draft, kind: initial}
  - {id: judged, kind: waiting, requires: [plan, cost, when, items, how]}
  - {id: done, kind: resolved}
  - {id: closed, kind: terminal}
events: [{id: submit}, {id: approve}, {id: reject}, {id: check}, {id: close}]
transitions:
  - {from: [draft], on: submit, to: judged, roles: [author]}
  - {from: [judged], on: approve, to: done, roles: [judge]}
  - {from: [judged], on: reject, to: draft, roles: [judge]}
  - {from: [done], on: check, roles: [author, judge]}
  - {from: [done], on: close, to: closed, roles: [doer]}
approvals: [{id: vote, in: judged, voters: [judge], quorum: {rule: percent, percent: 60}, approve: approve, reject: reject}]
four_eyes: [{first: submit, second: approve}, {first: approve, second: close}, {first: check, second: close}]
";

#[test]
fn every_demand_is_tried_with_exactly_that_missing() {
    for rule in [
        "rule: percent, percent: 60",
        "rule: all",
        "rule: any",
        "rule: at-least, count: 3",
        "rule: any, veto: true",
        "rule: percent, percent: 100, veto: true",
    ] {
        let (lifecycle, file) = load(&DEMANDING.replace("rule: percent, percent: 60", rule));
        let paths = lifecycle.test_paths(PathLimits::default());
        assert_eq!(paths.not_covered, [], "{rule}");
        replay(&lifecycle, &paths, &Simulator::of(&file, None));
        let steps = paths.paths.iter().flat_map(|path| &path.steps);
        let refused: BTreeSet<String> = steps
            .filter_map(|step| match &step.expected {
                Expected::Refused { reasons } if reasons.len() == 1 && kinds(reasons) != ["no-transition"] => {
                    Some(format!("{} {}", step.event, reasons[0]))
                }
                _ => None,
            })
            .collect();
        let expected = [
            "approve decided-otherwise `vote`",
            "approve no-actor",
            "approve role `judge`",
            "approve same-person `alex`, `submit`",
            "approve undecided `vote`",
            "check role `author`, `judge`",
            "close no-actor",
            "close role `doer`",
            "close same-person `alex`, `check`",
            "close same-person `blake`, `approve`",
            "reject decided-otherwise `vote`",
            "reject role `judge`",
            "reject undecided `vote`",
            "submit field `cost`",
            "submit field `how`",
            "submit field `items`",
            "submit field `plan`",
            "submit field `when`",
            "submit role `author`",
        ];
        assert_eq!(refused, expected.iter().map(|text| (*text).to_owned()).collect(), "{rule}");
    }
}

#[test]
fn votes_without_number_are_not_covered_and_said_so() {
    let (lifecycle, _) = load(&DEMANDING.replace("rule: percent, percent: 60", "rule: at-least, count: 4000000000"));
    let paths = lifecycle.test_paths(PathLimits::default());
    let left: Vec<String> = paths.not_covered.iter().filter(|left| left.missing.is_none()).map(ToString::to_string).collect();
    assert_eq!(left[0], "`approve` in `judged` to `done`: `vote` takes 4000000000 votes, and at most 64 are cast here");
    assert!(left.contains(&"`done`: only transitions that are not covered lead to it".to_owned()), "{left:?}");
    assert!(left.contains(&"`close` in `done` to `closed`: `done` cannot be reached".to_owned()), "{left:?}");
}

#[cfg(feature = "expr")]
mod guards {
    use super::*;

    const GUARDED: &str = "
format: itsm/lifecycle/1
id: guarded
title: Guarded
fields:
  risk: {type: enum, values: [low, medium, high]}
  reviews: {type: int}
  urgent: {type: bool}
roles: [{id: agent}, {id: boss}]
states:
  - {id: new, kind: initial}
  - {id: fast, kind: open}
  - {id: slow, kind: open, requires: [reviews]}
  - {id: other, kind: open}
  - {id: closed, kind: terminal}
events: [{id: assess}, {id: skip}, {id: close}, {id: decide}]
transitions:
  - {from: [new], on: assess, to: fast, guard: \"risk == 'low' && !urgent\"}
  - {from: [new], on: assess, to: slow, guard: \"risk == 'high' && reviews >= 2\", roles: [agent]}
  - {from: [new], on: assess, to: other, otherwise: true}
  - {from: [new], on: skip, to: closed, guard: \"reviews > 3 && reviews < 2\"}
  - {from: [new], on: decide, to: fast, roles: [agent], guard: reviews > 1}
  - {from: [new], on: decide, to: slow, roles: [boss], guard: reviews > 0}
  - {from: [fast, slow, other], on: close, to: closed, guard: \"has(risk) || urgent\"}
";

    #[test]
    fn guards_are_satisfied_one_at_a_time() {
        let (lifecycle, file) = load(GUARDED);
        let paths = lifecycle.test_paths(PathLimits::default());
        replay(&lifecycle, &paths, &Simulator::of(&file, None));
        let left: Vec<String> = paths.not_covered.iter().map(ToString::to_string).collect();
        let why = "another transition on the event is taken then";
        let expected = [
            "`skip` in `new` to `closed`: no values were found under which `reviews > 3 && reviews < 2` holds".to_owned(),
            format!("`assess` in `new` to `fast`, when this is missing: guard `risk == 'low' && !urgent`: {why}"),
            format!("`assess` in `new` to `slow`, when this is missing: role `agent`: {why}"),
            format!("`assess` in `new` to `slow`, when this is missing: field `reviews`: {why}"),
            format!("`assess` in `new` to `slow`, when this is missing: guard `risk == 'high' && reviews >= 2`: {why}"),
            "`skip` in `new` to `closed`, when this is missing: guard `reviews > 3 && reviews < 2`: nothing else must be missing, and no values were found under which `reviews > 3 && reviews < 2` holds".to_owned(),
        ];
        assert_eq!(left, expected);
        every_transition_is_taken(&lifecycle, &paths);
        assert_eq!((paths.covered.transitions, paths.covered.all_transitions), (8, 9));
    }

    #[test]
    fn guards_on_times_and_texts_find_their_values() {
        for guard in [
            "now() >= start",
            "now() - start > duration('PT48H')",
            "start - now() > duration('PT2H') && now() > instant('2030-01-01T00:00:00Z')",
            "business_elapsed('berlin-office', start, now()) >= duration('PT8H')",
            "text.startsWith('INC-') && text.size() > 8",
            "text.matches('^CHG-[0-9]{4}(-[a-z]+)?$')",
            "text.contains('a') && text.endsWith('b')",
            "size(list) >= 3 && 'x' in list",
            "tags.exists(tag, tag == 'red') && size(tags) == 2",
            "price > 99.5 && price <= 100",
            "count * 3 == 21",
            "count % 2 == 1 && count > limit",
            "effort > duration('PT1H') && effort < duration('PT2H')",
        ] {
            let text = format!(
                "
format: itsm/lifecycle/1
id: one
title: One
fields:
  start: {{type: instant}}
  text: {{type: string}}
  list: {{type: list}}
  tags: {{type: list, values: [red, green]}}
  price: {{type: decimal}}
  count: {{type: int}}
  limit: {{type: int}}
  effort: {{type: duration}}
states: [{{id: new, kind: initial}}, {{id: closed, kind: terminal}}]
events: [{{id: close}}]
transitions:
  - {{from: [new], on: close, to: closed, guard: \"{guard}\"}}
"
            );
            let file = FileText::new("one.yaml", text);
            let lifecycle = Catalog::builtin().load_lifecycle_file(&file).unwrap().remove(0);
            let paths = lifecycle.test_paths(PathLimits::default());
            assert_eq!(paths.not_covered, [], "{guard}");
            assert_eq!((paths.covered.transitions, paths.covered.refusals), (1, 2), "{guard}");
            every_transition_is_taken(&lifecycle, &paths);
            syn::parse_file(&paths.rust(&PathSource::Catalog { folders: Vec::new() }, "")).unwrap();
        }
    }
}

// ---- drawn machines

/// A machine as text: states, transitions with roles, required fields and guards, approvals, four eyes.
fn any_machine() -> impl Strategy<Value = String> {
    let transition = (0..6_usize, 0..5_usize, 0..6_usize, 0..4_usize, 0..4_usize, 0..6_usize);
    (prop::collection::vec(transition, 1..24), prop::collection::vec((0..5_usize, 0..5_usize), 0..4), 0..8_usize, any::<bool>()).prop_map(
        |(transitions, pairs, approval, enforced)| {
            let mut text = format!("format: itsm/lifecycle/1\nid: m\ntitle: M\naxis: x\nenforced: {enforced}\n");
            text +=
                "fields: {f0: {type: int}, f1: {type: string}, f2: {type: enum, values: [a, b]}}\nroles: [{id: r0}, {id: r1}, {id: r2}]\nstates:\n";
            for state in 0..6 {
                let requires = if state == 3 { "f1" } else { "" };
                text += &format!("  - {{id: s{state}, kind: {}, requires: [{requires}]}}\n", if state == 0 { "initial" } else { "open" });
            }
            text += "events: [{id: e0}, {id: e1}, {id: e2}, {id: e3}, {id: e4}]\ntransitions:\n";
            let mut seen = BTreeSet::new();
            for (from, on, to, role, field, guard) in transitions.into_iter().filter(|(from, on, ..)| seen.insert((*from, *on))) {
                let roles = if role < 3 { format!("r{role}") } else { String::new() };
                let requires = if field < 3 { format!("f{field}") } else { String::new() };
                let guards = ["f0 > 3", "f2 == 'b'", "f0 < 2 || !(f2 != 'a')", "has(f0)"];
                let guard = guards.get(guard).filter(|_| cfg!(feature = "expr")).map_or(String::new(), |guard| format!(", guard: \"{guard}\""));
                text += &format!("  - {{from: [s{from}], on: e{on}, to: s{to}, roles: [{roles}], requires: [{requires}]{guard}}}\n");
            }
            text += "four_eyes:\n";
            for (first, second) in &pairs {
                text += &format!("  - {{first: e{first}, second: e{second}}}\n");
            }
            if pairs.is_empty() {
                text = text.replace("four_eyes:\n", "");
            }
            let rules = ["any", "all", "at-least, count: 2", "percent, percent: 40"];
            if let Some(rule) = rules.get(approval / 2) {
                let veto = approval % 2 == 1;
                text +=
                    &format!("approvals: [{{id: vote, in: s1, voters: [r1], quorum: {{rule: {rule}, veto: {veto}}}, approve: e1, reject: e2}}]\n");
            }
            text
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn drawn_machines_are_covered_and_agree_with_the_simulator(text in any_machine()) {
        let file = FileText::new("m.yaml", text.clone());
        let (lifecycles, findings) = check_lifecycle(&file, &(), Limits::default());
        let Some(lifecycle) = lifecycles.into_iter().next() else { return Err(TestCaseError::reject(format!("{findings:?}"))) };
        let paths = lifecycle.test_paths(PathLimits::default());
        let simulator = Simulator::of(&file, None);
        replay(&lifecycle, &paths, &simulator);
        // Every transition asks for something that can be had, so only what cannot be reached is left.
        let transitions = paths.not_covered.iter().filter(|left| left.missing.is_none());
        prop_assert!(transitions.clone().all(|left| left.why.ends_with("cannot be reached") || left.why.ends_with("lead to it") || left.why.ends_with("leads to it")), "{text}\n{:?}", paths.not_covered);
        every_transition_is_taken(&lifecycle, &paths);
    }
}
