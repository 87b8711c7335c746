//! What the lanes do with a desk in their hands.

use super::bringing::bring_in;
use super::files;
use super::keeping::keeping;
use super::lookup::{jump, lookup, theirs};
use super::shift::shift;
use crate::desk::articles::ArticlePage;
use crate::desk::attach::Progress;
use crate::desk::unread::Marks;
use crate::desk::{Desk, Done, Error, Likes, new_command_id};
use crate::domain::command::Command;
use crate::domain::event::{Event, Fact};
use crate::domain::id::{ArticleId, At, TicketId};
use crate::domain::product::Release;
use crate::domain::similar::Sought;
use crate::domain::ticket::{PackageRef, Ticket};
use crate::domain::{package, words};
use crate::tui::article::Opened;
use crate::tui::draft::{self, Draft, Drafts};
use crate::tui::msg::{
    Answer, ArticleWork, Job, Loaded, Outcome, ProductWork, Question, SearchAsk, Setup, SimilarAsk,
    Work,
};
use crate::tui::progress::Verdict;
use crate::tui::search::{ArticleHit, Found};
use crate::tui::similar::{About, SHOWN};
use chrono::NaiveDate;

/// Events read for the history.
const HISTORY: usize = 60;

/// Answers a question.
///
/// # Errors
/// The desk's.
pub fn answer(desk: &mut Desk, drafts: &Drafts, question: &Question) -> Result<Answer, Error> {
    Ok(match question {
        Question::Setup(who) => {
            desk.follow()?;
            if let Some(name) = who {
                desk.act_as(name)?;
            }
            Answer::Setup(Box::new(setup(desk)?))
        }
        Question::Page(ask) => Answer::Page(super::pages::page(ask, |query, from, limit| {
            desk.page(query, from, limit)
        })?),
        Question::Ticket(id) => {
            let mut loaded = load(desk, *id)?;
            let (view, marks) = (&loaded.view, Marks::open(drafts.dir()));
            loaded.unread = desk.unread(&view.ticket, &view.merged, &marks);
            Answer::Ticket(Box::new(loaded))
        }
        Question::Sight(ids) => Answer::Hidden(desk.hidden(ids)?),
        Question::Talk(id) => {
            let marks = Marks::open(drafts.dir());
            let messages = desk.conversation(*id)?;
            let ticket = desk.ticket(*id)?;
            let unread = desk.unread(&ticket, &desk.merged_into(&ticket)?, &marks);
            // Where that cannot be kept, they are unread again: nothing is lost.
            let _ = marks.read_all(&messages);
            Answer::Talk(messages, unread)
        }
        Question::Counts => {
            // It is asked whenever others wrote: they may have shut this agent out.
            desk.follow()?;
            Answer::Counts(desk.counts()?)
        }
        Question::Notices => Answer::Notices(super::notices::lines(desk)?),
        Question::Lookup(ask) => lookup(desk, ask)?,
        Question::Theirs(customer) => Answer::Theirs(theirs(desk, *customer)?),
        Question::Jump(text) => Answer::Rows(jump(desk, text)?),
        Question::Customers(begin) => Answer::Customers(desk.customer_names(begin, NAMES)?),
        Question::Search(ask) => Answer::Found(Box::new(search(desk, ask)?)),
        Question::Shift { ids, zone } => shift(desk, ids, zone)?,
        Question::All(query, after) => {
            let (ids, next, cut) = desk.ids_of(query, after.clone(), MARKED)?;
            Answer::All(ids, next, cut)
        }
        Question::LinkedTo(id) => {
            let ids = desk.open_linked_to(*id)?;
            Answer::All(ids, None, false)
        }
        Question::Similar(ask) => Answer::Likes(similar(desk, ask)?),
        Question::Peek(wanted) => Answer::Peek(files::peek(desk, wanted)?),
        Question::Compare(ask) => Answer::Compared(Box::new(
            desk.compare(ask.ticket, ask.n, ask.with, ask.way)?,
        )),
        Question::Rivals(ticket, n) => {
            let (rivals, more) = desk.rivals(*ticket, *n)?;
            Answer::Rivals(rivals, more)
        }
        Question::Article(ask) => Answer::Article(Box::new(opened(desk, ask.id)?)),
        Question::Review(ask) => {
            Answer::Reviewed(Box::new(super::reviewed(desk, ask, &mut |_| {})?))
        }
        Question::Baseline(product, name) => {
            let baseline = desk.baseline(product, name)?;
            Answer::Baseline(desk.baseline_text(&baseline)?)
        }
        Question::Draft(key) => match drafts.load(key) {
            draft::Loaded::Draft(found) => {
                let was = ticket_of(desk, &found)?;
                Answer::Draft(Some(found), was)
            }
            draft::Loaded::Nothing | draft::Loaded::Spoilt(_) => Answer::Draft(None, None),
        },
        Question::Words(key) => match drafts.load(key) {
            draft::Loaded::Draft(found) => Answer::Words(Some(found)),
            draft::Loaded::Nothing | draft::Loaded::Spoilt(_) => Answer::Words(None),
        },
        Question::Drafts { .. } => {
            let (found, spoilt) = drafts.list();
            Answer::Drafts(found, spoilt)
        }
    })
}

