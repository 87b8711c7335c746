//! What the lanes answer.

use super::hidden;
use super::{
    articles, baselines, complain, configurations, files, forms, go, import, instead, keeping,
    keys, lists, log, looked_up, marks, notices, renewed, review, search, shelf, shift, show,
    similar, talk, typed_on, unfinished, write,
};
use crate::desk::{self, Done};
use crate::domain::event::Fact;
use crate::domain::process::Verb;
use crate::domain::ticket::Attachment;
use crate::domain::when;
use crate::store;
use crate::tui::action::Out;
use crate::tui::conflict::{self, Conflict};
use crate::tui::draft;
use crate::tui::layout::Pane;
use crate::tui::model::overlay::{Choice, Overlay};
use crate::tui::model::{Model, Tone};
use crate::tui::msg::{
    Answer, Asker, Effect, Job, Joins, Loaded, Outcome, PageAsk, Question, Reply, Setup, Slot,
    Work, Wrote,
};
use crate::tui::views;

/// Takes an answer of the read lane in.
pub fn answered(model: &mut Model, out: &mut Out, reply: Reply) {
    if model.writing == 0 {
        model.waiting_since = None;
    }
    match (reply.question, reply.answer) {
        (_, Err(error @ (desk::Error::ShutOut(_) | desk::Error::UnknownLogin { .. }))) => {
            forms::keep(model, out);
            model.shut_out = Some(error);
            out.push(Effect::Quit);
        }
        (Question::Setup(_), Ok(Answer::Setup(setup))) => set_up(model, out, *setup),
        (Question::Page(ask), Ok(Answer::Page(page))) => paged(model, out, &ask, page),
        (Question::Ticket(id), Ok(Answer::Ticket(loaded))) if model.target() == Some(id) => {
            ticket_came(model, out, *loaded);
        }
        (Question::Ticket(id), Err(error)) if model.target() == Some(id) => {
            model.asked_ticket = None;
            let looked_at = model.loaded.take().is_some_and(|l| l.view.ticket.id == id);
            let words = model.resume.take_if(|key| key.ticket == Some(id));
            typed_on::ticket_came(model, out);
            match (hidden::is(&error), words) {
                (true, Some(key)) => unfinished::ask_words(out, key),
                (true, None) => hidden::close(model, out, id, looked_at, &error.to_string()),
                (false, _) => complain(model, error.to_string()),
            }
            keys::let_go(model);
            if model.pinned.take().is_some() && model.target().is_some() {
                go::ask_ticket(model, out);
            }
        }
        (Question::Page(_), Err(error @ desk::Error::Store(store::Error::Torn(_)))) => {
            let said = error.to_string();
            model.queue.is_torn = true;
            keys::not_opened(model);
            if !model.banners.contains(&said) {
                model.banners.push(said);
            }
        }
        (_, Ok(Answer::Hidden(ids))) => hidden::came(model, out, &ids),
        (_, Ok(Answer::Counts(counts))) => notices::counted(model, out, counts),
        (_, Ok(Answer::Notices(lines))) => notices::came(model, &lines),
        (Question::Lookup(ask), answer) => looked_up::came(model, out, &ask, answer),
        (Question::Jump(words), answer) => looked_up::jumped(model, out, &words, answer),
        (Question::Customers(begin), Ok(Answer::Customers(names))) => {
            search::customers_came(model, &begin, &names);
        }
        (_, Ok(Answer::Shift(lines, more))) => shift::came(model, out, lines, more),
        (Question::LinkedTo(_), Ok(Answer::All(ids, ..))) => marks::linked(model, out, ids),
        (Question::All(query, _), Ok(Answer::All(ids, next, cut))) => {
            marks::found(model, out, query, ids, (next, cut));
        }
        (Question::Compare(ask), Ok(Answer::Compared(found))) => {
            configurations::came(model, &ask, Ok(*found));
        }
        (Question::Compare(ask), Err(error)) => {
            configurations::came(model, &ask, Err(error.to_string()));
        }
        (_, Ok(Answer::Rivals(rivals, more))) => configurations::rivals_came(model, rivals, more),
        (_, Ok(Answer::Peek(part))) => files::came(model, part),
        (Question::Article(ask), Ok(Answer::Article(opened))) => {
            articles::came(model, out, ask, *opened);
        }
        (Question::Review(ask), Ok(Answer::Reviewed(found))) => {
            review::came(model, &ask, Ok(*found));
        }
        (Question::Review(ask), Err(error)) => review::came(model, &ask, Err(error.to_string())),
        (Question::Baseline(product, name), Ok(Answer::Baseline(text))) => {
            baselines::came(model, &product, &name, text);
        }
        (Question::Talk(id), Ok(Answer::Talk(messages, unread))) => {
            talk::came(model, id, messages, unread);
        }
        (_, Ok(Answer::Theirs(theirs))) => {
            if let Some(Overlay::New(opened)) = model.overlays.last_mut() {
                opened.form.theirs(theirs);
            }
        }
        (Question::Search(ask), Ok(Answer::Found(found))) => {
            search::found(model, &ask, *found);
            looked_up::go_on(model, out);
        }
        (Question::Similar(ask), Ok(Answer::Likes(likes))) => {
            similar::found(model, &ask.about, likes);
        }
        (Question::Similar(_), Err(error)) => similar::failed(model, &error.to_string()),
        (Question::Search(_), Err(error)) => {
            search::failed(model, error.to_string());
            looked_up::go_on(model, out);
        }
        (_, Ok(Answer::Draft(Some(draft), was))) => {
            unfinished::restore(model, out, &draft, was);
            conflict_screen(model);
        }
        (_, Ok(Answer::Words(found))) => unfinished::words(model, found),
        (Question::Drafts { choose }, Ok(Answer::Drafts(drafts, spoilt))) => {
            model.banners.extend(spoilt);
            if choose {
                drafted(model, drafts);
            } else if let Some(said) = draft::banner(drafts.len()) {
                model.say(Tone::Plain, format!("{said}: d shows them."));
            }
        }
        (question, Err(error)) => {
            complain(model, error.to_string());
            if matches!(question, Question::Setup(_) | Question::Page(_)) {
                keys::not_opened(model);
            }
        }
        _ => {}
    }
}

