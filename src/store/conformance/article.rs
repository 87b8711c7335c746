//! The knowledge base.

use super::sample::{desk_event, lead, next, opening, row, viewer};
use super::{Connect, Outcome, holds, same};
use crate::domain::actor::Viewer;
use crate::domain::article::{Article, Filter, State};
use crate::domain::chain::desk_event_of;
use crate::domain::event::{DeskFact, Fact};
use crate::domain::id::{AgentName, ArticleId, At, TicketId};
use crate::domain::search::{Clause, Search, Want};
use crate::domain::stage::Phase;
use crate::domain::ticket::{ArticleLink, Ticket};
use crate::store::article::{ArticleAsk, Use};
use crate::store::search::Stop;
use crate::store::{Error, Store};

fn write(store: &mut dyn Store, command: &str, article: Article) -> Result<ArticleId, Error> {
    let fact = DeskFact::Article(Box::new(article));
    store.commit_desk(desk_event(command, fact)).map(ArticleId)
}

fn article(title: &str) -> Article {
    Article {
        revision: 1,
        title: title.to_owned(),
        symptoms: "upstream timed out".to_owned(),
        made_at: At(1_000),
        ..Article::default()
    }
}

pub fn revisions(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    let id = write(store.as_mut(), "1", article("Loop"))?;
    same("its number", id, ArticleId(1))?;
    let second = Article {
        id,
        revision: 2,
        title: "Login  loop".to_owned(),
        ..article("")
    };
    write(store.as_mut(), "2", second.clone())?;
    write(store.as_mut(), "3", article("Another"))?;
    let again = connect()?;
    let found = again.article(&lead(), id)?;
    same("as last written", found.article, second)?;
    let links = again.article_links(&lead(), id)?;
    let events = links.iter().filter_map(|l| desk_event_of(&l.record).ok());
    let kept: Vec<u32> = events
        .filter_map(|e| match e.what {
            DeskFact::Article(a) if a.id == id => Some(a.revision),
            _ => None,
        })
        .collect();
    same("every revision", kept, vec![1, 2])?;
    let numbers: Vec<i64> = links.iter().map(|l| l.n).collect();
    same("where they stand", again.kept_revisions(id)?, numbers)?;
    let called = |title: &str| -> Result<usize, Error> { Ok(again.articles_called(title)?.len()) };
    same("by its title", called(" LOGIN loop ")?, 1)?;
    same("not by its old one", called("loop")?, 0)?;
    same("kept", again.kept_articles(0, 9)?.len(), 2)?;
    let repeated = write(store.as_mut(), "2", article("Other"))?;
    same("delivered twice", repeated, id)?;
    let none = again.article(&lead(), ArticleId(9)).err();
    holds(
        "not there",
        matches!(none, Some(Error::NoArticle(ArticleId(9)))),
    )
}

fn numbers(
    store: &dyn Store,
    filter: &Filter,
    before: Option<i64>,
    limit: usize,
) -> Result<(Vec<i64>, bool), Error> {
    let shelf = store.articles(&lead(), filter, before.map(ArticleId), limit)?;
    let ids = shelf.articles.iter().map(|s| s.article.id.0);
    Ok((ids.collect(), shelf.more))
}

pub fn listed(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    for (n, state) in [
        State::Published,
        State::Draft,
        State::Published,
        State::Retired,
    ]
    .into_iter()
    .enumerate()
    {
        let one = Article {
            state,
            known_error: n != 0,
            tags: vec!["Größe".to_owned()],
            products: "Relay = 9.3".parse().into_iter().collect(),
            owner: AgentName::from(if n == 1 { "bob" } else { "ana" }),
            ..article(&format!("a{n}"))
        };
        write(store.as_mut(), &format!("{n}"), one)?;
    }
    let list = |filter: Filter| numbers(store.as_ref(), &filter, None, 9);
    let all = Filter::default();
    same("all", list(all.clone())?, (vec![4, 3, 2, 1], false))?;
    let page = numbers(store.as_ref(), &all, None, 2)?;
    same("a page", page, (vec![4, 3], true))?;
    let rest = numbers(store.as_ref(), &all, Some(3), 2)?;
    same("the next one", rest, (vec![2, 1], false))?;
    let published = Filter {
        state: Some(State::Published),
        ..Filter::default()
    };
    same("by state", list(published)?.0, vec![3, 1])?;
    let known = Filter {
        known_error: true,
        ..Filter::default()
    };
    same("known errors", list(known)?.0, vec![3])?;
    let tagged = |tag: &str| Filter {
        tag: Some(tag.to_owned()),
        ..Filter::default()
    };
    same("by tag", list(tagged("grosse"))?.0.len(), 0)?;
    same("by tag, folded", list(tagged("GRÖßE"))?.0.len(), 4)?;
    let product = Filter {
        product: Some("relay".to_owned()),
        owner: Some(AgentName::from("bob")),
        ..Filter::default()
    };
    same("by product and owner", list(product)?.0, vec![2])
}

