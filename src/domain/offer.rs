//! What can be done next with a ticket.
