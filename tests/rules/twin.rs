//! A twin of the rules about order that takes each definition literally, on random traces.

use itsm::conformance::rules::{CaseVerdict, Options, definition::Template};
use proptest::prelude::*;

use super::logs::{load, log, only, pair};

/// What is said of each activation: the place of its event, and whether it is as it should be, by the definitions.
type Said = Vec<(Option<usize>, bool)>;

/// The places of an activity.
fn places(trace: &[&str], activity: &str) -> Vec<usize> {
    (0..trace.len()).filter(|at| trace[*at] == activity).collect()
}

fn literal(template: Template, trace: &[&str], a: &str, b: &str) -> Said {
    let (of_a, of_b) = (places(trace, a), places(trace, b));
    let either = |at: &usize| trace[*at] == a || trace[*at] == b;
    let next_either = |at: usize| (at + 1..trace.len()).find(|later| either(later)).map(|later| trace[later]);
    let last_either = |at: usize| (0..at).rev().find(|earlier| either(earlier)).map(|earlier| trace[earlier]);
    let each = |places: &[usize], holds: &dyn Fn(usize) -> bool| places.iter().map(|at| (Some(*at), holds(*at))).collect::<Said>();
    let both = |one: Template, two: Template| [literal(one, trace, a, b), literal(two, trace, a, b)].concat();
    match template {
        Template::Choice => vec![(None, !of_a.is_empty() || !of_b.is_empty())],
        Template::ExclusiveChoice => vec![(None, of_a.is_empty() != of_b.is_empty())],
        Template::RespondedExistence => each(&of_a, &|_| !of_b.is_empty()),
        Template::NotRespondedExistence => each(&of_a, &|_| of_b.is_empty()),
        Template::Coexistence => [each(&of_a, &|_| !of_b.is_empty()), each(&of_b, &|_| !of_a.is_empty())].concat(),
        Template::NotCoexistence => [each(&of_a, &|_| of_b.is_empty()), each(&of_b, &|_| of_a.is_empty())].concat(),
        Template::Response => each(&of_a, &|at| of_b.iter().any(|later| *later > at)),
        Template::Precedence => each(&of_b, &|at| of_a.iter().any(|earlier| *earlier < at)),
        Template::AlternateResponse => each(&of_a, &|at| next_either(at) == Some(b)),
        Template::AlternatePrecedence => each(&of_b, &|at| last_either(at) == Some(a)),
        Template::ChainResponse => each(&of_a, &|at| trace.get(at + 1) == Some(&b)),
        Template::ChainPrecedence => each(&of_b, &|at| at > 0 && trace[at - 1] == a),
        Template::Succession => both(Template::Response, Template::Precedence),
        Template::AlternateSuccession => both(Template::AlternateResponse, Template::AlternatePrecedence),
        Template::ChainSuccession => both(Template::ChainResponse, Template::ChainPrecedence),
        Template::NotSuccession => each(&of_a, &|at| !of_b.iter().any(|later| *later > at)),
        Template::NotChainSuccession => each(&of_a, &|at| trace.get(at + 1) != Some(&b)),
        Template::NotPrecedence => each(&of_b, &|at| !of_a.iter().any(|earlier| *earlier < at)),
        Template::NotChainPrecedence => each(&of_b, &|at| at == 0 || trace[at - 1] != a),
        other => panic!("{other} is no pair"),
    }
}

const PAIRS: [Template; 19] = [
    Template::Choice,
    Template::ExclusiveChoice,
    Template::RespondedExistence,
    Template::NotRespondedExistence,
    Template::Coexistence,
    Template::NotCoexistence,
    Template::Response,
    Template::Precedence,
    Template::AlternateResponse,
    Template::AlternatePrecedence,
    Template::ChainResponse,
    Template::ChainPrecedence,
    Template::Succession,
    Template::AlternateSuccession,
    Template::ChainSuccession,
    Template::NotSuccession,
    Template::NotChainSuccession,
    Template::NotPrecedence,
    Template::NotChainPrecedence,
];

/// Verdicts by case, activations, violated activations, places of deviations.
fn twin(all: &[Said]) -> (Vec<CaseVerdict>, u64, u64) {
    let verdict = |said: &Said| match said {
        said if said.iter().any(|(_, holds)| !holds) => CaseVerdict::Violated,
        said if said.is_empty() => CaseVerdict::Vacuous,
        _ => CaseVerdict::Satisfied,
    };
    let count = |wanted: &dyn Fn(bool) -> bool| all.iter().flatten().filter(|(_, holds)| wanted(*holds)).count() as u64;
    (all.iter().map(verdict).collect(), count(&|_| true), count(&|holds| !holds))
}

/// Whether steps come one after the other in a trace.
fn follows(trace: &[&str], order: &[&str]) -> bool {
    order.is_empty() || (0..trace.len()).any(|at| trace[at] == order[0] && follows(&trace[at + 1..], &order[1..]))
}

fn traces() -> impl Strategy<Value = Vec<Vec<&'static str>>> {
    prop::collection::vec(prop::collection::vec(prop::sample::select(vec!["a", "b", "c"]), 0..9), 1..12)
}

