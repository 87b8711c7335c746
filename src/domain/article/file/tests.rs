use super::{name, parse, write};
use crate::domain::article::field::{BODY, set, values};
use crate::domain::article::{Article, State};
use crate::domain::id::{ArticleId, At};
use proptest::prelude::{any, prop, proptest};

fn article() -> Article {
    let mut article = Article {
        id: ArticleId(12),
        revision: 3,
        state: State::Published,
        reviewed_at: Some(At(1_700_000_000_000)),
        ..Article::default()
    };
    for (id, text) in [
        ("title", "502 from \"/charge\" = \\ ünïcode"),
        ("symptoms", "Every call:\n\n```\n+++\n# Cause\n```"),
        ("cause", "# Cause\n\\# Cause\n\\\\# Workaround  \nit"),
        ("resolution", "| a | b |\n|---|---|\n| 1 | 2 |"),
        ("products", "Relay = 9.3, 9.4\nPortal"),
        ("tags", "vpn\nmail"),
    ] {
        set(&mut article, id, text).unwrap();
    }
    article
}

#[test]
fn a_file_reads_back_equal() {
    let article = article();
    let text = write(&article, "d-1");
    let read = parse(&text).unwrap();
    assert_eq!(read.values, values(&article), "{text}");
    assert_eq!((read.kb, read.revision), (Some(ArticleId(12)), Some(3)));
    assert_eq!((read.desk.as_str(), read.state), ("d-1", State::Published));
    assert_eq!(read.reviewed_at, article.reviewed_at);
    assert_eq!(
        parse(&text.replace('\n', "\r\n")).unwrap().values,
        read.values
    );
}

#[test]
fn every_mistake_is_listed_with_its_line() {
    let text = "+++\nkb = \"x\"\ncolour = 1\nstate = \"new\"\ntags = \"a\"\nreviewed = \"monday\"\n\
        products = [\" = 9\"]\n+++\nstray\nmore\n# Cause\na\n# Cause\nb\n# Symptom\n";
    let mistakes = parse(text).unwrap_err();
    let lines: Vec<usize> = mistakes.iter().map(|m| m.line).collect();
    assert_eq!(lines, [2, 2, 3, 4, 5, 6, 7, 9, 13], "{mistakes:#?}");
    let said = |line: usize| &mistakes.iter().find(|m| m.line == line).unwrap().text;
    assert!(
        said(3).contains("“colour” is not known here"),
        "{}",
        said(3)
    );
    assert!(said(9).contains("# Symptoms, # Environment"), "{}", said(9));
    assert!(
        mistakes
            .iter()
            .any(|m| m.text.contains("title = \"…\" is missing"))
    );
}

#[test]
fn what_is_no_front_matter_is_said_at_once() {
    for (text, says) in [
        ("", "The first line is +++"),
        ("# Cause\n", "The first line is +++"),
        ("---\ntitle: x\n---\n", "The first line is +++"),
        ("+++\ntitle = \"x\"\n", "never closed"),
        ("+++\ntitle = \n+++\n", "not TOML"),
        ("+++\ntitle = \"x\"\nstate = \"retired\"\n+++\n", "says why"),
        ("+++\ntitle = \" \"\n+++\n", "The title is empty"),
    ] {
        let mistakes = parse(text).unwrap_err();
        assert!(mistakes[0].text.contains(says), "{text:?}: {mistakes:?}");
    }
}

#[test]
fn names_are_cleaned() {
    let named = |title: &str| {
        let mut article = article();
        article.title = title.to_owned();
        name(&article)
    };
    assert_eq!(
        named("502 from /charge: Müller?"),
        "0012-502-from-charge-muller.md"
    );
    assert_eq!(named("../../etc/passwd"), "0012-etc-passwd.md");
    assert_eq!(named("日本"), "0012.md");
    assert!(named(&"a".repeat(500)).len() < 80);
}

proptest! {
    #[test]
    fn any_text_reads_back_as_it_was_kept(
        texts in prop::collection::vec(any::<String>(), 5),
        title in "[^\\p{C}]{1,40}[a-z]",
    ) {
        let mut article = Article { id: ArticleId(1), revision: 1, ..Article::default() };
        set(&mut article, "title", &title).unwrap();
        for (id, text) in BODY.into_iter().zip(&texts) {
            set(&mut article, id, text).unwrap();
        }
        let read = parse(&write(&article, "d")).unwrap();
        assert_eq!(read.values, values(&article));
    }

    #[test]
    fn any_file_is_read(text in any::<String>()) {
        let _ = parse(&text);
        let _ = parse(&format!("+++\n{text}\n+++\n{text}"));
    }
}
