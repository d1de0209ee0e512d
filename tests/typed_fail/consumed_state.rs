//! A record that has gone on is no longer where it was.

use itsm::typed::neutral::incident::typestate::{Closed, Resolved};

fn twice(resolved: Resolved) -> (Closed, Closed) {
    (resolved.auto_close(), resolved.auto_close())
}

fn main() {}
