//! What a field of one line may hold: the same limit wherever it is set.

/// The longest subject, name of a customer or contact, product, version or tag, in characters.
pub const LINE_MAX: usize = 500;

/// Why a text is too long for a field of one line, as half a sentence; `what`: the field with its article, “The subject”.
#[must_use]
pub fn too_long(what: &str, text: &str) -> Option<String> {
    // Bytes are counted at once, and there are never fewer of them than characters.
    let long = text.len() > LINE_MAX && text.chars().count() > LINE_MAX;
    long.then(|| {
        format!("{what} is longer than {LINE_MAX} characters; put the rest into the text of the ticket or a note.")
    })
}

#[cfg(test)]
mod tests {
    use super::{LINE_MAX, too_long};

    #[test]
    fn characters_are_counted_and_not_bytes() {
        assert_eq!(too_long("The subject", &"ä".repeat(LINE_MAX)), None);
        let said = too_long("The subject", &"ä".repeat(LINE_MAX + 1));
        assert!(said.is_some_and(|s| s.starts_with("The subject is longer than 500")));
    }
}
