//! What differs between two definitions of a lifecycle: one mutation, one difference; and the records that it touches.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test fails by panicking and reads its own files"
)]

use std::collections::BTreeSet;

use itsm::{
    catalog::Catalog,
    lifecycle::{Context, Impact, Lifecycle, LifecycleDifference, Snapshot, TouchKind, diff},
    source::FileText,
};
use proptest::prelude::*;

const TICKET: &str = "
format: itsm/lifecycle/1
id: ticket
title: Ticket
version: '1'
fields:
  solution: {type: string, title: Solution}
  closure: {type: enum, codes: closure}
  effort: {type: int}
codes:
  closure: [{id: solved, title: Solved}, {id: dropped, title: Dropped}]
roles:
  - {id: agent, title: Agent}
  - {id: caller, title: Caller}
  - {id: lead, title: Lead}
states:
  - {id: new, kind: initial, title: New}
  - {id: working, kind: open, title: Working, tags: [busy]}
  - {id: waiting, kind: waiting, title: Waiting, note: For somebody.}
  - {id: solved, kind: resolved, title: Solved, requires: [solution]}
  - {id: closed, kind: terminal, title: Closed, requires: [closure]}
events:
  - {id: start, title: Start}
  - {id: wait, title: Wait}
  - {id: resume, title: Resume}
  - {id: solve, title: Solve}
  - {id: reopen, title: Reopen}
  - {id: close, title: Close}
  - {id: deny, title: Deny}
transitions:
  - {from: [new], on: start, to: working, roles: [agent], effects: [tell, log], performs: ['a:b']}
  - {from: [working], on: wait, to: waiting, note: A pause.}
  - {from: [waiting], on: resume, to: working}
  - {from: [working], on: solve, to: solved, roles: [agent], requires: [effort]}
  - {from: [solved], on: reopen, to: working, roles: [caller]}
  - {from: [solved], on: close, to: closed, roles: [lead]}
  - {from: [solved], on: deny, to: working}
timers:
  - {id: silence, in: [waiting], after: P5D, fires: resume}
approvals:
  - {id: board, in: solved, voters: [lead], quorum: {rule: at-least, count: 2}, approve: close, reject: deny}
four_eyes:
  - {first: start, second: close, note: Not your own.}
";

fn load(text: &str) -> Lifecycle {
    Lifecycle::load(&FileText::new("ticket.yaml", text.to_owned())).unwrap_or_else(|findings| panic!("{findings:?}\n{text}"))
}

