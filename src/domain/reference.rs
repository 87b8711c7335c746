//! A ticket or an article, as people name them: `#1042`, `kb:12`.

use super::id::{ArticleId, TicketId};
use std::fmt;
use std::str::FromStr;

/// What a text names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reference {
    /// A ticket.
    Ticket(TicketId),
    /// An article of the knowledge base.
    Article(ArticleId),
}

impl Reference {
    /// The ticket, if it is one.
    #[must_use]
    pub fn ticket(self) -> Option<TicketId> {
        match self {
            Reference::Ticket(id) => Some(id),
            Reference::Article(_) => None,
        }
    }

    /// The article, if it is one.
    #[must_use]
    pub fn article(self) -> Option<ArticleId> {
        match self {
            Reference::Ticket(_) => None,
            Reference::Article(id) => Some(id),
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reference::Ticket(id) => id.fmt(f),
            Reference::Article(id) => id.fmt(f),
        }
    }
}

impl FromStr for Reference {
    type Err = String;

    /// A number alone is a ticket's.
    fn from_str(text: &str) -> Result<Self, String> {
        let ticket = text.parse().map(Reference::Ticket);
        let either = || text.parse().map(Reference::Article);
        ticket.or_else(|_: String| either()).map_err(|_: String| {
            format!(
                "“{text}” is neither a ticket nor an article. Write it as 1042 or #1042, an article as kb:12."
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Reference;
    use crate::domain::id::{ArticleId, TicketId};

    #[test]
    fn a_number_alone_is_a_tickets() {
        let read = |text: &str| text.parse::<Reference>();
        let ticket = Ok(Reference::Ticket(TicketId(12)));
        assert_eq!(read("12"), ticket);
        assert_eq!(read(" #12"), ticket);
        let article = Ok(Reference::Article(ArticleId(12)));
        assert_eq!(read("kb:12"), article);
        assert_eq!(read("KB:12 "), article);
        for text in ["", "#", "kb:", "kb:0", "twelve", "#kb:3"] {
            assert!(read(text).is_err(), "{text}");
        }
        assert_eq!(read("kb:7").unwrap().to_string(), "kb:7");
        assert_eq!(read("7").unwrap().to_string(), "#7");
    }
}
