//! What every backend must do, as functions that say what went wrong. Run from the tests, for each
//! backend by one line.

pub mod sample;
