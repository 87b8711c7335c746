//! Keys and pastes for what lies over the panes.

use super::{
    articles, complain, configurations, files, forms, hidden, kept, lists, log, marks, palette,
    review, search, show, similar, typed_on, unfinished, write,
};
use crate::domain::command::{Command, Move, Opening};
use crate::domain::id::CustomerId;
use crate::domain::process::Verb;
use crate::domain::values::Values;
use crate::tui::action::Out;
use crate::tui::conflict::Choice as Verdict;
use crate::tui::finder::Found;
use crate::tui::keys::{Code, Key};
use crate::tui::model::overlay::{Choice, Confirm, FormBox, NewBox, Overlay, Purpose, Then};
use crate::tui::model::{Model, Tone};
use crate::tui::msg::{Asker, Effect, Job, Question, Slot, Work};
use crate::tui::newticket::NewOutcome;
use crate::tui::own_keys;

/// What takes long is broken off before its form, or the place it was begun at, is left.
fn breaks_off(model: &mut Model, out: &mut Out) -> bool {
    if model.progress.is_some() {
        out.push(Effect::BreakOff);
        return true;
    }
    if model.marking {
        super::marks::stop(model);
        return true;
    }
    false
}

/// Takes a key; `false` when nothing lies over the panes, or it means nothing there. A key that
/// came with the end of a paste never sends, picks or confirms.
pub fn key(model: &mut Model, out: &mut Out, key: Key, pasted: bool) -> bool {
    let acts = matches!(key.code, Code::Enter | Code::Esc) || key.ctrl || key.alt;
    if pasted && acts && !model.overlays.is_empty() {
        return true;
    }
    if key.code == Code::Esc && !pasted && breaks_off(model, out) {
        return true;
    }
    // No screen has function keys of its own: they hold everywhere, to read all of it out above all.
    if model.overlays.is_empty() || matches!(key.code, Code::F(_)) {
        return false;
    }
    if !pasted && key.code == Code::Char('?') && !key.ctrl && !key.alt && has_own_keys(model) {
        show::help(model, out);
        return true;
    }
    if !pasted && palette::opens(model, key) {
        palette::open(model, out);
        return true;
    }
    let wants_similar = key.ctrl && key.code == Code::Char('r');
    if wants_similar && similar::open_typed(model, out) {
        return true;
    }
    let Some(top) = model.overlays.last_mut() else {
        return false;
    };
    match top {
        Overlay::Form(opened) => {
            let outcome = opened.form.key(key);
            forms::took(model, out, outcome)
        }
        Overlay::New(opened) if opened.form.starts_afresh(key) => {
            show::new_afresh(model, out);
            true
        }
        Overlay::New(opened) => {
            let outcome = opened.form.key(key);
            new_took(model, out, outcome)
        }
        Overlay::Finder(opened) => {
            let found = opened.finder.key(key);
            finder_took(model, out, found)
        }
        Overlay::Search(place) => {
            let did = place.key(key);
            search::took(model, out, did)
        }
        Overlay::Help(scroll) => {
            match scroll.key(key) {
                true => {}
                false if key.ctrl => return false,
                false => close(model, out),
            }
            true
        }
        Overlay::Conflict(conflict) => {
            let choice = conflict.key(key);
            verdict(model, out, choice)
        }
        Overlay::Compare(screen) => {
            let outcome = screen.key(key);
            configurations::took(model, out, outcome)
        }
        Overlay::Viewer(viewer) => {
            let outcome = viewer.key(key);
            files::took(model, out, outcome)
        }
        Overlay::Similar(place) => {
            let did = place.key(key);
            similar::took(model, out, did)
        }
        Overlay::Review(screen) => {
            let did = screen.key(key);
            review::took(model, out, did)
        }
        Overlay::Reading(reading) => {
            let outcome = reading.key(key);
            kept::took(model, out, outcome)
        }
        Overlay::Log(view) => {
            let fields = model.setup.as_ref().map_or(0, |s| s.process.intake.len());
            let outcome = view.key(key, fields);
            log::took(model, out, outcome)
        }
        Overlay::Article(opened) => {
            let did = opened.key(key);
            articles::took(model, out, did)
        }
        Overlay::Talk(talk) => {
            let fields = model.setup.as_ref().map_or(0, |s| s.process.intake.len());
            let outcome = talk.key(key, fields);
            super::talk::took(model, out, outcome)
        }
        Overlay::Confirm(_) => !pasted && confirm(model, out, key),
    }
}

