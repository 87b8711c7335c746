//! The interface in the terminal: a face of [`crate::desk::Desk`]. `update` and `view` are pure;
//! only `run` and `worker` touch threads, terminal and store.

pub mod backend;
pub mod conflict;
pub mod crash;
pub mod draft;
pub mod editor;
pub mod finder;
pub mod form;
pub mod guard;
pub mod input;
pub mod keys;
pub mod newticket;
pub mod osc52;
pub mod signals;
pub mod terminal;
pub mod theme;
pub mod wrap;
pub mod writer;
