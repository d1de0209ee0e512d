//! The types of the lifecycles of `itil4`; `ITSM_BLESS=1 cargo test --test typed` makes them anew.

pub mod change;
pub mod change_emergency;
pub mod change_standard;
pub mod event_alert;
pub mod incident;
pub mod problem;
pub mod service_level_agreement;
pub mod service_request;
