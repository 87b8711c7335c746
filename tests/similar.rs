//! What is similar: on real issues in other words, and through the desk.

mod quality;
mod reword;
