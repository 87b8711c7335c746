//! The rules of the desk, pure: no files, network, threads, clock, database or terminal.
//!
//! Time, ids and the actor are arguments. [`decide`] says whether a command may run and what
//! happens; [`apply`] turns events into a ticket and is total, so a log always replays.

pub mod actor;
pub mod agent;
pub mod apply;
pub mod article;
pub mod attachment;
pub mod backup;
pub mod blocker;
pub mod bundle;
pub mod canonical;
pub mod chain;
pub mod check;
pub mod clock;
pub mod command;
pub mod configuration;
pub mod customer;
pub mod decide;
pub mod diff;
pub mod event;
pub mod fold;
pub mod form;
pub mod guard;
pub mod head;
pub mod heed;
pub mod id;
pub mod kb;
pub mod kept;
pub mod known_error;
pub mod log;
pub mod offer;
pub mod package;
pub mod parse;
pub mod peek;
pub mod process;
pub mod product;
pub mod proposal;
pub mod quote;
pub mod reference;
pub mod reply;
pub mod row;
pub mod row_of;
pub mod safe;
pub mod search;
pub mod secret;
pub mod similar;
pub mod stage;
pub mod table;
pub mod team;
pub mod ticket;
pub mod values;
pub mod version;
pub mod when;
pub mod words;
pub mod zone;
