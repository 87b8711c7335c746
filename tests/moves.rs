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
mod joining;
mod kept;
mod known;
mod known_articles;
mod leaving;
mod linking;
mod package;
mod paths;
mod products;
mod promises;
mod recount;
mod restricted;
mod roles;
mod shift;
mod teams;
mod waiting;
