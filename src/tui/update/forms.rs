//! Forms: opening them, keeping their drafts, sending them, and walking through what is missing.

use super::{
    complain, files, go, hidden, linked, moves, purpose, repeat, shift, show, typed_on, unfinished,
    write,
};
use crate::domain::blocker::{Blocker, Jump};
use crate::domain::id::{At, CommandId, TicketId};
use crate::domain::offer::Readiness;
use crate::domain::reply;
use crate::domain::values::Values;
use crate::tui::action::Out;
use crate::tui::draft::{self, Draft};
use crate::tui::form::sheet::Sheet;
use crate::tui::form::{Ask, Face, Lookup, Outcome};
use crate::tui::model::overlay::{Confirm, FormBox, Overlay, Purpose, Then};
use crate::tui::model::{Model, Tone};
use crate::tui::msg::{Asker, Effect, Job, Question, Slot, Work};

/// The draft's form id of a new ticket.
pub const NEW: &str = crate::tui::newticket::FORM;
/// A draft is kept this long after the first letter that is not kept yet.
const KEEP_AFTER_MS: i64 = 400;

/// Opens a form and asks for its draft.
pub fn open(model: &mut Model, out: &mut Out, purpose: Purpose, prefill: Option<&Values>) {
    let Some(opened) = made(model, purpose, prefill) else {
        let why = hidden::elsewhere(model).unwrap_or("This cannot be filled in here.");
        complain(model, why);
        return;
    };
    let key = opened.key();
    let keeps = purpose::keeps_draft(&opened.purpose);
    model.overlays.push(Overlay::Form(Box::new(opened)));
    super::similar::opened(model);
    if keeps {
        ask_draft(model, out, key);
    }
}

/// A form on the ticket as it is, if it can be filled in now.
pub(super) fn made(model: &Model, purpose: Purpose, prefill: Option<&Values>) -> Option<FormBox> {
    let form = purpose::form(model, &purpose, prefill)?;
    let ticket = purpose::is_about_ticket(&purpose)
        .then(|| model.ticket().map(|l| Box::new(l.view.ticket.clone())))
        .flatten();
    let id = ticket.as_ref().map(|t| t.id);
    let mut opened = FormBox {
        form,
        purpose,
        ticket: id,
        before: ticket,
        walking: false,
        command: None,
        theirs: None,
        over: Values::new(),
    };
    set_missing(model, &mut opened);
    Some(opened)
}

/// Asks for what is kept under a key; for the copy of it that was picked, if one was.
pub(super) fn ask_draft(model: &mut Model, out: &mut Out, mut key: draft::Key) {
    let is_it = |picked: &mut draft::Key| picked.ticket == key.ticket && picked.form == key.form;
    if let Some(picked) = model.picked_copy.take_if(is_it) {
        key = picked;
    }
    out.push(Effect::Ask(Slot::Draft, Box::new(Question::Draft(key))));
}

/// Everything that the move behind a form still needs.
fn missing(model: &Model, opened: &FormBox) -> Option<Vec<Blocker>> {
    let (verb, way) = purpose::watched(&opened.purpose)?;
    let loaded = model.ticket()?;
    if Some(loaded.view.ticket.id) != opened.ticket {
        return None;
    }
    let offer = loaded
        .view
        .offers
        .iter()
        .find(|o| o.verb == verb && o.way == way)?;
    Some(match &offer.readiness {
        Readiness::Needs(refusal) => refusal.missing.clone(),
        _ => Vec::new(),
    })
}

pub(super) fn set_missing(model: &Model, opened: &mut FormBox) {
    if let Some(missing) = missing(model, opened) {
        opened.form.set_missing(missing);
    }
}

/// What a form made of a key.
pub fn took(model: &mut Model, out: &mut Out, outcome: Outcome) -> bool {
    match outcome {
        Outcome::Ignored => return false,
        Outcome::Nothing | Outcome::Picked { .. } => {}
        Outcome::Changed => changed(model, out),
        Outcome::Submit(values) => submit(model, out, &values),
        Outcome::Cancel if typed_on::stays(model) => {}
        Outcome::Cancel => super::overlays::close(model, out),
        Outcome::Jump(jump) => go_to(model, out, &jump),
        Outcome::Ask(ask) => {
            changed(model, out);
            let ask = of_product(model, ask);
            out.push(Effect::Ask(Slot::Lookup, Box::new(Question::Lookup(ask))));
        }
        Outcome::OpenEditor(field) => super::outside::open(model, out, field),
    }
    true
}

