//! What several chapters share.

pub mod desk;
pub mod hostile;
pub mod pty;
