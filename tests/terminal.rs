//! The terminal's foundation: what is shown, what is sent, what comes in, and how it ends.

mod frames;
mod safe;
mod session;
mod wrap;