/// Holds a rule against its twin: verdicts, counts, and the places of deviations.
fn same(pack: &itsm::conformance::rules::Pack, traces: &[Vec<&str>], expected: &[Said]) -> Result<(), TestCaseError> {
    let log = log(traces);
    let compiled = pack.compile(&log, &Options::default());
    let found = only(&compiled);
    let (verdicts, activations, violated) = twin(expected);
    prop_assert_eq!(compiled.verdicts("r"), verdicts);
    prop_assert_eq!((found.activations, found.violated_activations), (activations, violated));
    let listed = compiled.deviations(usize::MAX);
    prop_assert_eq!(listed.further, 0);
    let mut places: Vec<(String, Option<usize>)> = listed.list.iter().map(|deviation| (deviation.case.clone(), deviation.event)).collect();
    let mut wanted: Vec<(String, Option<usize>)> = expected
        .iter()
        .enumerate()
        .flat_map(|(case, said)| said.iter().filter(|(_, holds)| !holds).map(move |(at, _)| (format!("c{}", case + 1), at.map(|at| at + 1))))
        .collect();
    places.sort();
    wanted.sort();
    prop_assert_eq!(places, wanted);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn pairs(traces in traces(), equal in any::<bool>()) {
        let (a, b) = if equal { ("a", "a") } else { ("a", "b") };
        for template in PAIRS {
            let expected: Vec<Said> = traces.iter().map(|trace| literal(template, trace, a, b)).collect();
            same(&pair(template, a, b), &traces, &expected)?;
        }
    }

    #[test]
    fn counts(traces in traces(), n in 1_usize..4) {
        for template in [Template::Existence, Template::Absence, Template::Exactly, Template::Init, Template::End, Template::Reopening] {
            let literal = |trace: &Vec<&str>| -> Said {
                let of_a = places(trace, "a");
                match template {
                    Template::Existence => vec![(None, of_a.len() >= n)],
                    Template::Absence => vec![(of_a.get(n - 1).copied(), of_a.len() < n)],
                    Template::Exactly => vec![(of_a.get(n).copied(), of_a.len() == n)],
                    Template::Init => trace.first().map(|first| (Some(0), *first == "a")).into_iter().collect(),
                    Template::End => trace.last().map(|last| (Some(trace.len() - 1), *last == "a")).into_iter().collect(),
                    _ => of_a.iter().enumerate().map(|(number, at)| (Some(*at), number < n)).collect(),
                }
            };
            let expected: Vec<Said> = traces.iter().map(literal).collect();
            let count = if matches!(template, Template::Init | Template::End) { String::new() } else { format!(", count: {n}") };
            same(&load(&format!("rules:\n  - {{id: r, template: {template}, steps: [a]{count}}}\n"), &()), &traces, &expected)?;
        }
    }

    #[test]
    fn orders(traces in traces(), order in prop::collection::vec(prop::sample::select(vec!["a", "b", "c"]), 2..5)) {
        let list = order.join(", ");
        // Each listed step that comes: no step before it in the list comes for the first time after it.
        let required = |trace: &Vec<&str>| -> Said {
            let first = |step: &str| trace.iter().position(|activity| *activity == step);
            let said = order.iter().enumerate().filter_map(|(number, step)| {
                let at = first(step)?;
                Some((Some(at), !order[..number].iter().filter_map(|before| first(before)).any(|before| before > at)))
            });
            said.collect()
        };
        let expected: Vec<Said> = traces.iter().map(required).collect();
        same(&load(&format!("rules:\n  - {{id: r, template: required-order, order: [{list}]}}\n"), &()), &traces, &expected)?;
        // Each event of the first step: the others do not all follow, one after the other.
        let forbidden = |trace: &Vec<&str>| -> Said {
            places(trace, order[0]).into_iter().map(|at| (Some(at), !follows(&trace[at + 1..], &order[1..]))).collect()
        };
        let expected: Vec<Said> = traces.iter().map(forbidden).collect();
        same(&load(&format!("rules:\n  - {{id: r, template: forbidden-order, order: [{list}]}}\n"), &()), &traces, &expected)?;
    }

    #[test]
    fn approvals(traces in traces()) {
        let approval = |trace: &Vec<&str>| -> Said {
            let counts = |at: usize| {
                let approved = (0..at).rev().find(|earlier| trace[*earlier] == "a");
                approved.is_some_and(|approved| !(approved + 1..at).any(|between| trace[between] == "c"))
            };
            places(trace, "b").into_iter().map(|at| (Some(at), counts(at))).collect()
        };
        let expected: Vec<Said> = traces.iter().map(approval).collect();
        same(&load("rules:\n  - {id: r, template: approval, first: [a], second: [b], revoked: [c]}\n", &()), &traces, &expected)?;
    }

    /// In an open case nothing that may still come is missed: what is violated stays so whatever is added, and what is
    /// pending can still be mended or, at the end, is violated.
    #[test]
    fn open_cases(traces in traces(), more in prop::collection::vec(prop::sample::select(vec!["a", "b", "c"]), 0..4)) {
        for template in PAIRS {
            let rule = format!("template: {template}, first: [a], second: [b]");
            let open = load(&format!("ends: [never]\nrules:\n  - {{id: r, {rule}}}\n"), &());
            let (now, later): (Vec<_>, Vec<Vec<&str>>) = (traces.clone(), traces.iter().map(|trace| [trace.clone(), more.clone()].concat()).collect());
            let (now, later) = (log(&now), log(&later));
            let (before, ended, after) = (
                open.compile(&now, &Options::default()).verdicts("r"),
                open.compile(&now, &Options { treat_as_ended: true, ..Options::default() }).verdicts("r"),
                open.compile(&later, &Options::default()).verdicts("r"),
            );
            for ((before, ended), after) in before.iter().zip(&ended).zip(&after) {
                match before {
                    CaseVerdict::Violated => prop_assert_eq!((*ended, *after), (CaseVerdict::Violated, CaseVerdict::Violated), "{}", template),
                    CaseVerdict::Pending => prop_assert_eq!(*ended, CaseVerdict::Violated, "{}", template),
                    before => prop_assert_eq!(before, ended, "{}", template),
                }
            }
        }
    }
}
