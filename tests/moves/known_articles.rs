//! Articles as known errors: among what is similar, linked with their workaround, waited for, and heard of
//! when the fix comes.

use crate::support::desk::{Bench, DAY, missing, on_both, sign, values, way, with};
use hoist::domain::article::Ask;
use hoist::domain::blocker::Why;
use hoist::domain::command::Command;
use hoist::domain::id::{ArticleId, TicketId};
use hoist::domain::known_error::linking;
use hoist::domain::process::Verb;
use hoist::domain::reference::Reference;
use hoist::domain::similar::{Sought, Standing};
use hoist::store::search::Stop;

const SUBJECT: &str = "Payments API returns 502";

/// A published known error.
fn known(bench: &mut Bench, from: Option<TicketId>) -> ArticleId {
    bench.sit("eva");
    let fields = values(&[
        ("title", SUBJECT),
        ("symptoms", "Every charge fails with 502"),
        ("cause", "The pool leaks"),
        ("workaround", "Restart nightly"),
        ("known_error", "yes"),
    ]);
    let id = bench.desk.write_article(fields, from).unwrap().article.id;
    let publish = Ask::Publish {
        remark: String::new(),
    };
    bench.desk.ask_article(id, None, &publish).unwrap();
    id
}

fn fix(words: &str) -> Ask {
    Ask::Fix {
        resolution: words.to_owned(),
        remark: String::new(),
        by: None,
    }
}

fn link(bench: &mut Bench, id: TicketId, article: ArticleId, days: Option<i64>) {
    let until = days.map(|d| bench.now().plus_ms(d * DAY));
    let commands = linking(Reference::Article(article), "known_error", until);
    bench.sit("ana");
    let command = bench.fresh();
    bench.desk.run_all(id, None, commands, &command).unwrap();
}

fn audit(bench: &Bench) -> Option<String> {
    bench.desk.audit_check(&mut |_, _| {}).unwrap().bad
}

#[test]
fn published_articles_are_among_what_is_similar_and_drafts_are_not() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        let own = known(bench, Some(id));
        let other = known(bench, None);
        bench.sit("eva");
        let draft = values(&[("title", SUBJECT), ("symptoms", "502")]);
        bench.desk.write_article(draft, None).unwrap();
        let likes = bench.desk.similar(id, 10, Stop::default()).unwrap().likes;
        let ids: Vec<Reference> = likes.iter().map(|l| l.ranked.hit.id()).collect();
        assert_eq!(
            ids,
            [Reference::Article(other)],
            "not {own}: drafted from it"
        );
        let like = &likes[0];
        assert_eq!(like.ranked.standing, Standing::KnownError);
        assert_eq!(like.known.as_ref().unwrap().workaround, "Restart nightly");
        let retire = Ask::Retire {
            reason: "wrong".into(),
        };
        bench.desk.ask_article(other, None, &retire).unwrap();
        let sought = Sought::typed(SUBJECT, []);
        let likes = bench.desk.like(&sought, None, 10, Stop::default()).unwrap();
        let ids: Vec<Reference> = likes.likes.iter().map(|l| l.ranked.hit.id()).collect();
        assert!(ids.contains(&Reference::Article(own)), "{ids:?}");
        assert!(!ids.contains(&Reference::Article(other)), "{ids:?}");
        assert!(ids.contains(&Reference::Ticket(id)), "{ids:?}");
    });
}

