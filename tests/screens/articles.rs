//! The knowledge base by key: drafted, published, read, linked, named in a form; unfinished texts kept.

use super::lively::{desk, press, says, screen, session};
use crate::support::desk::{Bench, values};
use hoist::desk::articles::Listing;
use hoist::domain::article::{Ask, State};
use hoist::domain::id::{ArticleId, TicketId};
use hoist::tui::input::InputEvent;
use hoist::tui::model::overlay::Overlay;
use hoist::tui::print::styled;

const SIZE: (u16, u16) = (120, 36);

/// A desk with a published article and a ticket that Tier 1 works on.
fn shelf() -> (Bench, TicketId) {
    let mut bench = desk();
    let id = bench.at("tier1.working");
    bench.sit("ana");
    let fields = values(&[
        ("title", "Pool *exhausted*"),
        (
            "symptoms",
            "502 from `/charge`:\n\n```\nupstream timed out\n```",
        ),
        (
            "cause",
            "Too small; see [the settings](https://kb.example/pool).",
        ),
        (
            "resolution",
            "| setting | value |\n|---|---|\n| pool | 50 |",
        ),
        ("products", "Relay = 9.3"),
        ("tags", "gateway"),
    ]);
    let kb = bench.desk.write_article(fields, None).unwrap().article.id;
    let publish = Ask::Publish {
        remark: String::new(),
    };
    bench.desk.ask_article(kb, None, &publish).unwrap();
    (bench, id)
}

fn to(id: TicketId) -> String {
    format!("# \"{}\" <enter>", id.0)
}

#[test]
fn an_article_on_the_screen() {
    let (bench, _) = shelf();
    for (name, size) in [
        ("article_small", (80, 24)),
        ("article", (120, 36)),
        ("article_large", (200, 50)),
    ] {
        let mut ana = session(&bench, "ana", size);
        press(&mut ana, "h <enter>");
        insta::assert_snapshot!(name, styled(&ana.cells().unwrap()));
    }
}

#[test]
fn one_key_drafts_an_article_from_a_ticket_and_another_publishes_it() {
    let (bench, id) = shelf();
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, &to(id));
    press(&mut ana, "N");
    says(&ana, &format!("New article, from {id}"));
    press(&mut ana, "<c-s>");
    says(
        &ana,
        &format!("kb:2 is written, a draft; {id} is linked to it"),
    );
    says(&ana, "draft · helped 0 of 1 linked tickets");
    press(&mut ana, "P");
    // What is missing is asked for where it is filled in.
    says(&ana, "Change kb:2");
    says(&ana, "Resolution or workaround is missing");
    press(&mut ana, "<tab> <tab> <tab> <tab> <tab> \"Restart it\"");
    let mut found = false;
    for _ in 0..12 {
        if screen(&ana).contains("Restart it") {
            found = true;
            break;
        }
        press(&mut ana, "<tab>");
    }
    assert!(found, "{}", screen(&ana));
    press(&mut ana, "<c-s>");
    let article = bench
        .beside("ana")
        .article(ArticleId(2))
        .unwrap()
        .shelved
        .article;
    assert_eq!(article.revision, 2, "{}", screen(&ana));
    press(&mut ana, "<esc> <esc>");
    let ticket = bench.ticket(id);
    assert_eq!(ticket.articles[0].article, ArticleId(2));
}

#[test]
fn an_article_is_linked_to_the_ticket_under_the_bar_and_found_there() {
    let (bench, id) = shelf();
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, &to(id));
    press(&mut ana, "h <enter> +");
    says(&ana, &format!("{id}: article kb:1 helped"));
    says(&ana, "helped 1 of 1 linked tickets");
    press(&mut ana, "+");
    says(&ana, "is linked to kb:1 as one that helped");
    press(&mut ana, "<esc> <esc>");
    says(&ana, "Article");
    assert!(bench.ticket(id).articles[0].helped);
    press(&mut ana, "2 G k <enter>");
    says(&ana, "kb:1 Pool *exhausted*");
    press(&mut ana, "<esc>");
    says(&ana, "helped: Pool");
    press(&mut ana, "u");
    assert!(bench.ticket(id).articles.is_empty(), "{}", screen(&ana));
}

