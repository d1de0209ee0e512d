//! A record comes to an end by its events alone.

use itsm::typed::neutral::incident::{Incident, typestate::Closed};

fn forge(incident: Incident) -> Closed {
    Closed(incident)
}

fn main() {}
