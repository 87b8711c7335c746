//! Log analysis, pure: text in, findings out. Files are read by the desk.
//!
//! A line is taken apart by [`line::read`] (time, level, source, message); its message is masked
//! ([`mask`]) and counted; [`template`] gathers what was masked alike into signatures.

pub mod analysis;
pub mod filter;
pub mod format;
mod header;
pub mod histogram;
mod json;
pub mod level;
pub mod line;
mod logfmt;
pub mod marks;
pub mod mask;
pub mod narrow;
pub mod pair;
pub mod signature;
pub mod stamp;
pub mod template;
pub mod text;
pub mod trace;
pub mod wide;