#[test]
fn a_decision_in_a_form_looks_articles_up() {
    let (mut bench, id) = shelf();
    bench.intake(id);
    bench.checklist("ana", id);
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, &to(id));
    press(&mut ana, "r 1 \"It is\" <tab> 1");
    says(&ana, "kb:1 Pool");
    press(&mut ana, "\"exhau\"");
    says(&ana, "kb:1 Pool");
    press(&mut ana, "<enter> <c-s>");
    let ticket = bench.ticket(id);
    assert_eq!(
        ticket.kb.map(|kb| format!("{kb:?}")),
        Some("Article(\"kb:1\")".to_owned()),
        "{}",
        screen(&ana)
    );
    assert!(ticket.articles[0].helped);
}

#[test]
fn an_unfinished_article_is_back_at_the_same_word() {
    let (bench, id) = shelf();
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, &to(id));
    press(&mut ana, "N <c-u> \"A better ti\" <esc>");
    says(&ana, "Kept as a draft");
    press(&mut ana, "N");
    says(&ana, "A better ti");
    press(&mut ana, "\"tle\"");
    says(&ana, "A better title");
    press(
        &mut ana,
        "<esc> h <enter> e <c-u> \"Renamed\" <esc> <esc> <esc> d",
    );
    says(&ana, "Change kb:1");
    says(&ana, &format!("New article, from {id}"));
    press(&mut ana, "\"change\" <enter>");
    says(&ana, "Renamed");
    press(&mut ana, "<c-s>");
    says(&ana, "kb:1 Renamed");
    let article = bench
        .beside("ana")
        .article(ArticleId(1))
        .unwrap()
        .shelved
        .article;
    assert_eq!(article.title, "Renamed");
}

#[test]
fn retiring_asks_why_and_links_are_copied_by_number() {
    let (bench, _) = shelf();
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, "h <enter> 1");
    says(&ana, "Copied: https://kb.example/pool");
    press(&mut ana, "7");
    says(&ana, "There is no link 7; there are 1.");
    press(&mut ana, "v");
    says(&ana, "kb:1 is reviewed");
    press(&mut ana, "R <c-s>");
    says(&ana, "Why");
    press(&mut ana, "\"no longer true\" <c-s>");
    says(&ana, "retired");
    let filter = hoist::domain::article::Filter {
        state: Some(State::Retired),
        ..Default::default()
    };
    let listing = Listing {
        filter,
        limit: 9,
        ..Listing::default()
    };
    assert_eq!(
        bench
            .beside("ana")
            .articles(&listing)
            .unwrap()
            .articles
            .len(),
        1
    );
}

#[test]
fn search_shows_articles_before_tickets() {
    let (bench, _) = shelf();
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, "f \"pool\"");
    says(&ana, "> kb:1");
    press(&mut ana, "<enter>");
    assert!(matches!(
        ana.model().overlays.last(),
        Some(Overlay::Article(_))
    ));
    press(&mut ana, "<esc>");
    says(&ana, "> kb:1");
    press(&mut ana, "<c-u> \"is:draft\"");
    says(&ana, "Nothing was found");
}

#[test]
fn of_an_article_that_is_too_long_nothing_typed_is_lost() {
    let (bench, id) = shelf();
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, &to(id));
    press(&mut ana, "N <tab>");
    let long = "more than fits ".repeat(80_000);
    ana.take(InputEvent::Paste(long.clone()));
    press(&mut ana, "<c-s>");
    says(&ana, "one has at most 1 MiB");
    let Some(Overlay::Form(opened)) = ana.model().overlays.last() else {
        panic!("{}", screen(&ana))
    };
    let typed = opened.form.text("symptoms").unwrap_or_default();
    assert!(
        typed.contains(long.trim()),
        "{} of {}",
        typed.len(),
        long.len()
    );
    let titles = |bench: &Bench| {
        bench.desk.articles(&Listing {
            limit: 9,
            ..Listing::default()
        })
    };
    assert_eq!(
        titles(&bench).unwrap().articles.len(),
        1,
        "nothing was written"
    );
}

#[test]
fn the_keys_of_an_article_are_listed_there() {
    let (bench, _) = shelf();
    let mut ana = session(&bench, "ana", (80, 24));
    press(&mut ana, "h <enter>");
    says(&ana, "? keys");
    press(&mut ana, "?");
    says(&ana, "It is still right");
    press(&mut ana, "<esc>");
    assert!(matches!(
        ana.model().overlays.last(),
        Some(Overlay::Article(_))
    ));
}