/// A mutation that changes behaviour: what is replaced by what, and the one difference that it makes.
const BEHAVIOUR: [(&str, &str, &str); 38] = [
    ("id: ticket\n", "id: tickets\n", "id of lifecycle `tickets`: `ticket` became `tickets`"),
    ("version: '1'", "version: '1'\nenforced: false", "enforced of lifecycle `ticket`: `true` became `false`"),
    ("kind: open, title: Working", "kind: waiting, title: Working", "kind of state `working`: `open` became `waiting`"),
    ("tags: [busy]", "tags: [busy, seen]", "tags of state `working`: `busy` became `busy, seen`"),
    ("tags: [busy]", "tags: []", "tags of state `working`: `busy` became nothing"),
    ("requires: [solution]", "requires: [solution, effort]", "requires of state `solved`: `solution` became `effort, solution`"),
    ("requires: [closure]}", "requires: []}", "requires of state `closed`: `closure` became nothing"),
    ("note: For somebody.}\n", "note: For somebody.}\n  - {id: parked, kind: waiting}\n", "state `parked` is new"),
    ("{id: resume, title: Resume}", "{id: resume, title: Resume, kind: timer}", "kind of event `resume`: `user` became `timer`"),
    ("{id: resume, title: Resume}\n", "{id: resume, title: Resume}\n  - {id: nod}\n", "event `nod` is new"),
    ("roles: [agent], effects", "roles: [agent, lead], effects", "roles of transition `new on start`: `agent` became `agent, lead`"),
    ("roles: [agent], effects", "effects", "roles of transition `new on start`: `agent` became nothing"),
    ("roles: [agent], requires", "roles: [lead], requires", "roles of transition `working on solve`: `agent` became `lead`"),
    ("effects: [tell, log]", "effects: [log, tell]", "effects of transition `new on start`: `tell, log` became `log, tell`"),
    ("effects: [tell, log]", "effects: [tell]", "effects of transition `new on start`: `tell, log` became `tell`"),
    ("to: waiting, note", "to: new, note", "to of transition `working on wait`: `waiting` became `new`"),
    ("on: resume, to: working", "on: resume, to: new", "to of transition `waiting on resume`: `working` became `new`"),
    ("requires: [effort]", "requires: []", "requires of transition `working on solve`: `effort` became nothing"),
    (
        "on: resume, to: working}",
        "on: resume, to: working, requires: [effort]}",
        "requires of transition `waiting on resume`: nothing became `effort`",
    ),
    ("  - {from: [solved], on: reopen, to: working, roles: [caller]}\n", "", "transition `solved on reopen` is gone"),
    (
        "  - {from: [waiting], on: resume, to: working}\n",
        "  - {from: [waiting], on: resume, to: working}\n  - {from: [waiting], on: solve, to: solved}\n",
        "transition `waiting on solve` is new",
    ),
    (
        "on: reopen, to: working, roles: [caller]}",
        "on: reopen, to: working, roles: [caller], otherwise: true}",
        "otherwise of transition `solved on reopen`: `false` became `true`",
    ),
    (
        "{id: dropped, title: Dropped}",
        "{id: dropped, title: Dropped}, {id: lost}",
        "values of field `closure`: `dropped, solved` became `dropped, lost, solved`",
    ),
    ("effort: {type: int}", "effort: {type: decimal}", "type of field `effort`: `int` became `decimal`"),
    ("effort: {type: int}\n", "effort: {type: int}\n  more: {type: bool}\n", "field `more` is new"),
    ("after: P5D", "after: P6D", "after of timer `silence`: `P5D` became `P6D`"),
    ("in: [waiting], after", "in: [waiting, working], after", "in of timer `silence`: `waiting` became `waiting, working`"),
    ("after: P5D,", "after: P5D, clock: idle,", "clock of timer `silence`: nothing became `idle`"),
    ("after: P5D,", "after: P5D, calendar: office,", "calendar of timer `silence`: nothing became `office`"),
    ("fires: resume", "fires: wait", "fires of timer `silence`: `resume` became `wait`"),
    (
        "  - {id: silence, in: [waiting], after: P5D, fires: resume}\n",
        "  - {id: silence, in: [waiting], after: P5D, fires: resume}\n  - {id: other, in: [new], after: PT1H, fires: start}\n",
        "timer `other` is new",
    ),
    ("count: 2", "count: 3", "count of approval `board`: `2` became `3`"),
    ("count: 2}", "count: 2, veto: true}", "veto of approval `board`: `false` became `true`"),
    ("voters: [lead]", "voters: [lead, agent]", "voters of approval `board`: `lead` became `agent, lead`"),
    ("in: solved, voters", "in: working, voters", "in of approval `board`: `solved` became `working`"),
    ("reject: deny", "reject: reopen", "reject of approval `board`: `deny` became `reopen`"),
    ("first: start, second", "first: solve, second", "four-eyes `start then close` is gone|four-eyes `solve then close` is new"),
    ("note: Not your own.}\n", "note: Not your own.}\n  - {first: solve, second: close}\n", "four-eyes `solve then close` is new"),
];

