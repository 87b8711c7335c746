//! Every move, record and refusal of the process, through the desk on both stores.

mod audit;
mod package;
mod roles;
