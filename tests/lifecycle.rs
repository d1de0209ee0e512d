//! Lifecycles: loaded, checked, run; planted defects, real machines, an independent simulator.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a test fails by panicking and reads its own files"
)]

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::PathBuf,
};

use itsm::{
    diagnostic::{Code, Findings},
    document::{Node, Value, parse},
    lifecycle::{Context, Instance, Library, Lifecycle, Reason, SnapshotError, check_lifecycle},
    source::{FileText, Folder, Limits, Source as _},
};
use proptest::prelude::*;

const CHANGE: &str = "
format: itsm/lifecycle/1
id: change
title: Change
version: '1'
fields:
  plan: {type: string}
  outcome: {type: enum, codes: closure}
codes:
  closure: [{id: successful}, {id: backed-out}]
roles: [{id: initiator}, {id: authority}, {id: implementer}]
states:
  - {id: draft, kind: initial}
  - {id: authorization, kind: waiting, requires: [plan]}
  - {id: scheduled, kind: waiting, tags: [change-allowed]}
  - {id: implementation, kind: open, tags: [change-allowed]}
  - {id: closed, kind: terminal, requires: [outcome]}
  - {id: rejected, kind: terminal}
events: [{id: submit}, {id: authorize}, {id: reject}, {id: start}, {id: close}, {id: cancel}]
transitions:
  - {from: [draft], on: submit, to: authorization, roles: [initiator]}
  - {from: [authorization], on: authorize, to: scheduled, roles: [authority], effects: [tell-implementer]}
  - {from: [authorization], on: reject, to: rejected, roles: [authority]}
  - {from: ['tag:change-allowed'], on: start, to: implementation, roles: [implementer]}
  - {from: [implementation], on: close, to: closed}
  - {from: ['*'], except: [implementation], on: cancel, to: rejected}
approvals:
  - {id: authority, in: authorization, voters: [authority], quorum: {rule: at-least, count: 2, veto: true}, approve: authorize, reject: reject}
four_eyes: [{first: submit, second: authorize}]
models:
  - id: emergency
    title: Emergency change
    remove: {approvals: [authority], transitions: [{from: draft, on: cancel}]}
    transitions:
      - {from: [draft], on: submit, to: implementation}
";

fn file(text: &str) -> FileText {
    FileText::new("lifecycle.yaml", text.to_owned())
}

fn check(text: &str) -> (Vec<Lifecycle>, Findings) {
    check_lifecycle(&file(text), &(), Limits::default())
}

fn load(text: &str) -> Lifecycle {
    Lifecycle::load(&file(text)).unwrap_or_else(|findings| panic!("{findings:?}"))
}

fn found(findings: &Findings) -> Vec<String> {
    findings.iter().map(|finding| format!("{} {}", finding.code(), finding.position().map_or(0, |position| position.line()))).collect()
}

fn reasons(instance: &mut Instance, event: &str, context: &Context) -> Vec<Reason> {
    let event = instance.lifecycle().event(event).unwrap();
    instance.apply(event, context).unwrap_err().reasons().cloned().collect()
}

fn happen(instance: &mut Instance, event: &str, context: &Context) -> String {
    let event = instance.lifecycle().event(event).unwrap();
    let applied = instance.apply(event, context).unwrap_or_else(|refusal| panic!("{refusal}"));
    instance.lifecycle().get_state(applied.to).unwrap().id().to_owned()
}

// ---- running

#[test]
fn what_is_missing_is_said_all_at_once_and_nothing_happens() {
    let change = load(CHANGE);
    let mut instance = change.begin();
    assert_eq!(reasons(&mut instance, "submit", &Context::new()), [Reason::Role(vec!["initiator".to_owned()]), Reason::Field("plan".to_owned())]);
    assert_eq!(reasons(&mut instance, "authorize", &Context::new()), [Reason::NoTransition]);
    assert_eq!((instance.state().id(), instance.sequence()), ("draft", 0));
    // A blank text fills nothing.
    let blank = Context::new().with_role("initiator").with_field("plan", "  ");
    assert_eq!(reasons(&mut instance, "submit", &blank), [Reason::Field("plan".to_owned())]);
}