/// A mutation of words only, and the one difference that it makes.
const WORDS: [(&str, &str, &str); 19] = [
    ("title: Ticket", "title: A ticket", "title of lifecycle `ticket`: `Ticket` became `A ticket`"),
    ("version: '1'", "version: '2'", "version of lifecycle `ticket`: `1` became `2`"),
    ("version: '1'", "version: '1'\nsummary: A record.", "summary of lifecycle `ticket`: nothing became `A record.`"),
    ("version: '1'", "version: '1'\nstanding: proposed", "standing of lifecycle `ticket`: nothing became `proposed`"),
    ("version: '1'", "version: '1'\nrecord: incident", "record of lifecycle `ticket`: nothing became `incident`"),
    ("title: Waiting", "title: On hold", "title of state `waiting`: `Waiting` became `On hold`"),
    ("note: For somebody.", "note: For the caller.", "note of state `waiting`: `For somebody.` became `For the caller.`"),
    ("kind: open, title: Working", "kind: open, standing: confirmed, title: Working", "standing of state `working`: nothing became `confirmed`"),
    ("title: Reopen", "title: Open again", "title of event `reopen`: `Reopen` became `Open again`"),
    ("note: A pause.", "note: Pause.", "note of transition `working on wait`: `A pause.` became `Pause.`"),
    ("performs: ['a:b']", "performs: ['a:b', 'a:c']", "performs of transition `new on start`: `a:b` became `a:b, a:c`"),
    ("title: Solution}", "title: The solution}", "title of field `solution`: `Solution` became `The solution`"),
    ("title: Solution}", "title: Solution, personal: true}", "personal of field `solution`: `false` became `true`"),
    ("title: Lead}", "title: Team lead}", "title of role `lead`: `Lead` became `Team lead`"),
    ("title: Lead}\n", "title: Lead}\n  - {id: guest}\n", "role `guest` is new"),
    ("title: Dropped", "title: Given up", "title of dropped of codes `closure`: `Dropped` became `Given up`"),
    ("dropped, title: Dropped}]\n", "dropped, title: Dropped}]\n  spare: [{id: x}]\n", "codes `spare` is new"),
    ("fires: resume}", "fires: resume, note: Nobody spoke.}", "note of timer `silence`: nothing became `Nobody spoke.`"),
    ("note: Not your own.", "note: Never your own.", "note of four-eyes `start then close`: `Not your own.` became `Never your own.`"),
];

/// Mutations that say the same in other words: no difference at all.
const NOTHING: [(&str, &str); 6] = [
    ("  - {id: agent, title: Agent}\n  - {id: caller, title: Caller}\n", "  - {id: caller, title: Caller}\n  - {id: agent, title: Agent}\n"),
    ("effort: {type: int}\n", "effort: {type: 'int'}\n"),
    ("{id: solved, title: Solved}, {id: dropped, title: Dropped}", "{id: dropped, title: Dropped}, {id: solved, title: Solved}"),
    (
        "  - {from: [waiting], on: resume, to: working}\n  - {from: [working], on: solve, to: solved, roles: [agent], requires: [effort]}\n",
        "  - {from: [working], on: solve, to: solved, roles: [agent], requires: [effort]}\n  - {from: [waiting], on: resume, to: working}\n",
    ),
    ("from: [new], on: start", "from: ['new'], on: start"),
    ("\nroles:", "\n# A remark.\nroles:"),
];

fn apply(text: &str, before: &str, after: &str) -> String {
    assert!(text.contains(before), "{before}");
    text.replacen(before, after, 1)
}

fn said(differences: &[LifecycleDifference]) -> BTreeSet<String> {
    differences.iter().map(ToString::to_string).collect()
}

fn expected(texts: &[&str]) -> BTreeSet<String> {
    texts.iter().flat_map(|text| text.split('|')).map(str::to_owned).collect()
}

#[test]
fn one_mutation_of_behaviour_makes_one_difference_and_another_hash() {
    let ticket = load(TICKET);
    for (before, after, says) in BEHAVIOUR {
        let other = load(&apply(TICKET, before, after));
        let found = diff(&ticket, &other);
        // A part that is new brings its words along, which are not told again.
        assert_eq!(said(&found.behaviour), expected(&[says]), "{before} -> {after}");
        assert!(found.words_only.is_empty(), "{before} -> {after}: {:?}", found.words_only);
        assert!(!found.same_behaviour && ticket.hash() != other.hash(), "{before} -> {after}");
        let back = diff(&other, &ticket);
        assert_eq!(back.behaviour.len(), found.behaviour.len(), "{before} -> {after}");
    }
}