#[test]
fn a_linked_article_shows_its_workaround_answers_the_item_and_is_waited_for() {
    on_both(|bench| {
        let article = known(bench, None);
        let id = bench.at("tier1.working");
        link(bench, id, article, Some(3));
        let view = bench.desk.view(id).unwrap();
        let (from, what) = &view.known[0];
        assert_eq!(*from, Reference::Article(article));
        assert_eq!(what.workaround, "Restart nightly");
        let item = &view.ticket.checks["tier1.known_issues"];
        assert_eq!(item.result, "known issue found");
        assert_eq!(item.evidence, format!("Article {article}, {SUBJECT}"));
        let hold = view.ticket.open_holds().next().unwrap();
        assert_eq!(
            (hold.kind.as_str(), hold.article),
            ("known_error", Some(article))
        );
        bench.replays(id);
        // Unlinked, it is no longer known and nothing is waited for.
        let ticket = bench.yes("ana", id, Command::UnlinkArticle { article });
        assert_eq!(ticket.open_holds().count(), 0);
        assert!(!ticket.checks.contains_key("tier1.known_issues"));
        bench.replays(id);
        let id = bench.at("tier1.working");
        link(bench, id, article, None);
        let command = bench.fresh();
        bench.desk.undo(id, &command).unwrap();
        let ticket = bench.ticket(id);
        assert!(ticket.articles.is_empty() && !ticket.checks.contains_key("tier1.known_issues"));
        assert_eq!(audit(bench), None);
    });
}

#[test]
fn only_a_known_error_is_linked_as_one() {
    on_both(|bench| {
        let article = known(bench, None);
        let id = bench.at("tier1.working");
        let as_kind = |kind: &str| linking(Reference::Article(article), kind, None).remove(0);
        let refusal = bench.no("ana", id, as_kind("duplicate"));
        assert_eq!(refusal.why, Why::Input);
        assert!(
            refusal.text.contains("known_error or related"),
            "{}",
            refusal.text
        );
        bench.sit("eva");
        let unmark = Ask::Edit {
            values: values(&[("known_error", "no")]),
            remark: String::new(),
        };
        bench.desk.ask_article(article, None, &unmark).unwrap();
        let refusal = bench.no("ana", id, as_kind("known_error"));
        assert!(refusal.text.contains("no known error"), "{}", refusal.text);
        bench.yes("ana", id, as_kind("related"));
        let item = &bench.ticket(id).checks["tier1.known_issues"];
        assert_eq!(item.result, "similar, not the same");
    });
}

#[test]
fn when_it_is_fixed_each_wait_ends_and_each_owner_is_to_resolve_with_it() {
    on_both(|bench| {
        let article = known(bench, None);
        let (id, other) = (bench.at("tier1.working"), bench.at("tier1.working"));
        link(bench, id, article, Some(3));
        bench.yes(
            "ana",
            other,
            linking(Reference::Article(article), "related", None).remove(0),
        );
        let with_it = way(Verb::Resolve, "with", &[("with", &article.to_string())]);
        let refusal = bench.no("ana", id, with_it.clone());
        assert!(
            refusal.missing[0].text.contains("not fixed yet"),
            "{refusal:?}"
        );
        bench.sit("eva");
        let refused = bench.desk.ask_article(article, None, &fix(" "));
        let Err(hoist::desk::Error::Refused(refusal)) = refused else {
            panic!("{refused:?}")
        };
        assert!(refusal.missing[0].text.contains("Resolution is missing"));
        let told = bench
            .desk
            .ask_article(article, None, &fix("Update to 9.5"))
            .unwrap();
        assert_eq!(told.text, format!("{article} is fixed"));
        let ticket = bench.ticket(id);
        assert_eq!(ticket.open_holds().count(), 0);
        let todo = ticket.open_todos().next().unwrap();
        assert_eq!(
            todo.text,
            format!("{article} is fixed: resolve with it and tell the customer")
        );
        assert_eq!(
            todo.cause.as_ref().unwrap().from(),
            Reference::Article(article)
        );
        assert_eq!(
            bench.ticket(other).open_todos().count(),
            0,
            "related, not the same"
        );
        // Said once, whoever looks again.
        bench.yes("ana", other, Command::Note { text: "x".into() });
        assert_eq!(bench.ticket(id).open_todos().count(), 1);
        let resolutions = bench.desk.resolutions_of(&ticket);
        assert_eq!(resolutions[&Reference::Article(article)], "Update to 9.5");
        let ticket = bench.yes("ana", id, with_it);
        let resolution = ticket.resolution.as_ref().unwrap();
        assert_eq!(
            (
                resolution.code.as_str(),
                resolution.text.as_str(),
                resolution.cause.as_str()
            ),
            ("known_error", "Update to 9.5", "The pool leaks")
        );
        assert_eq!(ticket.open_todos().count(), 0);
        let helped = bench.desk.article(article).unwrap().shelved.helped;
        assert_eq!(helped, 1, "it was reused");
        bench.replays(id);
        assert_eq!(audit(bench), None);
    });
}

