//! A lively desk to learn on.
