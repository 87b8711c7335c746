//! The rules of the desk, pure: no files, network, threads, clock, database or terminal.
//!
//! Time, ids and the actor are arguments. [`decide`] says whether a command may run and what
//! happens; [`apply`] turns events into a ticket and is total, so a log always replays.

pub mod actor;
pub mod agent;
pub mod blocker;
pub mod command;
pub mod customer;
pub mod event;
pub mod id;
pub mod process;
pub mod row;
pub mod stage;
pub mod ticket;
pub mod values;
