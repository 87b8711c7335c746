//! A restricted ticket is "(restricted)" to others in every reading.

use crate::support::desk::{
    Bench, escalate, link, mv, note, on_both, opening, received, record, resolve, send_back, take,
    way,
};
use hoist::desk::Error;
use hoist::desk::snapshot::{Taking, With};
use hoist::domain::blocker::{Refusal, Why};
use hoist::domain::command::{Command, Split};
use hoist::domain::diff::Way;
use hoist::domain::id::TicketId;
use hoist::domain::process::Verb;
use hoist::domain::similar::looked;
use hoist::domain::ticket::{Piece, SourceKind};
use hoist::store::search::Stop;
use hoist::store::{self, Anchor, Query};

fn restricted<T: std::fmt::Debug>(answer: Result<T, Error>) -> bool {
    matches!(answer, Err(Error::Store(store::Error::Restricted(_))))
}

fn found(bench: &Bench, text: &str) -> usize {
    let query = Query {
        text: text.into(),
        ..Query::default()
    };
    let page = bench.desk.page(&query, &Anchor::First, 10).unwrap();
    let count = bench.desk.count(&query, 10).unwrap();
    assert_eq!(page.rows.len(), count.n as usize, "page and count agree");
    page.rows.len()
}

fn sees(bench: &mut Bench, who: &str, id: TicketId) -> bool {
    bench.sit(who);
    let all = bench
        .desk
        .page(&Query::default(), &Anchor::First, 10)
        .unwrap();
    let row = all.rows.iter().find(|r| r.id == id).unwrap();
    let seen = bench.desk.ticket(id).is_ok();
    assert_eq!(row.masked, !seen);
    assert_eq!(restricted(bench.desk.events(id, 0, 10)), !seen);
    assert_eq!(
        restricted(bench.desk.events_before(id, u32::MAX, 10)),
        !seen
    );
    assert_eq!(restricted(bench.desk.timeline(id)), !seen);
    assert_eq!(restricted(bench.desk.view(id)), !seen);
    assert_eq!(found(bench, "payments") > 0, seen, "not even by its words");
    assert_eq!(found(bench, &id.to_string()), 1, "its number is known");
    if !seen {
        assert!(restricted(bench.desk.package(id, None)));
        let said = format!("{row:?}");
        assert!(
            !said.contains("Payments") && !said.contains("Acme"),
            "{said}"
        );
        assert!(row.subject.contains("(restricted)"));
    }
    seen
}

#[test]
fn only_those_in_charge_the_named_and_leads_see_it() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        assert!(sees(bench, "abe", id));
        let restrict = Command::Restrict {
            agents: vec!["edo".into()],
            why: "names in it".into(),
        };
        bench.yes("ana", id, restrict);
        for who in ["ana", "edo", "lea", "leo"] {
            assert!(sees(bench, who, id), "{who}");
        }
        for who in ["abe", "ben", "eva", "aud"] {
            assert!(!sees(bench, who, id), "{who}");
            let written = bench.run(who, id, note("I was here"));
            assert!(restricted(written), "{who} cannot write either");
        }
        assert_eq!(
            bench
                .no("ana", id, Command::Lift { why: "done".into() })
                .why,
            Why::Role
        );
        bench.yes("lea", id, Command::Lift { why: "done".into() });
        assert!(sees(bench, "ben", id));
    });
}

#[test]
fn the_kind_and_the_criterion_restrict_by_themselves() {
    on_both(|bench| {
        let kind = bench.open_as("security", "low", "low");
        assert!(!sees(bench, "abe", kind));
        assert!(sees(bench, "ana", kind), "whoever opened it");
    });
    on_both(|bench| {
        let id = bench.at("tier2.working");
        bench.evidence_2(id);
        let done = bench.run("ben", id, escalate("security")).unwrap();
        let command = format!("hoist restrict {} --agent NAME", id.0);
        assert!(done.text.contains(&command), "{}", done.text);
        assert!(!sees(bench, "eva", id));
        assert!(sees(bench, "ben", id) && sees(bench, "ana", id));
        bench.yes(
            "leo",
            id,
            Command::Assign {
                to: Some("eva".into()),
                customers_agent: false,
            },
        );
        assert!(sees(bench, "eva", id), "whoever it is handed to");
        bench.accept("eva", id);
        bench.yes("eva", id, send_back("not_a_bug", "Where?"));
        assert!(sees(bench, "ben", id), "and whoever gets it back");
    });
}