/// Versions are those of the product that the same form names.
fn of_product(model: &Model, ask: Ask) -> Ask {
    match (&ask.what, model.overlays.last()) {
        (Lookup::Version(_), Some(Overlay::Form(opened))) => {
            let product = opened.form.text("product").unwrap_or_default();
            Ask {
                what: Lookup::Version(product),
                ..ask
            }
        }
        _ => ask,
    }
}

fn changed(model: &mut Model, out: &mut Out) {
    if let Some(Overlay::Form(opened)) = model.overlays.last()
        && opened.purpose == Purpose::Find
    {
        let words = opened.form.text("words").unwrap_or_default();
        let _ = purpose::filter(model, out, &words);
        return;
    }
    model
        .keep_at
        .get_or_insert(model.now.plus_ms(KEEP_AFTER_MS));
    super::similar::typed(model);
}

/// Enter on something missing goes there; from then on one thing follows the other.
fn go_to(model: &mut Model, out: &mut Out, jump: &Jump) {
    if let Some(Overlay::Form(opened)) = model.overlays.last_mut() {
        opened.walking = true;
    }
    supply(model, out, jump);
}

fn supply(model: &mut Model, out: &mut Out, jump: &Jump) {
    if let Some(sheet) = Sheet::for_jump(jump) {
        open(model, out, Purpose::Sheet(sheet), None);
        return;
    }
    keep(model, out);
    match jump {
        Jump::Package(_) => {
            model.overlays.clear();
            show::package(model, out);
        }
        Jump::Move(verb) => {
            model.overlays.clear();
            moves::start(model, out, &[*verb]);
        }
        Jump::Hold(_) => show::resume(model),
        _ => complain(model, "This is a matter of time or of another person."),
    }
}

/// The ticket came anew: the forms on it learn what is still missing, and the walk goes on.
pub fn ticket_came(model: &mut Model, out: &mut Out) {
    let mut overlays = std::mem::take(&mut model.overlays);
    for overlay in &mut overlays {
        if let Overlay::Form(opened) = overlay {
            let in_field = opened.form.focused().is_some();
            refill(model, opened);
            match missing(model, opened) {
                Some(missing) if in_field => opened.form.learn_missing(missing),
                Some(missing) => opened.form.set_missing(missing),
                None => {}
            }
        }
    }
    let next = match overlays.last_mut() {
        Some(Overlay::Form(opened)) if opened.walking && !is_older(model, opened) => {
            next_elsewhere(model, opened)
        }
        _ => None,
    };
    model.overlays = overlays;
    if let Some(jump) = next {
        supply(model, out, &jump);
    }
}

/// The ticket as it was before the last step: an answer to an earlier question that came late. What it
/// misses may be supplied by now.
fn is_older(model: &Model, opened: &FormBox) -> bool {
    let known = opened.before.as_ref().map_or(0, |t| t.version);
    let came = model.ticket().map_or(0, |l| l.view.ticket.version);
    came < known
}

/// A form that nobody typed into takes what the ticket now offers: a root cause just recorded.
fn refill(model: &Model, opened: &mut FormBox) {
    let about = model.ticket().map(|l| l.view.ticket.id);
    if opened.form.is_touched() || opened.ticket.is_none() || about != opened.ticket {
        return;
    }
    if purpose::watched(&opened.purpose).is_none() && !tells_other_words(model, opened) {
        return;
    }
    if let Some(form) = purpose::form(model, &opened.purpose, None) {
        opened.form.renew(form);
    }
}

/// Whether a message began with a workaround that may not be told any more, or is another by now.
fn tells_other_words(model: &Model, opened: &FormBox) -> bool {
    let known = model.ticket().map_or("", |l| l.workaround.as_str());
    let text = |field| opened.form.text(field).unwrap_or_default();
    opened.purpose == Purpose::Sheet(Sheet::Message)
        && text("workaround") == "yes"
        && text("text").trim() != known.trim()
}

/// The next thing that is missing outside the form; the walk ends when there is none.
fn next_elsewhere(model: &Model, opened: &mut FormBox) -> Option<Jump> {
    let elsewhere = |b: &Blocker| Sheet::for_jump(&b.jump).is_some();
    let found = missing(model, opened)?.into_iter().find(elsewhere);
    opened.walking = found.is_some();
    found.map(|b| b.jump)
}

