use super::{Ask, Brought, decide};
use crate::domain::actor::Actor;
use crate::domain::article::{Article, Change, State, file};
use crate::domain::blocker::Why;
use crate::domain::id::{ArticleId, At};
use crate::domain::values::Values;

fn ana() -> Actor {
    Actor {
        name: "ana".into(),
        tiers: vec!["tier1".into()],
        ..Actor::default()
    }
}

fn whole() -> Values {
    Values::new()
        .with("title", "502")
        .with("symptoms", "every call")
        .with("resolution", "restart")
}

fn write(values: Values) -> Ask {
    Ask::Write {
        values,
        origin: None,
        audience: Vec::new(),
    }
}

fn edit(field: &str, text: &str) -> Ask {
    Ask::Edit {
        values: Values::new().with(field, text),
        remark: String::new(),
    }
}

fn publish() -> Ask {
    Ask::Publish {
        remark: String::new(),
    }
}

fn done(now: Option<&Article>, ask: &Ask, at: i64) -> Article {
    let mut next = decide(now, ask, &ana(), At(at)).unwrap().unwrap();
    next.id = ArticleId(1);
    next
}

#[test]
fn an_article_goes_from_draft_to_published_to_retired_and_back() {
    let draft = done(None, &write(whole()), 1);
    assert_eq!((draft.state, draft.revision), (State::Draft, 1));
    let out = done(Some(&draft), &publish(), 2);
    assert_eq!(
        (out.state, out.published_at),
        (State::Published, Some(At(2)))
    );
    assert_eq!(out.reviewed_by, "ana");
    let retire = |reason: &str| Ask::Retire {
        reason: reason.to_owned(),
    };
    let gone = done(Some(&out), &retire("superseded by kb:2"), 3);
    assert_eq!((gone.state, gone.revision), (State::Retired, 3));
    assert_eq!(gone.remark, "superseded by kb:2");
    let again = done(Some(&gone), &publish(), 4);
    assert_eq!(again.published_at, Some(At(2)));
    for (now, ask, why) in [
        (&out, publish(), Why::Stage),
        (&gone, retire("again"), Why::Stage),
        (&out, retire(" "), Why::Input),
        (
            &draft,
            Ask::Review {
                remark: String::new(),
            },
            Why::Stage,
        ),
    ] {
        let refusal = decide(Some(now), &ask, &ana(), At(5)).unwrap_err();
        assert_eq!(refusal.why, why, "{}", refusal.text);
    }
}

#[test]
fn a_review_says_that_it_is_right() {
    let out = done(Some(&done(None, &write(whole()), 1)), &publish(), 2);
    let ask = Ask::Review {
        remark: "tried on 9.4".to_owned(),
    };
    let read = done(Some(&out), &ask, 9);
    assert_eq!(
        (read.change, read.reviewed_at),
        (Change::Reviewed, Some(At(9)))
    );
}

#[test]
fn an_older_review_of_a_file_takes_nothing_from_a_later_one() {
    let out = done(Some(&done(None, &write(whole()), 1)), &publish(), 2_000);
    let ask = Ask::Review {
        remark: String::new(),
    };
    let read = done(Some(&out), &ask, 90_500);
    let bring = |values: Values, reviewed: Option<i64>| {
        Ask::Bring(Box::new(Brought {
            values,
            state: State::Published,
            reviewed_at: reviewed.map(At),
            ..Brought::default()
        }))
    };
    let bob = Actor {
        name: "bob".into(),
        ..ana()
    };
    let brought = |values: Values, reviewed| {
        decide(Some(&read), &bring(values, reviewed), &bob, At(200_000)).unwrap()
    };
    // Files say it to the second.
    for reviewed in [None, Some(3_000), Some(90_000)] {
        assert_eq!(brought(whole(), reviewed), None, "{reviewed:?}");
        let other = whole().with("resolution", "restart twice");
        let edited = brought(other, reviewed).unwrap();
        assert_eq!(edited.change, Change::Edited);
        assert_eq!(
            (edited.reviewed_at, edited.reviewed_by.as_str()),
            (Some(At(90_500)), "ana")
        );
    }
    let later = brought(whole(), Some(95_000)).unwrap();
    assert_eq!(
        (later.change, later.reviewed_at, later.reviewed_by.as_str()),
        (Change::Reviewed, Some(At(95_000)), "bob")
    );
}