#[test]
fn two_people_authorize_and_the_author_is_not_one_of_them() {
    let change = load(CHANGE);
    let mut instance = change.begin();
    let anna = Context::new().with_actor("anna").with_role("initiator").with_field("plan", "step by step");
    assert_eq!(happen(&mut instance, "submit", &anna), "authorization");
    let votes = |list: &[(&str, &str, bool)], actor: &str| {
        list.iter()
            .fold(Context::new().with_actor(actor).with_role("authority"), |context, (voter, role, yes)| context.with_vote(*voter, *role, *yes))
    };
    let undecided = [Reason::Undecided("authority".to_owned())];
    assert_eq!(reasons(&mut instance, "authorize", &votes(&[("ben", "authority", true)], "ben")), undecided);
    // The same person twice is one vote, and votes in other roles are none.
    let twice = [("ben", "authority", true), ("ben", "authority", true), ("cleo", "implementer", true)];
    assert_eq!(reasons(&mut instance, "authorize", &votes(&twice, "ben")), undecided);
    let both = [("ben", "authority", true), ("cleo", "authority", true)];
    let same = Reason::SamePerson { actor: "anna".to_owned(), event: "submit".to_owned() };
    assert_eq!(reasons(&mut instance, "authorize", &votes(&both, "anna")), [same]);
    let nobody = both.iter().fold(Context::new().with_role("authority"), |context, (voter, role, yes)| context.with_vote(*voter, *role, *yes));
    assert_eq!(reasons(&mut instance, "authorize", &nobody), [Reason::NoActor]);
    // A veto refuses, whoever has said yes.
    let veto = [("ben", "authority", true), ("cleo", "authority", true), ("dora", "authority", false)];
    assert_eq!(reasons(&mut instance, "authorize", &votes(&veto, "ben")), [Reason::DecidedOtherwise("authority".to_owned())]);
    let mut refused = instance.clone();
    assert_eq!(happen(&mut refused, "reject", &votes(&veto, "ben")), "rejected");
    assert!(refused.is_ended());

    let event = change.event("authorize").unwrap();
    let applied = instance.apply(event, &votes(&both, "ben")).unwrap();
    assert_eq!(change.get_transition(applied.transition.unwrap()).unwrap().effects(), ["tell-implementer"]);
    assert_eq!((instance.state().id(), applied.sequence), ("scheduled", 2));
}

#[test]
fn wildcards_leave_terminal_states_alone_and_tags_name_states() {
    let change = load(CHANGE);
    let takes = |state: &str, event: &str| change.table().step(change.state(state).unwrap(), change.event(event).unwrap()).is_some();
    assert_eq!(["draft", "authorization", "scheduled"].map(|state| takes(state, "cancel")), [true; 3]);
    assert_eq!(["implementation", "closed", "rejected"].map(|state| takes(state, "cancel")), [false; 3]);
    assert_eq!(["scheduled", "implementation", "draft"].map(|state| takes(state, "start")), [true, true, false]);
}

#[test]
fn another_writer_was_faster() {
    let change = load(CHANGE);
    let mut instance = change.begin();
    happen(&mut instance, "cancel", &Context::new().expecting(0));
    assert_eq!(reasons(&mut instance, "cancel", &Context::new().expecting(0)), [Reason::Sequence { expected: 0, actual: 1 }]);
}

#[test]
fn what_is_allowed_is_told_with_what_it_lacks() {
    let change = load(CHANGE);
    let instance = change.begin();
    let allowed = instance.allowed(&Context::new().with_role("initiator"));
    let told: Vec<(String, usize)> =
        allowed.iter().map(|choice| (change.get_event(choice.event).unwrap().id().to_owned(), choice.lacks.len())).collect();
    assert_eq!(told, [("submit".to_owned(), 1), ("cancel".to_owned(), 0)]);
    assert!(!allowed[0].is_open() && allowed[1].is_open());
}

#[test]
fn nothing_is_enforced_where_the_definition_says_so() {
    let text = CHANGE.replace("version: '1'", "enforced: false");
    let mut instance = load(&text).begin();
    assert_eq!(happen(&mut instance, "submit", &Context::new()), "authorization");
    let event = instance.lifecycle().event("close").unwrap();
    let applied = instance.apply(event, &Context::new()).unwrap();
    assert_eq!((applied.from, applied.irregular.as_slice(), applied.transition), (applied.to, [Reason::NoTransition].as_slice(), None));
    assert_eq!(instance.sequence(), 2);
}

