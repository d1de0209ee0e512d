//! Any text as rules, waivers, a baseline and a Declare model: no panic, a finding whenever it does not load, and each case counted once.
#![no_main]

use itsm::{
    conformance::rules::{Baseline, Options, check_rules, decl, read_waivers},
    diagnostic::render,
    eventlog::{LogBuilder, Order},
    source::{FileText, Limits},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let file = |name: &str, head: &str| FileText::new(name.to_owned(), format!("{head}{text}"));
    let (_, findings) = read_waivers(&file("waivers.yaml", "format: itsm/waivers/1\n"), Limits::default());
    let _ = render::human(&findings, true);
    let _ = Baseline::read(&file("baseline.json", ""), Limits::default());

    let mut log = LogBuilder::new();
    for trace in [["a", "b"], ["b", "a"], ["c", "c"]] {
        let Ok(case) = log.case() else { return };
        for activity in trace {
            let _ = log.named_event(case, activity);
        }
    }
    let log = log.finish(Order::AsAdded);
    for (pack, findings) in [
        check_rules(&file("rules.yaml", "format: itsm/rules/1\nid: x\ntitle: X\n"), &(), Limits::default()),
        decl::read(&file("model.decl", ""), Limits::default()),
    ] {
        let _ = (render::human(&findings, true), render::sarif(&findings));
        assert_eq!(pack.is_none(), findings.errors() > 0);
        let Some(pack) = pack else { continue };
        let compiled = pack.compile(&log, &Options::default());
        for rule in compiled.run().rules {
            assert_eq!(rule.satisfied + rule.violated + rule.vacuous + rule.pending + rule.not_applicable, 3);
        }
        let _ = compiled.deviations(3);
    }
});