#[test]
fn nothing_of_it_is_inherited_by_those_who_may_not_see_it() {
    on_both(|bench| {
        let secret = bench.at("tier1.resolved");
        bench.yes(
            "ana",
            secret,
            Command::Restrict {
                agents: vec![],
                why: "a leak".into(),
            },
        );
        let id = bench.open();
        bench.yes("abe", id, take());
        bench.yes(
            "abe",
            id,
            Command::Link {
                other: secret,
                kind: "known_error".into(),
            },
        );
        let inherit = way(Verb::Resolve, "with", &[("with", &secret.to_string())]);
        let said = |refusal: Refusal| refusal.missing[0].text.clone();
        let why = said(bench.no("abe", id, inherit.clone()));
        assert!(
            why.contains("not in its audience") && why.contains("own words"),
            "{why}"
        );
        // Who sees both would show it to those who see this one alone.
        for who in ["ana", "lea"] {
            let why = said(bench.no(who, id, inherit.clone()));
            assert!(why.contains("not restricted to the same people"), "{why}");
        }
        let alike = |agents: &[&str]| Command::Restrict {
            agents: agents.iter().map(|a| (*a).into()).collect(),
            why: "a leak".into(),
        };
        bench.yes("ana", id, alike(&[]));
        let why = said(bench.no("ana", id, inherit.clone()));
        assert!(
            why.contains("same people"),
            "abe, who works on it, does not see {secret}"
        );
        bench.yes("ana", secret, alike(&["abe"]));
        bench.yes("ana", id, inherit);
        bench.replays(id);
    });
}

/// A report of another customer belongs to a restricted known error also where whoever took it may not see that one:
/// so it can be linked. Of it is told that it is restricted and where it stands.
#[test]
fn a_link_to_it_tells_its_number_and_stage_and_nothing_else() {
    on_both(|bench| {
        bench.sit("lea");
        let mut about = opening("incident", "medium", "medium");
        about.opened.subject = "Quokka".into();
        let id = bench.fresh();
        let secret = bench.desk.open_ticket(about, &id).unwrap().id;
        bench.yes("ana", secret, take());
        bench.yes("ana", secret, note("the wombat key"));
        let restrict = Command::Restrict {
            agents: vec![],
            why: "a numbat".into(),
        };
        bench.yes("ana", secret, restrict);
        let id = bench.open();
        bench.yes("abe", id, take());
        for kind in ["related", "known_error", "duplicate"] {
            bench.yes("abe", id, link(secret, kind));
        }
        bench.sit("abe");
        let view = format!("{:?}", bench.desk.view(id).unwrap());
        assert!(view.contains("(restricted)"), "{view}");
        let told = [
            view,
            format!("{:?}", bench.desk.timeline(id).unwrap()),
            format!("{:?}", bench.desk.conversation(id).unwrap()),
            format!("{:?}", bench.desk.entries_of(id).unwrap()),
            format!(
                "{:?}",
                bench
                    .desk
                    .page(&Query::default(), &Anchor::First, 10)
                    .unwrap()
            ),
        ];
        for word in ["Quokka", "wombat", "numbat"] {
            assert!(told.iter().all(|t| !t.contains(word)), "{word}: {told:?}");
        }
        // Nor does linking say more of it than looking at it: it is there, and restricted.
        assert!(restricted(bench.desk.view(secret)));
        let none = link(TicketId(999), "related");
        let said = bench.no("abe", id, none).text;
        assert!(said.contains("There is no ticket #999"), "{said}");
        bench.replays(id);
    });
}

#[test]
fn what_goes_on_from_it_is_for_the_same_people() {
    on_both(|bench| {
        let secret = bench.at("tier1.working");
        let restrict = Command::Restrict {
            agents: vec!["edo".into()],
            why: "names in it".into(),
        };
        bench.yes("ana", secret, restrict);
        for split in [false, true] {
            let mut opening = opening("incident", "medium", "medium");
            match split {
                false => opening.follow_up = Some(secret),
                true => {
                    opening.split = Some(Split {
                        from: secret,
                        events: vec![1],
                        kind: "related".into(),
                    });
                }
            }
            let id = bench.fresh();
            bench.sit("lea");
            let next = bench.desk.open_ticket(opening, &id).unwrap().id;
            for who in ["ana", "edo", "lea"] {
                bench.sit(who);
                assert!(bench.desk.ticket(next).is_ok(), "{who}");
            }
            for who in ["abe", "ben"] {
                bench.sit(who);
                assert!(restricted(bench.desk.ticket(next)), "{who}");
            }
        }
        let open = bench.at("tier1.closed");
        let mut opening = opening("incident", "medium", "medium");
        opening.follow_up = Some(open);
        let id = bench.fresh();
        let next = bench.desk.open_ticket(opening, &id).unwrap().id;
        assert_eq!(bench.ticket(next).audience, None);
    });
}