#[test]
fn models_take_out_and_put_in_and_leave_the_lifecycle_alone() {
    let (lifecycles, findings) = check(CHANGE);
    // The warnings are those of the model: what it took out leaves states that nothing leads to.
    assert_eq!(findings.errors(), 0, "{findings:?}");
    let [change, emergency] = lifecycles.as_slice() else { panic!("{lifecycles:?}") };
    assert_eq!((change.id(), emergency.id(), emergency.title()), ("change", "change.emergency", "Emergency change"));
    let step = |lifecycle: &Lifecycle, state: &str, event: &str| {
        let to = lifecycle.table().step(lifecycle.state(state).unwrap(), lifecycle.event(event).unwrap());
        to.map(|to| lifecycle.get_state(to).unwrap().id().to_owned())
    };
    assert_eq!(step(change, "draft", "submit").as_deref(), Some("authorization"));
    assert_eq!(step(emergency, "draft", "submit").as_deref(), Some("implementation"));
    assert_eq!((step(change, "draft", "cancel").as_deref(), step(emergency, "draft", "cancel")), (Some("rejected"), None));
    assert_ne!(change.hash(), emergency.hash());
}

/// Surroundings with one lifecycle that others extend.
struct Below(&'static str);

impl Library for Below {
    fn lifecycle(&self, reference: &str) -> Option<FileText> {
        (reference == "change").then(|| FileText::new("below.yaml", self.0))
    }

    fn lifecycles(&self) -> Vec<String> {
        vec!["change".to_owned()]
    }

    fn has_element(&self, _: &str) -> Option<bool> {
        None
    }

    fn near_element(&self, _: &str) -> Option<String> {
        None
    }
}

fn check_above(text: &str) -> (Vec<Lifecycle>, Findings) {
    let text = format!("format: itsm/lifecycle/1\nid: ours\ntitle: Ours\nextends: change\n{text}");
    check_lifecycle(&FileText::new("above.yaml", text), &Below(CHANGE), Limits::default())
}

#[test]
fn models_are_taken_over_with_what_was_changed_below_them() {
    // The model lies on top of what this file changes: its submission wins, the new cancellation goes through.
    let (lifecycles, findings) = check_above("transitions:\n  - {from: [implementation], on: cancel, to: rejected}\n");
    assert_eq!(findings.errors(), 0, "{findings:?}");
    let [ours, emergency] = lifecycles.as_slice() else { panic!("{lifecycles:?}") };
    assert_eq!((ours.id(), emergency.id(), emergency.title()), ("ours", "ours.emergency", "Emergency change"));
    let step = |lifecycle: &Lifecycle, state: &str, event: &str| {
        let to = lifecycle.table().step(lifecycle.state(state).unwrap(), lifecycle.event(event).unwrap());
        to.map(|to| lifecycle.get_state(to).unwrap().id().to_owned())
    };
    assert_eq!(
        (step(ours, "draft", "submit").as_deref(), step(emergency, "draft", "submit").as_deref()),
        (Some("authorization"), Some("implementation"))
    );
    assert_eq!(step(emergency, "implementation", "cancel").as_deref(), Some("rejected"));
    assert_eq!(step(emergency, "draft", "cancel"), None);
}

#[test]
fn a_model_of_the_same_id_takes_the_place_of_one_that_is_taken_over_and_any_can_be_taken_out() {
    let own = "models:\n  - {id: emergency, title: Our emergency, transitions: [{from: [draft], on: submit, to: scheduled}]}\n";
    let (lifecycles, findings) = check_above(own);
    assert_eq!(findings.errors(), 0, "{findings:?}");
    let emergency = &lifecycles[1];
    assert_eq!((lifecycles.len(), emergency.title()), (2, "Our emergency"));
    // Nothing of the other model is left: what it took out is there.
    assert!(emergency.table().step(emergency.state("draft").unwrap(), emergency.event("cancel").unwrap()).is_some());
    assert_eq!(check_above("remove: {models: [emergency]}\n").0.len(), 1);
    let (_, findings) = check_above("remove: {models: [emergncy]}\n");
    assert_eq!(
        findings.iter().map(|finding| (finding.code(), finding.message().to_owned())).collect::<Vec<_>>(),
        [(Code::UndeclaredName, "there is no model `emergncy` to take out".to_owned())]
    );
}

/// What is gone since is left out of the model; where that leaves it broken, this file is told so where it extends.
#[test]
fn a_model_that_no_longer_fits_is_said_where_it_is_taken_over() {
    // The approval is gone already, which the model does not mind.
    let (lifecycles, findings) = check_above("remove: {approvals: [authority]}\n");
    assert_eq!((lifecycles.len(), findings.errors()), (2, 0), "{findings:?}");
    // Without implementation, the way that the model needs is gone: all that is left is what this file has itself.
    let (lifecycles, findings) = check_above(
        "remove: {states: [implementation]}\ntransitions:\n  - {from: [scheduled], on: close, to: closed}\n  - {from: [scheduled], on: start}\n",
    );
    assert_eq!((lifecycles.len(), findings.errors()), (2, 0), "{findings:?}");
    let emergency = &lifecycles[1];
    assert_eq!(emergency.table().step(emergency.state("draft").unwrap(), emergency.event("cancel").unwrap()), None);
    // The model took out the way from the draft to the end: with its submission gone, nothing leads on but authorization.
    let (lifecycles, findings) = check_above(
        "remove: {states: [implementation], transitions: [{from: draft, on: submit}]}\ntransitions:\n  - {from: [scheduled], on: close, to: closed}\n  - {from: [scheduled], on: start}\n",
    );
    let told: Vec<_> = findings.iter().map(|finding| format!("{} {}: {}", finding.file().unwrap(), finding.code(), finding.message())).collect();
    let misfit = "above.yaml no-way-to-end: the model `emergency` does not fit what it is taken over to: ";
    assert!(told.iter().any(|line| line.starts_with(misfit)), "{told:?} {lifecycles:?}");
    assert!(findings.iter().filter(|finding| finding.message().contains("does not fit")).all(|finding| finding.position().unwrap().line() == 4));
}

// ---- conditions

#[cfg(feature = "expr")]
mod guards {
    use super::*;

    const GUARDED: &str = "
format: itsm/lifecycle/1
id: change
title: Change
fields:
  risk: {type: enum, values: [low, high]}
  reviews: {type: int}
  start: {type: instant}
states:
  - {id: new, kind: initial}
  - {id: fast, kind: open}
  - {id: slow, kind: open}
  - {id: closed, kind: terminal}
events: [{id: assess}, {id: begin}, {id: close}]
transitions:
  - {from: [new], on: assess, to: fast, guard: risk == 'low'}
  - {from: [new], on: assess, to: slow, guard: risk == 'high' && reviews >= 2}
  - {from: [fast, slow], on: begin, guard: now() >= start}
  - {from: [fast, slow], on: close, to: closed}
";

    #[test]
    fn the_transition_whose_guard_holds_is_taken() {
        let (lifecycles, findings) = check(GUARDED);
        // The two guards exclude each other, which is known.
        assert!(findings.is_empty(), "{findings:?}");
        let change = &lifecycles[0];
        assert_eq!(happen(&mut change.begin(), "assess", &Context::new().with_field("risk", "low")), "fast");
        let high = Context::new().with_field("risk", "high");
        assert_eq!(happen(&mut change.begin(), "assess", &high.clone().with_field("reviews", 2)), "slow");
        let told: Vec<String> = reasons(&mut change.begin(), "assess", &high).iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            ["it is not so that risk == 'low'", "whether risk == 'high' && reviews >= 2 cannot be said: the field `reviews` is not filled"]
        );
    }

    #[test]
    fn conditions_ask_for_the_time_and_get_no_wrong_one() {
        let change = load(GUARDED);
        let mut instance = change.begin();
        happen(&mut instance, "assess", &Context::new().with_field("risk", "low"));
        let start = Context::new().with_field("start", "2026-03-01T08:00:00Z");
        assert!(matches!(reasons(&mut instance, "begin", &start).as_slice(), [Reason::GuardUnknown { .. }]));
        let at = |text: &str| start.clone().at(text.parse().unwrap());
        assert!(matches!(reasons(&mut instance, "begin", &at("2026-03-01T07:59:59Z")).as_slice(), [Reason::Guard(_)]));
        assert_eq!(happen(&mut instance, "begin", &at("2026-03-01T08:00:00Z")), "fast");
    }

    #[test]
    fn defects_in_conditions_are_found_where_they_stand() {
        let text = GUARDED.replace("risk == 'low'", "rsk == 'low'").replace("now() >= start", "now() >= reviews");
        let found: Vec<String> = check(&text)
            .1
            .iter()
            .map(|finding| format!("{} {}:{}", finding.code(), finding.position().unwrap().line(), finding.position().unwrap().column()))
            .collect();
        assert_eq!(found, ["invalid-condition 16:48", "invalid-condition 18:44"]);
        let overlapping = GUARDED.replace("risk == 'high' && reviews >= 2", "reviews >= 2");
        assert_eq!(super::found(&check(&overlapping).1), ["ambiguous-transition 17"]);
    }
}

