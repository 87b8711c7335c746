//! The knowledge base through the desk: drafted from tickets, published, linked, counted, and what is
//! owed to it settled.

use crate::support::desk::{
    Backend, Bench, DAY, on_both, record, resolve, root_cause, values, with, workaround,
};
use hoist::desk::Error;
use hoist::desk::articles::{Listing, Told};
use hoist::domain::article::{Ask, State};
use hoist::domain::blocker::Why;
use hoist::domain::command::Command;
use hoist::domain::id::{ArticleId, TicketId};
use hoist::domain::process::Verb;
use hoist::domain::product::Release;
use hoist::domain::ticket::{KbDecision, Ticket};
use hoist::domain::values::Values;
use hoist::store::search::Stop;
use rusqlite::Connection;

fn whole(title: &str) -> Values {
    values(&[
        ("title", title),
        ("symptoms", "502"),
        ("resolution", "Enlarge the pool"),
    ])
}

fn written(bench: &mut Bench, who: &str, title: &str) -> ArticleId {
    bench.sit(who);
    bench
        .desk
        .write_article(whole(title), None)
        .unwrap()
        .article
        .id
}

fn ask(bench: &mut Bench, who: &str, id: ArticleId, ask: &Ask) -> Result<Told, Error> {
    bench.sit(who);
    bench.desk.ask_article(id, None, ask)
}

fn publish() -> Ask {
    Ask::Publish {
        remark: String::new(),
    }
}

fn published(bench: &mut Bench, title: &str) -> ArticleId {
    let id = written(bench, "eva", title);
    ask(bench, "eva", id, &publish()).unwrap();
    id
}

fn link(article: ArticleId, helped: bool) -> Command {
    let kind = String::new();
    Command::LinkArticle {
        article,
        helped,
        kind,
    }
}

fn audit(bench: &Bench) -> Option<String> {
    bench.desk.audit_check(&mut |_, _| {}).unwrap().bad
}

#[test]
fn a_ticket_fills_its_draft_and_is_linked_to_it() {
    on_both(|bench| {
        let id = bench.at("tier2.working");
        bench.yes("ben", id, root_cause());
        bench.yes("ben", id, workaround());
        bench.sit("ben");
        let draft = bench.desk.article_draft(id).unwrap();
        assert!(draft.get("symptoms").is_some() && draft.get("workaround").is_some());
        let told = bench.desk.write_article(draft, Some(id)).unwrap();
        let article = told.article;
        assert_eq!((article.state, article.origin), (State::Draft, Some(id)));
        assert_eq!(article.title, bench.ticket(id).subject);
        let ticket = bench.ticket(id);
        assert_eq!(ticket.articles[0].article, article.id);
        assert!(!ticket.articles[0].helped, "written for it, not reused");
        let page = bench.desk.package(id, None).unwrap();
        assert!(!page.1.is_empty());
        bench.replays(id);
        assert_eq!(audit(bench), None);
    });
}

#[test]
fn an_article_counts_where_it_helped_and_only_there() {
    on_both(|bench| {
        let (one, two) = (bench.at("tier1.working"), bench.at("tier1.working"));
        let kb = published(bench, "Pool");
        bench.sit("ana");
        bench.desk.article(kb).unwrap();
        bench.yes("ana", one, link(kb, true));
        bench.yes("ana", two, link(kb, false));
        let count = |bench: &Bench| {
            let shelved = bench.desk.article(kb).unwrap().shelved;
            (shelved.linked, shelved.helped)
        };
        assert_eq!(count(bench), (2, 1));
        assert_eq!(bench.no("ana", one, link(kb, true)).why, Why::Input);
        bench.yes("ana", two, link(kb, true));
        assert_eq!(count(bench), (2, 2));
        let command = bench.fresh();
        bench.desk.undo(two, &command).unwrap();
        assert_eq!(count(bench), (2, 1), "linked, as before");
        bench.yes("ana", one, Command::UnlinkArticle { article: kb });
        assert_eq!(count(bench), (1, 0));
        let refusal = bench.no("ana", one, Command::UnlinkArticle { article: kb });
        assert!(refusal.text.contains("is not linked"), "{}", refusal.text);
        let uses = bench.desk.article_uses(kb, 9).unwrap();
        assert_eq!((uses.len(), uses[0].0.id, uses[0].1), (1, two, false));
        bench.replays(one);
        bench.replays(two);
        assert_eq!(audit(bench), None);
    });
}

