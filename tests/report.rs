//! Reviews: figures counted by hand on a small desk, what must hold of any desk, and reviews that are held.

mod figures;
mod held;
mod page;
mod past;
mod volvo;