#[cfg(not(feature = "expr"))]
#[test]
fn conditions_need_a_feature_and_say_so() {
    let text = CHANGE.replace("on: start, to: implementation", "on: start, guard: true, to: implementation");
    let findings = check(&text).1;
    assert_eq!(findings.iter().map(|finding| finding.code()).collect::<Vec<_>>(), [Code::MissingFeature]);
}

// ---- snapshots

#[test]
fn a_snapshot_brings_the_instance_back_and_refuses_another_definition() {
    let change = load(CHANGE);
    let mut instance = change.begin();
    let anna = Context::new().with_actor("anna").with_role("initiator").with_field("plan", "p");
    happen(&mut instance, "submit", &anna);
    let text = serde_json::to_string(&instance.snapshot()).unwrap();
    let mut restored = Instance::restore(&change, &serde_json::from_str(&text).unwrap()).unwrap();
    assert_eq!((restored.state().id(), restored.sequence()), ("authorization", 1));
    // It remembers who must not authorize.
    let both = Context::new().with_actor("anna").with_role("authority").with_vote("b", "authority", true).with_vote("c", "authority", true);
    assert!(matches!(reasons(&mut restored, "authorize", &both).as_slice(), [Reason::SamePerson { .. }]));

    let other = load(&CHANGE.replace("count: 2", "count: 3").replace("version: '1'", "version: '2'"));
    let refused = Instance::restore(&other, &instance.snapshot()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the definition of `change` has changed since the snapshot was taken (version 1, now 2); migrate the snapshot to the new definition, or load the old one"
    );
    let mut damaged = instance.snapshot();
    damaged.state = "nowhere".to_owned();
    assert_eq!(Instance::restore(&change, &damaged).unwrap_err(), SnapshotError::UnknownName("nowhere".to_owned()));
}

