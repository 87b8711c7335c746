//! What several chapters share.

pub mod desk;
pub mod dice;
pub mod hostile;
pub mod pty;
