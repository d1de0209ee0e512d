//! Rules held against a log part by part count what they count of the whole log.

use std::collections::BTreeSet;

use itsm::{
    catalog::Catalog,
    conformance::rules::{Options, Pack, StreamRules},
    eventlog::{Case, EventLog, LogBuilder, Order},
    jiff::Timestamp,
    simulation::{ActivityNames, Model, Plan, PlantKind, simulate},
    source::FileText,
};

/// A log of some cases of another, with names, times and what else is wanted.
fn part(cases: &[Case<'_>], wanted: &BTreeSet<String>) -> EventLog {
    let is_kept = |key: &str| matches!(key, "concept:name" | "time:timestamp") || wanted.contains(key);
    let mut builder = LogBuilder::new();
    for case in cases {
        let own = builder.case().unwrap();
        for view in case.attributes().filter(|view| is_kept(view.key)) {
            builder.set_nested(own, view.key, view.value, view.children.to_vec()).unwrap();
        }
        for event in case.events() {
            let to = builder.event(own).unwrap();
            for view in event.attributes().filter(|view| is_kept(view.key)) {
                builder.set_nested(to, view.key, view.value, view.children.to_vec()).unwrap();
            }
        }
    }
    builder.finish(Order::AsAdded)
}

/// Holds both ways equal, the parts with no more attributes than the pack says that it looks at; rules whose ids are told by caveats may
/// differ.
fn same(pack: &Pack, log: &EventLog, options: &Options, sizes: &[usize]) {
    let compiled = pack.compile(log, options);
    let (whole, deviations) = (compiled.run(), compiled.deviations(usize::MAX));
    let cases: Vec<_> = log.cases().collect();
    for size in sizes {
        let mut stream = StreamRules::new(pack, options.clone(), usize::MAX);
        for chunk in cases.chunks(*size) {
            stream.add(&part(chunk, &pack.attributes()));
        }
        let caveats = stream.caveats();
        let told = |rule: &str| caveats.iter().any(|caveat| caveat.contains(&format!("`{rule}`")));
        let (found, listed) = stream.finish();
        assert_eq!((found.cases, found.open_cases), (whole.cases, whole.open_cases));
        for (found, expected) in found.rules.iter().zip(&whole.rules) {
            if !told(&found.rule) {
                assert_eq!(found, expected, "parts of {size} cases");
            }
        }
        let of = |list: &[itsm::conformance::rules::Deviation]| list.iter().filter(|deviation| !told(&deviation.rule)).cloned().collect::<Vec<_>>();
        assert_eq!(of(&listed.list), of(&deviations.list), "parts of {size} cases");
        assert_eq!(listed.further, 0);
    }
}

#[test]
fn shipped_packs_count_the_same() {
    let catalog = Catalog::builtin();
    let options = Options { as_of: Some("2027-01-01T00:00:00Z".parse::<Timestamp>().unwrap()), ..Options::default() };
    for name in ["incident", "change"] {
        let lifecycle = catalog.lifecycle(&format!("itil4:{name}")).unwrap();
        let plants = PlantKind::all().map(|kind| format!("{kind}=15").parse().unwrap()).collect();
        let plan = Plan { cases: 120, seed: 11, plants, ..Plan::default() };
        let (log, _) = simulate(&Model::of_lifecycle(&lifecycle, ActivityNames::Ids).unwrap(), &plan).unwrap();
        let pack = catalog.rule_pack(&format!("itil4:{name}")).unwrap();
        same(&pack, &log, &options, &[1, 7, 50, 1000]);
    }
}

const PACK: &str = "
format: itsm/rules/1
id: ticket
title: Tickets
ends: [close]
fields: {nowhere: {type: string}, code: {type: string}, site: {type: string}}
rules:
  - {id: eyes, template: four-eyes, first: [open], second: [close]}
  - {id: never, template: required-fields, steps: [close], fields: [nowhere]}
  - {id: filled, template: required-fields, steps: [close], fields: [code, site]}
  - {id: soon, template: time-limit, first: [open], second: [close], within: PT1H}
  - {id: order, template: precedence, first: [open], second: [close, reopen]}
";

/// Fields, times and activities that only some parts of a log have.
#[test]
fn what_one_part_lacks_another_may_have() {
    let pack = Pack::load(&FileText::new("ticket.yaml", PACK)).unwrap();
    for (with_time, with_code, with_site, with_person) in [(0, 1, 2, 3), (9, 1, 9, 1), (1, 9, 1, 9), (9, 9, 9, 9), (2, 2, 2, 2)] {
        let mut builder = LogBuilder::new();
        for number in 0..8 {
            let case = builder.named_case(&format!("T{number}")).unwrap();
            for activity in if number % 3 == 0 { vec!["close", "open"] } else { vec!["open", "close"] } {
                let event = builder.named_event(case, activity).unwrap();
                if number == with_time {
                    builder.set(event, "time:timestamp", "2026-03-02T09:00:00Z".parse::<Timestamp>().unwrap()).unwrap();
                }
                if number == with_code {
                    builder.set(event, "code", "c").unwrap();
                }
                if number == with_person {
                    builder.set(event, "org:resource", "ann").unwrap();
                }
            }
            if number == with_site {
                builder.set(case, "site", "Bern").unwrap();
            }
        }
        let log = builder.finish(Order::AsAdded);
        let options = Options { treat_as_ended: true, ..Options::default() };
        same(&pack, &log, &options, &[1, 2, 3, 8]);
    }
    let nothing = StreamRules::new(&pack, Options::default(), 1).finish().0;
    assert_eq!(nothing, pack.compile(&LogBuilder::new().finish(Order::AsAdded), &Options::default()).run());
}

#[test]
fn no_more_deviations_are_listed_than_are_wanted() {
    let pack = Pack::load(&FileText::new("ticket.yaml", PACK)).unwrap();
    let mut builder = LogBuilder::new();
    for _ in 0..20 {
        let case = builder.case().unwrap();
        builder.named_event(case, "close").unwrap();
    }
    let log = builder.finish(Order::AsAdded);
    let cases: Vec<_> = log.cases().collect();
    let mut stream = StreamRules::new(&pack, Options::default(), 5);
    cases.chunks(4).for_each(|chunk| stream.add(&part(chunk, &BTreeSet::new())));
    let (result, found) = stream.finish();
    let order = result.rules.iter().find(|rule| rule.rule == "order").unwrap();
    assert_eq!((order.violated, found.list.len(), found.further), (20, 5, 15));
}