pub fn hidden(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    let secret = Article {
        audience: vec![AgentName::from("ana")],
        ..article("Leaked keys")
    };
    let id = write(store.as_mut(), "1", secret)?;
    let seen = |who: &Viewer| -> Result<[bool; 4], Error> {
        let search = words("leaked");
        let ask = ask(&search);
        Ok([
            store.article(who, id).is_ok(),
            store.article_links(who, id).is_ok(),
            !store
                .articles(who, &Filter::default(), None, 9)?
                .articles
                .is_empty(),
            !store.search_articles(who, &ask)?.articles.is_empty(),
        ])
    };
    same("its audience", seen(&viewer("ana", &["tier1"]))?, [true; 4])?;
    same("a lead", seen(&lead())?, [true; 4])?;
    same("others", seen(&viewer("bob", &["tier1"]))?, [false; 4])
}

pub fn uses(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    let one = write(store.as_mut(), "a1", article("One"))?;
    let two = write(store.as_mut(), "a2", article("Two"))?;
    let mut ids = Vec::new();
    for n in 0..2 {
        ids.push(
            store
                .commit(opening(&format!("o{n}"), row("tier1", "t")))?
                .id,
        );
    }
    let mut linked = |command: &str, id: TicketId, links: &[(ArticleId, bool)]| {
        let (row, ticket) = store.stored(id)?;
        let mut change = next(command, row, ticket, "linked");
        change.after.articles = links
            .iter()
            .map(|(article, helped)| ArticleLink {
                article: *article,
                helped: *helped,
                ..ArticleLink::default()
            })
            .collect();
        let facts = change.events.iter_mut().map(|e| &mut e.facts);
        facts.for_each(|facts| facts.push(Fact::ArticleUnlinked(ArticleId(0))));
        store.commit(change).map(|_| ())
    };
    let (first, second) = (ids[0], ids[1]);
    linked("l1", first, &[(one, true), (two, false)])?;
    linked("l2", second, &[(one, false)])?;
    let store = connect()?;
    let counts = |id: ArticleId| -> Result<(u32, u32), Error> {
        let shelved = store.article(&lead(), id)?;
        Ok((shelved.linked, shelved.helped))
    };
    same("linked and helped", counts(one)?, (2, 1))?;
    same("linked only", counts(two)?, (1, 0))?;
    let used = |ticket, helped| Use { ticket, helped };
    let newest = vec![used(second, false), used(first, true)];
    same("the newest first", store.article_uses(one, 9)?, newest)?;
    same("at most so many", store.article_uses(one, 1)?.len(), 1)?;
    let all = store.kept_uses((ArticleId(0), TicketId(0)), 9)?;
    let wanted = vec![
        (one, used(first, true)),
        (one, used(second, false)),
        (two, used(first, false)),
    ];
    same("all of them", all, wanted)?;
    let rest = store.kept_uses((one, second), 9)?;
    same("after a place", rest, vec![(two, used(first, false))])?;
    let mut store = connect()?;
    let (row, ticket) = store.stored(first)?;
    let mut change = next("l3", row, ticket, "unlinked");
    change.after.articles.retain(|a| a.article == two);
    change.events[0].facts.push(Fact::ArticleUnlinked(one));
    store.commit(change)?;
    same(
        "taken back",
        store.article_uses(one, 9)?,
        vec![used(second, false)],
    )
}

fn words(text: &str) -> Search {
    let want = Want::Text {
        tokens: text.split(' ').map(str::to_owned).collect(),
        open: true,
        number: text.parse().ok(),
    };
    Search {
        groups: vec![vec![Clause { not: false, want }]],
        ..Search::default()
    }
}

fn ask(search: &Search) -> ArticleAsk<'_> {
    ArticleAsk {
        search,
        before: None,
        limit: 9,
        stop: Stop::default(),
    }
}

