//! Coming in over SSH: a real sshd of OpenSSH on a loopback port, with keys and a configuration of its own that
//! allows whatever it can, so that what is refused is refused by `restrict` and by hoist.
//!
//! Without sshd on the machine these tests say that they were not run; with HOIST_NEEDS_SSHD set, as CI sets it,
//! they fail.

mod attacks;
mod listed;
mod server;
mod slow;
mod way;

use server::Server;

/// A server, or the reason why there is none.
fn server() -> Option<Server> {
    match Server::start() {
        Ok(server) => Some(server),
        Err(why) => {
            let needed = std::env::var_os("HOIST_NEEDS_SSHD").is_some();
            assert!(!needed, "sshd is needed here: {why}");
            eprintln!("NOT RUN: {why}");
            None
        }
    }
}
