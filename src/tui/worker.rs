//! The lanes: threads with a connection to the desk each. The write lane does its jobs in
//! order and drops none; the read lane has slots, and the newest question in a slot replaces the one
//! that waits. Nothing here knows the screen.

mod answer;
mod bringing;
mod files;
pub mod hooks;
mod keeping;
mod lane;
mod log;
mod lookup;
mod notices;
mod pages;
mod review;
mod shift;

pub use answer::{answer, perform};
pub use lane::{Lanes, Seat};
pub use log::Reader;
pub use review::reviewed;

use crate::desk::{self, Desk};
use std::sync::Arc;

/// Makes a connection to the desk; each lane has its own.
pub type MakeDesk = Arc<dyn Fn() -> Result<Desk, desk::Error> + Send + Sync>;
