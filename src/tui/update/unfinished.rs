//! Unfinished texts that come back: on what the ticket is now, and never over what others wrote meanwhile.

use super::purpose;
use crate::domain::id::At;
use crate::domain::ticket::Ticket;
use crate::domain::values::Values;
use crate::domain::when;
use crate::tui::action::Out;
use crate::tui::draft::{self, Draft};
use crate::tui::model::overlay::{ArticleForm, Confirm, FormBox, NewBox, Overlay, Purpose, Then};
use crate::tui::model::{Model, Tone};
use crate::tui::msg::{Effect, Question, Slot};
use crate::tui::reading::Reading;
use std::collections::BTreeSet;

/// A draft was found: it comes back unless something was typed meanwhile. Where the ticket changed in a field
/// that was typed, theirs is shown beside it; `was`: the ticket as it was then.
pub fn restore(model: &mut Model, out: &mut Out, draft: &Draft, was: Option<Box<Ticket>>) {
    let since = when::say(draft.at, model.now, &model.taste.zone);
    let mut said = "Your unfinished text is back.".to_owned();
    let fits = match model.overlays.last_mut() {
        Some(Overlay::Form(opened)) => {
            let same = opened.ticket == draft.ticket && opened.form.spec().id == draft.form;
            let fits = same && !opened.form.is_touched();
            if same && !fits {
                // Its author was faster than the disk: both texts are worth keeping.
                out.push(Effect::Part(draft.key()));
            }
            if fits {
                let others = give_back(opened, draft, was);
                if !others.is_empty() {
                    said = format!(
                        "Your unfinished text is back. Meanwhile someone else changed: {}. Look before you send.",
                        others.join(", ")
                    );
                }
            }
            fits
        }
        Some(Overlay::New(opened)) if draft.form == opened.draft && opened.form.is_touched() => {
            out.push(Effect::Part(draft.key()));
            false
        }
        Some(Overlay::New(opened)) if draft.form == opened.draft => {
            opened.form.restore(&draft.typed);
            opened.form.set_resumed(since);
            if let Some(customer) = opened.form.picked_customer() {
                super::overlays::ask_theirs(out, customer);
            }
            true
        }
        _ => false,
    };
    if fits {
        model.say(Tone::Plain, said);
    }
}

/// Puts what was typed into the form as it is now, and says which of its fields others changed since; the form
/// is in conflict then.
fn give_back(opened: &mut FormBox, draft: &Draft, was: Option<Box<Ticket>>) -> Vec<String> {
    let typed = &draft.typed.values;
    let others = opened.form.differs_under(typed, draft.over.as_ref());
    opened.form.restore(&draft.typed);
    match (was, &opened.before) {
        (Some(was), Some(now)) if now.version > draft.version => {
            if !others.is_empty() {
                opened.theirs = opened.before.replace(was);
                // Of an older program's draft nobody knows; that it is not what stands there now is enough.
                opened.over = draft.over.as_ref().unwrap_or(typed).clone();
            }
            others
        }
        // An article's form is opened on the article as it is: what it offered then says whether it changed.
        _ if edits_article(opened) && draft.over.is_some() => others,
        _ => Vec::new(),
    }
}

/// Asks for the words of a draft whose ticket is not shown any more, or does not take its form: they are their
/// author's all the same.
pub fn ask_words(out: &mut Out, key: draft::Key) {
    out.push(Effect::Ask(Slot::Draft, Box::new(Question::Words(key))));
}

/// The words of a draft, to read, to copy and to throw away; they cannot be sent.
pub fn words(model: &mut Model, found: Option<Box<Draft>>) {
    let Some(draft) = found else {
        model.say(Tone::Plain, "There is no such unfinished text any more.");
        return;
    };
    let on = draft.ticket.map(|id| format!(" on {id}"));
    let title = format!(
        "{}{}: only your own words",
        draft.title,
        on.unwrap_or_default()
    );
    let typed = draft
        .typed
        .values
        .0
        .iter()
        .filter(|(_, text)| !text.trim().is_empty());
    let typed: Vec<_> = typed.collect();
    let text = match typed.as_slice() {
        [(_, text)] => (*text).clone(),
        several => {
            let each = several.iter();
            let each = each.map(|(field, text)| format!("{}:\n{text}", field.replace('_', " ")));
            each.collect::<Vec<_>>().join("\n\n")
        }
    };
    let mut reading = Reading::new(title, text);
    reading.own = Some(draft.key());
    let is_here = model.ticket().map(|l| l.view.ticket.id) == draft.ticket;
    model.overlays.push(Overlay::Reading(Box::new(reading)));
    let said = match is_here {
        true => "This cannot be filled in on the ticket any more. It stays kept; c copies it.",
        false => "The ticket is not shown to you, so this cannot be sent there. It stays kept.",
    };
    model.say(Tone::Plain, said);
}

/// What is said of a form that was left, and of one whose words the disk did not take.
const KEPT: &str = "Kept as a draft: it is back when you open this again.";
const HELD: &str = "Could not be kept on the disk: it is back only while hoist runs.";

