//! The model check of a process.