fn set_up(model: &mut Model, out: &mut Out, setup: Setup) {
    let other = model.me().is_none_or(|me| me.name != setup.me.name);
    let told = model.setup.as_ref().and_then(|s| s.trouble.as_ref());
    if setup.trouble.as_ref() != told {
        model.banners.extend(setup.trouble.clone());
    }
    if model.setup.is_none() && model.flash.as_ref().is_some_and(|f| f.tone == Tone::Bad) {
        // What could not be done before the desk was there can be done now.
        model.flash = None;
    }
    let was = model.process().map(|p| p.hash.clone());
    let is_new = was.is_some_and(|hash| hash != setup.process.hash);
    model.setup = Some(setup);
    keeping::renew(model);
    if is_new {
        renewed::forms(model);
    }
    if !other {
        return;
    }
    let Some(setup) = &model.setup else { return };
    let (view, sort) = (model.taste.view.clone(), model.taste.sort.clone());
    let first = views::first(setup, &view, &sort, model.now);
    let missing = views::missing(setup, &view, model.now);
    model
        .banners
        .extend(missing.filter(|said| !model.banners.contains(said)));
    model.base = (first.name.clone(), first.query.clone());
    model.filter.clear();
    model.marked.clear();
    model.places.clear();
    lists::show_query(model, out, first.name, first.query);
    out.push(Effect::Ask(
        Slot::Draft,
        Box::new(Question::Drafts { choose: false }),
    ));
    out.push(Effect::Ask(Slot::Counts, Box::new(Question::Counts)));
}

