//! Clocks: what is due when.
