//! The types of the lifecycles of `fitsm3`; `ITSM_BLESS=1 cargo test --test typed` makes them anew.

pub mod change;
pub mod change_emergency;
pub mod incident;
pub mod incident_major;
pub mod known_error;
pub mod problem;
pub mod release;
