//! The texts of the demo desk: stories, sentences by language, people; and filling them in.

use super::rng::Rng;
use crate::desk::Error;
use crate::domain::team::Team;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What a customer comes with, from the first word to the resolution.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Story {
    pub product: String,
    pub kind: String,
    pub lang: String,
    pub subject: String,
    pub text: String,
    pub symptoms: String,
    pub steps: String,
    pub errors: String,
    pub changes: String,
    pub logs: String,
    pub tried: String,
    pub tried_result: String,
    pub finding: String,
    pub evidence: String,
    pub cause: String,
    pub workaround: String,
    pub component: String,
    pub change: String,
    pub test: String,
    pub resolution: String,
    pub missing: Vec<String>,
    pub question: String,
}

/// An organisation of the address book.
#[derive(Debug, Deserialize)]
#[allow(missing_docs)]
pub struct Org {
    pub name: String,
    pub language: String,
    pub zone: String,
    pub domain: String,
    pub phone: String,
    pub people: Vec<String>,
}

/// An agent.
#[derive(Debug, Deserialize)]
#[allow(missing_docs)]
pub struct Person {
    pub name: String,
    pub tiers: Vec<String>,
    #[serde(default)]
    pub lead: bool,
    #[serde(default)]
    pub away_days: i64,
}

/// A reply template.
#[derive(Debug, Deserialize)]
#[allow(missing_docs)]
pub struct Template {
    pub name: String,
    pub text: String,
}

/// A product with its versions, oldest first.
#[derive(Debug, Deserialize)]
#[allow(missing_docs)]
pub struct Product {
    pub name: String,
    pub versions: Vec<String>,
    pub notes: Vec<String>,
}

/// An article of the knowledge base, with its past in days before the desk's own day.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Shelf {
    pub title: String,
    pub owner: String,
    pub products: String,
    pub tags: String,
    pub known_error: String,
    pub days: i64,
    pub out: i64,
    pub seen: i64,
    pub gone: i64,
    pub why: String,
    #[serde(rename = "for")]
    pub helps: String,
    pub symptoms: String,
    pub environment: String,
    pub cause: String,
    pub resolution: String,
    pub workaround: String,
}

#[derive(Debug, Deserialize)]
struct Articles {
    article: Vec<Shelf>,
}

#[derive(Debug, Deserialize)]
struct Stories {
    story: Vec<Story>,
}

#[derive(Debug, Deserialize)]
struct People {
    customers: Vec<Org>,
    agents: Vec<Person>,
    products: Vec<Product>,
    teams: Vec<Team>,
    templates: Vec<Template>,
}

type Parts = BTreeMap<String, BTreeMap<String, Vec<String>>>;

/// All texts.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct Library {
    pub stories: Vec<Story>,
    pub customers: Vec<Org>,
    pub agents: Vec<Person>,
    pub products: Vec<Product>,
    pub articles: Vec<Shelf>,
    pub teams: Vec<Team>,
    pub templates: Vec<Template>,
    parts: Parts,
}

impl Library {
    /// Reads the texts that are built in.
    pub fn load() -> Result<Library, Error> {
        let stories: Stories = read(include_str!("../../../assets/demo/stories.toml"))?;
        let more: Stories = read(include_str!("../../../assets/demo/stories2.toml"))?;
        let people: People = read(include_str!("../../../assets/demo/people.toml"))?;
        let articles: Articles = read(include_str!("../../../assets/demo/articles.toml"))?;
        let mut all = stories.story;
        all.extend(more.story);
        Ok(Library {
            stories: all,
            customers: people.customers,
            agents: people.agents,
            products: people.products,
            articles: articles.article,
            teams: people.teams,
            templates: people.templates,
            parts: read(include_str!("../../../assets/demo/parts.toml"))?,
        })
    }

    /// One of the sentences of a kind in a language; English where the language has none.
    pub fn part(&self, rng: &mut Rng, language: &str, kind: &str) -> &str {
        let of = |language: &str| {
            let sentences = self.parts.get(language)?.get(kind)?;
            (!sentences.is_empty()).then_some(sentences)
        };
        let found = of(language).or_else(|| of("en"));
        found.and_then(|s| rng.pick(s)).map_or("…", String::as_str)
    }

    /// The stories of one of these kinds.
    pub fn stories_of(&self, kinds: &[&str]) -> Vec<&Story> {
        let fits = |s: &&Story| kinds.contains(&s.kind.as_str());
        self.stories.iter().filter(fits).collect()
    }
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Error> {
    toml::from_str(text).map_err(|e| {
        Error::Input(format!(
            "The texts of the demo cannot be read: {e}. This is a fault of this build of hoist."
        ))
    })
}

/// Names and what stands for them.
pub type Vars = Vec<(&'static str, String)>;

/// Fills a text: `{name}` by its value, `{this|that}` by one of them, which may hold further ones;
/// anything else stays.
pub fn fill(rng: &mut Rng, vars: &Vars, text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut rest = text.trim_matches('\n');
    while let Some(open) = rest.find('{') {
        let (before, after) = rest.split_at(open);
        out.push_str(before);
        let Some(close) = closing(after) else {
            out.push('{');
            rest = &after[1..];
            continue;
        };
        let inside = &after[1..close];
        let choices = alternatives(inside);
        let named = vars.iter().find(|(name, _)| *name == inside);
        match (named, choices.len()) {
            (Some((_, value)), _) => out.push_str(value),
            (None, 0 | 1) => out.push_str(&after[..=close]),
            (None, many) => {
                let chosen = choices.get(rng.below(many)).copied();
                out.push_str(&fill(rng, vars, chosen.unwrap_or_default()));
            }
        }
        rest = &after[close + 1..];
    }
    out.push_str(rest);
    out
}

/// Where the brace closes with which the text begins, on the same line.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_u32;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => return Some(at),
            '}' => depth -= 1,
            '\n' => return None,
            _ => {}
        }
    }
    None
}

/// The parts between the bars that stand in no brace of their own.
fn alternatives(inside: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_i32);
    for (at, c) in inside.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            '|' if depth == 0 => {
                parts.push(&inside[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&inside[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::{Library, fill};
    use crate::desk::demo::rng::Rng;

    #[test]
    fn names_and_choices_are_filled_and_braces_stay() {
        let mut rng = Rng::new(1);
        let vars = vec![("host", "a1".to_owned())];
        assert_eq!(fill(&mut rng, &vars, "\n{host} {x} {\n}"), "a1 {x} {\n}");
        let chosen = fill(&mut rng, &vars, "{a|b}");
        assert!(chosen == "a" || chosen == "b");
        assert_eq!(fill(&mut rng, &vars, "{"), "{");
        let nested = fill(&mut rng, &vars, "{on {host}|{the {host}|our {host}}}!");
        assert!(["on a1!", "the a1!", "our a1!"].contains(&nested.as_str()));
    }

    #[test]
    fn the_texts_read_and_name_known_products() {
        let library = Library::load().unwrap();
        assert!(library.stories.len() >= 20 && library.customers.len() == 40);
        for story in &library.stories {
            let known = library.products.iter().any(|p| p.name == story.product);
            assert!(known, "{}", story.subject);
            assert!(!story.subject.is_empty() && !story.symptoms.is_empty());
        }
    }
}