fn paged(model: &mut Model, out: &mut Out, ask: &PageAsk, page: store::Page) {
    let height = model.queue_height();
    let again = ask.joins == Joins::Refreshes && ask.window == model.queue.window;
    let kept = model.target().filter(|_| again);
    model.queue.join(ask, page, height);
    if let Some(id) = kept {
        // The ticket one looks at stays, also when its row went elsewhere.
        model.pinned = (!model.queue.select(id)).then_some(id);
    }
    if let Some(id) = model.select_next.take()
        && !model.queue.select(id)
    {
        model.pinned = Some(id);
    }
    go::settle(model, out);
    if model.target() != model.loaded.as_ref().map(|l| l.view.ticket.id)
        && model.asked_ticket != model.target()
    {
        go::ask_ticket(model, out);
    }
    keys::opened(model, out);
    if model.target().is_none() {
        keys::let_go(model);
        model.loaded = None;
        model.page = None;
        model.focus = Pane::Queue;
    }
}

fn ticket_came(model: &mut Model, out: &mut Out, loaded: Loaded) {
    let id = loaded.view.ticket.id;
    let other = model.loaded.as_ref().map(|l| l.view.ticket.id) != Some(id);
    model.asked_ticket = None;
    model.did = None;
    model.loaded = Some(loaded);
    if other {
        model.spot = 0;
        model.offer = 0;
        model.check = 0;
        model.history_up = 0;
        model.page = opens_on_package(model).then_some(0);
    }
    similar::ticket_came(model);
    clamp(model);
    // How many rows the queue has follows from how much the panes beside it show of the ticket.
    go::settle(model, out);
    conflict_screen(model);
    forms::ticket_came(model, out);
    if model.focus == Pane::Ticket && model.page.is_some() {
        show::record_shown(model, out);
    }
    if let Some(key) = model.resume.take() {
        forms::resume_draft(model, out, key);
    }
    talk::ticket_came(model, out);
    lists::ticket_came(model);
    typed_on::ticket_came(model, out);
    if let Some(item) = model.then_check.take_if(|item| !item.is_empty()) {
        log::open_item(model, out, &item);
    }
    keys::catch_up(model, out);
}

/// Above the first tier a ticket waiting to be accepted opens on its package.
fn opens_on_package(model: &Model) -> bool {
    let (Some(loaded), Some(process)) = (model.ticket(), model.process()) else {
        return false;
    };
    let accepts = loaded.view.offers.iter().any(|o| o.verb == Verb::Accept);
    let stage = &loaded.view.ticket.stage;
    let highest = process.tiers.last().is_some_and(|t| t.id == stage.tier);
    loaded.package.is_some() && (accepts || (highest && !stage.phase.is_over()))
}

fn clamp(model: &mut Model) {
    let Some(loaded) = &model.loaded else { return };
    let last = |n: usize| n.saturating_sub(1);
    model.offer = model.offer.min(last(loaded.view.offers.len()));
    model.check = model.check.min(last(loaded.view.checklist.len()));
    let spots = crate::tui::model::ticket::spots(loaded).len();
    model.spot = model.spot.min(last(spots));
}

/// Someone changed the ticket under the form on top: shows what, beside what was typed.
fn conflict_screen(model: &mut Model) {
    let (Some(loaded), Some(process)) = (&model.loaded, model.process()) else {
        return;
    };
    let Some(Overlay::Form(opened)) = model.overlays.last() else {
        return;
    };
    let (Some(theirs), Some(before)) = (&opened.theirs, &opened.before) else {
        return;
    };
    let new = |line: &&crate::domain::command::TimelineLine| line.at > before.updated_at;
    let since = loaded.history.iter().filter(new).cloned().collect();
    let title = opened.form.spec().title.clone();
    let mine = conflict::mine_of(&opened.form);
    let screen = Conflict::new(process, title, mine, before, theirs, since);
    model.overlays.push(Overlay::Conflict(Box::new(screen)));
}

