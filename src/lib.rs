//! hoist: a support desk in the terminal that enforces the escalation process.

pub mod cli;
pub mod config;
pub mod desk;
pub mod domain;
pub mod identity;
pub mod store;
pub mod tui;