#[test]
fn only_what_is_published_is_a_decision_and_helps() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        let draft = written(bench, "ana", "Draft");
        let refusal = bench.no("ana", id, link(draft, true));
        assert!(refusal.text.contains("draft"), "{}", refusal.text);
        bench.yes("ana", id, link(draft, false));
        bench.intake(id);
        bench.checklist("ana", id);
        let with_kb = |reference: &str| {
            with(
                Verb::Resolve,
                &[("code", "solved"), ("text", "It is"), ("kb", reference)],
            )
        };
        for (reference, says) in [
            (
                "kb:1",
                "kb:1 is a draft; publish it first (hoist kb publish 1)",
            ),
            ("1", "kb:1 is a draft"),
            ("kb:77", "there is no article kb:77"),
        ] {
            let refusal = bench.no("ana", id, with_kb(reference));
            assert!(refusal.missing[0].text.contains(says), "{refusal:?}");
        }
        ask(bench, "ana", draft, &publish()).unwrap();
        let retire = Ask::Retire {
            reason: "wrong".into(),
        };
        let retired = published(bench, "Old");
        ask(bench, "ana", retired, &retire).unwrap();
        let refusal = bench.no("ana", id, with_kb("2"));
        assert!(refusal.missing[0].text.contains("retired"), "{refusal:?}");
        let ticket = bench.yes("ana", id, with_kb(" 1 "));
        assert_eq!(ticket.kb, Some(KbDecision::Article("kb:1".into())));
        assert!(ticket.articles[0].helped, "it solved the ticket");
        bench.replays(id);
    });
}

#[test]
fn an_address_or_words_stay_allowed_as_a_decision() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        bench.intake(id);
        bench.checklist("ana", id);
        let decision = with(
            Verb::Resolve,
            &[
                ("code", "solved"),
                ("text", "It is"),
                ("kb", "https://kb.example/12"),
            ],
        );
        let ticket = bench.yes("ana", id, decision);
        let said = KbDecision::Article("https://kb.example/12".into());
        assert_eq!(ticket.kb, Some(said));
        assert!(ticket.articles.is_empty());
    });
}

/// A ticket at Tier 1 that owes the knowledge base an article.
fn owing(bench: &mut Bench) -> TicketId {
    let id = bench.at("engineering.working");
    bench.evidence_3(id);
    let owed = with(Verb::Deploy, &[("kb", "by:2026-12-24T10:00:00Z")]);
    let ticket = bench.yes("eva", id, owed);
    assert_eq!(ticket.open_owed().count(), 1);
    id
}

#[test]
fn publishing_what_a_ticket_is_linked_to_settles_what_it_owes() {
    on_both(|bench| {
        let id = owing(bench);
        bench.sit("eva");
        let draft = bench.desk.article_draft(id).unwrap();
        let article = bench.desk.write_article(draft, Some(id)).unwrap().article;
        assert_eq!(
            bench.ticket(id).open_owed().count(),
            1,
            "a draft settles nothing"
        );
        let told = ask(bench, "eva", article.id, &publish()).unwrap();
        assert_eq!(
            told.text,
            format!("kb:1 is published; what {id} owed is settled")
        );
        let ticket = bench.ticket(id);
        assert_eq!(ticket.open_owed().count(), 0);
        assert_eq!(ticket.kb, Some(KbDecision::Article("kb:1".into())));
        assert!(!ticket.articles[0].helped);
        bench.replays(id);
        assert_eq!(audit(bench), None);
    });
}

#[test]
fn linking_a_published_article_settles_what_is_owed_and_closes_the_item() {
    on_both(|bench| {
        let id = owing(bench);
        let kb = published(bench, "Pool");
        let ticket = bench.yes("ana", id, link(kb, false));
        assert_eq!(ticket.open_owed().count(), 0);
        let other = bench.at("engineering.working");
        let ticket = bench.yes("eva", other, link(kb, false));
        let check = ticket
            .check(&"engineering".into(), "knowledge_base")
            .unwrap();
        assert_eq!(check.result, "article kb:1");
        assert_eq!(ticket.kb, Some(KbDecision::Article("kb:1".into())));
        bench.replays(other);
        // The form of the next move knows it already.
        let view = bench.desk.view(other).unwrap();
        let deploy = view.offers.iter().find(|o| o.verb == Verb::Deploy).unwrap();
        assert_eq!(deploy.prefill.get("kb"), Some("kb:1"));
    });
}

