//! The types of the lifecycles of `neutral`; `ITSM_BLESS=1 cargo test --test typed` makes them anew.

pub mod access_request;
pub mod change;
pub mod change_emergency;
pub mod change_standard;
pub mod complaint;
pub mod configuration_item_life_stage;
pub mod configuration_item_working_state;
pub mod deployment;
pub mod event_alert;
pub mod fulfilment_task;
pub mod incident;
pub mod incident_major;
pub mod knowledge_article;
pub mod known_error;
pub mod problem;
pub mod release;
pub mod service_level_agreement;
pub mod service_request;
pub mod software_licence_request;
pub mod suggestion;