/// A form with words in it was left.
pub fn left(model: &mut Model, key: draft::Key) {
    match is_held(model, &key) {
        true => model.say(Tone::Bad, HELD),
        false => model.say(Tone::Plain, KEPT),
    }
    model.keeping.left = Some(key);
}

/// Whether a text of this form is not on the disk.
fn is_held(model: &Model, key: &draft::Key) -> bool {
    let mut held = model.keeping.unkept.iter();
    held.any(|k| k.ticket == key.ticket && k.form == key.form)
}

/// Which texts are not on the disk: what was said of the one just left may not be so.
pub fn unkept(model: &mut Model, texts: BTreeSet<draft::Key>) {
    model.keeping.unkept = texts;
    let says_kept = model.flash.as_ref().is_some_and(|f| f.text == KEPT);
    let left = model.keeping.left.clone();
    if says_kept && left.is_some_and(|key| is_held(model, &key)) {
        model.say(Tone::Bad, HELD);
    }
}

/// Notes that there is something to be kept.
pub fn count(model: &mut Model, out: &[Effect]) {
    let keeps = |e: &Effect| matches!(e, Effect::Keep(_) | Effect::SetAside(..));
    model.keeping.begun |= out.iter().any(keeps);
}

/// Leaves, unless words would be lost by it: those that the disk did not take go with the program, so it is asked.
pub fn settled(model: &mut Model, out: &mut Out, texts: BTreeSet<draft::Key>) {
    unkept(model, texts);
    // Who went on to something else meanwhile does not leave.
    if !std::mem::take(&mut model.keeping.settles) || !model.overlays.is_empty() {
        return;
    }
    let question = match model.keeping.unkept.len() {
        0 => return out.push(Effect::Quit),
        1 => "What you typed in one form could not be kept on the disk. Leave and lose it?"
            .to_owned(),
        n => {
            format!("What you typed in {n} forms could not be kept on the disk. Leave and lose it?")
        }
    };
    ask_to_leave(model, question);
}

/// Leaves once it is known that everything typed is kept; whoever does not want to wait is asked.
pub fn leave(model: &mut Model, out: &mut Out) {
    if !model.keeping.begun {
        return out.push(Effect::Quit);
    }
    if std::mem::replace(&mut model.keeping.settles, true) {
        let question =
            "What you typed is still being put on the disk. Leave without knowing whether it was?";
        return ask_to_leave(model, question.to_owned());
    }
    out.push(Effect::Settle);
}

fn ask_to_leave(model: &mut Model, question: String) {
    model.keeping.settles = false;
    let then = Then::Quit;
    let asked = Confirm { question, then };
    model.overlays.push(Overlay::Confirm(Box::new(asked)));
}

/// Puts the words on the clipboard.
pub fn copy(model: &mut Model, out: &mut Out, text: String) {
    out.push(Effect::Copy(text));
    model.say(Tone::Good, "Your words are on the clipboard.");
}

/// Asks whether the words are to go.
pub fn ask_discard(model: &mut Model, key: draft::Key) {
    let question = "Throw these words away? They cannot be brought back.".to_owned();
    let then = Then::Discard(key);
    let asked = Confirm { question, then };
    model.overlays.push(Overlay::Confirm(Box::new(asked)));
}

/// Throws them away.
pub fn discard(model: &mut Model, out: &mut Out, key: draft::Key) {
    let is_it = |o: &mut Overlay| matches!(o, Overlay::Reading(r) if r.own.as_ref() == Some(&key));
    model.overlays.pop_if(is_it);
    out.push(Effect::Forget(key));
    model.say(Tone::Good, "The unfinished text is thrown away.");
}

fn edits_article(opened: &FormBox) -> bool {
    matches!(opened.purpose, Purpose::Article(ArticleForm::Edit(..)))
}

/// What is typed in a form, as a draft, where it keeps one.
pub(super) fn of_form(opened: &FormBox, at: At) -> Option<Draft> {
    purpose::keeps_draft(&opened.purpose).then(|| Draft {
        ticket: opened.ticket,
        form: opened.form.spec().id.clone(),
        copy: None,
        title: opened.form.spec().title.clone(),
        typed: opened.form.touched(),
        over: Some(over(opened)),
        version: opened.before.as_ref().map_or(0, |t| t.version),
        at,
    })
}

/// What stands in the form of a new ticket.
pub(super) fn of_new(opened: &NewBox, at: At) -> Draft {
    Draft {
        ticket: None,
        form: opened.draft.clone(),
        copy: None,
        title: "New ticket".to_owned(),
        typed: opened.form.typed(),
        over: None,
        version: 0,
        at,
    }
}

/// What was typed over, for the draft: also before theirs has been seen.
fn over(opened: &FormBox) -> Values {
    let mut over = opened.form.offered();
    for (field, text) in &opened.over.0 {
        over.set(field, text.clone());
    }
    over
}
