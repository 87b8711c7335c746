//! What several chapters share.

pub mod hostile;
