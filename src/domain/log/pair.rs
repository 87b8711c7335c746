//! Messages on two lines, as `java.util.logging` writes them by itself: time, class and method on the first,
//! level and text on the second, which bears the time of the first.

use super::line::Line;
use super::stamp::Stamp;

/// The first line of a message whose second may follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pair(Option<Stamp>);

impl Pair {
    /// Looks at the next line; the second one of a message gets the time of the first.
    pub fn follow(&mut self, line: &mut Line<'_>) {
        let head = self.0.take();
        if line.stamp.is_none() && line.level.is_some() && !line.continues {
            line.stamp = head;
            return;
        }
        let is_head = line.level.is_none() && line.source.is_none() && is_method(&line.message);
        self.0 = line.stamp.filter(|_| is_head);
    }
}

/// `com.acme.Pool take`, `com.acme.Pool <init>`, or the name of a logger alone.
fn is_method(message: &str) -> bool {
    let (class, method) = message.split_once(' ').unwrap_or((message, ""));
    let part = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$');
    let class = class.contains('.') && class.bytes().all(|b| part(b) || b == b'.');
    class && method.bytes().all(|b| part(b) || matches!(b, b'<' | b'>'))
}
