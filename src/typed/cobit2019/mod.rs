//! The types of the lifecycles of `cobit2019`; `ITSM_BLESS=1 cargo test --test typed` makes them anew.

pub mod change;
pub mod change_emergency;
pub mod change_pre_approved;
pub mod incident;
pub mod incident_major;
pub mod problem;
pub mod service_request;
