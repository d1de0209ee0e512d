//! Any bytes as a PNML file: no panic, and what is read is written and read again as it was, and judged.
#![no_main]

use itsm::{
    diagnostic::render,
    net::{
        pnml,
        soundness::{self, soundness},
    },
    source::{FileText, Limits},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (nets, findings) = pnml::read_bytes("net.pnml", bytes, Limits::default());
    let _ = (render::human(&findings, true), render::sarif(&findings));
    let (again, findings) = pnml::read(&FileText::new("again.pnml", pnml::write(&nets)), Limits::default());
    assert!(nets.is_empty() || findings.errors() == 0);
    assert_eq!(again.len(), nets.len());
    for net in nets {
        let found = soundness(&net.net, soundness::Limits { markings: 2_000, bytes: 1 << 24 });
        for problem in found.problems {
            let mut marking = net.net.initial().clone();
            for step in &problem.run {
                net.net.fire(&mut marking, *step).unwrap();
            }
            assert_eq!(marking, problem.marking);
            let _ = problem.sentence(&net.net);
        }
    }
});
