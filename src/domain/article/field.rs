//! The fields of an article, as forms, the command line and files name them.

use super::{Article, Product};
use crate::domain::process::{Field, FieldKind};
use crate::domain::values::Values;

/// The Markdown texts, in the order they are read.
pub const BODY: [&str; 5] = [
    "symptoms",
    "environment",
    "cause",
    "resolution",
    "workaround",
];

/// Every field that people fill in: id, label, help.
pub const LABELS: [(&str, &str, &str); 9] = [
    (
        "title",
        "Title",
        "What somebody with this problem would type.",
    ),
    (
        "symptoms",
        "Symptoms",
        "What one sees; error messages word for word. Markdown.",
    ),
    ("environment", "Environment", "Where it happens. Markdown."),
    (
        "cause",
        "Cause",
        "The root cause, where it is known. Markdown.",
    ),
    ("resolution", "Resolution", "What solves it. Markdown."),
    (
        "workaround",
        "Workaround",
        "What helps until it is solved. Markdown.",
    ),
    (
        "products",
        "Products",
        "One a line: Relay, or Relay = 9.3, 9.4",
    ),
    ("tags", "Tags", "One a line."),
    (
        "known_error",
        "Known error",
        "Cause and workaround are known; a fix is not there yet.",
    ),
];

/// The label of a field, or its id.
#[must_use]
pub fn label(id: &str) -> &str {
    LABELS.iter().find(|l| l.0 == id).map_or(id, |l| l.1)
}

/// The fields of the form.
#[must_use]
pub fn fields() -> Vec<Field> {
    let kind = |id: &str| match id {
        "title" => FieldKind::Text,
        "products" | "tags" => FieldKind::List,
        "known_error" => FieldKind::Flag,
        _ => FieldKind::LongText,
    };
    let field = |(id, label, help): &(&str, &str, &str)| Field {
        id: (*id).to_owned(),
        label: (*label).to_owned(),
        help: (*help).to_owned(),
        kind: kind(id),
        required: *id == "title",
        ..Field::default()
    };
    LABELS.iter().map(field).collect()
}

/// What an article says, as a form holds it.
#[must_use]
pub fn values(article: &Article) -> Values {
    let mut values = Values::new();
    for (id, _, _) in LABELS {
        values.set(id, text(article, id));
    }
    values
}

/// One field as a form holds it.
#[must_use]
pub fn text(article: &Article, id: &str) -> String {
    let products = || {
        let lines = article.products.iter().map(Product::to_string);
        lines.collect::<Vec<_>>().join("\n")
    };
    match id {
        "title" => article.title.clone(),
        "symptoms" => article.symptoms.clone(),
        "environment" => article.environment.clone(),
        "cause" => article.cause.clone(),
        "resolution" => article.resolution.clone(),
        "workaround" => article.workaround.clone(),
        "products" => products(),
        "tags" => article.tags.join("\n"),
        "known_error" => if article.known_error { "yes" } else { "no" }.to_owned(),
        _ => String::new(),
    }
}

/// Sets a field from a form.
///
/// # Errors
/// A sentence: no such field, a product without a name, neither yes nor no.
pub fn set(article: &mut Article, id: &str, value: &str) -> Result<(), String> {
    match id {
        "title" => article.title = one_line(value),
        "symptoms" => article.symptoms = tidy(value),
        "environment" => article.environment = tidy(value),
        "cause" => article.cause = tidy(value),
        "resolution" => article.resolution = tidy(value),
        "workaround" => article.workaround = tidy(value),
        "products" => article.products = products(value)?,
        "tags" => article.tags = tags(value),
        "known_error" => {
            article.known_error = match value.trim() {
                "yes" | "true" => true,
                "no" | "false" | "" => false,
                other => return Err(format!("Known error: say yes or no, not “{other}”")),
            };
        }
        _ => {
            let known: Vec<&str> = LABELS.iter().map(|l| l.0).collect();
            return Err(format!(
                "“{id}” is not a field of an article; there are {}",
                known.join(", ")
            ));
        }
    }
    Ok(())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Line ends as one kind; blank lines at the ends and blanks at line ends say nothing, but two of
/// them break a line in Markdown.
pub fn tidy(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = text.lines().collect();
    let blank = |l: &&&str| l.trim().is_empty();
    let start = lines.iter().take_while(blank).count();
    let end = lines.len() - lines.iter().rev().take_while(blank).count();
    lines
        .get(start..end.max(start))
        .unwrap_or_default()
        .join("\n")
        .trim_end()
        .to_owned()
}

fn products(text: &str) -> Result<Vec<Product>, String> {
    let lines = text.lines().filter(|l| !l.trim().is_empty());
    let mut all: Vec<Product> = Vec::new();
    for line in lines {
        let product: Product = line.parse()?;
        match all.iter_mut().find(|p| p.name == product.name) {
            Some(known) => {
                let new = product.versions.into_iter();
                let new: Vec<String> = new.filter(|v| !known.versions.contains(v)).collect();
                known.versions.extend(new);
            }
            None => all.push(product),
        }
    }
    Ok(all)
}

/// Tags are words; a comma separates them as a line break does.
fn tags(text: &str) -> Vec<String> {
    let mut all: Vec<String> = text
        .split(['\n', '\r', ','])
        .map(one_line)
        .filter(|t| !t.is_empty())
        .collect();
    all.sort();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::{LABELS, set, text, tidy, values};
    use crate::domain::article::Article;
    use proptest::prelude::{any, proptest};

    #[test]
    fn every_field_reads_back_as_it_was_set() {
        let mut article = Article::default();
        for (id, _, _) in LABELS {
            let value = match id {
                "products" => "Relay = 9.3\nPortal",
                "tags" => "mail\nvpn",
                "known_error" => "yes",
                _ => "a text",
            };
            set(&mut article, id, value).unwrap();
            assert_eq!(text(&article, id), value, "{id}");
        }
        assert_eq!(values(&article).get("tags"), Some("mail\nvpn"));
        let said = set(&mut article, "colour", "red").unwrap_err();
        assert!(said.contains("title, symptoms"), "{said}");
        assert!(set(&mut article, "known_error", "perhaps").is_err());
    }

    #[test]
    fn one_product_stands_once() {
        let mut article = Article::default();
        set(
            &mut article,
            "products",
            "Relay = 9.3\nRelay = 9.4, 9.3\n\n",
        )
        .unwrap();
        assert_eq!(text(&article, "products"), "Relay = 9.3, 9.4");
        set(&mut article, "tags", "vpn, mail,vpn").unwrap();
        assert_eq!(text(&article, "tags"), "mail\nvpn");
    }

    proptest! {
        #[test]
        fn a_tidy_text_stays_as_it_is(raw in any::<String>()) {
            let once = tidy(&raw);
            assert_eq!(tidy(&once), once);
        }
    }
}
