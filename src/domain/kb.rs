//! The decision about the knowledge base, as it is written in a form: an article of this desk
//! (`kb:12`, or its number), another reference (text or URL), `by:TIME` when it is owed, `none:WHY`
//! when there is nothing new.

use super::id::{ArticleId, At};
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
    let article = reference(text).map(|id| id.to_string());
    Ok(KbDecision::Article(
        article.unwrap_or_else(|| text.to_owned()),
    ))
}

/// The article of this desk that a text names: `kb:12`, or `12` alone.
#[must_use]
pub fn reference(text: &str) -> Option<ArticleId> {
    text.parse().ok()
}

/// The article of this desk that a decision names.
#[must_use]
pub fn article(decision: &KbDecision) -> Option<ArticleId> {
    match decision {
        KbDecision::Article(text) => reference(text),
        KbDecision::OwedBy(_) | KbDecision::Nothing(_) => None,
    }
}

/// A decision as people read it; any other text as it is.
#[must_use]
pub fn in_words(text: &str) -> String {
    match decision(text) {
        Ok(decision) => said(&decision),
        Err(_) => text.to_owned(),
    }
}

/// A decision as people read it.
#[must_use]
pub fn said(decision: &KbDecision) -> String {
    match (decision, article(decision)) {
        (KbDecision::OwedBy(at), _) => format!("owed by {}", super::words::utc_time(*at)),
        (KbDecision::Nothing(why), _) => format!("nothing new: {why}"),
        (KbDecision::Article(_), Some(id)) => format!("article {id}"),
        (KbDecision::Article(text), None) => text.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::{article, decision, in_words};
    use crate::domain::id::ArticleId;
    use crate::domain::ticket::KbDecision;

    #[test]
    fn an_article_of_the_desk_is_told_from_other_references() {
        let named = |text: &str| article(&decision(text).unwrap());
        for text in ["kb:12", "12", " KB:12 "] {
            assert_eq!(named(text), Some(ArticleId(12)), "{text}");
        }
        for text in [
            "KB-12",
            "https://kb.example/12",
            "12 and more",
            "0",
            "none:12",
        ] {
            assert_eq!(named(text), None, "{text}");
        }
        assert_eq!(decision("12"), Ok(KbDecision::Article("kb:12".to_owned())));
        assert_eq!(
            decision("KB-12"),
            Ok(KbDecision::Article("KB-12".to_owned()))
        );
        assert_eq!(in_words("12"), "article kb:12");
        assert_eq!(
            in_words("by:2026-03-04T09:30:00Z"),
            "owed by 2026-03-04 09:30 UTC"
        );
    }
}
