//! The model and a message make the next model and the effects to be done. Pure: the same messages
//! at the same times always lead to the same screen.

mod answers;
pub mod approving;
pub mod articles;
pub mod backup;
pub mod baselines;
pub mod configurations;
pub mod duty;
pub mod export;
pub mod files;
pub mod forms;
pub mod go;
pub mod hidden;
pub mod import;
mod instead;
pub mod keeping;
pub mod kept;
mod keys;
pub mod linked;
pub mod lists;
pub mod log;
mod looked_up;
pub mod marks;
mod mouse;
pub mod moves;
pub mod notices;
mod outside;
mod overlays;
pub mod palette;
pub mod presence;
pub mod products;
mod purpose;
mod reach;
mod renewed;
pub mod repeat;
pub mod review;
pub mod search;
pub mod shelf;
pub mod shift;
pub mod show;
pub mod similar;
pub mod talk;
pub mod teams;
pub mod templates;
mod typed_on;
mod unfinished;
mod unseen;
pub mod write;

use crate::tui::action::Out;
use crate::tui::input::InputEvent;
use crate::tui::model::{Model, Tone};
use crate::tui::msg::{Effect, Msg, Question, Slot};

/// Takes a message in. `model.now` and `model.size` are set by the caller before.
#[must_use]
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    let mut out = Vec::new();
    match msg {
        Msg::Input(event) => input(model, &mut out, event),
        Msg::Answered(reply) => answers::answered(model, &mut out, *reply),
        Msg::Wrote(wrote) => answers::wrote(model, &mut out, *wrote),
        Msg::Log(news) => log::told(model, &mut out, *news),
        Msg::Progress(unit, done, of) => write::progress(model, unit, done, of),
        Msg::Reviewing(n) => review::going(model, n),
        Msg::OthersWrote { desk: true } => write::refresh(model, &mut out),
        Msg::OthersWrote { desk: false } => write::refresh_quietly(model, &mut out),
        Msg::Present(others) => presence::came(model, others),
        Msg::Tick => tick(model, &mut out),
        Msg::Edited(field, result) => outside::came(model, &mut out, &field, result),
        Msg::Trouble(sentence) => model.banners.push(sentence),
        Msg::Unsaid(sentence) => model.banners.retain(|banner| *banner != sentence),
        Msg::Mended(sentence) => {
            model.banners.retain(|banner| *banner != sentence);
            model.say(Tone::Good, "What you typed is kept again.");
        }
        Msg::Unkept(texts) => unfinished::unkept(model, texts),
        Msg::Settled(texts) => unfinished::settled(model, &mut out, texts),
    }
    due(model, &mut out);
    unfinished::count(model, &out);
    out
}

/// The first effects: who is at the desk, and what needs reading.
#[must_use]
pub fn start(model: &mut Model) -> Vec<Effect> {
    model.waiting_since = Some(model.now);
    model.opening = true;
    let problems = std::mem::take(&mut model.keymap.problems);
    model.banners.extend(problems);
    vec![Effect::Ask(Slot::Setup, Box::new(Question::Setup(None)))]
}

fn input(model: &mut Model, out: &mut Out, event: InputEvent) {
    match event {
        InputEvent::Key(key, after) if unseen::is(model) => unseen::key(model, out, key, after),
        InputEvent::Mouse(_) if unseen::is(model) => {}
        InputEvent::Key(key, after) => keys::key(model, out, key, after),
        InputEvent::Paste(text) => overlays::paste(model, out, &text),
        InputEvent::PasteOpen(is_open) => overlays::paste_open(model, is_open),
        InputEvent::Mouse(mouse) => {
            // Whoever points does not type on.
            model.goes_on = None;
            mouse::mouse(model, out, mouse);
        }
        InputEvent::Resize { columns, rows } => {
            model.size = (columns, rows);
            go::settle(model, out);
        }
        InputEvent::StopAsked => go::suspend(model, out),
        InputEvent::Continued => out.push(Effect::Resume),
        // The signal thread keeps the draft and ends the program.
        InputEvent::Gone => {}
    }
}

/// Time has passed: forms learn it, and rows whose time has come move up.
fn tick(model: &mut Model, out: &mut Out) {
    forms::tick(model);
    if model.queue.is_behind(model.now) {
        let height = model.queue_height();
        let ask = model.queue.ask_again(height, model.now);
        go::ask_page(model, out, ask);
    }
}

/// What the time that has passed brings about.
fn due(model: &mut Model, out: &mut Out) {
    presence::due(model, out);
    log::let_go(model, out);
    if model.flash.as_ref().is_some_and(|f| f.until <= model.now) {
        model.flash = None;
    }
    if model.ask_ticket_at.is_some_and(|at| at <= model.now) {
        go::ask_ticket(model, out);
    }
    if model.ask_likes_at.is_some_and(|at| at <= model.now) {
        similar::due(model, out);
    }
    looked_up::due(model, out);
    if model.keep_at.is_some_and(|at| at <= model.now) {
        forms::keep(model, out);
    }
}

/// Says why something did not work.
pub(crate) fn complain(model: &mut Model, text: impl Into<String>) {
    model.say(Tone::Bad, text);
}
