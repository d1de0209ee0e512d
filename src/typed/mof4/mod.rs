//! The types of the lifecycles of `mof4`; `ITSM_BLESS=1 cargo test --test typed` makes them anew.

pub mod change;
pub mod change_shortened_review;
pub mod help_request;
pub mod problem;
