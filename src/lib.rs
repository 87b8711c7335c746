//! hoist: a support desk in the terminal that enforces the escalation process.

pub mod domain;
pub mod store;
