//! The process as data: the built-in file, the parser's faults, the model check.

mod builtin;
mod files;
mod hostile;
mod promises;
mod table;
