//! The shipped packs: they load without findings, point to elements that exist, and fit what the built-in lifecycles write.

use std::{collections::BTreeSet, sync::Arc};

use itsm::{
    catalog::Catalog,
    conformance::rules::{CaseVerdict, Options, definition::Evidence},
    diagnostic::render,
    framework::definition::{Authority, Standing},
    simulation::{ActivityNames, Model, Plan, simulate},
    source::Memory,
};

use super::logs::{log, told};

const FRAMEWORKS: [&str; 5] = ["itil4", "fitsm3", "iso20000-2018", "cobit2019", "mof4"];
const RECORDS: [&str; 5] = ["incident", "service-request", "problem", "change", "release"];

#[test]
fn all_packs_are_there_and_without_findings() {
    let catalog = Catalog::builtin();
    for framework in FRAMEWORKS.into_iter().chain(["neutral"]) {
        for record in RECORDS {
            let pack = catalog.rule_pack(&format!("{framework}:rule/{record}")).unwrap_or_else(|error| panic!("{framework} {record}: {error:?}"));
            assert_eq!((pack.framework(), pack.id(), pack.record()), (Some(framework), record, Some(record)));
            assert_eq!((pack.standing(), pack.authority()), (Standing::Proposed, Authority::Ours), "{framework} {record}");
        }
    }
    let shipped = itsm::catalog::SHIPPED;
    let files = shipped.paths().filter(|path| path.contains("/rules/"));
    for path in files {
        let findings = catalog.check_rules(&itsm::source::FileText::new(path, shipped.get(path).unwrap()));
        assert!(findings.is_empty(), "{path}\n{}", render::plain(&findings));
    }
    assert_eq!(catalog.rule_packs().unwrap().len(), 31);
}

#[test]
fn evidence_points_to_elements_of_the_pack_s_framework() {
    let catalog = Catalog::builtin();
    for framework in FRAMEWORKS {
        for record in RECORDS {
            let pack = catalog.rule_pack(&format!("{framework}:{record}")).unwrap();
            let evidence: Vec<_> = pack.rules().iter().flat_map(|rule| rule.evidence()).collect();
            assert!(evidence.len() >= 4, "{framework} {record}: {}", evidence.len());
            for requirement in evidence {
                assert!(requirement.element.starts_with(&format!("{framework}:")), "{requirement:?}");
                assert_eq!(requirement.evidence, Evidence::Part);
                assert!(catalog.resolve(&requirement.element).is_ok(), "{requirement:?}");
            }
        }
    }
}