#[test]
fn titles_and_order_do_not_change_the_hash_and_behaviour_does() {
    let hash = |text: &str| load(text).hash().to_owned();
    let same = CHANGE
        .replace("title: Change\n", "title: Other\nsummary: Something else\n")
        .replace("events: [{id: submit}, {id: authorize}", "events: [{id: authorize, title: Yes}, {id: submit}");
    assert_eq!(hash(CHANGE), hash(&same));
    let changes = [
        ("kind: waiting, requires: [plan]", "kind: open, requires: [plan]"),
        ("requires: [plan]", "requires: []"),
        ("roles: [implementer]}", "roles: [implementer, initiator]}"),
        ("to: scheduled", "to: implementation"),
        ("veto: true", "veto: false"),
        ("{id: backed-out}", "{id: failed}"),
        ("four_eyes: [{first: submit, second: authorize}]", "four_eyes: []"),
        ("version: '1'", "enforced: false"),
        ("effects: [tell-implementer]", "effects: []"),
        ("tags: [change-allowed]}\n  - {id: impl", "tags: [change-allowed, x]}\n  - {id: impl"),
    ];
    let mut seen = BTreeSet::from([hash(CHANGE)]);
    for (before, after) in changes {
        assert!(CHANGE.contains(before), "{before}");
        assert!(seen.insert(hash(&CHANGE.replacen(before, after, 1))), "{before}");
    }
}

// ---- checking

#[test]
fn a_list_of_codes_that_no_field_uses_is_found() {
    let text = "format: itsm/lifecycle/1
id: ticket
title: Ticket
fields: {closed_as: {type: enum, codes: closure}}
codes:
  closure: [{id: solved}]
  cancellation: [{id: mistake}, {id: twice}]
states: [{id: new, kind: initial}, {id: closed, kind: terminal}]
events: [{id: close}]
transitions: [{from: [new], on: close, to: closed, requires: [closed_as]}]
";
    assert_eq!(found(&check(text).1), ["unused-name 7"]);
}

