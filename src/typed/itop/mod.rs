//! The types of the lifecycles of `itop`; `ITSM_BLESS=1 cargo test --test typed` makes them anew.

pub mod change_simple;
pub mod emergency_change;
pub mod incident;
pub mod normal_change;
pub mod problem;
pub mod routine_change;
pub mod user_request;
pub mod user_request_simple;
pub mod work_order;