#[test]
fn one_mutation_of_words_makes_one_difference_and_the_same_hash() {
    let ticket = load(TICKET);
    for (before, after, says) in WORDS {
        let other = load(&apply(TICKET, before, after));
        let found = diff(&ticket, &other);
        assert_eq!((said(&found.behaviour), said(&found.words_only)), (BTreeSet::new(), expected(&[says])), "{before} -> {after}");
        assert!(found.same_behaviour && ticket.hash() == other.hash(), "{before} -> {after}");
    }
    for (before, after) in NOTHING {
        let found = diff(&ticket, &load(&apply(TICKET, before, after)));
        assert!(found.behaviour.is_empty() && found.words_only.is_empty() && found.same_behaviour, "{before} -> {after}: {found:?}");
    }
}

#[test]
fn built_in_lifecycles_differ_from_each_other_and_not_from_themselves() {
    let all = Catalog::builtin().lifecycles().unwrap();
    for one in &all {
        for other in &all {
            let found = diff(one, other);
            let same = one.hash() == other.hash();
            assert_eq!((found.same_behaviour, found.behaviour.is_empty()), (same, same), "{} {}", one.reference(), other.reference());
            assert_eq!(found.behaviour.is_empty() && found.words_only.is_empty(), one.reference() == other.reference());
        }
    }
}

/// A choice of mutations, some of words, each at most once and none at the place of another.
fn any_mutations() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::btree_set(0..BEHAVIOUR.len() + WORDS.len() + NOTHING.len(), 0..6).prop_map(|chosen| chosen.into_iter().collect())
}

proptest! {
    #[test]
    fn differences_are_those_of_the_mutations_and_hashes_tell(chosen in any_mutations()) {
        let (mut text, mut behaviour, mut words) = (TICKET.to_owned(), Vec::new(), Vec::new());
        let mut touched: Vec<&str> = Vec::new();
        for number in chosen {
            let (before, after, says, list) = if let Some((before, after, says)) = BEHAVIOUR.get(number) {
                (*before, *after, *says, Some(&mut behaviour))
            } else if let Some((before, after, says)) = WORDS.get(number - BEHAVIOUR.len()) {
                (*before, *after, *says, Some(&mut words))
            } else {
                let (before, after) = NOTHING[number - BEHAVIOUR.len() - WORDS.len()];
                (before, after, "", None)
            };
            // Mutations of one line are not independent of each other.
            let line = |part: &str| TICKET.split_once(part.trim_end_matches('\n')).map(|(above, _)| above.matches('\n').count());
            if touched.iter().any(|other| line(other) == line(before)) || before.starts_with("id: ") || before.matches('\n').count() > 1 || !text.contains(before) {
                continue;
            }
            touched.push(before);
            text = apply(&text, before, after);
            if let Some(list) = list {
                list.push(says);
            }
        }
        let (ticket, other) = (load(TICKET), load(&text));
        let found = diff(&ticket, &other);
        prop_assert_eq!(said(&found.behaviour), expected(&behaviour), "{}", text);
        prop_assert_eq!(said(&found.words_only), expected(&words), "{}", text);
        prop_assert_eq!(found.behaviour.is_empty(), ticket.hash() == other.hash());
        prop_assert_eq!(found.same_behaviour, ticket.hash() == other.hash());
        prop_assert!(diff(&other, &other).behaviour.is_empty() && diff(&other, &other).words_only.is_empty());
        let read: itsm::lifecycle::LifecycleDiff = serde_json::from_str(&serde_json::to_string(&found).unwrap()).unwrap();
        prop_assert_eq!(read, found);
    }
}

#[test]
fn of_several_transitions_on_one_event_those_most_alike_are_held_against_each_other() {
    let text = "
format: itsm/lifecycle/1
id: several
title: Several
roles: [{id: a}, {id: b}, {id: c}]
states: [{id: new, kind: initial}, {id: x, kind: open}, {id: y, kind: open}, {id: z, kind: terminal}]
events: [{id: go}, {id: end}]
transitions:
  - {from: [new], on: go, to: x, roles: [a]}
  - {from: [new], on: go, to: y, roles: [b]}
  - {from: [new], on: go, to: z, otherwise: true}
  - {from: [x, y], on: end, to: z}
";
    let one = load(text);
    let changed = diff(&one, &load(&text.replace("to: y, roles: [b]", "to: y, roles: [c]")));
    assert_eq!(said(&changed.behaviour), expected(&["roles of transition `new on go`: `b` became `c`"]));
    let gone =
        diff(&one, &load(&text.replace("  - {from: [new], on: go, to: x, roles: [a]}\n", "").replace("from: [x, y], on: end", "from: [y], on: end")));
    assert_eq!(said(&gone.behaviour), expected(&["transition `new on go` is gone", "transition `x on end` is gone"]));
    assert_eq!(gone.behaviour[0].before.as_deref(), Some("roles: a; to: x"));
}

