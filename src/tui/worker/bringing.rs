//! Tickets of another system into the desk.

use super::files::expanded;
use crate::desk::attach::Progress;
use crate::desk::import::{self, Order};
use crate::desk::{Desk, Error};
use crate::tui::msg::BringIn;
use std::fs::File;
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Counts what is read.
struct Counted {
    file: File,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.file.read(buffer)?;
        self.read.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// Brings a file in, or looks what would come of it; what came of it, in sentences.
///
/// # Errors
/// The desk's; files that cannot be read, mistakes of the mapping.
pub fn bring_in(desk: &mut Desk, work: &BringIn, progress: Progress<'_>) -> Result<String, Error> {
    let unread = |path: &std::path::Path, e: std::io::Error| {
        Error::Input(format!("{} cannot be read: {e}.", path.display()))
    };
    let (path, map) = (expanded(&work.file), expanded(&work.map));
    let text = std::fs::read_to_string(&map).map_err(|e| unread(&map, e))?;
    let mapping = import::map::read(&text);
    let file = File::open(&path).map_err(|e| import::unopened(&mapping, &path, &e))?;
    let size = file.metadata().map_or(0, |m| m.len());
    let read = Arc::new(AtomicU64::new(0));
    let input = Box::new(Counted {
        file,
        read: Arc::clone(&read),
    });
    let order = Order {
        map: &mapping,
        format: work.format,
        beside: Some(&path),
        dry_run: work.dry_run,
    };
    let report = import::run(desk, input, &order, &mut |_| {
        progress(read.load(Ordering::Relaxed), size)
    })?;
    Ok(report.said().join("\n"))
}