/// The ticket of a draft as its author had it before them, where it is another one by now.
fn ticket_of(desk: &Desk, draft: &Draft) -> Result<Option<Box<Ticket>>, Error> {
    let Some(id) = draft.ticket.filter(|_| draft.version > 0) else {
        return Ok(None);
    };
    match desk.ticket(id)?.version > draft.version {
        true => Ok(Some(Box::new(desk.as_of(id, draft.version)?))),
        false => Ok(None),
    }
}

fn similar(desk: &Desk, ask: &SimilarAsk) -> Result<Likes, Error> {
    match &ask.about {
        About::Ticket(id) => desk.similar(*id, SHOWN, ask.stop.clone()),
        About::Typed(subject, texts, not) => {
            let sought = Sought::typed(subject, texts.iter().map(String::as_str));
            desk.like(&sought, *not, SHOWN, ask.stop.clone())
        }
    }
}

fn setup(desk: &mut Desk) -> Result<Setup, Error> {
    Ok(Setup {
        trouble: desk.trouble()?,
        me: desk.actor().clone(),
        may_act_as: desk.may_act_as(),
        process: desk.process().clone(),
        info: desk.info().clone(),
        agents: desk.agents()?,
        views: desk.store().views()?,
        teams: desk.teams()?,
        products: desk.store().products(200)?,
        templates: desk.templates()?,
        catalogue: desk.catalogue()?,
        baselines: desk.baselines()?,
        stand_ins: desk.stand_ins()?,
    })
}

/// Changes the list of products; what was done, in a sentence.
fn product(desk: &mut Desk, work: &ProductWork) -> Result<String, Error> {
    match work {
        ProductWork::Release {
            product,
            version,
            released,
            notes,
        } => {
            let release = Release {
                version: version.clone(),
                released: day(released)?,
                notes: notes.clone(),
            };
            let told = release.told();
            let product = desk.list_release(product, release)?;
            Ok(format!("{} has version {told}.", product.name))
        }
        ProductWork::Retire { product, retired } => {
            let product = desk.retire_product(product, *retired)?;
            let how = match retired {
                true => "not offered any more",
                false => "offered again",
            };
            Ok(format!("{} is {how}.", product.name))
        }
    }
}

/// The day of a release, if one was typed.
fn day(typed: &str) -> Result<Option<NaiveDate>, Error> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    typed.parse().map(Some).map_err(|_| {
        Error::Input(format!(
            "“{typed}” is not a day. Write it as 2026-11-02; nothing was written."
        ))
    })
}

/// Names of customers offered to complete a search.
const NAMES: usize = 12;

/// Tickets marked at once; what is more is asked for after them.
const MARKED: usize = 1_000;

/// Linked tickets shown with an article.
const USES: usize = 20;

/// An article with everything its screen shows.
fn opened(desk: &Desk, id: ArticleId) -> Result<Opened, Error> {
    Ok(Opened {
        view: desk.article(id)?,
        uses: desk.article_uses(id, USES)?,
        history: desk.article_history(id)?,
    })
}

/// Tickets on a page of a search.
const FOUND: usize = 50;
/// Articles before the tickets.
const BESIDE: usize = 5;
/// Articles where nothing else is searched.
const SHELF: usize = 200;

fn search(desk: &Desk, ask: &SearchAsk) -> Result<Found, Error> {
    let search = desk.read_search(&ask.words, &ask.zone)?;
    let most = ask.again.unwrap_or_default().max(FOUND);
    let hits = desk.search(&search, ask.below, most, ask.stop.clone())?;
    let articles = match ask.below {
        Some(_) => ArticlePage::default(),
        None => {
            let most = if search.is_of_articles() {
                SHELF
            } else {
                BESIDE
            };
            desk.search_articles(&search, None, most, ask.stop.clone())?
        }
    };
    let more_articles = articles.next.is_some();
    let articles = articles.articles.into_iter();
    Ok(Found {
        articles: articles.map(|view| ArticleHit::of(&search, view)).collect(),
        more_articles,
        search,
        hits,
    })
}