// ---- records

fn snapshot(state: &str, done: &[&str]) -> Snapshot {
    let ticket = load(TICKET);
    Snapshot {
        state: state.to_owned(),
        done: done.iter().map(|event| ((*event).to_owned(), "anna".to_owned())).collect(),
        ..ticket.begin().snapshot()
    }
}

/// What is replaced by what, and the states whose records that touches.
type Case = (&'static str, &'static str, &'static [(&'static str, TouchKind)]);

#[test]
fn records_are_touched_where_their_state_its_ways_out_or_its_timers_are_others() {
    let states = ["new", "working", "waiting", "solved", "closed"];
    let cases: [Case; 14] = [
        ("kind: open, title: Working", "kind: waiting, title: Working", &[("working", TouchKind::State)]),
        // What a state requires concerns those that may come to it.
        ("requires: [solution]", "requires: [solution, effort]", &[("working", TouchKind::State), ("solved", TouchKind::State)]),
        ("roles: [agent], effects", "roles: [agent, lead], effects", &[("new", TouchKind::Transition)]),
        ("on: resume, to: working", "on: resume, to: new", &[("waiting", TouchKind::Transition)]),
        ("{id: resume, title: Resume}", "{id: resume, title: Resume, kind: timer}", &[("waiting", TouchKind::Event)]),
        ("effort: {type: int}", "effort: {type: decimal}", &[("working", TouchKind::Field)]),
        ("after: P5D", "after: P6D", &[("waiting", TouchKind::Timer)]),
        ("in: [waiting], after", "in: [waiting, working], after", &[("working", TouchKind::Timer), ("waiting", TouchKind::Timer)]),
        ("count: 2", "count: 3", &[("solved", TouchKind::Approval)]),
        (
            "note: Not your own.}\n",
            "note: Not your own.}\n  - {first: solve, second: close}\n",
            &[("working", TouchKind::FourEyes), ("solved", TouchKind::FourEyes)],
        ),
        ("title: Ticket", "title: Other", &[]),
        ("note: For somebody.}\n", "note: For somebody.}\n  - {id: parked, kind: waiting}\n", &[]),
        ("{id: resume, title: Resume}\n", "{id: resume, title: Resume}\n  - {id: nod}\n", &[]),
        (
            "version: '1'",
            "version: '1'\nenforced: false",
            &[
                ("new", TouchKind::Lifecycle),
                ("working", TouchKind::Lifecycle),
                ("waiting", TouchKind::Lifecycle),
                ("solved", TouchKind::Lifecycle),
                ("closed", TouchKind::Lifecycle),
            ],
        ),
    ];
    let ticket = load(TICKET);
    for (before, after, expected) in cases {
        let other = load(&apply(TICKET, before, after));
        let impact = Impact::new(&ticket, &other, &diff(&ticket, &other));
        let touched: Vec<(&str, TouchKind)> = states
            .iter()
            .flat_map(|state| {
                impact.of("T-1", &snapshot(state, &[])).into_iter().flat_map(|touched| touched.reasons).map(|reason| (*state, reason.kind))
            })
            .collect();
        assert_eq!(touched, expected, "{before} -> {after}");
    }
}