fn drafted(model: &mut Model, drafts: Vec<draft::Draft>) {
    if drafts.is_empty() {
        model.say(Tone::Plain, "There is no unfinished text.");
        return;
    }
    let items = drafts
        .into_iter()
        .map(|d| {
            let kept = when::say(d.at, model.now, &model.taste.zone);
            let about = match d.ticket {
                Some(id) => format!("{id} · {kept}"),
                None => kept,
            };
            (Choice::Draft(d.key()), d.title, about)
        })
        .collect();
    lists::open(model, "Unfinished texts", items);
}

/// Takes the verdict on a job in.
pub fn wrote(model: &mut Model, out: &mut Out, wrote: Wrote) {
    model.writing = model.writing.saturating_sub(1);
    model.progress = None;
    if model.writing == 0 {
        model.waiting_since = None;
    }
    let Wrote { job, result } = wrote;
    match result {
        Ok(Outcome::Done(done)) => did(model, out, &job, *done),
        Ok(Outcome::Each(verdicts)) => {
            let undoing = matches!(job.work, Work::UndoEach(_));
            let kept = match job.work {
                Work::Each { kept, .. } | Work::EachIts { kept, .. } => kept,
                _ => None,
            };
            marks::done(model, out, kept, verdicts);
            model.undoable.take_if(|_| undoing);
            write::refresh_quietly(model, out);
        }
        Ok(Outcome::Said(text)) => said(model, out, &job, text),
        Ok(Outcome::Article(told)) => articles::done(model, out, &job, *told),
        Err(error) => {
            model.then_check = None;
            failed(model, out, &job, error);
            // What was typed ahead was meant for a form or a step that does not come now.
            keys::let_go(model);
        }
    }
    keys::go_on(model, out);
}

fn did(model: &mut Model, out: &mut Out, job: &Job, mut done: Done) {
    let seen = match &job.work {
        Work::Run { seen, .. } => *seen,
        _ => None,
    };
    match job.asker {
        Asker::Form => {
            forms::done(model, out, seen, done.version);
            if matches!(job.work, Work::Split { .. }) {
                go::jump(model, out, done.id);
            }
            if let Some(file) = snapshot(&done) {
                configurations::taken(model, out, done.id, &file);
            }
        }
        Asker::NewTicket => {
            model.keep_at = None;
            if let Some(opened) = typed_on::take_new(model)
                && typed_on::opened(model, out, &opened, model.now)
            {
                done.text = typed_on::and_kept(&done.text, "c brings it back");
            }
            go::jump(model, out, done.id);
        }
        Asker::Log { close } => {
            let facts: Vec<_> = done.events.iter().flat_map(|e| &e.facts).collect();
            log::kept(model, out, &facts, close);
            forms::follow(model, seen, done.version);
        }
        Asker::Screen | Asker::Package => forms::follow(model, seen, done.version),
    }
    if job.asker != Asker::Package {
        let undoing = matches!(job.work, Work::Undo(_));
        write::can_undo(model, if undoing { Vec::new() } else { vec![done.id] });
        model.did = Some((done.id, done.text.clone()));
        model.say(Tone::Good, done.text);
    }
    write::refresh_quietly(model, out);
}

/// The snapshot that a job took.
fn snapshot(done: &Done) -> Option<Attachment> {
    let mut facts = done.events.iter().flat_map(|e| &e.facts);
    facts.find_map(|f| match f {
        Fact::Attached(file) if file.configuration.is_some() => Some(file.clone()),
        _ => None,
    })
}

fn said(model: &mut Model, out: &mut Out, job: &Job, text: String) {
    if let Work::BringIn(work) = &job.work {
        return import::brought(model, out, work, text);
    }
    model.say(Tone::Good, text);
    if job.asker == Asker::Form {
        // A file was written: its form goes, what is under it stays on the screen.
        if let Some(opened) = typed_on::take_form(model) {
            typed_on::closed(model, out, &opened);
        }
        if keeping::is_about(&job.work) {
            keeping::again(out);
            review::held_anew(model, out, &job.work);
        }
        return;
    }
    let who = match &job.work {
        Work::ActAs(name) => Some(name.clone()),
        _ => None,
    };
    out.push(Effect::Ask(Slot::Setup, Box::new(Question::Setup(who))));
}