#[test]
fn settling_names_an_article_and_a_wrong_one_is_refused() {
    on_both(|bench| {
        let id = owing(bench);
        let settle = |reference: &str| Command::Settle {
            n: 1,
            values: Values::new().with("kb", reference),
        };
        let refusal = bench.no("eva", id, settle("kb:4"));
        assert!(refusal.text.contains("no article kb:4"), "{}", refusal.text);
        let kb = published(bench, "Pool");
        let item = |ticket: &Ticket| {
            let check = ticket.check(&"engineering".into(), "knowledge_base");
            check.unwrap().result.clone()
        };
        assert!(item(&bench.ticket(id)).starts_with("owed by"));
        let ticket = bench.yes("eva", id, settle("1"));
        assert_eq!(ticket.open_owed().count(), 0);
        assert_eq!(item(&ticket), "article kb:1");
        bench.replays(id);
        assert_eq!(ticket.articles[0].article, kb);
    });
}

#[test]
fn an_archive_waits_for_the_article_that_is_owed() {
    on_both(|bench| {
        let id = owing(bench);
        bench.bring(id, "tier1.closed");
        let refusal = bench.no("lea", id, with(Verb::Archive, &[]));
        assert_eq!(refusal.missing[0].what, "owed");
        let kb = published(bench, "Pool");
        bench.yes("ana", id, link(kb, false));
        bench.yes("lea", id, with(Verb::Archive, &[]));
        let refusal = bench.no("ana", id, link(kb, true));
        assert_eq!(refusal.why, Why::Stage);
        // A draft may still come of it; nothing of the ticket changes.
        bench.sit("ana");
        let draft = bench.desk.article_draft(id).unwrap();
        let told = bench.desk.write_article(draft, Some(id)).unwrap();
        assert_eq!(told.text, "kb:2 is written, a draft");
        assert_eq!(audit(bench), None);
    });
}

#[test]
fn every_revision_is_kept_with_who_when_and_what() {
    on_both(|bench| {
        let id = written(bench, "ana", "Pool");
        bench.wait(DAY);
        let edit = Ask::Edit {
            values: values(&[("cause", "too small"), ("tags", "pool\ngateway")]),
            remark: "found it".into(),
        };
        ask(bench, "ben", id, &edit).unwrap();
        let again = ask(bench, "ben", id, &edit).unwrap();
        assert!(!again.changed, "nothing changes, so nothing is written");
        ask(bench, "lea", id, &publish()).unwrap();
        let history = bench.desk.article_history(id).unwrap();
        let who: Vec<&str> = history.iter().map(|r| r.by.as_str()).collect();
        assert_eq!(who, ["ana", "ben", "lea"]);
        assert_eq!(history[0].changed, ["title", "symptoms", "resolution"]);
        assert_eq!(history[1].changed, ["cause", "tags"]);
        assert_eq!(history[1].article.remark, "found it");
        assert!(history[1].at.since_ms(history[0].at) >= DAY);
        assert_eq!(history[2].article.state, State::Published);
    });
}

#[test]
fn of_two_who_change_one_field_the_second_is_told() {
    on_both(|bench| {
        let id = written(bench, "ana", "Pool");
        let edit = |field: &str, text: &str| Ask::Edit {
            values: values(&[(field, text)]),
            remark: String::new(),
        };
        ask(bench, "ben", id, &edit("cause", "theirs")).unwrap();
        bench.sit("ana");
        let said = bench.desk.ask_article(id, Some(1), &edit("cause", "mine"));
        let said = said.unwrap_err();
        assert_eq!(said.exit_code(), 5);
        assert!(
            said.to_string().contains("ben changed Cause of kb:1"),
            "{said}"
        );
        let other = bench
            .desk
            .ask_article(id, Some(1), &edit("workaround", "mine"));
        let article = other.unwrap().article;
        assert_eq!(
            (article.cause.as_str(), article.workaround.as_str()),
            ("theirs", "mine")
        );
        let stale = bench.desk.ask_article(id, Some(1), &publish());
        assert_eq!(stale.unwrap_err().exit_code(), 5);
    });
}

#[test]
fn a_command_delivered_twice_writes_once() {
    on_both(|bench| {
        bench.sit("ana");
        let command = bench.fresh();
        bench.desk.set_command(command.clone());
        let first = bench.desk.write_article(whole("Pool"), None).unwrap();
        bench.desk.set_command(command);
        let again = bench.desk.write_article(whole("Pool"), None).unwrap();
        assert_eq!(first.article, again.article);
        assert!(!again.changed);
        let all = bench.desk.articles(&Listing {
            limit: 9,
            ..Listing::default()
        });
        assert_eq!(all.unwrap().articles.len(), 1);
    });
}