/// Sends a form. Places of a template that nobody filled in do not reach a customer unasked.
fn submit(model: &mut Model, out: &mut Out, values: &Values) {
    match unfilled(model, values) {
        None => send_so(model, out, values),
        Some(places) => {
            let question = format!(
                "Still to be filled in: {places}. Send it so? The customer reads it as it stands."
            );
            let then = Then::Send(values.clone());
            model
                .overlays
                .push(Overlay::Confirm(Box::new(Confirm { question, then })));
        }
    }
}

/// The places that still stand in what a customer will read.
fn unfilled(model: &Model, values: &Values) -> Option<String> {
    let Some(Overlay::Form(opened)) = model.overlays.last() else {
        return None;
    };
    let outgoing = matches!(opened.form.spec().face, Face::Outgoing { .. });
    let texts: Vec<&str> = values.0.values().map(String::as_str).collect();
    let left = reply::left(&texts.join("\n"));
    let places: Vec<String> = left.iter().map(|name| format!("{{{name}}}")).collect();
    (outgoing && !places.is_empty()).then(|| places.join(", "))
}

/// Sends a form as it stands.
pub fn send_so(model: &mut Model, out: &mut Out, values: &Values) {
    let Some(Overlay::Form(opened)) = model.overlays.last() else {
        return;
    };
    match opened.purpose.clone() {
        Purpose::Find => purpose::found(model, out, values),
        Purpose::SaveView => purpose::save_view_as(model, out, values),
        Purpose::Export(ids) => super::export::send(model, out, ids, values),
        Purpose::BackUp => super::backup::send(model, out, values),
        Purpose::Import => super::import::send(model, out, values),
        Purpose::Each(sheet) => purpose::each(model, out, &sheet, values),
        Purpose::Shift(_) => shift::send(model, out, values),
        Purpose::Split => linked::send_split(model, out, values),
        Purpose::Snapshot => super::configurations::send(model, out, values),
        purpose @ (Purpose::Attach | Purpose::SaveFile(..)) => {
            files::send(model, out, &purpose, values);
        }
        Purpose::OpenLog => super::log::of_path(model, out, values),
        Purpose::LogFilter => super::log::filtered(model, out, values),
        Purpose::Article(form) => super::articles::send(model, out, &form, values),
        Purpose::Release(..) => super::products::send(model, out, values),
        Purpose::Keeping(form) => super::keeping::send(model, out, &form, values),
        purpose => send(model, out, &purpose, values),
    }
}

fn send(model: &mut Model, out: &mut Out, purpose: &Purpose, values: &Values) {
    let commands = match purpose {
        Purpose::Sheet(sheet) => super::similar::none_found(model, sheet, values),
        _ => None,
    };
    let commands = commands.unwrap_or_else(|| purpose::commands(model, purpose, values));
    let Some(Overlay::Form(opened)) = model.overlays.last_mut() else {
        return;
    };
    let (Some(ticket), Some(before)) = (opened.ticket, opened.before.as_ref()) else {
        return;
    };
    if commands.is_empty() {
        super::overlays::close(model, out);
        return;
    }
    opened.form.sending(true);
    let work = Work::Run {
        ticket,
        seen: Some(before.version),
        commands,
    };
    let job = Job {
        command: opened.command.clone(),
        work,
        asker: Asker::Form,
    };
    write::job(model, out, job);
}

/// The form on top was sent and done: it goes away with its draft.
pub fn done(model: &mut Model, out: &mut Out, seen: Option<u32>, version: u32) {
    let Some(opened) = typed_on::take_form(model) else {
        return;
    };
    model.keep_at = None;
    repeat::remember(model, &opened);
    typed_on::sent(model, out, &opened, version);
    follow(model, seen, version);
}

/// One's own step is not someone else's change: the forms opened before it was written follow.
pub fn follow(model: &mut Model, seen: Option<u32>, version: u32) {
    for overlay in &mut model.overlays {
        if let Overlay::Form(under) = overlay
            && let Some(before) = under.before.as_mut()
            && Some(before.version) == seen
        {
            before.version = version;
        }
    }
}

/// The form on top is sent for several tickets and goes; its draft stays until each has its verdict.
pub fn leave_kept(model: &mut Model, out: &mut Out) -> Option<draft::Key> {
    keep(model, out);
    let Some(Overlay::Form(opened)) = model.overlays.pop() else {
        return None;
    };
    purpose::keeps_draft(&opened.purpose).then(|| opened.key())
}

/// The form on top is being sent; the id of an earlier try whose outcome is not known.
pub fn sending(model: &mut Model) -> Option<CommandId> {
    let Some(Overlay::Form(opened)) = model.overlays.last_mut() else {
        return None;
    };
    opened.form.sending(true);
    opened.command.clone()
}