/// Whether the screen on top has keys to list.
fn has_own_keys(model: &Model) -> bool {
    model
        .overlays
        .last()
        .is_some_and(|top| own_keys::of(top).is_some())
}

/// Takes pasted text: it is only ever text.
pub fn paste(model: &mut Model, out: &mut Out, text: &str) {
    match model.overlays.last_mut() {
        Some(Overlay::Form(opened)) => {
            configurations::before_paste(opened, text);
            let outcome = opened.form.paste(text);
            forms::took(model, out, outcome);
        }
        Some(Overlay::New(opened)) => {
            let outcome = opened.form.paste(text);
            new_took(model, out, outcome);
        }
        Some(Overlay::Finder(opened)) => {
            let found = opened.finder.paste(text);
            finder_took(model, out, found);
        }
        Some(Overlay::Search(place)) => {
            let did = place.paste(text);
            search::took(model, out, did);
        }
        _ => model.say(
            Tone::Plain,
            "Pasted text goes into a field; n opens a note.",
        ),
    }
}

/// Says that pasted text has no end, or that keys are keys again.
pub fn paste_open(model: &mut Model, is_open: bool) {
    match is_open {
        true => model.say(
            Tone::Bad,
            "Pasted text came without its end: what you type counts as pasted too. Esc ends it.",
        ),
        false => model.say(Tone::Plain, "The paste is over: keys are keys again."),
    }
}

/// Closes what is on top; what was typed is kept as a draft.
pub fn close(model: &mut Model, out: &mut Out) {
    let kept = forms::unsaved(model).map(|draft| draft.key());
    forms::keep(model, out);
    let closed = model.overlays.pop();
    if let Some(Overlay::Form(under)) = model.overlays.last_mut() {
        under.walking = false;
    }
    if matches!(&closed, Some(Overlay::Form(f)) if f.purpose == Purpose::Find) {
        forget_filter(model, out);
    }
    match kept {
        Some(key) => unfinished::left(model, key),
        None if matches!(&closed, Some(Overlay::Form(f)) if acts_on_marked(f)) => {
            marks::left(model);
        }
        None => {}
    }
}

fn acts_on_marked(form: &FormBox) -> bool {
    matches!(form.purpose, Purpose::Each(_) | Purpose::Shift(_))
}

fn forget_filter(model: &mut Model, out: &mut Out) {
    if !model.filter.is_empty() {
        model.filter.clear();
        let (name, query) = model.base.clone();
        lists::show_query(model, out, name, query);
    }
}

/// What a list made of a key.
pub fn finder_took(model: &mut Model, out: &mut Out, found: Found<Choice>) -> bool {
    match found {
        Found::Ignored => return false,
        Found::Nothing => {}
        Found::Changed => asks(model, out),
        Found::Pick(_) if hidden::moved_on(model) => {
            model.overlays.pop();
            complain(model, hidden::ELSEWHERE);
        }
        Found::Pick(choice) => {
            // One comes back from a file to the list of files, where one was.
            if !matches!(
                choice,
                Choice::File(..)
                    | Choice::Kept(..)
                    | Choice::Snapshot(_)
                    | Choice::Product(_)
                    | Choice::Release(..)
                    | Choice::Retire(..)
                    | Choice::Keeping(_)
                    | Choice::KeepingForm(_)
                    | Choice::Remove(..)
                    | Choice::ReadBaseline(..)
            ) {
                model.overlays.pop();
            }
            lists::picked(model, out, choice);
        }
        Found::Refused(why) => complain(model, why),
        Found::Cancel => {
            model.overlays.pop();
            marks::left(model);
        }
    }
    true
}

fn asks(model: &mut Model, out: &mut Out) {
    if let Some(Overlay::Finder(opened)) = model.overlays.last_mut()
        && opened.asks
    {
        opened.finder.set_busy(true);
        let words = opened.finder.query().to_owned();
        out.push(Effect::Ask(Slot::Lookup, Box::new(Question::Jump(words))));
    }
}