/// Steps are bound to events of the lifecycle beside the pack, or to those of the neutral one where there is none.
#[test]
fn steps_are_events_of_lifecycles() {
    let catalog = Catalog::builtin();
    let lifecycles = catalog.lifecycles().unwrap();
    let mut wrong = Vec::new();
    for pack in catalog.rule_packs().unwrap() {
        let framework = pack.framework().unwrap();
        let record = match (framework, pack.id()) {
            ("mof4", "incident" | "service-request") => "help-request",
            (_, id) => id,
        };
        let of = |framework: &str| -> BTreeSet<String> {
            let own = lifecycles.iter().filter(|known| {
                known.framework() == Some(framework)
                    && (known.id() == record || known.id().strip_prefix(record).is_some_and(|rest| rest.starts_with('.')))
            });
            own.flat_map(|lifecycle| lifecycle.events().map(|(_, event)| event.id().to_owned()).collect::<Vec<_>>()).collect()
        };
        let own = of(framework);
        let events = if own.is_empty() { of("neutral") } else { own };
        assert!(!events.is_empty(), "{}", pack.reference());
        for activity in pack.rules().iter().flat_map(|rule| rule.activities()) {
            if !events.contains(activity) {
                wrong.push(format!("{}: `{activity}` is no event of {record}", pack.reference()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_change_that_starts_without_approval() {
    let catalog = Catalog::builtin();
    let history = told(
        "CHG-1 | submit by=ann
         CHG-1 | assess by=bob
         CHG-1 | request-authorization by=bob
         CHG-1 | authorize by=cem
         CHG-1 | schedule by=bob
         CHG-1 | start by=dan
         CHG-1 | finish by=dan
         CHG-1 | close by=eve
         CHG-2 | submit by=ann
         CHG-2 | start by=dan",
    );
    for framework in ["neutral", "itil4", "iso20000-2018"] {
        let pack = catalog.rule_pack(&format!("{framework}:change")).unwrap();
        let compiled = pack.compile(&history, &Options::default());
        assert_eq!(compiled.verdicts("authorized-before-start"), [CaseVerdict::Satisfied, CaseVerdict::Violated]);
        assert_eq!(compiled.verdicts("brought-to-an-end"), [CaseVerdict::Satisfied, CaseVerdict::Pending]);
        assert_eq!(compiled.verdicts("within-window"), [CaseVerdict::NotApplicable; 2]);
        let sentences: Vec<String> = compiled.deviations(10).list.into_iter().map(|deviation| deviation.sentence).collect();
        assert_eq!(sentences, ["Case CHG-2: 'start' without 'authorize' before it that still counts"]);
    }
    let fitsm = catalog.rule_pack("fitsm3:change").unwrap();
    let history = log(&[vec!["register", "approve", "implement"], vec!["register", "implement"]]);
    let compiled = fitsm.compile(&history, &Options::default());
    assert_eq!(compiled.verdicts("authorized-before-start"), [CaseVerdict::Satisfied, CaseVerdict::Violated]);
}

/// A house binds the steps to the words of its own tool and changes what it asks, without copying the rules.
#[test]
fn a_pack_of_ones_own_extends_a_shipped_one() {
    let files = Memory::new().with(
        "rules.yaml",
        "format: itsm/rules/1
id: acme-change
title: Changes at Acme
extends: itil4:rule/change
steps:
  authorize: [Approved]
  start: [In progress]
remove: [authority-not-implementer]
rules:
  - {id: authorized-before-start, title: The board said yes, severity: low}
  - {id: own, title: Ours, template: absence, steps: [start], count: 2}
",
    );
    let catalog = Catalog::builtin().with_source(Arc::new(files)).unwrap();
    let pack = catalog.rule_pack("acme-change").unwrap();
    assert!(pack.rule("authority-not-implementer").is_none());
    let rule = pack.rule("authorized-before-start").unwrap();
    assert_eq!(rule.title(), "The board said yes");
    assert_eq!(rule.evidence().len(), 1);
    assert_eq!(rule.activities().collect::<Vec<_>>(), ["Approved", "In progress", "return", "request-second-authorization", "reject", "decline"]);
    let history = log(&[vec!["Approved", "In progress"]]);
    let compiled = pack.compile(&history, &Options::default());
    assert_eq!(compiled.verdicts("authorized-before-start"), [CaseVerdict::Satisfied]);
}

/// Rules that ask for more than the lifecycle of their framework does.
const STRICTER: [(&str, &str); 3] = [
    // Reopening is possible any number of times, and rules bound it.
    ("", "reopened-once"),
    // A major incident is its own model of the lifecycle, with a review.
    ("incident", "major-reviewed"),
    // FitSM closes a change after its review or without one.
    ("fitsm3:change", "reviewed"),
];

/// What follows the lifecycle of a framework keeps the rules of that framework, in runs that visit every usual state.
#[test]
fn what_follows_a_lifecycle_keeps_its_rules() {
    let catalog = Catalog::builtin();
    let mut pairs = 0;
    for pack in catalog.rule_packs().unwrap() {
        let (Some(framework), id) = (pack.framework(), pack.id()) else { continue };
        let Ok(lifecycle) = catalog.lifecycle(&format!("{framework}:lifecycle/{id}")) else { continue };
        let model = Model::of_lifecycle(&lifecycle, ActivityNames::Ids).unwrap();
        let (log, _) = simulate(&model, &Plan { cases: 300, seed: 11, ..Plan::default() }).unwrap();
        let result = pack.compile(&log, &Options::default()).run();
        let name = format!("{framework}:{id}");
        let broken: Vec<&str> = result.rules.iter().filter(|rule| rule.violated > 0).map(|rule| rule.rule.as_str()).collect();
        let is_stricter = |rule: &&&str| STRICTER.iter().any(|(pack, stricter)| name.ends_with(pack) && stricter == *rule);
        assert_eq!(broken.iter().find(|rule| !is_stricter(rule)), None, "{name}: {broken:?}");
        assert!(result.rules.iter().filter(|rule| rule.satisfied > 0).count() >= 3, "{name}");
        pairs += 1;
    }
    assert!(pairs >= 20, "{pairs}");
}
