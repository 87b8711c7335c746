//! What is typed into a form while it is being sent. The form goes once that is done; the words typed since do not: they are
//! a draft at once, and where the form can be sent again it is back with them. Where it is not, whoever types on goes on in
//! the draft, and presses nothing.

use super::purpose::ASK_CUSTOMER;
use super::{articles, forms, go, keys, unfinished};
use crate::domain::article::{self, Article};
use crate::domain::id::At;
use crate::domain::values::Values;
use crate::tui::action::Out;
use crate::tui::draft::Draft;
use crate::tui::form::sheet::Sheet;
use crate::tui::form::{Form, Prose, Typed};
use crate::tui::keys::Key;
use crate::tui::model::overlay::{ArticleForm, FormBox, NewBox, Overlay, Purpose};
use crate::tui::model::typed_on::{GoesOn, RUNNING_MS, TypedOn, is_running};
use crate::tui::model::{Model, Tone};
use crate::tui::msg::Effect;

/// What is said of words that are a draft now.
const KEPT: &str = "What you typed since is kept";

/// Forms that begin anew once they are sent, for the next text.
const TEXTS: [&str; 5] = ["note", "message", "received", "ask", ASK_CUSTOMER];

/// Whether a form is left now is not known yet: what it says is under way.
pub(super) fn stays(model: &mut Model) -> bool {
    let is_sending = match model.overlays.last() {
        Some(Overlay::Form(opened)) => opened.form.is_sending(),
        Some(Overlay::New(opened)) => opened.form.is_sending(),
        _ => false,
    };
    if is_sending {
        model.say(
            Tone::Plain,
            "It is being sent: Esc leaves it once the desk has answered.",
        );
    }
    is_sending
}

/// The form that was sent: others may lie over it by now. Some forms are not marked as sent; of these the one on top.
pub(super) fn take_form(model: &mut Model) -> Option<Box<FormBox>> {
    let is_sent = |o: &Overlay| matches!(o, Overlay::Form(f) if f.form.is_sending());
    let taken = match model.overlays.iter().rposition(is_sent) {
        Some(at) => Some(model.overlays.remove(at)),
        None => model.overlays.pop_if(|o| matches!(o, Overlay::Form(_))),
    };
    match taken {
        Some(Overlay::Form(form)) => Some(form),
        _ => None,
    }
}

/// The same of the form of a new ticket.
pub(super) fn take_new(model: &mut Model) -> Option<Box<NewBox>> {
    let is_new = |o: &Overlay| matches!(o, Overlay::New(_));
    let at = model.overlays.iter().rposition(is_new)?;
    match model.overlays.remove(at) {
        Overlay::New(form) => Some(form),
        _ => None,
    }
}

/// Whether somebody is in the middle of typing into what is sent, though nothing of it counts yet: a blank.
fn is_at_it(model: &Model) -> bool {
    let soon = |at: At| model.now.since_ms(at) < RUNNING_MS;
    model.typed_at.is_some_and(soon)
}

/// Nothing was typed since, but somebody is at it: what comes goes into a draft of its own.
fn begins(model: &mut Model, out: &mut Out, all: Draft, prose: Option<Prose>) {
    if !is_at_it(model) {
        return;
    }
    let prose = prose.map(|p| match is_text(&all.form) || all.ticket.is_none() {
        true => empty(p),
        // What stands there now is what was sent.
        false => Prose {
            offered: p.text.clone(),
            ..p
        },
    });
    let typed = Typed {
        values: Values::new(),
        ..all.typed
    };
    gone(model, out, Some(Draft { typed, ..all }), prose);
}

/// A form that keeps no draft has gone: what is still being typed into it presses nothing.
pub(super) fn closed(model: &mut Model, out: &mut Out, opened: &FormBox) {
    if opened.form.whole_since_sent().is_some() || is_at_it(model) {
        gone(model, out, None, None);
    }
}

/// What was done, and that the words typed since are kept.
pub(super) fn and_kept(done: &str, how: &str) -> String {
    format!("{}. {KEPT}: {how}.", done.trim_end_matches('.'))
}

/// A form was sent and goes with its draft, but for what was typed since.
pub(super) fn sent(model: &mut Model, out: &mut Out, opened: &FormBox, version: u32) {
    let form = &opened.form;
    let Some((rest, whole)) = form.since_sent().zip(form.whole_since_sent()) else {
        out.push(Effect::Forget(opened.key()));
        if let Some(all) = unfinished::of_form(opened, model.now) {
            begins(model, out, Draft { version, ..all }, form.prose());
        }
        return;
    };
    let Some(all) = unfinished::of_form(opened, model.now) else {
        out.push(Effect::Forget(opened.key()));
        gone(model, out, None, None);
        return;
    };
    let typed = match is_text(&all.form) {
        true => rest.clone(),
        false => whole.clone(),
    };
    let draft = Draft {
        typed,
        version,
        ..all
    };
    keep(out, &draft);
    model.typed_on = Some(Box::new(TypedOn {
        draft,
        rest,
        whole,
        sent: form.as_sent().cloned().unwrap_or_default(),
        prose: form.prose(),
    }));
}

