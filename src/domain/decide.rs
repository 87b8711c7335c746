//! Decides whether a command may run and what happens.
