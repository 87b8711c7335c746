//! The terminal interface: one face of the desk.