/// A ticket with everything its panes show.
fn load(desk: &Desk, id: TicketId) -> Result<Loaded, Error> {
    let view = desk.view(id)?;
    let events = desk.events_before(id, u32::MAX, HISTORY)?;
    let process = desk.process();
    let older = events.first().is_some_and(|e| e.seq > 1);
    let opening = match events.first() {
        Some(first) if !older => opening(first),
        _ => desk
            .events(id, 0, 1)?
            .first()
            .map(opening)
            .unwrap_or_default(),
    };
    let since = match (older, events.first()) {
        (true, Some(first)) => first.at,
        _ => At(i64::MIN),
    };
    let joined = desk.joined(&view.ticket, since)?;
    let entries = desk.said_in(&events);
    let page = page(desk, &view.ticket)?;
    let opening = match opening.is_empty() && view.ticket.split_from.is_some() {
        true => split_opening(desk, id)?,
        false => opening,
    };
    Ok(Loaded {
        history: words::in_order(
            events
                .iter()
                .flat_map(|e| words::lines(process, e, desk.zone()))
                .collect(),
            joined,
        ),
        entries,
        resolutions: desk.resolutions_of(&view.ticket),
        workaround: desk.workaround_to_tell(&view.ticket),
        known_workaround: desk.workaround_for(&view.ticket).unwrap_or_default(),
        older,
        intake: process.intake.iter().map(|f| f.id.clone()).collect(),
        opening,
        heard: events.iter().rev().find_map(heard).unwrap_or_default(),
        package: page,
        unread: Vec::new(),
        view,
    })
}

/// What the page shows: of a ticket whose work is over its bundle, else the current package.
fn page(desk: &Desk, ticket: &Ticket) -> Result<Option<(PackageRef, String)>, Error> {
    if ticket.bundle.is_some() && ticket.stage.phase.is_over() || !ticket.sealed.is_empty() {
        // What does not match its seal is said on the page: the ticket itself can still be read.
        let text = match desk.bundle(ticket.id) {
            Ok(bundle) => bundle.page,
            Err(error) => error.to_string(),
        };
        let hash = ticket.bundle.as_ref().map_or(&ticket.sealed, |b| &b.hash);
        let reference = PackageRef {
            hash: hash.clone(),
            ..PackageRef::default()
        };
        return Ok(Some((reference, text)));
    }
    let Some(current) = ticket.package() else {
        return Ok(None);
    };
    let (reference, json) = desk.package(ticket.id, Some(current.version))?;
    Ok(Some((reference, package::markdown(&json))))
}

fn opening(first: &Event) -> String {
    let opened = first.facts.iter().find_map(|fact| match fact {
        Fact::Opened(opened) if !opened.text.is_empty() => Some(opened.text.clone()),
        _ => None,
    });
    opened.or_else(|| heard(first)).unwrap_or_default()
}

/// What the customer said in the words that a ticket was split off with.
fn split_opening(desk: &Desk, id: TicketId) -> Result<String, Error> {
    let mut all = desk.conversation(id)?.into_iter();
    let first = all.find(|m| m.split && !m.about.outgoing);
    Ok(first.map(|m| m.text).unwrap_or_default())
}

/// What the customer said in an event.
fn heard(event: &Event) -> Option<String> {
    event.facts.iter().find_map(|fact| match fact {
        Fact::Message(message, text) if !message.outgoing => Some(text.clone()),
        _ => None,
    })
}

