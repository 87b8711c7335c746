//! The interface in the terminal: a face of [`crate::desk::Desk`]. `update` and `view` are pure;
//! only `run` and `worker` touch threads, terminal and store.

pub mod theme;