/// Keeps the draft of the form on top now.
pub fn keep(model: &mut Model, out: &mut Out) {
    model.keep_at = None;
    if let Some(draft) = unsaved(model) {
        out.push(Effect::Keep(Box::new(draft)));
    }
}

/// The draft of the form on top, if anything was typed.
#[must_use]
pub fn unsaved(model: &Model) -> Option<Draft> {
    typed_into(model.overlays.last()?, model.now)
}

/// What was typed into a form and is worth keeping.
pub(super) fn typed_into(overlay: &Overlay, at: At) -> Option<Draft> {
    let is_touched = match overlay {
        Overlay::Form(opened) => opened.form.is_touched(),
        Overlay::New(opened) => opened.form.is_touched(),
        _ => false,
    };
    draft_of(overlay, at).filter(|_| is_touched)
}

/// What stands in a form that keeps drafts, also where nothing was typed yet.
pub(super) fn draft_of(overlay: &Overlay, at: At) -> Option<Draft> {
    match overlay {
        Overlay::Form(opened) => unfinished::of_form(opened, at),
        Overlay::New(opened) => Some(unfinished::of_new(opened, at)),
        _ => None,
    }
}

/// Goes to the ticket of a draft and opens its form.
pub fn resume_draft(model: &mut Model, out: &mut Out, key: draft::Key) {
    model.picked_copy = key.copy.is_some().then(|| key.clone());
    if super::articles::resume(model, out, &key) {
        return;
    }
    let Some(id) = key.ticket else {
        resume_other(model, out, key.form);
        return;
    };
    let here: Option<TicketId> = model.ticket().map(|l| l.view.ticket.id);
    if here == Some(id) {
        resume_here(model, out, key);
        return;
    }
    go::jump(model, out, id);
    model.resume = Some(key);
}

/// Opens the form of a draft on the ticket that is here; of one that cannot be filled in any more, its words.
fn resume_here(model: &mut Model, out: &mut Out, key: draft::Key) {
    let purpose = match key.form.as_str() {
        linked::SPLIT => return linked::split(model, out),
        purpose::ASK_CUSTOMER => Some(Purpose::AskCustomer),
        form => Sheet::of_id(form).map(Purpose::Sheet),
    };
    match purpose.filter(|p| purpose::form(model, p, None).is_some()) {
        Some(purpose) => open(model, out, purpose, None),
        None => {
            model.picked_copy = None;
            unfinished::ask_words(out, key);
        }
    }
}

/// Opens the form of a draft that belongs to no single ticket.
fn resume_other(model: &mut Model, out: &mut Out, form: String) {
    if form == shift::FORM {
        shift::ask(model, out);
        return;
    }
    match form.strip_prefix(purpose::EACH).and_then(Sheet::of_id) {
        Some(sheet) if model.marked.is_empty() => {
            let what = sheet.id().replace(['_', '.'], " ");
            let said = format!(
                "The text for several tickets ({what}) is kept: mark them again, * brings it back."
            );
            model.say(Tone::Plain, said);
        }
        Some(sheet) => open(model, out, Purpose::Each(sheet), None),
        None => show::new_ticket_of(model, out, form),
    }
}

/// The form on top goes on, on the ticket as it is now: what its author typed stays, the other
/// fields show what the ticket now holds. Nothing is sent.
pub fn again(model: &mut Model) {
    let Some(Overlay::Form(mut opened)) = model.overlays.pop() else {
        return;
    };
    if let Some(theirs) = opened.theirs.take() {
        opened.before = Some(theirs);
    }
    opened.over = Values::new();
    opened.form.sending(false);
    if let Some(fresh) = purpose::form(model, &opened.purpose, None) {
        let mine = std::mem::replace(&mut opened.form, fresh).touched();
        // What is missing is named of the empty fields: those that its author filled are answered.
        set_missing(model, &mut opened);
        opened.form.restore(&mine);
    }
    model.overlays.push(Overlay::Form(opened));
    // The draft is one of the ticket as it is now: theirs was seen.
    model.keep_at.get_or_insert(model.now);
    let said = "Your words stand on the ticket as it is now. ctrl-s sends them.";
    model.say(Tone::Plain, said);
}

/// Forms say times in words: they learn what time it is.
pub fn tick(model: &mut Model) {
    let now = model.now;
    match model.overlays.last_mut() {
        Some(Overlay::Form(opened)) => opened.form.tick(now),
        Some(Overlay::New(opened)) => opened.form.tick(now),
        _ => {}
    }
}