#[test]
fn whoever_hears_of_a_restricted_resolution_hears_what_they_can_do() {
    on_both(|bench| {
        let (secret, id) = (bench.at("tier1.working"), bench.at("tier1.working"));
        let restrict = Command::Restrict {
            agents: vec![],
            why: "names in it".into(),
        };
        bench.yes("ana", secret, restrict);
        bench.yes("ana", id, link(secret, "known_error"));
        bench.resolve_1(secret);
        let ticket = bench.ticket(id);
        let todo = &ticket.open_todos().next().unwrap().text;
        assert!(todo.contains("resolve in your own words"), "{todo}");
        bench.resolve_1(id);
        assert_eq!(bench.ticket(id).open_todos().count(), 0);
    });
}

#[test]
fn the_desk_itself_archives_it_and_the_customers_agent_sees_it_to_its_end() {
    on_both(|bench| {
        let id = bench.open_as("security", "low", "low");
        bench.yes("ana", id, take());
        bench.intake(id);
        bench.checklist("ana", id);
        bench.yes("ana", id, resolve("solved"));
        bench.yes("lea", id, record("approval", &[]));
        bench.bring(id, "tier1.closed");
        bench.wait(15 * crate::support::desk::DAY);
        bench.yes("timer", id, mv(Verb::Archive));
        bench.stands(id, "tier1.archived");
    });
}

/// Whoever sees it may link it; those who read the other ticket need not see it.
#[test]
fn no_word_of_it_is_written_on_another_ticket() {
    on_both(|bench| {
        let secret = bench.at("tier1.working");
        let subject = bench.ticket(secret).subject;
        let alike = bench.at("tier1.working");
        let restrict = Command::Restrict {
            agents: vec![],
            why: "a leak".into(),
        };
        bench.yes("ana", secret, restrict);
        for kind in ["related", "parent", "known_error", "duplicate"] {
            let id = bench.at("tier1.working");
            bench.yes("lea", id, link(secret, kind));
            let said = format!("{:?}", bench.ticket(id).checks);
            assert!(!said.contains(&subject), "{kind}: {said}");
            if kind == "related" {
                assert!(said.contains(&format!("{secret}, (restricted)")), "{said}");
            }
        }
        // The list of what is similar, kept as evidence by one who sees all of it.
        bench.sit("lea");
        let found = bench.desk.similar(alike, 20, Stop::default()).unwrap();
        let looked: Vec<_> = found.likes.into_iter().map(|l| l.ranked).collect();
        assert!(looked.iter().any(|r| r.hit.id().ticket() == Some(secret)));
        let piece = looked::piece(bench.desk.process(), &looked);
        let line = piece
            .text
            .lines()
            .find(|l| l.starts_with(&format!("{secret} ")));
        let line = line.expect("its number is kept");
        assert!(line.ends_with("(restricted)"), "{line}");
        assert!(!line.contains(&subject), "{line}");
        let commands = looked::none_of(bench.desk.process(), &bench.ticket(alike), &looked);
        let command = bench.fresh();
        bench.desk.run_all(alike, None, commands, &command).unwrap();
        bench.replays(alike);
    });
}

fn hide(bench: &mut Bench, id: TicketId) {
    let restrict = Command::Restrict {
        agents: vec!["lea".into(), "ana".into()],
        why: "a leak".into(),
    };
    bench.yes("lea", id, restrict);
}

fn customer(bench: &mut Bench) -> hoist::domain::id::CustomerId {
    bench.sit("lea");
    let customer = hoist::domain::customer::Customer {
        name: "Fjord".into(),
        ..Default::default()
    };
    bench.desk.put_customer(customer).unwrap()
}

fn open_for(bench: &mut Bench, customer: hoist::domain::id::CustomerId) -> TicketId {
    bench.sit("ana");
    let id = bench.fresh();
    let opening = crate::support::desk::of_customer(customer);
    bench.desk.open_ticket(opening, &id).unwrap().id
}

