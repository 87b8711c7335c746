//! Applies events to a ticket; total.
