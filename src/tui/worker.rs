//! The lanes: two threads, each with its own connection to the desk. The write lane does its jobs in
//! order and drops none; the read lane has slots, and the newest question in a slot replaces the one
//! that waits. Nothing here knows the screen.

mod answer;
mod files;
mod lane;
mod pages;

pub use answer::{answer, perform};
pub use lane::Lanes;

use crate::desk::{self, Desk};
use std::sync::Arc;

/// Makes a connection to the desk; each lane has its own.
pub type MakeDesk = Arc<dyn Fn() -> Result<Desk, desk::Error> + Send + Sync>;