#[test]
fn no_line_of_its_configuration_is_kept_on_another_ticket() {
    on_both(|bench| {
        let fjord = customer(bench);
        let (secret, open) = (open_for(bench, fjord), open_for(bench, fjord));
        for (id, text) in [
            (secret, "a = 1\nhiddenhost9 = 2\n"),
            (open, "a = 1\nb = 3\n"),
        ] {
            bench.bring(id, "tier1.working");
            bench.sit("ana");
            let command = bench.fresh();
            let taking = Taking::pasted("app.conf".to_owned(), text.to_owned());
            bench
                .desk
                .take_snapshots(id, None, vec![taking], &command)
                .unwrap();
        }
        hide(bench, secret);
        bench.sit("ana");
        let found = bench
            .desk
            .compare(open, 1, With::default(), Way::default())
            .unwrap();
        assert_eq!(
            found.old.place,
            Some((secret, 1)),
            "whoever sees both compares them"
        );
        let why = found.piece(1).unwrap_err().to_string();
        assert!(why.contains(&format!("{secret} is restricted")), "{why}");
        assert!(why.contains("Nothing was kept"), "{why}");
        // The other way round it stays among those who see it.
        let found = bench
            .desk
            .compare(secret, 1, With::Snapshot(open, None), Way::default());
        assert!(found.unwrap().piece(1).unwrap().is_some());
        // Restricted to the same people, it may be kept.
        hide(bench, open);
        bench.sit("ana");
        let found = bench
            .desk
            .compare(open, 1, With::default(), Way::default())
            .unwrap();
        assert!(found.piece(1).unwrap().is_some());
    });
}

#[test]
fn what_was_merged_and_restricted_since_does_not_go_along_in_a_package() {
    on_both(|bench| {
        let fjord = customer(bench);
        let (secret, open) = (open_for(bench, fjord), open_for(bench, fjord));
        bench.bring(secret, "tier1.working");
        bench.yes("ana", secret, note("hiddenhost9 is the one"));
        bench.yes("ana", secret, received("hiddenhost9 again"));
        let n = bench.ticket(secret).messages.last().map(|m| m.n);
        let mut piece = Piece {
            text: "hiddenhost9 again".into(),
            ..Piece::default()
        };
        (piece.source.kind, piece.source.n) = (SourceKind::Message, n);
        bench.yes(
            "ana",
            secret,
            Command::Keep {
                pieces: vec![piece],
            },
        );
        bench.bring(open, "tier1.working");
        let text = "We answer you in one place.".to_owned();
        bench.yes("ana", secret, Command::Merge { into: open, text });
        hide(bench, secret);
        // Its words are not kept, or taken over, by hand either.
        let mut piece = Piece {
            text: "hiddenhost9 again".into(),
            ..Piece::default()
        };
        piece.source.kind = SourceKind::Message;
        (piece.source.ticket, piece.source.n) = (Some(secret), n);
        let no = bench.no(
            "ana",
            open,
            Command::Keep {
                pieces: vec![piece],
            },
        );
        assert!(
            no.text.contains(&format!("{secret} is restricted")),
            "{}",
            no.text
        );
        bench.intake(open);
        bench.checklist("ana", open);
        bench.escalate_1(open);
        bench.sit("ana");
        let package = bench.desk.package(open, None).unwrap();
        let said = format!("{package:?}");
        assert!(!said.contains("hiddenhost9"), "{said}");
        assert!(!said.contains(&format!("Merged: {secret}")), "{said}");
    });
}

#[test]
fn of_an_article_that_others_do_not_see_no_title_is_written_on_their_tickets() {
    on_both(|bench| {
        let (secret, open) = (bench.at("tier1.working"), bench.at("tier1.working"));
        hide(bench, secret);
        bench.sit("ana");
        let values =
            crate::support::desk::values(&[("title", "vaultq subject"), ("symptoms", "x")]);
        let kb = bench
            .desk
            .write_article(values, Some(secret))
            .unwrap()
            .article
            .id;
        let (helped, kind) = (false, String::new());
        let command = Command::LinkArticle {
            article: kb,
            helped,
            kind,
        };
        bench.yes("ana", open, command);
        let said = format!("{:?} {:?}", bench.ticket(open), bench.events(open));
        assert!(said.contains("(restricted)"), "{said}");
        assert!(!said.contains("vaultq"), "{said}");
        let own = format!("{:?}", bench.ticket(secret).articles);
        assert!(own.contains("vaultq"), "its own ticket names it: {own}");
    });
}

#[test]
fn the_workaround_of_a_restricted_known_error_is_nobodys_words_elsewhere() {
    on_both(|bench| {
        let (secret, open) = (bench.at("tier2.working"), bench.at("tier1.working"));
        hide(bench, secret);
        bench.yes("ana", open, link(secret, "known_error"));
        bench.yes("lea", secret, crate::support::desk::workaround());
        let todo = bench.ticket(open).open_todos().last().cloned();
        let cause = todo.and_then(|t| t.cause).expect("it is heard of");
        assert_eq!((cause.ticket, cause.what.as_str()), (secret, "workaround"));
        bench.sit("lea");
        let ticket = bench.ticket(open);
        assert_eq!(bench.desk.workaround_to_tell(&ticket), "");
    });
}
