//! Brings other systems' tickets in.