#[test]
fn every_planted_defect_is_found_in_one_run() {
    let text = "format: itsm/lifecycle/1
id: broken
title: Broken
titel: Broken
fields:
  code: {type: enum}
  kind: {type: enum, codes: kinds}
roles: [{id: agent}, {id: agent}]
states:
  - {id: new, kind: initial, requires: [cod]}
  - {id: other, kind: initial}
  - {id: done, kind: finished}
events: [{id: go}]
transitions:
  - {from: [new], on: goo, to: other}
  - {from: [new], on: go, to: othr, roles: [agnt]}
  - {from: ['tag:x'], on: go, to: other}
  - {from: [other], on: go}
  - {from: [other], on: go}
timers: [{id: t, in: [nw], after: P1D, fires: go}]
approvals: [{id: a, in: new, voters: [], quorum: {rule: percent, percent: 120}, approve: go}]
four_eyes: [{first: go, second: gone}]
";
    let expected = [
        "unknown-key 4",
        "missing-key 6",
        "undeclared-name 7",
        "duplicate-id 8",
        "unused-name 8",
        "undeclared-name 10",
        "initial-state 11",
        "unknown-value 12",
        "undeclared-name 15",
        "undeclared-name 16",
        "undeclared-name 16",
        "undeclared-name 17",
        "ambiguous-transition 19",
        "undeclared-name 20",
        "invalid-quorum 21",
        "invalid-quorum 21",
        "approval-without-refusal 21",
        "undeclared-name 22",
    ];
    let mut found = found(&check(text).1);
    found.sort_by_key(|finding| finding.split(' ').nth(1).unwrap().parse::<u32>().unwrap());
    let mut expected: Vec<String> = expected.map(str::to_owned).to_vec();
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
}

struct Shelf(BTreeMap<String, String>);

impl Library for Shelf {
    fn lifecycle(&self, reference: &str) -> Option<FileText> {
        self.0.get(reference).map(|text| FileText::new(format!("{reference}.yaml"), text.clone()))
    }