/// What the form for a new ticket made of a key.
pub fn new_took(model: &mut Model, out: &mut Out, outcome: NewOutcome) -> bool {
    match outcome {
        NewOutcome::Ignored => return false,
        NewOutcome::Nothing => {}
        NewOutcome::Changed => keep_soon(model),
        NewOutcome::Cancel if typed_on::stays(model) => {}
        NewOutcome::Cancel => close(model, out),
        NewOutcome::Ask(ask) => {
            keep_soon(model);
            out.push(Effect::Ask(Slot::Lookup, Box::new(Question::Lookup(ask))));
        }
        NewOutcome::Picked(customer) => {
            keep_soon(model);
            ask_theirs(out, customer);
        }
        NewOutcome::Submit(opening) => open_ticket(model, out, opening),
        NewOutcome::OpenEditor(field) => super::outside::open(model, out, field),
    }
    true
}

/// Asks what else the customer has open; the form does not wait for it.
pub fn ask_theirs(out: &mut Out, customer: CustomerId) {
    let question = Question::Theirs(customer);
    out.push(Effect::Ask(Slot::Theirs, Box::new(question)));
}

fn keep_soon(model: &mut Model) {
    model.keep_at.get_or_insert(model.now.plus_ms(400));
    similar::typed(model);
}

/// Opens the ticket; whoever triaged it while asking has taken it too.
fn open_ticket(model: &mut Model, out: &mut Out, opening: Box<Opening>) {
    let then = take_with(model, &opening);
    let Some(Overlay::New(opened)) = model.overlays.last_mut() else {
        return;
    };
    opened.form.sending(true);
    let NewBox { command, form, .. } = opened.as_ref();
    let sure = form.insists();
    let work = Work::Open {
        opening,
        then,
        sure,
    };
    let job = Job {
        command: command.clone(),
        work,
        asker: Asker::NewTicket,
    };
    write::job(model, out, job);
}

fn verdict(model: &mut Model, out: &mut Out, choice: Verdict) -> bool {
    match choice {
        Verdict::Ignored => return false,
        Verdict::Nothing => {}
        Verdict::GoOn => {
            model.overlays.pop();
            forms::again(model);
        }
        Verdict::Copy(text) => out.push(Effect::Copy(text)),
        Verdict::Leave => {
            model.overlays.pop();
            close(model, out);
        }
    }
    true
}

/// `y` says yes; the key that asked never does.
fn confirm(model: &mut Model, out: &mut Out, key: Key) -> bool {
    if key.ctrl {
        return false;
    }
    let Some(Overlay::Confirm(asked)) = model.overlays.pop() else {
        return false;
    };
    if key.code != Code::Char('y') {
        marks::left(model);
        model.say(Tone::Plain, "Nothing was done.");
        return true;
    }
    let Confirm { then, .. } = *asked;
    match then {
        Then::Quit => out.push(Effect::Quit),
        Then::Leave => unfinished::leave(model, out),
        Then::Send(values) => forms::send_so(model, out, &values),
        Then::Run(id, seen, commands) => {
            write::run(model, out, id, seen, commands, Asker::Screen);
        }
        Then::Each(commands) => marks::run(model, out, commands, None),
        Then::Remove(work) => write::own(model, out, Work::Keeping(work)),
        Then::SaveView { name, seen, words } => {
            model.overlays.pop();
            let seen = Some(seen);
            write::own(model, out, Work::SaveView { name, seen, words });
        }
        Then::Discard(key) => unfinished::discard(model, out, key),
    }
    true
}

/// Whoever triaged a new ticket while asking, and belongs to the first tier, has taken it too.
fn take_with(model: &Model, opening: &Opening) -> Vec<Command> {
    let (Some(me), Some(process)) = (model.me(), model.process()) else {
        return Vec::new();
    };
    let triaged = !opening.impact.is_empty() && !opening.urgency.is_empty();
    if !triaged || !me.is_of(&process.first_tier()) {
        return Vec::new();
    }
    let values = Values::new()
        .with("impact", opening.impact.clone())
        .with("urgency", opening.urgency.clone());
    vec![Command::Move(Move::with(Verb::Take, values))]
}
