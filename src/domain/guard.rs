//! The guards: each written once.