    fn lifecycles(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    fn has_element(&self, reference: &str) -> Option<bool> {
        reference.starts_with("itil4:").then(|| reference == "itil4:incident-management")
    }

    fn near_element(&self, _: &str) -> Option<String> {
        None
    }
}

#[test]
fn a_lifecycle_extends_another_and_answers_for_itself_only() {
    let base = "format: itsm/lifecycle/1\nid: base\ntitle: Base\nroles: [{id: idle}]\nstates: [{id: new, kind: initial}, {id: held, kind: waiting}, {id: closed, kind: terminal}]\nevents: [{id: close}, {id: hold}]\ntransitions: [{from: ['*'], on: close, to: closed}, {from: [new], on: hold, to: held}]\n";
    let own = "format: itsm/lifecycle/1\nid: own\ntitle: Own\nextends: base\nremove: {states: [held], events: [hold]}\nstates: [{id: working, kind: open}]\nevents: [{id: work}]\ntransitions:\n  - {from: [new], on: work, to: working, performs: [itil4:incident-management, itil4:incidents, acme:x, y]}\n";
    let shelf = Shelf(BTreeMap::from([("base".to_owned(), base.to_owned()), ("ring".to_owned(), own.replace("extends: base", "extends: ring"))]));
    let (lifecycles, findings) = check_lifecycle(&file(own), &shelf, Limits::default());
    // One element does not exist, one names no framework; what is wrong below is not said again.
    assert_eq!(found(&findings), ["dangling-reference 9", "dangling-reference 9"]);
    assert!(lifecycles.is_empty());
    let good = own.replace(", itil4:incidents, acme:x, y", "");
    let own_one = Lifecycle::load_all(&file(&good), &shelf, Limits::default()).unwrap().remove(0);
    assert_eq!(own_one.states().map(|(_, state)| state.id().to_owned()).collect::<Vec<_>>(), ["new", "closed", "working"]);
    // The wildcard below holds for the state that was added above.
    assert!(own_one.table().step(own_one.state("working").unwrap(), own_one.event("close").unwrap()).is_some());

    let missing = check_lifecycle(&file(&good.replace("extends: base", "extends: bas")), &shelf, Limits::default()).1;
    let finding = missing.iter().find(|finding| finding.code() == Code::UnknownLifecycle).unwrap();
    assert_eq!((finding.position().unwrap().line(), finding.help_text()), (4, Some("did you mean `base`?")));
    let ring = check_lifecycle(&file(&good.replace("extends: base", "extends: ring")), &shelf, Limits::default()).1;
    assert!(ring.errors() > 0, "a ring ends");
}

// ---- real machines

fn corpus() -> Option<PathBuf> {
    let corpus = std::env::var_os("ITSM_CORPUS").map(PathBuf::from);
    if corpus.is_none() {
        eprintln!("skipped: ITSM_CORPUS is not set");
    }
    corpus
}

fn texts(node: Option<&Node<'_>>) -> Vec<String> {
    match node.map(|node| &node.value) {
        Some(Value::Sequence(items)) => items.iter().filter_map(Node::text).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

fn entries<'node, 'text>(node: Option<&'node Node<'text>>) -> Vec<(&'node str, &'node Node<'text>)> {
    match node.map(|node| &node.value) {
        Some(Value::Mapping(entries)) => entries.iter().filter_map(|(key, value)| Some((key.text()?, value))).collect(),
        _ => Vec::new(),
    }
}

fn items<'node, 'text>(node: Option<&'node Node<'text>>) -> &'node [Node<'text>] {
    match node.map(|node| &node.value) {
        Some(Value::Sequence(items)) => items,
        _ => &[],
    }
}

/// A machine of iTop in our format: states without a way on are its ends.
fn ours(name: &str, machine: &Node<'_>) -> String {
    let text = |node: &Node<'_>, key: &str| node.get(key).and_then(Node::text).unwrap_or_default().to_owned();
    let initial = text(machine, "initial");
    let terminal = texts(machine.get("derived").and_then(|derived| derived.get("terminal")));
    let mut out = format!("format: itsm/lifecycle/1\nid: {name}\ntitle: {name}\nstates:\n");
    for (id, _) in entries(machine.get("states")) {
        let kind = if id == initial {
            "initial"
        } else if terminal.iter().any(|end| end == id) {
            "terminal"
        } else {
            "open"
        };
        out += &format!("  - {{id: {id}, kind: {kind}}}\n");
    }
    out += "events:\n";
    for (id, _) in entries(machine.get("stimuli")) {
        out += &format!("  - {{id: {id}}}\n");
    }
    out += "transitions:\n";
    for transition in items(machine.get("transitions")) {
        out += &format!("  - {{from: [{}], on: {}, to: {}}}\n", text(transition, "from"), text(transition, "on"), text(transition, "to"));
    }
    let mut timers = String::new();
    for (id, watch) in entries(machine.get("stopwatches")) {
        let running = texts(watch.get("running_in")).join(", ");
        for threshold in items(watch.get("thresholds")).iter().filter(|threshold| threshold.get("raises").is_some()) {
            timers += &format!("  - {{id: {id}, in: [{running}], after: P1D, fires: {}}}\n", text(threshold, "raises"));
        }
    }
    if !timers.is_empty() {
        out += &format!("timers:\n{timers}");
    }
    out
}

#[test]
fn the_machines_of_a_real_tool_have_the_findings_that_were_derived_elsewhere() {
    let Some(corpus) = corpus() else { return };
    let source = Folder::new(corpus.join("reference"));
    let file = source.read("itop-lifecycles.yaml").unwrap();
    let document = parse(&file, Limits::default()).0.unwrap();
    let machines = entries(document.root.get("machines"));
    assert_eq!(machines.len(), 9);
    for (name, machine) in machines {
        let text = ours(name, machine);
        let (lifecycles, findings) = check(&text);
        assert_eq!(lifecycles.len(), 1, "{name}: {findings:?}");
        let derived = machine.get("derived").unwrap();
        let count = |key: &str| derived.get(key).and_then(Node::text).unwrap().parse::<usize>().unwrap();
        assert_eq!((lifecycles[0].states().len(), lifecycles[0].transitions().len()), (count("state_count"), count("transition_count")), "{name}");
        let named = |code: Code| -> BTreeSet<String> {
            let line = |finding: &itsm::diagnostic::Diagnostic| {
                text.lines().nth(usize::try_from(finding.position().unwrap().line()).unwrap() - 1).unwrap().to_owned()
            };
            let id = |line: String| line.split("id: ").nth(1).unwrap().split([',', '}']).next().unwrap().to_owned();
            findings.iter().filter(|finding| finding.code() == code).map(|finding| id(line(finding))).collect()
        };
        let listed = |key: &str| -> BTreeSet<String> { texts(derived.get(key)).into_iter().collect() };
        assert_eq!(named(Code::UnreachableState), listed("unreachable"), "{name}");
        assert_eq!(named(Code::UnusedEvent), listed("unused_stimuli"), "{name}");
        assert_eq!(named(Code::NoWayToEnd), listed("reachable_but_cannot_terminate"), "{name}");
        assert_eq!(named(Code::AmbiguousTransition), listed("nondeterministic"), "{name}");
        let timers: BTreeSet<String> = findings
            .iter()
            .filter(|finding| finding.code() == Code::EventNotTaken)
            .map(|finding| {
                let parts: Vec<&str> = finding.message().split('`').collect();
                format!("{}@100%: {} in {}", parts[1], parts[3], parts[5])
            })
            .collect();
        assert_eq!(timers, listed("timer_stimuli_without_transition"), "{name}");
    }
}

// ---- against a simulator of the test's own

#[derive(Clone, Debug)]
struct Drawn {
    states: usize,
    events: usize,
    /// Source, event, target, whether a role is needed.
    transitions: Vec<(usize, usize, usize, bool)>,
}

fn any_machine() -> impl Strategy<Value = Drawn> {
    (2..7_usize, 1..5_usize).prop_flat_map(|(states, events)| {
        let transition = (0..states, 0..events, 0..states, any::<bool>());
        prop::collection::vec(transition, 1..20).prop_map(move |transitions| {
            let mut seen = BTreeSet::new();
            let transitions = transitions.into_iter().filter(|(from, on, _, _)| seen.insert((*from, *on))).collect();
            Drawn { states, events, transitions }
        })
    })
}

fn written(machine: &Drawn) -> String {
    let mut out = "format: itsm/lifecycle/1\nid: m\ntitle: M\naxis: x\nroles: [{id: r}]\nstates:\n".to_owned();
    for state in 0..machine.states {
        out += &format!("  - {{id: s{state}, kind: {}}}\n", if state == 0 { "initial" } else { "open" });
    }
    out += "events:\n";
    for event in 0..machine.events {
        out += &format!("  - {{id: e{event}}}\n");
    }
    out += "transitions:\n";
    for (from, on, to, role) in &machine.transitions {
        out += &format!("  - {{from: [s{from}], on: e{on}, to: s{to}{}}}\n", if *role { ", roles: [r]" } else { "" });
    }
    out
}

proptest! {
    #[test]
    fn runs_agree_with_a_simulator(machine in any_machine(), run in prop::collection::vec((0..5_usize, any::<bool>()), 0..40)) {
        let lifecycle = load(&written(&machine));
        let mut instance = lifecycle.begin();
        let moves: HashMap<(usize, usize), (usize, bool)> = machine.transitions.iter().map(|(from, on, to, role)| ((*from, *on), (*to, *role))).collect();
        let (mut state, mut count) = (0, 0);
        for (event, has_role) in run {
            let Some(id) = lifecycle.event(&format!("e{event}")) else { continue };
            let context = if has_role { Context::new().with_role("r") } else { Context::new() };
            let expected = moves.get(&(state, event)).filter(|(_, role)| !role || has_role);
            let applied = instance.apply(id, &context);
            prop_assert_eq!(applied.is_ok(), expected.is_some());
            if let Some((to, _)) = expected {
                state = *to;
                count += 1;
            }
            let here = format!("s{state}");
            prop_assert_eq!(instance.state().id(), here.as_str());
            prop_assert_eq!(instance.sequence(), count);
            // What is allowed is what the simulator would do.
            let open: BTreeSet<String> = instance.allowed(&context).iter().filter(|choice| choice.is_open()).map(|choice| lifecycle.get_event(choice.event).unwrap().id().to_owned()).collect();
            let simulated: BTreeSet<String> = moves.iter().filter(|((from, _), (_, role))| *from == state && (!role || has_role)).map(|((_, on), _)| format!("e{on}")).collect();
            prop_assert_eq!(open, simulated);
            // And a snapshot changes nothing.
            prop_assert_eq!(Instance::restore(&lifecycle, &instance.snapshot()).unwrap().snapshot(), instance.snapshot());
        }
    }

    #[test]
    fn any_text_is_checked_without_a_panic(text in "(format: itsm/lifecycle/1\n|id: a\n|title: t\n|states:\n|  - \\{id: [a-c], kind: (initial|open|terminal)\\}\n|events: \\[\\{id: [a-c]\\}\\]\n|transitions:\n|  - \\{from: \\[[a-c*]\\], on: [a-c], to: [a-c]\\}\n|extends: x\n|[ -~]{0,12}\n){0,14}") {
        let (lifecycles, findings) = check(&text);
        prop_assert!(lifecycles.is_empty() || findings.errors() == 0);
    }
}