#[test]
fn records_of_gone_states_other_definitions_and_other_lifecycles_are_told() {
    let ticket = load(TICKET);
    let text = apply(TICKET, "  - {id: waiting, kind: waiting, title: Waiting, note: For somebody.}\n", "");
    let text = apply(&text, "  - {from: [working], on: wait, to: waiting, note: A pause.}\n  - {from: [waiting], on: resume, to: working}\n", "");
    let text = apply(&text, "timers:\n  - {id: silence, in: [waiting], after: P5D, fires: resume}\n", "");
    let text = apply(&text, "  - {id: wait, title: Wait}\n  - {id: resume, title: Resume}\n", "");
    let other = load(&text);
    let found = diff(&ticket, &other);
    let impact = Impact::new(&ticket, &other, &found);
    let kinds = |snapshot: &Snapshot| -> Vec<TouchKind> {
        impact.of("T-1", snapshot).map(|touched| touched.reasons.into_iter().map(|reason| reason.kind).collect()).unwrap_or_default()
    };
    assert_eq!(kinds(&snapshot("waiting", &[])), [TouchKind::StateGone, TouchKind::Transition, TouchKind::Timer]);
    assert_eq!(kinds(&snapshot("working", &[])), [TouchKind::Transition]);
    assert_eq!(kinds(&snapshot("closed", &[])), []);
    let touched = impact.of("T-7", &snapshot("waiting", &[])).unwrap();
    assert_eq!((touched.record.as_str(), touched.reasons[0].says.as_str()), ("T-7", "state `waiting` is gone"));
    // Every reason leads to its difference.
    for reason in &touched.reasons {
        assert_eq!(found.behaviour[reason.difference.unwrap()].to_string(), reason.says);
    }

    let strange = |change: fn(&mut Snapshot)| {
        let mut snapshot = snapshot("new", &[]);
        change(&mut snapshot);
        kinds(&snapshot)
    };
    assert_eq!(strange(|snapshot| snapshot.lifecycle = "other".to_owned()), [TouchKind::OtherLifecycle]);
    assert_eq!(strange(|snapshot| snapshot.hash = "0".to_owned()), [TouchKind::OtherDefinition]);
    assert_eq!(strange(|snapshot| snapshot.state = "nowhere".to_owned()), [TouchKind::UnknownState]);
    // One that lives the newer definition already is done with.
    assert!(impact.of("T-1", &other.begin().snapshot()).is_none());
}

#[test]
fn records_remember_what_another_person_must_follow() {
    let ticket = load(TICKET);
    let other = load(&apply(TICKET, "four_eyes:\n  - {first: start, second: close, note: Not your own.}\n", ""));
    let impact = Impact::new(&ticket, &other, &diff(&ticket, &other));
    // Nothing that may happen next is asked of another person, but the record remembers.
    assert!(impact.of("T-1", &snapshot("waiting", &[])).is_none());
    assert_eq!(impact.of("T-1", &snapshot("waiting", &["start"])).unwrap().reasons[0].kind, TouchKind::FourEyes);
}

#[test]
fn a_record_that_is_not_touched_goes_on_the_same_way() {
    // Every record that no difference touches is allowed the same and lacks the same, in every state.
    let ticket = load(TICKET);
    for (before, after, _) in BEHAVIOUR.iter().skip(1) {
        let other = load(&apply(TICKET, before, after));
        let impact = Impact::new(&ticket, &other, &diff(&ticket, &other));
        for state in ["new", "working", "waiting", "solved", "closed"] {
            let kept = snapshot(state, &[]);
            if impact.of("T-1", &kept).is_some() {
                continue;
            }
            let next = |lifecycle: &Lifecycle| {
                let snapshot = Snapshot { hash: lifecycle.hash().to_owned(), ..kept.clone() };
                let instance = itsm::lifecycle::Instance::restore(lifecycle, &snapshot).unwrap();
                let name = |choice: &itsm::lifecycle::Allowed| lifecycle.get_event(choice.event).unwrap().id().to_owned();
                let to = |choice: &itsm::lifecycle::Allowed| lifecycle.get_state(choice.to).unwrap().id().to_owned();
                let due: Vec<String> = instance.due(|_| None).iter().map(|due| format!("{} {:?}", due.timer.id(), due.timer.after())).collect();
                let choices: Vec<_> =
                    instance.allowed(&Context::new()).into_iter().map(|choice| (name(&choice), to(&choice), choice.lacks)).collect();
                (choices, due)
            };
            assert_eq!(next(&ticket), next(&other), "{before} -> {after} in {state}");
        }
    }
}