fn is_text(form: &str) -> bool {
    TEXTS.contains(&form)
}

/// The same of the form of a new ticket; whether anything was typed since.
pub(super) fn opened(model: &mut Model, out: &mut Out, opened: &NewBox, at: At) -> bool {
    let all = unfinished::of_new(opened, at);
    let Some(typed) = opened.form.since_sent() else {
        out.push(Effect::Forget(all.key()));
        begins(model, out, all, opened.form.prose());
        return false;
    };
    let draft = Draft { typed, ..all };
    keep(out, &draft);
    let prose = opened.form.prose().map(empty);
    gone(model, out, Some(draft), prose);
    true
}

/// An article was written: its form goes, unless something was typed since; that stays as a draft of changing the article
/// as it is now. Whether it does.
pub(super) fn written(model: &mut Model, out: &mut Out, form: &FormBox, article: &Article) -> bool {
    let since = form.form.since_sent();
    let whole = since.and_then(|_| form.form.whole_since_sent());
    let draft = whole.as_ref().and_then(|typed| {
        let all = unfinished::of_form(form, model.now)?;
        Some(change(all, typed, &form.form, article))
    });
    if draft.as_ref().is_none_or(|d| d.key() != form.key()) {
        out.push(Effect::Forget(form.key()));
    }
    if let Some(draft) = &draft {
        keep(out, draft);
    }
    let is_kept = draft.is_some();
    if whole.is_some() {
        gone(model, out, draft, form.form.prose());
    }
    is_kept
}

/// The draft of a change of an article: what it says now is what its author sent, and nobody else's change.
fn change(all: Draft, typed: &Typed, form: &Form, article: &Article) -> Draft {
    let now = article::values(article);
    let mut over = Values::new();
    for field in &form.spec().fields {
        let stands = now.0.get(&field.id).cloned();
        over.set(&field.id, stands.unwrap_or_default());
    }
    let edit = ArticleForm::Edit(article.id, article.revision);
    Draft {
        ticket: None,
        form: articles::form_id(&edit),
        title: articles::title(&edit),
        typed: typed.clone(),
        over: Some(over),
        version: 0,
        ..all
    }
}

fn keep(out: &mut Out, draft: &Draft) {
    // Of keys that come together the last one holds what the others do.
    out.pop_if(|e| matches!(e, Effect::Keep(before) if before.key() == draft.key()));
    out.push(Effect::Keep(Box::new(draft.clone())));
}

/// In a form that begins anew nothing stands.
fn empty(prose: Prose) -> Prose {
    Prose {
        text: String::new(),
        ..prose
    }
}

/// The form is gone: whose hands are still typing presses nothing, and what they type goes into its draft.
fn gone(model: &mut Model, out: &mut Out, draft: Option<Draft>, prose: Option<Prose>) {
    model.goes_on = Some(Box::new(GoesOn {
        at: model.now,
        draft,
        prose,
    }));
    // So does what waited for the form.
    while let Some(key) = model.ahead.front().copied().filter(|key| is_running(*key)) {
        model.ahead.pop_front();
        goes_on(model, out, key);
    }
}

/// A key that is typed on after the form has gone goes to the end of its draft; any other key is one again.
pub(super) fn goes_on(model: &mut Model, out: &mut Out, key: Key) -> bool {
    let now = model.now;
    let Some(mut on) = model.goes_on.take().filter(|on| on.takes(key, now)) else {
        return false;
    };
    match on.add(key, now) {
        Some(draft) => {
            keep(out, draft);
            let says = model.flash.as_ref().is_some_and(|f| f.text.contains(KEPT));
            if !says {
                model.say(Tone::Plain, format!("{KEPT}: d shows it."));
            }
        }
        None => keys::did_nothing(model),
    }
    model.goes_on = Some(on);
    true
}

/// Whether a key was meant for the form that the screen of a conflict came up over by itself. Notes when one was typed
/// into a form that is being sent.
pub(super) fn runs_into_conflict(model: &mut Model, key: Key) -> bool {
    let now = model.now;
    let runs = is_running(key);
    let soon = |at: At| now.since_ms(at) < RUNNING_MS;
    let is_soon = model.typed_at.is_some_and(soon);
    // Between the answer and the screen the form is not being sent any more.
    let in_form = match model.overlays.last() {
        Some(Overlay::Form(opened)) => opened.form.is_sending() || is_soon,
        Some(Overlay::New(opened)) => opened.form.is_sending(),
        _ => false,
    };
    let on_conflict = matches!(model.overlays.last(), Some(Overlay::Conflict(_)));
    let is_rest = on_conflict && runs && is_soon;
    model.typed_at = (is_rest || (in_form && runs)).then_some(now);
    if is_rest {
        keys::did_nothing(model);
    }
    is_rest
}

