//! Reply templates: texts for the customer with places that are filled in from the ticket. A place is a
//! name in braces, `{customer}`; a brace itself is written twice.

use super::known_error;
use super::ticket::Ticket;

/// The longest template, in bytes.
pub const TEXT_MAX: usize = 16 * 1024;
/// The longest name of one, in characters.
pub const NAME_MAX: usize = 60;

/// What can be filled in, and what it is.
pub const PLACES: [(&str, &str); 9] = [
    ("customer", "the customer's name"),
    ("contact", "the contact's name"),
    ("ticket", "the ticket's number, #1042"),
    ("subject", "the ticket's subject"),
    ("product", "the product"),
    ("version", "its version"),
    ("agent", "who writes"),
    ("resolution", "the resolution's text"),
    (
        "workaround",
        "the latest workaround that is not “none found”, else that of its known error",
    ),
];

/// A template filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// The text. A place of which nothing is known stands in it as it was written.
    pub text: String,
    /// Those places, each once.
    pub unknown: Vec<&'static str>,
}

/// A part of a template.
enum Part<'t> {
    Text(&'t str),
    Place(&'static str),
}

/// Whether a template can be filled in at all.
///
/// # Errors
/// A sentence that names what is wrong: too long, nothing said, every name that is no place, a brace that
/// is not closed.
pub fn check(text: &str) -> Result<(), String> {
    if text.trim().is_empty() {
        return Err("The template is empty. Nothing was kept; say something.".to_owned());
    }
    if text.len() > TEXT_MAX {
        return Err(format!(
            "The template is {} bytes long; {TEXT_MAX} is the most. Nothing was kept.",
            text.len()
        ));
    }
    parts(text).map(|_| ())
}

/// Fills a template in. `linked`: the workaround of the known error that the ticket is linked to, or empty.
///
/// # Errors
/// As [`check`].
pub fn fill(text: &str, ticket: &Ticket, agent: &str, linked: &str) -> Result<Reply, String> {
    let mut reply = Reply::default();
    for part in parts(text)? {
        match part {
            Part::Text(text) => reply.text.push_str(text),
            Part::Place(name) => match value(name, ticket, agent, linked) {
                Some(value) => reply.text.push_str(value.trim()),
                None => {
                    reply.text.push_str(&format!("{{{name}}}"));
                    if !reply.unknown.contains(&name) {
                        reply.unknown.push(name);
                    }
                }
            },
        }
    }
    Ok(reply)
}

/// The places that still stand in a text as [`fill`] leaves them: nobody has written yet what is meant.
#[must_use]
pub fn left(text: &str) -> Vec<&'static str> {
    let names = PLACES.iter().map(|(name, _)| *name);
    names
        .filter(|name| text.contains(&format!("{{{name}}}")))
        .collect()
}

fn value(name: &str, ticket: &Ticket, agent: &str, linked: &str) -> Option<String> {
    let text = match name {
        "customer" => ticket.customer_name.clone(),
        "contact" => person(&ticket.contact_text).to_owned(),
        "ticket" => ticket.id.to_string(),
        "subject" => ticket.subject.clone(),
        "product" => ticket.product.clone(),
        "version" => ticket.product_version.clone(),
        "agent" => agent.to_owned(),
        "resolution" => ticket.resolution.as_ref()?.text.clone(),
        "workaround" => known_error::workaround(ticket).unwrap_or(linked).to_owned(),
        _ => return None,
    };
    (!text.trim().is_empty()).then_some(text)
}

/// The name in `Lena Park <lena@acme.example>`.
#[must_use]
pub fn person(contact: &str) -> &str {
    let name = contact.split('<').next().map(str::trim);
    name.filter(|n| !n.is_empty()).unwrap_or(contact)
}

fn parts(text: &str) -> Result<Vec<Part<'_>>, String> {
    let mut parts = Vec::new();
    let mut strange: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        parts.push(Part::Text(before));
        let mut chars = from.chars();
        let brace = chars.next().unwrap_or('{');
        if chars.next() == Some(brace) {
            parts.push(Part::Text(from.get(..1).unwrap_or_default()));
            rest = from.get(2..).unwrap_or_default();
            continue;
        }
        let close = from.find('}').filter(|_| brace == '{');
        let Some(close) = close else {
            return Err(format!(
                "A brace stands alone near “{}”. Write {{{{ or }}}} for the sign itself. Nothing was kept.",
                near(from)
            ));
        };
        let name = from.get(1..close).unwrap_or_default().trim();
        match PLACES.iter().find(|(known, _)| *known == name) {
            Some((known, _)) => parts.push(Part::Place(known)),
            None => strange.push(format!("{{{}}}", near(name))),
        }
        rest = from.get(close + 1..).unwrap_or_default();
    }
    parts.push(Part::Text(rest));
    if strange.is_empty() {
        return Ok(parts);
    }
    let known = PLACES.map(|(name, _)| format!("{{{name}}}")).join(" ");
    Err(format!(
        "Nothing is known as {}. What can be filled in: {known}. Nothing was kept.",
        strange.join(", ")
    ))
}

/// The beginning of a text.
fn near(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    line.chars().take(20).collect()
}

#[cfg(test)]
mod tests {
    use super::{check, fill, left, person};
    use crate::domain::ticket::Ticket;

    fn ticket() -> Ticket {
        Ticket {
            id: crate::domain::id::TicketId(7),
            customer_name: "Acme".to_owned(),
            contact_text: "Lena Park <lena@acme.example>".to_owned(),
            ..Ticket::default()
        }
    }

    #[test]
    fn places_are_filled_in_and_what_is_not_known_is_named() {
        let text = "Dear {contact} of { customer },\nabout {ticket}: {product} {{ {product} {version}}}\n{agent}";
        let reply = fill(text, &ticket(), "ana", "").unwrap();
        assert_eq!(
            reply.text,
            "Dear Lena Park of Acme,\nabout #7: {product} { {product} {version}}\nana"
        );
        assert_eq!(reply.unknown, ["product", "version"]);
    }

    #[test]
    fn places_that_nobody_filled_in_are_seen() {
        let text = "Dear {contact}: {resolution}, {resolution}";
        let reply = fill(text, &Ticket::default(), "ana", "").unwrap();
        assert_eq!(left(&reply.text), ["contact", "resolution"]);
        assert_eq!(left("{ contact } {name} {{}} plain"), [""; 0]);
    }

    #[test]
    fn what_a_customer_is_called_is_no_template() {
        let ticket = Ticket {
            customer_name: "{agent}".to_owned(),
            ..ticket()
        };
        assert_eq!(
            fill("{customer}", &ticket, "ana", "").unwrap().text,
            "{agent}"
        );
    }

    #[test]
    fn a_strange_name_and_a_lone_brace_are_sentences() {
        let said = check("Dear {name}, {weather}").unwrap_err();
        assert!(
            said.contains("{name}, {weather}") && said.contains("{customer}"),
            "{said}"
        );
        assert!(check("a { b").unwrap_err().contains("stands alone"));
        assert!(check("a } b").unwrap_err().contains("stands alone"));
        assert!(check(" \n").unwrap_err().contains("is empty"));
        assert!(
            check(&"x".repeat(20_000))
                .unwrap_err()
                .contains("16384 is the most")
        );
        assert!(check("{{ }}").is_ok());
    }

    #[test]
    fn a_person_is_what_stands_before_the_address() {
        assert_eq!(person("Lena Park <lena@acme.example>"), "Lena Park");
        assert_eq!(person("<lena@acme.example>"), "<lena@acme.example>");
    }
}