/// Does a job; `progress` is told how far it is, and says whether to go on. Its id is made before the first try, so that a try whose outcome is not known can be
/// repeated.
///
/// # Errors
/// The desk's.
pub fn perform(desk: &mut Desk, job: &mut Job, progress: Progress<'_>) -> Result<Outcome, Error> {
    let id = job.command.get_or_insert_with(new_command_id).clone();
    match &job.work {
        Work::Run {
            ticket,
            seen,
            commands,
        } => {
            let done = desk.run_all(*ticket, *seen, commands.clone(), &id)?;
            Ok(Outcome::Done(Box::new(done)))
        }
        Work::Undo(ticket) => Ok(Outcome::Done(Box::new(desk.undo(*ticket, &id)?))),
        Work::Each {
            tickets, commands, ..
        } => {
            let steps = tickets.iter().map(|id| (*id, commands.as_slice()));
            let done = each(steps, progress, |id, commands| run(desk, id, commands));
            Ok(Outcome::Each(done))
        }
        Work::EachIts { steps, .. } => {
            let steps = steps.iter().map(|(id, c)| (*id, c.as_slice()));
            let done = each(steps, progress, |id, commands| run(desk, id, commands));
            Ok(Outcome::Each(done))
        }
        Work::UndoEach(tickets) => {
            let steps = tickets.iter().map(|id| (*id, ()));
            let undone = |id, ()| desk.undo(id, &new_command_id());
            Ok(Outcome::Each(each(steps, progress, undone)))
        }
        Work::Split { split, subject } => {
            let done = desk.split(split.clone(), subject, &id)?;
            Ok(Outcome::Done(Box::new(done)))
        }
        Work::Open {
            opening,
            then,
            sure,
        } => {
            if !sure {
                desk.doubted(&opening.opened, &id)?;
            }
            let done = desk.open_for(opening.as_ref().clone(), then.clone(), &id)?;
            Ok(Outcome::Done(Box::new(done)))
        }
        Work::Attach { ticket, paths } => {
            let done = files::attach(desk, *ticket, paths, &id, progress)?;
            Ok(Outcome::Done(Box::new(done)))
        }
        Work::Snapshot {
            ticket,
            name,
            path,
            text,
        } => {
            let done = files::snapshot(desk, *ticket, (name, path, &text.0), &id)?;
            Ok(Outcome::Done(Box::new(done)))
        }
        Work::Save { ticket, n, to } => Ok(Outcome::Said(files::save(desk, *ticket, *n, to)?)),
        Work::ActAs(name) => {
            desk.act_as(name)?;
            Ok(Outcome::Said(format!(
                "You act as {name}; your own login stays recorded."
            )))
        }
        Work::SaveView { name, seen, words } => {
            desk.save_view(name, seen.as_deref(), words)?;
            Ok(Outcome::Said(format!(
                "The view “{name}” is saved; v shows it."
            )))
        }
        Work::Export(order, path) => {
            let said = files::export(desk, order, path, progress)?;
            Ok(Outcome::Said(said))
        }
        Work::BringIn(work) => Ok(Outcome::Said(bring_in(desk, work, progress)?)),
        Work::BackUp(to) => Ok(Outcome::Said(files::back_up(desk, to, progress)?)),
        Work::Article(work) => {
            desk.set_command(id);
            let told = match work.as_ref() {
                ArticleWork::Write { values, from } => desk.write_article(values.clone(), *from)?,
                ArticleWork::Ask { id, seen, ask } => desk.ask_article(*id, Some(*seen), ask)?,
            };
            Ok(Outcome::Article(Box::new(told)))
        }
        Work::Product(work) => {
            desk.set_command(id);
            Ok(Outcome::Said(product(desk, work)?))
        }
        Work::Keeping(work) => {
            desk.set_command(id);
            Ok(Outcome::Said(keeping(desk, work)?))
        }
        Work::ReadNotices(which) => {
            super::notices::read(desk, *which)?;
            Ok(Outcome::Said(String::new()))
        }
        Work::Away(until) => {
            desk.set_away(*until)?;
            Ok(Outcome::Said(match until {
                Some(_) => {
                    "You are away until tomorrow; your tickets stand under “Owner away”.".to_owned()
                }
                None => "You are back.".to_owned(),
            }))
        }
    }
}

fn each<T>(
    steps: impl ExactSizeIterator<Item = (TicketId, T)>,
    progress: Progress<'_>,
    mut work: impl FnMut(TicketId, T) -> Result<Done, Error>,
) -> Vec<(TicketId, Verdict)> {
    let of = steps.len() as u64;
    let mut goes_on = true;
    (0..)
        .zip(steps)
        .map(|(done, (id, step))| {
            goes_on = goes_on && progress(done, of);
            if !goes_on {
                return (id, Verdict::NotBegun);
            }
            let said = match work(id, step) {
                Ok(_) => Verdict::Done,
                Err(Error::Refused(refusal)) => Verdict::Refused(refused(&refusal)),
                Err(error) => Verdict::Refused(error.to_string()),
            };
            (id, said)
        })
        .collect()
}

fn run(desk: &mut Desk, id: TicketId, commands: &[Command]) -> Result<Done, Error> {
    let commands = desk.prefilled(id, commands)?;
    desk.run_all(id, None, commands, &new_command_id())
}

fn refused(refusal: &crate::domain::blocker::Refusal) -> String {
    let missing: Vec<&str> = refusal.missing.iter().map(|b| b.text.as_str()).collect();
    if missing.is_empty() {
        refusal.text.clone()
    } else {
        missing.join(" · ")
    }
}