#[test]
fn a_ticket_linked_after_the_fix_hears_at_once_and_a_second_fix_is_heard_again() {
    on_both(|bench| {
        let article = known(bench, None);
        bench.sit("eva");
        bench
            .desk
            .ask_article(article, None, &fix("Update to 9.5"))
            .unwrap();
        let late = bench.at("tier1.working");
        link(bench, late, article, None);
        assert_eq!(bench.ticket(late).open_todos().count(), 1);
        let again = Ask::Edit {
            values: values(&[("known_error", "yes")]),
            remark: "9.5 leaks too".into(),
        };
        bench.sit("eva");
        bench.desk.ask_article(article, None, &again).unwrap();
        let id = bench.at("tier1.working");
        link(bench, id, article, None);
        let todo = bench.ticket(id).open_todos().next().unwrap().text.clone();
        assert!(todo.contains("is in place"), "it is not fixed now: {todo}");
        // The mark taken away from what says how it is solved is the same word.
        let unmark = Ask::Edit {
            values: values(&[("known_error", "no"), ("resolution", "Update to 9.6")]),
            remark: String::new(),
        };
        bench.sit("eva");
        bench.desk.ask_article(article, None, &unmark).unwrap();
        assert_eq!(bench.ticket(id).open_todos().count(), 1);
        assert_eq!(bench.ticket(late).open_todos().count(), 1);
        assert_eq!(audit(bench), None);
    });
}

fn edit(pairs: &[(&str, &str)]) -> Ask {
    Ask::Edit {
        values: values(pairs),
        remark: String::new(),
    }
}

#[test]
fn another_workaround_of_an_article_is_told_to_the_customers_of_its_tickets_once_each() {
    on_both(|bench| {
        let article = known(bench, None);
        let id = bench.at("tier1.working");
        link(bench, id, article, Some(3));
        let told = Command::Message {
            text: "Restart nightly".into(),
            channel: "email".into(),
            attempt: false,
            workaround: true,
        };
        bench.yes("ana", id, told);
        let over = bench.at("tier1.confirming");
        bench.sit("eva");
        // What is not about the workaround asks nothing.
        let ask = |bench: &mut Bench, ask: &Ask| {
            bench.sit("eva");
            bench.desk.ask_article(article, None, ask).unwrap();
        };
        ask(bench, &edit(&[("cause", "The pool leaks, at midnight")]));
        assert_eq!(bench.ticket(id).open_todos().count(), 0);
        ask(bench, &edit(&[("workaround", "Restart hourly")]));
        let ticket = bench.ticket(id);
        let todo = ticket.open_todos().next().unwrap();
        assert_eq!(
            todo.text,
            format!("The workaround of {article} changed: tell the customer")
        );
        assert_eq!(
            todo.cause.as_ref().unwrap().from(),
            Reference::Article(article)
        );
        assert_eq!(ticket.open_holds().count(), 1, "it is still waited for");
        assert_eq!(bench.ticket(over).open_todos().count(), 0);
        assert_eq!(bench.desk.workaround_to_tell(&ticket), "Restart hourly");
        bench.yes("ana", over, Command::Note { text: "x".into() });
        assert_eq!(bench.ticket(id).open_todos().count(), 1, "asked once");
        // Telling it answers the to-do; the next change asks again.
        let tells = Command::Message {
            text: "Restart hourly".into(),
            channel: ticket.channel.clone(),
            attempt: false,
            workaround: true,
        };
        assert_eq!(bench.yes("ana", id, tells).open_todos().count(), 0);
        ask(bench, &edit(&[("workaround", "Restart every minute")]));
        assert_eq!(bench.ticket(id).open_todos().count(), 1);
        // Whoever is linked now knows the workaround that stands.
        let late = bench.at("tier1.working");
        link(bench, late, article, None);
        let first = bench.ticket(late).open_todos().next().unwrap().text.clone();
        assert!(first.contains("is in place"), "{first}");
        // The fix in the same breath is the news: nobody is asked to tell a workaround of what is fixed.
        ask(
            bench,
            &edit(&[
                ("workaround", "None"),
                ("known_error", "no"),
                ("resolution", "Update to 9.5"),
            ]),
        );
        let ticket = bench.ticket(late);
        let texts: Vec<&str> = ticket.open_todos().map(|t| t.text.as_str()).collect();
        assert_eq!(
            texts,
            [format!(
                "{article} is fixed: resolve with it and tell the customer"
            )]
        );
        bench.replays(id);
        bench.replays(late);
        assert_eq!(audit(bench), None);
    });
}

