//! The use cases of the desk, one method each: the only caller of `decide` and of `commit`.

pub mod demo;
pub mod import;
