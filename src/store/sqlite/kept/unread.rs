//! What stands in a kept document and is not read: where a key that may be missing was given another name, the document
//! reads as before.

use crate::domain::attachment::shown;
use serde::Serialize;
use serde_json::Value;

/// A sentence about a key of `text` that the document read from it does not have.
pub fn unread(text: &str, doc: &impl Serialize) -> Option<String> {
    let (kept, read) = (serde_json::from_str(text).ok()?, serde_json::to_value(doc));
    let key = strange(&kept, &read.ok()?)?;
    let begins: String = text.chars().take(60).collect();
    Some(format!(
        "“{}” of {} is no part of what the desk keeps there.",
        shown(&key),
        shown(&begins)
    ))
}

fn strange(kept: &Value, read: &Value) -> Option<String> {
    match (kept, read) {
        (Value::Object(kept), Value::Object(read)) => {
            kept.iter().find_map(|(key, kept)| match read.get(key) {
                None => Some(key.clone()),
                Some(read) => strange(kept, read),
            })
        }
        (Value::Array(kept), Value::Array(read)) => {
            let mut pairs = kept.iter().zip(read);
            pairs.find_map(|(kept, read)| strange(kept, read))
        }
        _ => None,
    }
}
