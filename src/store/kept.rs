//! What is kept beside the log for speed, laid open to the audit.

use super::Error;
use crate::domain::customer::{Contact, Customer};

/// What an audit compares with the log and with itself; read without viewer.
pub trait Kept {
    /// Customers with the number of their row, those above `after`, ascending, at most `limit`.
    fn kept_customers(&self, after: i64, limit: usize) -> Result<Vec<(i64, Customer)>, Error>;

    /// Contacts in the same way.
    fn kept_contacts(&self, after: i64, limit: usize) -> Result<Vec<(i64, Contact)>, Error>;

    /// The first place where lists, numbers or keys that are kept beside rows are not what the rows
    /// say, in a sentence; `None`: all are, or nothing of the kind is kept.
    fn miscount(&self) -> Result<Option<String>, Error>;
}
