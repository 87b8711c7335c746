//! The model check of a process.

use super::parse::Fault;
use super::process::Process;

/// Every fault of the model.
#[must_use]
pub fn model(process: &Process) -> Vec<Fault> {
    let _ = process;
    Vec::new()
}
