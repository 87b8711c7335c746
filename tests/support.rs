//! What several chapters share.

pub mod hostile;
pub mod pty;