pub fn found(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    let full = Article {
        environment: "Ubuntu 24.04".to_owned(),
        cause: "a small pool".to_owned(),
        resolution: "enlarge it".to_owned(),
        workaround: "restart nightly".to_owned(),
        products: "Relay Pro = 9.3".parse().into_iter().collect(),
        tags: vec!["gateway".to_owned()],
        state: State::Published,
        ..article("Payments fail")
    };
    let one = write(store.as_mut(), "1", full)?;
    let draft = write(store.as_mut(), "2", article("Printer burns"))?;
    let found = |search: &Search| -> Result<Vec<ArticleId>, Error> {
        let shelf = store.search_articles(&lead(), &ask(search))?;
        Ok(shelf.articles.iter().map(|s| s.article.id).collect())
    };
    for text in [
        "payments",
        "ubuntu",
        "small pool",
        "enlarge",
        "restart night",
        "relay",
        "9",
        "gateway",
        "kb 1",
    ] {
        same(text, found(&words(text))?, vec![one])?;
    }
    same(
        "both, the newest first",
        found(&words("timed out"))?,
        vec![draft, one],
    )?;
    same("no part of a word", found(&words("ayments"))?, vec![])?;
    let marked = |key: char, value: &str, not: bool| {
        let want = Want::Mark(crate::domain::search::doc::mark(key, value));
        Search {
            groups: vec![vec![Clause { not, want }]],
            ..Search::default()
        }
    };
    same("drafts", found(&marked('j', "draft", false))?, vec![draft])?;
    same("no drafts", found(&marked('j', "draft", true))?, vec![one])?;
    same(
        "a workaround",
        found(&marked('r', "workaround", false))?,
        vec![one],
    )?;
    same(
        "articles are no open tickets",
        found(&marked('s', "open", false))?,
        vec![],
    )?;
    let nobodys = store.search(
        &lead(),
        &crate::store::search::Ask {
            search: &words("payments"),
            before: None,
            limit: 9,
            now: At(0),
            stop: Stop::default(),
        },
    )?;
    same("no tickets", nobodys.found.len(), 0)?;
    let renamed = Article {
        id: one,
        revision: 2,
        ..article("Charges fail")
    };
    write(store.as_mut(), "3", renamed)?;
    let again = |text: &str| -> Result<usize, Error> {
        let search = words(text);
        Ok(store
            .search_articles(&lead(), &ask(&search))?
            .articles
            .len())
    };
    same("its new title", again("charges")?, 1)?;
    same("not its old one", again("payments")?, 0)
}

/// Who has not heard of a fix follows from ticket and article, whichever was written last.
pub fn unheard(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    let one = write(store.as_mut(), "a", article("Loop"))?;
    let id = store.commit(opening("o", row("tier1", "t")))?.id;
    let put = |store: &mut dyn Store, command: &str, change_of: &dyn Fn(&mut Ticket)| {
        let (row, ticket) = store.stored(id)?;
        let mut change = next(command, row, ticket, "x");
        change_of(&mut change.after);
        change.events[0].facts.push(Fact::ArticleHeard(one, 0));
        store.commit(change).map(|_| ())
    };
    let fixed = |store: &mut dyn Store, revision: u32, fixes: u32| {
        let next = Article {
            id: one,
            revision,
            fixes,
            ..article("Loop")
        };
        write(store, &format!("r{revision}"), next)
    };
    put(store.as_mut(), "1", &|ticket| {
        ticket.articles = vec![ArticleLink {
            article: one,
            known_error: true,
            ..ArticleLink::default()
        }];
    })?;
    same("not fixed yet", store.unheard_articles(9)?, vec![])?;
    fixed(store.as_mut(), 2, 1)?;
    same(
        "the article last",
        store.unheard_articles(9)?,
        vec![(id, one)],
    )?;
    same(
        "also elsewhere",
        connect()?.unheard_articles(9)?,
        vec![(id, one)],
    )?;
    same("nothing miscounted", store.miscount()?, None)?;
    put(store.as_mut(), "2", &|ticket| ticket.articles[0].heard = 1)?;
    same("heard", store.unheard_articles(9)?, vec![])?;
    fixed(store.as_mut(), 3, 2)?;
    same("again", store.unheard_articles(9)?, vec![(id, one)])?;
    put(store.as_mut(), "2a", &|ticket| ticket.articles[0].heard = 2)?;
    let changed = Article {
        id: one,
        revision: 4,
        fixes: 2,
        workarounds: 1,
        ..article("Loop")
    };
    write(store.as_mut(), "r4", changed)?;
    same(
        "another workaround",
        store.unheard_articles(9)?,
        vec![(id, one)],
    )?;
    same("nothing miscounted", store.miscount()?, None)?;
    put(store.as_mut(), "3", &|ticket| {
        ticket.stage.phase = Phase::Closed;
    })?;
    same("over, it hears no more", store.unheard_articles(9)?, vec![])?;
    put(store.as_mut(), "4", &|ticket| {
        ticket.stage.phase = Phase::Working;
    })?;
    same("at work again", store.unheard_articles(9)?, vec![(id, one)])?;
    put(store.as_mut(), "5", &|ticket| {
        ticket.articles[0].known_error = false
    })?;
    same("referred to only", store.unheard_articles(9)?, vec![])?;
    same("nothing miscounted", store.miscount()?, None)
}
