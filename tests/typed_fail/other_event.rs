//! The events of a change do not happen to an incident.

use itsm::{
    lifecycle::Context,
    typed::neutral::{change, incident::Incident},
};

fn authorize(mut incident: Incident) {
    let _ = incident.apply(change::Event::Authorize, &Context::new());
}

fn main() {}