#[test]
fn what_nobody_reviewed_for_long_is_flagged() {
    on_both(|bench| {
        let old = published(bench, "Old");
        written(bench, "ana", "A draft is not");
        bench.wait(181 * DAY);
        let new = published(bench, "New");
        let stale = Listing {
            stale: true,
            limit: 9,
            ..Listing::default()
        };
        let page = bench.desk.articles(&stale).unwrap();
        let ids: Vec<_> = page.articles.iter().map(|v| v.shelved.article.id).collect();
        assert_eq!(ids, [old]);
        assert!(bench.desk.article(new).unwrap().stale.is_none());
        let review = Ask::Review {
            remark: "still so".into(),
        };
        ask(bench, "ben", old, &review).unwrap();
        assert!(bench.desk.articles(&stale).unwrap().articles.is_empty());
    });
}

#[test]
fn what_speaks_of_an_older_version_than_the_newest_is_flagged() {
    on_both(|bench| {
        bench.sit("lea");
        let mut fields = whole("Relay");
        fields.set("products", "Relay = 9.3, 9.4");
        let id = bench.desk.write_article(fields, None).unwrap().article.id;
        ask(bench, "lea", id, &publish()).unwrap();
        bench.desk.add_product("relay").unwrap();
        let release = |version: &str| Release {
            version: version.into(),
            ..Release::default()
        };
        bench.desk.put_release("Relay", release("9.4")).unwrap();
        assert!(bench.desk.article(id).unwrap().stale.is_none());
        bench.desk.put_release("Relay", release("9.10")).unwrap();
        let stale = bench.desk.article(id).unwrap().stale.unwrap();
        assert_eq!(stale.words(bench.now()), "Relay is at 9.10");
        let listing = Listing {
            stale: true,
            limit: 9,
            ..Listing::default()
        };
        assert_eq!(bench.desk.articles(&listing).unwrap().articles.len(), 1);
        // Said to hold for it as well, it is not behind any more.
        let edit = Ask::Edit {
            values: values(&[("products", "Relay = 9.3, 9.4, 9.10")]),
            remark: String::new(),
        };
        ask(bench, "lea", id, &edit).unwrap();
        assert!(bench.desk.article(id).unwrap().stale.is_none());
    });
}

#[test]
fn the_window_is_the_desks_policy() {
    let text = hoist::domain::parse::BUILTIN.replace(
        "article_review = \"180 days\"",
        "article_review = \"2 days\"",
    );
    let mut bench = Bench::with_process(Backend::Memory, &text);
    let id = published(&mut bench, "Old");
    bench.wait(3 * DAY);
    let stale = bench.desk.article(id).unwrap().stale.unwrap();
    assert_eq!(stale.words(bench.now()), "not reviewed for 3 days");
}

#[test]
fn a_draft_of_a_restricted_ticket_is_hidden_until_a_lead_publishes_it() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        bench.yes(
            "lea",
            id,
            Command::Restrict {
                agents: vec!["ben".into()],
                why: "keys".into(),
            },
        );
        bench.sit("ana");
        let told = bench.desk.write_article(whole("Keys"), Some(id)).unwrap();
        let kb = told.article.id;
        assert!(!told.article.audience.is_empty());
        for (who, sees) in [("ana", true), ("ben", true), ("leo", true), ("abe", false)] {
            bench.sit(who);
            assert_eq!(bench.desk.article(kb).is_ok(), sees, "{who}");
        }
        let other = bench.at("tier1.working");
        let refusal = bench.no("abe", other, link(kb, false));
        assert!(
            refusal.text.contains("There is no article"),
            "{}",
            refusal.text
        );
        assert_eq!(
            ask(bench, "ana", kb, &publish()).unwrap_err().exit_code(),
            6
        );
        ask(bench, "lea", kb, &publish()).unwrap();
        bench.sit("abe");
        assert!(bench.desk.article(kb).is_ok());
    });
}

