//! A record that has gone on is no longer where it was.

use itsm::typed::neutral::incident::typestate::{Closed, Resolved};

fn close(resolved: Resolved) -> Closed {
    resolved.auto_close()
}

fn twice(resolved: Resolved) -> (Closed, Closed) {
    (close(resolved), close(resolved))
}

fn main() {}
