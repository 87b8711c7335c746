//! hoist: argv → face; an error → one line on stderr and an exit code.

fn main() {}
