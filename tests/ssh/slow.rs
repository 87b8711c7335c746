//! A slow, lossy line in front of sshd: what is sent arrives 100 ms later each way, and one piece in twenty only
//! after its retransmission. TCP hides a loss as a delay; so does this. Where the kernel has netem, the same is
//! measured with it (docs/ssh.md).

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

const WAY: Duration = Duration::from_millis(100);
/// The least time after which Linux sends a lost segment again, on a line of this delay.
const AGAIN: Duration = Duration::from_millis(400);
const LOST_ONE_IN: u32 = 20;

/// Starts the line; its port.
pub fn line_to(port: u16) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let own = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let (client, server) = (
                client.unwrap(),
                TcpStream::connect(("127.0.0.1", port)).unwrap(),
            );
            carry(client.try_clone().unwrap(), server.try_clone().unwrap(), 7);
            carry(server, client, 13);
        }
    });
    own
}

fn carry(mut from: TcpStream, to: TcpStream, seed: u32) {
    let (tx, rx) = mpsc::channel();
    std::thread::spawn(move || {
        let (mut room, mut dice, mut due) = ([0; 1400], seed, Instant::now());
        while let Ok(n @ 1..) = from.read(&mut room) {
            dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let lost = (dice >> 16) % LOST_ONE_IN == 0;
            let late = if lost { AGAIN } else { Duration::ZERO };
            // In order, as TCP hands it on: what follows a lost piece waits for it.
            due = due.max(Instant::now() + WAY + late);
            if tx.send((due, room[..n].to_vec())).is_err() {
                return;
            }
        }
    });
    std::thread::spawn(move || deliver(to, &rx));
}

fn deliver(mut to: TcpStream, rx: &Receiver<(Instant, Vec<u8>)>) {
    for (due, bytes) in rx {
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        if to.write_all(&bytes).is_err() {
            return;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}
