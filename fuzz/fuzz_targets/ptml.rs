//! Any bytes as a process tree: no panic, and the net of a tree is never unsound.
#![no_main]

use itsm::{
    diagnostic::render,
    net::{
        process_tree,
        soundness::{self, Verdict, soundness},
    },
    source::Limits,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (tree, findings) = process_tree::read_bytes("tree.ptml", bytes, Limits::default());
    let _ = (render::human(&findings, true), render::sarif(&findings));
    assert!(tree.is_none() || findings.errors() == 0);
    if let Some(net) = tree.and_then(|tree| tree.net().ok()) {
        let found = soundness(&net, soundness::Limits { markings: 2_000, bytes: 1 << 24 });
        assert_ne!(found.verdict, Verdict::Unsound);
    }
});
