//! Every move, record and refusal of the process, through the desk on both stores.

mod articles;
mod attachments;
mod audit;
mod book;
mod bundle;
mod commands;
mod configurations;
mod ending;
mod fixing;
mod handing;
mod kept;
mod known;
mod package;
mod paths;
mod products;
mod recount;
mod restricted;
mod roles;
mod waiting;