/// The ticket is here again, or does not come.
pub(super) fn ticket_came(model: &mut Model, out: &mut Out) {
    let Some(on) = model.typed_on.take() else {
        return;
    };
    let here = model.ticket().map(|l| &l.view.ticket);
    let version = here
        .filter(|t| Some(t.id) == on.draft.ticket)
        .map(|t| t.version);
    if version.is_some_and(|v| v < on.draft.version) {
        // An answer to an earlier question, that came late.
        model.typed_on = Some(on);
        go::ask_ticket(model, out);
        return;
    }
    let sheet = Sheet::of_id(&on.draft.form);
    // A move is made once.
    let is_again = sheet
        .as_ref()
        .is_some_and(|s| !matches!(s, Sheet::Move { .. }));
    let is_here = model.ticket().map(|l| l.view.ticket.id) == on.draft.ticket;
    let sheet = sheet.filter(|_| is_here).map(Purpose::Sheet);
    let anew = sheet.and_then(|purpose| forms::made(model, purpose, None));
    let theirs = anew.as_ref().is_some_and(|o| is_others(&on, o, version));
    let said = match anew {
        Some(opened) if is_again && model.overlays.is_empty() && !theirs => {
            back(model, &typed_in(&on, &opened.form), opened);
            "It is sent. What you typed since stands here and is not sent yet.".to_owned()
        }
        anew => {
            stays_kept(model, out, *on, anew.as_ref(), theirs);
            and_kept("It is done", "d shows it")
        }
    };
    model.say(Tone::Plain, said);
}

/// Whether somebody else changed since what one sent: the whole of it would go over theirs unseen.
fn is_others(on: &TypedOn, anew: &FormBox, version: Option<u32>) -> bool {
    let offered = anew.form.offered_in(&on.whole.values);
    let is_theirs = |field: &String| {
        let stands = offered.get(field);
        stands != on.sent.get(field)
            && Some(stands.unwrap_or_default()) != on.draft.over.as_ref().and_then(|o| o.get(field))
    };
    version.is_some_and(|v| v > on.draft.version)
        && !is_text(&on.draft.form)
        && on.whole.values.0.keys().any(is_theirs)
}

/// What was typed stays a draft: of the form as it would be now, where it can be made.
fn stays_kept(model: &mut Model, out: &mut Out, on: TypedOn, anew: Option<&FormBox>, theirs: bool) {
    let typed = match anew {
        Some(opened) => typed_in(&on, &opened.form),
        None => on.draft.typed.clone(),
    };
    let is_empty = |p: &Prose| is_text(&on.draft.form) && !is_whole(&on, &typed, &p.field);
    let prose = on.prose.clone().map(|p| match is_empty(&p) {
        true => empty(p),
        false => p,
    });
    let mut over = on.draft.over.clone();
    if let Some(opened) = anew {
        // What one sent oneself is nobody else's change later.
        let mut fields = typed.values.clone();
        let going_on = prose.iter().map(|p| (p.field.clone(), p.text.clone()));
        fields.0.extend(going_on);
        let mut stands = opened.form.offered_in(&fields);
        if theirs {
            // What somebody else made of it since is shown when it is opened.
            for (field, sent) in &on.sent.0 {
                if fields.0.contains_key(field) {
                    stands.set(field, sent.clone());
                }
            }
        }
        over = Some(stands);
    }
    let draft = Draft {
        typed,
        over,
        ..on.draft
    };
    keep(out, &draft);
    gone(model, out, Some(draft), prose);
}

fn is_whole(on: &TypedOn, typed: &Typed, field: &str) -> bool {
    let whole = on.whole.values.0.get(field);
    whole.is_some() && whole == typed.values.0.get(field)
}

/// What goes back into a form: of a field that holds one value all of it; where the next text begins, what was added.
fn typed_in(on: &TypedOn, form: &Form) -> Typed {
    let id = &on.draft.form;
    if !is_text(id) && !id.starts_with("record.") {
        return on.whole.clone();
    }
    let mut typed = on.rest.clone();
    let offered = form.offered_in(&on.whole.values);
    for (field, text) in &on.whole.values.0 {
        let (stands, sent) = (offered.get(field), on.sent.get(field));
        if sent.is_some() && stands == sent {
            typed.values.set(field, text.clone());
            if typed.focus == *field {
                typed.cursor = on.whole.cursor;
            }
        }
    }
    typed
}

/// Opens the form again.
fn back(model: &mut Model, typed: &Typed, mut opened: FormBox) {
    opened.form.restore(typed);
    model.overlays.push(Overlay::Form(Box::new(opened)));
    model.keep_at.get_or_insert(model.now);
}
