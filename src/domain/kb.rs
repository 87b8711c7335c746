//! The decision about the knowledge base, as it is written in a form: a reference (text or URL),
//! `by:TIME` when it is owed, `none:WHY` when there is nothing new.

use super::id::At;
use super::ticket::KbDecision;

/// Reads a decision.
///
/// # Errors
/// A sentence, when a date cannot be read or a reason is empty.
pub fn decision(text: &str) -> Result<KbDecision, String> {
    let text = text.trim();
    if let Some(when) = text.strip_prefix("by:") {
        let at = chrono::DateTime::parse_from_rfc3339(when.trim())
            .map_err(|_| format!("“{}” is not a time; owed until when?", when.trim()))?;
        return Ok(KbDecision::OwedBy(At(at.timestamp_millis())));
    }
    if let Some(why) = text.strip_prefix("none:") {
        let why = why.trim();
        if why.is_empty() {
            return Err("say why there is nothing new for the knowledge base".to_owned());
        }
        return Ok(KbDecision::Nothing(why.to_owned()));
    }
    if text.is_empty() {
        return Err(
            "name the article, when it will be written, or why there is nothing new".to_owned(),
        );
    }
    Ok(KbDecision::Article(text.to_owned()))
}

/// A decision as people read it; any other text as it is.
#[must_use]
pub fn in_words(text: &str) -> String {
    match decision(text) {
        Ok(KbDecision::OwedBy(at)) => format!("owed by {}", super::words::rfc3339(at)),
        Ok(KbDecision::Nothing(why)) => format!("nothing new: {why}"),
        Ok(KbDecision::Article(_)) | Err(_) => text.to_owned(),
    }
}