#[test]
fn everything_that_is_missing_is_listed_at_once() {
    let draft = done(None, &write(Values::new().with("title", "502")), 1);
    let refusal = decide(Some(&draft), &publish(), &ana(), At(2)).unwrap_err();
    let ids: Vec<&str> = refusal.missing.iter().map(|m| m.id.as_str()).collect();
    assert_eq!(ids, ["symptoms", "resolution"]);
    assert_eq!(refusal.missing[0].command, "hoist kb edit 1 symptoms=…");
    let no_title = decide(None, &write(Values::new()), &ana(), At(1)).unwrap_err();
    assert_eq!(no_title.missing[0].command, "hoist kb new --title …");
}

#[test]
fn what_is_published_stays_whole() {
    let out = done(Some(&done(None, &write(whole()), 1)), &publish(), 2);
    let refusal = decide(Some(&out), &edit("resolution", ""), &ana(), At(3)).unwrap_err();
    assert_eq!(refusal.missing[0].id, "resolution");
    let by = done(Some(&out), &edit("workaround", "wait"), 3);
    assert!(decide(Some(&by), &edit("resolution", ""), &ana(), At(4)).is_ok());
}

#[test]
fn a_known_error_has_cause_and_workaround() {
    let draft = done(None, &write(whole()), 1);
    let refusal = decide(Some(&draft), &edit("known_error", "yes"), &ana(), At(2)).unwrap_err();
    let ids: Vec<&str> = refusal.missing.iter().map(|m| m.id.as_str()).collect();
    assert_eq!(ids, ["cause", "workaround"]);
    let values = Values::new()
        .with("cause", "a pool")
        .with("workaround", "wait")
        .with("known_error", "yes");
    let ask = Ask::Edit {
        values,
        remark: String::new(),
    };
    let known = done(Some(&draft), &ask, 3);
    assert!(!known.is_known_error(), "a draft is nothing to rely on");
    assert!(done(Some(&known), &publish(), 4).is_known_error());
}

#[test]
fn what_changes_nothing_is_no_revision() {
    let draft = done(None, &write(whole()), 1);
    assert_eq!(
        decide(Some(&draft), &edit("title", " 502 "), &ana(), At(2)),
        Ok(None)
    );
    assert!(decide(Some(&draft), &edit("colour", "red"), &ana(), At(2)).is_err());
}

#[test]
fn a_draft_of_a_restricted_ticket_is_published_by_a_lead() {
    let ask = Ask::Write {
        values: whole(),
        origin: None,
        audience: vec!["ana".into()],
    };
    let draft = done(None, &ask, 1);
    let viewer = |name: &str, lead: bool| crate::domain::actor::Viewer {
        name: name.into(),
        lead,
        ..Default::default()
    };
    assert!(draft.is_seen_by(&viewer("ana", false)));
    assert!(!draft.is_seen_by(&viewer("bob", false)));
    assert!(draft.is_seen_by(&viewer("kim", true)));
    let refusal = decide(Some(&draft), &publish(), &ana(), At(2)).unwrap_err();
    assert_eq!(refusal.why, Why::Role);
    let lead = Actor {
        lead: true,
        ..ana()
    };
    let out = decide(Some(&draft), &publish(), &lead, At(2))
        .unwrap()
        .unwrap();
    assert!(out.is_seen_by(&viewer("bob", false)));
}

#[test]
fn who_has_no_tier_only_looks() {
    let nobody = Actor {
        tiers: Vec::new(),
        ..ana()
    };
    let refusal = decide(None, &write(whole()), &nobody, At(1)).unwrap_err();
    assert_eq!(refusal.why, Why::Role);
}

#[test]
fn an_article_fits_into_its_file() {
    let draft = done(None, &write(whole()), 1);
    let most = usize::try_from(file::LARGEST).unwrap();
    let long = edit("resolution", &"x".repeat(most));
    let refusal = decide(Some(&draft), &long, &ana(), At(2)).unwrap_err();
    assert_eq!(refusal.why, Why::Input);
    assert!(
        refusal.text.contains("at most 1 MiB. Nothing was written"),
        "{}",
        refusal.text
    );
    let fits = done(
        Some(&draft),
        &edit("resolution", &"x".repeat(most - 4_096)),
        2,
    );
    assert!(file::write(&fits, &"d".repeat(40)).len() <= most);
    // What is too long already can be taken out of use, and shortened.
    let old = Article {
        resolution: "x".repeat(most),
        ..fits
    };
    let reason = "too long".to_owned();
    assert!(decide(Some(&old), &Ask::Retire { reason }, &ana(), At(3)).is_ok());
    assert!(decide(Some(&old), &edit("resolution", "short"), &ana(), At(3)).is_ok());
}
