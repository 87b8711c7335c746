//! The archive bundle of a closed ticket.