#[test]
fn a_draft_goes_with_its_ticket_when_that_is_restricted_later() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        bench.sit("abe");
        let told = bench.desk.write_article(whole("Keys"), Some(id)).unwrap();
        let kb = told.article.id;
        let sees = |bench: &mut Bench, who: &str| {
            bench.sit(who);
            let desk = &bench.desk;
            let search = desk.read_search("keys", "UTC").unwrap();
            let found = desk
                .search_articles(&search, None, 9, Stop::default())
                .unwrap();
            let listing = Listing {
                limit: 9,
                ..Listing::default()
            };
            let listed = desk.articles(&listing).unwrap().articles.len();
            let read = desk.article(kb).is_ok();
            assert_eq!(desk.article_history(kb).is_ok(), read, "{who}");
            assert_eq!(
                (found.articles.len(), listed),
                (usize::from(read), usize::from(read)),
                "{who}"
            );
            read
        };
        assert!(sees(bench, "bea"));
        let agents = vec!["ben".into()];
        bench.yes(
            "lea",
            id,
            Command::Restrict {
                agents,
                why: "keys".into(),
            },
        );
        for (who, reads) in [
            ("ana", true),
            ("ben", true),
            ("leo", true),
            ("abe", false),
            ("bea", false),
        ] {
            assert_eq!(sees(bench, who), reads, "{who}");
        }
        let edit = Ask::Edit {
            values: Values::new().with("title", "More keys"),
            remark: String::new(),
        };
        assert!(ask(bench, "abe", kb, &edit).is_err());
        assert_eq!(
            ask(bench, "ana", kb, &publish()).unwrap_err().exit_code(),
            6
        );
        bench.yes("lea", id, Command::Lift { why: "over".into() });
        assert!(sees(bench, "bea"));
        let agents = vec!["ben".into()];
        bench.yes(
            "lea",
            id,
            Command::Restrict {
                agents,
                why: "keys".into(),
            },
        );
        ask(bench, "lea", kb, &publish()).unwrap();
        assert!(sees(bench, "abe"));
        assert_eq!(audit(bench), None);
    });
}

#[test]
fn an_auditor_reads_and_writes_nothing() {
    on_both(|bench| {
        let id = published(bench, "Pool");
        bench.sit("aud");
        assert!(bench.desk.article(id).is_ok());
        let said = bench.desk.write_article(whole("Mine"), None).unwrap_err();
        assert_eq!(said.exit_code(), 6);
    });
}

#[test]
fn a_resolution_takes_the_linked_article_along() {
    on_both(|bench| {
        let (one, other) = (bench.at("tier1.working"), bench.at("tier1.working"));
        let kb = published(bench, "Pool");
        bench.yes("ana", one, link(kb, true));
        bench.intake(one);
        bench.checklist("ana", one);
        let view = bench.desk.view(one).unwrap();
        let offer = view
            .offers
            .iter()
            .find(|o| o.verb == Verb::Resolve)
            .unwrap();
        assert_eq!(offer.prefill.get("kb"), Some("kb:1"));
        bench.yes("ana", one, resolve("solved"));
        bench.yes(
            "ana",
            other,
            record("tried", &[("what", "it"), ("result", "no")]),
        );
        bench.replays(one);
    });
}

#[test]
fn the_audit_finds_a_changed_article_a_lost_revision_and_a_wrong_use() {
    let broken = |sql: &str| {
        let mut bench = Bench::new(Backend::Sqlite);
        let id = bench.at("tier1.working");
        let kb = published(&mut bench, "Pool");
        bench.yes("ana", id, link(kb, true));
        assert_eq!(audit(&bench), None);
        let conn = Connection::open(bench.dir.path().join("desk.db")).unwrap();
        assert!(conn.execute(sql, []).unwrap() > 0, "{sql}");
        audit(&bench).unwrap_or_else(|| panic!("{sql} was not found"))
    };
    for (sql, says) in [
        (
            "UPDATE article SET doc = replace(doc, 'Enlarge', 'Shrink')",
            "Article 1: as resolution the row says",
        ),
        ("DELETE FROM article", "Article 1: the row is gone"),
        (
            "INSERT INTO article SELECT 9, state, title, doc FROM article",
            "Article 9: there is a row",
        ),
        (
            "UPDATE article SET state = 'draft'",
            "kept in another state",
        ),
        (
            "DELETE FROM article_revision WHERE n = (SELECT min(n) FROM article_revision)",
            "list of revisions",
        ),
        ("DELETE FROM article_use", "list of uses of article kb:1"),
        (
            "UPDATE article_use SET helped = 0",
            "list of uses of article kb:1",
        ),
        (
            "INSERT INTO article_use (article, ticket, helped) VALUES (7, 1, 0)",
            "list of uses of article kb:7",
        ),
    ] {
        let said = broken(sql);
        assert!(said.contains(says), "{sql}: {said}");
    }
}