fn failed(model: &mut Model, out: &mut Out, job: &Job, error: desk::Error) {
    let text = error.to_string();
    match (job.asker, error) {
        (Asker::Form, desk::Error::Refused(refusal)) => {
            if let Some(verb) = instead::named(model, &refusal) {
                instead::go(model, out, verb);
                return;
            }
            if let Some(Overlay::Form(opened)) = model.overlays.last_mut() {
                opened.form.sending(false);
                opened.form.refused(&refusal);
            }
            renewed::look(model, out, &refusal);
        }
        (Asker::Screen, desk::Error::Refused(refusal))
            if matches!(job.work, Work::Article(_)) && articles::refused(model, out, &refusal) => {}
        (Asker::Form, desk::Error::Store(store::Error::Changed(theirs))) => {
            if let Some(Overlay::Form(opened)) = model.overlays.last_mut() {
                opened.form.sending(false);
                opened.theirs = Some(theirs);
            }
            write::refresh_quietly(model, out);
        }
        (Asker::NewTicket, desk::Error::Refused(refusal)) => {
            if let Some(Overlay::New(opened)) = model.overlays.last_mut() {
                opened.form.sending(false);
                opened.form.refused(&refusal);
            }
        }
        // What is there already is kept once; the item that it is for opens all the same.
        (Asker::Log { close: true }, desk::Error::Refused(refusal)) if log::was_kept(&refusal) => {
            model.say(Tone::Plain, text);
            log::open_item_of(model, out, &job.work);
        }
        (Asker::Form, _) if shelf::refused(model, &job.work, &text) => {}
        (asker, desk::Error::Store(store::Error::Unknown(_, id))) => {
            keep_id(model, asker, &id);
            sentence(model, asker, text);
        }
        (asker, desk::Error::Refused(refusal)) => {
            let missing: Vec<&str> = refusal.missing.iter().map(|b| b.text.as_str()).collect();
            sentence(model, asker, format!("{text} {}", missing.join(" · ")));
        }
        (asker, desk::Error::Store(store::Error::Changed(_))) => {
            sentence(model, asker, text);
            write::refresh_quietly(model, out);
        }
        (asker, desk::Error::Store(store::Error::ProcessChanged)) => {
            sentence(model, asker, text);
            write::refresh(model, out);
        }
        // The form stands, and what is typed in it is a draft.
        (asker @ (Asker::Form | Asker::NewTicket), desk::Error::Store(error))
            if error.is_of_file() =>
        {
            sentence(model, asker, format!("{text} Your text is kept."));
        }
        (asker, _) => sentence(model, asker, text),
    }
}

/// The same id is delivered again with the next try: it counts once.
fn keep_id(model: &mut Model, asker: Asker, id: &crate::domain::id::CommandId) {
    match (asker, model.overlays.last_mut()) {
        (Asker::Form, Some(Overlay::Form(opened))) => opened.command = Some(id.clone()),
        (Asker::NewTicket, Some(Overlay::New(opened))) => opened.command = Some(id.clone()),
        _ => {}
    }
}

/// Says it over the form that asked, else at the foot.
fn sentence(model: &mut Model, asker: Asker, text: String) {
    match (asker, model.overlays.last_mut()) {
        (Asker::Form, Some(Overlay::Form(opened))) => {
            opened.form.sending(false);
            opened.form.failed(text);
        }
        (Asker::NewTicket, Some(Overlay::New(opened))) => {
            opened.form.sending(false);
            opened.form.failed(text);
        }
        _ => complain(model, text),
    }
}