#[test]
fn the_verified_fix_of_its_ticket_marks_the_article_and_everyone_hears() {
    on_both(|bench| {
        let fixing = bench.at("engineering.working");
        let article = known(bench, Some(fixing));
        let id = bench.at("tier1.working");
        link(bench, id, article, Some(9));
        bench.deploy(fixing);
        assert!(
            bench
                .desk
                .article(article)
                .unwrap()
                .shelved
                .article
                .is_known_error()
        );
        bench.yes("bea", fixing, sign());
        assert_eq!(
            bench.ticket(id).open_holds().count(),
            1,
            "one has not signed"
        );
        bench.yes("abe", fixing, sign());
        let fixed = bench.desk.article(article).unwrap().shelved.article;
        assert!(
            fixed.is_fixed() && !fixed.resolution.trim().is_empty(),
            "{fixed:?}"
        );
        assert_eq!(fixed.remark, format!("the fix of {fixing} is verified"));
        let ticket = bench.ticket(id);
        assert_eq!(ticket.open_holds().count(), 0);
        assert_eq!(ticket.open_todos().count(), 1);
        assert_eq!(audit(bench), None);
    });
}

#[test]
fn of_a_restricted_fix_no_word_stands_in_the_article() {
    on_both(|bench| {
        let fixing = bench.at("engineering.working");
        let article = known(bench, None);
        let id = bench.at("tier1.working");
        link(bench, id, article, None);
        let restrict = Command::Restrict {
            agents: vec!["bea".into(), "abe".into()],
            why: "secret".into(),
        };
        bench.yes("eva", fixing, restrict);
        bench.evidence_3(fixing);
        bench.yes(
            "eva",
            fixing,
            with(Verb::Deploy, &[("kb", &article.to_string())]),
        );
        bench.yes("bea", fixing, sign());
        bench.yes("abe", fixing, sign());
        let fixed = bench.desk.article(article).unwrap().shelved.article;
        assert!(fixed.is_fixed() && fixed.resolution.is_empty(), "{fixed:?}");
        let with_it = way(Verb::Resolve, "with", &[("with", &article.to_string())]);
        let refusal = bench.no("ana", id, with_it);
        assert_eq!(missing(&refusal), ["link:with"]);
        assert!(
            refusal.missing[0].text.contains("does not say yet"),
            "{refusal:?}"
        );
        assert_eq!(audit(bench), None);
    });
}

#[test]
fn whoever_waits_for_an_article_that_is_retired_is_told() {
    on_both(|bench| {
        let article = known(bench, None);
        let id = bench.at("tier1.working");
        link(bench, id, article, Some(3));
        bench.sit("eva");
        let reason = "It was something else".to_owned();
        let retire = Ask::Retire { reason };
        bench.desk.ask_article(article, None, &retire).unwrap();
        let ticket = bench.ticket(id);
        assert_eq!(ticket.open_holds().count(), 0);
        let todo = ticket.open_todos().next().unwrap();
        assert!(
            todo.text.contains(&format!("{article} was retired")),
            "{}",
            todo.text
        );
        bench.replays(id);
        assert_eq!(audit(bench), None);
    });
}
